"""The screen as the command line knows it: something that opens a desk or takes its picture.

Keeps the command line free of Qt; `__main__` hands the real one in.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Protocol, cast

import typer

if TYPE_CHECKING:
    from corrdesk.bootstrap import Desk


class Desktop(Protocol):
    """What `demo`, `selftest` and a start without arguments need of the screen."""

    def open(
        self,
        desk: Desk | None,
        device_secret_file: Path | None = None,
        throw_away: Path | None = None,
    ) -> int:
        """Shows a desk until it is closed or locked; returns the exit code.

        Locking ends this process; the one that takes over has the same device secret. Whichever
        is closed last removes the folder `throw_away`.
        """
        ...

    def capture(self, desk: Desk, out: Path) -> list[Path]:
        """Writes a picture of every screen and returns the files."""
        ...


def desktop_of(context: typer.Context) -> Desktop:
    """The desktop that `__main__` handed to this run."""
    return cast(Desktop, context.find_root().obj)
