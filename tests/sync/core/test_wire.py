"""One form of every value; bounded unpacking; strict fields."""

from __future__ import annotations

from contextlib import suppress
from itertools import pairwise
from typing import Any

import cbor2
import pytest
import zstandard
from hypothesis import given
from hypothesis import strategies as st

from corrdesk.base import heads
from corrdesk.sync.core import wire
from corrdesk.sync.core.refusal import Reason, Refused
from corrdesk.sync.core.wire import (
    LARGE,
    LEVEL,
    QUICK,
    SMALL,
    Fields,
    are_sorted,
    decoded_each,
    dumps,
    is_plain,
    loads,
    loads_columns,
    octets_of,
    pack,
    require_numbers,
    require_octets,
    require_texts,
    unpack,
)

PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**60), 2**60) | st.text(max_size=8) | st.binary(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=4), inner),
    max_leaves=12,
)


@given(PLAIN)
def test_what_is_written_is_read(value: Any) -> None:
    assert loads(dumps(value)) == value


@given(st.binary(max_size=60))
def test_any_bytes_are_read_in_one_form_only_or_refused(raw: bytes) -> None:
    with suppress(Refused):
        assert dumps(loads(raw)) == raw


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"\x01\x02",  # something after the value
        b"\x18\x01",  # a number that is longer than it need be
        b"\x9f\x01\xff",  # a list without length
        b"\xa2\x61a\x01\x61a\x02",  # a key twice
        b"\xa2\x61b\x01\x61a\x02",  # keys out of order
        b"\x81" * 100 + b"\x01",  # too deep
        b"\x9b" + b"\x7f" * 8,  # longer than all memory
        b"\x62\xff\xff",  # not text
    ],
)
def test_other_forms_are_refused(raw: bytes) -> None:
    with pytest.raises(Refused):
        loads(raw)


def test_packing_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    assert unpack(pack(b"x" * 5000)) == b"x" * 5000
    with pytest.raises(Refused) as bomb:
        unpack(pack(bytes(20 << 20)))
    assert bomb.value.reason is Reason.BOMB
    monkeypatch.setattr(wire, "LARGEST_RAW", 1000)
    with pytest.raises(Refused):
        unpack(pack(b"0123456789abcdef" * 100))


@pytest.mark.parametrize(
    "packed",
    [
        b"",
        b"\x28\xb5\x2f\xfd",
        pack(b"abc") + b"x",
        pack(b"abc") + pack(b"abc"),
        pack(b"abc" * 99)[:-2],
        pack(b""),
        zstandard.ZstdCompressor(write_content_size=False).compress(b"abc"),
        b"not packed at all",
    ],
)
def test_anything_but_one_whole_frame_is_refused(packed: bytes) -> None:
    with pytest.raises(Refused):
        unpack(packed)


@pytest.mark.parametrize(
    ("value", "plain"),
    [
        ({"a": [1, 2.5, None, True, "文"]}, True),
        ("a\0b", False),
        (2**63, False),
        (b"bytes", False),
        ({1: "a"}, False),
        (cbor2.CBORTag(1, 1), False),
    ],
)
def test_plain_values(value: Any, plain: object) -> None:
    assert is_plain(value) is plain
    assert is_plain([value]) is plain


def test_fields_are_read_in_order_and_checked() -> None:
    fields = Fields(["ab", "0f" * 16, 3, b"xy", [1], {"k": 2}], 6)
    assert fields.text() == "ab"
    assert fields.hex() == "0f" * 16
    assert (fields.number(), fields.octets(2)) == (3, b"xy")
    assert (fields.items(1), fields.mapping(1)) == ([1], {"k": 2})


@pytest.mark.parametrize(
    ("values", "read"),
    [
        ([1], "text"),
        (["a\0"], "text"),
        (["x" * 201], "text"),
        (["0F" * 16], "hex"),
        (["0f"], "hex"),
        ([True], "number"),
        ([-1], "number"),
        ([2**63], "number"),
        (["x"], "octets"),
        (["x"], "items"),
        ([{1: 2}], "mapping"),
    ],
)
def test_wrong_fields_are_refused(values: list[Any], read: str) -> None:
    fields = Fields(values, 1)
    arguments = (1,) if read in {"items", "mapping"} else ()
    with pytest.raises(Refused):
        getattr(fields, read)(*arguments)
    with pytest.raises(Refused):
        Fields(values, 2)


