"""How a vault stands with its county, as it knows from what was exchanged before."""

from __future__ import annotations

from corrdesk.bootstrap import Desk
from corrdesk.sync.transports.base import Transport
from tests.casework.people import new_person
from tests.sync.bureau import Bureau


def test_before_enrolment_nothing_is_known(desk: Desk) -> None:
    standing = desk.exchange.standing
    assert (standing.county(), standing.certificate(), standing.file_word()) == (None, None, None)
    assert standing.computers() == {}
    assert not standing.is_revoked()
    balance = standing.balance()
    assert (balance.written, balance.held, balance.at) == (desk.head().seq, 0, "")
    assert len(balance.waiting) == desk.head().seq


def test_what_was_delivered_is_told_from_what_waits(
    enrolled: Desk, bureau: Bureau, target: Transport
) -> None:
    standing = enrolled.exchange.standing
    new_person(enrolled)
    enrolled.exchange.run(target, "t")
    bureau.serve(enrolled.office.id, target)
    enrolled.exchange.run(target, "t")
    held = enrolled.head().seq
    new_person(enrolled, 2)
    balance = standing.balance()
    assert (balance.held, balance.written) == (held, enrolled.head().seq)
    assert [entry.seq for entry in balance.waiting] == [*range(held + 1, enrolled.head().seq + 1)]
    assert standing.own_entries(held, 1)[0] == balance.waiting[0]
    word = standing.file_word()
    assert word is not None
    assert word.held is not None
    assert word.held[enrolled.actor.device_id] == held
