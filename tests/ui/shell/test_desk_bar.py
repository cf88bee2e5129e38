"""The bar tells whose desk it is, and what leads to a page can be pressed."""

from __future__ import annotations

from typing import Any

from PySide6.QtWidgets import QApplication, QLabel, QPushButton
from pytestqt.qtbot import QtBot

from corrdesk.ui.shell.desk_bar import DeskBar
from corrdesk.ui.shell.registry import StatusWords


def test_what_it_tells_leads_to_its_page(app: QApplication, qtbot: QtBot) -> None:
    gone: list[tuple[str, Any]] = []
    bar = DeskBar("青石镇司法所", "李明", lambda page, argument: gone.append((page, argument)))
    qtbot.addWidget(bar)
    told = [StatusWords("县级已收 3/5", page="exchange", argument="waiting"), StatusWords("备份")]
    bar.show_told(told, "ab12")
    (pressed,) = bar.findChildren(QPushButton)
    bar.show_told(list(told), "cd34")
    assert bar.findChildren(QPushButton) == [pressed]  # what has not changed stays as it is
    pressed.click()
    assert gone == [("exchange", "waiting")]
    words = {each.text() for each in bar.findChildren(QLabel)}
    assert {"青石镇司法所", "经办：李明", "备份", "日志链头 cd34"} <= words
