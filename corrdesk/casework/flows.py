"""Acts that touch several capabilities at once: one journal entry, all or nothing.

Composes the capabilities' own commands; it holds no table and judges nothing itself.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select

from corrdesk.base.errors import UserError
from corrdesk.base.i18n import _
from corrdesk.casework.caseload.hours import learners_of
from corrdesk.casework.caseload.importing import ImportResult, import_ledger, remember_mapping
from corrdesk.casework.caseload.ledger.plan import LedgerPlan
from corrdesk.casework.caseload.model import Status, SupervisionClass
from corrdesk.casework.caseload.queries import (
    PersonFile,
    accesses_of,
    live_supervision,
    person_file,
)
from corrdesk.casework.caseload.sealing import open_closed_file
from corrdesk.casework.caseload.service import (
    add_attachment,
    change_class,
    change_order,
    change_status,
    report_in,
)
from corrdesk.casework.caseload.tables import Absence, Office, Supervision
from corrdesk.casework.caseload.visibility import states_of
from corrdesk.casework.enforcement.model import ViolationFacts
from corrdesk.casework.enforcement.queries import cases_of
from corrdesk.casework.enforcement.service import add_evidence, record_violation
from corrdesk.casework.leave.model import LeaveVerdict, ReturnReport
from corrdesk.casework.leave.queries import LeaveLine, leaves_of
from corrdesk.casework.leave.service import (
    cancel_leave,
    decide_leave,
    record_leave_decision,
    report_return,
)
from corrdesk.casework.leave.tables import Leave
from corrdesk.casework.permissions import NotAllowed, RecordState, command
from corrdesk.casework.programs.recount import recount, recount_of
from corrdesk.casework.relocation.model import Direction, RelocationState, Step, StepFacts
from corrdesk.casework.relocation.service import record_step
from corrdesk.casework.relocation.tables import Relocation
from corrdesk.casework.reporting.extract import EXTRACT_TITLE, register_extract
from corrdesk.casework.reporting.hours import settle_hours
from corrdesk.casework.reporting.model import OFFICER_KINDS
from corrdesk.casework.reporting.queries import check_ins_of
from corrdesk.casework.reporting.service import confirm_missed, open_duties, reopen_duties
from corrdesk.casework.reporting.tables import Duty
from corrdesk.rules.catalog import RuleBook
from corrdesk.rules.law import Law
from corrdesk.store.types import AnyRow
from corrdesk.store.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class ClosedFile:
    """A closed file as it is read once: it is not kept anywhere."""

    file: PersonFile
    states: frozenset[RecordState]
    check_ins: Sequence[AnyRow]
    violations: Sequence[AnyRow]
    leaves: Sequence[LeaveLine]
    accesses: Sequence[AnyRow]  # oldest first


@command("violation.record")
def open_case(
    uow: UnitOfWork, duty_id: str, facts: ViolationFacts, *, seal: Callable[[bytes], str]
) -> str:
    """Makes a missed window a violation: confirms the miss, records it, attaches the register.

    The extract of the register (报告登记记录摘录) is its first evidence. Returns the id.
    Raises UserError for a window that still runs, was settled otherwise, already has a violation,
    or is a duty of the office itself.
    """
    duty = uow.require(Duty, duty_id)
    if duty.kind in OFFICER_KINDS:
        message = _("这是司法所自己的工作任务，不能登记为社区矫正对象违规。")
        raise UserError(message, field="duty")
    confirm_missed(uow, duty_id)
    violation_id = record_violation(uow, duty.supervision_id, facts, duty_id=duty_id)
    uow.session.flush()
    text = register_extract(uow.session, duty, uow.clock.now(), uow.head.short)
    attach_extract(uow, violation_id, EXTRACT_TITLE, text, seal=seal)
    return violation_id


@command("violation.evidence")
def attach_extract(
    uow: UnitOfWork, violation_id: str, title: str, text: str, *, seal: Callable[[bytes], str]
) -> None:
    """Seals an extract of the register and adds it to the evidence of a violation."""
    attachment_id = add_attachment(
        uow,
        violation_id,
        text.encode(),
        name=f"{title}.txt",
        media_type="text/plain; charset=utf-8",
        seal=seal,
    )
    add_evidence(uow, violation_id, title, attachment_id=attachment_id)


@command("ledger.import")
def import_and_open(
    uow: UnitOfWork,
    plan: LedgerPlan,
    law: Law,
    *,
    progress: Callable[[int, int], None] | None = None,
) -> ImportResult:
    """Imports the accepted rows, remembers how the columns were read, opens the windows."""
    result = import_ledger(uow, plan, progress=progress)
    for mapping in plan.mappings:
        remember_mapping(uow, mapping)
    open_duties(uow, law)
    return result


@command("supervision.class")
def change_class_and_duties(
    uow: UnitOfWork,
    law: Law,
    supervision_id: str,
    class_: SupervisionClass,
    from_on: date,
    *,
    reason: str,
    document: str = "",
) -> None:
    """Records the county's decision on the class and brings the person's windows in line."""
    change_class(uow, supervision_id, class_, from_on, reason=reason, document=document)
    uow.session.flush()
    reopen_duties(uow, law, supervision_id)


@command("supervision.status")
def change_status_and_duties(
    uow: UnitOfWork,
    law: Law,
    supervision_id: str,
    status: Status,
    on: date,
    *,
    reason: str,
    document: str = "",
) -> None:
    """Moves a supervision along; windows that still ran when it ended are withdrawn."""
    change_status(uow, supervision_id, status, on, reason=reason, document=document)
    uow.session.flush()
    reopen_duties(uow, law, supervision_id)


@command("supervision.change")
def change_order_and_duties(
    uow: UnitOfWork, law: Law, supervision_id: str, changes: Mapping[str, Any]
) -> None:
    """Changes what the decision documents say and brings the person's windows in line."""
    change_order(uow, supervision_id, changes)
    uow.session.flush()
    reopen_duties(uow, law, supervision_id)


