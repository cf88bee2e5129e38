"""Each device's last word counts, and one serving goes by one and the same."""

from __future__ import annotations

import pytest

from corrdesk.base.ids import derived_id
from corrdesk.sync.core.frame import Kind, frame
from corrdesk.sync.core.heard import Heard
from corrdesk.sync.core.names import holdings_name
from corrdesk.sync.core.receipt import Holdings
from corrdesk.sync.core.refusal import Reason, Refused
from tests.sync.core.parties import Exchange, PlainBox
from tests.sync.worlds import COUNTY, OFFICE, Device

A, B = Device("a").id, Device("b").id
EPOCH = derived_id("epoch", "1")
TODAY = "2026-06-10"


def said(number: int, name: str = "a", epoch: str = EPOCH) -> bytes:
    device = Device(name)
    body = Holdings(COUNTY, OFFICE, number, epoch, {}).body()
    return PlainBox("").seal(frame(Kind.HOLDINGS, device.id, body, device.sign), ["age-county"])


def heard(world: Exchange) -> Heard:
    return Heard(world.county, PlainBox("age-county"), world.roster, TODAY)


def numbers(words: Heard) -> dict[str, int]:
    return {device: word.number for device, word in words.all().items()}


def test_an_older_word_is_not_believed() -> None:
    words = heard(Exchange())
    assert words.hear(said(2)).number == 2
    for number in (1, 2):
        with pytest.raises(Refused) as refused:
            words.hear(said(number))
        assert refused.value.reason is Reason.OLD
    assert (numbers(words), words.new) == ({A: 2}, {A})


def test_another_serving_hears_what_was_remembered() -> None:
    world = Exchange()
    heard(world).hear(said(3))
    later = heard(world)
    assert (numbers(later), later.new) == ({A: 3}, set())
    with pytest.raises(Refused):
        later.hear(said(3))


def test_one_serving_goes_by_one_word_until_it_asks_for_the_latest() -> None:
    world = Exchange()
    here, elsewhere = heard(world), heard(world)
    here.hear(said(1))
    elsewhere.hear(said(2))
    assert numbers(here) == {A: 1}
    with pytest.raises(Refused):  # what is refused goes by what is remembered by now
        here.hear(said(2))
    here.latest()
    assert numbers(here) == {A: 2}


def test_the_first_word_is_asked_for_again() -> None:
    world = Exchange()
    here, elsewhere = heard(world), heard(world)
    assert here.of(B) is None
    elsewhere.hear(said(1, "b"))
    word = here.of(B)
    assert word is not None
    assert word.number == 1


def test_an_epoch_that_nobody_knows_is_noted() -> None:
    words = heard(Exchange())
    words.hear(said(1))
    assert words.epochs == set()
    words.hear(said(2, epoch="9" * 32))
    assert words.epochs == {"9" * 32}


def test_the_latest_that_can_be_read_is_read() -> None:
    world = Exchange()
    for number in (1, 2):
        world.mailbox.content[holdings_name(OFFICE, A, number)] = said(number)
    world.mailbox.content[holdings_name(OFFICE, A, 3)] = b"nothing that opens"
    words = heard(world)
    listed = sorted(world.mailbox.content)
    refused = world.mailbox.talk(words.read(listed))
    assert list(refused) == [holdings_name(OFFICE, A, 3)]
    assert numbers(words) == {A: 2}
    asked: list[object] = []
    assert world.mailbox.talk(words.read(listed[:2]), asked.append) == {}
    assert asked == []  # what was read already is not fetched again
