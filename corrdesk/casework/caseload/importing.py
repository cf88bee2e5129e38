"""Brings the accepted rows of a ledger into the caseload; reading the ledger is `ledger`'s part.

Somebody who has a file already is never changed by a ledger: what differs is reported.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from corrdesk.base.batches import batches
from corrdesk.base.i18n import _
from corrdesk.base.ids import derived_id
from corrdesk.base.text import clean_name
from corrdesk.casework.caseload.ledger.columns import ColumnMapping, Field, label_of
from corrdesk.casework.caseload.ledger.plan import LedgerPlan
from corrdesk.casework.caseload.ledger.rows import LedgerRow
from corrdesk.casework.caseload.minors import minor_under
from corrdesk.casework.caseload.model import LIVE, OrderFacts, PersonFacts, Status
from corrdesk.casework.caseload.records import (
    class_fact,
    injunction,
    person_row,
    status_fact,
    supervision_row,
)
from corrdesk.casework.caseload.search import index_people
from corrdesk.casework.caseload.tables import LedgerMapping, Officer, Person, Supervision
from corrdesk.casework.permissions import command
from corrdesk.store.base import table_of
from corrdesk.store.types import AnyRow
from corrdesk.store.unit_of_work import UnitOfWork

_NAMES = re.compile(r"[、,，;；/]")
COMPARED = ("name", "residence", "phone", "category", "term_start", "term_end", "class_")
STEP = 200


@dataclass(frozen=True, slots=True)
class Difference:
    """A ledger row that says something else than the file of the same person."""

    sheet: str
    row: int
    person_id: str
    fields: tuple[str, ...]

    @property
    def columns(self) -> str:
        """Return for people which columns differ; the values stay where they are."""
        return "、".join(label_of(Field(name.removeprefix("term_"))) for name in self.fields)

    @property
    def message(self) -> str:
        """Return the same as a clause."""
        return _("与档案不同：{columns}").format(columns=self.columns)


@dataclass(frozen=True, slots=True)
class Comparison:
    """The accepted rows beside the caseload: new people, people equal, people different."""

    fresh: tuple[LedgerRow, ...]
    unchanged: int
    differs: tuple[Difference, ...]

    def ended_before(self, day: date) -> int:
        """How many new people's terms had ended: discharged ones, most likely, on an old sheet."""
        return sum(row.term_end < day for row in self.fresh)


@dataclass(frozen=True, slots=True)
class ImportResult:
    """What an import did: people added, people known and equal, people known and different."""

    created: int
    unchanged: int
    differs: tuple[Difference, ...]


@command("ledger.import")
def import_ledger(
    uow: UnitOfWork,
    plan: LedgerPlan,
    *,
    progress: Callable[[int, int], None] | None = None,
) -> ImportResult:
    """Adds the people of the accepted rows with their orders, all of them in one act.

    People are recognised by identity number. Importing the same file again changes nothing.
    """
    found = compare_ledger(uow.session, uow.office_id, plan)
    done = 0
    for some in batches(found.fresh, STEP):
        _add(uow, some)
        done += len(some)
        if progress:
            progress(done, len(found.fresh))
    return ImportResult(len(found.fresh), found.unchanged, found.differs)


def compare_ledger(session: Session, office_id: str, plan: LedgerPlan) -> Comparison:
    """What importing the plan would add, and where it says something else than the files."""
    known = _known(session, office_id)
    fresh: list[LedgerRow] = []
    unchanged = 0
    differs: list[Difference] = []
    for row in plan.accepted:
        match = known.get(row.id_number)
        if match is None:
            fresh.append(row)
        elif fields := _different(row, match):
            differs.append(Difference(row.sheet, row.row, match.id, fields))
        else:
            unchanged += 1
    return Comparison(tuple(fresh), unchanged, tuple(differs))


@command("ledger.remember")
def remember_mapping(uow: UnitOfWork, mapping: ColumnMapping) -> None:
    """Remembers how a ledger's columns were understood, for the next ledger with this header."""
    key = derived_id("ledger_mapping", mapping.fingerprint)
    columns = mapping.to_dict()
    kept = uow.get(LedgerMapping, key)
    if kept is None:
        uow.add(LedgerMapping(id=key, columns=columns))
    elif kept.columns["columns"] != columns["columns"]:
        kept.columns = columns


