"""What the office has recorded about somebody it cannot reach: the last contact, and since then.

Gathers over all capabilities for the card of a lost contact; judges nothing and records nothing.
The sentences go into the file and onto paper, therefore they are not translated.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from corrdesk.base.clock import CHINA
from corrdesk.base.dates import format_cn
from corrdesk.casework.caseload.tables import Person, Supervision, Withdrawal
from corrdesk.casework.enforcement.hints.model import HintKind
from corrdesk.casework.enforcement.hints.wording import sentence
from corrdesk.casework.enforcement.measures.model import STEP_LABELS, Step
from corrdesk.casework.enforcement.measures.tables import MeasureRecord, MeasureStep
from corrdesk.casework.hinting import late_reporting_in, leave_overruns, missed_duties
from corrdesk.casework.leave.tables import Leave, LeaveReturn, TravelPermit, TravelTrip
from corrdesk.casework.programs.model import Turnout
from corrdesk.casework.programs.tables import Attendance, Program, ProgramSession
from corrdesk.casework.relocation.model import STEP_LABELS as MOVE_LABELS
from corrdesk.casework.relocation.model import Direction
from corrdesk.casework.relocation.model import Step as MoveStep
from corrdesk.casework.relocation.tables import Relocation, RelocationStep
from corrdesk.casework.reporting.model import (
    DUTY_LABELS,
    OUTCOME_LABELS,
    PRESENCE_LABELS,
    DutyKind,
    Outcome,
    Presence,
)
from corrdesk.casework.reporting.tables import CheckIn
from corrdesk.rules.law import Law
from corrdesk.store.base import table_of
from corrdesk.store.types import AnyRow

IN_TOUCH: Final = frozenset(
    {Presence.OFFICER_SAW, Presence.ID_CARD, Presence.PHONE, Presence.VIDEO}
)
"""How the office has had the person itself before it, and not a paper or somebody else's word."""
SOURCES: Final = (missed_duties, late_reporting_in, leave_overruns)
"""What shows that somebody did not come."""
MOVES: Final = frozenset({MoveStep.NO_SHOW, MoveStep.SEARCH})
SEARCHED: Final = frozenset({Step.SEARCH, Step.TELL_POLICE, Step.FIND})


@dataclass(frozen=True, slots=True)
class TrailLine:
    """One fact of the records: the day, the hour where it counts, and what it says."""

    on: date
    words: str
    at: datetime | None = None

    @property
    def told(self) -> str:
        """The fact as a sentence of a letter."""
        hour = f"{self.at.astimezone(CHINA):%H:%M}" if self.at else ""
        return f"{format_cn(self.on)}{hour}，{self.words.rstrip('。')}。"


@dataclass(frozen=True, slots=True)
class Trail:
    """The last contact, what did not happen since, and what was done to find the person.

    `searches` are the steps of the search that were taken; `seen` are contacts after the one that
    an officer took for the last. All in the order of days.
    """

    last_contact: TrailLine | None
    no_shows: tuple[TrailLine, ...] = ()
    attempts: tuple[TrailLine, ...] = ()
    searches: tuple[TrailLine, ...] = ()
    seen: tuple[TrailLine, ...] = ()

    @property
    def told(self) -> str:
        """The whole as a text for the file, one fact a line; empty where nothing is recorded."""
        return _text([*self._first(), *self.no_shows, *self.attempts, *self.searches])

    @property
    def untold(self) -> str:
        """What is recorded since the last step of the search, as a text for its next one."""
        last = next((each.on for each in reversed(self.searches)), None)
        if last is None:
            return _text([*self._first(), *self.no_shows, *self.attempts])
        return _text([each for each in (*self.no_shows, *self.attempts) if each.on > last])

    def _first(self) -> list[TrailLine]:
        if self.last_contact is None:
            return []
        words = f"最后一次联系：{self.last_contact.words}"
        return [TrailLine(self.last_contact.on, words, self.last_contact.at)]


