"""Which records of all capabilities bring their files into the dossier of a supervision.

It only names them; what a dossier is stands in `documents/dossier.py`.
"""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from corrdesk.casework.documents.dossier import Dossier, dossier
from corrdesk.casework.enforcement.tables import Violation
from corrdesk.casework.leave.tables import Leave, TravelPermit
from corrdesk.rules.law import Law

SOURCES = ((Violation, "违规材料："), (Leave, "外出材料："), (TravelPermit, "经常性外出材料："))
"""Tables whose records have files of their own, with the words that introduce them."""


def dossier_of(session: Session, office_id: str, supervision_id: str, law: Law) -> Dossier:
    """The dossier of a supervision with the files of everything that belongs to it."""
    subjects: dict[str, str] = {}
    for kind, words in SOURCES:
        ids = session.scalars(
            select(kind.id).where(
                kind.office_id == office_id, kind.supervision_id == supervision_id
            )
        )
        subjects |= dict.fromkeys(ids, words)
    return dossier(session, office_id, supervision_id, law, subjects)
