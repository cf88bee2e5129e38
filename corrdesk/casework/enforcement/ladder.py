"""What was given before: every earlier measure of a supervision, whether it counts, and why not.

One list for the counts that go to the rules and for the arithmetic that is shown.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from corrdesk.base.clock import CHINA
from corrdesk.base.i18n import N_
from corrdesk.casework.caseload.tables import Withdrawal
from corrdesk.casework.documents.model import DocumentState
from corrdesk.casework.documents.queries import sheets_about
from corrdesk.casework.enforcement.hints.model import HintKind
from corrdesk.casework.enforcement.hints.tables import Hint
from corrdesk.casework.enforcement.measures.model import MeasureKind, Stage, Step
from corrdesk.casework.enforcement.measures.tables import MeasureRecord, MeasureStep
from corrdesk.casework.enforcement.model import NOTICE_FORMS, Measure, ProposalState
from corrdesk.casework.enforcement.tables import DecisionRecord, Proposal, Violation

COUNTED = (Measure.ADMONITION, Measure.WARNING, Measure.SECURITY_PENALTY)
"""Measures whose number the rules ask for."""
WHY_NOT = {
    "not_decided": N_("县级机构还没有决定"),
    "refused": N_("县级机构没有批准"),
    "withdrawn": N_("处理意见已撤回"),
    "revoked": N_("决定已被撤销"),
    "no_paper": N_("决定还没有制作文书"),
    "void": N_("文书已作废"),
    "not_served": N_("文书还没有送达本人"),
    "not_answered": N_("办理机关还没有决定"),
    "not_given": N_("办理机关没有处罚"),
    "later": N_("在本次违规发现之后才送达，不能说明“仍不改正”"),
    "before": N_("在本次违规发生之后才送达，不能说明“仍不改正”"),
    "same": N_("就是对本次违规的处理"),
}
OVER_WHEN_DUE = (HintKind.MISSED_DUTY, HintKind.LATE_REPORT, HintKind.HOURS_SHORT)
"""What the records show of a breach that was complete on the day when something was due."""


@dataclass(frozen=True, slots=True)
class EarlierMeasure:
    """A measure that was proposed before. `why` it does not count; empty: it counts."""

    measure: Measure
    proposed_on: date
    given_on: date | None  # served, or decided by the police
    serial: str  # number of its paper, empty where there is none
    breach: str
    why: str

    @property
    def counts(self) -> bool:
        """Whether the rules count it."""
        return not self.why


def counts(earlier: tuple[EarlierMeasure, ...]) -> Counter[Measure]:
    """How many of each measure count."""
    return Counter(each.measure for each in earlier if each.counts)


def earlier_measures(
    session: Session, office_id: str, violation: Violation
) -> tuple[EarlierMeasure, ...]:
    """Everything that was proposed in the same supervision, the oldest first.

    A new supervision begins with nothing. What was served after the violation was found, or after
    it had happened where the records know the day, does not show that the person had not mended:
    who misses three windows of one week has not gone on in spite of being admonished for the first.
    """
    over_on = _over_on(session, office_id, violation)
    return tuple(
        _weighed(_told(session, office_id, proposal, breach), proposal, violation, over_on)
        for proposal, breach in _proposals(session, office_id, violation.supervision_id)
    )


def measures_of(
    session: Session, office_id: str, supervision_id: str
) -> tuple[EarlierMeasure, ...]:
    """Everything that was proposed in a supervision, the oldest first, whatever it is asked for."""
    return tuple(
        _told(session, office_id, proposal, breach)
        for proposal, breach in _proposals(session, office_id, supervision_id)
    )


def _proposals(session: Session, office_id: str, supervision_id: str) -> list[tuple[Proposal, str]]:
    """The proposals of a supervision whose number the rules ask for, each with its breach."""
    rows = session.execute(
        select(Proposal, Violation.breach)
        .join(
            Violation,
            (Violation.office_id == Proposal.office_id) & (Violation.id == Proposal.violation_id),
        )
        .where(
            Proposal.office_id == office_id,
            Violation.supervision_id == supervision_id,
            Proposal.measure.in_([measure.value for measure in COUNTED]),
        )
        .order_by(Proposal.id)
    )
    return [(row[0], row[1]) for row in rows]


def _over_on(session: Session, office_id: str, violation: Violation) -> date | None:
    """The day on which the breach was complete, where the records show one or somebody said it.

    What the records show goes before what is typed; an absence is complete with its last day.
    """
    shown_by = Hint.violation_id == violation.id
    if violation.duty_id is not None:
        shown_by |= Hint.duty_id == violation.duty_id
    shown = session.scalar(
        select(func.min(Hint.due)).where(
            Hint.office_id == office_id,
            Hint.supervision_id == violation.supervision_id,
            Hint.kind.in_([kind.value for kind in OVER_WHEN_DUE]),
            shown_by,
        )
    )
    return shown or violation.happened_on or violation.until


def _told(session: Session, office_id: str, proposal: Proposal, breach: str) -> EarlierMeasure:
    """What became of a proposal, by itself."""
    measure = Measure(proposal.measure)
    find = _by_police if measure is Measure.SECURITY_PENALTY else _by_county
    serial, given_on, why = find(session, office_id, proposal)
    return EarlierMeasure(measure, proposal.made_on, given_on, serial, breach, why)


def _weighed(
    told: EarlierMeasure, proposal: Proposal, violation: Violation, over_on: date | None
) -> EarlierMeasure:
    """The same beside a violation: what it says of not mending."""
    given_on, why = told.given_on, told.why
    if proposal.violation_id == violation.id and why != "withdrawn":
        why = "same"
    elif not why and given_on is not None and given_on > violation.found_on:
        why = "later"
    elif not why and given_on is not None and over_on is not None and given_on > over_on:
        why = "before"
    return replace(told, why=why)


def _by_county(
    session: Session, office_id: str, proposal: Proposal
) -> tuple[str, date | None, str]:
    """Number, day of service, and why it does not count, of an admonition or a warning."""
    undecided = _undecided(proposal)
    if undecided:
        return "", None, undecided
    decision = _decision(session, office_id, proposal.id)
    if decision is None or is_revoked(session, office_id, decision):
        return "", None, "revoked"
    papers = sheets_about(session, office_id, [decision], NOTICE_FORMS.values())
    valid = [paper for paper in papers if paper.state != DocumentState.VOID]
    if not valid:
        return (papers[0].serial, None, "void") if papers else ("", None, "no_paper")
    served_on = valid[0].served_on
    return valid[0].serial, served_on, "" if served_on else "not_served"


def _by_police(
    session: Session, office_id: str, proposal: Proposal
) -> tuple[str, date | None, str]:
    """Number, day and why it does not count, of what the police decided."""
    undecided = _undecided(proposal)
    if undecided:
        return "", None, undecided
    row = session.execute(
        select(MeasureRecord.stage, MeasureStep.document, MeasureStep.at)
        .join(
            MeasureStep,
            (MeasureStep.office_id == MeasureRecord.office_id)
            & (MeasureStep.measure_id == MeasureRecord.id),
        )
        .where(
            MeasureRecord.office_id == office_id,
            MeasureRecord.origin_id == proposal.id,
            MeasureRecord.kind == MeasureKind.SECURITY_PENALTY.value,
            MeasureStep.step.in_([Step.ANSWER_GRANT.value, Step.ANSWER_REFUSE.value]),
        )
        .order_by(MeasureStep.id.desc())
        .limit(1)
    ).first()
    if row is None:
        return "", None, "not_answered"
    given = row.stage == Stage.ENDED
    return row.document, row.at.astimezone(CHINA).date(), "" if given else "not_given"


def _undecided(proposal: Proposal) -> str:
    if proposal.state == ProposalState.GRANTED:
        return ""
    reasons = {ProposalState.REFUSED.value: "refused", ProposalState.WITHDRAWN.value: "withdrawn"}
    return reasons.get(proposal.state, "not_decided")


def _decision(session: Session, office_id: str, proposal_id: str) -> str | None:
    return session.scalar(
        select(DecisionRecord.id)
        .where(DecisionRecord.office_id == office_id, DecisionRecord.proposal_id == proposal_id)
        .order_by(DecisionRecord.id.desc())
        .limit(1)
    )


def is_revoked(session: Session, office_id: str, decision_id: str) -> bool:
    """Whether the county took a decision back."""
    row = session.execute(
        select(Withdrawal.id).where(
            Withdrawal.office_id == office_id, Withdrawal.subject_id == decision_id
        )
    ).first()
    return row is not None
