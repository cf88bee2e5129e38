"""The words of reporting: kinds of duty, states of a window, how presence was known, outcomes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from corrdesk.base.i18n import N_


class DutyKind(StrEnum):
    """What a rule pack can ask for in a period."""

    CHECK_IN = "check_in"
    PHONE_REPORT = "phone_report"
    WRITTEN_REPORT = "written_report"
    TALK = "talk"
    HOME_VISIT = "home_visit"
    EDUCATION = "education"
    PUBLIC_SERVICE = "public_service"


class DutyState(StrEnum):
    """What became of a duty window. `open` until somebody or something settles it."""

    OPEN = "open"
    FULFILLED = "fulfilled"
    EXCUSED = "excused"
    WAITING = "waiting"
    MISSED = "missed"
    WITHDRAWN = "withdrawn"


class Presence(StrEnum):
    """How it was known that the person was there."""

    OFFICER_SAW = "officer_saw"
    ID_CARD = "id_card"
    PHONE = "phone"
    VIDEO = "video"
    WITNESS = "witness"
    PAPER = "paper"
    NONE = "none"  # for outcomes without presence: excused, waiting, missed


class Outcome(StrEnum):
    """How a report went."""

    COMPLIED = "complied"
    EXCUSED = "excused"
    WAITING_EVIDENCE = "waiting_evidence"
    MISSED = "missed"


DUTY_LABELS = {
    DutyKind.CHECK_IN: N_("当面报到"),
    DutyKind.PHONE_REPORT: N_("电话报告"),
    DutyKind.WRITTEN_REPORT: N_("书面报告"),
    DutyKind.TALK: N_("个别谈话"),
    DutyKind.HOME_VISIT: N_("实地走访"),
    DutyKind.EDUCATION: N_("教育学习"),
    DutyKind.PUBLIC_SERVICE: N_("公益活动"),
}
STATE_LABELS = {
    DutyState.OPEN: N_("待完成"),
    DutyState.FULFILLED: N_("已完成"),
    DutyState.EXCUSED: N_("已准假免除"),
    DutyState.WAITING: N_("待补证明"),
    DutyState.MISSED: N_("未履行"),
    DutyState.WITHDRAWN: N_("已撤销"),
}
PRESENCE_LABELS = {
    Presence.OFFICER_SAW: N_("工作人员当面见到"),
    Presence.ID_CARD: N_("本人持身份证"),
    Presence.PHONE: N_("电话核实"),
    Presence.VIDEO: N_("视频核实"),
    Presence.WITNESS: N_("他人证明"),
    Presence.PAPER: N_("纸质材料"),
    Presence.NONE: N_("未到场"),
}
OUTCOME_LABELS = {
    Outcome.COMPLIED: N_("已履行"),
    Outcome.EXCUSED: N_("有正当理由"),
    Outcome.WAITING_EVIDENCE: N_("待补证明"),
    Outcome.MISSED: N_("未履行"),
}

REPORTED_KINDS = frozenset({DutyKind.CHECK_IN, DutyKind.PHONE_REPORT, DutyKind.WRITTEN_REPORT})
"""Duties of the person; a missed one can become a violation."""

OFFICER_KINDS = frozenset({DutyKind.TALK, DutyKind.HOME_VISIT})
"""Duties of the office itself; a missed one is the office's own arrears."""

HOUR_KINDS = frozenset({DutyKind.EDUCATION, DutyKind.PUBLIC_SERVICE})
"""Duties that are measured in time, not in reports."""


@dataclass(frozen=True, slots=True)
class CheckInFacts:
    """One report as it happened. `happened_at` differs from now when it is entered late (补录)."""

    kind: DutyKind
    presence: Presence
    outcome: Outcome
    happened_at: datetime
    reason: str = ""
    evidence_due: date | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class DeskLine:
    """One duty window on today's desk, with the person it belongs to."""

    duty_id: str
    person_id: str
    supervision_id: str
    name: str
    masked_id: str
    class_: str | None
    category: str
    residence: str
    phone: str
    kind: DutyKind
    state: DutyState
    period_start: date
    period_end: date
    grace_until: date
    needed: int
    done: int
    evidence_due: date | None


@dataclass(frozen=True, slots=True)
class DeskCounts:
    """The figures at the top of the desk; each opens the list of the same name."""

    due: int
    overdue: int
    waiting: int
    visits: int  # the office's own duties: talks and home visits that are still to be done
    expired: int  # terms that have ended without a discharge
    awaiting: int  # people who have not reported in yet
    unclassed: int  # people without a class, for whom no window can be opened
