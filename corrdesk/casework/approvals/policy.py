"""Who approves a contact (会客) or the entry to a forbidden place, and who is told. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from corrdesk.base.i18n import N_
from corrdesk.casework.approvals.model import Contact
from corrdesk.casework.caseload.model import Category
from corrdesk.rules.decision import Decision
from corrdesk.rules.law import Law, Reasons
from corrdesk.rules.question import Question

REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class ContactFacts:
    """Whom the person wants to meet."""

    contact: Contact


@dataclass(frozen=True, slots=True)
class PlaceFacts:
    """The category of the person whose order forbids the place."""

    category: Category


@dataclass(frozen=True, slots=True)
class ApprovalRoute:
    """Who decides (refused: nobody may approve it), why not, and who has to be told."""

    approver: str
    reason: str | None
    tell: tuple[str, ...]


def contact_approval(facts: ContactFacts, law: Law) -> Decision[ApprovalRoute]:
    """The county approves meeting victims, accusers and informants; others never (IM 25)."""
    reasons = Reasons(law)
    never = facts.contact in reasons.words("approval.contact_never")
    allowed = facts.contact in reasons.words("approval.contact_with")
    decider = reasons.word("approval.contact_decider")
    if never or not allowed:
        return reasons.decide(ApprovalRoute(REFUSED, facts.contact.value, ()), facts)
    return reasons.decide(ApprovalRoute(decider, None, ()), facts)


def place_approval(facts: PlaceFacts, law: Law) -> Decision[ApprovalRoute]:
    """The county approves; the court that tried the case and the procuratorate are told (IM 39).

    Injunctions exist for public surveillance and probation only (PC 38, 72).
    """
    reasons = Reasons(law)
    if facts.category not in reasons.words("approval.place_categories"):
        return reasons.decide(ApprovalRoute(REFUSED, "category", ()), facts)
    decider = reasons.word("approval.place_decider")
    return reasons.decide(
        ApprovalRoute(decider, None, reasons.words("approval.place_tells")), facts
    )


QUESTIONS: Final = (
    Question("contact.approval", N_("接触特定人员的批准"), ContactFacts, contact_approval),
    Question("place.approval", N_("进入特定区域（场所）的批准"), PlaceFacts, place_approval),
)
