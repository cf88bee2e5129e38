"""What the rules name for a recorded violation: gathers the counted facts and asks the policy.

Counts only what was really given; judges nothing itself.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from corrdesk.base.errors import UserError
from corrdesk.base.i18n import _
from corrdesk.casework.caseload.model import Category
from corrdesk.casework.caseload.tables import Supervision
from corrdesk.casework.enforcement.ladder import EarlierMeasure, counts, earlier_measures
from corrdesk.casework.enforcement.model import Breach, Measure, Severity
from corrdesk.casework.enforcement.policy import BreachFacts, Candidates, sanction_candidates
from corrdesk.casework.enforcement.tables import Violation
from corrdesk.rules.decision import Decision
from corrdesk.rules.facts import given_facts
from corrdesk.rules.law import Law


@dataclass(frozen=True, slots=True)
class Assessment:
    """The candidates for a violation, with the arithmetic behind them."""

    decision: Decision[Candidates]
    counted: dict[str, Any]  # the facts that were put to the rules, as plain values
    earlier: tuple[EarlierMeasure, ...] = ()  # what was given before: counted or not, and why

    @property
    def measures(self) -> tuple[Measure, ...]:
        """Every measure with a ground, in rising order."""
        return self.decision.value.measures

    @property
    def compared(self) -> tuple[str, ...]:
        """What was compared with what, in words."""
        return tuple(
            _("{rule}：{actual} {relation} {limit}，{verdict}").format(
                rule=self._descriptions[step.rule],
                actual=step.actual,
                relation=step.relation,
                limit=step.limit,
                verdict=_("成立") if step.holds else _("不成立"),
            )
            for step in self.decision.compared
        )

    @property
    def almost(self) -> tuple[str, ...]:
        """How far the next step is, in words."""
        return self.decision.almost

    @property
    def _descriptions(self) -> dict[str, str]:
        return {rule.key: rule.description for rule in self.decision.rules}

    def citations_for(self, measure: Measure) -> list[dict[str, str]]:
        """The clauses of the rules that are met for a measure, as plain values for the sheet."""
        cited = self.decision.citations_of(*self.decision.value.rules_for(measure))
        items = {citation.id.split("(")[0] for citation in cited if "(" in citation.id}
        return [
            citation.plain()
            for citation in cited
            if citation.id not in items  # the item says it all; its article would only repeat it
        ]


def assess(session: Session, office_id: str, violation_id: str, law: Law) -> Assessment:
    """The assessment of a violation by its id. Raises UserError when there is none."""
    violation = session.get(Violation, (office_id, violation_id))
    if violation is None:
        raise UserError(_("没有找到这条违规记录。"))
    return assess_violation(session, office_id, violation, law)


def assess_violation(
    session: Session, office_id: str, violation: Violation, law: Law
) -> Assessment:
    """Asks the rules of the day about the violation.

    Raises UserError naming a fact that the rules need and the record does not have yet.
    """
    earlier = earlier_measures(session, office_id, violation)
    facts = counted_facts(session, office_id, violation, earlier)
    return Assessment(sanction_candidates(facts, law), dict(given_facts(facts)), earlier)


def counted_facts(
    session: Session,
    office_id: str,
    violation: Violation,
    earlier: tuple[EarlierMeasure, ...],
) -> BreachFacts:
    """The facts about a violation that are put to the rules, with what was given before."""
    supervision = session.get(Supervision, (office_id, violation.supervision_id))
    if supervision is None:
        raise UserError(_("没有找到该违规所属的矫正。"))
    given = counts(earlier)
    return BreachFacts(
        category=Category(supervision.category),
        breach=Breach(violation.breach),
        justified=False,
        admonitions=given[Measure.ADMONITION],
        warnings=given[Measure.WARNING],
        penalties=given[Measure.SECURITY_PENALTY],
        since=violation.since,
        until=violation.until,
        severity=Severity(violation.severity) if violation.severity else None,
        taught=violation.taught,
    )
