"""Commands of reporting: open duty windows, record and withdraw check-ins.

What is due comes from the rule pack through `policy.py`; this module keeps and settles it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from typing import Any

from sqlalchemy import func, select

from corrdesk.base.batches import batches
from corrdesk.base.clock import CHINA
from corrdesk.base.errors import UserError
from corrdesk.base.i18n import _
from corrdesk.casework.caseload.classes import note_classes
from corrdesk.casework.caseload.hours import has_hours
from corrdesk.casework.caseload.minors import note_minors
from corrdesk.casework.caseload.records import withdraw
from corrdesk.casework.caseload.tables import StatusChange, Supervision, Withdrawal
from corrdesk.casework.permissions import command
from corrdesk.casework.reporting.cases import live_cases, moved_rows, undo_moves, window_rows
from corrdesk.casework.reporting.hours import settle_hours
from corrdesk.casework.reporting.model import (
    HOUR_KINDS,
    CheckInFacts,
    DutyKind,
    DutyState,
    Outcome,
    Presence,
)
from corrdesk.casework.reporting.tables import CheckIn, Duty, DutyRun
from corrdesk.rules.law import Law
from corrdesk.store.base import table_of
from corrdesk.store.types import AnyRow
from corrdesk.store.unit_of_work import UnitOfWork

SETTLED = {
    Outcome.EXCUSED: DutyState.EXCUSED,
    Outcome.WAITING_EVIDENCE: DutyState.WAITING,
    Outcome.MISSED: DutyState.MISSED,
}
STANDING = frozenset({DutyState.FULFILLED, *SETTLED.values()})
"""States in which a window has been judged."""


@command("duties.open")
def open_duties(
    uow: UnitOfWork,
    law: Law,
    *,
    progress: Callable[[int, int], None] | None = None,
) -> int:
    """Opens the windows that have begun by the day of the law. Returns how many were new.

    Windows before a person's `tracked_from` are never opened, nor such as had begun while another
    pack ruled here; windows of the past are never changed.
    """
    note_minors(uow)  # files from before the column; every day begins here
    note_classes(uow)
    as_of = law.as_of
    run_until = _last_run(uow)
    other_until = _ruled_otherwise(uow, law)
    cases = live_cases(uow.session, uow.office_id)
    seen = _supervisions_with_duties(uow)
    rows: list[dict[str, Any]] = []
    for number, case in enumerate(cases, 1):
        known_until = run_until if case.supervision_id in seen else other_until
        rows += window_rows(law, case, known_until, as_of)
        if progress and number % 100 == 0:
            progress(number, len(cases))
    fresh = _unknown(uow, rows)
    if fresh or run_until is None or run_until < as_of:
        uow.insert_rows(table_of(Duty), fresh)
        _settle_fresh(uow, fresh)
        uow.add(DutyRun(until=as_of, opened=len(fresh), rule_version=law.book.version))
    return len(fresh)


@command("duties.open")
def reopen_duties(uow: UnitOfWork, law: Law, supervision_id: str) -> None:
    """Brings one person's windows in line after a change of class, ability, term, leave or state.

    Open windows that the rules no longer ask for are withdrawn, new ones are opened, and withdrawn
    ones that are wanted again are judged by what was reported in them. Whatever is settled stays
    as it was judged, what was overdue when somebody left the register stays overdue, and what had
    begun while another pack ruled here stays with it.
    """
    known = _windows_of(uow, supervision_id)
    case = next(iter(live_cases(uow.session, uow.office_id, supervision_id)), None)
    if case is None:
        left_on = _left_on(uow, supervision_id)
        for duty in known:
            if duty.state == DutyState.OPEN and duty.grace_until >= left_on:
                duty.state = DutyState.WITHDRAWN.value
        return
    # Windows that another PC opened further ahead are judged too, or they would be lost.
    horizon = max(law.as_of, _last_run(uow) or law.as_of)
    other_until = _ruled_otherwise(uow, law)
    if other_until is not None:
        known = [duty for duty in known if duty.period_start > other_until]
    wanted = {row["id"]: row for row in window_rows(law, case, other_until, horizon)}
    settled = [duty.id for duty in known if duty.state in STANDING]
    undo_moves(wanted, moved_rows(law, case, horizon), settled)
    for duty in known:
        row = wanted.pop(duty.id, None)
        if row is None:
            if duty.state == DutyState.OPEN:
                duty.state = DutyState.WITHDRAWN.value
        elif duty.state == DutyState.WITHDRAWN or (
            duty.state == DutyState.OPEN and duty.needed != row["needed"]
        ):
            duty.needed, duty.rule_version = row["needed"], row["rule_version"]
            _judge(duty, _remaining(uow, duty.id))
    uow.insert_rows(table_of(Duty), list(wanted.values()))
    settle_hours(uow, [supervision_id])


@command("checkin.record")
def record_check_in(
    uow: UnitOfWork,
    supervision_id: str,
    facts: CheckInFacts,
    *,
    duty_id: str | None = None,
    alone: bool = False,
) -> str:
    """Records one report and settles the window it belongs to. Returns the check-in's id.

    Without `duty_id` the oldest open window of the kind that holds the day is taken, unless the
    report is meant to stand `alone`. A report on a day outside every open window, the named one
    included, is recorded and stands for itself: it does not fulfil a window that was over. An
    excuse, a wait for evidence and the finding that a window was missed always need their window.

    Raises UserError for a reason, a date, a presence or a window that is missing.
    """
    supervision = uow.require(Supervision, supervision_id)
    _check_facts(facts, uow, supervision)
    duty = _duty_for(uow, supervision_id, facts, duty_id, alone=alone)
    check_in = CheckIn(
        id=uow.new_id(),
        person_id=supervision.person_id,
        supervision_id=supervision_id,
        duty_id=duty.id if duty else None,
        kind=facts.kind.value,
        presence=facts.presence.value,
        outcome=facts.outcome.value,
        happened_at=facts.happened_at,
        entered_at=uow.clock.now(),
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


@command("checkin.record")
def confirm_missed(uow: UnitOfWork, duty_id: str, reason: str = "") -> None:
    """Confirms that a window was missed; one that was found missed before stays as it is.

    Raises UserError for a window that still runs or was settled otherwise.
    """
    duty = uow.require(Duty, duty_id)
    if duty.state == DutyState.MISSED:
        return
    facts = CheckInFacts(
        kind=DutyKind(duty.kind),
        presence=Presence.NONE,
        outcome=Outcome.MISSED,
        happened_at=uow.clock.now(),
        reason=reason,
    )
    record_check_in(uow, duty.supervision_id, facts, duty_id=duty_id)


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
    _judge(duty, _remaining(uow, duty.id))
    if duty.kind in HOUR_KINDS:
        settle_hours(uow, [duty.supervision_id])


def _settle_fresh(uow: UnitOfWork, fresh: Sequence[dict[str, Any]]) -> None:
    """Hours may have been entered, or an exemption, before the window was opened."""
    ids = dict.fromkeys(row["supervision_id"] for row in fresh if row["kind"] in HOUR_KINDS)
    if ids and has_hours(uow.session, uow.office_id, min(row["period_start"] for row in fresh)):
        settle_hours(uow, list(ids))


def _check_facts(facts: CheckInFacts, uow: UnitOfWork, supervision: Supervision) -> None:
    if facts.happened_at > uow.clock.now():
        raise UserError(_("报到时间晚于现在。"), field="happened_at")
    if _day(facts) < supervision.term_start:
        raise UserError(_("报到时间早于矫正开始之日。"), field="happened_at")
    if facts.outcome is Outcome.COMPLIED:
        _check_complied(facts)
    if facts.outcome is Outcome.EXCUSED and not facts.reason.strip():
        raise UserError(_("请填写正当理由。"), field="reason")
    if facts.outcome is Outcome.WAITING_EVIDENCE and facts.evidence_due is None:
        raise UserError(_("请填写补交证明的期限。"), field="evidence_due")
    if facts.evidence_due is not None and facts.evidence_due < uow.clock.today():
        raise UserError(_("补交证明的期限已经过去。"), field="evidence_due")


def _check_complied(facts: CheckInFacts) -> None:
    if facts.presence is Presence.NONE:
        raise UserError(_("请选择如何确认本人到场。"), field="presence")
    if facts.kind in HOUR_KINDS:
        raise UserError(_("教育学习和公益活动按时长登记，不能按次登记。"), field="kind")


def _day(facts: CheckInFacts) -> date:
    return facts.happened_at.astimezone(CHINA).date()


def _duty_for(
    uow: UnitOfWork,
    supervision_id: str,
    facts: CheckInFacts,
    duty_id: str | None,
    *,
    alone: bool,
) -> Duty | None:
    day = _day(facts)
    complied = facts.outcome is Outcome.COMPLIED
    if duty_id is not None:
        named = _named_duty(uow, supervision_id, facts, duty_id)
        if not complied or named.period_start <= day <= named.grace_until:
            return named
    duty = None if alone else _open_duty_on(uow, supervision_id, facts.kind, day)
    if duty is None and not complied:
        raise UserError(
            _("这一天没有待完成的此类报告义务，不能登记免除、待补证明或未履行。"),
            remedy=_("请从工作台选择对应的报告义务。"),
            field="duty",
        )
    if duty is not None:
        _check_settleable(uow, duty, facts)
    return duty


def _named_duty(uow: UnitOfWork, supervision_id: str, facts: CheckInFacts, duty_id: str) -> Duty:
    duty = uow.require(Duty, duty_id)
    if duty.supervision_id != supervision_id or duty.kind != facts.kind:
        raise UserError(_("该报告义务不属于此人，或不是这种报告方式。"), field="duty")
    _check_settleable(uow, duty, facts)
    return duty


def _check_settleable(uow: UnitOfWork, duty: Duty, facts: CheckInFacts) -> None:
    if duty.state == DutyState.WITHDRAWN:
        raise UserError(_("该报告义务已经撤销，不能再登记。"), field="duty")
    if duty.state == DutyState.MISSED:
        raise UserError(
            _("该报告义务已经认定为未履行。"),
            remedy=_("确有错误的，请先撤回这一认定。"),
            field="duty",
        )
    if facts.outcome is Outcome.COMPLIED:
        return
    if duty.state == DutyState.FULFILLED:
        raise UserError(_("该报告义务已经完成。"), field="duty")
    if facts.outcome is Outcome.MISSED and uow.clock.today() <= duty.grace_until:
        raise UserError(_("期限还没有届满，不能认定为未履行。"), field="outcome")


def _open_duty_on(uow: UnitOfWork, supervision_id: str, kind: DutyKind, day: date) -> Duty | None:
    return uow.session.execute(
        select(Duty)
        .where(
            Duty.office_id == uow.office_id,
            Duty.supervision_id == supervision_id,
            Duty.kind == kind.value,
            Duty.state.in_([DutyState.OPEN.value, DutyState.WAITING.value]),
            Duty.period_start <= day,
            Duty.grace_until >= day,
        )
        .order_by(Duty.period_start, Duty.period_end, Duty.id)
        .limit(1)
    ).scalar_one_or_none()


def _settle(duty: Duty, facts: CheckInFacts) -> None:
    if facts.outcome is Outcome.COMPLIED:
        duty.done += 1
        if duty.done >= duty.needed:
            duty.state = DutyState.FULFILLED.value
    else:
        duty.state = SETTLED[facts.outcome].value
        duty.evidence_due = facts.evidence_due
    if duty.state != DutyState.WAITING:
        duty.evidence_due = None


def _judge(duty: Duty, rest: Sequence[AnyRow]) -> None:
    """Judges a window by the reports that stand, oldest first; the same end as one by one."""
    duty.done = sum(1 for row in rest if row.outcome == Outcome.COMPLIED)
    other = [row for row in rest if row.outcome != Outcome.COMPLIED]
    if duty.done >= duty.needed:
        state = DutyState.FULFILLED
    else:
        state = SETTLED[Outcome(other[-1].outcome)] if other else DutyState.OPEN
    duty.state = state.value
    duty.evidence_due = other[-1].evidence_due if state is DutyState.WAITING else None


def _remaining(uow: UnitOfWork, duty_id: str) -> Sequence[AnyRow]:
    gone = select(Withdrawal.subject_id).where(Withdrawal.office_id == uow.office_id)
    return uow.session.execute(
        select(CheckIn.outcome, CheckIn.evidence_due)
        .where(
            CheckIn.office_id == uow.office_id,
            CheckIn.duty_id == duty_id,
            CheckIn.id.not_in(gone),
        )
        .order_by(CheckIn.entered_at, CheckIn.id)
    ).all()


def _windows_of(uow: UnitOfWork, supervision_id: str) -> Sequence[Duty]:
    return uow.session.scalars(
        select(Duty)
        .where(Duty.office_id == uow.office_id, Duty.supervision_id == supervision_id)
        .order_by(Duty.period_start, Duty.id)
    ).all()


def _left_on(uow: UnitOfWork, supervision_id: str) -> date:
    """The day of the last step in the life cycle; with nothing known, today."""
    last = uow.session.execute(
        select(StatusChange.on)
        .where(
            StatusChange.office_id == uow.office_id,
            StatusChange.supervision_id == supervision_id,
        )
        .order_by(StatusChange.id.desc())
        .limit(1)
    ).scalar_one_or_none()
    return last or uow.clock.today()


def _last_run(uow: UnitOfWork) -> date | None:
    return uow.session.execute(
        select(func.max(DutyRun.until)).where(DutyRun.office_id == uow.office_id)
    ).scalar_one()


def _ruled_otherwise(uow: UnitOfWork, law: Law) -> date | None:
    """The last day for which windows were opened under another pack than the law's."""
    packs = law.book.version.partition("@")[0]
    return uow.session.execute(
        select(func.max(DutyRun.until)).where(
            DutyRun.office_id == uow.office_id,
            ~DutyRun.rule_version.startswith(f"{packs}@", autoescape=True),
        )
    ).scalar_one()


def _supervisions_with_duties(uow: UnitOfWork) -> set[str]:
    return set(
        uow.session.execute(
            select(Duty.supervision_id).where(Duty.office_id == uow.office_id).distinct()
        ).scalars()
    )


def _unknown(uow: UnitOfWork, rows: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    wanted = {row["id"]: row for row in rows}
    for some in batches(list(wanted)):
        for known in uow.session.execute(
            select(Duty.id).where(Duty.office_id == uow.office_id, Duty.id.in_(some))
        ).scalars():
            del wanted[known]
    return list(wanted.values())
