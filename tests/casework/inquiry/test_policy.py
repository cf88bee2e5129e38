"""Inquiries: working days counted one by one, against a walk through the calendar."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from corrdesk.base.workdays import load_calendar
from corrdesk.casework.inquiry.policy import InquiryFacts, inquiry_deadline
from corrdesk.rules.catalog import load_rulebook
from corrdesk.rules.law import Law

CALENDAR = load_calendar()
LAW = Law(load_rulebook(), CALENDAR, date(2026, 6, 1))


@given(st.dates(date(2020, 7, 1), date(2026, 11, 30)), st.booleans())
def test_the_due_day_is_the_tenth_or_fifth_working_day(received: date, fast: bool) -> None:
    due = inquiry_deadline(InquiryFacts(received, fast), LAW).value.due
    worked = 0
    day = received
    while day < due:
        day += timedelta(days=1)
        worked += CALENDAR.is_working_day(day)
    assert worked == (5 if fast else 10)
    assert CALENDAR.is_working_day(due)