def _text(lines: Iterable[TrailLine]) -> str:
    return "\n".join(line.told for line in sorted(lines, key=_moment))


def trail_of(
    session: Session, office_id: str, law: Law, supervision_id: str, since: date | None = None
) -> Trail:
    """What is recorded about one order. `since`: the last contact as an officer has settled it."""
    contacts = sorted(_contacts(session, office_id, supervision_id), key=_moment)
    last = next((each for each in reversed(contacts) if since is None or each.on <= since), None)
    start = since or (last.on if last else date.min)
    attempts = (
        *_reports(session, office_id, supervision_id),
        *_absences(session, office_id, supervision_id),
        *_moves(session, office_id, supervision_id),
    )
    return Trail(
        last,
        _since(start, _no_shows(session, office_id, law, supervision_id)),
        _since(start, attempts),
        _since(start, _searches(session, office_id, supervision_id)),
        tuple(each for each in contacts if each.on > start),
    )


def _since(start: date, lines: Iterable[TrailLine]) -> tuple[TrailLine, ...]:
    return tuple(sorted((line for line in lines if line.on >= start), key=_moment))


def _moment(line: TrailLine) -> tuple[date, str]:
    return line.on, line.at.astimezone(CHINA).isoformat() if line.at else ""


def _check_ins(session: Session, office_id: str, supervision_id: str) -> list[AnyRow]:
    """The reports, visits and talks that were not taken back."""
    taken_back = select(Withdrawal.subject_id).where(Withdrawal.office_id == office_id)
    return list(
        session.execute(
            select(table_of(CheckIn)).where(
                CheckIn.office_id == office_id,
                CheckIn.supervision_id == supervision_id,
                CheckIn.id.not_in(taken_back),
            )
        )
    )


def _in_touch(row: AnyRow) -> bool:
    return row.outcome == Outcome.COMPLIED and Presence(row.presence) in IN_TOUCH


def _contacts(session: Session, office_id: str, supervision_id: str) -> Iterator[TrailLine]:
    """When the office has had the person itself before it or on the line."""
    for row in _check_ins(session, office_id, supervision_id):
        if _in_touch(row):
            words = (
                f"{DUTY_LABELS[DutyKind(row.kind)]}（{PRESENCE_LABELS[Presence(row.presence)]}）"
            )
            yield TrailLine(row.happened_at.astimezone(CHINA).date(), words, row.happened_at)
    for row in _turnouts(session, office_id, supervision_id):
        if row.turnout in {Turnout.PRESENT, Turnout.PARTLY}:
            yield TrailLine(row.on, f"参加“{row.name}”")
    back = select(LeaveReturn.reported_on).join(
        Leave, (Leave.office_id == LeaveReturn.office_id) & (Leave.id == LeaveReturn.leave_id)
    )
    mine = Leave.office_id == office_id, Leave.supervision_id == supervision_id
    for day in session.scalars(back.where(*mine)):
        yield TrailLine(day, "外出返回报告")
    trips = select(TravelTrip.reported_on).join(
        TravelPermit,
        (TravelPermit.office_id == TravelTrip.office_id)
        & (TravelPermit.id == TravelTrip.permit_id),
    )
    his = TravelPermit.office_id == office_id, TravelPermit.supervision_id == supervision_id
    for day in session.scalars(trips.where(*his)):
        yield TrailLine(day, "经常性跨市县活动的报告")
    came = select(Supervision.reported_in_on).where(
        Supervision.office_id == office_id,
        Supervision.id == supervision_id,
        Supervision.reported_in_on.is_not(None),
    )
    for arrived in session.scalars(came):
        if arrived is not None:
            yield TrailLine(arrived, "入矫报到")


