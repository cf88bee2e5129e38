"""The law of a day and the reasons of a decision."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest

from corrdesk.base.workdays import WorkCalendar, load_calendar
from corrdesk.rules.catalog import load_rulebook
from corrdesk.rules.decision import Comparison
from corrdesk.rules.facts import FactImpossible
from corrdesk.rules.law import Law, Reasons, RuleMissing

DAY = date(2026, 6, 1)


@dataclass(frozen=True, slots=True)
class Nothing:
    """No facts, and no answer either."""


def reasons(pack: str = "cn") -> Reasons:
    return Reasons(Law(load_rulebook(pack), load_calendar(), DAY))


def test_the_law_speaks_from_its_first_day() -> None:
    book, calendar = load_rulebook(), load_calendar()
    assert Law(book, calendar, date(2020, 7, 1)).as_of == date(2020, 7, 1)
    with pytest.raises(FactImpossible) as caught:
        Law(book, calendar, date(2020, 6, 30))
    assert caught.value.fact == "as_of"


def test_a_pack_speaks_from_its_own_first_day(folder: Any) -> None:
    folder.add_pack("county-a")
    book = load_rulebook("county-a", folder.root)
    calendar = WorkCalendar([])
    assert Law(book, calendar, date(2026, 1, 1)).book is book
    with pytest.raises(FactImpossible):
        Law(book, calendar, date(2025, 12, 31))


@pytest.mark.parametrize(
    ("day", "cited"),
    [
        (date(2021, 2, 28), ["CCL-48"]),
        (date(2021, 3, 1), ["CCL-48", "SPC-545"]),
    ],
)
def test_a_clause_is_cited_from_the_day_of_its_law(day: date, cited: list[str]) -> None:
    why = Reasons(Law(load_rulebook(), load_calendar(), day))
    found = why.rule("court.revocation_days")
    assert [each.id for each in found.citations] == cited


def test_a_value_is_never_without_any_clause() -> None:
    why = Reasons(Law(load_rulebook(), load_calendar(), date(2020, 7, 1)))
    assert [each.id for each in why.rule("counting.month_end_sticks").citations] == ["SPC-202"]
    old = why.rule("penalty.supervision", date(2025, 12, 31))
    assert [each.id for each in old.citations] == ["PSA-60(4)"]


@pytest.mark.parametrize(
    ("actual", "at_most", "at_least", "over"), [(9, 1, 0, 0), (10, 1, 0, 0), (11, 0, 1, 1)]
)
def test_inclusive_and_exclusive_limits(
    actual: int, at_most: int, at_least: int, over: int
) -> None:
    why = reasons()
    assert why.at_most("days", actual, "sanction.late.admonition_days") == bool(at_most)
    assert why.at_least("days", actual, "sanction.late.warning_days") == bool(at_least)
    compared = why.decide(Nothing(), Nothing()).compared
    assert compared == (
        Comparison("days", actual, "<=", 10, bool(at_most), "sanction.late.admonition_days"),
        Comparison("days", actual, ">", 10, bool(over), "sanction.late.warning_days"),
    )


def test_the_other_two_inclusivities() -> None:
    why = reasons()
    assert why.at_most("days", 9, "sanction.late.warning_days")
    assert not why.at_most("days", 10, "sanction.late.warning_days")
    assert why.at_least("warnings", 2, "sanction.repeat.admonitions")
    assert not why.at_least("warnings", 1, "sanction.repeat.admonitions")
    relations = [step.relation for step in why.decide(Nothing(), Nothing()).compared]
    assert relations == ["<", "<", ">=", ">="]


def test_days_reach_and_stay_within_limits() -> None:
    why = reasons()
    before, limit, after = date(2026, 5, 31), DAY, date(2026, 6, 2)
    inclusive, exclusive = "commendation.min_months", "sanction.late.months.parole"
    days = (before, limit, after)
    assert [why.day_reaches("x", day, limit, inclusive) for day in days] == [False, True, True]
    assert [why.day_reaches("x", day, limit, exclusive) for day in days] == [False, False, True]
    assert [why.day_within("x", day, limit, inclusive) for day in days] == [True, True, False]
    assert [why.day_within("x", day, limit, exclusive) for day in days] == [True, False, False]
    steps = why.decide(Nothing(), Nothing()).compared
    assert [step.relation for step in steps[::3]] == [">=", ">", "<=", "<"]
    assert steps[0] == Comparison("x", before, ">=", limit, False, inclusive)
    assert steps[7] == Comparison("x", limit, "<=", limit, True, inclusive)


def test_every_rule_that_is_asked_is_cited_once_in_order() -> None:
    why = reasons()
    assert why.number("intake.report_days") == 10
    assert why.number("intake.report_days") == 10
    assert why.flag("leave.abroad_allowed") is False
    assert why.words("leave.city_tells") == ("procuratorate",)
    why.cite("inquiry.days", "intake.receipt_days")
    decision = why.decide(Nothing(), Nothing())
    assert [rule.key for rule in decision.rules] == [
        "intake.report_days",
        "leave.abroad_allowed",
        "leave.city_tells",
        "inquiry.days",
        "intake.receipt_days",
    ]
    assert [cited.id for cited in decision.citations] == [
        "CCL-21",
        "EEL-12(2)",
        "IM-27",
        "IM-14",
        "CCL-18",
        "IM-16",
    ]
    assert [cited.id for cited in decision.citations_of("inquiry.days", "leave.city_tells")] == [
        "IM-27",
        "IM-14",
        "CCL-18",
    ]
    assert decision.cites("IM-14")
    assert not decision.cites("IM-1")


def test_a_rule_is_asked_as_of_another_day() -> None:
    why = reasons()
    assert why.word("penalty.supervision", date(2025, 12, 31)) == "PSA-60(4)"
    assert why.word("penalty.supervision") == "PSA-72(4)"
    assert [cited.id for cited in why.decide(Nothing(), Nothing()).citations] == [
        "PSA-60(4)",
        "PSA-72(4)",
    ]


def test_a_number_that_no_rule_gives_is_needed_or_refused() -> None:
    why = reasons()
    assert why.number_or_need("aftercare.first_visit_days", "first_visit_by") is None
    assert why.number_or_need("aftercare.first_visit_days", "first_visit_by") is None
    assert why.number_or_need("aftercare.released_prisoner_years", "until") == 5
    assert why.decide(Nothing(), Nothing()).needs == ("first_visit_by",)
    with pytest.raises(RuleMissing) as caught:
        why.number("aftercare.first_visit_days")
    assert caught.value.fact == "aftercare.first_visit_days"
    assert caught.value.names == ("aftercare.first_visit_days",)
    assert reasons("cn-example").number_or_need("aftercare.first_visit_days", "x") == 7


def test_a_decision_keeps_its_day_and_the_version_of_its_rules() -> None:
    why = reasons("cn-example")
    why.almost("nearly")
    why.need("more")
    decision = why.decide(Nothing(), Nothing())
    assert decision.as_of == DAY
    assert decision.rule_version == load_rulebook("cn-example").version
    assert decision.almost == ("nearly",)
    assert decision.answer() == {"needs": ["more"]}