def _add(uow: UnitOfWork, rows: Sequence[LedgerRow]) -> None:
    people: list[dict[str, Any]] = []
    orders: list[dict[str, Any]] = []
    facts: list[Any] = []
    officers = _officers(uow)
    for row in rows:
        today = uow.clock.today()
        minor = minor_under(row.born, row.offence_date, row.term_start, today)
        person = person_row(uow.new_id(), _person(row), minor=minor)
        order = _order(row, today)
        supervision = supervision_row(uow, uow.new_id(), person["id"], order)
        named = (officers.get(clean_name(name)) for name in _NAMES.split(row.officer))
        supervision["officer_id"] = next(filter(None, named), supervision["officer_id"])
        people.append(person)
        orders.append(supervision)
        facts += _facts(supervision, order)
    uow.insert_rows(table_of(Person), people)
    uow.insert_rows(table_of(Supervision), orders)
    for fact in facts:
        uow.add(fact)
    index_people(uow, people)


def _officers(uow: UnitOfWork) -> dict[str, str]:
    """Ids of those who work here, by name; a name that two of them have says nobody."""
    rows = uow.session.execute(
        select(Officer.name, Officer.id).where(
            Officer.office_id == uow.office_id, Officer.active.is_(True)
        )
    ).all()
    counted = Counter(clean_name(row.name) for row in rows)
    return {name: row.id for row in rows if counted[name := clean_name(row.name)] == 1}


def _person(row: LedgerRow) -> PersonFacts:
    return PersonFacts(
        name=row.name,
        id_number=row.id_number,
        sex=row.sex,
        born=row.born,
        ethnicity=row.ethnicity,
        education=row.education,
        phone=row.phone,
        residence=row.residence,
        household=row.household,
        note=row.note,
    )


def _order(row: LedgerRow, today: date) -> OrderFacts:
    # A ledger lists who is in the register; duties before the import were kept on paper.
    return OrderFacts(
        category=row.category,
        term_start=row.term_start,
        term_end=row.term_end,
        offence=row.offence,
        offence_on=row.offence_date,
        original_sentence=row.original_sentence,
        decision_organ=row.decision_organ,
        judgment_number=row.judgment_number,
        reported_in_on=row.report_date,
        class_=row.class_,
        injunction=row.injunction,
        status=Status.SUPERVISED,
        tracked_from=max(row.term_start, today),
    )


def _facts(supervision: dict[str, Any], order: OrderFacts) -> list[Any]:
    since = supervision["tracked_from"]
    found: list[Any] = [
        status_fact(supervision["id"], Status.SUPERVISED, order.reported_in_on or since)
    ]
    if order.class_ is not None:
        found.append(class_fact(supervision["id"], order.class_, since))
    if order.injunction:
        found.append(injunction(supervision["id"], order))
    return found


def _known(session: Session, office_id: str) -> dict[str, AnyRow]:
    rows = session.execute(
        select(
            Person.id,
            Person.id_number,
            Person.name,
            Person.residence,
            Person.phone,
            Supervision.category,
            Supervision.term_start,
            Supervision.term_end,
            Supervision.class_.label("class_"),
            Supervision.status,
        )
        .join(
            Supervision,
            (Supervision.office_id == Person.office_id) & (Supervision.person_id == Person.id),
        )
        .where(Person.office_id == office_id)
        .order_by(Supervision.term_start)
    )
    found: dict[str, AnyRow] = {}
    for row in rows:
        if row.id_number not in found or row.status in LIVE:
            found[row.id_number] = row
    return found


def _different(row: LedgerRow, known: AnyRow) -> tuple[str, ...]:
    # A cell that the ledger leaves empty says nothing about what the file holds.
    return tuple(
        name.rstrip("_")
        for name in COMPARED
        if getattr(row, name) and getattr(row, name) != getattr(known, name)
    )
