"""How long aftercare (安置帮教) lasts and when the first visit is due. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Final

from corrdesk.base.i18n import N_
from corrdesk.base.spans import anniversary
from corrdesk.rules.decision import Decision
from corrdesk.rules.law import Law, Reasons
from corrdesk.rules.question import Question


class Kind(StrEnum):
    """Who is helped."""

    RELEASED_PRISONER = "released_prisoner"
    DISCHARGED = "discharged"


@dataclass(frozen=True, slots=True)
class AftercareFacts:
    """Who is helped, and from which day: of release, or of discharge."""

    kind: Kind
    from_: date


@dataclass(frozen=True, slots=True)
class AftercarePlan:
    """The last day of help and of the first visit; None where the pack gives no number."""

    until: date | None
    first_visit_by: date | None


def aftercare_plan(facts: AftercareFacts, law: Law) -> Decision[AftercarePlan]:
    """Released prisoners are helped for five years; the rest is for local rules to say.

    Neither day shifts over rest days.
    """
    reasons = Reasons(law)
    reasons.cite("counting.ages")
    years = reasons.number_or_need(f"aftercare.{facts.kind}_years", "until")
    visit = reasons.number_or_need("aftercare.first_visit_days", "first_visit_by")
    plan = AftercarePlan(
        until=None if years is None else anniversary(facts.from_, years),
        first_visit_by=None if visit is None else facts.from_ + timedelta(days=visit),
    )
    return reasons.decide(plan, facts)


QUESTIONS: Final = (Question("aftercare.plan", N_("安置帮教期限"), AftercareFacts, aftercare_plan),)
