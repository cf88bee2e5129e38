"""Long work says how far it is, lets itself be stopped, and gives the buttons back."""

from __future__ import annotations

import threading

from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from corrdesk.base.errors import UserError
from corrdesk.bootstrap import Desk
from corrdesk.ui.shell.context import Context
from corrdesk.ui.vault.working import Report, WorkingLine


def _line(context: Context, qtbot: QtBot) -> tuple[WorkingLine, QPushButton]:
    page = QWidget()
    qtbot.addWidget(page)
    start = QPushButton("x")
    line = WorkingLine(context, start)
    layout = QVBoxLayout(page)
    layout.addWidget(start)
    layout.addWidget(line)
    page.show()
    line.page = page  # type: ignore[attr-defined]  # kept alive as long as the line
    return line, start


def test_it_shows_how_far_and_hands_the_result_over(context: Context, qtbot: QtBot) -> None:
    line, start = _line(context, qtbot)
    go = threading.Event()
    results: list[int] = []

    def work(_desk: Desk, report: Report) -> int:
        report(1, 3)
        go.wait(10)
        report(3, 3)
        return 7

    line.start("正在做…", work, results.append, lambda _error: None)
    line.start("又一次", work, results.append, lambda _error: None)  # one at a time
    assert line.isVisible()
    assert not start.isEnabled()
    qtbot.waitUntil(lambda: line.bar.maximum() == 3)
    go.set()
    qtbot.waitUntil(lambda: results == [7])
    assert line.isHidden()
    assert start.isEnabled()


def test_it_is_stopped(context: Context, qtbot: QtBot) -> None:
    line, start = _line(context, qtbot)
    results: list[object] = []

    def work(_desk: Desk, report: Report) -> None:
        while True:
            report(0, 1)
            threading.Event().wait(0.01)

    line.start("正在做…", work, results.append, results.append)
    qtbot.wait(50)
    line.stop_button.click()
    qtbot.waitUntil(lambda: not line.is_busy)
    assert results == []
    assert start.isEnabled()


def test_an_error_is_handed_over_too(context: Context, qtbot: QtBot) -> None:
    line, _start = _line(context, qtbot)
    errors: list[Exception] = []

    def work(_desk: Desk, _report: Report) -> None:
        raise UserError("不行。")

    line.start("正在做…", work, lambda _none: None, errors.append)
    qtbot.waitUntil(lambda: bool(errors))
    assert not line.is_busy
