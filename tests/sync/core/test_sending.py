"""Only what is not there yet is left, and of strangers only what they have vouched for."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from itertools import cycle

import pytest

from corrdesk.sync.core.names import Run, inbox, runs
from corrdesk.sync.core.segment import LARGEST_RUN
from corrdesk.sync.core.sending import (
    BRISK,
    LEAST,
    MOST,
    RUN,
    Pace,
    Sender,
    leave,
    may_lie_there,
    missing,
    vouch,
    vouched,
)
from corrdesk.sync.core.talk import Put
from corrdesk.sync.replica import Replica
from tests.faults.simulation.ledger import MemoryLedger
from tests.sync.core.parties import Mailbox, me
from tests.sync.worlds import (
    COUNTY,
    OFFICE,
    SCHEMA,
    Device,
    memory_store,
    officer,
    sides,
)


def filled(count: int) -> tuple[MemoryLedger, Device]:
    device, ledger = Device("a"), MemoryLedger(OFFICE)
    for number in range(count):
        device.act(officer(f"r{number}"))
    ledger.chains[device.id] = device.entries
    return ledger, device


def spans(ledger: MemoryLedger, device: Device, first: int, present: list[Run], most: int = 2) -> (
    list[tuple[int, int]]
):  # fmt: skip
    sender = Sender(COUNTY, me("a"), SCHEMA, Pace(most))
    found = missing(ledger, sender, device.id, first, present)
    return [(proof.claim.first, proof.claim.last) for proof, _entries in found]


def test_a_chain_goes_out_in_runs_and_the_same_runs_again() -> None:
    ledger, device = filled(5)
    assert spans(ledger, device, 1, []) == [(1, 2), (3, 4), (5, 5)]
    assert spans(ledger, device, 1, [], most=99) == [(1, 2), (3, 4), (5, 5)]
    assert spans(ledger, device, 4, []) == [(3, 4), (5, 5)]
    device.act(officer("r9"))
    assert spans(ledger, device, 5, []) == [(5, 5), (6, 6)]


def test_what_lies_there_is_not_left_again_unless_it_is_another_branch() -> None:
    ledger, device = filled(4)
    mailbox, sender = Mailbox(), Sender(COUNTY, me("a"), SCHEMA, Pace(2))
    left = mailbox.talk(
        leave(missing(ledger, sender, device.id, 1, []), sender, inbox(OFFICE), ["age-county"])
    )
    assert left == 4
    present = runs(mailbox.content)
    assert spans(ledger, device, 1, present) == []
    other = [Run(run.name, run.device, run.first, run.last, "0" * 16) for run in present]
    assert spans(ledger, device, 1, other) == [(1, 2), (3, 4)]


def test_nobody_speaks_for_another_device() -> None:
    ledger, device = filled(2)
    sender = Sender(COUNTY, me("b"), SCHEMA)
    assert list(missing(ledger, sender, device.id, 1, [])) == []
    ledger.keep_proof(device.segment(1, 1).proof)
    found = [proof.claim.last for proof, _e in missing(ledger, sender, device.id, 1, [])]
    assert found == [1]


def test_of_a_chain_of_ones_own_what_nobody_signed_for_is_signed_for() -> None:
    ledger, device = filled(3)
    assert vouched(ledger, device.id, 0) == 0
    ledger.keep_proof(device.segment(2, 2).proof)
    assert vouched(ledger, device.id, 0) == 0  # what leads nowhere counts for nothing
    assert vouched(ledger, device.id, 1) == 2
    assert vouch(ledger, Sender(COUNTY, me("b"), SCHEMA), device.id) == 0
    assert vouch(ledger, Sender(COUNTY, me("a"), SCHEMA), device.id) == 3
    assert vouched(ledger, device.id, 0) == 3


def test_what_a_broken_line_kept_from_arriving_is_tried_in_halves() -> None:
    ledger, device = filled(4 * LEAST)
    sender = Sender(COUNTY, me("a"), SCHEMA)

    def broken() -> tuple[int, int]:
        """The first run that is tried; then nothing is heard any more."""
        claim = next(missing(ledger, sender, device.id, 1, []))[0].claim
        return claim.first, claim.last

    whole, half, least = (1, 4 * LEAST), (1, 2 * LEAST), (1, LEAST)
    assert [broken(), broken(), broken(), broken()] == [whole, half, least, least]
    found = [p.claim.count for p, _e in missing(ledger, sender, device.id, 1, [])]
    assert found == [LEAST] * 4  # a line that holds for this time gets it all
    assert broken() == whole  # and for the next one nothing is left of it


def test_after_a_broken_line_it_is_asked_what_lies_there() -> None:
    ledger, device = filled(2 * LEAST)
    sender = Sender(COUNTY, me("a"), SCHEMA)
    assert not may_lie_there(ledger, RUN)
    assert may_lie_there(ledger, RUN + 1)
    runs_left = missing(ledger, sender, device.id, 1, [])
    next(runs_left)  # on its way: nobody knows yet whether it arrived
    assert may_lie_there(ledger, 1)
    assert list(runs_left) == []
    assert not may_lie_there(ledger, 1)


def lengths(count: int, most: int, seconds: Sequence[float | None]) -> list[int]:
    """The runs that go out over a line on which each takes so long, again and again."""
    ledger, device = filled(count)
    sender = Sender(COUNTY, me("a"), SCHEMA, Pace(most))
    runs_left = missing(ledger, sender, device.id, 1, [])
    talk, times, found = leave(runs_left, sender, inbox(OFFICE), ["age-county"]), cycle(seconds), []
    with suppress(StopIteration):
        ask = next(talk)
        while True:
            assert isinstance(ask, Put)
            (run,) = runs([ask.name])
            found.append(run.last - run.first + 1)
            ask = talk.send(next(times))
    return found


def test_runs_grow_while_a_line_is_fast() -> None:
    assert lengths(40, 4, [0.1]) == [4, 8, 16, 12]
    assert lengths(20, 4, [BRISK + 0.1]) == [4] * 5
    assert lengths(20, 4, [None]) == [4] * 5  # who cannot tell gets them as they were


def test_runs_grow_no_longer_than_a_claim_may_be() -> None:
    pace = Pace()
    for _time in range(9):
        pace.note(pace.most, 0.0)
    assert pace.most == LARGEST_RUN


def test_a_short_run_tells_nothing_of_a_line() -> None:
    pace = Pace()
    pace.note(RUN - 1, 0.0)
    assert pace.most == RUN


def test_entries_of_another_are_handed_on_as_they_were_vouched_for() -> None:
    ledger, device = filled(2 * LEAST)
    ledger.keep_proof(device.segment(1, 2 * LEAST).proof)
    ledger.remember({MOST: str(LEAST).encode()})
    found = list(missing(ledger, Sender(COUNTY, me("b"), SCHEMA), device.id, 1, []))
    assert [proof.claim.count for proof, _entries in found] == [2 * LEAST]


def test_what_would_be_tried_next_time_is_noted_once(monkeypatch: pytest.MonkeyPatch) -> None:
    ledger, device = filled(6 * LEAST)
    noted: list[bytes] = []
    monkeypatch.setattr(ledger, "remember", lambda values: noted.extend(values.values()))
    sender = Sender(COUNTY, me("a"), SCHEMA, Pace(2 * LEAST))
    assert len(list(missing(ledger, sender, device.id, 1, []))) == 3
    assert noted == [str(LEAST).encode(), b"0"]


def test_a_run_that_lies_packed_goes_out_as_it_lies() -> None:
    device, store = Device("a"), memory_store()
    for number in range(6):
        device.act(officer(f"r{number}"))
    replica = Replica(store, OFFICE)
    runs_taken = [device.segment(1, 3), device.segment(4, 5), device.segment(6, 6)]
    again = [replace(each, packed=each.packed + b"mark") for each in runs_taken]
    for segment in again:
        replica.take(segment, sides([device]))
    found = list(missing(replica, Sender(COUNTY, me("b"), SCHEMA), device.id, 1, []))
    assert [packed for _proof, packed in found] == [
        again[0].packed, again[1].packed, runs_taken[2].packed,
    ]  # fmt: skip
    store.dispose()


def test_a_run_whose_entries_lie_otherwise_goes_out_whole() -> None:
    device, store = Device("a"), memory_store()
    for number in range(7):
        device.act(officer(f"r{number}"))
    replica = Replica(store, OFFICE)
    for segment in (device.segment(1, 3), device.segment(4, 5), device.segment(6, 6)):
        replica.take(segment, sides([device]))
    replica.keep_proof(device.segment(1, 6).proof)  # longer than the one that begins there as well
    replica.take(device.segment(7, 7), sides([device]))
    found = list(missing(replica, Sender(COUNTY, me("b"), SCHEMA), device.id, 1, []))
    assert found == [
        (each.proof, each.packed) for each in (device.segment(1, 6), device.segment(7, 7))
    ]
    store.dispose()
