"""The panel that takes down a request for leave or recurring travel, with its arithmetic live."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QCheckBox, QLineEdit, QVBoxLayout, QWidget

from corrdesk.base.errors import UserError
from corrdesk.base.i18n import _
from corrdesk.casework.leave.model import (
    REASON_LABELS,
    LeaveApplication,
    LeavePlan,
    LeaveReason,
    PermitApplication,
)
from corrdesk.casework.leave.service import request_leave
from corrdesk.casework.leave.travel import request_permit
from corrdesk.ui.caseload.personal_form import PersonalForm, written_lines
from corrdesk.ui.leave.arithmetic import Arithmetic, room_words, work_out
from corrdesk.ui.paths import LeaveOf
from corrdesk.ui.shell.context import Context
from corrdesk.ui.shell.date_edit import DateEdit
from corrdesk.ui.shell.forms import FormPlace
from corrdesk.ui.shell.messages import Message
from corrdesk.ui.shell.registry import Page
from corrdesk.ui.shell.widgets import TextArea, combo, label
from corrdesk.ui.shell.words import full_day

if TYPE_CHECKING:
    from corrdesk.store.unit_of_work import UnitOfWork


class LeaveForm(PersonalForm[LeaveOf]):
    """A written request for leave; what the rules make of it is shown before it is saved."""

    def __init__(self, context: Context, target: LeaveOf) -> None:
        super().__init__(context, target, act=_("登记外出申请  Ctrl+Enter"))
        today = context.desk.clock.today()
        self.reason = combo(
            [(key.value, _(words)) for key, words in REASON_LABELS.items()], name=_("事由")
        )
        self.depart = DateEdit(empty=True)
        self.return_ = DateEdit(empty=True)
        self.asked = DateEdit(today, lean="past")
        self.abroad = QCheckBox(_("出境"))
        self.reason_text = TextArea(lines=2)
        self.destination, self.transport, self.contact = QLineEdit(), QLineEdit(), QLineEdit()
        self.proofs = TextArea(lines=2, placeholder=_("每行一份，如：诊断证明"))
        self.late_reason = QLineEdit()
        self.arithmetic = Arithmetic()
        self.add("depart", _("出发日期"), self.depart)
        self.add("return", _("返回日期"), self.return_)
        self.add("abroad", _("目的地在境外"), self.abroad)
        self.add_widget(self.arithmetic)
        self._late = self.add("late_reason", _("紧急理由（晚于规定时间申请）"), self.late_reason)
        self.add("reason", _("事由"), self.reason)
        self.add("reason_text", _("具体事由"), self.reason_text)
        self.add("destination", _("目的地"), self.destination)
        self.add("proofs", _("证明材料"), self.proofs)
        self.add("transport", _("交通方式"), self.transport)
        self.add("contact", _("外出期间联系人及电话"), self.contact)
        self.add("requested_on", _("申请日期"), self.asked)
        self._late.hide()
        for editor in (self.depart, self.return_, self.asked):
            editor.textChanged.connect(self._recount)
        self.abroad.toggled.connect(self._recount)
        self.arithmetic.clear(_("填写出发和返回日期，这里会算出天数和批准机关。"))

    def plan(self) -> LeavePlan:
        """What is asked for. Raises UserError naming the field to mend."""
        return LeavePlan(
            self.day("depart"),
            self.day("return"),
            self.day("requested_on"),
            abroad=self.abroad.isChecked(),
        )

    def collect(self) -> Callable[[UnitOfWork], Any]:
        supervision = self.supervision()
        application = LeaveApplication(
            plan=self.plan(),
            reason=LeaveReason(self.reason.currentData()),
            reason_text=self.reason_text.text(),
            destination=self.destination.text(),
            proofs=written_lines(self.proofs),
            transport=self.transport.text(),
            contact=self.contact.text(),
            late_reason=self.late_reason.text(),
        )
        law = self.context.desk.law()
        return lambda uow: request_leave(uow, law, supervision, application)

    def target_changed(self) -> None:
        self._recount()

    def was_touched(self) -> bool:
        """Whether somebody has typed anything."""
        editors = (self.depart, self.return_, self.destination, self.person)
        return any(editor.text() for editor in editors) or bool(self.reason_text.text())

    def _recount(self, *_changed: object) -> None:
        supervision = self.target.supervision_id
        try:
            plan = self.plan()
        except UserError:
            self._show_room()
            return
        if supervision:
            self.context.ask(
                self, lambda desk: work_out(desk, supervision, plan), slot="leave-arithmetic"
            ).then(self._show_answer).start()

    def _show_room(self) -> None:
        """While the return is open: how much was used, and how long who may grant."""
        supervision = self.target.supervision_id
        try:
            depart = self.day("depart")
        except UserError:
            return
        if supervision and not self.return_.text().strip():
            self.context.ask(
                self, lambda desk: room_words(desk, supervision, depart), slot="leave-arithmetic"
            ).then(self.arithmetic.clear).start()

    def _show_answer(self, found: Any) -> None:
        self.arithmetic.show_answer(found)
        late = found.assessment is not None and found.assessment.late
        self._late.setVisible(late)


class PermitForm(PersonalForm[LeaveOf]):
    """A written request for recurring travel."""

    def __init__(self, context: Context, target: LeaveOf) -> None:
        super().__init__(context, target, act=_("登记申请  Ctrl+Enter"))
        self.reason = TextArea(lines=2)
        self.places = TextArea(lines=2, placeholder=_("每行一处，写明市、县和地点"))
        self.times, self.frequency, self.reporting = QLineEdit(), QLineEdit(), QLineEdit()
        self.proofs = TextArea(lines=2, placeholder=_("每行一份，如：营业执照复印件"))
        self.add("reason", _("申请理由"), self.reason)
        self.add("places", _("前往的市、县及地点"), self.places)
        self.add("times", _("活动时间"), self.times, hint=_("例如：每周二、周五，当日往返"))
        self.add("frequency", _("活动频次"), self.frequency)
        self.add("reporting", _("外出前后的报告方式"), self.reporting)
        self.add("proofs", _("证明材料"), self.proofs)
        self.add("requested_on", _("申请日期"), DateEdit(context.desk.clock.today(), lean="past"))

    def collect(self) -> Callable[[UnitOfWork], Any]:
        supervision = self.supervision()
        application = PermitApplication(
            reason=self.reason.text(),
            places=written_lines(self.places),
            times=self.times.text(),
            frequency=self.frequency.text(),
            requested_on=self.day("requested_on"),
            proofs=written_lines(self.proofs),
            reporting=self.reporting.text(),
        )
        return lambda uow: request_permit(uow, supervision, application)

    def was_touched(self) -> bool:
        """Whether somebody has typed anything."""
        return bool(self.reason.text() or self.places.text() or self.person.text())


class LeavePanel(Page):
    """The form beside the page; saved, the leave opens."""

    help_topic = "外出管理"

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self.form: LeaveForm | PermitForm | None = None
        self._title = label("", "title")
        self._who = label("", "muted", wrap=True)
        self._place = FormPlace(self._title, self._who)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._place)

    def show_argument(self, argument: Any) -> None:
        """Opened with a LeaveOf."""
        if self.form is not None:
            return
        target = argument if isinstance(argument, LeaveOf) else LeaveOf()
        make = PermitForm if target.recurring else LeaveForm
        self.form = make(self.context, target)
        self._title.setText(_("经常性跨市县活动申请") if target.recurring else _("外出申请"))
        self._who.setText(target.name)
        self._who.setVisible(bool(target.name))
        self.form.finished.connect(self._saved)
        self.form.abandoned.connect(self.context.close_panel)
        self._place.hold(self.form)
        self.content_changed()

    def first_focus(self) -> QWidget | None:
        if self.form is None:
            return None
        return next(iter(self.form.fields.values())).editor

    def holds_typing(self) -> bool:
        return self.form is not None and self.form.was_touched()

    def _saved(self, made: str) -> None:
        form = self.form
        self.form = None
        self.context.close_panel()
        if isinstance(form, LeaveForm):
            day = full_day(form.plan().depart)
            words = _("已登记外出申请：{name}，{day} 出发").format(name=form.target.name, day=day)
            self.context.go("leave", made)
        else:
            words = _("已登记经常性跨市县活动申请。")
            self.context.go("leaves", "permit_requested")
        self.context.say(Message(words))
