"""Aftercare: five years by day number, the rest from the pack or not at all."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from corrdesk.base.workdays import load_calendar
from corrdesk.casework.aftercare.policy import AftercareFacts, Kind, aftercare_plan
from corrdesk.rules.catalog import load_rulebook
from corrdesk.rules.law import Law

FROM = date(2024, 2, 29)


@pytest.mark.parametrize(
    ("pack", "kind", "until", "visit", "needs"),
    [
        ("cn", Kind.RELEASED_PRISONER, date(2029, 2, 28), None, {"first_visit_by"}),
        ("cn", Kind.DISCHARGED, None, None, {"until", "first_visit_by"}),
        ("cn-example", Kind.RELEASED_PRISONER, date(2029, 2, 28), FROM + timedelta(7), set()),
        ("cn-example", Kind.DISCHARGED, None, FROM + timedelta(7), {"until"}),
    ],
)
def test_what_the_pack_does_not_say_is_needed_and_never_guessed(
    pack: str, kind: Kind, until: date | None, visit: date | None, needs: set[str]
) -> None:
    law = Law(load_rulebook(pack), load_calendar(), date(2026, 6, 1))
    decision = aftercare_plan(AftercareFacts(kind, FROM), law)
    assert (decision.value.until, decision.value.first_visit_by) == (until, visit)
    assert set(decision.needs) == needs
