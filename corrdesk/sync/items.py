"""The changes of received entries one by one, read strictly; what has no form is named by place."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import Any, Final, NamedTuple

from corrdesk.store.base import ID_LENGTH, Base, Former, former_tables, in_present_table
from corrdesk.store.chain import AnyEntry, entry_uid
from corrdesk.sync.core.fork import former_names, is_former
from corrdesk.sync.core.refusal import Refused
from corrdesk.sync.core.wire import decoded_each, is_plain, loads

LONGEST_NAME = 60
NONE: Final[frozenset[str]] = frozenset()
TEXT: Final = frozenset({str})


class Item(NamedTuple):
    """One change of one entry. A birth makes the record, anything else changes fields of it.

    `uid`: the name of the entry; `former`: its names before it was said anew in this chain.
    """

    uid: str
    device: str
    seq: int
    position: int
    hlc: int
    kind: str
    row_id: str
    fields: Mapping[str, Any]
    replaced: Mapping[str, str]
    former: frozenset[str]

    @property
    def birth(self) -> bool:
        """Whether the change makes the record."""
        return not self.replaced

    @property
    def rank(self) -> tuple[int, str]:
        """Later entries have a higher rank."""
        return self.hlc, self.uid


def items_of(entry: AnyEntry) -> Iterator[Item | int]:
    """The changes of an entry; the place of one that has not the form of a change."""
    try:
        body = loads(entry.body)
    except Refused:
        yield 0
        return
    if type(body) is not list:
        yield 0
        return
    heirs = _heirs(len(Base.metadata.tables))
    former = former_names(body) if len(body) > 1 else NONE
    for position, change in enumerate(body):
        if not is_former(change):
            yield _item(entry, position, change, heirs, former)


def records_in(bodies: Sequence[bytes]) -> Iterator[tuple[str, str]]:
    """Table and id of every record of which entries speak; what has no form speaks of none."""
    together = decoded_each(bodies)
    values = together if together is not None else _one_by_one(bodies)
    for body in values:
        for change in body if type(body) is list else ():
            if type(change) is list and len(change) == 4 and not is_former(change):
                kind, row_id, _fields, _replaced = change
                if _is_name(kind, LONGEST_NAME) and _is_name(row_id, ID_LENGTH):
                    yield kind, row_id


def _one_by_one(bodies: Sequence[bytes]) -> list[Any]:
    found = [decoded_each([body]) for body in bodies]
    return [value for values in found if values is not None for value in values]


def _item(
    entry: AnyEntry,
    position: int,
    change: Any,
    heirs: Mapping[str, tuple[str, Former]],
    former: frozenset[str],
) -> Item | int:
    if type(change) is not list or len(change) != 4:
        return position
    kind, row_id, fields, replaced = change
    if not (_is_name(kind, LONGEST_NAME) and _is_name(row_id, ID_LENGTH)):
        return position
    if type(fields) is not dict or type(replaced) is not dict or not _are_plain(fields):
        return position
    if replaced and replaced.keys() != fields.keys():
        return position
    if not set(map(type, replaced.values())) <= TEXT:
        return position
    if kind in heirs:
        try:
            kind, row_id, fields, replaced = in_present_table(change, heirs)
        except (KeyError, TypeError, ValueError, AttributeError):
            return position  # not what a record of that table was
    return Item(
        entry_uid(entry.device_id, entry.seq), entry.device_id, entry.seq, position, entry.hlc,
        kind, row_id, fields, replaced, former,
    )  # fmt: skip


@cache
def _heirs(_tables: int) -> dict[str, tuple[str, Former]]:
    """What took the place of tables that are gone; asked once for as many tables as there are."""
    return former_tables()


def _are_plain(fields: Mapping[Any, Any]) -> bool:
    """Whether fields have names and hold what a field may; most hold short texts and nothing."""
    if not set(map(type, fields)) <= TEXT:
        return False
    return all("\x00" not in v if type(v) is str else is_plain(v) for v in fields.values())


def _is_name(value: Any, longest: int) -> bool:
    return type(value) is str and 0 < len(value) <= longest and "\x00" not in value
