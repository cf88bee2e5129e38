"""What a role sees of the tables: the permission table drawn as a veil over every connection.

Each table leads to a person, by a column or along its foreign keys; what the table of permissions
says of that person's file decides about the row and about its words. Nothing here is asked query
by query, so that no query can forget it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from typing import Final

from sqlalchemy import JSON, Column, MetaData, String, Table, Text, select
from sqlalchemy.orm import Session

from corrdesk.base.actor import Role
from corrdesk.casework.caseload.model import LIVE
from corrdesk.casework.caseload.tables import Attachment, Person, SearchKey, Supervision
from corrdesk.casework.permissions import ACTIONS, RecordState
from corrdesk.store.base import BOOKKEEPING, table_of
from corrdesk.store.veil import LIFTED, Veil, whole

FRONT_TABLES: Final = frozenset(
    {
        "person",
        "supervision",
        "class_change",
        "status_change",
        "absence",
        "duty",
        "check_in",
        "draft",
        "withdrawal",
        "invitation",
        "attendance",
        "make_up",
        "hour_event",
        "hour_exemption",
        "online_result",
    }
)
"""What checking in and attendance need; all other tables of a person belong to the file."""

NAMELESS: Final = "（不公开）"
_LIVE: Final = ", ".join(f"'{state.value}'" for state in sorted(LIVE))
_MARKS: Final = {
    RecordState.ORDINARY: "1",
    # Who was not reckoned yet may be a minor: the careful reading until the day begins.
    RecordState.MINOR: "minor IS NOT 0",
    RecordState.ENDED: (
        f"id NOT IN (SELECT person_id FROM main.supervision WHERE status IN ({_LIVE}))"  # noqa: S608
    ),
    RecordState.SEALED: "sealed_on IS NOT NULL",
}
_MASKED: Final = "substr(id_number, 1, 6) || '********' || substr(id_number, -4)"
_PERSON: Final = {
    "file.read": {
        "id_number": _MASKED,
        "born": "NULL",
        "ethnicity": "''",
        "education": "''",
        "household": "''",
        "note": "''",
    },
    "person.reach": {"phone": "''", "residence": "''"},
    "person.read": {"name": f"'{NAMELESS}'", "id_number": f"'{'*' * 18}'"},  # the last word
}
_SUPERVISION: Final = {
    "file.read": {
        "decision_organ": "''",
        "judgment_number": "''",
        "offence": "''",
        "offence_on": "NULL",
        "original_sentence": "''",
        "effective_on": "NULL",
    }
}
_READING: Final = ("person.count", "person.read", "person.reach", "file.count", "file.read")
_REASONED: Final = frozenset({"counted", "citations", "compared"})  # figures and clauses alone
_WORDS: Final = 30  # a code of the program is no longer; what is longer may name somebody
_ROOT: Final = "person"


def veil_for(role: Role, metadata: MetaData) -> Veil:
    """The views through which a role reads all tables that belong to people."""
    return _drawn(role, metadata, len(metadata.tables))


@cache
def _drawn(role: Role, metadata: MetaData, tables: int) -> Veil:
    """The veil of a role, reckoned once for as many tables as there are."""
    views: dict[str, str] = {}
    people = {action: _People(action) for action in _READING}
    for action in _READING:
        if kept := _kept_from(role, action):
            views[people[action].view] = f"SELECT id FROM main.person WHERE {_marked(kept)}"  # noqa: S608
    for table in _in_order(metadata, tables):
        if leads_to_person(table) and (view := _view(table, role, people)):
            views[table.name] = view
    return Veil({name: said for each in people.values() for name, said in each.records()} | views)


class _People:
    """The people whose files are closed for an action, and the records that belong to them."""

    def __init__(self, action: str) -> None:
        self.view = f"closed:{action}"
        self.closed = f'SELECT id FROM temp."{self.view}"'  # noqa: S608 - our own names
        self._action = action
        self._records: dict[str, str] = {}

    def shared(self, statement: str) -> str:
        """The statement as a view of its own: many tables ask it, and each would repeat it."""
        name = self._records.setdefault(statement, f"of:{self._action}:{len(self._records)}")
        return f'SELECT id FROM temp."{name}"'  # noqa: S608 - our own names

    def records(self) -> Iterable[tuple[str, str]]:
        """The views that were shared, by their names."""
        return ((name, statement) for statement, name in self._records.items())


@cache
def _in_order(metadata: MetaData, _tables: int) -> tuple[Table, ...]:
    return tuple(metadata.sorted_tables)


def leads_to_person(table: Table) -> bool:
    """Whether the rows of a table belong to people."""
    return _within(table, _People("")) is not None


def not_for_everybody(session: Session, office_id: str) -> frozenset[str]:
    """The people whose files no collection may carry out of the office: minors, sealed files."""
    kept = Person.minor.is_not(False) | Person.sealed_on.is_not(None)
    rows = whole(session, select(Person.id).where(Person.office_id == office_id, kept))
    return frozenset(rows.scalars())


def states_of(session: Session, office_id: str, person_id: str) -> frozenset[RecordState] | None:
    """The states of a file, whoever asks; None when there is none. For checks, never for show."""
    person = whole(
        session,
        select(Person.minor, Person.sealed_on).where(
            Person.office_id == office_id, Person.id == person_id
        ),
    ).first()
    if person is None:
        return None
    live = whole(
        session,
        select(Supervision.id)
        .where(
            Supervision.office_id == office_id,
            Supervision.person_id == person_id,
            Supervision.status.in_([state.value for state in LIVE]),
        )
        .limit(1),
    ).first()
    holds = {
        RecordState.MINOR: person.minor is not False,
        RecordState.ENDED: live is None,
        RecordState.SEALED: person.sealed_on is not None,
    }
    return frozenset({RecordState.ORDINARY, *(state for state, is_so in holds.items() if is_so)})


def _view(table: Table, role: Role, people: Mapping[str, _People]) -> str:
    """The statement that reads a table as the role may; an empty text when it may read it all."""
    action = _appears(table)
    hides, blank = _kept_from(role, action), _blanks(table, role, people)
    if not hides and not blank:
        return ""
    columns = ", ".join(
        f'{blank.get(column.name, _quoted(column))} AS "{column.name}"' for column in table.columns
    )
    statement = f'SELECT {columns} FROM main."{table.name}"'  # noqa: S608 - our own names
    if hides and table.name == _ROOT:
        statement += f" WHERE ({_marked(hides)}) IS NOT TRUE"
    elif hides:
        # Most offices have nothing to hide: then no row is looked at for it.
        within = _within(table, people[action])
        statement += f" WHERE NOT EXISTS ({people[action].closed}) OR ({within}) IS NOT TRUE"
    return statement


def _appears(table: Table) -> str:
    """The action that lets a row appear at all."""
    if table.name == table_of(SearchKey).name:
        return "person.read"
    if table.name == table_of(Attachment).name:
        return "file.read"
    return "person.count" if table.name in FRONT_TABLES else "file.count"


def _blanks(table: Table, role: Role, people: Mapping[str, _People]) -> dict[str, str]:
    """By column what stands in its place, for the people from whom the role has to be kept."""
    if table.name == _ROOT:
        groups: dict[str, dict[str, str]] = _PERSON
    elif table.name == table_of(Supervision).name:
        groups = _SUPERVISION
    else:
        keys = table.name == table_of(SearchKey).name
        action = "person.read" if keys or table.name in FRONT_TABLES else "file.read"
        groups = {
            action: {column.name: _nothing(column) for column in table.columns if _tells(column)}
        }
    seen = set(_kept_from(role, _appears(table)))
    blank: dict[str, str] = {}
    for action, instead in groups.items():
        kept = _kept_from(role, action)
        if not set(kept) - seen:
            continue  # of whom the words are kept, the row is kept too
        within = _marked(kept) if table.name == _ROOT else _within(table, people[action])
        for name, value in instead.items():
            otherwise = blank.get(name, f'"{name}"')
            blank[name] = f"CASE WHEN {within} THEN {value} ELSE {otherwise} END"
    return blank


def _tells(column: Column[object]) -> bool:
    """Whether a column holds words of people and not codes, ids, numbers or days."""
    if column.key in BOOKKEEPING or column.name.endswith("_id") or column.name == "rule_version":
        return False
    kind = column.type
    if isinstance(kind, JSON):
        return column.name not in _REASONED
    if isinstance(kind, Text):
        return True
    return isinstance(kind, String) and (kind.length or _WORDS + 1) > _WORDS


def _nothing(column: Column[object]) -> str:
    """What stands in the place of words."""
    if isinstance(column.type, JSON):
        return f"CASE json_type({_quoted(column)}) WHEN 'array' THEN '[]' ELSE '{{}}' END"
    return "''"


def _kept_from(role: Role, action: str) -> list[RecordState]:
    """The states in which a file is closed to the role; ordinary says all of them."""
    grant = ACTIONS[action]
    kept = [state for state in RecordState if not grant.allows(role, (state,))]
    return [RecordState.ORDINARY] if RecordState.ORDINARY in kept else kept


def _marked(states: Iterable[RecordState]) -> str:
    """The condition, on the table of people, that a file is in one of these states and closed."""
    marks = " OR ".join(f"({_MARKS[state]})" for state in states)
    return f"({marks}) AND id NOT IN (SELECT id FROM temp.{LIFTED})"  # noqa: S608 - our own names


def _within(table: Table, people: _People, seen: frozenset[str] = frozenset()) -> str | None:
    """The condition that a row belongs to one of these people; None where rows belong to nobody."""
    seen |= {table.name}
    if table.name == _ROOT:
        return f"id IN ({people.closed})"
    if "person_id" in table.columns:
        owned = f"person_id IN ({people.closed})"
        if "subject_id" not in table.columns:
            return owned
        return f"COALESCE({owned}, subject_id IN ({_subjects(table, people, seen)}))"
    if "learner_id" in table.columns:  # an officer's or a volunteer's leads to nobody here
        return (
            f"learner_id IN (SELECT id FROM main.supervision WHERE person_id IN ({people.closed}))"  # noqa: S608
        )
    for column, parent in _parents(table):
        inner = None if parent.name in seen else _within(parent, people, seen)
        if inner is not None:
            return f'{_quoted(column)} IN (SELECT id FROM main."{parent.name}" WHERE {inner})'  # noqa: S608
    for name in ("subject_id", "row_id"):
        if name in table.columns:
            return f"{name} IN ({_subjects(table, people, seen)})"
    return None


def _parents(table: Table) -> Iterable[tuple[Column[object], Table]]:
    """The records that a row refers to, in the order of its columns."""
    found = {}
    for constraint in table.foreign_key_constraints:
        (column,) = [each for each in constraint.columns if each.name != "office_id"]
        found[column.name] = (column, constraint.referred_table)
    return [found[column.name] for column in table.columns if column.name in found]


def _subjects(table: Table, people: _People, seen: frozenset[str]) -> str:
    """Every record of these people that something else may be said of."""
    metadata = table.metadata
    records = [
        f'SELECT id FROM main."{other.name}" WHERE {inner}'  # noqa: S608 - our own names
        for other in _in_order(metadata, len(metadata.tables))
        if "id" in other.columns
        and other.name not in seen
        and _knows_its_person(other, of=table)
        and (inner := _within(other, people, seen)) is not None
    ]
    return people.shared(" UNION ALL ".join(records))


def _knows_its_person(other: Table, *, of: Table) -> bool:
    """Whether a record leads to its person without asking back for a subject of its own."""
    if "subject_id" not in other.columns:
        return True
    return "person_id" in other.columns and "person_id" not in of.columns


def _quoted(column: Column[object]) -> str:
    return f'"{column.name}"'
