"""The forms fill in what is known and refuse what nobody may approve."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from pytestqt.qtbot import QtBot

from corrdesk.bootstrap import Desk
from corrdesk.casework.approvals.model import ApprovalKind, ApprovalOutcome, ApprovalState, Contact
from corrdesk.ui.approvals.forms import ApprovalForm, DecisionForm, ToldForm
from corrdesk.ui.paths import ApprovalOf
from corrdesk.ui.shell.context import Context
from corrdesk.ui.shell.forms import Form
from tests.casework import wishes
from tests.casework.people import new_person


def saved(qtbot: QtBot, form: Form) -> str:
    qtbot.addWidget(form)
    with qtbot.waitSignal(form.finished) as made:
        form.save()
    assert made.args is not None
    return str(made.args[0])


def fill(form: ApprovalForm) -> None:
    form.subject.setText("青石县中心网吧")
    form.reason.setPlainText("单位派工")
    for name in ("from_on", "until_on"):
        editor = form.fields[name].editor
        editor.setText("2026-06-15")  # type: ignore[attr-defined]


def test_the_injunction_is_filled_in(context: Context, desk: Desk, qtbot: QtBot) -> None:
    person, supervision = new_person(desk, 90, "程立", injunction="禁止进入网吧")
    form = ApprovalForm(context, ApprovalOf(person, supervision, "程立"))
    qtbot.addWidget(form)
    qtbot.waitUntil(lambda: form.injunction.text() == "禁止进入网吧")
    fill(form)
    approval = saved(qtbot, form)
    assert wishes.file_of(desk, approval).approval.injunction == "禁止进入网吧"


def test_a_meeting_with_an_accomplice_is_not_taken(
    context: Context, target: ApprovalOf, desk: Desk, qtbot: QtBot
) -> None:
    form = ApprovalForm(context, replace(target, kind=ApprovalKind.CONTACT))
    qtbot.addWidget(form)
    fill(form)
    assert form.never.text == ""
    form.contact.setCurrentIndex(form.contact.findData(Contact.ACCOMPLICE.value))
    assert "不受理" in form.never.text
    form.save()
    qtbot.waitUntil(lambda: bool(form.fields["contact"]._error.text()))
    form.contact.setCurrentIndex(form.contact.findData(Contact.VICTIM.value))
    approval = saved(qtbot, form)
    assert wishes.file_of(desk, approval).approval.contact == Contact.VICTIM


def test_the_decision_may_permit_other_days(
    context: Context, desk: Desk, asked: str, qtbot: QtBot
) -> None:
    form = DecisionForm(context, wishes.file_of(desk, asked))
    assert form.fields["reason"].isHidden()
    form.document.setText("青矫批〔2026〕6号")
    form.fields["until_on"].editor.setText("2026-06-15")  # type: ignore[attr-defined]
    saved(qtbot, form)
    approval = wishes.file_of(desk, asked).approval
    assert (approval.until_on, approval.asked_until) == (date(2026, 6, 15), date(2026, 6, 16))


def test_a_refusal_asks_for_its_reason(
    context: Context, desk: Desk, asked: str, qtbot: QtBot
) -> None:
    form = DecisionForm(context, wishes.file_of(desk, asked))
    qtbot.addWidget(form)
    form.outcome.setCurrentIndex(form.outcome.findData(ApprovalOutcome.REFUSED.value))
    assert form.fields["until_on"].isHidden()
    form.document.setText("青矫批〔2026〕6号")
    form.save()
    qtbot.waitUntil(lambda: bool(form.fields["reason"]._error.text()))
    form.reason.setPlainText("正在调查期间")
    saved(qtbot, form)
    assert wishes.file_of(desk, asked).approval.state == ApprovalState.REFUSED


def test_the_court_is_filled_in_and_told(context: Context, desk: Desk, qtbot: QtBot) -> None:
    asked = wishes.asked(desk, new_person(desk, 91, "秦川")[1])
    wishes.decided(desk, asked)
    court = ToldForm(context, wishes.file_of(desk, asked), "original")
    qtbot.addWidget(court)
    qtbot.waitUntil(lambda: court.agency.text() == "青石县人民法院")
    saved(qtbot, court)
    saved(qtbot, ToldForm(context, wishes.file_of(desk, asked), "procuratorate"))
    assert wishes.file_of(desk, asked).to_tell == []
