"""Sums of ranges: whatever the order and the cutting, the same; any single difference shows."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from corrdesk.base.ids import derived_id
from corrdesk.sync.core.digests import (
    ALL,
    SPANS,
    WRAP,
    Leaf,
    Shares,
    agree,
    all_shares,
    are_ordered,
    begins_leaf,
    comparable,
    is_ordered,
    number_of,
    regrown,
    say,
    spans_of,
    suspects,
)

SPAN_ID = next(  # a record that begins a span, and with it a leaf
    row for n in range(100_000) if begins_leaf(row := derived_id("span", str(n)))
    and len(spans_of([Leaf("a", "", 1, 1), Leaf("a", row, 1, 1)])) == 2
)  # fmt: skip


def leaves(*totals: int) -> list[Leaf]:
    firsts = ["", SPAN_ID, "f" * 31 + "0"]
    return [Leaf("a", first, n, 1) for first, n in zip(firsts, totals, strict=False)]


def test_a_record_has_one_number_and_its_values_count() -> None:
    lines = ["officer r1 甲 1", "officer r1 甲 0", "officer r1 乙 1"]
    assert number_of(lines[0]) == number_of("officer r1 " + "甲 1")
    assert len({number_of(each) for each in lines}) == 3


def test_only_ids_of_ours_begin_ranges() -> None:
    assert is_ordered("0" * 32)
    assert not any(is_ordered(each) for each in ("", "f1", "F" * 32, "é" * 32))
    assert begins_leaf(SPAN_ID)
    assert not begins_leaf(SPAN_ID + "0")


@given(st.lists(st.integers(0, WRAP - 1), min_size=1, max_size=3), st.data())
def test_one_side_that_differs_is_seen_and_where(totals: list[int], data: st.DataObject) -> None:
    mine = leaves(*totals)
    at = data.draw(st.integers(0, len(totals) - 1))
    other = list(totals)
    other[at] = (other[at] + data.draw(st.integers(1, WRAP - 1))) % WRAP
    theirs = say(leaves(*other), "1")
    assert agree(say(mine, "1"), say(leaves(*totals), "1"))
    assert not agree(say(mine, "1"), theirs)
    assert mine[at] in suspects(mine, theirs)


def test_ranges_that_agree_are_not_suspected() -> None:
    mine, theirs = leaves(5, 6), say(leaves(5, 7), "1")
    assert suspects(mine, theirs) == [mine[1]]


def test_where_no_single_range_shows_it_all_are_suspected() -> None:
    mine, theirs = leaves(5), say(leaves(5, 7), "1")
    assert suspects(mine, theirs) == mine


def test_the_cutting_into_ranges_plays_no_part() -> None:
    one, many = [Leaf("a", "", 12, 3)], leaves(5, 7)
    assert say(one, "1")[ALL] == say(many, "1")[ALL]
    assert say(one, "1")[SPANS] != say(many, "1")[SPANS]


def test_other_tables_and_a_silent_version_are_not_compared() -> None:
    word = say(leaves(5), "0012")
    assert comparable(word, say(leaves(6), "0012"))
    assert not comparable(word, say(leaves(5), "0011"))
    assert not comparable(word, {})
    assert not comparable({}, word)


@given(st.lists(st.tuples(st.text(max_size=2), st.none() | st.integers(0, WRAP - 1))))
def test_shares_are_those_of_the_records_that_stayed(puts: list[tuple[str, int | None]]) -> None:
    raw, total, there = b"", 0, dict[str, int]()
    for row_id, number in puts:
        shares = Shares(raw)
        total += shares.put(row_id, number)
        raw = shares.raw
        there.pop(row_id, None)
        if number is not None:
            there[row_id] = number
        assert total == sum(there.values())
        assert raw == all_shares(there.items())


IDS = st.binary(min_size=15, max_size=15).flatmap(
    lambda lead: st.sampled_from([lead.hex() + "00", lead.hex() + "07"])
)
NUMBERS = st.dictionaries(IDS, st.integers(0, WRAP - 1), max_size=12)


@given(NUMBERS, NUMBERS)
def test_a_range_with_new_records_is_cut_as_if_it_had_been_read(
    old: dict[str, int], new: dict[str, int]
) -> None:
    old = {row_id: n for row_id, n in old.items() if not begins_leaf(row_id)}
    everything = old | new
    expected, first, rows = [], "", list[tuple[str, int]]()
    for row_id, number in sorted(everything.items()):
        if begins_leaf(row_id):
            expected.append((first, rows))
            first, rows = row_id, []
        rows.append((row_id, number))
    expected.append((first, rows))
    assert regrown(all_shares(old.items()), new) == [
        (first, sum(n for _id, n in rows) % WRAP, all_shares(rows)) for first, rows in expected
    ]


def test_many_ids_are_ordered_or_not() -> None:
    assert are_ordered([])
    assert are_ordered(["0" * 32, "f" * 32])
    assert not any(map(are_ordered, [["0" * 31, "0" * 33], ["F" * 32], ["x" * 32], ["é" * 32]]))
