"""Names say whose and in which order, and are read back strictly."""

from __future__ import annotations

import pytest

from corrdesk.sync.core import names
from corrdesk.sync.core.merge import Side
from corrdesk.sync.core.refusal import Refused
from corrdesk.sync.transports.base import checked_name
from tests.sync.worlds import OFFICE, Device, officer


def test_a_run_is_found_again_by_its_name() -> None:
    device = Device("a")
    device.act(officer("r1"))
    device.act(officer("r2"))
    claim = device.segment().claim
    name = names.run_name(names.inbox(OFFICE), claim)
    (run,) = names.runs([name, "else", f"{OFFICE}/in/x.seg", name + ".tmp"])
    assert (run.device, run.first, run.last) == (device.id, 1, 2)
    assert claim.head.hex().startswith(run.head)


def test_what_does_not_open_is_put_where_it_is_no_segment() -> None:
    device = Device("a")
    device.act(officer("r1"))
    name = names.run_name(names.inbox(OFFICE), device.segment().claim)
    aside = {names.unread_name(name, content) for content in (b"one", b"two", b"one")}
    assert len(aside) == 2
    for each in aside:
        assert checked_name(each).startswith(f"{OFFICE}/unread/{device.id}/")
        assert names.runs([each]) == []


def test_longer_runs_come_first() -> None:
    short, long = (f"o/in/d/0000000001-{last:010d}-{'0' * 16}.seg" for last in (1, 9))
    assert [run.last for run in names.runs([short, long])] == [9, 1]


def test_the_latest_number_comes_first() -> None:
    listed = [names.receipt_name(OFFICE, number) for number in (1, 10, 9)]
    listed += [names.roster_name(OFFICE, 99), names.holdings_name(OFFICE, "d" * 32, 50), "receipt-"]
    assert [number for number, _name in names.numbered(listed, "receipt-")] == [10, 9, 1]
    assert [number for number, _name in names.numbered(listed, "holdings-")] == [50]


def test_a_file_has_another_name_in_every_office_on_every_way_and_every_attempt() -> None:
    sha = "ab" * 32
    said = {
        names.file_name(naming, sha, to, attempt)
        for naming in (bytes(32), b"1" * 32)
        for to in Side
        for attempt in (0, 1)
    }
    assert len(said) == 8


def test_chunks_are_found_by_file() -> None:
    name = "0f" * 32
    listed = [names.chunk_name(OFFICE, name, index) for index in (0, 3)]
    assert listed[1] == f"{OFFICE}/files/{name}/000003.cnk"
    assert all(map(names.is_chunk_name, listed))
    strange = [f"{OFFICE}/files/x/000000.cnk", f"{OFFICE}/in/{name}/000000.cnk", listed[0] + "x"]
    assert not any(map(names.is_chunk_name, strange))
    assert names.chunks([*listed, *strange]) == {name: {0, 3}}


def test_a_run_lies_only_under_its_own_name() -> None:
    one, other = Device("a"), Device("b")
    for device in (one, other):
        device.act(officer("r1"))
        device.act(officer("r2"))
    claim = one.segment().claim
    (run,) = names.runs([names.run_name(names.inbox(OFFICE), claim)])
    names.require_named(run, claim)
    for false in (other.segment().claim, one.segment(1, 1).claim, one.segment(2).claim):
        with pytest.raises(Refused):
            names.require_named(run, false)


def test_journals_lie_elsewhere_for_other_readers_and_in_another_epoch() -> None:
    places = {
        names.handed_on(OFFICE, epoch, readers)
        for epoch in ("1", "2")
        for readers in (["a"], ["a", "b"])
    }
    assert len(places) == 4
    assert all(place.startswith(names.outbox(OFFICE)) for place in places)
    assert names.handed_on(OFFICE, "1", ["b", "a"]) == names.handed_on(OFFICE, "1", ["a", "b"])
