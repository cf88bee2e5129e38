"""Buttons stand in as many rows as they need, and no more."""

from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from corrdesk.ui.shell.flow import Flow
from corrdesk.ui.shell.widgets import button


def rows_of(place: QWidget) -> list[list[str]]:
    found: dict[int, list[str]] = {}
    for made in place.children():
        if isinstance(made, QWidget) and made.isVisible():
            found.setdefault(made.y(), []).append(made.accessibleName())
    return [found[y] for y in sorted(found)]


def test_what_does_not_fit_begins_the_next_row(app: QApplication, qtbot: QtBot) -> None:
    place = QWidget()
    qtbot.addWidget(place)
    buttons = [button(name) for name in ("登记报到", "外出申请", "登记违规")]
    layout = QVBoxLayout(place)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.addLayout(Flow(*buttons))
    layout.addStretch(1)
    place.resize(800, 300)
    place.show()
    assert rows_of(place) == [["登记报到", "外出申请", "登记违规"]]
    width = buttons[0].width() * 2 + 20
    place.resize(width, 300)
    qtbot.waitUntil(lambda: rows_of(place) == [["登记报到", "外出申请"], ["登记违规"]])
    assert all(made.geometry().right() < width for made in buttons)
    buttons[0].hide()
    qtbot.waitUntil(lambda: rows_of(place) == [["外出申请", "登记违规"]])
    assert buttons[1].x() == 0
