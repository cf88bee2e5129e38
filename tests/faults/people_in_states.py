"""An office with a person in every state, and for each a row in every table that leads to people.

The rows are made from the tables themselves, so that a new table is covered on the day it comes.
Every word of the sealed person is marked.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, Boolean, Column, Date, Integer, Table, Text

from corrdesk.base.actor import Role
from corrdesk.base.clock import CHINA
from corrdesk.bootstrap import Desk
from corrdesk.casework.caseload.sealing import seal_file
from corrdesk.casework.caseload.visibility import leads_to_person
from corrdesk.casework.permissions import RecordState
from corrdesk.store.base import ID_LENGTH, Base, is_recorded
from corrdesk.store.types import Moment
from tests.casework.roles import WHY, Filed, file_in

CANARY = "金丝雀"
CODES = {
    "approval.kind": "visit",
    "approval.state": "requested",
    "document.state": "printed",
    "duty.kind": "check_in",
    "duty.state": "open",
    "hint.kind": "missed_duty",
    "hint.state": "open",
    "leave.state": "approved",
    "plan_goal.measure": "word",
    "plan_goal.subject": "law",
    "proposal.state": "draft",
    "relocation.direction": "out",
    "relocation.state": "open",
    "travel_permit.state": "approved",
    "violation.state": "recorded",
}
"""Codes that a command reads before it comes to what is tested."""

DAY = date(2026, 6, 9)
ITS_OWN = {"person", "supervision", "search_key", "file_access"}
STATES = tuple(RecordState)


@dataclass(frozen=True)
class Office:
    """By state: who it is, and the id of the record in each table."""

    people: dict[RecordState, Filed]

    def record(self, table: str, state: RecordState) -> str:
        filed = self.people[state]
        own = {"person": filed.person, "supervision": filed.supervision}
        return own.get(table) or record_id(table, state)

    def parent(self, table: Table, state: RecordState) -> str:
        """What a record refers to; what is about nobody is shared by all."""
        return self.record(table.name, state if leads_to_person(table) else RecordState.ORDINARY)

    def ids_of(self, state: RecordState) -> set[str]:
        return {self.record(table.name, state) for table in person_tables()}


def person_tables() -> list[Table]:
    """Every recorded table that leads to people."""
    return [t for t in Base.metadata.sorted_tables if leads_to_person(t) and is_recorded(t)]


def record_id(table: str, state: RecordState) -> str:
    return f"{state.value}-{table}"[:ID_LENGTH]


def settle(desk: Desk) -> Office:
    """Opens the files, fills every table, seals whoever is to be sealed."""
    office = Office({})
    for state in STATES:
        move_in(desk, office, state)
    return office


def move_in(desk: Desk, office: Office, state: RecordState) -> Filed:
    """One more person, in this state."""
    filed = office.people[state] = file_in(desk, state, ready=False)
    fill(desk, office, state)
    if state is RecordState.SEALED:
        desk.act(lambda uow: seal_file(uow, filed.person, **WHY))
    return filed


def fill(desk: Desk, office: Office, state: RecordState) -> None:
    """One record in every table for a person; parents that are about nobody are made with it."""
    filled: set[str] = set()
    with desk.unit_of_work() as uow:
        uow.begin_act("person.add")

        def add(table: Table) -> None:
            if table.name in filled or table.name in ITS_OWN or table.name == "officer":
                return
            filled.add(table.name)
            for constraint in table.foreign_key_constraints:
                parent = constraint.referred_table
                shared = parent is not table and not leads_to_person(parent)
                if shared and state is RecordState.ORDINARY:
                    add(parent)
            row = {column.key: value(column, office, state) for column in table.columns}
            uow.insert_rows(table, [_without_bookkeeping(row)])

        for table in person_tables():
            add(table)
        uow.commit()


def _without_bookkeeping(row: dict[str, Any]) -> dict[str, Any]:
    return {
        name: each for name, each in row.items() if name not in {"office_id", "entry", "versions"}
    }


def reference(column: Column[Any], office: Office, state: RecordState) -> str | None:
    """The id that stands in a column which names a record; None where it need not."""
    filed = office.people[state]
    by_name = {
        "id": record_id(column.table.name, state),
        "person_id": filed.person,
        "supervision_id": filed.supervision,
        "learner_id": filed.supervision,
        "subject_id": filed.supervision,
        "officer_id": "nobody",
    }
    if column.key in by_name:
        return by_name[column.key]
    for constraint in column.table.foreign_key_constraints:
        parent = constraint.referred_table
        if column.name in constraint.column_keys and parent is not column.table:
            return office.parent(parent, state)
    return None


def value(column: Column[Any], office: Office, state: RecordState) -> Any:
    """Something that may stand in a column."""
    known = reference(column, office, state)
    if known is not None or column.nullable:
        return known
    kind = column.type
    if code := CODES.get(f"{column.table.name}.{column.name}"):
        return code
    if isinstance(kind, Moment):
        return datetime.combine(DAY, datetime.min.time(), CHINA)
    if isinstance(kind, Boolean):
        return column.name == "active"
    if isinstance(kind, Date):
        return DAY
    if isinstance(kind, JSON):
        return {"words": f"{CANARY}{state.value}"}
    if isinstance(kind, Integer):
        return 1
    length = getattr(kind, "length", None)
    words = f"{CANARY}{state.value}{column.name}"
    if isinstance(kind, Text) or length is None or length >= len(words):
        return words
    return state.value[:length]


ROLES = tuple(Role)
