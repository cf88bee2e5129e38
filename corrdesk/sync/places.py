"""Where the file of a record lies here, asked in this one place; files are found by their digest.

A record carries the address that the store of its writer gave. Here that address means nothing,
unless the file was added here.
"""

from __future__ import annotations

import hashlib
from typing import Protocol

from sqlalchemy.orm import Session

from corrdesk.base.errors import UserError
from corrdesk.base.i18n import _
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
    return found.address if found is not None else record.address


def open_file(session: Session, sealed: Attachments, record: FileRecord) -> bytes:
    """The content. Raises `NotArrived`, and EnvironmentFault when it is lost or damaged."""
    place = place_of(session, record)
    if not place:
        raise NotArrived
    content = sealed.get(place)
    if hashlib.sha256(content).hexdigest() != record.sha256:
        raise AttachmentDamaged
    return content
