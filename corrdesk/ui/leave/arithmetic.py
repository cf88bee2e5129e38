"""The arithmetic of a leave while it is typed: days, total, who decides, what moves, and why."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from PySide6.QtWidgets import QVBoxLayout, QWidget

from corrdesk.base.errors import UserError
from corrdesk.base.i18n import N_, _
from corrdesk.base.spans import Span
from corrdesk.bootstrap import Desk
from corrdesk.casework.leave.assessment import (
    LeaveAssessment,
    assess_leave,
    room_for_leave,
)
from corrdesk.casework.leave.model import APPROVER_LABELS, Approver, LeavePlan
from corrdesk.casework.reporting.model import DUTY_LABELS
from corrdesk.casework.reporting.policy import DutyWindow
from corrdesk.casework.reporting.queries import windows_moved
from corrdesk.ui.shell.tokens import Tone
from corrdesk.ui.shell.why import Why, WhyDialog, lay_open
from corrdesk.ui.shell.widgets import Banner, FactGrid, button, row
from corrdesk.ui.shell.words import full_day, span_words

LABELS = {
    "depart": N_("出发日期"),
    "return": N_("返回日期"),
    "delegated": N_("县级机构已委托本所"),
    "previous": N_("以前的外出"),
    "abroad": N_("出境"),
    "supervision_end": N_("矫正期满"),
}
BODY_LABELS = {
    "county": N_("县级社区矫正机构"),
    "procuratorate": N_("同级人民检察院"),
}
REFUSALS = {
    "abroad": N_("刑罚没有执行完毕，依法不准出境。"),
    "beyond_term": N_("返回日期晚于矫正期满之日，不能批准。"),
}


@dataclass(frozen=True, slots=True)
class WorkedOut:
    """What the rules say of a plan today; `problem` where they cannot say anything."""

    plan: LeavePlan
    assessment: LeaveAssessment | None
    moved: tuple[DutyWindow, ...] = ()
    problem: str = ""


def work_out(
    desk: Desk, supervision_id: str, plan: LeavePlan, extends: str | None = None
) -> WorkedOut:
    """Asks the rules about a plan, without recording anything."""
    law = desk.law()
    with desk.read() as session:
        try:
            found = assess_leave(
                session, desk.office.id, supervision_id, plan, law, extends=extends
            )
            leave = Span.inclusive(plan.depart, plan.return_)
            moved = windows_moved(session, desk.office.id, law, supervision_id, leave)
        except UserError as error:
            return WorkedOut(plan, None, problem=error.message)
    return WorkedOut(plan, found, moved)


def room_words(desk: Desk, supervision_id: str, depart: date) -> str:
    """What is known while only the departure is typed: the days used, and who may decide how far.

    Raises UserError where the rules can say nothing.
    """
    with desk.read() as session:
        room = room_for_leave(session, desk.office.id, supervision_id, depart, desk.law())
    parts = [_("规定期间内以前的外出已计 {days} 天。").format(days=room.used)]
    for approver, until in (
        (Approver.OFFICE, room.office_until),
        (Approver.COUNTY, room.county_until),
        (Approver.CITY, room.city_until),
    ):
        if until is not None:
            words = _("最迟 {day} 返回的，由{who}决定。")
            parts.append(words.format(day=full_day(until), who=_(APPROVER_LABELS[approver])))
    return "\n".join(parts)


class Arithmetic(QWidget):
    """Shows what was worked out; empty until there is a plan."""

    def __init__(self) -> None:
        super().__init__()
        self.shown: WorkedOut | None = None
        self.banner = Banner()
        self.grid = FactGrid(1)
        self._why = button(_("为什么？"), self._show_why, role="link", name=_("为什么：批准机关"))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.banner)
        layout.addWidget(self.grid)
        layout.addLayout(row(self._why))
        self.clear()

    def clear(self, words: str = "") -> None:
        """Shows nothing but a hint."""
        self.shown = None
        self.banner.say(words, Tone.INFO)
        self.grid.hide()
        self._why.hide()

    def show_answer(self, found: WorkedOut) -> None:
        """Shows an answer."""
        self.shown = found
        assessment = found.assessment
        if assessment is None:
            self.clear()
            self.banner.say(found.problem, Tone.BAD)
            return
        if assessment.approver is None:
            self.banner.say(_(REFUSALS[str(assessment.route.reason)]), Tone.BAD)
        elif assessment.late:
            words = _("一般最迟应在 {day} 申请；现在申请须写明紧急理由。")
            day = full_day(assessment.applying.value.apply_by)
            self.banner.say(words.format(day=day), Tone.WARN)
        else:
            self.banner.say("")
        self.grid.show_facts(lines(found, assessment))
        self.grid.show()
        self._why.show()

    def words(self) -> str:
        """Everything that is shown, for tests and screen readers."""
        if self.shown is None or self.shown.assessment is None:
            return self.banner.text
        pairs = lines(self.shown, self.shown.assessment)
        return "\n".join([self.banner.text, *(f"{name} {value}" for name, value in pairs)])

    def _show_why(self) -> None:
        if self.shown is not None and self.shown.assessment is not None:
            WhyDialog(self.window(), why_route(self.shown.assessment)).open()


def lines(found: WorkedOut, assessment: LeaveAssessment) -> list[tuple[str, str]]:
    """The arithmetic as name and value."""
    route, today = assessment.route, assessment.decision.as_of
    facts = [
        (_("本次天数"), _("{days} 天").format(days=route.days)),
        (_("规定期间内累计"), _("{days} 天（含本次）").format(days=route.days_in_window)),
    ]
    facts += [
        (
            _("其中以前的外出"),
            _("{span}，计入 {days} 天").format(
                span=span_words(each.depart, each.return_, today), days=each.counted
            ),
        )
        for each in assessment.earlier
    ]
    facts.append((_("由谁决定"), approver_words(assessment.approver)))
    for name, bodies in ((_("报送备案"), route.file_with), (_("还应通报"), route.tell)):
        if bodies:
            facts.append((name, "、".join(_(BODY_LABELS[body]) for body in bodies)))
    if found.moved:
        words = "、".join(
            span_words(each.period_start, each.period_end, today) for each in found.moved
        )
        what = _(DUTY_LABELS[found.moved[0].kind])
        facts.append((_("改为电话报告"), f"{what} {words}"))
    return facts


def approver_words(approver: Approver | None) -> str:
    """Who decides, in words."""
    return _("依法不能批准") if approver is None else _(APPROVER_LABELS[approver])


def why_route(assessment: LeaveAssessment) -> Why:
    """Why it is this authority that decides."""
    answer = approver_words(assessment.approver)
    return lay_open(assessment.decision, _("这次外出由谁决定"), answer, LABELS)
