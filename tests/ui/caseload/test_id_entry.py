"""The number is judged while it is typed: early enough to mend, late enough not to nag."""

from datetime import date

import pytest
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from corrdesk.base.errors import UserError
from corrdesk.casework.caseload.model import Sex
from corrdesk.ui.caseload.id_entry import PROBLEMS, IdNumberField

NUMBER = "11010519491231002X"


@pytest.fixture
def field(app: object, qtbot: QtBot) -> IdNumberField:
    made = IdNumberField(date(2026, 6, 10))
    qtbot.addWidget(made)
    with qtbot.waitExposed(made):
        made.show()
    return made


def test_a_right_number_says_its_holder(field: IdNumberField, qtbot: QtBot) -> None:
    QTest.keyClicks(field.line, NUMBER[:-1])
    assert "17" in field.says
    assert not field._error.text()
    with qtbot.waitSignal(field.valid) as told:
        QTest.keyClicks(field.line, "x")
    assert told.args == [NUMBER]
    assert field.says == "女，1949年12月31日出生"
    assert field.line.accessibleDescription() == field.says
    assert field.person() == (NUMBER, date(1949, 12, 31), Sex.FEMALE)


def test_full_width_digits_and_old_numbers_become_a_number_of_today(field: IdNumberField) -> None:
    field.line.setText("１１０１０５ １９４９１２３１ ００２ｘ")
    assert "女" in field.says
    field.line.editingFinished.emit()
    assert field.line.text() == NUMBER
    field.line.setText("110105491231002")
    assert "15" in field.says
    field.line.editingFinished.emit()
    assert field.line.text() == NUMBER


@pytest.mark.parametrize(
    ("typed", "problem"),
    [
        ("110105194912310021", "checksum"),
        ("11010519491331002X", "birth_date"),
        ("99010519491231002X", "region"),
        ("1101051949123100AX", "characters"),
        ("11010519491231002XX", "length"),
    ],
)
def test_each_mistake_has_its_words(field: IdNumberField, typed: str, problem: str) -> None:
    field.line.setText(typed)
    assert field._error.text() == PROBLEMS[problem]
    assert not field.says
    with pytest.raises(UserError) as told:
        field.person()
    assert told.value.field == "id_number"


def test_a_short_number_does_not_hold_the_focus(field: IdNumberField) -> None:
    field.line.setText("1101")
    field.line.editingFinished.emit()
    assert field.line.text() == "1101"
    assert not field._error.text()


def test_somebody_who_has_a_file_can_be_opened(field: IdNumberField, qtbot: QtBot) -> None:
    field.line.setText(NUMBER)
    field.show_known("p1", "欧阳明")
    assert "已有档案" in field._error.text()
    assert field.open_file.accessibleName() == "打开欧阳明的档案"
    with qtbot.waitSignal(field.open_wanted) as told:
        field.open_file.click()
    assert told.args == ["p1"]
    field.line.setText(NUMBER[:-1])
    assert not field.open_file.isVisible()
