"""A wide form shows all that is wrong at once, and the first wrong field has the focus."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from PySide6.QtWidgets import QLineEdit, QScrollArea
from pytestqt.qtbot import QtBot

from corrdesk.base.errors import UserError
from corrdesk.ui.caseload.wide_form import FieldProblems, WideForm
from corrdesk.ui.shell.context import Context
from corrdesk.ui.shell.date_edit import DateEdit


class Sheet(WideForm):
    """Two days, a line, and a line far below."""

    def __init__(self, context: Context) -> None:
        super().__init__(context, act="保存", columns=2, framed=True)
        self.section("一")
        self.add("number", "文号", QLineEdit())
        self.add("wide", "住址", QLineEdit(), span=2)
        self.add("first", "从哪天", DateEdit())
        self.add("last", "到哪天", DateEdit(empty=True))
        for place in range(12):
            self.add(f"more{place}", f"其他{place}", QLineEdit())
        self.add("late", "登记日期", DateEdit())

    def collect(self) -> Callable[[Any], Any]:
        first, late = self.read_day("first"), self.read_day("late")
        last = self.read_optional_day("last", not_after=date(2026, 6, 10))
        self.settle()
        return lambda _uow: (self.number("number"), first, last, late)


@pytest.fixture
def sheet(context: Context, qtbot: QtBot) -> Sheet:
    made = Sheet(context)
    qtbot.addWidget(made)
    made.resize(600, 300)
    with qtbot.waitExposed(made):
        made.show()
    return made


def type_in(sheet: Sheet, name: str, text: str) -> None:
    editor = sheet.fields[name].editor
    assert isinstance(editor, QLineEdit)
    editor.setText(text)


def test_all_that_is_wrong_is_said_at_once(sheet: Sheet) -> None:
    type_in(sheet, "last", "2026.6.11")
    sheet.save()
    assert "没有填写" in sheet.fields["first"]._error.text()
    assert "还没有到" in sheet.fields["last"]._error.text()
    assert "没有填写" in sheet.fields["late"]._error.text()
    for words in ("3 处", "从哪天", "到哪天", "登记日期"):
        assert words in sheet.banner.text
    assert sheet.focusWidget() is sheet.fields["first"].editor


def test_what_is_mended_is_no_longer_marked(sheet: Sheet) -> None:
    sheet.save()
    type_in(sheet, "first", "20260601")
    sheet.save()
    assert not sheet.fields["first"]._error.text()
    assert "1 处" in sheet.banner.text


def test_a_day_may_be_said_as_people_say_it(sheet: Sheet, qtbot: QtBot) -> None:
    type_in(sheet, "first", "6.8")
    type_in(sheet, "last", "今天")
    type_in(sheet, "late", "2026。6。10")
    with qtbot.waitSignal(sheet.finished) as done:
        sheet.save()
    assert done.args == [("", date(2026, 6, 8), date(2026, 6, 10), date(2026, 6, 10))]


def test_a_field_out_of_sight_is_brought_into_view(sheet: Sheet, qtbot: QtBot) -> None:
    type_in(sheet, "first", "2026-6-1")
    area = sheet.findChild(QScrollArea)
    assert area is not None
    assert area.verticalScrollBar().value() == 0
    sheet.save()
    qtbot.waitUntil(lambda: area.verticalScrollBar().value() > 0)
    assert not sheet.fields["late"].editor.visibleRegion().isEmpty()


def test_numbers_are_narrowed_and_saved(sheet: Sheet, qtbot: QtBot) -> None:
    type_in(sheet, "number", "（２０２６）　１２ ")
    type_in(sheet, "first", "2026年6月1日")
    type_in(sheet, "late", "２０２６．６．２")
    with qtbot.waitSignal(sheet.finished) as done:
        sheet.save()
    assert done.args == [("(2026) 12", date(2026, 6, 1), None, date(2026, 6, 2))]


def test_fields_that_do_not_fit_begin_a_new_row(sheet: Sheet) -> None:
    top = {name: field.y() for name, field in sheet.fields.items()}
    assert top["number"] < top["wide"] < top["first"] == top["last"]
    assert sheet.fields["wide"].width() > sheet.fields["number"].width()


def test_an_error_of_no_field_stands_above_all(sheet: Sheet) -> None:
    sheet.show_error(UserError("今天不能办理。"))
    assert sheet.banner.text == "今天不能办理。"
    sheet.show_error(FieldProblems([UserError("写错了。", field="number")]))
    assert sheet.fields["number"]._error.text() == "写错了。"


def test_framed_fields_take_all_the_room(context: Context, qtbot: QtBot) -> None:
    sheet = Sheet(context)
    qtbot.addWidget(sheet)
    sheet.resize(900, 400)
    sheet.show()
    area = sheet.findChildren(QScrollArea)[0]
    assert sheet.foot.geometry().top() - area.geometry().bottom() < 20
