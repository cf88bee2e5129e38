"""Which class holds today: kept with the supervision, so that every list can ask a column.

The decisions, with the days from which they hold, are the class history; nothing is decided here.
"""

from __future__ import annotations

from sqlalchemy import select

from corrdesk.casework.caseload.model import LIVE
from corrdesk.casework.caseload.tables import ClassChange, Supervision
from corrdesk.store.base import table_of
from corrdesk.store.unit_of_work import UnitOfWork


def note_classes(uow: UnitOfWork, supervision_id: str | None = None) -> None:
    """Brings the class of one supervision, or of all that run, to the one in force today.

    A decision may hold from a later day on, or from one before a decision that is known already.
    Part of an act. Where nothing has begun to hold, the class stays as it is.
    """
    uow.session.flush()
    conditions = [ClassChange.office_id == uow.office_id, ClassChange.from_on <= uow.clock.today()]
    if supervision_id is None:
        conditions.append(Supervision.status.in_([status.value for status in LIVE]))
    else:
        conditions.append(Supervision.id == supervision_id)
    rows = uow.session.execute(
        select(
            ClassChange.supervision_id,
            ClassChange.class_.label("holds"),
            Supervision.class_.label("kept"),
        )
        .join(
            Supervision,
            (Supervision.office_id == ClassChange.office_id)
            & (Supervision.id == ClassChange.supervision_id),
        )
        .where(*conditions)
        .order_by(ClassChange.from_on, ClassChange.id)
    )
    latest = {row.supervision_id: row for row in rows}
    changed = {id_: {"class_": row.holds} for id_, row in latest.items() if row.holds != row.kept}
    uow.update_rows(table_of(Supervision), changed)
