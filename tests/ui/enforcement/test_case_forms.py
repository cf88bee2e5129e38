"""The small forms of a case make the acts of their names."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

from pytestqt.qtbot import QtBot

from corrdesk.bootstrap import Desk
from corrdesk.casework.documents.model import DocumentState, Manner
from corrdesk.casework.enforcement.model import ProposalState
from corrdesk.casework.enforcement.queries import CaseFile
from corrdesk.casework.enforcement.service import submit
from corrdesk.casework.reporting.model import DeskLine
from corrdesk.ui.enforcement.case_forms import (
    AmendForm,
    DecisionForm,
    EvidenceForm,
    ServiceForm,
    void_form,
)
from corrdesk.ui.shell.context import Context
from corrdesk.ui.shell.date_edit import DateEdit
from corrdesk.ui.shell.forms import Form
from tests.casework.cases import violation


def _save(form: Form, qtbot: QtBot) -> None:
    qtbot.addWidget(form)
    with qtbot.waitSignal(form.finished, timeout=20_000):
        form.save()


def test_a_file_becomes_sealed_evidence(
    context: Context, case: str, case_of: Callable[[str], CaseFile], tmp_path: Path, qtbot: QtBot
) -> None:
    path = tmp_path / "谈话笔录.pdf"
    path.write_bytes(b"%PDF-1.7 words")
    form = EvidenceForm(context, case)
    form.file.attach(path)
    assert form.title.text() == "谈话笔录"
    _save(form, qtbot)
    newest = case_of(case).evidence[-1]
    assert newest.title == "谈话笔录"
    assert newest.attachment_id


def test_a_file_that_is_gone_is_said(
    context: Context, case: str, tmp_path: Path, qtbot: QtBot
) -> None:
    form = EvidenceForm(context, case)
    qtbot.addWidget(form)
    form.file.attach(tmp_path / "没有.pdf")
    form.save()
    qtbot.waitUntil(lambda: "读不出来" in form.banner.text)


def test_what_was_learned_since_is_added(
    context: Context, case: str, case_of: Callable[[str], CaseFile], qtbot: QtBot
) -> None:
    form = AmendForm(context, case_of(case).violation)
    form.severity.setCurrentIndex(form.severity.findData("heavier"))
    form.taught.setCurrentText("经教育仍不改正")
    form.statement.setPlainText("忘记了日期。")
    _save(form, qtbot)
    violation = case_of(case).violation
    assert (violation.severity, violation.taught) == ("heavier", True)
    assert violation.statement == "忘记了日期。"


def test_the_day_of_the_breach_can_be_added(
    context: Context, desk: Desk, due: DeskLine, case_of: Callable[[str], CaseFile], qtbot: QtBot
) -> None:
    made = violation(desk, due.supervision_id)
    form = AmendForm(context, case_of(made).violation)
    day = form.fields["happened_on"].editor
    assert isinstance(day, DateEdit)
    day.set_day(date(2026, 6, 8))
    _save(form, qtbot)
    assert case_of(made).violation.happened_on == date(2026, 6, 8)


def test_what_is_known_stays_until_something_else_is(
    context: Context, case: str, case_of: Callable[[str], CaseFile], qtbot: QtBot
) -> None:
    form = AmendForm(context, case_of(case).violation)
    assert form.taught.currentText() == "未记录"
    form.taught.setCurrentText("已当场教育，已改正")
    _save(form, qtbot)
    again = AmendForm(context, case_of(case).violation)
    qtbot.addWidget(again)
    assert again.taught.currentText() == "已当场教育，已改正"
    assert again.taught.findText("未记录") < 0  # it would be saved without effect


def test_a_refusal_of_the_county_is_recorded_too(
    context: Context, proposed: str, case_of: Callable[[str], CaseFile], qtbot: QtBot
) -> None:
    proposal = case_of(proposed).proposals[0].id
    context.desk.act(lambda uow: submit(uow, proposal))
    form = DecisionForm(context, proposal)
    form.outcome.setCurrentIndex(form.outcome.findData("refused"))
    form.document.setText("青矫复〔2026〕3号")
    _save(form, qtbot)
    assert case_of(proposed).proposals[0].state == ProposalState.REFUSED


def test_who_refuses_a_notice_needs_a_witness(
    context: Context, granted: str, case_of: Callable[[str], CaseFile], qtbot: QtBot
) -> None:
    notice = context.desk.issue_notice(case_of(granted).decisions[0].id)
    form = ServiceForm(context, notice)
    qtbot.addWidget(form)
    form.how.setCurrentIndex(form.how.findData("refused"))
    form.save()
    qtbot.waitUntil(lambda: bool(form.fields["witness"]._error.text()))
    form.witness.setText("王敏")
    with qtbot.waitSignal(form.finished):
        form.save()
    served = case_of(granted).notices[0]
    assert (served.state, served.manner) == (DocumentState.SERVED, Manner.REFUSED)


def test_a_void_notice_keeps_its_number(
    context: Context, granted: str, case_of: Callable[[str], CaseFile], qtbot: QtBot
) -> None:
    decision = case_of(granted).decisions[0].id
    notice = context.desk.issue_notice(decision)
    form = void_form(context, notice)
    form.reason.setPlainText("打印有误")
    _save(form, qtbot)
    context.desk.issue_notice(decision)
    assert sorted(each.number for each in case_of(granted).notices) == [1, 2]
