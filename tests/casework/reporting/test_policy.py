"""Duties and medical dates: the calendar against an independent day-by-day model, and edges."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corrdesk.base.spans import Span
from corrdesk.base.workdays import load_calendar
from corrdesk.casework.caseload.model import Category, SupervisionClass
from corrdesk.casework.reporting.model import DutyKind
from corrdesk.casework.reporting.policy import (
    ApprovedLeave,
    CalendarFacts,
    ClassFrom,
    DutyWindow,
    duties_calendar,
    duty_windows,
    grace_days,
)
from corrdesk.rules.catalog import load_rulebook
from corrdesk.rules.facts import FactImpossible
from corrdesk.rules.law import Law

DAY = timedelta(days=1)
TODAY = date(2026, 6, 1)
BOOK = load_rulebook("cn-example")
STRICT, NORMAL, LIGHT = SupervisionClass

# The table of the example pack once more, by hand: (cadence, amount) for strict, normal, light.
TABLE = {
    "check_in": (("week", 1), ("half_month", 1), ("month", 1)),
    "phone_report": (("week", 2), ("week", 1), ("half_month", 1)),
    "written_report": (("week", 1), ("half_month", 1), ("month", 1)),
    "talk": (("week", 1), ("half_month", 1), ("month", 1)),
    "home_visit": (("month", 1), ("quarter", 2), ("quarter", 1)),
    "education": (("month", 12), ("month", 6), ("quarter", 9)),
    "public_service": (("month", 12), ("month", 6), ("quarter", 9)),
}
Table = tuple[tuple[str, int], ...]
Changes = list[tuple[date, str]]
Leaves = list[tuple[date, date]]
Situation = tuple[str, bool, date, date, Changes, Leaves]
RANK = {"strict": 0, "normal": 1, "light": 2}


def label(cadence: str, day: date) -> tuple[int, ...]:
    """A name for the period that holds a day, such that days of one period share it."""
    if cadence == "week":
        return tuple(day.isocalendar()[:2])
    if cadence == "half_month":
        return (day.year, day.month, int(day.day > 15))
    if cadence == "month":
        return (day.year, day.month)
    return (day.year, (day.month + 2) // 3)


def whole(cadence: str, day: date) -> list[date]:
    """Every day of the period that holds a day, found by walking."""
    around = [day + n * DAY for n in range(-95, 96)]
    return [each for each in around if label(cadence, each) == label(cadence, day)]


def slow_duties(
    class_: str,
    able: bool,
    first: date,
    last: date,
    changes: Changes,
    leaves: Leaves,
) -> set[tuple[str, date, date, int]]:
    """The duties by the words of the example pack, one day after the other."""
    found: dict[tuple[str, date, date], int] = {}
    for kind, table in TABLE.items():
        if kind == "public_service" and not able:
            continue
        ruling = slow_ruling(table, class_, first, last, changes)
        for run in runs(table, ruling):
            cadence, amount = table[ruling[run[0]]]
            if len(run) * 2 >= len(whole(cadence, run[0])):
                found[(kind, run[0], run[-1])] = amount
    for kind, start, end in [key for key in found if key[0] == "check_in"]:
        if any(depart <= start and end <= back for depart, back in leaves):
            amount = found.pop((kind, start, end))
            call = ("phone_report", start, end)
            found[call] = amount + found.get(call, 0)
    return {(*key, amount) for key, amount in found.items()}


def slow_ruling(
    table: Table, class_: str, first: date, last: date, changes: list[tuple[date, str]]
) -> dict[date, int]:
    """The rank of the class that rules a kind, day by day."""
    days = [first + n * DAY for n in range((last - first).days + 1)]
    ordered = {
        day: RANK[([class_] + [to for when, to in sorted(changes) if when <= day])[-1]]
        for day in days
    }
    ruling = dict(ordered)
    for day in days[1:]:
        before, after = ordered[day - DAY], ordered[day]
        if before != after:
            stricter = min(before, after)
            edge = day if after == stricter else day - DAY
            for each in whole(table[stricter][0], edge):
                if each in ruling:
                    ruling[each] = min(ruling[each], stricter)
    return ruling


def runs(table: Table, ruling: dict[date, int]) -> list[list[date]]:
    """Days side by side under one class in one period of its cadence."""
    found: list[list[date]] = []
    known = None
    for day, rank in ruling.items():
        name = (rank, label(table[rank][0], day))
        if name == known:
            found[-1].append(day)
        else:
            found.append([day])
        known = name
    return found


def real_duties(
    class_: str,
    able: bool,
    first: date,
    last: date,
    changes: Changes,
    leaves: Leaves,
    within: Span | None = None,
) -> tuple[DutyWindow, ...]:
    """The same question to the policy."""
    return duty_windows(
        SupervisionClass(class_),
        able_to_work=able,
        span=Span.inclusive(first, last),
        class_changes=[(day, SupervisionClass(to)) for day, to in changes],
        leaves=[Span.inclusive(depart, back) for depart, back in leaves],
        rulebook=BOOK,
        on=TODAY,
        within=within,
    )


def as_rows(windows: tuple[DutyWindow, ...]) -> set[tuple[str, date, date, int]]:
    return {
        (each.kind.value, each.period_start, each.period_end, each.count or each.hours or 0)
        for each in windows
    }


CLASSES = st.sampled_from(["strict", "normal", "light"])
STARTS = st.dates(date(2023, 11, 1), date(2026, 12, 31))


@st.composite
def situations(draw: st.DrawFn, *, closest: int) -> Situation:
    """A supervision whose class changes lie at least `closest` days apart."""
    first = draw(STARTS)
    last = first + draw(st.integers(0, 420)) * DAY
    changes = []
    day = first
    for step in draw(st.lists(st.integers(closest, 200), max_size=3)):
        day += max(step, 1) * DAY
        if day <= last:
            changes.append((day, draw(CLASSES)))
    leaves = []
    for offset, length in draw(
        st.lists(st.tuples(st.integers(-5, 420), st.integers(0, 40)), max_size=3)
    ):
        leaves.append((first + offset * DAY, first + (offset + length) * DAY))
    return draw(CLASSES), draw(st.booleans()), first, last, changes, leaves


@settings(max_examples=250, deadline=None)
@given(situations(closest=92))
def test_calendar_agrees_with_a_day_by_day_model(situation: Situation) -> None:
    windows = real_duties(*situation)
    assert as_rows(windows) == slow_duties(*situation)
    assert list(windows) == sorted(
        windows, key=lambda each: (each.period_start, each.kind.value, each.period_end)
    )


@settings(max_examples=150, deadline=None)
@given(situations(closest=1))
def test_close_changes_agree_as_well(situation: Situation) -> None:
    assert as_rows(real_duties(*situation)) == slow_duties(*situation)


@settings(max_examples=100, deadline=None)
@given(situations(closest=1), st.integers(-10, 400), st.integers(0, 40))
def test_a_view_of_some_days_shows_the_same_windows(
    situation: Situation, offset: int, length: int
) -> None:
    start = situation[2] + offset * DAY
    view = Span.inclusive(start, start + length * DAY)
    wanted = [
        each
        for each in real_duties(*situation)
        if each.period_start <= start + length * DAY and each.period_end >= start
    ]
    assert list(real_duties(*situation, view)) == wanted


@settings(max_examples=100, deadline=None)
@given(situations(closest=92))
def test_windows_stay_inside_and_of_one_kind_never_overlap(situation: Situation) -> None:
    class_, able, first, last, changes, _leaves = situation
    by_kind: dict[DutyKind, list[DutyWindow]] = {}
    for window in real_duties(class_, able, first, last, changes, []):
        assert first <= window.period_start <= window.period_end <= last
        assert (window.count is None) != (window.hours is None)
        by_kind.setdefault(window.kind, []).append(window)
    for windows in by_kind.values():
        for earlier, later in pairwise(windows):
            assert earlier.period_end < later.period_start


def _only(kind: str, *situation: object) -> set[tuple[str, date, date, int]]:
    slow: Callable[..., tuple[DutyWindow, ...]] = real_duties
    return {row for row in as_rows(slow(*situation)) if row[0] == kind}


@pytest.mark.parametrize(
    ("class_", "kind", "first", "last", "carries"),
    [
        ("strict", "talk", date(2026, 6, 4), date(2026, 6, 7), True),  # 4 of 7
        ("strict", "talk", date(2026, 6, 5), date(2026, 6, 7), False),  # 3 of 7
        ("normal", "talk", date(2026, 6, 8), date(2026, 6, 15), True),  # 8 of 15
        ("normal", "talk", date(2026, 6, 9), date(2026, 6, 15), False),  # 7 of 15
        ("normal", "talk", date(2026, 2, 22), date(2026, 2, 28), True),  # 7 of 13
        ("normal", "talk", date(2026, 2, 23), date(2026, 2, 28), False),  # 6 of 13
        ("normal", "talk", date(2026, 5, 24), date(2026, 5, 31), True),  # 8 of 16
        ("normal", "talk", date(2026, 5, 25), date(2026, 5, 31), False),  # 7 of 16
        ("light", "talk", date(2026, 6, 16), date(2026, 6, 30), True),  # 15 of 30
        ("light", "talk", date(2026, 6, 17), date(2026, 6, 30), False),  # 14 of 30
        ("light", "talk", date(2026, 5, 16), date(2026, 5, 31), True),  # 16 of 31
        ("light", "talk", date(2026, 5, 17), date(2026, 5, 31), False),  # 15 of 31
        ("light", "home_visit", date(2026, 5, 16), date(2026, 6, 30), True),  # 46 of 91
        ("light", "home_visit", date(2026, 5, 17), date(2026, 6, 30), False),  # 45 of 91
        ("light", "home_visit", date(2026, 1, 1), date(2026, 2, 14), True),  # 45 of 90
        ("light", "home_visit", date(2026, 1, 1), date(2026, 2, 13), False),  # 44 of 90
        ("light", "home_visit", date(2024, 1, 1), date(2024, 2, 14), False),  # 45 of 91
        ("light", "home_visit", date(2026, 5, 1), date(2026, 6, 15), True),  # cut at both ends
        ("light", "home_visit", date(2026, 5, 2), date(2026, 6, 15), False),
    ],
)
def test_stub_rule(class_: str, kind: str, first: date, last: date, carries: bool) -> None:
    assert bool(_only(kind, class_, True, first, last, [], [])) is carries


def test_no_work_no_public_service() -> None:
    first, last = date(2026, 6, 1), date(2026, 6, 30)
    assert _only("public_service", "strict", True, first, last, [], [])
    assert not _only("public_service", "strict", False, first, last, [], [])
    assert _only("education", "strict", False, first, last, [], [])


def test_a_leave_over_a_half_month_gives_a_call_of_its_own() -> None:
    leave = [(date(2026, 6, 1), date(2026, 6, 15))]
    rows = _only("phone_report", "normal", True, date(2026, 6, 1), date(2026, 6, 15), [], leave)
    assert ("phone_report", date(2026, 6, 1), date(2026, 6, 15), 1) in rows
    assert ("phone_report", date(2026, 6, 1), date(2026, 6, 7), 1) in rows


def test_two_leaves_side_by_side_are_not_one() -> None:
    leaves = [(date(2026, 6, 1), date(2026, 6, 3)), (date(2026, 6, 4), date(2026, 6, 7))]
    assert _only("check_in", "strict", True, date(2026, 6, 1), date(2026, 6, 7), [], leaves)


def test_a_leave_covers_what_is_left_of_a_cut_period() -> None:
    leave = [(date(2026, 6, 4), date(2026, 6, 7))]
    assert not _only("check_in", "strict", True, date(2026, 6, 4), date(2026, 6, 7), [], leave)
    assert _only("phone_report", "strict", True, date(2026, 6, 4), date(2026, 6, 7), [], leave) == {
        ("phone_report", date(2026, 6, 4), date(2026, 6, 7), 3)
    }


def test_changes_outside_the_span_are_not_looked_at() -> None:
    first, last = date(2026, 6, 1), date(2026, 6, 30)
    plain = real_duties("strict", True, first, last, [], [])
    outside = [(first - DAY, "light"), (first, "light"), (last + DAY, "light")]
    assert real_duties("strict", True, first, last, outside, []) == plain
    assert real_duties("strict", True, first, last, [(date(2026, 6, 10), "strict")], []) == plain


def test_the_national_book_gives_no_windows() -> None:
    windows = duty_windows(
        STRICT,
        able_to_work=True,
        span=Span.inclusive(date(2026, 6, 1), date(2026, 6, 30)),
        class_changes=(),
        leaves=(),
        rulebook=load_rulebook("cn"),
        on=TODAY,
    )
    assert windows == ()


def test_a_supervision_without_end_has_no_calendar() -> None:
    with pytest.raises(ValueError, match="end"):
        duty_windows(
            STRICT,
            able_to_work=True,
            span=Span(date(2026, 6, 1)),
            class_changes=(),
            leaves=(),
            rulebook=BOOK,
            on=TODAY,
        )


def test_there_is_no_grace_unless_a_pack_grants_it() -> None:
    assert grace_days(BOOK, TODAY) == 0


def test_needs_name_the_numbers_of_every_class_that_is_asked() -> None:
    law = Law(load_rulebook("cn"), load_calendar(), TODAY)
    facts = CalendarFacts(
        class_=STRICT,
        category=Category.PROBATION,
        able_to_work=False,
        from_=date(2026, 6, 1),
        until=date(2026, 12, 31),
        class_changes=(ClassFrom(date(2026, 9, 1), LIGHT),),
    )
    decision = duties_calendar(facts, law)
    assert decision.value.duties == ()
    kinds = [kind for kind in DutyKind if kind is not DutyKind.PUBLIC_SERVICE]
    assert set(decision.needs) == {
        f"pack.class.{class_}.{kind}" for class_ in (STRICT, LIGHT) for kind in kinds
    }
    assert decision.cites("CCL-24")


def test_the_example_pack_needs_nothing_and_cites_its_document() -> None:
    law = Law(BOOK, load_calendar(), TODAY)
    facts = CalendarFacts(STRICT, Category.PAROLE, True, date(2026, 6, 1), date(2026, 6, 7))
    decision = duties_calendar(facts, law)
    assert decision.needs == ()
    assert decision.cites("cn-example-第三条")
    assert not decision.cites("cn-example-第七条")  # no class changed
    assert not decision.cites("cn-example-第八条")  # nobody was on leave
    assert len(decision.value.duties) == 4


@pytest.mark.parametrize(
    "changes",
    [
        (ClassFrom(date(2026, 6, 1), LIGHT),),
        (ClassFrom(date(2026, 5, 31), LIGHT),),
        (ClassFrom(date(2026, 5, 1), STRICT), ClassFrom(date(2026, 5, 31), LIGHT)),
        (ClassFrom(date(2026, 6, 9), LIGHT), ClassFrom(date(2026, 6, 9), NORMAL)),
    ],
)
def test_class_changes_contradict_neither_each_other_nor_the_class(
    changes: tuple[ClassFrom, ...],
) -> None:
    with pytest.raises(FactImpossible) as caught:
        CalendarFacts(STRICT, Category.PAROLE, True, date(2026, 6, 1), date(2026, 6, 30), changes)
    assert caught.value.fact == "class_changes"


@pytest.mark.parametrize(
    "change",
    [
        ClassFrom(date(2026, 5, 31), STRICT),
        ClassFrom(date(2026, 6, 1), STRICT),
        ClassFrom(date(2026, 7, 1), LIGHT),
    ],
)
@pytest.mark.parametrize("pack", ["cn", "cn-example"])
def test_changes_outside_the_days_asked_change_nothing(change: ClassFrom, pack: str) -> None:
    law = Law(load_rulebook(pack), load_calendar(), TODAY)
    plain = CalendarFacts(STRICT, Category.PAROLE, True, date(2026, 6, 1), date(2026, 6, 30))
    moved, still = (
        duties_calendar(each, law) for each in (replace(plain, class_changes=(change,)), plain)
    )
    assert (moved.value, moved.needs) == (still.value, still.needs)
    assert moved.citations == still.citations


def test_changes_and_leaves_cite_the_rules_they_touch() -> None:
    facts = CalendarFacts(
        STRICT,
        Category.PAROLE,
        True,
        date(2026, 6, 1),
        date(2026, 6, 30),
        (ClassFrom(date(2026, 6, 9), LIGHT),),
        (ApprovedLeave(date(2026, 6, 1), date(2026, 6, 1)),),
    )
    decision = duties_calendar(facts, Law(BOOK, load_calendar(), TODAY))
    assert decision.cites("cn-example-第七条")
    assert decision.cites("cn-example-第八条")
    assert dict(decision.facts_used)["leaves"] == [{"depart": "2026-06-01", "return": "2026-06-01"}]
