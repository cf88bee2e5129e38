"""A person whose note was written at two places at once, as the county comes to hold it."""

from __future__ import annotations

from dataclasses import dataclass

from corrdesk.base.actor import Role
from corrdesk.casework.caseload.tables import Person
from corrdesk.casework.permissions import command
from corrdesk.store.unit_of_work import UnitOfWork
from tests.casework.people import new_person
from tests.county.offices import Pair


@command("person.change")
def rename(uow: UnitOfWork, person_id: str, name: str) -> None:
    """Writes the name, whoever does it."""
    uow.require(Person, person_id).name = name


@dataclass(frozen=True)
class Conflicted:
    """The two values, and where they stand."""

    values: tuple[str, str]
    place: dict[str, object]


def make_conflict(pair: Pair) -> Conflicted:
    """The office and the county rename the same person without knowing of each other."""
    person = new_person(pair.desk, name="欧阳平")[0]
    pair.round()
    pair.desk.act(lambda uow: rename(uow, person, "欧阳萍"))
    with pair.county.unit_of_work(pair.office, "1" * 32, "李局", Role.HEAD) as uow:
        rename(uow, person, "欧阳苹")
        uow.commit()
    pair.round()
    return Conflicted(
        ("欧阳萍", "欧阳苹"),
        {"office": pair.office, "kind": "person", "row": person, "field": "name"},
    )
