"""The lists of approvals: who waits, what holds, who is to be told, what is over."""

from __future__ import annotations

from datetime import date

from corrdesk.bootstrap import Desk
from corrdesk.casework.approvals.queries import (
    APPROVAL_LISTS,
    approval_file,
    approvals_page,
    count_approvals,
    injunction_of,
    organ_of,
)
from corrdesk.casework.approvals.service import withdraw_approval
from tests.casework.people import new_person, stand_on
from tests.casework.wishes import TODAY, asked, decided, meeting, told


def lists(desk: Desk, kind: str | None = None) -> dict[str, list[str]]:
    today, office = desk.clock.today(), desk.office.id
    with desk.read() as session:
        found = {
            name: [row.id for row in approvals_page(session, office, today, name, kind=kind)]
            for name in APPROVAL_LISTS
        }
        for name, ids in found.items():
            assert count_approvals(session, office, today, name, kind) == len(ids)
    return found


def test_the_lists_follow_the_steps(desk: Desk) -> None:
    supervision = new_person(desk)[1]
    place, visit = asked(desk, supervision), asked(desk, supervision, meeting())
    assert lists(desk) == {
        "requested": sorted([place, visit]),
        "valid": [],
        "to_tell": [],
        "past": [],
    }
    assert lists(desk, "contact")["requested"] == [visit]
    decided(desk, place)
    desk.act(lambda uow: withdraw_approval(uow, visit, "对方不同意见面"))
    assert lists(desk) == {"requested": [], "valid": [place], "to_tell": [place], "past": [visit]}
    for body in ("original", "procuratorate"):
        told(desk, place, body, TODAY)
    assert lists(desk)["to_tell"] == []
    stand_on(desk, date(2026, 6, 17))  # the day after the last permitted one
    assert lists(desk) == {
        "requested": [],
        "valid": [],
        "to_tell": [],
        "past": [place, visit],
    }


def test_the_injunction_and_its_court_come_from_the_order(desk: Desk) -> None:
    supervision = new_person(desk, injunction="禁止进入网吧。")[1]
    with desk.read() as session:
        assert injunction_of(session, desk.office.id, supervision) == "禁止进入网吧"
        assert organ_of(session, desk.office.id, supervision) == "青石县人民法院"
        assert injunction_of(session, desk.office.id, "nobody") == ""
        assert organ_of(session, desk.office.id, "nobody") == ""
        assert approval_file(session, desk.office.id, "nothing") is None
