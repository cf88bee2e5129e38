"""The field for a day: what it takes, and that it shows what it took it for."""

from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from corrdesk.base.dates import DateProblem
from corrdesk.ui.shell.date_edit import DateEdit, reckon_from
from corrdesk.ui.shell.widgets import column

TODAY = date(2026, 6, 10)


class Above(QWidget):
    """What a field stands in: counts the Enters that reach it."""

    enters = 0

    def keyPressEvent(self, event: object) -> None:  # noqa: N802 - Qt name
        self.enters += 1


@pytest.mark.parametrize("typed", ["2026.11.20", "20261120", "２０２６年11月20日", "2026-11-20"])
def test_dates_may_be_typed_in_any_way(app: QApplication, qtbot: QtBot, typed: str) -> None:
    field = DateEdit()
    qtbot.addWidget(field)
    field.setText(typed)
    assert field.day() == date(2026, 11, 20)
    field.editingFinished.emit()
    assert field.text() == "2026-11-20"


def test_a_date_that_is_none_stays_as_typed(app: QApplication, qtbot: QtBot) -> None:
    field = DateEdit()
    qtbot.addWidget(field)
    field.setText("二月三十")
    field.editingFinished.emit()
    assert field.text() == "二月三十"
    with pytest.raises(DateProblem):
        field.day()
    assert DateEdit(empty=True).day() is None


@pytest.mark.parametrize(
    ("typed", "shown"), [("8.3", "2026-08-03"), ("昨天", "2026-06-09"), ("12月20日", "2025-12-20")]
)
def test_a_field_that_knows_today_shows_the_whole_day_once_it_is_left(
    app: QApplication, qtbot: QtBot, typed: str, shown: str
) -> None:
    place, field, other = QWidget(), DateEdit(), QLineEdit()
    qtbot.addWidget(place)
    place.setLayout(column(field, other))
    reckon_from(place, TODAY)
    place.show()
    place.activateWindow()
    qtbot.waitUntil(place.isActiveWindow)
    field.setFocus()
    typing = QInputMethodEvent()
    typing.setCommitString(typed)
    QApplication.sendEvent(field, typing)
    assert field.day() == date.fromisoformat(shown)
    assert field.text() == typed
    other.setFocus()
    assert field.text() == shown


def test_enter_shows_a_short_day_first_and_saves_only_then(app: QApplication, qtbot: QtBot) -> None:
    place, field = Above(), DateEdit(lean="past")
    qtbot.addWidget(place)
    place.setLayout(column(field))
    field.reckon_from(TODAY)
    place.show()
    field.setFocus()
    QTest.keyClicks(field, "8.3")
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert (field.text(), place.enters) == ("2025-08-03", 0)
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert place.enters == 1
    field.setText("2026.8.3")  # says it all: one Enter is enough, as ever
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert (field.text(), place.enters) == ("2026-08-03", 2)
    field.setText("8.32")
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert (field.text(), place.enters) == ("8.32", 3)  # no day: the form says what is wrong


@pytest.mark.parametrize("told", [True, False])
def test_a_year_that_could_be_any_is_never_guessed(
    app: QApplication, qtbot: QtBot, told: bool
) -> None:
    field = DateEdit(lean=None) if told else DateEdit()
    qtbot.addWidget(field)
    if told:
        field.reckon_from(TODAY)
    field.setText("8.3")
    field.editingFinished.emit()
    assert field.text() == "8.3"
    with pytest.raises(DateProblem):
        field.day()