def test_no_bit_of_a_packed_frame_can_be_turned_unseen() -> None:
    raw = b"a body of some size " * 20
    packed = pack(raw)
    for bit in range(8 * len(packed)):
        turned = bytearray(packed)
        turned[bit // 8] ^= 1 << bit % 8
        try:
            assert unpack(bytes(turned)) != raw
        except Refused:
            continue


@given(st.dictionaries(st.text(), PLAIN | st.floats(allow_nan=False)))
def test_only_the_canonical_bytes_of_a_value_are_taken(value: Any) -> None:
    raw = dumps(value)
    assert loads(raw) == value
    for other in (cbor2.dumps(value), cbor2.dumps(_turned(value))):
        if other != raw:
            with pytest.raises(Refused):
                loads(other)


def _turned(value: Any) -> Any:
    """The same with the keys of every map the other way round."""
    if isinstance(value, list):
        return [_turned(each) for each in value]
    if isinstance(value, dict):
        return {key: _turned(each) for key, each in reversed(value.items())}
    return value


@pytest.mark.parametrize("raw", [b"\x18\x01", b"\x81\x18\x01", b"\xa1\x61a\x18\x01", b"\x58\x01a"])
def test_numbers_and_lengths_have_their_shortest_form(raw: bytes) -> None:
    with pytest.raises(Refused):
        loads(raw)


@pytest.mark.parametrize(
    ("wanted", "good", "bad"),
    [
        (lambda values: require_texts(values, 3), ["abc", ""], ["abcd"]),
        (lambda values: require_texts(values, 3), [], ["a\x00"]),
        (lambda values: require_texts(values, 3), ["甲乙丙"], ["a", b"b"]),
        (require_numbers, [0, (1 << 63) - 1], [1, -1]),
        (require_numbers, [], [1 << 63]),
        (require_numbers, [7], [True]),
        (require_octets, [b"", b"x"], [b"", "x"]),
    ],
)
def test_columns_are_checked_as_a_whole(wanted: Any, good: list[Any], bad: list[Any]) -> None:
    wanted(good)
    with pytest.raises(Refused):
        wanted(bad)


VALUES = st.lists(st.lists(PLAIN, max_size=3) | PLAIN, min_size=1, max_size=4)


@given(VALUES)
def test_many_values_are_as_long_as_they_were_written(values: list[Any]) -> None:
    raws = [dumps(value) for value in values]
    assert decoded_each(raws) == values
    assert octets_of(values) == len(b"".join(raws))


@given(VALUES, st.data())
def test_pieces_that_were_cut_elsewhere_are_shorter_than_they_say(
    values: list[Any], data: st.DataObject
) -> None:
    whole = b"".join(map(dumps, values))
    cuts = sorted(data.draw(st.lists(st.integers(0, len(whole)), max_size=3)))
    pieces = [whole[a:b] for a, b in pairwise([0, *cuts, len(whole)])]
    found = decoded_each(pieces)
    if found is not None and octets_of(found) == len(whole):
        assert list(map(dumps, found)) == pieces


def test_a_longer_form_of_a_value_is_seen_among_many() -> None:
    raws = [b"\x01", b"\x18\x02", b"\x03"]
    found = decoded_each(raws)
    assert found == [1, 2, 3]
    assert octets_of(found) == len(b"".join(raws)) - 1
    assert octets_of([]) == 0
    assert decoded_each([b"\x01", b"\xff"]) is None


@pytest.mark.parametrize(
    "shorter",
    [
        b"\xc2\x45\x02\x00\x00\x00\x00",  # a number as bytes: two bytes fewer
        b"\xd9\x01\x00\x82\x63abc\xd8\x19\x00",  # a text that was said before
        b"\xd9\x03\xe8\x01",  # a tag that nobody knows
    ],
)
def test_no_shorter_form_makes_up_for_a_longer_one(shorter: bytes) -> None:
    assert cbor2.loads(shorter)
    assert decoded_each([b"\x19\x00\x01", shorter]) is None


def test_names_are_in_the_order_of_length_and_bytes() -> None:
    assert are_sorted(("b", "aa"))
    assert not are_sorted(("aa", "b"))
    assert not are_sorted((1,))


def test_what_is_small_is_packed_closely() -> None:
    """A day's work over a slow line; a first exchange takes less trouble over each byte."""
    words = " ".join(f"{number:032x} {number * 7919 % 10007}" for number in range(4000)).encode()
    small, middle, large = words, words * 4, words * 8
    assert len(small) < SMALL < len(middle) < LARGE < len(large)
    assert len(pack(small)) < len(zstandard.ZstdCompressor(level=LEVEL).compress(small))
    for raw, level in ((middle, LEVEL), (large, QUICK)):
        frame = zstandard.ZstdCompressor(level=level, write_content_size=True).compress(raw)
        assert pack(raw) == frame
    for raw in (small, middle, large):
        assert unpack(pack(raw)) == raw


@pytest.mark.parametrize(
    ("columns", "reason"),
    [
        ([["a", "b"], [1, 2]], None),
        ([[], []], None),
        ([["a", "b", "c"], [1, 2, 3]], Reason.SIZE),
        ([["a"], [1, 2]], Reason.FORM),
        ([["a"]], Reason.FORM),
        ([["a"], 1], Reason.FORM),
        ([["a"], [[1]]], Reason.FORM),
        ([["a"], [{"b": 1}]], Reason.FORM),
        ({"a": 1}, Reason.FORM),
    ],
)
def test_columns_hold_as_many_plain_values_each(columns: Any, reason: Reason | None) -> None:
    if reason is None:
        assert loads_columns(dumps(columns), 2, 2) == columns
        return
    with pytest.raises(Refused) as refused:
        loads_columns(dumps(columns), 2, 2)
    assert refused.value.reason is reason


@pytest.mark.parametrize(
    "raw",
    [
        b"\x82\x81\x01\x81\x02\x00",  # more after it
        b"\x82\x81\x01",  # less
        b"\x82\x81\x18\x01\x81\x02",  # a number in a longer form
        b"\x82\x98\x01\x01\x81\x02",  # the length of a list
        b"\x98\x02\x81\x01\x81\x02",  # that of them all
        b"\x82\x81\x01\x9f\x02\xff",  # no length at all
        b"\x82\x81\x01\x9b\xff\xff\xff\xff\xff\xff\xff\xff",  # more than anybody has room for
        b"",
    ],
)
def test_columns_have_one_form(raw: bytes) -> None:
    assert loads_columns(b"\x82\x81\x01\x81\x02", 2, 1) == [[1], [2]]
    with pytest.raises(Refused):
        loads_columns(raw, 2, 1)


def test_what_holds_too_many_values_is_not_made(monkeypatch: pytest.MonkeyPatch) -> None:
    dense, formless = dumps([[]] * 300), dumps([[]] * 300) + b"\x1c"
    roomy = dumps([["so many bytes for each"] * 300])
    monkeypatch.setattr(heads, "LIGHT", 200)
    monkeypatch.setattr(wire, "LIGHT", 200)
    monkeypatch.setattr(heads, "MOST_VALUES", 250)
    assert loads(roomy)[0][0] == "so many bytes for each"
    assert decoded_each([roomy, dumps(1)]) is not None
    with pytest.raises(Refused) as refused:
        loads(dense)
    assert refused.value.reason is Reason.BOMB
    assert decoded_each([dense]) is None
    monkeypatch.setattr(heads, "MOST_VALUES", 1000)
    with pytest.raises(Refused) as refused:
        loads(formless)
    assert refused.value.reason is Reason.FORM
    assert decoded_each([formless]) is None
