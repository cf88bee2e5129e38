"""Where pages end."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corrdesk.printing.pagination import Piece, fits_one_page, page_ranges

LINE = Piece(10)
KEPT = Piece(10, joined=True)
GAP = Piece(10, blank=True)
BREAK = Piece(10, breaks=True)


def test_what_fits_stays_on_one_page() -> None:
    assert page_ranges([LINE] * 5, 50) == ((0, 5),)
    assert fits_one_page([LINE] * 5, 50)
    assert not fits_one_page([LINE] * 6, 50)


def test_joined_pieces_go_to_the_next_page_together() -> None:
    assert page_ranges([LINE, LINE, KEPT, KEPT, LINE], 40) == ((0, 2), (2, 5))


def test_a_chain_longer_than_a_page_is_cut_where_the_page_is_full() -> None:
    assert page_ranges([KEPT] * 9 + [LINE], 40) == ((0, 4), (4, 8), (8, 10))


def test_distance_is_not_printed_first_on_a_page() -> None:
    assert page_ranges([LINE, LINE, GAP, LINE], 20) == ((0, 2), (3, 4))
    assert page_ranges([LINE, GAP], 10) == ((0, 1),)


def test_a_new_page_begins_where_it_is_asked_for() -> None:
    assert page_ranges([LINE, BREAK, LINE], 50) == ((0, 1), (1, 3))
    assert not fits_one_page([LINE, BREAK, LINE], 50)
    assert fits_one_page([BREAK, LINE], 50)


def test_what_is_higher_than_a_page_stands_alone() -> None:
    assert page_ranges([LINE, Piece(99), LINE], 50) == ((0, 1), (1, 2), (2, 3))


@pytest.mark.parametrize("room", [30.0, 55.0])
@given(
    pieces=st.lists(
        st.builds(
            Piece,
            height=st.floats(1, 29),
            joined=st.booleans(),
            blank=st.booleans(),
            breaks=st.booleans(),
        ),
        max_size=40,
    )
)
def test_everything_but_distance_is_printed_once_in_order_and_fits(
    pieces: list[Piece], room: float
) -> None:
    ranges = page_ranges(pieces, room)
    printed = [index for start, end in ranges for index in range(start, end)]
    assert printed == sorted(set(printed))
    assert all(pieces[i].blank for i in set(range(len(pieces))) - set(printed))
    for start, end in ranges:
        assert start < end
        assert sum(piece.height for piece in pieces[start:end]) <= room + 0.02
        assert not pieces[start].blank
        assert not any(piece.breaks for piece in pieces[start + 1 : end])
    for (_start, end), (start, _end) in pairwise(ranges):
        assert all(piece.blank for piece in pieces[end:start])
