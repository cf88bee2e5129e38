"""Moments are kept in Chinese time, sort as text, and come back as they were."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.dialects.sqlite import dialect

from corrdesk.base.clock import CHINA
from corrdesk.store.types import Moment

MOMENT = Moment()
SQLITE = dialect()
MOMENTS = st.datetimes(
    min_value=datetime(1990, 1, 2),
    max_value=datetime(2099, 1, 1),
    timezones=st.sampled_from([UTC, CHINA]),
)


def kept(value: datetime) -> str:
    text = MOMENT.process_bind_param(value, SQLITE)
    assert text is not None
    return text


@given(MOMENTS)
def test_a_moment_comes_back_to_the_millisecond(moment: datetime) -> None:
    back = MOMENT.process_result_value(kept(moment), SQLITE)
    assert back is not None
    assert timedelta() <= moment - back < timedelta(milliseconds=1)
    assert back.utcoffset() == timedelta(hours=8)


@given(MOMENTS, MOMENTS)
def test_the_text_sorts_as_the_moments_do(one: datetime, other: datetime) -> None:
    if abs(one - other) >= timedelta(milliseconds=1):
        assert (kept(one) < kept(other)) == (one < other)


def test_a_moment_needs_its_zone() -> None:
    with pytest.raises(ValueError, match="zone"):
        MOMENT.process_bind_param(datetime(2026, 6, 10, 9, 0), SQLITE)


def test_nothing_stays_nothing() -> None:
    assert MOMENT.process_bind_param(None, SQLITE) is None
    assert MOMENT.process_result_value(None, SQLITE) is None
