"""The words of measures: kinds, stages, the steps between them, and what a step has to state."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from corrdesk.base.i18n import N_
from corrdesk.casework.enforcement.policy import DeviceGround


class MeasureKind(StrEnum):
    """What is carried step by step."""

    SECURITY_PENALTY = "security_penalty"
    REVOCATION = "revocation"
    RECOMMITTAL = "recommittal"
    ARREST = "arrest"
    COMMENDATION = "commendation"
    COMMUTATION = "commutation"
    APPRAISAL = "appraisal"
    DEVICE = "device"
    LOST_CONTACT = "lost_contact"


class Stage(StrEnum):
    """Where a measure stands."""

    DRAFT = "draft"
    CHECKED = "checked"  # by the head of the office
    SUBMITTED = "submitted"  # lies before the county
    RETURNED = "returned"
    GRANTED = "granted"  # by the county
    SENT = "sent"  # lies before the court or organ
    IN_USE = "in_use"  # a location device is worn
    SEARCHING = "searching"
    FOUND = "found"
    ENDED = "ended"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


class Step(StrEnum):
    """What happens to a measure, one entry each, with its time and its paper."""

    CHECK = "check"
    SEND_BACK = "send_back"
    SUBMIT = "submit"
    GRANT = "grant"
    REFUSE = "refuse"
    RETURN = "return"
    WITHDRAW = "withdraw"
    PAPER = "paper"  # a paper of the pack was put into it
    SEND = "send"
    RECEIVE = "receive"
    COPY = "copy"  # to the procuratorate
    ANSWER_GRANT = "answer_grant"
    ANSWER_REFUSE = "answer_refuse"
    INFORM = "inform"  # the person
    EXTEND = "extend"
    LIFT = "lift"
    SEARCH = "search"
    TELL_POLICE = "tell_police"
    TELL_PROCURATORATE = "tell_procuratorate"
    FIND = "find"
    HANDLE = "handle"


class Need(StrEnum):
    """What a step has to state beyond its time."""

    DOCUMENT = "document"
    NOTE = "note"
    WHO = "who"
    UNTIL = "until"
    MOMENT = "moment"  # the hour counts, not only the day
    PAPER = "paper"  # which paper of the pack


class ArrestGround(StrEnum):
    """Why somebody is to be arrested while a revocation is asked for (IM 48)."""

    FLEE = "flee"
    DANGER = "danger"
    RETALIATE = "retaliate"
    NEW_CRIME = "new_crime"


KIND_LABELS = {
    MeasureKind.SECURITY_PENALTY: N_("提请治安管理处罚"),
    MeasureKind.REVOCATION: N_("提请撤销缓刑、假释"),
    MeasureKind.RECOMMITTAL: N_("提请收监执行"),
    MeasureKind.ARREST: N_("提请逮捕"),
    MeasureKind.COMMENDATION: N_("表扬"),
    MeasureKind.COMMUTATION: N_("提请减刑"),
    MeasureKind.APPRAISAL: N_("期满鉴定"),
    MeasureKind.DEVICE: N_("使用电子定位装置"),
    MeasureKind.LOST_CONTACT: N_("失联查找"),
}
STAGE_LABELS = {
    Stage.DRAFT: N_("拟稿"),
    Stage.CHECKED: N_("所长已审核"),
    Stage.SUBMITTED: N_("已报县级机构"),
    Stage.RETURNED: N_("已退回"),
    Stage.GRANTED: N_("县级机构已批准"),
    Stage.SENT: N_("已送办理机关"),
    Stage.IN_USE: N_("使用中"),
    Stage.SEARCHING: N_("查找中"),
    Stage.FOUND: N_("已查找到"),
    Stage.ENDED: N_("已办结"),
    Stage.REFUSED: N_("未批准"),
    Stage.WITHDRAWN: N_("已撤回"),
}
STEP_LABELS = {
    Step.CHECK: N_("所长审核"),
    Step.SEND_BACK: N_("所长退回"),
    Step.SUBMIT: N_("上报县级机构"),
    Step.GRANT: N_("记录批准"),
    Step.REFUSE: N_("记录不批准"),
    Step.RETURN: N_("记录退回补充"),
    Step.WITHDRAW: N_("撤回"),
    Step.PAPER: N_("材料入卷"),
    Step.SEND: N_("送办理机关"),
    Step.RECEIVE: N_("办理机关签收"),
    Step.COPY: N_("抄送人民检察院"),
    Step.ANSWER_GRANT: N_("记录同意的决定、裁定"),
    Step.ANSWER_REFUSE: N_("记录不同意的决定、裁定"),
    Step.INFORM: N_("告知、宣布并送达本人"),
    Step.EXTEND: N_("记录延长"),
    Step.LIFT: N_("解除使用"),
    Step.SEARCH: N_("组织查找"),
    Step.TELL_POLICE: N_("通知公安机关"),
    Step.TELL_PROCURATORATE: N_("通报人民检察院"),
    Step.FIND: N_("查找到本人"),
    Step.HANDLE: N_("处理完毕"),
}
ARREST_LABELS = {
    ArrestGround.FLEE: N_("可能逃跑"),
    ArrestGround.DANGER: N_("有危害国家安全、公共安全、社会秩序或者他人人身安全的现实危险"),
    ArrestGround.RETALIATE: N_("可能对被害人、举报人、控告人或者工作人员实施报复"),
    ArrestGround.NEW_CRIME: N_("可能实施新的犯罪"),
}
DEVICE_LABELS = {
    DeviceGround.INJUNCTION_BREACH: N_("违反人民法院禁止令"),
    DeviceGround.LEFT_WITHOUT_APPROVAL: N_("无正当理由，未经批准离开所居住的市、县"),
    DeviceGround.REFUSED_TO_REPORT_AND_WARNED: N_("拒不按照规定报告自己的活动情况，被给予警告"),
    DeviceGround.SECURITY_PENALTY: N_("违反监督管理规定，被给予治安管理处罚"),
    DeviceGround.REVOCATION_PREPARED: N_("拟提请撤销缓刑、假释或者暂予监外执行收监执行"),
}
PAPER_LABELS = {
    "approval_form": N_("审核表"),
    "judgment": N_("裁判文书、执行通知书"),
    "facts_evidence": N_("违规事实、表现的证据材料"),
    "statement": N_("本人陈述"),
    "earlier_sanctions": N_("历次训诫、警告、治安管理处罚文书"),
    "service_proofs": N_("历次文书的送达回证"),
    "revocation_proposal": N_("撤销缓刑、假释建议书"),
    "appraisal": N_("考核表现材料"),
}
OVER = frozenset({Stage.ENDED, Stage.REFUSED, Stage.WITHDRAWN})
"""Stages after which nothing follows."""


@dataclass(frozen=True, slots=True)
class Opening:
    """How a measure begins: its grounds by code, its sentences by field of the form.

    `since`: the last contact, or the first day of a device; `until`: its last day. `origin_id`: the
    granted proposal, or the revocation an arrest goes with.
    """

    grounds: tuple[str, ...] = ()
    texts: Mapping[str, str] = field(default_factory=dict)
    since: date | None = None
    until: date | None = None
    origin_id: str | None = None


@dataclass(frozen=True, slots=True)
class StepFacts:
    """One step as its paper or its doer states it. `paper`: the code of a paper of the pack."""

    step: Step
    at: datetime
    document: str = ""
    who: str = ""
    note: str = ""
    until: date | None = None
    paper: str = ""
    attachment_id: str | None = None
