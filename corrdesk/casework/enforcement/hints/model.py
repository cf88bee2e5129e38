"""The words of hints: what the records may show, where a hint stands, and one finding."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from corrdesk.base.i18n import N_
from corrdesk.base.ids import derived_id
from corrdesk.casework.caseload.model import Category
from corrdesk.casework.enforcement.model import Breach


class HintKind(StrEnum):
    """What the records may show by themselves."""

    MISSED_DUTY = "missed_duty"
    LATE_REPORT = "late_report"
    LATE_REPORT_IN = "late_report_in"
    LEAVE_OVERRUN = "leave_overrun"
    MEDICAL_REVIEW = "medical_review"
    HOURS_SHORT = "hours_short"
    LOST_CONTACT = "lost_contact"


class HintState(StrEnum):
    """Where a hint stands. Nothing disappears: what no longer holds has lapsed."""

    OPEN = "open"
    CONFIRMED = "confirmed"  # a violation was recorded
    DISMISSED = "dismissed"  # an officer gave a reason
    LAPSED = "lapsed"  # the records do not show it any more


HINT_LABELS = {
    HintKind.MISSED_DUTY: N_("到期未报告"),
    HintKind.LATE_REPORT: N_("逾期后才报告"),
    HintKind.LATE_REPORT_IN: N_("未按期入矫报到"),
    HintKind.LEAVE_OVERRUN: N_("外出逾期未归"),
    HintKind.MEDICAL_REVIEW: N_("未提交病情复查情况"),
    HintKind.HOURS_SHORT: N_("学习、公益活动时长不足"),
    HintKind.LOST_CONTACT: N_("失去联系"),
}
HINT_STATE_LABELS = {
    HintState.OPEN: N_("待核实"),
    HintState.CONFIRMED: N_("已登记违规"),
    HintState.DISMISSED: N_("已排除"),
    HintState.LAPSED: N_("已不成立"),
}
BREACHES = {
    HintKind.MISSED_DUTY: Breach.REPORT,
    HintKind.LATE_REPORT: Breach.REPORT,
    HintKind.LATE_REPORT_IN: Breach.LATE_REPORT_IN,
    HintKind.LEAVE_OVERRUN: Breach.LEAVE,
    HintKind.MEDICAL_REVIEW: Breach.MEDICAL_REVIEW,
    HintKind.HOURS_SHORT: Breach.EDUCATION,
    HintKind.LOST_CONTACT: Breach.ABSENT,
}
"""As which breach an officer would record it; the officer may choose another."""


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that was due and was not done, or not in time, as a source found it.

    `due`: the last day on which it was in time; `done`: when it was done after all. `details` are
    further facts as plain values, shown to people and kept with the hint. `duty_id`: the window of
    the duty calendar that shows it, where there is one.
    """

    kind: HintKind
    supervision_id: str
    person_id: str
    category: Category
    subject_id: str  # the record that shows it
    due: date
    done: date | None = None
    duty_id: str | None = None
    details: Mapping[str, str | int] = field(default_factory=dict)

    @property
    def id(self) -> str:
        """The id of its hint: the same thing, found again or on another PC, is the same hint.

        A window is one thing however it was missed, so a late report does not make a second hint.
        """
        what = "duty" if self.duty_id else self.kind.value
        return derived_id("hint", what, self.subject_id, self.due.isoformat())
