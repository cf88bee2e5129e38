"""Python's search for reference cycles, on the UI thread only.

It begins in whichever thread happens to make the next object. A worker that finds a closed page
among the garbage would take its widgets apart in the wrong thread, and Qt ends the process.
"""

from __future__ import annotations

import gc
from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QObject, QTimer

from corrdesk.base.collecting import is_put_off

EVERY: Final = 1_000  # milliseconds between two looks


class Collector(QObject):
    """Searches by itself no more; looks once a second whether a search is due."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._was_on = gc.isenabled()
        gc.disable()
        gc.freeze()  # what the program itself consists of is never garbage
        self._timer = QTimer(self)
        self._timer.timeout.connect(self.look)
        self._timer.start(EVERY)

    def look(self) -> None:
        """Searches as far as is due, unless a worker makes thousands of objects just now."""
        age = None if is_put_off() else due(gc.get_count(), gc.get_threshold())
        if age is not None:
            gc.collect(age)

    def stop(self) -> None:
        """Leaves everything as it was before: the last window is closed."""
        self._timer.stop()
        self.deleteLater()
        gc.unfreeze()
        if self._was_on:
            gc.enable()


def due(counts: Sequence[int], thresholds: Sequence[int]) -> int | None:
    """The oldest generation whose search is due by Python's own measure; None for none."""
    ripe = [
        age
        for age, (count, most) in enumerate(zip(counts, thresholds, strict=True))
        if count > most
    ]
    return max(ripe, default=None)
