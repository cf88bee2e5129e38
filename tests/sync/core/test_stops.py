"""A target that is not what it was stops the exchange until a person says so."""

from __future__ import annotations

import pytest

from corrdesk.sync.core.stops import Guard, Marks, Stopped
from tests.faults.simulation.ledger import MemoryLedger
from tests.sync.worlds import OFFICE

NOW = "2026-06-10T09:00:00+08:00"


def marks(ledger: MemoryLedger, *confirmed: Guard, target: str = "t") -> Marks:
    return Marks(ledger, target, NOW, frozenset(confirmed))


@pytest.mark.parametrize(
    ("newest", "guard"), [(0, Guard.EMPTIED), (6, Guard.ROLLED_BACK), (7, None), (8, None)]
)
def test_what_was_there_before(newest: int, guard: Guard | None) -> None:
    ledger = MemoryLedger(OFFICE)
    marks(ledger).check_target(0)  # an unknown place may be empty
    marks(ledger).seen(7)
    marks(ledger, target="other").check_target(newest)
    if guard is None:
        marks(ledger).check_target(newest)
        return
    with pytest.raises(Stopped) as stopped:
        marks(ledger).check_target(newest)
    assert stopped.value.guard is guard
    marks(ledger, guard).check_target(newest)


def test_a_word_from_tomorrow_means_a_wrong_clock() -> None:
    ledger = MemoryLedger(OFFICE)
    marks(ledger).check_clock("2026-06-11T09:00:00+08:00")
    marks(ledger).check_clock("2020-01-01T00:00:00+08:00")  # a stick that lay in a drawer
    with pytest.raises(Stopped) as stopped:
        marks(ledger).check_clock("2026-06-11T09:00:01+08:00")
    assert stopped.value.guard is Guard.CLOCK
    marks(ledger, Guard.CLOCK).check_clock("2027-06-11T09:00:01+08:00")


def test_names_from_far_ahead_take_no_place_from_likely_ones() -> None:
    ledger = MemoryLedger(OFFICE)
    marks(ledger).seen(40)
    ahead = [(10**12 - n, f"ahead{n}") for n in range(1, 20)]
    likely = [(40 + n, f"likely{n}") for n in range(3, 0, -1)]
    assert marks(ledger).worth_reading([*ahead, *likely]) == [*ahead[:5], *likely]
    assert marks(ledger).worth_reading(likely) == likely