def _no_shows(
    session: Session, office_id: str, law: Law, supervision_id: str
) -> Iterator[TrailLine]:
    """What was due and did not happen, in the words of the hints."""
    name = session.scalar(
        select(Person.name)
        .join(
            Supervision,
            (Supervision.office_id == Person.office_id) & (Supervision.person_id == Person.id),
        )
        .where(Supervision.office_id == office_id, Supervision.id == supervision_id)
    )
    for source in SOURCES:
        for each in source(session, office_id, law):
            if each.supervision_id == supervision_id and each.kind is not HintKind.LATE_REPORT:
                days = ((each.done or law.as_of) - each.due).days
                words = sentence(each.kind, name or "", each.due, each.done, each.details, days)
                yield TrailLine(each.due, words)


def _reports(session: Session, office_id: str, supervision_id: str) -> Iterator[TrailLine]:
    """Visits, calls and reports that did not reach the person."""
    for row in _check_ins(session, office_id, supervision_id):
        if _in_touch(row):
            continue
        said = [DUTY_LABELS[DutyKind(row.kind)], OUTCOME_LABELS[Outcome(row.outcome)]]
        if row.presence != Presence.NONE:
            said.append(PRESENCE_LABELS[Presence(row.presence)])
        said += [row.reason, row.note]
        words = "，".join(part.rstrip("。") for part in said if part.strip())
        yield TrailLine(row.happened_at.astimezone(CHINA).date(), words, row.happened_at)


def _turnouts(session: Session, office_id: str, supervision_id: str) -> list[AnyRow]:
    """The last word about each session that the person was invited to."""
    rows = session.execute(
        select(Attendance.session_id, Attendance.turnout, ProgramSession.on, Program.name)
        .join(
            ProgramSession,
            (ProgramSession.office_id == Attendance.office_id)
            & (ProgramSession.id == Attendance.session_id),
        )
        .join(
            Program,
            (Program.office_id == ProgramSession.office_id)
            & (Program.id == ProgramSession.program_id),
        )
        .where(Attendance.office_id == office_id, Attendance.learner_id == supervision_id)
        .order_by(Attendance.edition)
    )
    return list({row.session_id: row for row in rows}.values())


def _absences(session: Session, office_id: str, supervision_id: str) -> Iterator[TrailLine]:
    for row in _turnouts(session, office_id, supervision_id):
        if row.turnout == Turnout.ABSENT:
            yield TrailLine(row.on, f"没有参加“{row.name}”")


def _moves(session: Session, office_id: str, supervision_id: str) -> Iterator[TrailLine]:
    """The notice that somebody who moved did not arrive, and the search that followed."""
    taken_back = select(Withdrawal.subject_id).where(Withdrawal.office_id == office_id)
    for row in session.execute(
        select(table_of(RelocationStep), Relocation.direction)
        .join(
            Relocation,
            (Relocation.office_id == RelocationStep.office_id)
            & (Relocation.id == RelocationStep.relocation_id),
        )
        .where(
            RelocationStep.office_id == office_id,
            RelocationStep.step.in_([step.value for step in MOVES]),
            RelocationStep.id.not_in(taken_back),
            Relocation.supervision_id == supervision_id,
        )
    ):
        label = MOVE_LABELS[Direction(row.direction)].get(MoveStep(row.step), "")
        yield TrailLine(row.on, _joined(label, row.agency, row.document, row.words))


def _searches(session: Session, office_id: str, supervision_id: str) -> Iterator[TrailLine]:
    """The steps of the search itself, of every time contact was lost."""
    for row in session.execute(
        select(table_of(MeasureStep))
        .join(
            MeasureRecord,
            (MeasureRecord.office_id == MeasureStep.office_id)
            & (MeasureRecord.id == MeasureStep.measure_id),
        )
        .where(
            MeasureStep.office_id == office_id,
            MeasureStep.step.in_([step.value for step in SEARCHED]),
            MeasureRecord.supervision_id == supervision_id,
        )
        .order_by(MeasureStep.id)
    ):
        words = _joined(STEP_LABELS[Step(row.step)], row.who, row.document, row.note)
        yield TrailLine(row.at.astimezone(CHINA).date(), words, row.at)


def _joined(*parts: Any) -> str:
    return "，".join(str(part).strip().rstrip("。") for part in parts if part and str(part).strip())
