"""Where the files of records lie in a vault, for those who look at it from outside.

A record carries the address of whoever wrote it; what came from elsewhere is found by its digest.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Placed:
    """A record's file. `place` is empty while it is not here; `device` wrote the record."""

    record: str
    sha256: str
    place: str
    device: str


def placed_files(connection: Any) -> list[Placed]:
    """Every file that a record names, in the order in which the records were made."""
    rows = connection.execute(
        "SELECT a.id, a.sha256, coalesce(f.address, a.address), a.entry FROM attachment a"
        " LEFT JOIN sync_file f ON f.office_id = a.office_id AND f.sha256 = a.sha256 ORDER BY a.id"
    )
    return [
        Placed(record, sha256, place, str(entry).partition(":")[0])
        for record, sha256, place, entry in rows.fetchall()
    ]
