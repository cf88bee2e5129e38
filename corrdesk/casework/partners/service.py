"""Commands of social forces: taking organisations and volunteers in, and letting them go."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select

from corrdesk.base.errors import UserError
from corrdesk.base.i18n import _
from corrdesk.base.typed import tidy_phone
from corrdesk.casework.caseload.names import name_of_person
from corrdesk.casework.partners.model import PartnerFacts, VolunteerFacts
from corrdesk.casework.partners.tables import Partner, Volunteer
from corrdesk.casework.permissions import command
from corrdesk.store.unit_of_work import UnitOfWork


@command("partner.change")
def add_partner(uow: UnitOfWork, facts: PartnerFacts) -> str:
    """Takes in an organisation. Returns its id; raises UserError for a name that is there."""
    name = _named(facts.name)
    known = uow.session.execute(
        select(Partner.id).where(
            Partner.office_id == uow.office_id, Partner.name == name, Partner.left_on.is_(None)
        )
    ).first()
    if known:
        raise UserError(_("已经有同名的单位。"), field="name")
    partner = Partner(
        id=uow.new_id(),
        name=name,
        kind=facts.kind.value,
        contact=facts.contact.strip(),
        phone=tidy_phone(facts.phone),
        note=facts.note.strip(),
        left_on=None,
    )
    uow.add(partner)
    return partner.id


@command("partner.change")
def end_partner(uow: UnitOfWork, partner_id: str, left_on: date) -> None:
    """Records the last day on which an organisation took part; what it did stays where it is."""
    partner = uow.require(Partner, partner_id)
    _not_to_come(uow, left_on)
    partner.left_on = left_on


@command("partner.change")
def add_volunteer(uow: UnitOfWork, facts: VolunteerFacts) -> str:
    """Takes in a volunteer. Returns the id; raises UserError without the promise of secrecy."""
    name = name_of_person(facts.name)
    if facts.secrecy_on is None:
        raise UserError(
            _("志愿者接触社区矫正对象信息前，应当签署保密承诺。"),
            remedy=_("请填写签署日期。"),
            field="secrecy_on",
        )
    if facts.secrecy_on > uow.clock.today():
        raise UserError(_("日期晚于今天。"), field="secrecy_on")
    if facts.partner_id is not None:
        uow.require(Partner, facts.partner_id)
    volunteer = Volunteer(
        id=uow.new_id(),
        name=name,
        phone=tidy_phone(facts.phone),
        partner_id=facts.partner_id,
        skills=facts.skills.strip(),
        joined_on=facts.joined_on or uow.clock.today(),
        secrecy_on=facts.secrecy_on,
        insured_until=facts.insured_until,
        left_on=None,
    )
    uow.add(volunteer)
    return volunteer.id


@command("partner.change")
def end_volunteer(uow: UnitOfWork, volunteer_id: str, left_on: date) -> None:
    """Records the last day of a volunteer; what was done stays where it is."""
    volunteer = uow.require(Volunteer, volunteer_id)
    _not_to_come(uow, left_on)
    volunteer.left_on = left_on


def _not_to_come(uow: UnitOfWork, left_on: date) -> None:
    if left_on > uow.clock.today():
        raise UserError(_("日期晚于今天。"), field="left_on")


def _named(name: str) -> str:
    if not name.strip():
        raise UserError(_("请填写名称。"), field="name")
    return name.strip()
