"""Chains of several invented devices, made without a vault, and stores to take them into."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from functools import cache
from typing import Any, Protocol

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from sqlalchemy import event, select

import corrdesk.bootstrap  # noqa: F401 - every table has to be known to the store
from corrdesk.base.ids import derived_id
from corrdesk.store.base import table_of
from corrdesk.store.chain import GENESIS, Change, Entry, digest, pack_changes
from corrdesk.store.engine import Session, Store
from corrdesk.store.journal import JournalAside
from corrdesk.store.schema import upgrade
from corrdesk.sync.core.frame import Kind, Sign, frame
from corrdesk.sync.core.merge import Side
from corrdesk.sync.core.segment import Segment, claim_run, packed_run, write_segment
from corrdesk.sync.shapes import recorded_shapes
from corrdesk.sync.tables import SyncConflict
from corrdesk.vault import cipher

OFFICE = "0123456789ab"
COUNTY = derived_id("county", "test")
SCHEMA = "0004"


@cache
def signing(name: str) -> Ed25519PrivateKey:
    """The key of an invented device, the same each time."""
    return Ed25519PrivateKey.from_private_bytes(bytes.fromhex(derived_id("key", name) * 2))


@cache
def public(key: Ed25519PrivateKey) -> bytes:
    """The public half of a key."""
    return key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)


@dataclass
class Device:
    """An invented device that writes a chain."""

    name: str
    side: Side = Side.OFFICE
    office: str = OFFICE
    entries: list[Entry] = field(default_factory=list)

    @property
    def id(self) -> str:
        return derived_id("device", self.name)

    @property
    def sign(self) -> Sign:
        return signing(self.name).sign

    def act(self, *changes: Change, hlc: int | None = None, body: bytes | None = None) -> str:
        """Writes one entry and returns its name."""
        last = self.entries[-1] if self.entries else None
        seq = last.seq + 1 if last else 1
        number = hlc if hlc is not None else (last.hlc + 1 if last else 1)
        at = f"2026-06-10T09:00:00.{seq:06d}+08:00"
        entry = Entry(
            self.office, self.id, seq, "test.act", self.id, number, at, at, "",
            pack_changes(changes) if body is None else body,
            last.hash if last else GENESIS, b"",
        )  # fmt: skip
        entry = entry._replace(hash=digest(entry))
        self.entries.append(entry)
        return f"{self.id}:{seq}"

    def misdate(self, entered_at: str) -> None:
        """The last entry says another time, or what is none; its hash is made anew."""
        other = self.entries[-1]._replace(entered_at=entered_at)
        self.entries[-1] = other._replace(hash=digest(other))

    def segment(self, first: int = 1, last: int | None = None) -> Segment:
        """A checked segment of the chain."""
        run = tuple(self.entries[first - 1 : last])
        packed = packed_run(run)
        return Segment(claim_run(packed, COUNTY, SCHEMA, self.sign), run, packed.body)

    def body(self, first: int = 1, last: int | None = None) -> bytes:
        """The body of a segment frame."""
        made = self.segment(first, last)
        return write_segment(made.proof, made.packed)

    def framed(self, first: int = 1, last: int | None = None) -> bytes:
        """The signed frame, not sealed."""
        return frame(Kind.SEGMENT, self.id, self.body(first, last), self.sign)


def officer(row_id: str, **fields: Any) -> Change:
    """The birth of an officer's record."""
    return Change("officer", row_id, {"name": "甲", "role": "officer", "active": True} | fields, {})


def change(kind: str, row_id: str, fields: Mapping[str, Any], replaced: str) -> Change:
    """A change of fields that all had the same version."""
    return Change(kind, row_id, dict(fields), dict.fromkeys(fields, replaced))


def run_fact(row_id: str, **fields: Any) -> Change:
    """The birth of a fact."""
    content = {"until": "2026-06-30", "opened": 1, "rule_version": "1"} | fields
    return Change("duty_run", row_id, content, {})


@cache
def _empty() -> cipher.Connection:
    """A database with the present schema, made once."""
    connection = cipher.dbapi.connect(":memory:", isolation_level=None, check_same_thread=False)
    store = Store(lambda: connection, cipher.dbapi, pool_size=1)
    upgrade(store.engine)
    return connection


def memory_store() -> Store:
    """A store in memory, with the present schema."""
    connection = cipher.dbapi.connect(":memory:", isolation_level=None, check_same_thread=False)
    _empty().backup(connection)
    connection.execute("PRAGMA foreign_keys=ON")
    return Store(lambda: connection, cipher.dbapi, pool_size=1)


class Readable(Protocol):
    """Whatever opens a session for reading: a store, a desk, a county."""

    def read(self) -> AbstractContextManager[Session]: ...


def contents(store: Readable, office: str = OFFICE) -> dict[str, Any]:
    """Everything that two replicas have to agree on."""
    found: dict[str, Any] = {}
    tables = [shape.table for shape in recorded_shapes()]
    with store.read() as session:
        for table in [*tables, table_of(JournalAside), table_of(SyncConflict)]:
            # By the key: the representation of a row also tells the order in which it was written.
            mine = select(table).where(table.c.office_id == office)
            rows = session.execute(mine.order_by(*table.primary_key.columns)).mappings()
            found[table.name] = [dict(row) for row in rows]
    return {name: rows for name, rows in found.items() if rows}


def sides(devices: Iterable[Device]) -> dict[str, Side]:
    """By device the side it writes for."""
    return {device.id: device.side for device in devices}


@contextmanager
def statements(store: Store) -> Iterator[list[str]]:
    """What a store is told while the block runs."""
    found: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        found.append(statement)

    event.listen(store.engine, "before_cursor_execute", note)
    try:
        yield found
    finally:
        event.remove(store.engine, "before_cursor_execute", note)


def changing(told: Iterable[str]) -> list[str]:
    """Those of these statements that change something."""
    return [text for text in told if text.startswith(("INSERT", "UPDATE", "DELETE"))]
