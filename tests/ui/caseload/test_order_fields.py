"""The fields of an order are filled from it and read back unchanged."""

from datetime import date
from types import SimpleNamespace

import pytest
from PySide6.QtWidgets import QLabel, QLineEdit
from pytestqt.qtbot import QtBot

from corrdesk.ui.caseload.order_fields import (
    add_order_fields,
    doubt_judgment,
    read_order_fields,
)
from corrdesk.ui.caseload.wide_form import FieldProblems, WideForm
from corrdesk.ui.shell.context import Context
from corrdesk.ui.shell.date_edit import DateEdit

SAID = {
    "offence": "盗窃罪",
    "offence_on": date(2026, 1, 4),
    "original_sentence": "有期徒刑一年，缓刑二年",
    "decision_organ": "青石县人民法院",
    "judgment_number": "（2026）青刑初12号",
    "effective_on": date(2026, 5, 20),
    "term_start": date(2026, 5, 20),
    "term_end": date(2028, 5, 19),
    "able_to_work": False,
}


def test_an_order_is_read_back_as_it_was(context: Context, qtbot: QtBot) -> None:
    form = WideForm(context, act="保存")
    qtbot.addWidget(form)
    add_order_fields(form, SimpleNamespace(**SAID))
    assert read_order_fields(form) == SAID


def test_the_days_of_the_term_have_to_be_there(context: Context, qtbot: QtBot) -> None:
    form = WideForm(context, act="保存")
    qtbot.addWidget(form)
    add_order_fields(form)
    assert read_order_fields(form)["able_to_work"] is True
    with pytest.raises(FieldProblems) as told:
        form.settle()
    assert [problem.field for problem in told.value.problems] == ["term_start", "term_end"]


def test_the_years_of_a_sentence_are_never_guessed(context: Context, qtbot: QtBot) -> None:
    form = WideForm(context, act="保存")
    qtbot.addWidget(form)
    add_order_fields(form, SimpleNamespace(**SAID))
    days = ("offence_on", "effective_on", "term_start", "term_end")
    for name in days:
        editor = form.fields[name].editor
        assert isinstance(editor, DateEdit)
        editor.setText("8.3")
    read_order_fields(form)
    with pytest.raises(FieldProblems) as told:
        form.settle()
    assert [problem.field for problem in told.value.problems] == list(days)


def doubts(form: WideForm) -> dict[str, str]:
    """What is pointed out, by field."""
    shown = {name: field.findChildren(QLabel) for name, field in form.fields.items()}
    return {
        name: each.text()
        for name, labels in shown.items()
        for each in labels
        if each.property("role") == "doubt" and not each.isHidden()
    }


def typed(form: WideForm, name: str, text: str) -> None:
    editor = form.fields[name].editor
    assert isinstance(editor, QLineEdit)
    editor.setText(text)
    editor.editingFinished.emit()


def test_what_no_judgment_says_is_pointed_out_while_it_is_typed(
    context: Context, qtbot: QtBot
) -> None:
    form = WideForm(context, act="保存")
    qtbot.addWidget(form)
    add_order_fields(form)
    chosen = ""
    look = doubt_judgment(form, lambda: chosen)
    typed(form, "original_sentence", "有期徒刑一年")
    typed(form, "term_start", "2026-05-20")
    typed(form, "term_end", "2030-05-20")
    assert doubts(form) == {}
    chosen = "public_surveillance"
    look()
    found = doubts(form)
    assert found.keys() == {"original_sentence", "term_end"}
    assert "第三十八条" in found["original_sentence"]
    assert "2029年5月19日" in found["term_end"]
    assert all(text.startswith("◆ ") and "照写" in text for text in found.values())
    typed(form, "term_end", "2029-05-19")
    assert doubts(form).keys() == {"original_sentence"}
    typed(form, "original_sentence", "管制三年")
    assert doubts(form) == {}
    for wrong in ("", "昨天", "2020-01-01"):
        typed(form, "term_end", wrong)
        assert doubts(form) == {}
