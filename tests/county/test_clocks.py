"""What a wrong clock stamped, as the county lists it: by office and PC, and entry by entry."""

from __future__ import annotations

from datetime import timedelta

from corrdesk.base.clock import FixedClock
from corrdesk.county.clocks import counted, doubt_lines, doubted_entries, offices_marked
from corrdesk.county.overview import office_lines
from corrdesk.store.chain import entry_uid
from corrdesk.sync.core.clocks import Sign
from tests.casework.people import new_person
from tests.county.offices import Pair


def test_a_right_clock_marks_nothing(pair: Pair) -> None:
    new_person(pair.desk)
    assert pair.round().doubted == []
    assert (doubt_lines(pair.county), offices_marked(pair.county)) == ([], set())
    assert office_lines(pair.county)[0].doubted == 0
    device = pair.desk.exchange.device
    assert not doubted_entries(pair.county)(pair.office, entry_uid(device, 1))


def test_what_a_clock_ahead_has_stamped_is_held_and_listed(pair: Pair, clock: FixedClock) -> None:
    pair.round()
    before = pair.desk.head().seq
    clock.advance(timedelta(days=12))
    new_person(pair.desk)
    pair.sync()
    assert pair.ingest().doubted == [pair.desk.exchange.device]
    last = pair.desk.head().seq
    (line,) = doubt_lines(pair.county, pair.office)
    assert (line.office_id, line.computer) == (pair.office, "前台")
    found = line.doubt
    assert (found.first, found.last, found.sign) == (before + 1, last, Sign.AHEAD)
    assert found.hours // 24 in {11, 12}
    assert counted([line]) == {pair.office: last - before}
    assert office_lines(pair.county)[0].doubted == last - before
    assert doubt_lines(pair.county, "ffffffffffff") == []
    device, doubted = pair.desk.exchange.device, doubted_entries(pair.county)
    assert [doubted(pair.office, entry_uid(device, seq)) for seq in (before, last)] == [False, True]
    assert pair.desk.exchange.standing.balance().held < last  # it has not heard of it yet
    outcome = pair.sync()
    assert outcome.report.held == last  # taken whole, and acknowledged
    assert outcome.doubted == pair.desk.exchange.standing.doubted() == [found]
    assert pair.ingest().doubted == []


def test_a_clock_that_went_back_is_listed(pair: Pair, clock: FixedClock) -> None:
    clock.advance(timedelta(days=1))
    new_person(pair.desk)
    clock.advance(timedelta(days=-40))
    new_person(pair.desk, 2)
    pair.sync()
    pair.ingest()
    (line,) = doubt_lines(pair.county)
    assert line.doubt.sign is Sign.BEHIND
    assert line.doubt.last == pair.desk.head().seq


def test_it_is_said_once_and_shown_until_somebody_read_it(pair: Pair, clock: FixedClock) -> None:
    pair.round()
    clock.advance(timedelta(days=12))
    new_person(pair.desk)
    assert pair.round().doubted != []
    assert pair.sync().doubted == []
    standing = pair.desk.exchange.standing
    assert standing.doubted() != []
    pair.desk.exchange.clock_read()
    assert standing.doubted() == []
    new_person(pair.desk, 2)
    again = pair.round().doubted
    assert again == standing.doubted()
    assert again[-1].last == pair.desk.head().seq
