"""The words of leave: reasons, who decides, states, and the facts of each step."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from corrdesk.base.i18n import N_


class LeaveReason(StrEnum):
    """Why somebody wants to leave; all but `other` are proper reasons by law (CCL 27, IM 26)."""

    MEDICAL = "medical"
    STUDY = "study"
    LITIGATION = "litigation"
    FAMILY = "family"
    WORK = "work"
    OTHER = "other"


class Approver(StrEnum):
    """Who decides on a leave, in rising order."""

    OFFICE = "office"
    COUNTY = "county"
    CITY = "city"


class LeaveState(StrEnum):
    """Where a request stands. An extension is a request of its own and is never `ended`."""

    REQUESTED = "requested"
    APPROVED = "approved"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"  # before a decision
    CANCELLED = "cancelled"  # approved, but never begun
    ENDED = "ended"  # the return was reported


class LeaveOutcome(StrEnum):
    """What was decided on a request."""

    GRANTED = "granted"
    REFUSED = "refused"


class ReportManner(StrEnum):
    """How the return was reported."""

    IN_PERSON = "in_person"
    PHONE = "phone"
    VIDEO = "video"


class TripManner(StrEnum):
    """How a trip under a permit for recurring travel is reported."""

    PHONE = "phone"
    MESSAGE = "message"
    IN_PERSON = "in_person"


CERTIFICATE_FORM = "leave-certificate"

REASON_LABELS = {
    LeaveReason.MEDICAL: N_("就医"),
    LeaveReason.STUDY: N_("就学"),
    LeaveReason.LITIGATION: N_("参与诉讼"),
    LeaveReason.FAMILY: N_("处理家庭重要事务"),
    LeaveReason.WORK: N_("处理工作重要事务"),
    LeaveReason.OTHER: N_("其他事由"),
}
APPROVER_LABELS = {
    Approver.OFFICE: N_("司法所（受委托）"),
    Approver.COUNTY: N_("县级社区矫正机构"),
    Approver.CITY: N_("上一级社区矫正机构"),
}
STATE_LABELS = {
    LeaveState.REQUESTED: N_("待决定"),
    LeaveState.APPROVED: N_("已批准"),
    LeaveState.REFUSED: N_("未批准"),
    LeaveState.WITHDRAWN: N_("已撤回申请"),
    LeaveState.CANCELLED: N_("已取消外出"),
    LeaveState.ENDED: N_("已销假"),
}
OUTCOME_LABELS = {LeaveOutcome.GRANTED: N_("批准"), LeaveOutcome.REFUSED: N_("不批准")}
MANNER_LABELS = {
    ReportManner.IN_PERSON: N_("本人到司法所"),
    ReportManner.PHONE: N_("电话报告"),
    ReportManner.VIDEO: N_("视频报告"),
}
TRIP_LABELS = {
    TripManner.PHONE: N_("电话"),
    TripManner.MESSAGE: N_("微信等"),
    TripManner.IN_PERSON: N_("当面"),
}

PROPER_REASONS = frozenset(LeaveReason) - {LeaveReason.OTHER}
"""Reasons with which a leave has to be granted; refusing one asks for its legal ground."""

OPEN_STATES = frozenset({LeaveState.REQUESTED, LeaveState.APPROVED})
SPENT_STATES = frozenset({LeaveState.APPROVED, LeaveState.ENDED})
"""States in which the days of a leave count for later ones."""


@dataclass(frozen=True, slots=True)
class LeavePlan:
    """When somebody wants to leave and to be back (both days included), asked for on a day."""

    depart: date
    return_: date
    requested_on: date
    abroad: bool = False


@dataclass(frozen=True, slots=True)
class LeaveApplication:
    """A written request for leave as it was handed in."""

    plan: LeavePlan
    reason: LeaveReason
    reason_text: str
    destination: str
    proofs: tuple[str, ...]  # names of the papers that came with it
    transport: str = ""
    contact: str = ""
    late_reason: str = ""  # why it was asked for later than the law generally wants


@dataclass(frozen=True, slots=True)
class LeaveVerdict:
    """What was decided, by whom, and the paper that says so."""

    outcome: LeaveOutcome
    decided_on: date
    decider: Approver = Approver.OFFICE
    document: str = ""  # number of the paper of the county or the city
    decided_by: str = ""
    reason: str = ""
    legal_reason: str = ""  # why a leave with a proper reason is refused nevertheless
    source: str = "paper"  # or the county itself


@dataclass(frozen=True, slots=True)
class ReturnReport:
    """销假: when the person was back, and when and how that was reported."""

    returned_on: date
    reported_on: date
    manner: ReportManner
    note: str = ""  # why it is late, where it is


@dataclass(frozen=True, slots=True)
class PermitApplication:
    """A written request for recurring travel (经常性跨市县活动)."""

    reason: str
    places: tuple[str, ...]
    times: str
    frequency: str
    requested_on: date
    proofs: tuple[str, ...]
    reporting: str = ""  # how each trip is to be reported


@dataclass(frozen=True, slots=True)
class TripReport:
    """One trip under a permit, as the person reported it; `back_on` where it is over already."""

    depart: date
    place: str
    manner: TripManner
    reported_on: date
    back_on: date | None = None
    note: str = ""
