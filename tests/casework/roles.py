"""The same office through the eyes of every role, and people in every state of a file."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import NamedTuple

from sqlalchemy import select

from corrdesk.base.actor import Actor, Role
from corrdesk.bootstrap import Desk
from corrdesk.casework.caseload.model import Status
from corrdesk.casework.caseload.sealing import seal_file
from corrdesk.casework.caseload.service import add_person, change_status
from corrdesk.casework.caseload.tables import Person, Supervision
from corrdesk.casework.caseload.visibility import veil_for
from corrdesk.casework.permissions import RecordState
from corrdesk.store.base import Base, table_of
from corrdesk.store.engine import Store
from corrdesk.store.types import AnyRow
from corrdesk.store.veil import whole
from corrdesk.vault.cipher import dbapi
from tests.casework.people import id_number, order_facts, person_facts

WHY = {"reason": "检察机关依法查询", "document": "青检函〔2026〕3号"}
BORN_LATE = date(2009, 3, 1)
SERIALS = {
    RecordState.ORDINARY: 301,
    RecordState.MINOR: 302,
    RecordState.ENDED: 303,
    RecordState.SEALED: 304,
}
NAMES = {
    RecordState.ORDINARY: "常平安",
    RecordState.MINOR: "尤小青",
    RecordState.ENDED: "毕已满",
    RecordState.SEALED: "封存之",
}


class Filed(NamedTuple):
    """A person in a state, with the order."""

    person: str
    supervision: str
    number: str


@contextmanager
def as_role(desk: Desk, role: Role) -> Iterator[Desk]:
    """The open vault at the desk of somebody else."""
    store = Store(desk.vault.connect, dbapi)
    store.draw(veil_for(role, Base.metadata))
    actor = Actor(desk.actor.officer_id, desk.actor.name, role, desk.actor.device_id)
    try:
        yield Desk(desk.vault, store, actor, desk.clock)
    finally:
        store.dispose()


def file_in(desk: Desk, state: RecordState, *, ready: bool = True) -> Filed:
    """Opens a file and brings it into a state; `ready` false: to the step before it is sealed."""
    serial, born = SERIALS[state], date(1990, 5, 17)
    order = {}
    if state in {RecordState.MINOR, RecordState.SEALED}:
        born = BORN_LATE
        order = {"offence_on": date(2025, 6, 1)}
    number = id_number(serial, born)
    facts = person_facts(serial, NAMES[state], id_number=number, born=born)
    person, _changes = desk.act(lambda uow: add_person(uow, facts, order_facts(**order)))
    supervision = supervision_of(desk, person)
    if state in {RecordState.ENDED, RecordState.SEALED}:
        end(desk, supervision)
    if state is RecordState.SEALED and ready:
        desk.act(lambda uow: seal_file(uow, person, **WHY))
    return Filed(person, supervision, number)


def end(desk: Desk, supervision: str) -> None:
    """Discharges somebody today."""
    desk.act(
        lambda uow: change_status(
            uow, supervision, Status.DISCHARGED, desk.clock.today(), reason="期满"
        )
    )


def supervision_of(desk: Desk, person: str) -> str:
    """The order of a person, past every veil."""
    with desk.unit_of_work() as uow:
        statement = select(Supervision.id).where(Supervision.person_id == person)
        return str(whole(uow.session, statement).scalar_one())


def whole_person(desk: Desk, person: str) -> AnyRow:
    """The row of a person, past every veil."""
    with desk.unit_of_work() as uow:
        row: AnyRow = whole(uow.session, select(table_of(Person)).where(Person.id == person)).one()
        return row
