"""Whether a finding is a hint, since how many days, by which clause, and how far the ladder is.

Pure. A hint is no decision: an officer confirms or dismisses it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

from corrdesk.base.i18n import _
from corrdesk.casework.caseload.model import Category
from corrdesk.casework.enforcement.hints.model import BREACHES, HintKind
from corrdesk.casework.enforcement.model import Breach
from corrdesk.casework.enforcement.policy import BreachFacts, sanction_candidates
from corrdesk.rules.decision import Decision
from corrdesk.rules.facts import FactImpossible
from corrdesk.rules.law import Law, Reasons

_CLAUSES: Final = {
    HintKind.MISSED_DUTY: "sanction.rules.minor",
    HintKind.LATE_REPORT: "sanction.rules.minor",
    HintKind.LATE_REPORT_IN: "sanction.late.admonition_days",
    HintKind.LEAVE_OVERRUN: "sanction.rules.minor",
    HintKind.MEDICAL_REVIEW: "sanction.medical_review.taught",
    HintKind.HOURS_SHORT: "sanction.education.taught",
    HintKind.LOST_CONTACT: "sanction.late.admonition_days",
}
_AWAY: Final = {
    HintKind.LATE_REPORT_IN: Breach.LATE_REPORT_IN,
    HintKind.LEAVE_OVERRUN: Breach.ABSENT,
    HintKind.LOST_CONTACT: Breach.ABSENT,
}
"""Kinds whose weight in law grows with the days, and the breach that counts those days."""


@dataclass(frozen=True, slots=True)
class HintFacts:
    """What was due when, and when it was done after all."""

    kind: HintKind
    category: Category
    due: date
    done: date | None = None

    def __post_init__(self) -> None:
        """What was done in time is no finding."""
        if self.done is not None and self.done <= self.due:
            raise FactImpossible("done", _("没有超过期限。"))


@dataclass(frozen=True, slots=True)
class HintAnswer:
    """`stage`: the strongest measure that the days alone give a ground for; empty: not by days.

    A hint that was dismissed at one stage comes back when the days have reached the next one.
    """

    stands: bool
    breach: Breach
    days: int
    stage: str


def hint(facts: HintFacts, law: Law) -> Decision[HintAnswer]:
    """What is overdue today, or was done late, is a hint (CCL 28; the clause of IM 34 or 35)."""
    if facts.done is not None and facts.done > law.as_of:
        raise FactImpossible("done", _("晚于查询日。"))
    reasons = Reasons(law)
    reasons.cite("sanction.duty", _CLAUSES[facts.kind], "counting.late_days")
    days = ((facts.done or law.as_of) - facts.due).days
    stands = days > 0
    stage = _stage(facts, law) if stands else ""
    return reasons.decide(HintAnswer(stands, BREACHES[facts.kind], max(days, 0), stage), facts)


def _stage(facts: HintFacts, law: Law) -> str:
    breach = _AWAY.get(facts.kind)
    if breach is None:
        return ""
    away = BreachFacts(
        category=facts.category,
        breach=breach,
        justified=False,
        admonitions=0,
        warnings=0,
        penalties=0,
        since=facts.due,
        until=facts.done,
    )
    strongest = sanction_candidates(away, law).value.strongest
    return "" if strongest is None else strongest.value
