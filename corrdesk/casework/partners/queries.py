"""Questions about social forces: who helps the office at present."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from corrdesk.casework.partners.tables import Partner, Volunteer
from corrdesk.store.base import table_of
from corrdesk.store.types import AnyRow


def partners(session: Session, office_id: str) -> Sequence[AnyRow]:
    """The organisations that take part now, by name."""
    return session.execute(
        select(table_of(Partner))
        .where(Partner.office_id == office_id, Partner.left_on.is_(None))
        .order_by(Partner.name, Partner.id)
    ).all()


def volunteers(session: Session, office_id: str) -> Sequence[AnyRow]:
    """The volunteers who help now, by name, with the organisation that sends them."""
    return session.execute(
        select(table_of(Volunteer), Partner.name.label("partner"))
        .outerjoin(
            Partner,
            (Partner.office_id == Volunteer.office_id) & (Partner.id == Volunteer.partner_id),
        )
        .where(Volunteer.office_id == office_id, Volunteer.left_on.is_(None))
        .order_by(Volunteer.name, Volunteer.id)
    ).all()
