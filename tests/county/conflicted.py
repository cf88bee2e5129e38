"""A person whose note was written at two places at once, as the county comes to hold it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

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


def make_conflicts(pair: Pair, count: int) -> list[str]:
    """As `make_conflict`, of so many people at once. Returns the values that are shown."""
    people = [new_person(pair.desk, serial + 1)[0] for serial in range(count)]
    pair.round()
    for serial, person in enumerate(people):
        pair.desk.act(partial(rename, person_id=person, name=f"欧阳平{serial}甲"))
    with pair.county.unit_of_work(pair.office, "1" * 32, "李局", Role.HEAD) as uow:
        for serial, person in enumerate(people):
            rename(uow, person, f"欧阳苹{serial}乙")
        uow.commit()
    pair.round()
    return [f"欧阳苹{serial}乙" for serial in range(count)]


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
