"""Commands of reporting: open duty windows, record and withdraw check-ins.

What is due comes from the rule pack through `policy.py`; this module keeps and settles it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Row, func, select

from corrdesk.base.errors import UserError
from corrdesk.base.i18n import _
from corrdesk.base.ids import derived_id
from corrdesk.base.spans import Span
from corrdesk.casework.caseload.model import Status, SupervisionClass
from corrdesk.casework.caseload.records import withdraw
from corrdesk.casework.caseload.tables import ClassChange, Supervision, Withdrawal
from corrdesk.casework.permissions import command
from corrdesk.casework.reporting.model import CheckInFacts, DutyKind, DutyState, Outcome, Presence
from corrdesk.casework.reporting.policy import DutyWindow, duty_windows, grace_days
from corrdesk.casework.reporting.tables import CheckIn, Duty, DutyRun
from corrdesk.rules.law import Law
from corrdesk.store.unit_of_work import UnitOfWork

MINUTES = 60
SETTLED = {
    Outcome.EXCUSED: DutyState.EXCUSED,
    Outcome.WAITING_EVIDENCE: DutyState.WAITING,
    Outcome.MISSED: DutyState.MISSED,
}


@dataclass(frozen=True, slots=True)
class Case:
    """What the duties of one supervision depend on."""

    supervision_id: str
    person_id: str
    tracked_from: date
    term_end: date
    able_to_work: bool
    classes: tuple[tuple[date, SupervisionClass], ...]  # from which day which class holds


@command("duties.open")
def open_duties(
    uow: UnitOfWork,
    law: Law,
    *,
    progress: Callable[[int, int], None] | None = None,
) -> int:
    """Opens the windows that have begun by the day of the law and are not open yet. Returns how many.

    Windows before a person's `tracked_from` are never opened, windows of the past never changed.
    """
    as_of = law.as_of
    run_until = _last_run(uow)
    cases = _live_cases(uow)
    seen = _supervisions_with_duties(uow)
    rows: list[dict[str, Any]] = []
    for number, case in enumerate(cases, 1):
        known_until = run_until if case.supervision_id in seen else None
        rows += _windows(law, case, known_until)
        if progress and number % 100 == 0:
            progress(number, len(cases))
    fresh = _unknown(uow, rows)
    if fresh or run_until is None or run_until < as_of:
        uow.insert_rows(Duty.__table__, fresh)
        uow.add(DutyRun(until=as_of, opened=len(fresh), rule_version=law.book.version))
    return len(fresh)


@command("duties.open")
def reopen_duties(uow: UnitOfWork, law: Law, supervision_id: str) -> None:
    """Brings the open windows of one person in line after a change of class or of ability.

    Open windows that the rules no longer ask for are withdrawn, new ones are opened; whatever is
    settled stays as it was judged.
    """
    case = next(iter(_live_cases(uow, supervision_id)), None)
    if case is None:
        return
    rows = _windows(law, case, None)
    wanted = {row["id"] for row in rows}
    open_ids = uow.session.execute(
        select(Duty.id).where(
            Duty.office_id == uow.office_id,
            Duty.supervision_id == supervision_id,
            Duty.state == DutyState.OPEN.value,
        )
    ).scalars()
    gone = {duty_id: {"state": DutyState.WITHDRAWN.value} for duty_id in set(open_ids) - wanted}
    uow.update_rows(Duty.__table__, gone)
    uow.insert_rows(Duty.__table__, _unknown(uow, rows))


@command("checkin.record")
def record_check_in(
    uow: UnitOfWork, supervision_id: str, facts: CheckInFacts, *, duty_id: str | None = None
) -> str:
    """Records one report and settles the window it belongs to. Returns the check-in's id.

    Without `duty_id` the oldest open window of the kind that holds the day is taken; where there
    is none, the report stands for itself. Raises UserError for a reason, a date or a presence that
    is missing.
    """
    supervision = uow.require(Supervision, supervision_id)
    _check_facts(facts, uow)
    duty = _duty_for(uow, supervision_id, facts, duty_id)
    now = uow.clock.now()
    check_in = CheckIn(
        id=uow.new_id(),
        person_id=supervision.person_id,
        supervision_id=supervision_id,
        duty_id=duty.id if duty else None,
        kind=facts.kind.value,
        presence=facts.presence.value,
        outcome=facts.outcome.value,
        happened_at=facts.happened_at,
        entered_at=now,
        reason=facts.reason.strip(),
        evidence_due=facts.evidence_due,
        note=facts.note.strip(),
        officer_id=uow.actor.officer_id,
    )
    uow.happened(facts.happened_at)
    uow.add(check_in)
    if duty:
        _settle(duty, facts)
    return check_in.id


@command("checkin.withdraw")
def withdraw_check_in(uow: UnitOfWork, check_in_id: str, reason: str) -> None:
    """Takes a check-in back with a reason; its window is judged again by what remains."""
    check_in = uow.require(CheckIn, check_in_id)
    withdraw(uow, "check_in", check_in_id, reason)
    if check_in.duty_id is None:
        return
    duty = uow.require(Duty, check_in.duty_id)
    if duty.state == DutyState.WITHDRAWN:
        return
    uow.session.flush()
    rest = _remaining(uow, duty.id)
    duty.done = sum(1 for row in rest if row.outcome == Outcome.COMPLIED)
    duty.state = _state_after(duty, rest)
    if duty.state != DutyState.WAITING:
        duty.evidence_due = None


def _check_facts(facts: CheckInFacts, uow: UnitOfWork) -> None:
    if facts.happened_at > uow.clock.now():
        raise UserError(_("报到时间晚于现在。"), field="happened_at")
    if facts.outcome is Outcome.COMPLIED and facts.presence is Presence.NONE:
        raise UserError(_("请选择如何确认本人到场。"), field="presence")
    if facts.outcome is Outcome.EXCUSED and not facts.reason.strip():
        raise UserError(_("请填写正当理由。"), field="reason")
    if facts.outcome is Outcome.WAITING_EVIDENCE and facts.evidence_due is None:
        raise UserError(_("请填写补交证明的期限。"), field="evidence_due")


def _duty_for(
    uow: UnitOfWork, supervision_id: str, facts: CheckInFacts, duty_id: str | None
) -> Duty | None:
    if duty_id is not None:
        duty = uow.require(Duty, duty_id)
        if duty.supervision_id != supervision_id:
            raise UserError(_("该报告义务不属于此人。"))
        if duty.state in {DutyState.WITHDRAWN, DutyState.MISSED}:
            raise UserError(_("该报告义务已经处理完毕，不能再登记。"))
        return duty
    day = facts.happened_at.date()
    return uow.session.execute(
        select(Duty)
        .where(
            Duty.office_id == uow.office_id,
            Duty.supervision_id == supervision_id,
            Duty.kind == facts.kind.value,
            Duty.state.in_([DutyState.OPEN.value, DutyState.WAITING.value]),
            Duty.period_start <= day,
            Duty.grace_until >= day,
        )
        .order_by(Duty.period_start)
        .limit(1)
    ).scalar_one_or_none()


def _settle(duty: Duty, facts: CheckInFacts) -> None:
    if facts.outcome is Outcome.COMPLIED:
        duty.done += 1
        if duty.done >= duty.needed:
            duty.state = DutyState.FULFILLED.value
    else:
        duty.state = SETTLED[facts.outcome].value
    waiting = duty.state == DutyState.WAITING
    duty.evidence_due = facts.evidence_due if waiting else None


def _state_after(duty: Duty, rest: Sequence[Row[Any]]) -> str:
    if duty.done >= duty.needed:
        return DutyState.FULFILLED.value
    other = [row.outcome for row in rest if row.outcome != Outcome.COMPLIED]
    return SETTLED[Outcome(other[-1])].value if other else DutyState.OPEN.value


def _remaining(uow: UnitOfWork, duty_id: str) -> Sequence[Row[Any]]:
    gone = select(Withdrawal.subject_id).where(Withdrawal.office_id == uow.office_id)
    return uow.session.execute(
        select(CheckIn.outcome)
        .where(
            CheckIn.office_id == uow.office_id,
            CheckIn.duty_id == duty_id,
            CheckIn.id.not_in(gone),
        )
        .order_by(CheckIn.entered_at)
    ).all()


def _last_run(uow: UnitOfWork) -> date | None:
    return uow.session.execute(
        select(func.max(DutyRun.until)).where(DutyRun.office_id == uow.office_id)
    ).scalar_one()


def _live_cases(uow: UnitOfWork, supervision_id: str | None = None) -> list[Case]:
    wanted = [Supervision.office_id == uow.office_id]
    changes = [ClassChange.office_id == uow.office_id]
    if supervision_id is not None:
        wanted.append(Supervision.id == supervision_id)
        changes.append(ClassChange.supervision_id == supervision_id)
    classes: dict[str, list[tuple[date, SupervisionClass]]] = {}
    for row in uow.session.execute(
        select(ClassChange.supervision_id, ClassChange.from_on, ClassChange.class_)
        .where(*changes)
        .order_by(ClassChange.from_on, ClassChange.id)
    ):
        classes.setdefault(row[0], []).append((row[1], SupervisionClass(row[2])))
    found = uow.session.execute(
        select(
            Supervision.id,
            Supervision.person_id,
            Supervision.tracked_from,
            Supervision.term_end,
            Supervision.able_to_work,
        )
        .where(*wanted, Supervision.status == Status.SUPERVISED.value)
        .order_by(Supervision.id)
    )
    return [Case(*row, classes=tuple(classes.get(row.id, ()))) for row in found]


def _supervisions_with_duties(uow: UnitOfWork) -> set[str]:
    return set(
        uow.session.execute(
            select(Duty.supervision_id).where(Duty.office_id == uow.office_id).distinct()
        ).scalars()
    )


def _windows(law: Law, case: Case, known_until: date | None) -> list[dict[str, Any]]:
    """The rows of windows that have begun by the day and begin after `known_until`."""
    start, as_of = case.tracked_from, law.as_of
    first = start if known_until is None else max(start, known_until + timedelta(days=1))
    last = min(case.term_end, as_of)
    if not case.classes or last < first:
        return []
    before = [class_ for from_on, class_ in case.classes if from_on <= start]
    found = duty_windows(
        before[-1] if before else case.classes[0][1],
        able_to_work=case.able_to_work,
        span=Span.inclusive(start, case.term_end),
        class_changes=tuple(change for change in case.classes if change[0] > start),
        leaves=(),
        rulebook=law.book,
        on=as_of,
        within=Span.inclusive(first, last),
    )
    grace = timedelta(days=grace_days(law.book, as_of))
    return [
        _row(case, window, grace, law.book.version)
        for window in found
        if first <= window.period_start <= as_of
    ]


def _row(case: Case, window: DutyWindow, grace: timedelta, rule_version: str) -> dict[str, Any]:
    start, end = window.period_start, window.period_end
    needed = window.count if window.count is not None else int((window.hours or 0) * MINUTES)
    return {
        "id": derived_id(case.supervision_id, window.kind, start.isoformat(), end.isoformat()),
        "person_id": case.person_id,
        "supervision_id": case.supervision_id,
        "kind": DutyKind(window.kind).value,
        "period_start": start,
        "period_end": end,
        "grace_until": end + grace,
        "needed": needed,
        "done": 0,
        "state": DutyState.OPEN.value,
        "evidence_due": None,
        "rule_version": rule_version,
    }


def _unknown(uow: UnitOfWork, rows: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    wanted = {row["id"]: row for row in rows}
    ids = list(wanted)
    for first in range(0, len(ids), 500):
        for known in uow.session.execute(
            select(Duty.id).where(
                Duty.office_id == uow.office_id, Duty.id.in_(ids[first : first + 500])
            )
        ).scalars():
            del wanted[known]
    return list(wanted.values())
