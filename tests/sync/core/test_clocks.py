"""What a wrong clock stamped is taken and marked: by which sign, by whose word; nothing else is."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corrdesk.store.chain import GENESIS, Change, Entry, digest, next_hlc, pack_changes
from corrdesk.sync.core import clocks
from corrdesk.sync.core.clocks import MOST, Doubt, Sign, doubts, is_doubted, note, said, told
from corrdesk.sync.core.fork import said_anew
from corrdesk.sync.core.receipt import Receipt
from corrdesk.sync.core.segment import Segment, claim_run, packed_run
from corrdesk.sync.core.wire import dumps
from tests.faults.simulation.ledger import MemoryLedger
from tests.sync.core.parties import Exchange
from tests.sync.worlds import COUNTY, OFFICE, SCHEMA, Device, signing

A, B, C = (Device(name).id for name in "abc")
NOW = datetime.fromisoformat("2026-06-10T09:00:00+08:00")
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def chain(*moments: datetime, device: str = A, known: int = 0) -> list[Entry]:
    """Entries that a device wrote at these times by its clock. `known`: a hybrid clock it knew."""
    entries: list[Entry] = []
    for seq, moment in enumerate(moments, 1):
        last = entries[-1] if entries else None
        clock = next_hlc(max(known, last.hlc if last else 0), moment)
        at = moment.isoformat()
        entry = Entry(
            OFFICE, device, seq, "test.act", "0" * 32, clock, at, at, "",
            pack_changes([Change("fact", f"f{seq}", {}, {})]), last.hash if last else GENESIS, b"",
        )  # fmt: skip
        entries.append(entry._replace(hash=digest(entry)))
    return entries


def taken(ledger: MemoryLedger, entries: Sequence[Entry], now: datetime = NOW) -> list[Doubt]:
    """The county takes entries in; what it says then of clocks."""
    note(ledger, entries[0].device_id, entries, now.isoformat())
    run = packed_run(entries)
    proof = claim_run(run, COUNTY, SCHEMA, signing("a").sign)
    ledger.take(Segment(proof, tuple(entries), run.body), {})
    return doubts(ledger)


@pytest.fixture
def ledger() -> MemoryLedger:
    return MemoryLedger(OFFICE)


@pytest.mark.parametrize(("off", "marked"), [(48 * HOUR, False), (48 * HOUR + HOUR, True)])
def test_ahead_is_later_than_two_days_from_now(
    ledger: MemoryLedger, off: timedelta, marked: bool
) -> None:
    found = taken(ledger, chain(NOW - HOUR, NOW + off))
    expected = Doubt(A, 2, 2, Sign.AHEAD, 49, NOW.isoformat())
    assert found == ([expected] if marked else [])


@pytest.mark.parametrize(("off", "marked"), [(48 * HOUR, False), (48 * HOUR + HOUR, True)])
def test_behind_is_two_days_before_what_the_desk_had(
    ledger: MemoryLedger, off: timedelta, marked: bool
) -> None:
    found = taken(ledger, chain(NOW - HOUR, NOW - HOUR - off))
    assert [(each.first, each.sign) for each in found] == ([(2, Sign.BEHIND)] if marked else [])


def test_what_waited_for_weeks_on_a_stick_is_not_doubted(ledger: MemoryLedger) -> None:
    days = [NOW - (40 - number) * DAY for number in range(20)]
    assert taken(ledger, chain(*days)) == []


@pytest.mark.parametrize("zone", ["+14:00", "+00:00", "-12:00"])
@pytest.mark.parametrize("hours", [-47, 0, 47])
def test_the_zone_plays_no_part(ledger: MemoryLedger, zone: str, hours: int) -> None:
    there = datetime.fromisoformat(f"2026-06-10T09:00:00{zone}").tzinfo
    moment = (NOW + timedelta(hours=hours)).astimezone(there)
    assert taken(ledger, chain(moment)) == []
    assert taken(ledger, chain((NOW + 49 * HOUR).astimezone(there), device=B)) != []


def test_who_took_over_a_wrong_clock_is_not_marked(ledger: MemoryLedger) -> None:
    """The hybrid clock goes on from one that was ahead, also once that time has come."""
    wrong = chain(NOW + 30 * DAY)
    taken(ledger, wrong)
    right = chain(NOW + HOUR, NOW + 2 * HOUR, device=B, known=wrong[0].hlc)
    assert [each.device for each in taken(ledger, right, NOW + DAY)] == [A]
    later = MemoryLedger(OFFICE, state=dict(ledger.state), chains={A: ledger.chains[A]})
    assert [each.device for each in taken(later, right, NOW + 40 * DAY)] == [A]


def test_nor_is_one_who_comes_in_before_the_wrong_clock_that_was_taken_over(
    ledger: MemoryLedger,
) -> None:
    """A county that was put back is given everything anew, and the later entries maybe first.

    Until the others are here again nothing shows whose clock it was.
    """
    wrong = chain(NOW + 50 * DAY)
    note(ledger, A, wrong, NOW.isoformat())  # the mark is in the backup, the entry is not
    right = chain(NOW + DAY, device=B, known=wrong[-1].hlc)
    months_later = NOW + 300 * DAY
    assert [each.device for each in taken(ledger, right, months_later)] == [B]
    known = chain(NOW - 3 * DAY, device=C, known=chain(NOW)[-1].hlc)
    assert [each.device for each in taken(ledger, known, months_later)] == [B, C]
    found = taken(ledger, wrong, months_later)
    assert {(each.device, each.sign) for each in found} == {(A, Sign.AHEAD), (C, Sign.BEHIND)}


def test_a_mark_of_what_is_gone_shows_nothing_of_others(ledger: MemoryLedger) -> None:
    """The county's clock was months behind when it took something in that nobody has any more.

    By seed 47166: whoever was behind, with the clock of that one, was never marked.
    """
    gone = chain(NOW)
    note(ledger, A, gone, (NOW - 80 * DAY).isoformat())
    behind = chain(NOW - 130 * DAY, device=B, known=gone[-1].hlc)
    found = taken(ledger, behind, NOW + DAY)
    assert [(each.device, each.sign) for each in found] == [(B, Sign.BEHIND)]


def test_nor_once_it_shows_that_the_clock_was_somebody_elses(ledger: MemoryLedger) -> None:
    """The county's own clock was ahead when it took the first of them in. By seed 32968."""
    wrong = chain(NOW + 50 * DAY)
    right = chain(NOW + DAY, device=B, known=wrong[-1].hlc)
    assert [each.device for each in taken(ledger, right, NOW + 300 * DAY)] == [B]
    found = taken(ledger, wrong, NOW)
    assert [(each.device, each.sign) for each in found] == [(A, Sign.AHEAD)]


