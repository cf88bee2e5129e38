"""修改资料 and 变更状态: forms that correct a file, or end what is being served.

Only what was changed is written, so that two desks may mend different fields of one file.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QLineEdit

from corrdesk.base.errors import UserError
from corrdesk.base.i18n import N_, _
from corrdesk.casework.caseload.model import NEXT_STATES, STATUS_LABELS, Status
from corrdesk.casework.caseload.service import assign_officer, change_person
from corrdesk.casework.flows import change_order_and_duties, change_status_and_duties
from corrdesk.ui.caseload.order_fields import add_order_fields, doubt_judgment, read_order_fields
from corrdesk.ui.caseload.wide_form import WideForm
from corrdesk.ui.shell.context import Context
from corrdesk.ui.shell.date_edit import DateEdit
from corrdesk.ui.shell.messages import confirm
from corrdesk.ui.shell.tokens import Tone
from corrdesk.ui.shell.widgets import Banner, TextArea, combo
from corrdesk.ui.shell.words import full_day

if TYPE_CHECKING:
    from corrdesk.store.unit_of_work import UnitOfWork

TERM = ("term_start", "term_end")
ENDINGS = {
    Status.DISCHARGED: N_("解除矫正"),
    Status.TERMINATED: N_("终止矫正（收监、死亡等）"),
    Status.TRANSFERRED: N_("转出（执行地变更）"),
}


class ContactForm(WideForm):
    """How somebody is reached, and the notes. The identity number stays as it was entered."""

    def __init__(self, context: Context, person: Any) -> None:
        super().__init__(context, act=_("保存  Ctrl+Enter"))
        self._person, self.record_id = person, person.id
        lines = (
            ("phone", _("联系电话"), 1),
            ("name", _("姓名"), 1),
            ("residence", _("居住地"), 2),
            ("household", _("户籍地"), 2),
            ("ethnicity", _("民族"), 1),
            ("education", _("文化程度"), 1),
        )
        for name, title, span in lines:
            self.add(name, title, QLineEdit(getattr(person, name)), span=span)
        self._note = TextArea(lines=2)
        self._note.setPlainText(person.note)
        self.add("note", _("备注"), self._note, span=2)

    def collect(self) -> Callable[[UnitOfWork], None]:
        told = {
            name: self.line(name)
            for name in ("name", "residence", "household", "ethnicity", "education")
        }
        told |= {"phone": self.number("phone"), "note": self._note.text()}
        changes = changed(self._person, told)
        if not changes:
            raise UserError(_("没有改动，不需要保存。"))
        person_id = self._person.id
        return lambda uow: change_person(uow, person_id, changes)


class OrderForm(WideForm):
    """What the documents say of the order, and who is responsible. Windows follow by themselves."""

    def __init__(self, context: Context, order: Any, officers: Sequence[tuple[str, str]]) -> None:
        """`officers` are id and name of those who may be chosen."""
        super().__init__(context, act=_("保存  Ctrl+Enter"), columns=3)
        self._order, self.record_id = order, order.id
        add_order_fields(self, order)
        doubt_judgment(self, lambda: str(order.category))()
        self._officer = combo(officers, name=_("责任人"))
        self._officer.setCurrentIndex(self._officer.findData(order.officer_id))
        self.add("officer_id", _("责任人"), self._officer)
        hint = _("改动矫正起始或期满日期时必须填写，写明依据的文书")
        self.add("reason", _("修改的理由"), QLineEdit(), hint=hint, span=3)

    def collect(self) -> Callable[[UnitOfWork], None]:
        changes = changed(self._order, read_order_fields(self))
        reason = self.read(lambda: self._reason(changes), "")
        self.settle()
        officer = self._officer.currentData() or self._order.officer_id
        order_id, moved = self._order.id, officer != self._order.officer_id
        if not changes and not moved:
            raise UserError(_("没有改动，不需要保存。"))
        law = self.context.desk.law()

        def act(uow: UnitOfWork) -> None:
            if changes:
                change_order_and_duties(uow, law, order_id, changes)
            if moved:
                assign_officer(uow, order_id, officer)
            if reason:
                uow.because(reason)

        return act

    def _reason(self, changes: dict[str, Any]) -> str:
        reason = self.line("reason")
        if not reason and any(name in changes for name in TERM):
            raise UserError(_("请填写修改矫正期限的理由。"), field="reason")
        return reason


class StatusForm(WideForm):
    """解除, 终止 or 转出. There is no way back, so it asks once more."""

    def __init__(self, context: Context, order: Any, name: str) -> None:
        super().__init__(context, act=_("变更状态  Ctrl+Enter"), columns=1)
        self._order, self._name, self.record_id = order, name, order.id
        self._today = context.desk.clock.today()
        states = NEXT_STATES[Status(order.status)]
        options = [(each.value, _(words)) for each, words in ENDINGS.items() if each in states]
        self.status = combo(options, name=_("变更为"))
        self.status.currentIndexChanged.connect(lambda _index: self._warn())
        self._warning = Banner()
        self._reason = TextArea(lines=2)
        self.add("status", _("变更为"), self.status)
        self.add_across(self._warning)
        self.add("on", _("自哪天起"), DateEdit(min(order.term_end, self._today)))
        self.add("reason", _("理由"), self._reason)
        self.add("document", _("依据的文书（文号）"), QLineEdit())
        self._warn()

    def collect(self) -> Callable[[UnitOfWork], None]:
        status, order_id = Status(self.status.currentData()), self._order.id
        on = self.read_day("on", not_after=self._today)
        reason = self.read(self._why, "")
        self.settle()
        document, law = self.line("document"), self.context.desk.law()
        return lambda uow: change_status_and_duties(
            uow, law, order_id, status, on, reason=reason, document=document
        )

    def save(self) -> None:
        """Asks before the act; what is wrong is shown first."""
        try:
            self.collect()
        except UserError as error:
            self.show_error(error)
            return
        words = _("{name}将不再在册（{status}），还没有到期的报告义务随之撤销。此项不能撤回。")
        status = Status(self.status.currentData())
        confirm(
            self,
            title=_("变更状态"),
            text=words.format(name=self._name, status=_(STATUS_LABELS[status])),
            act=_(ENDINGS[status]),
            then=super().save,
            cautious=True,
        )

    def _why(self) -> str:
        reason = self._reason.text()
        if not reason:
            raise UserError(_("请填写变更状态的理由。"), field="reason")
        return reason

    def _warn(self) -> None:
        """A discharge before the term has ended is possible, and rarely right."""
        discharged = self.status.currentData() == Status.DISCHARGED
        early = discharged and self._today < self._order.term_end
        words = _("矫正期限到 {day} 才届满。提前解除须有法律文书。")
        shown = words.format(day=full_day(self._order.term_end)) if early else ""
        self._warning.say(shown, Tone.WARN)


def changed(record: Any, told: dict[str, Any]) -> dict[str, Any]:
    """What was told and differs from the record."""
    return {name: value for name, value in told.items() if getattr(record, name) != value}
