"""Sums of ranges: whatever the order and the cutting, the same; any single difference shows."""

from __future__ import annotations

from collections.abc import Mapping

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
    are_ordered,
    begins_leaf,
    comparable,
    digests_of,
    regrown,
    say,
    shares_of,
    spans_of,
    summed,
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
    found = digests_of(lines)
    assert found[:1] == digests_of(["officer r1 " + "甲 1"])
    assert len(set(found)) == 3


def test_only_ids_of_ours_begin_ranges() -> None:
    assert begins_leaf(SPAN_ID)
    assert not any(map(begins_leaf, [SPAN_ID + "0", SPAN_ID + "00", "F" * 30 + "00", "00"]))


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


DIGESTS = st.binary(min_size=16, max_size=16)


def whole(there: Mapping[str, bytes]) -> tuple[int, bytes]:
    """Sum and shares of a range, one record after another."""
    total = sum(int.from_bytes(digest, "big") for digest in there.values())
    shares = [share for row_id in there for share in shares_of([row_id], [there[row_id]])]
    return total % WRAP, b"".join(sorted(shares))


@given(st.lists(st.tuples(st.text(max_size=2), st.none() | DIGESTS)))
def test_shares_are_those_of_the_records_that_stayed(puts: list[tuple[str, bytes | None]]) -> None:
    raw, total, there = b"", 0, dict[str, bytes]()
    for row_id, digest in puts:
        shares = Shares(raw)
        total += shares.put(row_id, digest)
        raw = shares.raw
        there.pop(row_id, None)
        if digest is not None:
            there[row_id] = digest
        assert (total % WRAP, raw) == whole(there)


@given(st.dictionaries(st.text(max_size=2) | st.uuids().map(lambda u: u.hex), DIGESTS))
def test_many_shares_are_those_of_each(there: dict[str, bytes]) -> None:
    assert summed(shares_of(list(there), there.values())) == whole(there)


def test_what_a_share_is() -> None:
    ours = "0123456789abcdef" * 2
    (share,) = shares_of([ours], digests_of(["r"]))
    assert share.hex() == ours + "2d4e1f50c09a9d7adce7355ef7fdd27a"
    (other,) = shares_of(["r1"], digests_of(["r"]))
    assert other.hex() == "8c97518621991a8a21fe6a33b746d8382d4e1f50c09a9d7adce7355ef7fdd27a"


IDS = st.binary(min_size=15, max_size=15).flatmap(
    lambda lead: st.sampled_from([lead.hex() + "00", lead.hex() + "07"])
)
OF_RANGE = st.dictionaries(IDS, DIGESTS, max_size=12)


@given(OF_RANGE, OF_RANGE)
def test_a_range_with_new_records_is_cut_as_if_it_had_been_read(
    old: dict[str, bytes], new: dict[str, bytes]
) -> None:
    old = {row_id: digest for row_id, digest in old.items() if not begins_leaf(row_id)}
    expected, first, rows = [], "", dict[str, bytes]()
    for row_id, digest in sorted((old | new).items()):
        if begins_leaf(row_id):
            expected.append((first, rows))
            first, rows = row_id, {}
        rows[row_id] = digest
    expected.append((first, rows))
    _total, raw = whole(old)
    assert regrown(raw, new) == [(first, *whole(rows)) for first, rows in expected]


def test_many_ids_are_ordered_or_not() -> None:
    assert are_ordered([])
    assert are_ordered(["0" * 32, "f" * 32])
    assert not any(map(are_ordered, [["0" * 31, "0" * 33], ["F" * 32], ["x" * 32], ["é" * 32]]))
