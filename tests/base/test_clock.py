"""The clock: Chinese days, aware moments, and a clock that stands still."""

from datetime import UTC, date, datetime, timedelta

import pytest

from corrdesk.base.clock import CHINA, Clock, FixedClock, SystemClock


def test_the_system_clock_is_aware_and_chinese() -> None:
    clock: Clock = SystemClock()
    before = datetime.now(UTC)  # noqa: TID251 - judges the clock
    now = clock.now()
    assert before <= now <= before + timedelta(seconds=60)
    assert now.utcoffset() == timedelta(hours=8)


def test_the_day_changes_at_midnight_in_china() -> None:
    clock = FixedClock(datetime(2026, 3, 1, 15, 59, 59, tzinfo=UTC))
    assert clock.today() == date(2026, 3, 1)
    clock.advance(timedelta(seconds=1))
    assert clock.today() == date(2026, 3, 2)
    assert clock.now().tzinfo is CHINA


def test_a_plain_date_means_the_morning_of_that_day() -> None:
    clock = FixedClock(date(2026, 3, 2))
    assert clock.now() == datetime(2026, 3, 2, 9, tzinfo=CHINA)


def test_a_naive_moment_is_refused() -> None:
    with pytest.raises(ValueError, match="aware"):
        FixedClock(datetime(2026, 3, 2, 9))
