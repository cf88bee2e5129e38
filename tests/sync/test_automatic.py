"""When an exchange begins by itself, how failures space it out, and what turns it off for good."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corrdesk.base.clock import CHINA
from corrdesk.base.errors import UserError
from corrdesk.sync.automatic import (
    LONGEST,
    MINUTES,
    SPREAD,
    Automatic,
    failed,
    is_due,
    put_off,
    read_automatic,
    stopped_by,
    turned_off,
    turned_on,
    went_through,
)
from corrdesk.sync.core.stops import Guard

NOW = datetime(2026, 6, 10, 9, tzinfo=CHINA)
PLACE = "folder:/stick"
PLACES = st.text(st.characters(exclude_characters="\x00", codec="utf-8"), max_size=30)


def by_hand(state: Automatic = Automatic()) -> Automatic:  # noqa: B008 - frozen
    return went_through(state, PLACE, NOW, 0.5, by_hand=True)


def test_off_until_somebody_exchanged_by_hand() -> None:
    assert not is_due(Automatic(), NOW)
    with pytest.raises(UserError, match="手工交换"):
        turned_on(Automatic(), 60, NOW, 0.5)
    state = turned_on(by_hand(), 60, NOW, 0.5)
    assert state.target == PLACE
    assert not is_due(state, NOW + timedelta(minutes=59))
    assert is_due(state, NOW + timedelta(minutes=60))
    assert not is_due(turned_off(state), NOW + timedelta(days=2))
    with pytest.raises(UserError):
        turned_on(by_hand(), 7, NOW, 0.5)


@pytest.mark.parametrize("guard", list(Guard))
def test_a_stop_lasts_until_a_person_exchanged_and_turned_it_on(guard: Guard) -> None:
    state = stopped_by(turned_on(by_hand(), 15, NOW, 0.5), guard)
    assert state.guard is guard
    assert not is_due(state, NOW + timedelta(days=9))
    with pytest.raises(UserError, match="查明"):
        turned_on(state, 15, NOW, 0.5)
    assert went_through(state, PLACE, NOW, 0.5, by_hand=False).stopped == guard.value
    state = by_hand(state)
    assert not state.on
    assert not is_due(state, NOW + timedelta(days=9))
    assert turned_on(state, 15, NOW, 0.5).on


@given(st.sampled_from(MINUTES), st.integers(0, 40), st.floats(0, 1))
def test_failures_space_it_out_but_never_beyond_hours(
    minutes: int, failures: int, chance: float
) -> None:
    state = turned_on(by_hand(), minutes, NOW, 0.5)
    before = timedelta(0)
    for _time in range(failures):
        state = failed(state, NOW, 0.5)
        wait = datetime.fromisoformat(state.due) - NOW
        assert wait >= before
        before = wait
    wait = datetime.fromisoformat(failed(state, NOW, chance).due) - NOW
    assert timedelta(minutes=minutes) * (1 - SPREAD) <= wait <= LONGEST * (1 + SPREAD)
    again = went_through(state, PLACE, NOW, 0.5, by_hand=False)
    assert again.failures == 0
    assert datetime.fromisoformat(again.due) - NOW == timedelta(minutes=minutes)


def test_what_a_person_cancels_begins_again_an_interval_later() -> None:
    state = put_off(turned_on(by_hand(), 60, NOW, 0.5), NOW + timedelta(minutes=61), 0.5)
    assert not is_due(state, NOW + timedelta(minutes=120))
    assert is_due(state, NOW + timedelta(minutes=121))
    assert put_off(by_hand(), NOW, 0.5) == by_hand()


def test_a_clock_put_back_does_not_hold_it_up() -> None:
    state = turned_on(by_hand(), 60, NOW + timedelta(days=400), 0.5)
    assert is_due(state, NOW)


@given(
    st.builds(
        Automatic, st.booleans(), st.sampled_from(MINUTES), PLACES,
        st.sampled_from(["", *(guard.value for guard in Guard)]), st.integers(0, 99),
        st.just(NOW.isoformat()),
    )
)  # fmt: skip
def test_it_is_remembered_as_it_was(state: Automatic) -> None:
    assert read_automatic(state.packed()) == state


def test_what_cannot_be_read_is_off() -> None:
    for raw in (None, b"", b"x", Automatic(on=True).packed()[:-1]):
        assert read_automatic(raw) == Automatic()
    assert Automatic(stopped="of the future").guard is None
