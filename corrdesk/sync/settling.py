"""Conflicts and changes set aside, as lists for people, and the act by which a person chooses."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from corrdesk.base.errors import UserError
from corrdesk.base.i18n import _
from corrdesk.casework.permissions import command
from corrdesk.store.base import Base, table_of
from corrdesk.store.chain import Entry, device_of, entry_uid, place_of, when_entered
from corrdesk.store.engine import open_door
from corrdesk.store.journal import JournalAside
from corrdesk.store.journal_reader import JournalReader
from corrdesk.store.unit_of_work import UnitOfWork
from corrdesk.sync.applying import SAME
from corrdesk.sync.core.merge import State
from corrdesk.sync.shapes import ValueUnfit, shape_of
from corrdesk.sync.tables import SyncConflict


@dataclass(frozen=True, slots=True)
class Said:
    """One of several values of a field: which entry says so, who entered it and when."""

    entry: str
    value: Any
    act: str
    actor_id: str
    entered_at: str  # an ISO moment in China's zone, whatever the entry says
    device_id: str


@dataclass(frozen=True, slots=True)
class Conflict:
    """Values that stand beside each other; the one that is shown meanwhile comes first.

    `kind`, `row_id`, `field` name the place. For a double, `said` holds the records' ids as values.
    """

    kind: str
    row_id: str
    field: str
    state: State
    said: tuple[Said, ...]


@dataclass(frozen=True, slots=True)
class SetAside:
    """A received change that was not applied: where it stands, of what, and why."""

    entry: str
    position: int
    kind: str
    row_id: str
    reason: str
    act: str
    entered_at: str


def conflicts(
    session: Session, office_id: str, *, states: Sequence[State] = (State.OPEN, State.DOUBLE)
) -> list[Conflict]:
    """What a person has to choose or look at, in the order of tables and records."""
    table = table_of(SyncConflict)
    rows = session.execute(
        select(table)
        .where(table.c.office_id == office_id, table.c.state.in_([s.value for s in states]))
        .order_by(table.c.state, table.c.kind, table.c.row_id, table.c.field)
    ).all()
    entries = _entries(session, office_id, {uid for row in rows for uid, _v in row.versions})
    return [
        Conflict(
            row.kind,
            row.row_id,
            row.field,
            State(row.state),
            tuple(_said(uid, value, entries) for uid, value in row.versions),
        )
        for row in rows
    ]


def set_aside(session: Session, office_id: str) -> list[SetAside]:
    """The changes that were not applied, the latest first."""
    rows = session.scalars(
        select(JournalAside)
        .where(JournalAside.office_id == office_id, JournalAside.reason != SAME)
        .order_by(JournalAside.seq.desc(), JournalAside.position)
    ).all()
    entries = _entries(session, office_id, {entry_uid(row.device_id, row.seq) for row in rows})
    found = [
        SetAside(uid, row.position, row.kind, row.row_id, row.reason, entry.act, _when(entry))
        for row in rows
        if (entry := entries.get(uid := entry_uid(row.device_id, row.seq))) is not None
    ]
    return sorted(found, key=lambda each: each.entered_at, reverse=True)


@command("sync.settle")
def choose(uow: UnitOfWork, conflict: Conflict, value: Any) -> None:
    """A person's word on a conflict: this value holds, instead of all that were shown.

    Raises UserError when the conflict has changed meanwhile, or for a value that cannot be.
    """
    current = _current(uow, conflict)
    shape = shape_of(conflict.kind)
    if shape is None or current is None or current != {said.entry for said in conflict.said}:
        raise UserError(_("这一处已有新的变化，请刷新后重新选择。"))
    try:
        values = shape.values({conflict.field: value})
    except ValueUnfit:
        raise UserError(_("这个内容不合要求。"), field=conflict.field) from None
    uow.settle(
        shape.table,
        conflict.row_id,
        conflict.field,
        values[conflict.field],
        versions=[said.entry for said in conflict.said],
    )
    _forget(uow, conflict)


@command("sync.settle")
def keep_both(uow: UnitOfWork, conflict: Conflict) -> None:
    """A double was looked at and both records are right: it is not asked again on this machine."""
    if conflict.state is not State.DOUBLE:
        raise UserError(_("这一处需要选定一个内容。"))
    _forget(uow, conflict)


def _current(uow: UnitOfWork, conflict: Conflict) -> set[str] | None:
    row = uow.session.get(
        SyncConflict, (uow.office_id, conflict.kind, conflict.row_id, conflict.field)
    )
    return {uid for uid, _value in row.versions} if row else None


def _forget(uow: UnitOfWork, conflict: Conflict) -> None:
    table = Base.metadata.tables["sync_conflict"]
    uow.session.flush()
    with open_door(uow.session) as connection:
        connection.execute(
            delete(table).where(
                table.c.office_id == uow.office_id,
                table.c.kind == conflict.kind,
                table.c.row_id == conflict.row_id,
                table.c.field == conflict.field,
            )
        )


def _entries(session: Session, office_id: str, uids: set[str]) -> dict[str, Entry]:
    journal, by_device = JournalReader(session, office_id), defaultdict[str, set[int]](set)
    for device, seq in map(place_of, uids):
        by_device[device].add(seq)
    return {
        entry_uid(device, seq): entry
        for device, seqs in by_device.items()
        for seq, entry in journal.several(device, seqs).items()
    }


def _said(uid: str, value: Any, entries: dict[str, Entry]) -> Said:
    row = entries.get(uid)
    if row is None:
        return Said(uid, value, "", "", "", device_of(uid))
    return Said(uid, value, row.act, row.actor_id, _when(row), device_of(uid))


def _when(entry: Entry) -> str:
    return when_entered(entry).isoformat()
