"""One office's files in a database with its sealed store: a `FileShelf` for a vault or a county.

An address means something in the store that gave it only, and records carry the addresses of
whoever wrote them; so files are kept and found by their digest. Opening one is in `places`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterator, Sequence
from contextlib import AbstractContextManager
from typing import Any

from sqlalchemy import Connection, bindparam, delete, func, insert, select
from sqlalchemy.orm import Session

from corrdesk.casework.caseload.tables import Attachment
from corrdesk.store.base import table_of
from corrdesk.store.engine import Store
from corrdesk.store.types import AnySelect
from corrdesk.sync.core.files import CHUNK, LARGEST_FILE, Begun, FileCard
from corrdesk.sync.reading import Reads
from corrdesk.sync.state import writing
from corrdesk.sync.tables import SyncFile, SyncPiece
from corrdesk.vault.attachments import Attachments
from corrdesk.vault.errors import AttachmentDamaged, AttachmentMissing

HEX = frozenset("0123456789abcdef")

# Made once: an exchange asks so at every step.
_NAMED, _KNOWN = table_of(Attachment), table_of(SyncFile)
_SAME = (_KNOWN.c.office_id == _NAMED.c.office_id) & (_KNOWN.c.sha256 == _NAMED.c.sha256)
_MINE = _NAMED.c.office_id == bindparam("office")
_NOT_PLACED = (
    select(_NAMED.c.sha256, _NAMED.c.address, _KNOWN.c.sha256.label("looked"))
    .outerjoin(_KNOWN, _SAME)
    .where(_MINE, (_KNOWN.c.sha256.is_(None)) | (_KNOWN.c.address == ""))
)
_FILES = (
    select(_NAMED.c.sha256, _NAMED.c.size, _KNOWN.c.address, _KNOWN.c.refused)
    .join(_KNOWN, _SAME)
    .where(_MINE)
    .order_by(_NAMED.c.id)
)
_LACKING = _FILES.where(_KNOWN.c.address == "")


class StoreShelf:
    """The files of one office."""

    chunk = CHUNK

    def __init__(
        self, store: Store, office: str, sealed: Attachments, reads: Reads | None = None
    ) -> None:
        """`reads`: those of the exchange that it belongs to."""
        self._store = store
        self._reads = reads or Reads(store)
        self._office = office
        self._sealed = sealed
        self._last: tuple[str, bytes] | None = None  # so that chunks of one file unseal it once

    def cards(self) -> Sequence[FileCard]:
        """Every file that a record names, those named first before the others."""
        self._look()
        return self._reads.once("files", lambda session: _cards(session, self._office, _FILES))

    def lacking(self) -> Sequence[FileCard]:
        """Those of them that are not here whole."""
        self._look()
        return self._reads.once("lacking", lambda session: _cards(session, self._office, _LACKING))

    def content(self, sha256: str) -> bytes | None:
        """The whole of a file that is here; None when it turns out to be lost or damaged.

        From then on it counts as lacking, so that the other side may give it back.
        """
        if self._last is not None and self._last[0] == sha256:
            return self._last[1]
        with self._reads.read() as session:
            found = session.get(SyncFile, (self._office, sha256))
            address = found.address if found is not None else ""
        try:
            content = self._sealed.get(address) if address else b""
        except (AttachmentMissing, AttachmentDamaged):
            content = b""
        if hashlib.sha256(content).hexdigest() != sha256:
            self._forget(sha256)
            return None
        self._last = sha256, content
        return content

    def begun(self, sha256: str) -> Begun:
        """What is here of a file that is not here whole."""
        table = table_of(SyncPiece)
        with self._reads.read() as session:
            count, size = session.execute(
                select(func.count(), func.max(table.c.size)).where(self._pieces_of(sha256))
            ).one()
            return Begun(count, size or 0)

    def pieces(self, sha256: str) -> Iterator[bytes]:
        """The chunks that are here of it, in order, as they were kept."""
        table = table_of(SyncPiece)
        with self._store.read() as session:
            yield from session.execute(
                select(table.c.content)
                .where(self._pieces_of(sha256))
                .order_by(table.c.position)
                .execution_options(yield_per=8)
            ).scalars()

    def keep(self, sha256: str, index: int, size: int, raw: bytes) -> None:
        """Keeps the next chunk, unless another process of this county has just done so."""
        table = table_of(SyncPiece)
        with self._writing() as (_session, connection):
            mine = self._pieces_of(sha256) & (table.c.position == index)
            if connection.execute(select(table.c.position).where(mine)).first() is None:
                row = {"sha256": sha256, "position": index, "size": size, "content": raw}
                connection.execute(insert(table), {"office_id": self._office, **row})

    def put(self, sha256: str, content: bytes) -> None:
        """Keeps the whole, durably; its chunks are needed no more."""
        address = self._sealed.put(content, limit=LARGEST_FILE)
        with self._writing() as (_session, connection):
            _note(connection, self._office, sha256, address)
            connection.execute(delete(table_of(SyncPiece)).where(self._pieces_of(sha256)))

    def refuse(self, sha256: str, *, drop: bool) -> None:
        """Counts that something was of no use, and with `drop` forgets the chunks."""
        table = table_of(SyncFile)
        with self._writing() as (_session, connection):
            connection.execute(
                table.update()
                .where(table.c.office_id == self._office, table.c.sha256 == sha256)
                .values(refused=table.c.refused + 1)
            )
            if drop:
                connection.execute(delete(table_of(SyncPiece)).where(self._pieces_of(sha256)))

    def _pieces_of(self, sha256: str) -> Any:
        table = table_of(SyncPiece)
        return (table.c.office_id == self._office) & (table.c.sha256 == sha256)

    def check(self, damaged: Collection[str] = ()) -> int:
        """Counts as lacking what is no longer in this store; returns how many files that are.

        Looks once at everything that lies there, whatever its office. `damaged`: addresses of which
        it is known that they do not open.
        """
        there = set(self._sealed.names()).difference(damaged)
        table = table_of(SyncFile)
        mine = (table.c.office_id == self._office) & (table.c.address != "")
        with self._reads.read() as session:
            rows = session.execute(select(table.c.sha256, table.c.address).where(mine)).all()
        lost = [row.sha256 for row in rows if row.address not in there]
        for sha256 in lost:
            self._forget(sha256)
        return len(lost)

    def _forget(self, sha256: str) -> None:
        with self._writing() as (_session, connection):
            _note(connection, self._office, sha256, "")

    def _writing(self) -> AbstractContextManager[tuple[Session, Connection]]:
        self._reads.end()
        return writing(self._store, self._office)

    def _look(self) -> None:
        """Notes which files are in this store under a record's address, as those added here are."""
        doubtful = self._reads.once("doubtful", lambda session: _not_placed(session, self._office))
        placed = {
            sha256: address
            for sha256, address, looked in doubtful
            if self._sealed.has(address) and (not looked or self._is_whole(address, sha256))
        }
        new = {sha256 for sha256, _address, looked in doubtful if not looked}
        if not new and not placed:
            return
        with self._writing() as (session, connection):
            for sha256, address in placed.items():
                _note(connection, self._office, sha256, address)
            for sha256 in sorted(new - set(placed)):
                if session.get(SyncFile, (self._office, sha256)) is None:
                    _note(connection, self._office, sha256, "")

    def _is_whole(self, address: str, sha256: str) -> bool:
        try:
            return hashlib.sha256(self._sealed.get(address)).hexdigest() == sha256
        except (AttachmentMissing, AttachmentDamaged):
            return False


