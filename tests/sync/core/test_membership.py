"""Certificates and rosters hold only with the county's signature, for one office."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from corrdesk.base.ids import derived_id
from corrdesk.sync.core.membership import (
    Member,
    Roster,
    allow,
    read_certificate,
    read_roster,
)
from corrdesk.sync.core.merge import Side
from corrdesk.sync.core.refusal import Reason, Refused
from corrdesk.sync.core.wire import dumps, loads
from tests.sync.core.parties import TRUST, certificate, roster
from tests.sync.worlds import COUNTY, OFFICE, signing

A = derived_id("device", "a")


def test_a_certificate_comes_back() -> None:
    made = certificate("a", Side.OFFICE)
    assert read_certificate(loads(dumps(made.packed())), TRUST.root) == made


def test_a_certificate_of_another_hand_is_refused() -> None:
    made = certificate("a", Side.OFFICE).signed(signing("mallory").sign)
    with pytest.raises(Refused) as refused:
        read_certificate(made.packed(), TRUST.root)
    assert refused.value.reason is Reason.SIGNATURE


def read(made: Roster, **options: Any) -> Roster:
    return read_roster(
        made.packed(), TRUST.root, **({"county": COUNTY, "office": OFFICE} | options)
    )


def test_a_roster_comes_back_with_its_members() -> None:
    made = roster("a", "b")
    assert read(made) == made
    assert made.recipients(Side.OFFICE) == ["age-a", "age-b"]
    assert made.recipients(Side.COUNTY, Side.OFFICE, without=[A]) == ["age-county", "age-b"]
    assert made.devices(Side.OFFICE) == [A, derived_id("device", "b")]
    assert made.sides()[A] is Side.OFFICE
    assert made.member("x") is None


def test_a_revoked_device_is_sealed_to_no_more() -> None:
    made = roster("a", "b")
    gone = replace(made, members=(made.members[0], Member(made.members[1].certificate, 5)))
    assert gone.recipients(Side.OFFICE) == []
    assert A in gone.keys()  # noqa: SIM118 - what it said before still has to be checked


def test_a_roster_for_others_or_of_others_is_refused() -> None:
    made = roster("a")
    cases: list[tuple[Roster, dict[str, str], Reason]] = [
        (made, {"office": "ffffffffffff"}, Reason.AUDIENCE),
        (made, {"county": "0" * 32}, Reason.AUDIENCE),
        (made.signed(signing("mallory").sign), {}, Reason.SIGNATURE),
        (roster("a", office="ffffffffffff"), {}, Reason.AUDIENCE),
    ]
    for each, options, reason in cases:
        with pytest.raises(Refused) as refused:
            read(each, **options)
        assert refused.value.reason is reason


def test_a_member_of_another_office_makes_the_roster_invalid() -> None:
    stranger = Member(certificate("z", Side.OFFICE, office="ffffffffffff"))
    made = replace(roster("a"), members=(stranger,)).signed(signing("county").sign)
    with pytest.raises(Refused) as refused:
        read(made)
    assert refused.value.reason is Reason.AUDIENCE


@pytest.mark.parametrize(
    ("device", "revoked", "last", "today", "reason"),
    [
        (A, None, 9, "2026-06-10", None),
        (A, 9, 9, "2026-06-10", None),
        (A, 9, 10, "2026-06-10", Reason.REVOKED),
        (A, None, 9, "2030-01-01", None),
        (A, None, 9, "2030-01-02", Reason.EXPIRED),
        ("0" * 32, None, 9, "2026-06-10", Reason.STRANGER),
    ],
)
def test_who_may_still_speak(
    device: str, revoked: int | None, last: int, today: str, reason: Reason | None
) -> None:
    made = roster("a")
    made = replace(made, members=(Member(made.members[1].certificate, revoked),))
    if reason is None:
        allow(made, device, last=last, today=today)
        return
    with pytest.raises(Refused) as refused:
        allow(made, device, last=last, today=today)
    assert refused.value.reason is reason


def test_the_keys_of_one_side_are_not_the_others() -> None:
    made = roster("a", "b")
    offices, counties = made.keys(Side.OFFICE), made.keys(Side.COUNTY)
    assert set(offices) == {A, derived_id("device", "b")}
    assert set(counties) == {derived_id("device", "county")}
    assert made.keys() == made.keys(Side.OFFICE, Side.COUNTY) == offices | counties
