"""The words of enforcement: breaches, measures, and the steps from a fact to a served notice."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from corrdesk.base.i18n import N_


class Breach(StrEnum):
    """Kinds of breach that the law tells apart."""

    LATE_REPORT_IN = "late_report_in"
    ABSENT = "absent"
    REPORT = "report"
    VISITOR = "visitor"
    LEAVE = "leave"
    RELOCATION = "relocation"
    EDUCATION = "education"
    INJUNCTION = "injunction"
    MEDICAL_REVIEW = "medical_review"
    OTHER = "other"


class Severity(StrEnum):
    """How heavy the office finds a breach; people weigh it, the law names the steps."""

    MINOR = "minor"
    HEAVIER = "heavier"
    SERIOUS = "serious"


class Measure(StrEnum):
    """What may follow from a breach, in rising order."""

    ADMONITION = "admonition"
    WARNING = "warning"
    SECURITY_PENALTY = "security_penalty"
    REVOKE_PROBATION = "revoke_probation"
    REVOKE_PAROLE = "revoke_parole"
    RECOMMIT = "recommit"


class ViolationState(StrEnum):
    """Where a violation stands."""

    RECORDED = "recorded"
    PROPOSED = "proposed"
    DECIDED = "decided"
    DISMISSED = "dismissed"


class ProposalState(StrEnum):
    """Where a proposal stands between the office and the county."""

    DRAFT = "draft"
    CHECKED = "checked"  # by the head of the office
    SUBMITTED = "submitted"
    GRANTED = "granted"
    REFUSED = "refused"
    RETURNED = "returned"
    WITHDRAWN = "withdrawn"


class DecisionOutcome(StrEnum):
    """What the county decided."""

    GRANTED = "granted"
    REFUSED = "refused"
    RETURNED = "returned"


BREACH_LABELS = {
    Breach.LATE_REPORT_IN: N_("未按规定时间报到"),
    Breach.ABSENT: N_("脱离监管"),
    Breach.REPORT: N_("违反报告规定"),
    Breach.VISITOR: N_("违反会客规定"),
    Breach.LEAVE: N_("违反外出规定"),
    Breach.RELOCATION: N_("违反迁居规定"),
    Breach.EDUCATION: N_("不按规定参加教育学习"),
    Breach.INJUNCTION: N_("违反禁止令"),
    Breach.MEDICAL_REVIEW: N_("不按规定提交病情复查情况"),
    Breach.OTHER: N_("其他违反监督管理规定的行为"),
}
SEVERITY_LABELS = {
    Severity.MINOR: N_("情节轻微"),
    Severity.HEAVIER: N_("情节较重"),
    Severity.SERIOUS: N_("情节严重"),
}
MEASURE_LABELS = {
    Measure.ADMONITION: N_("训诫"),
    Measure.WARNING: N_("警告"),
    Measure.SECURITY_PENALTY: N_("提请治安管理处罚"),
    Measure.REVOKE_PROBATION: N_("提请撤销缓刑"),
    Measure.REVOKE_PAROLE: N_("提请撤销假释"),
    Measure.RECOMMIT: N_("提请收监执行"),
}
VIOLATION_LABELS = {
    ViolationState.RECORDED: N_("已登记"),
    ViolationState.PROPOSED: N_("已提出处理意见"),
    ViolationState.DECIDED: N_("已决定"),
    ViolationState.DISMISSED: N_("不作处理"),
}
PROPOSAL_LABELS = {
    ProposalState.DRAFT: N_("拟稿"),
    ProposalState.CHECKED: N_("所长已审核"),
    ProposalState.SUBMITTED: N_("已报县级机构"),
    ProposalState.GRANTED: N_("已批准"),
    ProposalState.REFUSED: N_("未批准"),
    ProposalState.RETURNED: N_("已退回"),
    ProposalState.WITHDRAWN: N_("已撤回"),
}
NOTICE_FORMS = {
    Measure.ADMONITION: "admonition-decision",
    Measure.WARNING: "warning-decision",
}
"""The forms of the decisions that are printed here; other organs print their own."""


@dataclass(frozen=True, slots=True)
class ViolationFacts:
    """A breach as the office found it. `since`/`until`: for absence, the days it lasted.

    `happened_on`: the day of the breach where it is not the day on which it was found.
    `taught`: taught, and still not mending; False for whoever mended.
    """

    breach: Breach
    facts: str
    found_on: date
    severity: Severity | None = None
    statement: str = ""
    since: date | None = None
    until: date | None = None
    taught: bool | None = None
    happened_on: date | None = None


@dataclass(frozen=True, slots=True)
class CountyDecision:
    """The county's decision as its paper states it."""

    outcome: DecisionOutcome
    decided_on: date
    document: str  # number of the county's paper
    decided_by: str = ""
    reason: str = ""
    source: str = "paper"  # or the county itself
