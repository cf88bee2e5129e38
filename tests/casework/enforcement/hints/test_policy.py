"""What is overdue is a hint from the day after; its weight grows only where the law counts days."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corrdesk.base.workdays import load_calendar
from corrdesk.casework.caseload.model import Category
from corrdesk.casework.enforcement.hints.model import HintKind
from corrdesk.casework.enforcement.hints.policy import HintFacts, hint
from corrdesk.rules.catalog import load_rulebook
from corrdesk.rules.facts import FactImpossible
from corrdesk.rules.law import Law

DUE = date(2026, 6, 8)
BOOK, CALENDAR = load_rulebook("cn"), load_calendar()


def law(day: date) -> Law:
    return Law(BOOK, CALENDAR, day)


def facts(kind: HintKind = HintKind.LATE_REPORT_IN, **more: object) -> HintFacts:
    return HintFacts(kind, Category.PROBATION, DUE, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("days", "stands", "stage"),
    [
        (0, False, ""),
        (1, True, "admonition"),
        (10, True, "admonition"),
        (11, True, "warning"),
        (30, True, "warning"),
        (31, True, "revoke_probation"),
    ],
)
def test_days_away_climb_the_ladder(days: int, stands: bool, stage: str) -> None:
    found = hint(facts(), law(DUE + timedelta(days=days)))
    assert (found.value.stands, found.value.days, found.value.stage) == (stands, days, stage)
    assert found.cites("CCL-28")


@pytest.mark.parametrize("kind", [k for k in HintKind if k is not HintKind.LATE_REPORT_IN])
def test_every_kind_cites_its_clause(kind: HintKind) -> None:
    category = Category.OUTSIDE_PRISON if kind is HintKind.MEDICAL_REVIEW else Category.PROBATION
    found = hint(HintFacts(kind, category, DUE), law(DUE + timedelta(days=40)))
    assert found.value.stands
    assert any(cited.id.startswith(("IM-34", "IM-35")) for cited in found.citations)
    assert bool(found.value.stage) == (kind in {HintKind.LEAVE_OVERRUN, HintKind.LOST_CONTACT})


def test_days_end_with_the_day_it_was_done() -> None:
    found = hint(facts(done=DUE + timedelta(days=3)), law(DUE + timedelta(days=300)))
    assert (found.value.days, found.value.stage) == (3, "admonition")


def test_impossible_days_are_refused() -> None:
    with pytest.raises(FactImpossible):
        facts(done=DUE)
    with pytest.raises(FactImpossible):
        hint(facts(done=DUE + timedelta(days=9)), law(DUE + timedelta(days=8)))


@given(first=st.integers(0, 400), more=st.integers(0, 400))
def test_a_hint_never_gets_lighter_while_nothing_is_done(first: int, more: int) -> None:
    ladder = ["", "admonition", "warning", "revoke_probation"]
    early = hint(facts(), law(DUE + timedelta(days=first))).value
    late = hint(facts(), law(DUE + timedelta(days=first + more))).value
    assert ladder.index(early.stage) <= ladder.index(late.stage)
    assert early.stands <= late.stands
