"""Issued sheets as lines of a page: state, number, look, and the proof of service where it goes."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from corrdesk.ui.documents.listed import sheet_rows, valid_forms
from corrdesk.ui.shell.widgets import column


class Shown:
    """Notes what is to be shown."""

    def __init__(self) -> None:
        self.originals: list[Any] = []
        self.receipts: list[Any] = []

    def show_original(self, sheet: Any) -> None:
        self.originals.append(sheet)

    def show_receipt(self, sheet: Any) -> None:
        self.receipts.append(sheet)


def sheet(state: str, *addressees: str, reason: str = "") -> Any:
    return SimpleNamespace(
        form_id=state,
        title="告知书",
        serial="（2026）青矫审告字第1号",
        state=state,
        addressees=list(addressees),
        void_reason=reason,
    )


def test_a_line_a_sheet(app: QApplication, qtbot: QtBot) -> None:
    shown: Any = Shown()
    sheets = [sheet("printed", "王小明"), sheet("void", "王小明", reason="写错"), sheet("filed")]
    place = QWidget()
    qtbot.addWidget(place)
    place.setLayout(column(*sheet_rows(shown, sheets)))
    buttons = place.findChildren(QPushButton)
    assert [each.text() for each in buttons] == [
        "查看、打印…",
        "送达回证…",
        "查看、打印…",
        "查看、打印…",
    ]
    for each in buttons:
        each.click()
    assert shown.originals == sheets
    assert shown.receipts == sheets[:1]
    words = [each.text() for each in place.findChildren(QLabel)]
    assert any("写错" in each for each in words)
    assert valid_forms(sheets) == {"printed", "filed"}
