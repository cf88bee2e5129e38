"""Hours over several capabilities: acts on the ledger that settle duties, and what others ask.

Programmes make the hours, reporting has the windows that want them, enforcement may have drawn
something from a shortfall. They meet here; nothing is stored and nothing is judged here.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from corrdesk.base.errors import UserError
from corrdesk.base.i18n import _
from corrdesk.casework.caseload.hours import (
    MINUTES,
    HourKind,
    HourSort,
    Learner,
    exemptions,
    hour_events,
    hours_number,
    is_exempt,
)
from corrdesk.casework.caseload.queries import staff
from corrdesk.casework.caseload.tables import Person
from corrdesk.casework.documents.tables import Document
from corrdesk.casework.enforcement.hints.model import HintState
from corrdesk.casework.enforcement.hints.tables import Hint
from corrdesk.casework.enforcement.tables import DecisionRecord, Proposal, Violation
from corrdesk.casework.partners.queries import volunteers
from corrdesk.casework.permissions import command
from corrdesk.casework.programs.accounts import (
    Entry,
    credit_online,
    enter_hours,
    exempt,
    withdraw_exemption,
)
from corrdesk.casework.programs.choosing import Wanted, chosen
from corrdesk.casework.programs.model import ExemptionFacts, Invitee, Sighting
from corrdesk.casework.programs.online import OnlinePlan, Pupil
from corrdesk.casework.programs.papers import keep_scan
from corrdesk.casework.programs.policy import Tally, tally
from corrdesk.casework.programs.queries import candidates, planned_minutes, qualifications
from corrdesk.casework.programs.rosters import record_turnout
from corrdesk.casework.programs.tables import ProgramSession
from corrdesk.casework.reporting.hours import hour_windows, settle_hours
from corrdesk.casework.reporting.policy import DutyWindow
from corrdesk.casework.reporting.tables import Duty
from corrdesk.rules.law import Law
from corrdesk.store.types import AnyRow
from corrdesk.store.unit_of_work import UnitOfWork

DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class HourAccount:
    """What one person has of one kind of hours in the period of the day, with its events.

    Without a number in the rule pack there is no target, and the period is the term.
    """

    person_id: str
    supervision_id: str
    name: str
    kind: HourKind
    period_start: date
    period_end: date
    tally: Tally
    exempt: bool
    events: tuple[AnyRow, ...]

    @property
    def is_short(self) -> bool:
        """Whether hours are missing today."""
        return not self.exempt and self.tally.short > 0

    @property
    def will_be_short(self) -> bool:
        """Whether hours will be missing at the period's end, with all that is planned."""
        return not self.exempt and self.tally.will_be_short > 0


@dataclass(frozen=True, slots=True)
class Consequence:
    """Something that rests on an outcome: a window, a violation, a notice; `what` is a code."""

    what: str  # hours, duty, hint, violation, notice
    record_id: str
    words: str


def hour_accounts(
    session: Session, office_id: str, law: Law, *, supervision_id: str | None = None
) -> list[HourAccount]:
    """The accounts of everybody under supervision (or of one) on the day of the law, by name.

    Study first, then service. Who cannot work has no account of service unless hours are in it.
    """
    windows = hour_windows(session, office_id, law, supervision_id)
    people = [
        row
        for row in candidates(session, office_id)
        if supervision_id is None or row.supervision_id == supervision_id
    ]
    kinds = (HourKind.EDUCATION, HourKind.PUBLIC_SERVICE)
    periods = {
        (row.supervision_id, kind): _period(row, windows.get((row.supervision_id, kind.value)))
        for row in people
        for kind in kinds
    }
    first = min((each[0] for each in periods.values()), default=law.as_of)
    last = max((each[1] for each in periods.values()), default=law.as_of)
    ids = [supervision_id] if supervision_id else None
    events = _by_account(
        hour_events(session, office_id, learner_ids=ids, first=first, last=law.as_of)
    )
    planned = planned_minutes(session, office_id, law.as_of, last)
    spared = exemptions(session, office_id, ids)
    accounts = []
    for row in people:
        for kind in kinds:
            key = (row.supervision_id, kind.value)
            start, end = periods[row.supervision_id, kind]
            mine = tuple(each for each in events.get(key, ()) if start <= each.on <= end)
            window = windows.get(key)
            service = kind is HourKind.PUBLIC_SERVICE
            if service and window is None and not mine and not row.able_to_work:
                continue
            accounts.append(
                HourAccount(
                    person_id=row.person_id,
                    supervision_id=row.supervision_id,
                    name=row.name,
                    kind=kind,
                    period_start=start,
                    period_end=end,
                    tally=_tally(mine, window, planned.get(key, ()), end),
                    exempt=is_exempt(spared.get(key, ()), start, end),
                    events=mine,
                )
            )
    return accounts


