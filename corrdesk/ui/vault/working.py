"""One line that says what is being done, how far it is, and stops it: for long work."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

from PySide6.QtWidgets import QProgressBar, QWidget

from corrdesk.base.i18n import _
from corrdesk.ui.shell.context import Context
from corrdesk.ui.shell.operations import Task
from corrdesk.ui.shell.theme import show_if
from corrdesk.ui.shell.widgets import button, label, row

if TYPE_CHECKING:
    from corrdesk.bootstrap import Desk

T = TypeVar("T")
Report = Callable[[int, int], None]


class WorkingLine(QWidget):
    """Hidden while nothing is done; the buttons it was given rest as long as it works."""

    def __init__(self, context: Context, *resting: QWidget) -> None:
        super().__init__()
        self._context, self._resting = context, resting
        self._task: Task | None = None
        self._words = label("", "muted")
        self.bar = QProgressBar()
        self.bar.setAccessibleName(_("进度"))
        self.stop_button = button(_("取消"), self.stop)
        layout = row(self._words, self.bar, self.stop_button, stretch=None)
        layout.setStretch(1, 1)
        self.setLayout(layout)
        show_if(False, self)

    @property
    def is_busy(self) -> bool:
        """Whether something is being done."""
        return self._task is not None

    def start(
        self,
        words: str,
        work: Callable[[Desk, Report], T],
        then: Callable[[T], None],
        failed: Callable[[Exception], None],
        *,
        may_wait: bool = True,
    ) -> None:
        """Begins work beside the desk's own; nothing happens while there is some already.

        The desk's closing waits for it, unless another day does as well (`may_wait=False`).
        """
        if self._task is not None:
            return
        self._task = task = Task(self)
        task.progressed.connect(self._show)
        self._words.setText(words)
        self.bar.setRange(0, 0)
        self._rest(resting=True)

        def run(desk: Desk) -> T:
            def report(done: int, total: int) -> None:
                self._context.check(may_wait=may_wait)
                task.report(done, total)

            return work(desk, report)

        def done(result: T) -> None:
            self._finish()
            then(result)

        def refused(error: Exception) -> None:
            self._finish()
            failed(error)

        self._context.aside(self, run).then(done).or_else(refused).when_cancelled(
            self._finish
        ).start()

    def stop(self) -> None:
        """Asks the work to stop at its next step."""
        if self._task is not None:
            self._task.cancel()
            self._words.setText(_("正在停止…"))

    def _show(self, done: int, total: int) -> None:
        self.bar.setRange(0, total)
        self.bar.setValue(done)
        self.bar.setFormat(_("{done} / {total}").format(done=done, total=total))

    def _finish(self) -> None:
        self._task = None
        self._rest(resting=False)

    def _rest(self, *, resting: bool) -> None:
        show_if(resting, self)
        for widget in self._resting:
            widget.setEnabled(not resting)
        if resting:
            self.stop_button.setFocus()
        elif self._resting:
            self._resting[0].setFocus()
