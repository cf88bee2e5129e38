"""The clocks of a move against plain days, and who answers for somebody between two places."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corrdesk.base.workdays import load_calendar
from corrdesk.casework.relocation.model import PackKey
from corrdesk.casework.relocation.policy import (
    NEW,
    OLD,
    ArchiveFacts,
    BetweenFacts,
    MoveFacts,
    RelocationFacts,
    copies_of,
    pack_asked_for,
    relocation_apply_by,
    relocation_archive,
    relocation_deadlines,
    relocation_responsible,
)
from corrdesk.rules.catalog import load_rulebook
from corrdesk.rules.facts import FactImpossible, FactMissing
from corrdesk.rules.law import Law

DAY = timedelta(days=1)
CALENDAR = load_calendar()
LAW = Law(load_rulebook(), CALENDAR, date(2026, 6, 1))


@given(st.dates(date(2024, 1, 1), date(2026, 12, 1)))
def test_every_clock_of_a_move_ends_on_a_working_day(day: date) -> None:
    decision = relocation_deadlines(RelocationFacts(day, day, day, day, day), LAW)
    answer = decision.value
    names = list(RelocationFacts.__dataclass_fields__)
    assert len(names) == 5
    for name in ("consult", "reply", "refusal_notice", "files", "receipt", "person_reports"):
        raw = getattr(answer, f"{name}_raw_due")
        due = getattr(answer, f"{name}_due")
        assert raw == day + (7 if name == "person_reports" else 5) * DAY
        assert due >= raw
        assert not CALENDAR.is_rest_day(due)
    assert decision.calendar_missing is False


def test_a_move_that_has_not_begun_names_every_event() -> None:
    with pytest.raises(FactMissing) as caught:
        RelocationFacts()
    assert caught.value.names == tuple(RelocationFacts.__dataclass_fields__)


def test_steps_on_one_day_are_in_order() -> None:
    day = date(2026, 3, 2)
    assert RelocationFacts(day, day, day, day, day).decided == day
    with pytest.raises(FactImpossible) as caught:
        RelocationFacts(applied=day, decided=day - DAY)
    assert caught.value.fact == "decided"


def test_one_applies_a_month_ahead_and_the_day_never_shifts() -> None:
    decision = relocation_apply_by(MoveFacts(date(2026, 7, 5)), LAW)
    assert decision.value.apply_by == date(2026, 6, 5)
    assert decision.cites("IM-30")
    assert decision.calendar_missing is None


@given(
    st.dates(date(2026, 1, 5), date(2026, 5, 20)),
    st.integers(0, 9),
    st.none() | st.integers(0, 40),
)
def test_the_old_place_answers_until_the_report(
    decided: date, told_after: int, reported_after: int | None
) -> None:
    told = decided + told_after * DAY
    there = None if reported_after is None else decided + reported_after * DAY
    answer = relocation_responsible(BetweenFacts(decided, told, there), LAW).value
    has_reported = there is not None and there <= LAW.as_of
    assert answer.responsible == (NEW if has_reported else OLD)
    if not has_reported:
        due = relocation_deadlines(RelocationFacts(person_notified=told), LAW).value
        assert answer.person_reports_due == due.person_reports_due
        late = (LAW.as_of - due.person_reports_due).days  # type: ignore[operator]
        assert answer.days_overdue == max(late, 0)
        assert answer.no_show == (late > 0)
        assert answer.search_by == (OLD if late > 0 else None)


def test_nobody_is_told_before_the_decision() -> None:
    day = date(2026, 5, 11)
    with pytest.raises(FactImpossible) as caught:
        BetweenFacts(day, day - DAY)
    assert caught.value.fact == "person_notified"


def test_a_prison_tells_of_the_archive_in_five_days() -> None:
    decision = relocation_archive(ArchiveFacts(date(2026, 5, 11)), LAW)
    assert decision.value.archive_raw_due == date(2026, 5, 16)
    assert decision.value.archive_due == date(2026, 5, 18)  # the sixteenth is a Saturday
    assert decision.cites("IM-31")


def test_what_is_handed_over_and_who_gets_a_copy_are_rules() -> None:
    keys, cited = pack_asked_for(LAW)
    assert set(keys) == set(PackKey)
    assert {each.id for each in cited} == {"CCL-27", "IM-18"}
    assert copies_of(LAW, "files")[0] == ("decision_organ", "procuratorate", "police")
    assert copies_of(LAW, "receipt")[0] == ("procuratorate", "police")