def _not_placed(session: Session, office: str) -> list[tuple[str, str, bool]]:
    """Digest and recorded address of the files not known to be here; whether that was looked at."""
    rows = session.execute(_NOT_PLACED, {"office": office})
    return [
        (row.sha256, row.address, row.looked is not None) for row in rows if _is_digest(row.sha256)
    ]


def _cards(session: Session, office: str, wanted: AnySelect) -> list[FileCard]:
    sizes: dict[str, set[int]] = {}
    found = {}
    for sha256, size, address, refused in session.execute(wanted, {"office": office}):
        sizes.setdefault(sha256, set()).add(size)
        found[sha256] = (bool(address), refused)
    return [
        FileCard(sha256, frozenset(sizes[sha256]), here, refused)
        for sha256, (here, refused) in found.items()
    ]


def _is_digest(text: str) -> bool:
    return len(text) == 64 and set(text) <= HEX


def _note(connection: Connection, office: str, sha256: str, address: str) -> None:
    """Where a file lies; what was refused before it came counts no more, should it be lost."""
    table = table_of(SyncFile)
    mine = (table.c.office_id == office) & (table.c.sha256 == sha256)
    known = table.update().where(mine).values(address=address, refused=0)
    if not connection.execute(known).rowcount:
        row = {"office_id": office, "sha256": sha256, "address": address, "refused": 0}
        connection.execute(insert(table), row)