def short_accounts(
    session: Session, office_id: str, law: Law, *, at_end: bool = False
) -> list[HourAccount]:
    """Who has too few hours: today, or by the forecast at the period's end. For hints and lists."""
    return [
        account
        for account in hour_accounts(session, office_id, law)
        if (account.will_be_short if at_end else account.is_short)
    ]


def choose(
    session: Session,
    office_id: str,
    law: Law,
    wanted: Wanted,
    kind: HourKind,
    *,
    only: Collection[str] | None = None,
) -> list[Invitee]:
    """Whom an invitation means: who fits, and of those with too few hours of the kind if asked."""
    accounts = short_accounts(session, office_id, law) if wanted.short else []
    short = {each.supervision_id for each in accounts if each.kind is kind}
    return chosen(session, office_id, law, wanted, short=short, only=only)


def staff_account(
    session: Session, office_id: str, law: Law, learner_id: str
) -> tuple[Tally, Sequence[AnyRow]]:
    """The training of an officer or a volunteer in the year of the day, with its events."""
    start = law.as_of.replace(month=1, day=1)
    end = law.as_of.replace(month=12, day=31)
    events = hour_events(
        session, office_id, learner_ids=[learner_id], kind=HourKind.TRAINING,
        first=start, last=law.as_of,
    )  # fmt: skip
    hours = law.book.value("programs.staff_hours_per_year", law.as_of)
    planned = planned_minutes(session, office_id, law.as_of, end)
    coming = sum(minutes for _on, minutes in planned.get((learner_id, HourKind.TRAINING.value), ()))
    target = hours * MINUTES if isinstance(hours, int) else None
    return tally(_sums(events), planned=coming, target=target), events


@dataclass(frozen=True, slots=True)
class Helper:
    """An officer or a volunteer with the training of the year and what is due next."""

    learner: Learner
    learner_id: str
    name: str
    tally: Tally
    runs_out: date | None  # the first qualification that does
    qualified: tuple[str, ...]

    @property
    def is_due(self) -> bool:
        """Whether training hours of the year are still missing."""
        return self.tally.short > 0


def helpers(session: Session, office_id: str, law: Law) -> list[Helper]:
    """Everybody who works or helps here now: officers, then volunteers, by name."""
    people = [
        (Learner.OFFICER, row.id, row.name) for row in staff(session, office_id) if row.active
    ]
    people += [(Learner.VOLUNTEER, row.id, row.name) for row in volunteers(session, office_id)]
    papers: dict[str, list[AnyRow]] = {}
    for row in qualifications(session, office_id):
        papers.setdefault(row.learner_id, []).append(row)
    found = []
    for learner, learner_id, name in people:
        mine = papers.get(learner_id, [])
        ends = [row.valid_until for row in mine if row.valid_until is not None]
        found.append(
            Helper(
                learner=learner,
                learner_id=learner_id,
                name=name,
                tally=staff_account(session, office_id, law, learner_id)[0],
                runs_out=min(ends, default=None),
                qualified=tuple(row.title for row in mine),
            )
        )
    return found


def pupils(session: Session, office_id: str) -> list[Pupil]:
    """Everybody to whom a line of a learning platform may belong."""
    return [
        Pupil(row.supervision_id, row.name, row.id_number, row.term_start)
        for row in candidates(session, office_id)
    ]


def depends_on(
    session: Session, office_id: str, session_id: str, learner_ids: Collection[str]
) -> list[Consequence]:
    """What rests on the outcome of a session for these people and would have to be looked at.

    The hours it brought, the windows that they fulfil, and hints, violations and notices that
    were drawn from a window of that kind which holds the session's day.
    """
    held = session.get(ProgramSession, (office_id, session_id))
    if held is None:
        return []
    events = [
        each
        for each in hour_events(
            session, office_id, learner_ids=learner_ids, first=held.on, last=held.on
        )
        if each.source_id == session_id
    ]
    found = []
    minutes = sum(each.minutes for each in events)
    if minutes:
        words = _("已计入时长 {hours} 小时").format(hours=hours_number(minutes))
        found.append(Consequence("hours", session_id, words))
    rows = session.execute(
        select(Duty.id, Duty.state, Duty.kind, Person.name)
        .join(Person, (Person.office_id == Duty.office_id) & (Person.id == Duty.person_id))
        .where(
            Duty.office_id == office_id,
            Duty.supervision_id.in_(list(learner_ids)),
            Duty.kind.in_([HourKind.EDUCATION.value, HourKind.PUBLIC_SERVICE.value]),
            Duty.period_start <= held.on,
            Duty.period_end >= held.on,
        )
    ).all()
    for row in rows:
        if row.state in {"fulfilled", "missed"}:
            words = _("当期任务已完成") if row.state == "fulfilled" else _("当期任务已认定未履行")
            found.append(Consequence("duty", row.id, f"{row.name}：{words}"))
        found += _drawn_from(session, office_id, row.id, row.name)
    return found


