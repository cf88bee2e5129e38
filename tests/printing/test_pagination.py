"""Where pages end."""

from itertools import accumulate, pairwise

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from corrdesk.printing.pagination import page_ends


def test_what_fits_stays_on_one_page() -> None:
    assert page_ends([3, 4], first=18, following=22, tail=10) == (7,)


def test_the_closing_block_takes_two_lines_along() -> None:
    assert page_ends([5, 10], first=18, following=22, tail=10) == (13, 15)


def test_a_single_closing_line_may_go_alone() -> None:
    assert page_ends([5, 9, 1], first=18, following=22, tail=10) == (14, 15)


def test_no_lonely_line_at_a_page_edge() -> None:
    assert page_ends([17, 6], first=18, following=22, tail=5) == (17, 23)
    assert page_ends([15, 4, 6], first=18, following=22, tail=5) == (17, 25)


def test_a_block_as_high_as_a_page_is_refused() -> None:
    with pytest.raises(ValueError, match="closing block"):
        page_ends([4], first=18, following=22, tail=21)


@given(
    st.lists(st.integers(1, 60), min_size=1, max_size=12),
    st.integers(4, 22),
    st.integers(1, 20),
)
def test_every_line_is_printed_once_and_fits(counts: list[int], first: int, tail: int) -> None:
    total = sum(counts)
    assume(total > 2)  # a notice says more than that
    ends = page_ends(counts, first=first, following=22, tail=tail)
    assert ends[-1] == total
    sizes = [end - start for start, end in pairwise((0, *ends))]
    rooms = [first, *[22] * len(sizes)]
    assert all(0 < size <= room for size, room in zip(sizes, rooms, strict=False))
    assert sizes[-1] + tail <= rooms[len(sizes) - 1]
    assert sizes[-1] >= min(2, counts[-1])


@given(st.lists(st.integers(1, 12), min_size=1, max_size=9), st.integers(14, 22))
def test_breaks_leave_two_lines_on_both_sides(counts: list[int], first: int) -> None:
    edges = [0, *accumulate(counts)]
    for end in page_ends(counts, first=first, following=22, tail=9)[:-1]:
        below = max(edge for edge in edges if edge <= end)
        above = min(edge for edge in edges if edge >= end)
        assert end in edges or (end - below >= 2 and above - end >= 2)
