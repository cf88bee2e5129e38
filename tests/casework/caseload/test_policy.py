"""A supervision as a whole: invariants of terms, ages and discharges; edges of counting."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corrdesk.base.workdays import load_calendar
from corrdesk.casework.caseload.model import Category, Sentence
from corrdesk.casework.caseload.policy import (
    AnnouncementFacts,
    CountFacts,
    DischargeFacts,
    MinorFacts,
    ReceiptFacts,
    ReportInFacts,
    SentenceAnswer,
    SentenceFacts,
    TermFacts,
    announcement,
    count_deadline,
    discharge_plan,
    minor_applies,
    receipt_deadline,
    report_deadline,
    sentence_fits,
    term_end,
)
from corrdesk.rules.catalog import load_rulebook
from corrdesk.rules.counting import Unit
from corrdesk.rules.facts import FactImpossible, FactMissing
from corrdesk.rules.law import Law

DAY = timedelta(days=1)
CALENDAR = load_calendar()
LAW = Law(load_rulebook(), CALENDAR, date(2026, 6, 1))
DAYS = st.dates(date(2020, 7, 1), date(2026, 11, 30))


@given(DAYS, st.integers(0, 400))
def test_reporting_in_ends_on_a_working_day_and_keeps_its_order(day: date, later: int) -> None:
    early = report_deadline(ReportInFacts(day), LAW).value
    late = report_deadline(ReportInFacts(day + later * DAY), LAW).value
    assert early.raw_due - day == 10 * DAY
    assert not CALENDAR.is_rest_day(early.due)
    assert late.due >= early.due
    assert receipt_deadline(ReceiptFacts(day), LAW).value.raw_due - day == 5 * DAY


@given(DAYS, st.integers(0, 5), st.integers(0, 30))
def test_a_longer_term_ends_later(start: date, years: int, months: int) -> None:
    shorter = term_end(TermFacts(Category.PAROLE, start, years, months + 1), LAW).value.end
    longer = term_end(TermFacts(Category.PAROLE, start, years, months + 2), LAW).value.end
    assert start < shorter < longer
    split = TermFacts(Category.PAROLE, start, years, months + 1)
    assert (
        term_end(TermFacts(Category.PAROLE, start, months=split.length), LAW).value.end == shorter
    )


def test_a_term_needs_a_length() -> None:
    with pytest.raises(FactMissing) as missing:
        TermFacts(Category.PAROLE, date(2026, 1, 1))
    assert missing.value.names == ("years", "months")
    for years, months, name in ((0, None, "years"), (None, 0, "months"), (2000, 0, "years")):
        with pytest.raises(FactImpossible) as caught:
            TermFacts(Category.PAROLE, date(2026, 1, 1), years, months)
        assert caught.value.fact == name


@pytest.mark.parametrize("count", [0, 12_001])
def test_a_period_has_a_length(count: int) -> None:
    with pytest.raises(FactImpossible):
        CountFacts(date(2026, 1, 1), count, Unit.DAY)
    assert CountFacts(date(2026, 1, 1), 12_000, Unit.MONTH).count == 12_000


def test_the_longest_period_still_has_an_end() -> None:
    for unit in (Unit.DAY, Unit.MONTH):
        far = count_deadline(CountFacts(date(2199, 12, 31), 12_000, unit), LAW)
        assert far.calendar_missing is True


@given(st.dates(date(1950, 1, 1), date(2008, 12, 31)), st.integers(0, 30_000))
def test_whoever_offended_later_is_no_younger(born: date, days: int) -> None:
    first = minor_applies(MinorFacts(born, born + days * DAY), LAW).value.minor_rules
    next_day = minor_applies(MinorFacts(born, born + (days + 1) * DAY), LAW).value.minor_rules
    assert first >= next_day
    birthday = born.replace(year=born.year + 18, day=min(born.day, 28))
    assert minor_applies(MinorFacts(born, birthday), LAW).value.minor_rules


@given(DAYS, st.none() | st.booleans(), st.none() | st.booleans())
def test_a_discharge_never_moves(end: date, detained: bool | None, pending: bool | None) -> None:
    plan = discharge_plan(DischargeFacts(end, detained, pending), LAW).value
    assert plan.summary_by == end - 30 * DAY
    assert plan.blocked == bool(detained or pending)
    assert plan.discharge_on == (None if plan.blocked else end)
    assert bool(plan.tell) is not plan.blocked


def test_an_age_is_compared_with_the_birthday() -> None:
    facts = MinorFacts(date(2008, 5, 20), date(2026, 5, 21))
    (step,) = minor_applies(facts, LAW).compared
    assert (step.what, step.actual, step.relation, step.limit) == (
        "offence_on",
        date(2026, 5, 21),
        "<=",
        date(2026, 5, 20),
    )


@pytest.mark.parametrize(
    ("category", "sentences", "fits"),
    [
        (Category.PUBLIC_SURVEILLANCE, [Sentence.FIXED_TERM], False),
        (Category.PUBLIC_SURVEILLANCE, [Sentence.FIXED_TERM, Sentence.PUBLIC_SURVEILLANCE], True),
        (Category.PROBATION, [Sentence.CRIMINAL_DETENTION], True),
        (Category.PROBATION, [Sentence.LIFE], False),
        (Category.PROBATION, [Sentence.PUBLIC_SURVEILLANCE], False),
        (Category.PAROLE, [Sentence.LIFE], True),
        (Category.PAROLE, [Sentence.CRIMINAL_DETENTION], False),
        (Category.OUTSIDE_PRISON, [Sentence.PUBLIC_SURVEILLANCE], True),
        (Category.PUBLIC_SURVEILLANCE, [], True),
    ],
)
def test_which_penalty_an_order_may_rest_on(
    category: Category, sentences: list[Sentence], fits: bool
) -> None:
    facts = SentenceFacts(category, date(2026, 1, 2), date(2027, 1, 1), tuple(sentences))
    assert sentence_fits(facts, LAW).value.sentence_fits is fits


@pytest.mark.parametrize(
    ("category", "sentences", "latest", "clause"),
    [
        (Category.PUBLIC_SURVEILLANCE, (), date(2029, 1, 1), "PC-69"),
        (Category.PROBATION, (Sentence.FIXED_TERM,), date(2031, 1, 1), "PC-73"),
        (Category.PROBATION, (), date(2031, 1, 1), "PC-73"),
        (Category.PROBATION, (Sentence.CRIMINAL_DETENTION,), date(2027, 1, 1), "PC-73"),
    ],
)
def test_the_longest_term_holds_to_its_last_day(
    category: Category, sentences: tuple[Sentence, ...], latest: date, clause: str
) -> None:
    start = date(2026, 1, 2)
    inside = sentence_fits(SentenceFacts(category, start, latest, sentences), LAW)
    beyond = sentence_fits(SentenceFacts(category, start, latest + timedelta(1), sentences), LAW)
    assert (inside.value.term_fits, beyond.value.term_fits) == (True, False)
    assert inside.value.latest_end == latest
    assert inside.cites(clause)


def test_the_rest_of_a_sentence_has_no_longest_term() -> None:
    facts = SentenceFacts(Category.PAROLE, date(2026, 1, 2), date(2046, 1, 1))
    assert sentence_fits(facts, LAW).value == SentenceAnswer(True, True)
    with pytest.raises(FactImpossible):
        SentenceFacts(Category.PAROLE, date(2026, 1, 2), date(2026, 1, 1))


def test_a_decision_is_announced_to_a_minor_before_the_guardian() -> None:
    young = announcement(AnnouncementFacts(minor=True), LAW)
    assert young.value.guardian_told
    assert [each.mark for each in young.citations if each.id == "IM-55"] == ["M"]
    adult = announcement(AnnouncementFacts(minor=False), LAW)
    assert not adult.value.guardian_told
    assert not adult.citations