def test_nobody_is_behind_a_time_that_is_still_to_come(ledger: MemoryLedger) -> None:
    """The county's own clock was ahead; its entries are not judged, and tell nothing of others."""
    assert taken(ledger, chain(NOW, known=next_hlc(0, NOW + 20 * DAY))) == []


def test_what_was_said_anew_keeps_its_time(ledger: MemoryLedger) -> None:
    after = chain(NOW - HOUR)
    branch = chain(NOW - 9 * DAY, NOW - 8 * DAY, device=B)
    ledger.chains[A] = list(after)
    anew = said_anew(branch, A, ledger.heads()[A])
    assert not note(ledger, A, anew, NOW.isoformat())


def test_runs_that_go_on_are_one_mark_and_known_entries_are_not_marked_again(
    ledger: MemoryLedger,
) -> None:
    entries = chain(*[NOW + 3 * DAY + number * HOUR for number in range(6)])
    taken(ledger, entries[:2])
    found = taken(ledger, entries[2:4], NOW + HOUR)
    assert [(e.first, e.last, e.hours) for e in found] == [(1, 4, 74)]
    assert not note(ledger, A, entries[:4], NOW.isoformat())
    found = taken(ledger, entries[3:], NOW + HOUR)
    assert [(each.first, each.last, each.count) for each in found] == [(1, 6, 6)]


