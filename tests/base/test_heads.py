"""Values are counted by their heads alone, and no further than to the first too many."""

from __future__ import annotations

from typing import Any

import cbor2
import pytest
from hypothesis import given
from hypothesis import strategies as st

from corrdesk.base import heads
from corrdesk.base.heads import LIST, NoHead, head_at, holds_more, is_too_dense

VALUES = st.recursive(
    st.none() | st.booleans() | st.text() | st.binary() | st.integers(-(2**63), 2**64 - 1),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)


def count(value: Any) -> int:
    if type(value) is list:
        return 1 + sum(map(count, value))
    if type(value) is dict:
        return 1 + sum(1 + count(each) for each in value.values())
    return 1


@given(VALUES, st.integers(0, 40))
def test_values_are_counted_without_making_them(value: Any, fewer: int) -> None:
    raw = cbor2.dumps(value)
    assert not holds_more(raw, count(value))
    assert holds_more(raw, fewer) == (fewer < count(value))


@pytest.mark.parametrize("raw", [b"\x9f\x01\xff", b"\x5f\x41a\xff", b"\x1c", b"\x82\x01\xff"])
def test_a_length_that_is_not_told_is_no_head(raw: bytes) -> None:
    with pytest.raises(NoHead):
        holds_more(raw, 10)


def test_they_are_looked_at_no_further_than_to_the_first_too_many() -> None:
    assert not holds_more(b"\x58\x20" + bytes(32), 1)
    assert holds_more(b"\x80" * 100 + b"\xff", 100)
    with pytest.raises(NoHead):
        holds_more(b"\x80" * 100 + b"\xff", 101)


@given(st.lists(st.none(), max_size=300))
def test_a_list_says_how_long_it_is(some: list[None]) -> None:
    kind, number, end = head_at(cbor2.dumps(some), 0)
    assert (kind, number) == (LIST, len(some))
    assert end == len(cbor2.dumps(some)) - len(some)


def test_where_nothing_is_no_value_begins() -> None:
    with pytest.raises(NoHead):
        head_at(b"\x01", 1)


@pytest.mark.parametrize(
    ("value", "dense"),
    [([[]] * 300, True), ([[]] * 200, False), (["so many bytes for each"] * 300, False)],
)
def test_what_is_dense_goes_by_both(
    value: Any, dense: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(heads, "MOST_VALUES", 250)
    raw = cbor2.dumps(value)
    assert not is_too_dense(raw)  # so little does no harm
    monkeypatch.setattr(heads, "LIGHT", 250)
    assert is_too_dense(raw) is dense
