"""What takes the focus by a key can be seen."""

from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from corrdesk.ui.shell.widgets import column, scrolled


def test_a_field_that_takes_the_focus_comes_into_sight(app: QApplication, qtbot: QtBot) -> None:
    high = QLabel("高")
    high.setMinimumHeight(900)
    first, low = QLineEdit(), QLineEdit()
    content = QWidget()
    content.setLayout(column(first, high, low))
    area = scrolled(content)
    qtbot.addWidget(area)
    area.resize(300, 200)
    area.show()
    first.setFocus()
    qtbot.waitUntil(lambda: low.visibleRegion().isEmpty(), timeout=2000)
    low.setFocus()
    qtbot.waitUntil(lambda: not low.visibleRegion().isEmpty(), timeout=2000)
