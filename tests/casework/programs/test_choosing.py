"""Invitations mean who fits: class, village, phase, shortfall, or named people."""

from __future__ import annotations

import pytest

from corrdesk.base.errors import UserError
from corrdesk.bootstrap import Desk
from corrdesk.casework.caseload.hours import HourKind
from corrdesk.casework.caseload.model import SupervisionClass
from corrdesk.casework.flows import switch_pack
from corrdesk.casework.hour_flows import choose
from corrdesk.casework.programs.choosing import Wanted, chosen
from corrdesk.casework.programs.model import Phase
from tests.casework.people import new_person, open_windows
from tests.casework.sessions import entered


def names(desk: Desk, wanted: Wanted, **more: object) -> list[str]:
    with desk.read() as session:
        found = chosen(session, desk.office.id, desk.law(), wanted, **more)  # type: ignore[arg-type]
    return [each.name for each in found]


@pytest.fixture
def people(desk: Desk) -> dict[str, str]:
    return {
        "王甲": new_person(desk, 1, "王甲")[1],
        "王乙": new_person(desk, 2, "王乙", class_=SupervisionClass.NORMAL)[1],
    }


def test_class_village_and_names_narrow_the_choice(desk: Desk, people: dict[str, str]) -> None:
    assert names(desk, Wanted()) == ["王乙", "王甲"]
    assert names(desk, Wanted(class_="normal")) == ["王乙"]
    assert names(desk, Wanted(village="西河")) == ["王乙", "王甲"]
    assert names(desk, Wanted(village="东山")) == []
    assert names(desk, Wanted(), only={people["王甲"]}) == ["王甲"]


def test_phase_is_asked_of_the_pack(desk: Desk, people: dict[str, str]) -> None:
    assert names(desk, Wanted(phase=Phase.MIDDLE)) == ["王乙", "王甲"]
    assert names(desk, Wanted(phase=Phase.ENTRY)) == []
    book = desk.rulebook_of("cn")
    desk.act(lambda uow: switch_pack(uow, desk.law(), book))
    with pytest.raises(UserError) as refused:
        names(desk, Wanted(phase=Phase.ENTRY))
    assert refused.value.field == "phase"


def test_who_has_too_few_hours(desk: Desk, people: dict[str, str]) -> None:
    open_windows(desk)
    entered(desk, people["王甲"], 720)
    with desk.read() as session:
        wanted = Wanted(short=True)
        found = choose(session, desk.office.id, desk.law(), wanted, HourKind.EDUCATION)
        service = choose(session, desk.office.id, desk.law(), wanted, HourKind.PUBLIC_SERVICE)
    assert [each.name for each in found] == ["王乙"]
    assert [each.name for each in service] == ["王乙", "王甲"]
