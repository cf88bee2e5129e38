"""Days on which somebody is away with approval: what leave decides and reporting has to know.

The two capabilities never meet; this is the place between them. Nothing here judges.
"""

from __future__ import annotations

from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from corrdesk.base.spans import Span
from corrdesk.casework.caseload.tables import Absence
from corrdesk.store.unit_of_work import UnitOfWork


def note_absence(
    uow: UnitOfWork,
    supervision_id: str,
    source_id: str,
    days: tuple[date, date] | None,
) -> None:
    """Says on which days (both included) a source keeps somebody away; None: on no day any more.

    For the commands of the capability that owns the source; checks no permission.
    """
    first, last = days or (None, None)
    uow.add(
        Absence(
            id=uow.new_id(),
            supervision_id=supervision_id,
            source_id=source_id,
            from_on=first,
            until_on=last,
        )
    )


def approved_absences(
    session: Session, office_id: str, supervision_id: str | None = None
) -> dict[str, tuple[Span, ...]]:
    """The spans that stand, by supervision, each in order of days."""
    wanted = [Absence.office_id == office_id]
    if supervision_id is not None:
        wanted.append(Absence.supervision_id == supervision_id)
    rows = session.execute(
        select(Absence.supervision_id, Absence.source_id, Absence.from_on, Absence.until_on)
        .where(*wanted)
        .order_by(Absence.id)
    )
    newest = {(row.supervision_id, row.source_id): (row.from_on, row.until_on) for row in rows}
    found: dict[str, list[Span]] = {}
    for (supervision, _source), (first, last) in newest.items():
        if first is not None and last is not None:
            found.setdefault(supervision, []).append(Span.inclusive(first, last))
    return {
        supervision: tuple(sorted(spans, key=lambda span: span.start))
        for supervision, spans in found.items()
    }