def _drawn_from(session: Session, office_id: str, duty_id: str, name: str) -> list[Consequence]:
    """The hint and the violation of a window, and the notices that came of it."""
    hint = session.execute(
        select(Hint.id).where(
            Hint.office_id == office_id,
            Hint.duty_id == duty_id,
            Hint.state.in_([HintState.OPEN.value, HintState.CONFIRMED.value]),
        )
    ).first()
    found = []
    if hint is not None:
        found.append(Consequence("hint", hint.id, f"{name}：{_('已据此提示')}"))
    for violation in session.execute(
        select(Violation.id).where(Violation.office_id == office_id, Violation.duty_id == duty_id)
    ):
        words = _("已据此登记违规")
        found.append(Consequence("violation", violation.id, f"{name}：{words}"))
        for notice in session.execute(
            select(Document.id, Document.serial)
            .join(
                DecisionRecord,
                (DecisionRecord.office_id == Document.office_id)
                & (DecisionRecord.id == Document.subject_id),
            )
            .join(
                Proposal,
                (Proposal.office_id == DecisionRecord.office_id)
                & (Proposal.id == DecisionRecord.proposal_id),
            )
            .where(Document.office_id == office_id, Proposal.violation_id == violation.id)
        ):
            words = _("已签发文书 {serial}").format(serial=notice.serial)
            found.append(Consequence("notice", notice.id, f"{name}：{words}"))
    return found


@command("attendance.record")
def record_turnout_and_duties(
    uow: UnitOfWork,
    session_id: str,
    sightings: Sequence[Sighting],
    *,
    make_up_by: date | None = None,
    reason: str = "",
    confirmed: bool = False,
) -> list[str]:
    """Records how a session went; hours, duties and tasks follow in the same act.

    Changing an outcome on which something rests asks first: without `confirmed` it raises
    UserError that names what it is. Returns whom it changed.
    """
    if reason.strip() and not confirmed:
        resting = depends_on(
            uow.session, uow.office_id, session_id, [each.learner_id for each in sightings]
        )
        if resting:
            words = "；".join(dict.fromkeys(each.words for each in resting))
            raise UserError(
                _("更改会影响：{what}").format(what=words),
                remedy=_("请核对后确认更改。"),
                field="confirm",
            )
    changed = record_turnout(uow, session_id, sightings, make_up_by=make_up_by, reason=reason)
    settle_hours(uow, changed)
    return changed


@command("attendance.record")
def record_scan(
    uow: UnitOfWork,
    session_id: str,
    sightings: Sequence[Sighting],
    content: bytes,
    name: str,
    media_type: str,
    seal: Callable[[bytes], str],
) -> list[str]:
    """Keeps the scan of a signed roster and records what it shows, in one act."""
    keep_scan(uow, session_id, content, name=name, media_type=media_type, seal=seal)
    return record_turnout_and_duties(uow, session_id, sightings)


@command("hours.adjust")
def enter_hours_and_duties(uow: UnitOfWork, entry: Entry) -> str:
    """Writes an officer's entry into the ledger and settles the windows of that person."""
    event = enter_hours(uow, entry)
    if entry.learner is Learner.SUPERVISION:
        settle_hours(uow, [entry.learner_id])
    return event


@command("hours.exempt")
def exempt_and_duties(uow: UnitOfWork, supervision_id: str, facts: ExemptionFacts) -> str:
    """Records an exemption; windows that lie wholly inside it are excused."""
    made = exempt(uow, supervision_id, facts)
    settle_hours(uow, [supervision_id])
    return made


@command("hours.exempt")
def withdraw_exemption_and_duties(uow: UnitOfWork, exemption_id: str, reason: str) -> None:
    """Takes an exemption back; the windows are owed again."""
    settle_hours(uow, [withdraw_exemption(uow, exemption_id, reason)])


@command("hours.import")
def import_online(uow: UnitOfWork, plan: OnlinePlan) -> int:
    """Takes the accepted lines of a learning platform in. Returns how many people they moved."""
    moved = credit_online(uow, plan.rows, plan.sha256)
    settle_hours(uow, moved)
    return len(moved)


def _period(row: AnyRow, window: DutyWindow | None) -> tuple[date, date]:
    if window is None:
        return row.term_start, row.term_end
    return window.period_start, window.period_end


def _by_account(events: Iterable[AnyRow]) -> dict[tuple[str, str], list[AnyRow]]:
    found: dict[tuple[str, str], list[AnyRow]] = {}
    for event in events:
        found.setdefault((event.learner_id, event.kind), []).append(event)
    return found


def _sums(events: Iterable[AnyRow]) -> dict[str, int]:
    sums: dict[str, int] = {sort.value: 0 for sort in HourSort}
    for event in events:
        sums[event.sort] += event.minutes
    return sums


def _tally(
    events: Iterable[AnyRow],
    window: DutyWindow | None,
    planned: Iterable[tuple[date, int]],
    end: date,
) -> Tally:
    coming = sum(minutes for on, minutes in planned if on <= end)
    hours = None if window is None else window.hours
    target = None if hours is None else hours * MINUTES
    return tally(_sums(events), planned=coming, target=target)
