"""What every table shares: names of constraints, keys that start with the office, how it merges.

Holds no table of a capability; those live in `casework/*/tables.py`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, cast

from sqlalchemy import JSON, ForeignKeyConstraint, Index, MetaData, String, Table
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

ID_LENGTH = 32
ONCE = "once"  # marks an index over what one device may enter once
OFFICE_ID_LENGTH = 12


class Merge(StrEnum):
    """How records of a table meet when two devices have changed them."""

    APPEND_ONLY = "append_only"  # facts: inserted once, superseded by other facts, never changed
    BY_FIELD = "by_field"  # each change names the version that it replaces
    LOCAL = "local"  # drafts, caches, this device only: not in the journal
    DERIVED = "derived"  # computed from the others and rebuilt at will: not in the journal
    JOURNAL = "journal"  # the journal itself: written by the unit of work alone


class Base(DeclarativeBase):
    """Root of all mapped classes; names every constraint, so that migrations can find it."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


class OfficeKeyed:
    """A primary key that starts with the office, so that a county can partition by it."""

    office_id: Mapped[str] = mapped_column(String(OFFICE_ID_LENGTH), primary_key=True)
    id: Mapped[str] = mapped_column(String(ID_LENGTH), primary_key=True)


class Recorded(OfficeKeyed):
    """A record that the journal carries; `entry` names the journal entry that made it."""

    entry: Mapped[str] = mapped_column(String(40))


class Fact(Recorded):
    """An append-only record."""


class Form(Recorded):
    """A record whose fields change one by one.

    `versions` names, for each field changed since the record was made, the entry that did it last.
    """

    versions: Mapped[dict[str, str]] = mapped_column(JSON)


@dataclass(frozen=True, slots=True)
class Former:
    """How the journal's records of a table that is gone read in the table that took its place.

    The journal is never rewritten: what it says of `table` is said of the new one, with its fields
    under new `names` and `values` (by new name), and with what a record has only since (`born`,
    from the old fields of a new record). The migration moves the rows in the same way.
    """

    table: str
    names: Mapping[str, str]
    values: Mapping[str, Callable[[Any], Any]]
    born: Callable[[Mapping[str, Any]], Mapping[str, Any]]

    def fields(self, old: Mapping[str, Any], *, new_record: bool) -> dict[str, Any]:
        """The fields of a change as the new table has them."""
        found = dict(self.born(old)) if new_record else {}
        for name, value in old.items():
            now = self.names.get(name, name)
            convert = self.values.get(now)
            found[now] = convert(value) if convert else value
        return found

    def replaced(self, old: Mapping[str, str]) -> dict[str, str]:
        """The versions that a change replaced, by the new names of the fields."""
        return {self.names.get(name, name): entry for name, entry in old.items()}


BOOKKEEPING = frozenset({"office_id", "id", "entry", "versions"})
"""Columns that the unit of work fills in itself."""


def merges(how: Merge, **owners: str) -> dict[str, Any]:
    """`Table.info` for a table: how it merges and, by field, who owns a field in a conflict."""
    return {"merge": how, "owners": owners}


def merge_of(table: Table) -> Merge:
    """How a table merges.

    Raises KeyError when the table does not say; a test asks every table.
    """
    return cast(Merge, table.info["merge"])


def former_tables() -> dict[str, tuple[str, Former]]:
    """The tables that are gone: what took the place of each, and how its records read there."""
    return {
        former.table: (table.name, former)
        for table in Base.metadata.tables.values()
        for former in table.info.get("formerly", ())
    }


def in_present_table(change: list[Any], heirs: Mapping[str, tuple[str, Former]]) -> list[Any]:
    """A change [table, record, fields, replaced] in the words of the present tables."""
    name, row_id, fields, replaced = change
    if name not in heirs:
        return change
    table, former = heirs[name]
    moved = former.fields(fields, new_record=not replaced)
    return [table, row_id, moved, former.replaced(replaced)]


def table_of(kind: type[Base]) -> Table:
    """The table of a mapped class, for statements and the bulk doors of the unit of work."""
    return cast(Table, kind.__table__)


def is_recorded(table: Table) -> bool:
    """Whether changes of the table go into the journal."""
    return merge_of(table) in {Merge.APPEND_ONLY, Merge.BY_FIELD}


def once_per_device(name: str, *columns: str, **options: Any) -> Index:
    """An index over what one device may enter once within an office; `store.once` sees to that.

    It is not unique: two devices that have not heard of each other may both enter it, and what a
    lost branch said may be said anew by one that said it too. None of it can be dropped for that,
    so both stay and a person is asked.
    """
    return Index(name, "office_id", *columns, info={ONCE: True}, **options)


def once_in(table: Table) -> list[Index]:
    """The indexes over what one device may enter once, by name."""
    found = [index for index in table.indexes if index.info.get(ONCE)]
    return sorted(found, key=lambda index: str(index.name))


def refers_to(table: str, column: str) -> ForeignKeyConstraint:
    """A foreign key to another record of the same office.

    It is checked at the end of the transaction: records of one act may be written in any order.
    """
    return ForeignKeyConstraint(
        ["office_id", column],
        [f"{table}.office_id", f"{table}.id"],
        deferrable=True,
        initially="DEFERRED",
    )
