"""What waits for the county's word, over one office or many, the most urgent first."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy.orm import Session

from corrdesk.casework.deciding.model import LawOf, Matter, MatterFile
from corrdesk.casework.deciding.registry import DOCKETS


def waiting(session: Session, offices: Sequence[str], law_of: LawOf) -> list[Matter]:
    """Everything that waits: what is needed first before the rest, then by when it came in."""
    found = [
        matter for docket in DOCKETS.values() for matter in docket.waiting(session, offices, law_of)
    ]
    return sorted(found, key=lambda each: (each.needed_by or date.max, each.asked_on, each.id))


def find_matter(
    session: Session, offices: Sequence[str], law_of: LawOf, matter_id: str
) -> MatterFile | None:
    """One waiting matter with what it rests on; None when it does not wait (any more)."""
    for matter in waiting(session, offices, law_of):
        if matter.id == matter_id:
            return DOCKETS[matter.kind].file(session, matter)
    return None
