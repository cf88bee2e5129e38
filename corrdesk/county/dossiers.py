"""One person as the bureau reads them, and the goals and hours of everybody. Reads only.

What a role may not read of somebody is not here at all: a sealed file, a minor's for an auditor.
How far a goal has come and what hours are missing is the programmes' answer, asked each time.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeVar

from sqlalchemy import literal, select, union_all
from sqlalchemy.orm import Session

from corrdesk.base.actor import Role
from corrdesk.base.batches import batches
from corrdesk.casework.caseload.model import LIVE, Status
from corrdesk.casework.caseload.queries import person_file
from corrdesk.casework.caseload.tables import Attachment
from corrdesk.casework.deciding.model import Matter
from corrdesk.casework.hour_flows import HourAccount, hour_accounts
from corrdesk.casework.programs.goals.model import Progress
from corrdesk.casework.programs.goals.queries import GoalLine, goal_lines, plan_file, progress_on
from corrdesk.county.county import County
from corrdesk.county.decisions import queue
from corrdesk.county.subjects import subjects
from corrdesk.store.base import Base, table_of
from corrdesk.store.types import AnyRow
from corrdesk.sync.places import place_of


@dataclass(frozen=True, slots=True)
class OrderFile:
    """One order with the plan that holds for it, its goals, and the hours of its period."""

    order: AnyRow
    plan: AnyRow | None
    goals: tuple[Progress, ...]
    accounts: tuple[HourAccount, ...]


@dataclass(frozen=True, slots=True)
class FiledPaper:
    """A file of somebody: the record that it belongs to, and whether its content is here."""

    attachment: AnyRow
    kind: str
    here: bool


@dataclass(frozen=True, slots=True)
class Dossier:
    """Somebody's file as the console shows it."""

    office_id: str
    office: str
    person: AnyRow
    orders: tuple[OrderFile, ...]
    waiting: tuple[Matter, ...]
    papers: tuple[FiledPaper, ...]


@dataclass(frozen=True, slots=True)
class OfficeGoal:
    """A goal in the list over all offices."""

    office_id: str
    office: str
    line: GoalLine


@dataclass(frozen=True, slots=True)
class OfficeHours:
    """An account of hours in the list over all offices."""

    office_id: str
    office: str
    account: HourAccount


Line = TypeVar("Line", GoalLine, HourAccount)


def dossier(county: County, office_id: str, person_id: str, role: Role) -> Dossier | None:
    """Somebody's file, or None when there is none that the role may read."""
    names = _offices(county, office_id)
    if not office_id or office_id not in names:
        return None
    law = county.law_of(office_id)
    with county.read() as session:
        file = person_file(session, office_id, person_id)
        mine = subjects(session, office_id, [("person", person_id)], role)
        if file is None or any(each.is_closed for each in mine.values()):
            return None
        orders = []
        for order in file.supervisions:
            plan = plan_file(session, office_id, order.id)
            live = Status(order.status) in LIVE
            accounts = (
                hour_accounts(session, office_id, law, supervision_id=order.id) if live else []
            )
            goals = progress_on(session, office_id, order.id, law.as_of)
            orders.append(OrderFile(order, plan.plan if plan else None, goals, tuple(accounts)))
        papers = _papers(session, office_id, person_id, [each.id for each in file.supervisions])
    waiting = [
        each for each in queue(county, role)
        if (each.office_id, each.person_id) == (office_id, person_id)
    ]  # fmt: skip
    return Dossier(
        office_id, names[office_id], file.person, tuple(orders), tuple(waiting), tuple(papers)
    )


def goal_list(
    county: County, role: Role, office_id: str = "", person_id: str = "", *, reached: bool = False
) -> list[OfficeGoal]:
    """The goals of everybody in the register that are not reached, or all; due first at the top."""
    found = [
        OfficeGoal(office, name, line)
        for office, name, line in _lines(
            county, role, office_id, person_id,
            lambda session, office: goal_lines(
                session, office, county.clock.today(), reached_too=reached
            ),
        )
    ]  # fmt: skip
    return sorted(found, key=lambda each: (each.line.progress.goal.due_on, each.office))


def hour_list(
    county: County, role: Role, office_id: str = "", person_id: str = "", *, short: bool = False
) -> list[OfficeHours]:
    """The hours of everybody in the register in the period of today, or only where some lack."""

    def of_office(session: Session, office: str) -> Sequence[HourAccount]:
        accounts = hour_accounts(session, office, county.law_of(office))
        return [each for each in accounts if each.is_short or not short]

    lines = _lines(county, role, office_id, person_id, of_office)
    return [OfficeHours(office, name, line) for office, name, line in lines]


def _lines(
    county: County,
    role: Role,
    office_id: str,
    person_id: str,
    of_office: Callable[[Session, str], Sequence[Line]],
) -> Iterator[tuple[str, str, Line]]:
    """The lines of the offices, without those of files that are closed to the role."""
    for office, name in _offices(county, office_id).items():
        with county.read() as session:
            lines = of_office(session, office)
            records = [("supervision", each.supervision_id) for each in lines]
            people = subjects(session, office, records, role)
        for line in lines:
            whose = people.get(("supervision", line.supervision_id))
            if whose is not None and not whose.is_closed and person_id in {"", whose.person_id}:
                yield office, name, line


def _offices(county: County, office_id: str) -> dict[str, str]:
    """Names by office: the one that is asked for, or all where it is empty or unknown."""
    with county.registry() as registry:
        names = {each.office_id: each.name for each in registry.offices()}
    return {office_id: names[office_id]} if office_id in names else names


def _papers(
    session: Session, office_id: str, person_id: str, orders: Sequence[str]
) -> Iterable[FiledPaper]:
    """Every file that belongs to a record of this person, the latest first."""
    kinds = {person_id: "person"}
    owned = []
    for table in Base.metadata.sorted_tables:
        columns = table.columns
        if "id" not in columns or table.name == "person":
            continue
        for name, ids in (("person_id", [person_id]), ("supervision_id", list(orders))):
            if name in columns:
                owned.append(
                    select(columns["id"].label("id"), literal(table.name).label("kind")).where(
                        columns["office_id"] == office_id, columns[name].in_(ids)
                    )
                )
                break
    kinds |= {row.id: row.kind for row in session.execute(union_all(*owned))}
    cards = table_of(Attachment)
    found = [
        FiledPaper(card, kinds[card.subject_id], bool(place_of(session, card)))
        for some in batches(kinds)
        for card in session.execute(
            select(cards).where(cards.c.office_id == office_id, cards.c.subject_id.in_(some))
        )
    ]
    return sorted(found, key=lambda each: each.attachment.added_at, reverse=True)
