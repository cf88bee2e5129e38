"""Organisations and volunteers come and go; nobody helps without the promise of secrecy."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from corrdesk.base.errors import UserError
from corrdesk.bootstrap import Desk
from corrdesk.casework.partners.model import PartnerFacts, PartnerKind, VolunteerFacts
from corrdesk.casework.partners.queries import partners, volunteers
from corrdesk.casework.partners.service import (
    add_partner,
    add_volunteer,
    end_partner,
    end_volunteer,
)

SIGNED = date(2026, 6, 1)


def partner(desk: Desk, name: str = "阳光社工服务中心") -> str:
    facts = PartnerFacts(name, PartnerKind.SOCIAL_ORGANISATION, "周燕", "13900001111")
    return desk.act(lambda uow: add_partner(uow, facts))[0]


def volunteer(desk: Desk, name: str = "郑大山", **more: Any) -> str:
    facts = VolunteerFacts(name, **({"secrecy_on": SIGNED} | more))
    return desk.act(lambda uow: add_volunteer(uow, facts))[0]


def test_a_volunteer_may_come_from_an_organisation(desk: Desk) -> None:
    home = partner(desk)
    volunteer(desk, partner_id=home, skills="法律")
    with desk.read() as session:
        (row,) = volunteers(session, desk.office.id)
        assert (row.name, row.partner, row.joined_on) == (
            "郑大山", "阳光社工服务中心", date(2026, 6, 10),
        )  # fmt: skip
        assert [each.id for each in partners(session, desk.office.id)] == [home]


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"name": " "}, "name"),
        ({"secrecy_on": None}, "secrecy_on"),
        ({"secrecy_on": date(2026, 6, 11)}, "secrecy_on"),
    ],
)
def test_what_is_missing_is_named(desk: Desk, more: dict[str, Any], field: str) -> None:
    with pytest.raises(UserError) as refused:
        volunteer(desk, **more)
    assert refused.value.field == field
    with pytest.raises(UserError):
        volunteer(desk, partner_id="nobody")


def test_the_same_organisation_is_not_taken_in_twice(desk: Desk) -> None:
    partner(desk)
    with pytest.raises(UserError) as refused:
        partner(desk, " 阳光社工服务中心 ")
    assert refused.value.field == "name"


def test_who_has_left_is_not_listed(desk: Desk) -> None:
    gone = volunteer(desk)
    with pytest.raises(UserError):
        desk.act(lambda uow: end_volunteer(uow, gone, date(2026, 6, 11)))
    desk.act(lambda uow: end_volunteer(uow, gone, date(2026, 6, 10)))
    with desk.read() as session:
        assert volunteers(session, desk.office.id) == []


def test_an_organisation_that_has_left_makes_room_for_its_name(desk: Desk) -> None:
    home = partner(desk)
    with pytest.raises(UserError) as refused:
        desk.act(lambda uow: end_partner(uow, home, date(2026, 6, 11)))
    assert refused.value.field == "left_on"
    desk.act(lambda uow: end_partner(uow, home, date(2026, 6, 10)))
    again = partner(desk)
    with desk.read() as session:
        assert [each.id for each in partners(session, desk.office.id)] == [again]