def test_a_mark_holds_for_the_branch_that_was_taken(ledger: MemoryLedger) -> None:
    """Noted before it is taken; what was refused then is marked nowhere."""
    wrong, right = chain(NOW + 9 * DAY), chain(NOW)
    assert note(ledger, A, wrong, NOW.isoformat())
    assert doubts(ledger) == []
    assert taken(ledger, right) == []
    assert taken(ledger, chain(NOW + 9 * DAY, device=B)) == [
        Doubt(B, 1, 1, Sign.AHEAD, 216, NOW.isoformat())
    ]


def test_right_clocks_ask_a_ledger_nothing() -> None:
    class Silent:
        def __getattr__(self, name: str) -> Any:
            pytest.fail(f"asked for {name}")

    silent: Any = Silent()
    assert not note(silent, A, chain(NOW - DAY, NOW), NOW.isoformat())


@pytest.mark.parametrize("at", ["", "yesterday", "2026-06-10T09:00:00", "99999999"])
def test_what_is_no_time_is_taken_and_not_judged(ledger: MemoryLedger, at: str) -> None:
    strange = chain(NOW)[0]._replace(entered_at=at)
    assert taken(ledger, [strange._replace(hash=digest(strange))]) == []


def test_the_latest_marks_are_kept(ledger: MemoryLedger) -> None:
    for number in range(MOST + 3):
        device = Device(f"d{number}").id
        taken(ledger, chain(NOW + 9 * DAY, device=device))
    found = doubts(ledger)
    assert (len(found), found[-1].device) == (MOST, Device(f"d{MOST + 2}").id)


def receipt(digests: dict[str, bytes]) -> Receipt:
    return Receipt(COUNTY, OFFICE, 1, "0" * 32, NOW.isoformat(), {}, digests=digests)


def test_a_receipt_tells_it_and_one_of_another_version_tells_nothing(ledger: MemoryLedger) -> None:
    found = taken(ledger, chain(NOW + 9 * DAY, NOW + 9 * DAY))
    assert told(receipt(said(found))) == found
    assert told(receipt({})) == told(None) == []
    assert said([]) == {}
    rows = dumps([[A, 1, 1, "sideways", 9, ""]])
    for strange in (b"", b"\x00", dumps(3), dumps([[1]]), rows):
        assert told(receipt({clocks.CLOCK: strange})) == []


def test_which_entries_are_doubted(ledger: MemoryLedger) -> None:
    found = taken(ledger, chain(NOW, NOW + 9 * DAY, NOW + 9 * DAY))
    assert [is_doubted(found, A, seq) for seq in (1, 2, 3, 4)] == [False, True, True, False]
    assert not is_doubted(found, B, 2)


def _exchanged(hours: int) -> Iterator[tuple[str, list[Doubt]]]:
    world = Exchange()
    wall = int((NOW + timedelta(hours=hours)).timestamp() * 1000)
    for number in range(3):
        world.desks["a"].write(A, [Change("fact", f"f{number}", {}, {})], wall)
    world.sync("a")
    world.serve()
    for name in ("a", "b"):
        report = world.sync(name)
        yield name, report.doubted
        assert told(report.receipt) == doubts(world.county)
    assert world.county.heads()[A].seq == 3


@pytest.mark.parametrize(("hours", "count"), [(0, 0), (49, 3), (24 * 400, 3)])
def test_the_desk_itself_is_told_and_every_entry_was_taken(hours: int, count: int) -> None:
    found = dict(_exchanged(hours))
    assert sum(each.count for each in found["a"]) == count
    assert found["b"] == []  # its own clock was right


@given(st.lists(st.integers(min_value=-900, max_value=900), min_size=1, max_size=12))
def test_marked_is_whoever_is_two_days_off_and_nobody_else(hours: list[int]) -> None:
    """Whatever the times are, the quick look at the day says what the moment says."""
    entries = chain(*[NOW + timedelta(hours=each) for each in hours])
    ledger = MemoryLedger(OFFICE)
    found = taken(ledger, entries)
    ahead = [number > 48 for number in hours]
    for entry, is_ahead in zip(entries, ahead, strict=True):
        signs = {each.sign for each in found if each.holds(A, entry.seq)}
        assert (Sign.AHEAD in signs) == is_ahead
        if not any(ahead[: entry.seq]):
            latest = max(hours[: entry.seq])
            assert (Sign.BEHIND in signs) == (latest - hours[entry.seq - 1] > 48)
