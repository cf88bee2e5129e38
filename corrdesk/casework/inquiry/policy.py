"""How long an inquiry before the decision (调查评估) may take. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

from corrdesk.base.i18n import N_
from corrdesk.rules.counting import working_days
from corrdesk.rules.decision import Decision
from corrdesk.rules.law import Law, Reasons
from corrdesk.rules.question import Question


@dataclass(frozen=True, slots=True)
class InquiryFacts:
    """The day the commission arrived, and whether the case runs under the fast track (速裁)."""

    received: date
    fast_track: bool


@dataclass(frozen=True, slots=True)
class InquiryDue:
    """The last day for the opinion."""

    due: date


def inquiry_deadline(facts: InquiryFacts, law: Law) -> Decision[InquiryDue]:
    """The opinion is due within ten working days, five on the fast track (IM 14)."""
    reasons = Reasons(law)
    key = "inquiry.fast_track_days" if facts.fast_track else "inquiry.days"
    due = working_days(reasons, facts.received, reasons.number(key))
    return reasons.decide(InquiryDue(due), facts)


QUESTIONS: Final = (
    Question("inquiry.deadline", N_("调查评估期限"), InquiryFacts, inquiry_deadline),
)
