"""The words of a relocation: its steps, whose they are, outcomes, states, the hand-over pack."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from corrdesk.base.i18n import N_


class Direction(StrEnum):
    """Whether somebody leaves this office or comes to it."""

    OUT = "out"
    IN = "in"


class Party(StrEnum):
    """Whose step it is."""

    PERSON = "person"
    OFFICE = "office"
    OLD = "old_agency"
    NEW = "new_agency"
    UPPER = "upper_agency"
    PRISON = "prison"


class Step(StrEnum):
    """What happens in a relocation, in the order of the law."""

    APPLIED = "applied"
    OPINION = "opinion"
    LETTER = "letter"
    REPLY = "reply"
    DISPUTE = "dispute"
    COORDINATION = "coordination"
    DECISION = "decision"
    REFUSAL_TOLD = "refusal_told"
    NOTIFIED = "notified"
    FILES = "files"
    RECEIPT = "receipt"
    REPORTED = "reported"
    NO_SHOW = "no_show"
    SEARCH = "search"
    ARCHIVE = "archive"
    ARCHIVE_TOLD = "archive_told"


class Outcome(StrEnum):
    """How an opinion, a reply or a decision turned out."""

    AGREED = "agreed"
    REFUSED = "refused"


class RelocationState(StrEnum):
    """Where a relocation stands as a whole."""

    OPEN = "open"
    REFUSED = "refused"
    MOVED = "moved"  # reported at the new place
    WITHDRAWN = "withdrawn"


class PackKey(StrEnum):
    """What is handed over; the rule `relocation.pack` names those that are asked for."""

    JUDGMENT = "judgment"
    EXECUTION_NOTICE = "execution_notice"
    REGISTRATION = "registration"
    AGREEMENT = "agreement"
    PLAN = "plan"
    APPROVALS = "approvals"
    SANCTIONS = "sanctions"
    WORK_RECORDS = "work_records"
    RELOCATION_PAPERS = "relocation_papers"


DIRECTION_LABELS = {Direction.OUT: N_("转出"), Direction.IN: N_("转入")}
PARTY_LABELS = {
    Party.PERSON: N_("社区矫正对象"),
    Party.OFFICE: N_("司法所"),
    Party.OLD: N_("原执行地县级社区矫正机构"),
    Party.NEW: N_("新执行地县级社区矫正机构"),
    Party.UPPER: N_("共同的上一级社区矫正机构"),
    Party.PRISON: N_("新执行地监狱、看守所"),
}
STEP_LABELS = {
    Direction.OUT: {
        Step.APPLIED: N_("本人书面申请"),
        Step.OPINION: N_("司法所提出意见"),
        Step.LETTER: N_("书面征求新执行地意见"),
        Step.REPLY: N_("新执行地书面回复"),
        Step.DISPUTE: N_("意见不一致，报请协调"),
        Step.COORDINATION: N_("协调结果"),
        Step.DECISION: N_("原执行地作出决定"),
        Step.REFUSAL_TOLD: N_("告知本人不同意变更"),
        Step.NOTIFIED: N_("教育并书面告知报到期限和后果"),
        Step.FILES: N_("移交法律文书和档案材料"),
        Step.RECEIPT: N_("新执行地送达回执"),
        Step.REPORTED: N_("本人到新执行地报到"),
        Step.NO_SHOW: N_("新执行地通报未按期报到"),
        Step.SEARCH: N_("原执行地组织查找"),
        Step.ARCHIVE: N_("新执行地监狱、看守所接收罪犯档案"),
        Step.ARCHIVE_TOLD: N_("监狱、看守所告知新执行地"),
    },
    Direction.IN: {
        Step.LETTER: N_("收到征求意见函"),
        Step.OPINION: N_("司法所核实并提出意见"),
        Step.REPLY: N_("本县书面回复"),
        Step.COORDINATION: N_("协调结果"),
        Step.DECISION: N_("原执行地作出决定"),
        Step.NOTIFIED: N_("原执行地书面告知本人"),
        Step.FILES: N_("收到法律文书和档案材料"),
        Step.RECEIPT: N_("本县送达回执"),
        Step.REPORTED: N_("本人前来报到"),
        Step.NO_SHOW: N_("通报原执行地：未按期报到"),
        Step.ARCHIVE: N_("本地监狱、看守所接收罪犯档案"),
        Step.ARCHIVE_TOLD: N_("监狱、看守所告知本县"),
    },
}
OUTCOME_LABELS = {Outcome.AGREED: N_("同意"), Outcome.REFUSED: N_("不同意")}
STATE_LABELS = {
    RelocationState.OPEN: N_("办理中"),
    RelocationState.REFUSED: N_("不同意变更"),
    RelocationState.MOVED: N_("已变更"),
    RelocationState.WITHDRAWN: N_("已撤回"),
}
PACK_LABELS = {
    PackKey.JUDGMENT: N_("判决书、裁定书、决定书"),
    PackKey.EXECUTION_NOTICE: N_("执行通知书"),
    PackKey.REGISTRATION: N_("登记接收材料（基本信息表、报到登记）"),
    PackKey.AGREEMENT: N_("矫正小组责任书、宣告书"),
    PackKey.PLAN: N_("矫正方案"),
    PackKey.APPROVALS: N_("审批材料（外出、会客等）"),
    PackKey.SANCTIONS: N_("考核奖惩材料"),
    PackKey.WORK_RECORDS: N_("监督管理、教育帮扶工作记录"),
    PackKey.RELOCATION_PAPERS: N_("变更执行地的申请、复函和决定"),
}

WITH_OUTCOME = frozenset({Step.OPINION, Step.REPLY, Step.COORDINATION, Step.DECISION})
WITH_DOCUMENT = frozenset(
    {Step.LETTER, Step.REPLY, Step.DISPUTE, Step.COORDINATION, Step.DECISION, Step.RECEIPT}
)
"""Steps that are copied from a numbered paper of an agency."""
WITH_ARRIVAL = frozenset({Step.LETTER, Step.FILES})
"""Steps of which the other side's clock runs from the day the paper arrived there."""


@dataclass(frozen=True, slots=True)
class MoveApplication:
    """A written request for a change of the execution place, as it was handed in."""

    requested_on: date
    move_on: date
    reason: str
    new_address: str
    new_county: str
    proofs: tuple[str, ...]
    late_reason: str = ""
    by_prison: bool = False  # service outside prison that a prison or the police granted


@dataclass(frozen=True, slots=True)
class IncomingLetter:
    """The old county's letter that asks about somebody who wants to come here."""

    received_on: date
    person_name: str
    id_number: str
    old_county: str
    document: str
    new_address: str
    reason: str = ""
    phone: str = ""
    by_prison: bool = False


@dataclass(frozen=True, slots=True)
class StepFacts:
    """A step as it is recorded, from the paper where there is one."""

    step: Step
    on: date
    outcome: Outcome | None = None
    document: str = ""
    agency: str = ""
    words: str = ""  # opinion, reasons, what was found
    arrived_on: date | None = None  # when the other side received it, if that is known


@dataclass(frozen=True, slots=True)
class PackItem:
    """One thing to hand over: there, or missing and why."""

    title: str
    present: bool
    pages: int = 0
    note: str = ""
    key: str = ""
