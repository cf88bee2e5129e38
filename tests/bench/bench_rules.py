"""What the law costs: duties and findings of a whole office for one day, and how it grows.

Prints decisions per second, the ratio to plain dateutil expansion of the same cadences, and the
slope to ten times as many people; judges nothing.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import date, datetime, timedelta

from dateutil.rrule import MO, MONTHLY, WEEKLY, rrule

from corrdesk.base.spans import Span
from corrdesk.base.workdays import load_calendar
from corrdesk.casework.caseload.model import Category, SupervisionClass
from corrdesk.casework.enforcement.model import Breach, Severity
from corrdesk.casework.enforcement.policy import BreachFacts, sanction_candidates
from corrdesk.casework.reporting.policy import duty_windows
from corrdesk.rules.catalog import load_rulebook
from corrdesk.rules.law import Law

TODAY = date(2026, 6, 10)
LAW = Law(load_rulebook("cn-example"), load_calendar(), TODAY)
CLASSES = tuple(SupervisionClass)
TERM = timedelta(days=730)
PEOPLE = 5_000
GROWTH = 10
# The cadences of the example pack, strict, normal and light, as rrule knows them.
RULES = (
    (*[{"freq": WEEKLY, "byweekday": MO}] * 4, *[{"freq": MONTHLY, "bymonthday": 1}] * 3),
    (
        {"freq": WEEKLY, "byweekday": MO},
        *[{"freq": MONTHLY, "bymonthday": (1, 16)}] * 3,
        *[{"freq": MONTHLY, "bymonthday": 1}] * 2,
        {"freq": MONTHLY, "bymonthday": 1, "interval": 3},
    ),
    (
        {"freq": MONTHLY, "bymonthday": (1, 16)},
        *[{"freq": MONTHLY, "bymonthday": 1}] * 3,
        *[{"freq": MONTHLY, "bymonthday": 1, "interval": 3}] * 3,
    ),
)


def duties_of_today(people: int) -> int:
    """Every window that holds today; every third person has changed class this spring."""
    found = 0
    for number in range(people):
        start = TODAY - timedelta(days=30 + number % 600)
        change = TODAY - timedelta(days=20 + number % 90)
        found += len(
            duty_windows(
                CLASSES[number % 3],
                able_to_work=number % 5 != 0,
                span=Span.inclusive(start, start + TERM),
                class_changes=[(change, CLASSES[(number + 1) % 3])] if number % 3 == 0 else (),
                leaves=(),
                rulebook=LAW.book,
                on=TODAY,
                within=Span.inclusive(TODAY, TODAY),
            )
        )
    return found


def findings_of_today(people: int) -> int:
    """A finding for every tenth person: so many have missed a duty."""
    found = 0
    for number in range(0, people, 10):
        facts = BreachFacts(
            category=Category.PROBATION,
            breach=Breach.REPORT,
            justified=False,
            admonitions=number % 3,
            warnings=number % 2,
            penalties=0,
            severity=Severity.MINOR,
        )
        found += len(sanction_candidates(facts, LAW).value.measures)
    return found


def plain_expansion(people: int) -> int:
    """The same cadences by dateutil alone: no class changes, no stubs, no clauses."""
    found = 0
    for number in range(people):
        start = TODAY - timedelta(days=30 + number % 600)
        begin = datetime.combine(start, datetime.min.time())
        for rule in RULES[number % 3]:
            found += (
                rrule(dtstart=begin, **rule).before(  # type: ignore[arg-type]
                    datetime.combine(TODAY, datetime.min.time()), inc=True
                )
                is not None
            )
    return found


def seconds(work: Callable[[int], int], people: int) -> tuple[float, int]:
    """The best of three runs, and what the work found."""
    best, found = float("inf"), 0
    for _round in range(3):
        begun = time.perf_counter()
        found = work(people)
        best = min(best, time.perf_counter() - begun)
    return best, found


def main() -> None:
    """Measure and print."""
    duties, windows = seconds(duties_of_today, PEOPLE)
    findings, measures = seconds(findings_of_today, PEOPLE)
    plain, _starts = seconds(plain_expansion, PEOPLE)
    decisions = windows + measures
    print(f"duties of one day, {PEOPLE} people     {duties:7.3f} s  {windows} windows")
    print(f"findings of one day, {PEOPLE // 10} people   {findings:7.3f} s  {measures} measures")
    print(f"decisions per second              {decisions / (duties + findings):7.0f}")
    print(f"ratio to dateutil rrule           {duties / plain:7.3f}")
    many, _windows = seconds(duties_of_today, PEOPLE * GROWTH)
    print(f"{GROWTH} times as many people cost     {many / duties:7.2f} times as much")


if __name__ == "__main__":
    main()
