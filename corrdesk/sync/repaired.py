"""One record that was found to be other than the journal makes it, told to the officer who asks.

What a repair took out stands in no table any more, so no veil covers it: here the same table of
permissions is asked for the person to whom the record belonged. Mends nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from corrdesk.base.actor import Role
from corrdesk.casework.caseload.hours import Learner
from corrdesk.casework.caseload.visibility import NAMELESS, leads_to_person, states_of
from corrdesk.casework.permissions import ACTIONS, RecordState
from corrdesk.store.base import table_of
from corrdesk.store.veil import whole
from corrdesk.sync.repairing import Outcome
from corrdesk.sync.shapes import Shape, recorded_shapes, shape_of
from corrdesk.sync.subjects import names_of, people_of
from corrdesk.sync.tables import SyncRepair
from corrdesk.sync.telling import Teller, Telling

GONE: Final = frozenset({Outcome.ADDED.value, Outcome.STANDS.value})
NOTHING: Final = Telling((), 0)
_PERSON: Final = "person"
_STEPS: Final = 8  # from a record to its person; the longest way has five


@dataclass(frozen=True, slots=True)
class Account:
    """What is known of one repair.

    `person_id`, `name`: of whose file it is, where this officer may see that there is one.
    `may_read`: whether the officer may read what stood in the record; otherwise none is told.
    `is_sealed`: it belongs to a file that is sealed, of which nothing more is said.
    """

    repair: SyncRepair
    person_id: str
    name: str
    may_read: bool
    told: Telling
    is_sealed: bool = False


class _Unknown(Exception):
    """A record that belongs to somebody, and nothing says to whom."""


def account(session: Session, office: str, number: int, role: Role) -> Account | None:
    """A repair as an officer of this role may read it; None where he may not know of it.

    `session`: the officer's.
    """
    repair = session.get(SyncRepair, (office, number))
    if repair is None:
        return None
    person_id, states = _belongs(session, office, repair)
    may_read = _may_read(role, states)
    told = NOTHING
    if may_read:
        told = Teller(session, office).tell(repair.kind, repair.fields)
    name = names_of(session, office, {person_id}).get(person_id, "")
    if name in {"", NAMELESS}:
        return Account(repair, "", "", may_read, told, _is_sealed(states) and not may_read)
    return Account(repair, person_id, name, may_read, told)


def whom(session: Session, office: str, found: Sequence[SyncRepair]) -> dict[tuple[str, str], str]:
    """By kind and id, whom repaired records are about, as far as the officer may see them."""
    here = [(each.kind, each.row_id) for each in found if each.outcome not in GONE]
    gone = {
        (each.kind, each.row_id): lead
        for each in found
        if each.outcome in GONE and (lead := _lead(_values(each.fields)))
    }
    names = names_of(session, office, set(gone.values()))
    named = {record: names[lead] for record, lead in gone.items() if lead in names}
    return people_of(session, office, here) | named


def sealed(session: Session, office: str, found: Sequence[SyncRepair]) -> frozenset[int]:
    """By number, those of these repairs whose records belong to a sealed file.

    Says no more of them than that: a list names them without kind and number of the record.
    """
    named = whom(session, office, found)
    return frozenset(
        each.number
        for each in found
        if (each.kind, each.row_id) not in named and _is_sealed(_belongs(session, office, each)[1])
    )


def _is_sealed(states: frozenset[RecordState] | None) -> bool:
    return states is not None and RecordState.SEALED in states


def _lead(values: Mapping[str, Any]) -> str:
    lead = values.get("person_id") or values.get("supervision_id") or ""
    return str(lead)


def _may_read(role: Role, states: frozenset[RecordState] | None) -> bool:
    """Whether a role may read a record of a file in these states; None: nobody knows whose."""
    if states is None:  # it may be of a sealed file: then who may open one, and nobody else
        return ACTIONS["file.open"].allows(role, {RecordState.SEALED})
    return ACTIONS["file.read"].allows(role, states)


def _belongs(
    session: Session, office: str, repair: SyncRepair
) -> tuple[str, frozenset[RecordState] | None]:
    """Whose record it is, past every veil, and the states of the file; see `_may_read`."""
    if not repair.kind:
        return "", frozenset()
    trail = _Trail(session, office)
    # What the veil has taken from the words of a repair says nothing of its record.
    values = trail.values(repair.kind, repair.row_id)
    try:
        person_id = trail.person_of(repair.kind, repair.row_id, values, _STEPS)
    except _Unknown:
        return "", None
    if not person_id:
        return "", frozenset()
    states = states_of(session, office, person_id)
    return person_id, states if states is not None else trail.kept_states(person_id)


class _Trail:
    """The way from a record to the person it belongs to: of what is here and what was taken out.

    Reads past every veil; what it finds decides and is shown to nobody.
    """

    def __init__(self, session: Session, office: str) -> None:
        self._session = session
        self._office = office

    def person_of(self, kind: str, row_id: str, values: Mapping[str, Any], steps: int) -> str:
        """The person; an empty text for what belongs to nobody. Raises `_Unknown`."""
        shape = shape_of(kind)
        if shape is None or not steps:
            raise _Unknown
        if not leads_to_person(shape.table):
            return ""
        if kind == _PERSON:
            return row_id
        if values.get("person_id"):
            return str(values["person_id"])
        if values.get("learner", Learner.SUPERVISION) != Learner.SUPERVISION:
            return ""
        table, lead = next(self._leads(shape, values), ("", ""))
        return self.person_of(table, lead, self.values(table, lead), steps - 1)

    def _leads(self, shape: Shape, values: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
        """What a record belongs to, the surest first."""
        for name in ("supervision_id", "learner_id"):
            if values.get(name):
                yield "supervision", str(values[name])
        for each in shape.references:
            parent = shape_of(each.table)
            if values.get(each.column) and parent and leads_to_person(parent.table):
                yield each.table, str(values[each.column])
        subject = str(values.get("subject_id") or "")
        for other in recorded_shapes() if subject else ():
            if self.values(other.table.name, subject):
                yield other.table.name, subject

    def values(self, kind: str, row_id: str) -> Mapping[str, Any]:
        """What stands in a record, or stood there when it was taken out; nothing of one unknown."""
        shape = shape_of(kind)
        if shape is None:
            return {}
        table = shape.table
        rows = whole(
            self._session,
            select(table).where(table.c.office_id == self._office, table.c.id == row_id),
        ).mappings()
        return next(iter(rows), None) or self._kept(kind, row_id)

    def _kept(self, kind: str, row_id: str) -> Mapping[str, Any]:
        table = table_of(SyncRepair)
        rows = whole(
            self._session,
            select(table.c.fields)
            .where(
                table.c.office_id == self._office,
                table.c.kind == kind,
                table.c.row_id == row_id,
                table.c.outcome.in_(GONE),
            )
            .order_by(table.c.number.desc()),
        )
        return _values(rows.scalars().first() or [])

    def kept_states(self, person_id: str) -> frozenset[RecordState] | None:
        """The states of a file that was taken out itself, read carefully; None of one unknown."""
        values = self._kept(_PERSON, person_id)
        if not values:
            return None
        states = {RecordState.ORDINARY, RecordState.ENDED}
        if values.get("minor") is not False:
            states.add(RecordState.MINOR)
        if values.get("sealed_on"):
            states.add(RecordState.SEALED)
        return frozenset(states)


def _values(fields: Sequence[Sequence[Any]]) -> dict[str, Any]:
    """What stood in a record before a repair, by field."""
    return {str(name): before for name, before, _now in fields}
