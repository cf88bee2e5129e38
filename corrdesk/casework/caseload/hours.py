"""The ledger of hours: what programmes write and duties, violations and appraisal have to know.

The capabilities never meet; this is the place between them. Nothing here judges, and nothing here
checks a permission: it is for the commands of the capability that owns the event.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from corrdesk.base.batches import batches
from corrdesk.base.i18n import N_
from corrdesk.base.spans import Span
from corrdesk.casework.caseload.hour_tables import HourEvent, HourExemption
from corrdesk.casework.caseload.tables import Withdrawal
from corrdesk.store.base import table_of
from corrdesk.store.types import AnyRow
from corrdesk.store.unit_of_work import UnitOfWork

MINUTES = 60


class HourKind(StrEnum):
    """What the hours are of. The first two are named as the duties that ask for them."""

    EDUCATION = "education"
    PUBLIC_SERVICE = "public_service"
    TRAINING = "training"  # of officers and volunteers


class HourSort(StrEnum):
    """Why the ledger moves."""

    CREDIT = "credit"
    PENALTY = "penalty"
    ADJUSTMENT = "adjustment"


class Learner(StrEnum):
    """Whose hours they are: somebody under supervision, an officer, a volunteer."""

    SUPERVISION = "supervision"
    OFFICER = "officer"
    VOLUNTEER = "volunteer"


class HourSource(StrEnum):
    """What made an event."""

    SESSION = "session"
    ONLINE = "online"
    WORD = "word"  # an officer's own entry, with its reason


HOUR_LABELS = {
    HourKind.EDUCATION: N_("教育学习"),
    HourKind.PUBLIC_SERVICE: N_("公益活动"),
    HourKind.TRAINING: N_("业务培训"),
}
SORT_LABELS = {
    HourSort.CREDIT: N_("计入"),
    HourSort.PENALTY: N_("扣减"),
    HourSort.ADJUSTMENT: N_("调整"),
}
LEARNER_LABELS = {
    Learner.SUPERVISION: N_("社区矫正对象"),
    Learner.OFFICER: N_("工作人员"),
    Learner.VOLUNTEER: N_("志愿者"),
}


@dataclass(frozen=True, slots=True)
class Movement:
    """An event to be posted; minutes have their sign, a penalty is below zero."""

    learner: Learner
    learner_id: str
    kind: HourKind
    sort: HourSort
    minutes: int
    on: date
    source: HourSource
    source_id: str
    reason: str = ""
    event_id: str = ""  # empty: a new one


def post_movements(uow: UnitOfWork, movements: Iterable[Movement]) -> list[str]:
    """Writes events into the ledger. Returns their ids, in order."""
    at = uow.clock.now()
    rows: list[dict[str, Any]] = [
        {
            "id": each.event_id or uow.new_id(),
            "learner": each.learner.value,
            "learner_id": each.learner_id,
            "kind": each.kind.value,
            "sort": each.sort.value,
            "minutes": each.minutes,
            "on": each.on,
            "source": each.source.value,
            "source_id": each.source_id,
            "reason": each.reason,
            "by": uow.actor.officer_id,
            "at": at,
        }
        for each in movements
    ]
    uow.insert_rows(table_of(HourEvent), rows)
    return [row["id"] for row in rows]


def hour_events(
    session: Session,
    office_id: str,
    *,
    learner_ids: Collection[str] | None = None,
    kind: HourKind | None = None,
    first: date | None = None,
    last: date | None = None,
) -> Sequence[AnyRow]:
    """The events of these learners, or of all, on these days (both included), in order of days."""
    table = table_of(HourEvent)
    wanted: list[ColumnElement[bool]] = [HourEvent.office_id == office_id]
    if kind is not None:
        wanted.append(HourEvent.kind == kind.value)
    if first is not None:
        wanted.append(HourEvent.on >= first)
    if last is not None:
        wanted.append(HourEvent.on <= last)
    order = (HourEvent.on, HourEvent.id)
    if learner_ids is None:
        return session.execute(select(table).where(*wanted).order_by(*order)).all()
    found: list[AnyRow] = []
    for some in batches(learner_ids):
        statement = select(table).where(*wanted, HourEvent.learner_id.in_(some)).order_by(*order)
        found += session.execute(statement)
    return found


def has_hours(session: Session, office_id: str, since: date) -> bool:
    """Whether the ledger holds any event, or somebody is exempt, on or after a day."""
    moved = select(HourEvent.id).where(HourEvent.office_id == office_id, HourEvent.on >= since)
    exempt = select(HourExemption.id).where(
        HourExemption.office_id == office_id, HourExemption.until_on >= since
    )
    return any(session.execute(each.limit(1)).first() for each in (moved, exempt))


def exemptions(
    session: Session, office_id: str, supervision_ids: Collection[str] | None = None
) -> dict[tuple[str, str], tuple[Span, ...]]:
    """Days on which somebody is exempt, by supervision and kind; withdrawn ones do not count."""
    found: dict[tuple[str, str], list[Span]] = {}
    for row in exemption_rows(session, office_id, supervision_ids):
        span = Span.inclusive(row.from_on, row.until_on)
        found.setdefault((row.supervision_id, row.kind), []).append(span)
    return {key: tuple(spans) for key, spans in found.items()}


def exemption_rows(
    session: Session, office_id: str, supervision_ids: Collection[str] | None = None
) -> Sequence[AnyRow]:
    """The exemptions that stand, the newest last."""
    gone = select(Withdrawal.subject_id).where(Withdrawal.office_id == office_id)
    statement = (
        select(table_of(HourExemption))
        .where(HourExemption.office_id == office_id, HourExemption.id.not_in(gone))
        .order_by(HourExemption.from_on, HourExemption.id)
    )
    if supervision_ids is None:
        return session.execute(statement).all()
    return [
        row
        for some in batches(supervision_ids)
        for row in session.execute(statement.where(HourExemption.supervision_id.in_(some)))
    ]


def learners_of(
    session: Session, office_id: str, changed: Mapping[str, Collection[str]]
) -> set[str]:
    """Whose hours these events, exemptions and withdrawals of exemptions concern, ids by kind."""
    found: set[str] = set()
    for some in batches(changed.get("hour_event", ())):
        found |= set(
            session.scalars(
                select(HourEvent.learner_id).where(
                    HourEvent.office_id == office_id, HourEvent.id.in_(some)
                )
            )
        )
    for some in batches([*changed.get("hour_exemption", ()), *changed.get("withdrawal", ())]):
        taken_back = select(Withdrawal.subject_id).where(
            Withdrawal.office_id == office_id, Withdrawal.id.in_(some)
        )
        found |= set(
            session.scalars(
                select(HourExemption.supervision_id).where(
                    HourExemption.office_id == office_id,
                    HourExemption.id.in_(some) | HourExemption.id.in_(taken_back),
                )
            )
        )
    return found


def is_exempt(spans: Iterable[Span], first: date, last: date) -> bool:
    """Whether one exemption covers all of a period, both days included."""
    return any(span.contains(first) and span.contains(last) for span in spans)


def hours_number(minutes: int) -> int | float:
    """Minutes as hours for people and scripts: 90 is 1.5, 120 is 2."""
    hours, rest = divmod(minutes, MINUTES)
    return hours if rest == 0 else round(minutes / MINUTES, 2)
