"""Identifiers: form, order and the unambiguous joining of parts."""

import uuid
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corrdesk.base import ids
from corrdesk.base.clock import FixedClock, SystemClock
from corrdesk.base.ids import IdMint, derived_id, is_id

parts = st.lists(st.text(max_size=6), max_size=5)


def test_a_minted_id_is_a_uuid_of_version_seven_with_its_time() -> None:
    clock = FixedClock(datetime(2026, 3, 2, 1, 2, 3, 456000, tzinfo=UTC))
    minted = uuid.UUID(IdMint(clock).mint())
    assert (minted.version, minted.variant) == (7, uuid.RFC_4122)
    assert minted.int >> 80 == int(clock.now().timestamp() * 1000)


@given(st.lists(st.integers(min_value=-5000, max_value=5000), max_size=50))
def test_ids_increase_whatever_the_clock_does(steps: list[int]) -> None:
    clock = FixedClock(date(2026, 3, 2))
    mint = IdMint(clock)
    minted = [mint.mint()]
    for step in steps:
        clock.advance(timedelta(milliseconds=step))
        minted.append(mint.mint())
    assert minted == sorted(set(minted))
    assert all(len(value) == 32 and value == value.lower() for value in minted)


def test_a_full_millisecond_spills_into_the_next() -> None:
    mint = IdMint(FixedClock(date(2026, 3, 2)))
    first = mint.mint()
    mint._random = (1 << 74) - 1
    assert uuid.UUID(mint.mint()).int >> 80 == (uuid.UUID(first).int >> 80) + 1


def test_threads_never_get_the_same_id() -> None:
    mint = IdMint(SystemClock())
    with ThreadPoolExecutor(4) as pool:
        minted = list(pool.map(lambda _: mint.mint(), range(2000)))
    assert len(set(minted)) == 2000


def test_two_mints_of_one_moment_differ() -> None:
    clock = FixedClock(date(2026, 3, 2))
    assert IdMint(clock).mint() != IdMint(clock).mint()


def test_a_clock_before_1970_is_refused() -> None:
    with pytest.raises(ValueError, match="clock"):
        ids._uuid7(-1, 0)


@given(parts, parts)
def test_derived_ids_agree_exactly_when_the_parts_do(one: list[str], other: list[str]) -> None:
    assert (derived_id(*one) == derived_id(*other)) == (one == other)


def test_parts_are_joined_unambiguously() -> None:
    assert derived_id("ab", "c") != derived_id("a", "bc")
    assert derived_id("a", "") != derived_id("a")


def test_a_derived_id_never_changes_between_releases() -> None:
    assert derived_id("duty", "2026-03") == "968742b773aac8fedb1d83b1f57752c9"


def test_what_an_id_looks_like() -> None:
    assert is_id(derived_id("device", "one"))
    assert is_id(IdMint(SystemClock()).mint())
    for text in ("", "second", "A" * 32, "a" * 31, "g" * 32, f"{'a' * 32}\n"):
        assert not is_id(text)
