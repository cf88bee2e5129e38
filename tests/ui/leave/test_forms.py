"""The small forms ask for what the step needs, and nothing else."""

from datetime import timedelta
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from corrdesk.bootstrap import Desk
from corrdesk.casework.caseload.delegations import Task, delegation_on
from corrdesk.casework.leave.model import Approver, LeaveOutcome, LeaveState
from corrdesk.casework.leave.queries import permits_page
from corrdesk.casework.leave.service import withdraw_request
from corrdesk.casework.leave.travel import request_permit
from corrdesk.ui.leave.forms import (
    DelegationForm,
    ExtensionForm,
    LeaveVerdictForm,
    PermitVerdictForm,
    ProofForm,
    ReasonForm,
    ReturnForm,
)
from corrdesk.ui.paths import LeaveOf
from corrdesk.ui.shell.context import Context
from corrdesk.ui.shell.forms import Form
from tests.casework import leaves
from tests.casework.people import stand_on
from tests.ui.conftest import TODAY
from tests.ui.leave.conftest import RETURN

DAY = timedelta(days=1)


def saved(qtbot: QtBot, form: Form) -> object:
    qtbot.addWidget(form)
    with qtbot.waitSignal(form.finished) as made:
        form.save()
    assert made.args is not None
    return made.args[0]


def refused(qtbot: QtBot, form: Form, field: str) -> None:
    qtbot.addWidget(form)
    form.save()
    qtbot.waitUntil(lambda: bool(form.fields[field]._error.text()))


def choose(form: LeaveVerdictForm | PermitVerdictForm, outcome: LeaveOutcome) -> None:
    form.outcome.setCurrentIndex(form.outcome.findData(outcome.value))


def test_the_office_decides_without_paper(
    context: Context, desk: Desk, asked: str, qtbot: QtBot
) -> None:
    form = LeaveVerdictForm(context, leaves.file_of(desk, asked).leave, Approver.OFFICE)
    assert form.fields["document"].isHidden()
    saved(qtbot, form)
    assert leaves.file_of(desk, asked).leave.state == LeaveState.APPROVED


def test_a_refusal_asks_for_the_law(context: Context, desk: Desk, asked: str, qtbot: QtBot) -> None:
    form = LeaveVerdictForm(context, leaves.file_of(desk, asked).leave, Approver.COUNTY)
    assert form.fields["legal_reason"].isHidden()
    choose(form, LeaveOutcome.REFUSED)
    assert not form.fields["legal_reason"].isHidden()
    form.document.setText("青矫外〔2026〕9号")
    form.reason.setPlainText("证明不实")
    refused(qtbot, form, "legal_reason")
    form.legal_reason.setPlainText("实施办法第二十七条")
    saved(qtbot, form)
    assert leaves.file_of(desk, asked).decisions[0].decided_by == "青石县社区矫正管理局"


def test_the_city_names_itself(context: Context, desk: Desk, asked: str, qtbot: QtBot) -> None:
    form = LeaveVerdictForm(context, leaves.file_of(desk, asked).leave, Approver.CITY)
    assert form.decider.currentData() == "city"
    assert form.decided_by.text() == ""
    form.document.setText("市矫外〔2026〕1号")
    refused(qtbot, form, "decided_by")


def test_longer_with_its_arithmetic(
    context: Context, desk: Desk, granted: str, qtbot: QtBot
) -> None:
    form = ExtensionForm(context, leaves.file_of(desk, granted))
    qtbot.addWidget(form)
    form.return_.setText("2026-06-25")
    qtbot.waitUntil(lambda: "11 天" in form.arithmetic.words())
    form.reason_text.setPlainText("手术推迟")
    assert form.fields["late_reason"].isHidden()
    saved(qtbot, form)
    waiting = leaves.file_of(desk, granted).waiting
    assert waiting is not None
    assert waiting.days == 11
    desk.act(lambda uow: withdraw_request(uow, waiting.id, "不需要了"))


def test_a_late_return_is_explained(
    context: Context, desk: Desk, granted: str, qtbot: QtBot
) -> None:
    stand_on(desk, RETURN + 2 * DAY)
    form = ReturnForm(context, leaves.file_of(desk, granted))
    assert "逾期" in form.fields["note"].editor.accessibleName()
    refused(qtbot, form, "note")
    form.note.setPlainText("误车")
    saved(qtbot, form)
    returned = leaves.file_of(desk, granted).returned
    assert returned is not None
    assert returned.days_overdue == 2


def test_a_proof_with_its_file(
    context: Context, desk: Desk, asked: str, qtbot: QtBot, tmp_path: Path
) -> None:
    scan = tmp_path / "预约单.pdf"
    scan.write_bytes(b"%PDF-1.4")
    form = ProofForm(context, asked)
    form.attach(scan)
    assert form.title.text() == "预约单"
    saved(qtbot, form)
    assert leaves.file_of(desk, asked).proofs[0].attachment_id is not None
    gone = ProofForm(context, asked)
    gone.attach(tmp_path / "没有.pdf")
    qtbot.addWidget(gone)
    gone.save()
    qtbot.waitUntil(lambda: "读不出来" in gone.banner.text)


def test_a_reason(context: Context, desk: Desk, asked: str, qtbot: QtBot) -> None:
    form = ReasonForm(
        context, asked, act="撤回", work=lambda uow, reason: withdraw_request(uow, asked, reason)
    )
    refused(qtbot, form, "reason")
    form.reason.setPlainText("改期")
    saved(qtbot, form)
    assert leaves.file_of(desk, asked).leave.state == LeaveState.WITHDRAWN


def test_a_delegation_and_its_end(context: Context, desk: Desk, qtbot: QtBot) -> None:
    form = DelegationForm(context, None)
    refused(qtbot, form, "document")
    form.document.setText("青矫委〔2026〕1号")
    saved(qtbot, form)

    def standing(day: object = TODAY) -> object:
        with desk.read() as session:
            return delegation_on(session, desk.office.id, Task.LEAVE, day)  # type: ignore[arg-type]

    assert standing() is not None
    end = DelegationForm(context, standing())
    refused(qtbot, end, "reason")
    end.reason.setText("青矫委〔2026〕2号")
    saved(qtbot, end)
    assert standing(TODAY + DAY) is None


@pytest.mark.parametrize("outcome", list(LeaveOutcome))
def test_the_county_decides_on_travel(
    context: Context, desk: Desk, target: LeaveOf, qtbot: QtBot, outcome: LeaveOutcome
) -> None:
    permit, _changes = desk.act(
        lambda uow: request_permit(uow, target.supervision_id, leaves.permit_application())
    )
    form = PermitVerdictForm(context, permit)
    choose(form, outcome)
    form.document.setText("青矫常〔2026〕1号")
    form.reason.setPlainText("证明不实")
    form.legal_reason.setPlainText("实施办法第二十九条")
    saved(qtbot, form)
    name = "permit_valid" if outcome is LeaveOutcome.GRANTED else "permit_past"
    with desk.read() as session:
        assert len(permits_page(session, desk.office.id, desk.law(), name)) == 1
