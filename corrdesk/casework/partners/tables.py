"""Tables of social forces: partner organisations and volunteers."""

from __future__ import annotations

from datetime import date

from sqlalchemy import Date, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from corrdesk.casework.partners.model import PartnerKind
from corrdesk.store.base import ID_LENGTH, Base, Form, Merge, merges, refers_to
from corrdesk.store.types import Code


class Partner(Form, Base):
    """An organisation that provides programmes or takes people for service."""

    __tablename__ = "partner"
    __table_args__ = {"info": merges(Merge.BY_FIELD)}

    name: Mapped[str] = mapped_column(String(100))
    kind: Mapped[str] = mapped_column(Code(PartnerKind, 30))
    contact: Mapped[str] = mapped_column(String(60))
    phone: Mapped[str] = mapped_column(String(40))
    note: Mapped[str] = mapped_column(Text)
    left_on: Mapped[date | None] = mapped_column(Date)


class Volunteer(Form, Base):
    """志愿者: somebody who helps without pay, alone or sent by an organisation."""

    __tablename__ = "volunteer"
    __table_args__ = (
        refers_to("partner", "partner_id"),
        {"info": merges(Merge.BY_FIELD)},
    )

    name: Mapped[str] = mapped_column(String(60))
    phone: Mapped[str] = mapped_column(String(40))
    partner_id: Mapped[str | None] = mapped_column(String(ID_LENGTH))
    skills: Mapped[str] = mapped_column(String(200))
    joined_on: Mapped[date | None] = mapped_column(Date)
    secrecy_on: Mapped[date | None] = mapped_column(Date)
    insured_until: Mapped[date | None] = mapped_column(Date)
    left_on: Mapped[date | None] = mapped_column(Date)
