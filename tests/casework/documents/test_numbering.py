"""Numbers: no two computers give the same one, whatever they do, and every gap is explained."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from corrdesk.casework.documents.numbering import (
    Gap,
    Range,
    first_to_reserve,
    gaps,
    next_free,
    next_in_ranges,
    rest_of,
)

HOME, OTHER = "home", "other"


def test_without_ranges_numbers_follow_each_other() -> None:
    assert [next_free([], set(range(1, n))) for n in (1, 2, 9)] == [1, 2, 9]


def test_the_free_computer_steps_over_what_is_set_aside() -> None:
    kept = [Range(OTHER, 3, 5)]
    assert next_free(kept, {1, 2}) == 6
    assert next_free(kept, {1, 2, 4}) == 6
    assert next_free(kept, {1, 2, 3, 6}) == 7
    assert next_free([*kept, Range(OTHER, 6, 6)], {1, 2}) == 7


def test_another_computer_draws_from_its_own_range_only() -> None:
    kept = [Range(OTHER, 3, 5), Range("third", 6, 9)]
    assert next_in_ranges(kept, {1, 2}, OTHER) == 3
    assert next_in_ranges(kept, {1, 2, 3, 4, 6}, OTHER) == 5
    assert next_in_ranges(kept, {3, 4, 5}, OTHER) is None
    assert next_in_ranges([Range(OTHER, 3, 5, returned=True)], set(), OTHER) is None


def test_a_new_range_begins_above_everything() -> None:
    assert first_to_reserve([], set()) == 1
    assert first_to_reserve([Range(OTHER, 3, 9)], {1, 2, 12}) == 13


def test_what_is_left_of_a_range() -> None:
    own = Range(OTHER, 3, 5)
    assert rest_of(own, {3}) == Range(OTHER, 4, 5)
    assert rest_of(own, {3, 4, 5}) is None


def test_gaps_are_runs_with_their_reason() -> None:
    kept = Range(OTHER, 3, 6)
    assert gaps([kept], {1, 3, 8}) == [Gap(2, 2, None), Gap(4, 6, kept), Gap(7, 7, None)]
    assert gaps([], {1, 2, 3}) == []


@given(st.lists(st.sampled_from(["home", "other", "third", "reserve", "return"]), max_size=80))
def test_no_number_twice_and_no_gap_without_a_reason(acts: list[str]) -> None:
    """Home sees only ranges; the others see their own numbers only: nobody is ever in sync."""
    ranges: list[Range] = []
    own: dict[str, list[int]] = {"home": [], "other": [], "third": []}
    for turn, act in enumerate(acts):
        if act == "reserve":
            first = first_to_reserve(ranges, own["home"])
            ranges.append(Range(("other", "third")[turn % 2], first, first + 4))
        elif act == "return" and ranges:
            last = ranges[-1]
            ranges[-1] = Range(last.device_id, last.first, last.last, returned=True)
        elif act == "home":
            own["home"].append(next_free(ranges, own["home"]))
        elif act in own:
            drawn = next_in_ranges(ranges, own[act], act)
            own[act] += [] if drawn is None else [drawn]
    numbers = [number for drawn in own.values() for number in drawn]
    assert len(numbers) == len(set(numbers))
    assert [gap for gap in gaps(ranges, numbers) if gap.range is None] == []
