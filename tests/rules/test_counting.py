"""How days are counted: the settings of the house, and what never happens to a deadline."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corrdesk.base.resources import resource_path
from corrdesk.base.workdays import load_calendar
from corrdesk.rules.catalog import load_rulebook
from corrdesk.rules.counting import (
    Unit,
    days,
    deadline,
    month_window,
    months,
    same_day_number,
    working_days,
)
from corrdesk.rules.law import Law, Reasons

DAY = timedelta(days=1)
CALENDAR = load_calendar()
STARTS = st.dates(date(2020, 7, 1), date(2026, 11, 30))


@dataclass(frozen=True, slots=True)
class Nothing:
    """No facts."""


KNOWN = st.sampled_from([Unit.DAY, Unit.MONTH])


def reasons(rules: Path | None = None) -> Reasons:
    return Reasons(Law(load_rulebook(root=rules), CALENDAR, date(2026, 6, 1)))


@given(STARTS, KNOWN, st.integers(1, 40))
def test_a_deadline_never_falls_on_a_rest_day_and_never_before_its_count(
    start: date, unit: Unit, count: int
) -> None:
    why = reasons()
    found = deadline(why, start, unit, count)
    assert not CALENDAR.is_rest_day(found.due)
    assert not CALENDAR.is_rest_day(found.remind_on)
    assert found.remind_on <= found.raw_due <= found.due
    assert all(
        CALENDAR.is_rest_day(found.raw_due + n * DAY)
        for n in range((found.due - found.raw_due).days)
    )
    known = all(CALENDAR.has_year(day.year) for day in (found.remind_on, found.raw_due, found.due))
    assert why.calendar_missing is not known


@given(STARTS, KNOWN, st.integers(1, 40), st.integers(0, 40))
def test_a_later_event_never_gives_an_earlier_deadline(
    start: date, unit: Unit, count: int, later: int
) -> None:
    early = deadline(reasons(), start, unit, count)
    late = deadline(reasons(), start + later * DAY, unit, count)
    if unit is Unit.DAY:
        assert late.raw_due == early.raw_due + later * DAY
    assert late.raw_due >= early.raw_due
    assert late.due >= early.due


@given(st.dates(date(2020, 7, 1), date(2026, 9, 30)), st.integers(1, 30))
def test_working_days_are_counted_one_by_one(start: date, count: int) -> None:
    due = working_days(reasons(), start, count)
    between = [start + n * DAY for n in range(1, (due - start).days + 1)]
    assert sum(CALENDAR.is_working_day(day) for day in between) == count
    assert CALENDAR.is_working_day(due)
    assert deadline(reasons(), start, Unit.WORKING_DAY, count).due == due


@given(STARTS, st.integers(1, 24))
def test_months_keep_the_day_number_or_the_end_of_the_month(start: date, count: int) -> None:
    end = months(reasons(), start, count)
    assert (end.year * 12 + end.month) - (start.year * 12 + start.month) == count
    at_end = (start + DAY).day == 1
    assert end.day == start.day or (end + DAY).day == 1
    assert not at_end or (end + DAY).day == 1


@given(STARTS)
def test_a_window_of_months_and_a_day_more_hold_the_same_day(last: date) -> None:
    first = month_window(reasons(), last, 2)
    assert 59 <= (last - first).days + 1 <= 62
    assert months(reasons(), first - DAY, 2) >= last


def test_the_window_of_the_contract() -> None:
    assert month_window(reasons(), date(2026, 5, 10), 2) == date(2026, 3, 11)


def test_the_same_day_number_does_not_stick_to_the_end() -> None:
    assert same_day_number(reasons(), date(2026, 2, 28), 1) == date(2026, 3, 28)
    assert same_day_number(reasons(), date(2026, 1, 31), 1) == date(2026, 2, 28)


@pytest.fixture
def other_settings(tmp_path: Path) -> Path:
    """The rules that ship, with every counting choice turned round."""
    source = resource_path("rules")
    for path in source.rglob("*.yaml"):
        target = tmp_path / path.relative_to(source)
        target.parent.mkdir(parents=True, exist_ok=True)
        text = path.read_text(encoding="utf-8")
        if path.parent.name == "counting":
            text = text.replace("value: true", "value: TURNED").replace(
                "value: false", "value: true"
            )
            text = text.replace("value: TURNED", "value: false")
        target.write_text(text, encoding="utf-8")
    return tmp_path


def test_the_settings_are_rule_files_that_count(other_settings: Path) -> None:
    start = date(2026, 2, 28)
    why = reasons(other_settings)
    assert days(why, start, 10) == date(2026, 3, 9)
    assert days(reasons(), start, 10) == date(2026, 3, 10)
    assert months(why, start, 1) == date(2026, 3, 28)
    assert months(reasons(), start, 1) == date(2026, 3, 31)
    assert working_days(why, date(2026, 3, 2), 5) == date(2026, 3, 6)
    assert working_days(reasons(), date(2026, 3, 2), 5) == date(2026, 3, 9)
    saturday = deadline(why, date(2026, 3, 2), Unit.DAY, 6)
    assert (saturday.raw_due, saturday.due, saturday.remind_on) == (date(2026, 3, 7),) * 3


def test_counting_cites_its_choices() -> None:
    why = reasons()
    deadline(why, date(2026, 3, 2), Unit.MONTH, 1)
    deadline(why, date(2026, 3, 2), Unit.WORKING_DAY, 1)
    days(why, date(2026, 3, 2), 1)
    same_day_number(why, date(2026, 3, 2), 1)
    month_window(why, date(2026, 3, 2), 1)
    assert {rule.key for rule in why.decide(None, Nothing()).rules} == {
        "counting.month_end_sticks",
        "counting.deadline_shifts",
        "counting.remind_before_rest",
        "counting.working_days",
        "counting.first_day_counts",
        "counting.late_months",
        "counting.leave_window",
    }