@command("supervision.report_in")
def report_in_and_open(uow: UnitOfWork, law: Law, supervision_id: str, on: date) -> None:
    """Records that somebody has reported in and opens the windows that have begun."""
    report_in(uow, supervision_id, on)
    uow.session.flush()
    reopen_duties(uow, law, supervision_id)


@command("office.pack")
def switch_pack(uow: UnitOfWork, law: Law, book: RuleBook, *, reason: str = "") -> None:
    """Puts another rule pack in force at the office, from the windows that begin tomorrow on.

    What has begun by today is opened under the old rules first and stays with them. Raises
    UserError for the pack that is in force already, and for one that does not hold today.
    """
    office = uow.require(Office, uow.office_id)
    if book.pack_id == office.pack_id:
        raise UserError(_("本所已经使用这个规则包。"), field="pack")
    Law(book, law.calendar, law.as_of)  # a pack that does not hold today is refused here
    open_duties(uow, law)
    office.pack_id = book.pack_id
    uow.because(reason.strip())


@command("leave.decide")
def decide_leave_and_duties(uow: UnitOfWork, law: Law, leave_id: str, verdict: LeaveVerdict) -> str:
    """The office's decision on a leave; reports in person that fall into it are replaced."""
    decision = decide_leave(uow, law, leave_id, verdict)
    _reopen_for(uow, law, leave_id)
    return decision


@command("leave.record")
def record_leave_and_duties(uow: UnitOfWork, law: Law, leave_id: str, verdict: LeaveVerdict) -> str:
    """The decision of the county or the city on a leave, and what it means for the reports."""
    decision = record_leave_decision(uow, law, leave_id, verdict)
    _reopen_for(uow, law, leave_id)
    return decision


@command("leave.withdraw")
def cancel_leave_and_duties(uow: UnitOfWork, law: Law, leave_id: str, reason: str) -> None:
    """A granted leave was never begun: the reports are due as if there had been none."""
    cancel_leave(uow, leave_id, reason)
    _reopen_for(uow, law, leave_id)


