"""Where the file of a record lies here, asked in this one place; files are found by their digest.

A record carries the address that the store of its writer gave. Here that address means nothing,
unless the file was added here.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Any, Protocol

from sqlalchemy import select
from sqlalchemy.orm import Session

from corrdesk.base.errors import UserError
from corrdesk.base.i18n import _
from corrdesk.casework.caseload.tables import Attachment
from corrdesk.store.base import table_of
from corrdesk.sync.tables import SyncFile
from corrdesk.vault.attachments import Attachments
from corrdesk.vault.errors import AttachmentDamaged


class FileRecord(Protocol):
    """What a record says of its file."""

    office_id: str
    sha256: str
    address: str


class NotArrived(UserError):
    """A file that was added elsewhere and is not here yet."""

    def __init__(self) -> None:
        super().__init__(
            _("文件尚未送达。"),
            remedy=_("它登记在另一台电脑上，随数据交换送来；请交换数据后再打开。"),
        )


def place_of(session: Session, record: FileRecord) -> str:
    """The address of a record's file in this store, empty for one that is not here."""
    found = session.get(SyncFile, (record.office_id, record.sha256))
    return _place(None if found is None else found.address, record.address)


def _place(known: str | None, recorded: str) -> str:
    """What is known of the file's place here, also that it has none, goes before the record."""
    return recorded if known is None else known


def open_file(session: Session, sealed: Attachments, record: FileRecord) -> bytes:
    """The content. Raises `NotArrived`, and EnvironmentFault when it is lost or damaged."""
    place = place_of(session, record)
    if not place:
        raise NotArrived
    content = sealed.get(place)
    if hashlib.sha256(content).hexdigest() != record.sha256:
        raise AttachmentDamaged
    return content


@dataclass(frozen=True, slots=True)
class Placed:
    """A record's file. `place` is empty while it is not here; `device` wrote the record."""

    record: str
    sha256: str
    place: str
    device: str


def placed_files(connection: Any) -> list[Placed]:
    """Every file that a record names, in the order in which the records were made.

    `connection` is a vault's bare one: for those who look at a vault that may not open any more.
    """
    mine, known = table_of(Attachment), table_of(SyncFile)
    same = (known.c.office_id == mine.c.office_id) & (known.c.sha256 == mine.c.sha256)
    asked = (
        select(mine.c.id, mine.c.sha256, known.c.address, mine.c.address, mine.c.entry)
        .outerjoin(known, same)
        .order_by(mine.c.id)
    )
    return [
        Placed(record, sha256, _place(here, recorded), str(entry).partition(":")[0])
        for record, sha256, here, recorded, entry in connection.execute(str(asked)).fetchall()
    ]
