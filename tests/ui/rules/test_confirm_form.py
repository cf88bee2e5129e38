"""The form for the county's word: what is asked for, and what a mistake leaves in place."""

from __future__ import annotations

import pytest
from pytestqt.qtbot import QtBot

from corrdesk.base.errors import UserError
from corrdesk.bootstrap import Desk
from corrdesk.casework.confirmation.model import CheckedRule
from corrdesk.rules.confirmation import Verdict
from corrdesk.ui.rules.checklist import rules_of
from corrdesk.ui.rules.confirm_form import ConfirmForm
from corrdesk.ui.shell.context import Context


def rule(desk: Desk, key: str) -> CheckedRule:
    return next(each for each in rules_of(desk) if each.entry.key == key)


@pytest.fixture
def form(context: Context, desk: Desk, qtbot: QtBot) -> ConfirmForm:
    made = ConfirmForm(context, rule(desk, "leave.office_max_days"))
    qtbot.addWidget(made)
    made.document.setText("青矫〔2026〕5号")
    made.person.setText("赵县")
    return made


def test_a_new_value_is_asked_for_only_where_there_is_one(form: ConfirmForm) -> None:
    assert not form.value.isEnabled()
    form.verdict.choose(Verdict.CHANGED.value)
    assert form.value.isEnabled()
    with pytest.raises(UserError) as refused:
        form.collect()
    assert refused.value.field == "value"


def test_the_word_is_recorded_with_everything(form: ConfirmForm, desk: Desk) -> None:
    form.verdict.choose(Verdict.CHANGED.value)
    form.value.setText("5")
    form.note.setText("电话核对")
    desk.act(form.collect())
    last = rule(desk, "leave.office_max_days").last
    assert last is not None
    assert (last.verdict, last.value, last.document, last.person, last.note) == (
        Verdict.CHANGED, 5, "青矫〔2026〕5号", "赵县", "电话核对",
    )  # fmt: skip


def test_what_was_typed_for_another_verdict_does_not_count(form: ConfirmForm, desk: Desk) -> None:
    form.verdict.choose(Verdict.CHANGED.value)
    form.value.setText("5")
    form.verdict.choose(Verdict.CONFIRMED.value)
    desk.act(form.collect())
    assert desk.rulebook.value("leave.office_max_days", desk.clock.today()) == 7


def test_a_refusal_stands_beside_its_field(form: ConfirmForm, qtbot: QtBot) -> None:
    form.document.clear()
    form.save()
    field = form.fields["document"]
    qtbot.waitUntil(lambda: not field._error.isHidden())
    assert "文号" in field._error.text()
    assert form.person.text() == "赵县"
