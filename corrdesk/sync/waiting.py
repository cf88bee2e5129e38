"""Which files wait, by the county's last word: for the county, or to come here.

Whether a file has arrived is reckoned from what was proven, never from what was sent.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import Session

from corrdesk.casework.caseload.tables import Attachment
from corrdesk.store.base import table_of
from corrdesk.sync.core.files import ATTEMPTS, FileCard
from corrdesk.sync.core.merge import Side
from corrdesk.sync.core.names import file_name
from corrdesk.sync.core.receipt import MOST_NAMES
from corrdesk.sync.tables import SyncFile


class Way(StrEnum):
    """Where a file is going, and for what it waits."""

    OUT = "out"  # the county does not hold it
    OUT_LATER = "out_later"  # nor its record, which goes first
    IN = "in"  # it was added elsewhere and is not here


@dataclass(frozen=True, slots=True)
class FileWord:
    """The county's last word about files: what names them, which it lacks, how far records go.

    `held`: by device the last entry that it holds. `no_room`: digests of the files for which there
    was no room where the last exchange was.
    """

    naming: bytes = b""
    wanted: Collection[str] = ()
    held: Mapping[str, int] | None = None
    no_room: Collection[str] = ()


@dataclass(frozen=True, slots=True)
class WaitingFile:
    """One file that waits. `size` in bytes, as its record states it.

    `blocked`: whoever lacks it found under its names, one after the other, what was of no use; no
    other name is left. At another target, or when a person has made room there, it goes on.
    `no_room`: the target of the last exchange had too little for it.
    """

    attachment_id: str
    name: str
    size: int
    added_at: datetime
    way: Way
    blocked: bool = False
    no_room: bool = False


def waiting_files(session: Session, office: str, word: FileWord | None) -> list[WaitingFile]:
    """The files that wait, oldest first, as far as the reader may see their records.

    None before enrolment: nothing waits for a county that there is not.
    """
    if word is None:
        return []
    attachment, known = table_of(Attachment), table_of(SyncFile)
    rows = session.execute(
        select(attachment, known.c.address.label("place"), known.c.refused)
        .outerjoin(
            known,
            (known.c.office_id == attachment.c.office_id) & (known.c.sha256 == attachment.c.sha256),
        )
        .where(attachment.c.office_id == office)
        .order_by(attachment.c.id)
    )
    found = []
    for row in rows:
        way = _way(word, row.sha256, row.entry, row.place)
        if way is None:
            continue
        blocked = _is_blocked(word, row.sha256, way, row.refused or 0)
        full = row.sha256 in word.no_room
        found.append(WaitingFile(row.id, row.name, row.size, row.added_at, way, blocked, full))
    return found


def _way(word: FileWord, sha256: str, entry: str, place: str | None) -> Way | None:
    if place == "":
        return Way.IN
    device, _colon, seq = entry.partition(":")
    if word.held is None or int(seq) > word.held.get(device, 0):
        return Way.OUT_LATER
    if not word.wanted:
        return None
    # A word that is full may lack more than it names: then nothing counts as delivered.
    full = len(word.wanted) >= MOST_NAMES
    return Way.OUT if full or _is_named(word, sha256) else None


def _is_named(word: FileWord, sha256: str) -> bool:
    return any(_name(word, sha256, attempt) in word.wanted for attempt in range(ATTEMPTS))


def _is_blocked(word: FileWord, sha256: str, way: Way, refused: int) -> bool:
    """Here it was counted; of the county it is known when it asks for the last of the names."""
    if way is Way.IN:
        return FileCard(sha256, frozenset(), here=False, refused=refused).is_blocked
    return way is Way.OUT and _name(word, sha256, ATTEMPTS - 1) in word.wanted


def _name(word: FileWord, sha256: str, attempt: int) -> str:
    return file_name(word.naming, sha256, Side.COUNTY, attempt)
