"""What stands in records as a code, as people call it: by kind of record and field.

Takes the words of the capabilities themselves. A code that only a newer program knows stays as it
is.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from corrdesk.base.actor import ROLE_LABELS
from corrdesk.base.i18n import N_
from corrdesk.casework.approvals import model as approvals
from corrdesk.casework.caseload import hours
from corrdesk.casework.caseload import model as caseload
from corrdesk.casework.caseload.delegations import TASK_LABELS
from corrdesk.casework.confirmation.model import VERDICT_LABELS
from corrdesk.casework.documents import model as documents
from corrdesk.casework.enforcement import model as enforcement
from corrdesk.casework.enforcement.hints.model import HINT_LABELS, HINT_STATE_LABELS
from corrdesk.casework.enforcement.measures import model as measures
from corrdesk.casework.enforcement.measures.policy import CONDITION_LABELS
from corrdesk.casework.leave import model as leave
from corrdesk.casework.partners.model import PARTNER_LABELS
from corrdesk.casework.programs import model as programs
from corrdesk.casework.programs.goals import model as goals
from corrdesk.casework.relocation import model as relocation
from corrdesk.casework.reporting import medical
from corrdesk.casework.reporting import model as reporting

Words = Mapping[Any, str]  # a code is a member of an enumeration of texts

EITHER: Final = "／"  # between the names of a code that has two

DECIDED: Final = {"granted": N_("批准"), "refused": N_("不批准"), "returned": N_("退回补充")}
SOURCES: Final = {
    "paper": N_("纸质决定"),
    "county": N_("县级直接决定"),
    "office": N_("本所受委托决定"),
}
HOURS_FROM: Final = {
    hours.HourSource.SESSION: N_("集体活动"),
    hours.HourSource.ONLINE: N_("网上学习"),
    hours.HourSource.WORD: N_("工作人员登记"),
}
INVITED: Final = {
    programs.InvitationState.INVITED: N_("在名单上"),
    programs.InvitationState.REMOVED: N_("已从名单移出"),
}
ORDERS: Final = {"injunction": N_("禁止令")}


def _either_way() -> Words:
    """The steps of a relocation: one that is called otherwise for those who come has both names."""
    going, coming = (relocation.STEP_LABELS[way] for way in relocation.Direction)
    steps = dict.fromkeys([*going, *coming])
    names = {each: dict.fromkeys(way[each] for way in (going, coming) if each in way)
             for each in steps}  # fmt: skip
    return {each.value: EITHER.join(words) for each, words in names.items()}


CODES: Final[Mapping[str, Words]] = {
    "approval.contact": approvals.CONTACT_LABELS,
    "approval.kind": approvals.KIND_LABELS,
    "approval.state": approvals.STATE_LABELS,
    "approval.tell": approvals.BODY_LABELS,
    "approval_decision.outcome": approvals.OUTCOME_LABELS,
    "approval_decision.source": SOURCES,
    "approval_told.body": approvals.BODY_LABELS,
    "attendance.learner": hours.LEARNER_LABELS,
    "attendance.manner": programs.MANNER_LABELS,
    "attendance.turnout": programs.TURNOUT_LABELS,
    "check_in.kind": reporting.DUTY_LABELS,
    "check_in.outcome": reporting.OUTCOME_LABELS,
    "check_in.presence": reporting.PRESENCE_LABELS,
    "class_change.class_": caseload.CLASS_LABELS,
    "decision.outcome": DECIDED,
    "decision.source": SOURCES,
    "delegation.task": TASK_LABELS,
    "document.manner": documents.MANNER_LABELS,
    "document.state": documents.STATE_LABELS,
    "document_step.step": documents.STEP_LABELS,
    "duty.kind": reporting.DUTY_LABELS,
    "duty.state": reporting.STATE_LABELS,
    "file_access.kind": caseload.ACCESS_LABELS,
    "hint.kind": HINT_LABELS,
    "hint.stage": enforcement.MEASURE_LABELS,
    "hint.state": HINT_STATE_LABELS,
    "hour_event.kind": hours.HOUR_LABELS,
    "hour_event.learner": hours.LEARNER_LABELS,
    "hour_event.sort": hours.SORT_LABELS,
    "hour_event.source": HOURS_FROM,
    "hour_exemption.ground": programs.GROUND_LABELS,
    "hour_exemption.kind": hours.HOUR_LABELS,
    "invitation.learner": hours.LEARNER_LABELS,
    "invitation.state": INVITED,
    "leave.approver": leave.APPROVER_LABELS,
    "leave.reason": leave.REASON_LABELS,
    "leave.state": leave.STATE_LABELS,
    "leave_decision.decider": leave.APPROVER_LABELS,
    "leave_decision.outcome": leave.OUTCOME_LABELS,
    "leave_decision.source": SOURCES,
    "leave_return.manner": leave.MANNER_LABELS,
    "make_up.state": programs.MAKE_UP_LABELS,
    "measure.grounds": {
        **measures.ARREST_LABELS,
        **measures.DEVICE_LABELS,
        **CONDITION_LABELS,
    },
    "measure.kind": measures.KIND_LABELS,
    "measure.stage": measures.STAGE_LABELS,
    "measure_step.paper": measures.PAPER_LABELS,
    "measure_step.stage": measures.STAGE_LABELS,
    "measure_step.step": measures.STEP_LABELS,
    "medical_record.kind": medical.MEDICAL_LABELS,
    "medical_record.reason": medical.REASON_LABELS,
    "officer.role": ROLE_LABELS,
    "partner.kind": PARTNER_LABELS,
    "person.sex": caseload.SEX_LABELS,
    "plan_goal.measure": goals.MEASURE_LABELS,
    "plan_goal.subject": goals.SUBJECT_LABELS,
    "program.hour_kind": hours.HOUR_LABELS,
    "program.phase": programs.PHASE_LABELS,
    "program.provider": programs.PROVIDER_LABELS,
    "program.type": programs.TYPE_LABELS,
    "program_session.state": programs.SESSION_LABELS,
    "proposal.measure": enforcement.MEASURE_LABELS,
    "proposal.state": enforcement.PROPOSAL_LABELS,
    "qualification.learner": hours.LEARNER_LABELS,
    "relocation.direction": relocation.DIRECTION_LABELS,
    "relocation.state": relocation.STATE_LABELS,
    "relocation_item.key": relocation.PACK_LABELS,
    "relocation_step.outcome": relocation.OUTCOME_LABELS,
    "relocation_step.step": _either_way(),
    "rule_confirmation.verdict": VERDICT_LABELS,
    "status_change.status": caseload.STATUS_LABELS,
    "supervision.category": caseload.CATEGORY_LABELS,
    "supervision.class_": caseload.CLASS_LABELS,
    "supervision.status": caseload.STATUS_LABELS,
    "supervision_order.kind": ORDERS,
    "team_member.role": caseload.TEAM_ROLE_LABELS,
    "team_member.sex": caseload.SEX_LABELS,
    "travel_decision.outcome": leave.OUTCOME_LABELS,
    "travel_decision.source": SOURCES,
    "travel_permit.state": leave.STATE_LABELS,
    "travel_trip.manner": leave.TRIP_LABELS,
    "violation.breach": enforcement.BREACH_LABELS,
    "violation.severity": enforcement.SEVERITY_LABELS,
    "violation.state": enforcement.VIOLATION_LABELS,
}