@command("leave.return")
def return_and_duties(uow: UnitOfWork, law: Law, leave_id: str, report: ReturnReport) -> str:
    """The return report; who is back early reports in person again."""
    returned = report_return(uow, law, leave_id, report)
    _reopen_for(uow, law, leave_id)
    return returned


@command("relocation.record")
def record_step_and_register(
    uow: UnitOfWork, law: Law, relocation_id: str, facts: StepFacts
) -> str:
    """Records a step of a relocation, and what a report at the new place means for the register.

    Who has left is no longer in it and owes no reports here; who has come has reported in. Raises
    UserError for somebody who comes and has not been entered from the documents yet.
    """
    case = uow.require(Relocation, relocation_id)
    arrives = facts.step is Step.REPORTED
    coming = arrives and case.direction == Direction.IN and case.supervision_id is None
    found = live_supervision(uow.session, uow.office_id, case.id_number) if coming else None
    supervision = uow.require(Supervision, found) if found else None
    if supervision is not None:
        case.person_id, case.supervision_id = supervision.person_id, supervision.id
        case.id_number = case.phone = ""  # from now on they stand in the file, and only there
    made = record_step(uow, law, relocation_id, facts)
    if not arrives or case.state != RelocationState.MOVED or case.supervision_id is None:
        return made
    if case.direction == Direction.OUT:
        reason = f"执行地变更至{case.other_county}"
        change_status(uow, case.supervision_id, Status.TRANSFERRED, facts.on, reason=reason)
    elif supervision is not None and supervision.status == Status.AWAITING_REPORT:
        report_in(uow, case.supervision_id, facts.on)
    uow.session.flush()
    reopen_duties(uow, law, case.supervision_id)
    return made


@command("file.open")
def read_closed_file(
    uow: UnitOfWork, law: Law, who: str, *, reason: str, document: str
) -> ClosedFile:
    """Opens a closed file for a lawful query and reads it in the same act; see `sealing`."""
    person_id = open_closed_file(uow, who, reason=reason, document=document)
    uow.session.flush()
    session, office_id = uow.session, uow.office_id
    file = person_file(session, office_id, person_id)
    if file is None:  # what was opened a moment ago is there
        raise NotAllowed
    return ClosedFile(
        file=file,
        states=states_of(session, office_id, person_id) or frozenset(),
        check_ins=check_ins_of(session, office_id, person_id),
        violations=cases_of(session, office_id, person_id),
        leaves=leaves_of(session, office_id, law, person_id),
        accesses=accesses_of(session, office_id, person_id),
    )


FOLLOWED = frozenset({"absence", "attendance", "hour_event", "hour_exemption", "withdrawal"})
"""Kinds of records on which windows or hours rest."""


@command("duties.open")
def follow_received(uow: UnitOfWork, law: Law, changed: Mapping[str, Collection[str]]) -> None:
    """Brings reports and hours in line with records that came in from elsewhere, ids by kind.

    The county decided on a leave; another computer of the office recorded sessions, which may
    overlap those that have counted here, or moved the ledger on which windows rest.
    """
    _follow_absences(uow, law, changed.get("absence", ()))
    moved = recount_of(uow, changed.get("attendance", ()))
    settle_hours(uow, {*moved, *learners_of(uow.session, uow.office_id, changed)})


def _follow_absences(uow: UnitOfWork, law: Law, absences: Collection[str]) -> None:
    supervisions = uow.session.scalars(
        select(Absence.supervision_id)
        .where(Absence.office_id == uow.office_id, Absence.id.in_(absences))
        .distinct()
    ).all()
    for supervision_id in sorted(supervisions):
        _reopen(uow, law, supervision_id)


def _reopen_for(uow: UnitOfWork, law: Law, leave_id: str) -> None:
    uow.session.flush()
    _reopen(uow, law, uow.require(Leave, leave_id).supervision_id)


def _reopen(uow: UnitOfWork, law: Law, supervision_id: str) -> None:
    reopen_duties(uow, law, supervision_id)
    if recount(uow, [supervision_id]):  # sessions on the days of leave count no more, or again
        settle_hours(uow, [supervision_id])
