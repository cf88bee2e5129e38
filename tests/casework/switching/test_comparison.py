"""Windows are compared by kind and period; what is equal does not move."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from corrdesk.casework.enforcement.model import Measure
from corrdesk.casework.reporting.model import DutyKind
from corrdesk.casework.switching.comparison import (
    CaseMove,
    Changed,
    Expected,
    Named,
    PackDifference,
    PersonMoves,
    WindowMoves,
    window_moves,
)

DAY = date(2026, 6, 10)


def window(first: int = 0, days: int = 7, *, count: int = 1, grace: int = 0) -> Expected:
    start = DAY + timedelta(days=first)
    end = start + timedelta(days=days - 1)
    return Expected(DutyKind.CHECK_IN, start, end, end + timedelta(days=grace), count, None)


def test_equal_windows_do_not_move() -> None:
    assert window_moves([window()], [window()]) == WindowMoves()
    assert window_moves([], []).count == 0


def test_a_window_is_added_removed_or_changed() -> None:
    moves = window_moves([window(), window(7)], [window(count=2), window(14)])
    assert moves.added == (window(14),)
    assert moves.removed == (window(7),)
    assert moves.changed == (Changed(window(), window(count=2)),)
    assert moves.count == 3


def test_days_of_grace_and_kind_count() -> None:
    assert window_moves([window()], [window(grace=3)]).changed
    other = replace(window(), kind=DutyKind.TALK)
    moves = window_moves([window()], [other])
    assert (moves.added, moves.removed) == ((other,), (window(),))


WINDOWS = st.lists(
    st.builds(window, st.integers(0, 40), st.integers(1, 3), count=st.integers(1, 2)), max_size=12
)


@given(WINDOWS, WINDOWS)
def test_the_other_way_round_is_the_reverse(before: list[Expected], after: list[Expected]) -> None:
    there, back = window_moves(before, after), window_moves(after, before)
    assert set(there.added) == set(back.removed)
    assert set(there.removed) == set(back.added)
    assert {(each.before, each.after) for each in there.changed} == {
        (each.after, each.before) for each in back.changed
    }


def test_the_figures_are_sums_over_people() -> None:
    moves = WindowMoves((window(),), (window(7), window(14)), ())
    case = CaseMove("v", Named((Measure.ADMONITION,)), Named(obstacle="缺少事实"))
    person = PersonMoves("p", "王小明", "1101**********0015", moves, (case,))
    found = PackDifference("a", "b", DAY, DAY, 9, 3, (person, person))
    assert (found.added, found.removed, found.changed, found.proposals) == (2, 4, 0, 2)
