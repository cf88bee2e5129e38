"""The roster at a target: the county's latest is found, whatever else lies there, however named."""

from __future__ import annotations

from dataclasses import replace

import pytest

from corrdesk.sync.core import rosters
from corrdesk.sync.core.membership import Roster
from corrdesk.sync.core.names import LONGEST_LEAP, roster_name
from corrdesk.sync.core.refusal import Reason
from tests.sync.core.parties import TRUST, Exchange, Mailbox, roster
from tests.sync.worlds import COUNTY, OFFICE, signing

FAR = 10**12 - 1


def leave(mailbox: Mailbox, left: Roster) -> int:
    return mailbox.talk(rosters.leave(list(mailbox.content), left, TRUST.root))


def latest(mailbox: Mailbox) -> rosters.Lying:
    return mailbox.talk(
        rosters.latest(list(mailbox.content), TRUST.root, county=COUNTY, office=OFFICE)
    )


def test_the_latest_is_found_and_left_once() -> None:
    mailbox = Mailbox()
    assert latest(mailbox) == rosters.Lying()
    for number in (1, 2, 2, 3):
        assert leave(mailbox, roster("a", number=number)) == number
    assert sorted(mailbox.content) == [roster_name(OFFICE, number) for number in (1, 2, 3)]
    assert latest(mailbox) == rosters.Lying(roster("a", number=3), 3)


def test_a_county_put_back_leaves_its_own_above_the_later_ones() -> None:
    mailbox = Mailbox()
    leave(mailbox, roster("a", number=7))
    anew = replace(roster("a", number=2), epoch="e" * 32).signed(signing("county").sign)
    assert leave(mailbox, anew) == 8
    assert leave(mailbox, anew) == 8
    assert latest(mailbox) == rosters.Lying(anew, 8)


@pytest.mark.parametrize("content", [b"junk", roster("z", number=9).packed()[:-1]])
def test_a_forged_name_hides_no_roster_and_moves_none(content: bytes) -> None:
    """Whatever the name says; also where the county wants to leave its next one."""
    mailbox = Mailbox()
    forged = {roster_name(OFFICE, number): content for number in (2, FAR, FAR - 1, FAR - 2)}
    mailbox.content |= forged
    leave(mailbox, roster("a", number=1))
    assert latest(mailbox).roster == roster("a", number=1)
    leave(mailbox, roster("a", number=2))
    found = latest(mailbox)
    assert found.roster == roster("a", number=2)
    assert found.number == 3
    assert found.refused == dict.fromkeys(sorted(forged, reverse=True)[:3], Reason.FORM)


def test_a_roster_copied_to_a_later_name_hides_no_later_one() -> None:
    old = roster("a", number=1)
    for number, passed in ((1 + LONGEST_LEAP, False), (2 + LONGEST_LEAP, True), (FAR, True)):
        mailbox = Mailbox({roster_name(OFFICE, number): old.packed()})
        assert (latest(mailbox).roster is None) is passed
        leave(mailbox, roster("a", number=2))
        assert latest(mailbox).roster == roster("a", number=2)


def test_a_desk_learns_of_a_revocation_behind_a_forged_name() -> None:
    """Before, neither the desk looked further nor could the county leave a name that counts."""
    world = Exchange()
    world.serve()
    world.mailbox.content[roster_name(OFFICE, FAR)] = world.roster.packed()
    world.mailbox.content[roster_name(OFFICE, FAR - 1)] = b"junk"
    world.revoke("b", 0)
    world.serve()
    world.sync("a")
    assert world.side("a").roster() == world.roster
