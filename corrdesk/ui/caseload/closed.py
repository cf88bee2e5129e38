"""不公开的档案: opens one closed file at a time, for a reason; what was shown goes with the page.

The head opens sealed files here, the auditor those of minors. Nothing is listed.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QLineEdit, QSizePolicy, QVBoxLayout, QWidget

from corrdesk.base.errors import UserError
from corrdesk.base.i18n import N_, _
from corrdesk.casework.caseload.model import (
    ACCESS_LABELS,
    CATEGORY_LABELS,
    SEX_LABELS,
    STATUS_LABELS,
    AccessKind,
    Category,
    Sex,
    Status,
)
from corrdesk.casework.enforcement.model import BREACH_LABELS, Breach
from corrdesk.casework.flows import ClosedFile, read_closed_file
from corrdesk.casework.permissions import RecordState, may
from corrdesk.casework.reporting.model import DUTY_LABELS, OUTCOME_LABELS, DutyKind, Outcome
from corrdesk.ui.caseload.closed_forms import UnsealForm
from corrdesk.ui.caseload.wide_form import WideForm
from corrdesk.ui.shell import tokens
from corrdesk.ui.shell.badges import Badge
from corrdesk.ui.shell.context import Context
from corrdesk.ui.shell.forms import open_form
from corrdesk.ui.shell.messages import Message
from corrdesk.ui.shell.registry import Page
from corrdesk.ui.shell.theme import px
from corrdesk.ui.shell.tokens import Shape, Tone
from corrdesk.ui.shell.widgets import Banner, FactGrid, button, column, label, row, scrolled
from corrdesk.ui.shell.words import full_day

if TYPE_CHECKING:
    from corrdesk.store.unit_of_work import UnitOfWork

STATE_MARKS = {
    RecordState.SEALED: (N_("封存"), Shape.SQUARE, Tone.BAD),
    RecordState.MINOR: (N_("未成年人"), Shape.DIAMOND, Tone.WARN),
}


class ReadingForm(WideForm):
    """Whose file, by which paper, and why."""

    def __init__(self, context: Context) -> None:
        super().__init__(context, act=_("调阅  Ctrl+Enter"))
        self._who = ""
        self.asked = QLineEdit()
        self.add("who", _("身份证号码"), self.asked)
        self.add("document", _("依据的文书（文号）"), QLineEdit())
        self.add("reason", _("理由"), QLineEdit(), span=2)

    def ask_for(self, person_id: str) -> None:
        """The file of somebody who was met in a list without a name."""
        self._who = person_id
        self.asked.setText("")
        self.asked.setPlaceholderText(_("名单里选中的人"))

    def collect(self) -> Callable[[UnitOfWork], ClosedFile]:
        who = self.asked.text().strip() or self._who
        if not who:
            raise UserError(_("请输入身份证号码。"), field="who")
        law = self.context.desk.law()
        why = {"reason": self.line("reason"), "document": self.line("document")}
        return lambda uow: read_closed_file(uow, law, who, **why)

    def forget(self) -> None:
        """Empties the form."""
        self._who = ""
        self.asked.setPlaceholderText("")
        for field in self.fields.values():
            if isinstance(field.editor, QLineEdit):
                field.editor.clear()


class ClosedPage(Page):
    """Opens closed files one by one."""

    help_topic = "不公开的档案"

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self._file: ClosedFile | None = None
        self.form = ReadingForm(context)
        self.form.finished.connect(self.show_file)
        self.form.abandoned.connect(self.leave)
        self._name = label("", "title")
        self._marks = {state: Badge() for state in STATE_MARKS}
        self.facts = FactGrid(1)
        self._unseal = button(_("解除封存…"), self._open_unseal)
        told = _(
            "封存的档案，以及审计人员查阅的未成年人档案，只能凭理由和文书逐份调阅。"
            "每次调阅都写入日志和这份档案的调阅登记；离开本页，内容不再显示。"
        )
        self._shown = QWidget()
        acts = row(self._unseal, None, button(_("看完了，关闭"), self.leave))
        content = QWidget()
        inside = QVBoxLayout(content)
        inside.setContentsMargins(0, px(8), px(8), 0)
        inside.addWidget(self.facts)
        inside.addStretch(1)
        head = row(self._name, *self._marks.values())
        self._shown.setLayout(column(head, scrolled(content), acts))
        self._shown.hide()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(px(tokens.MARGIN), px(4), px(tokens.MARGIN), px(8))
        layout.setSpacing(px(tokens.GAP))
        layout.addWidget(label(_("不公开的档案"), "title"))
        layout.addWidget(Banner(told, Tone.INFO))
        self.form.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        layout.addWidget(self.form)
        layout.addWidget(self._shown, 1)
        layout.addStretch(0)

    def show_argument(self, argument: Any) -> None:
        """Opened with a person's id from a list that shows no name, or with nothing."""
        if argument:
            self.form.ask_for(str(argument))

    def first_focus(self) -> QWidget:
        return self.form.asked

    def show_file(self, file: ClosedFile) -> None:
        """Shows what was opened. The form is emptied: another reading is another reason."""
        self._file = file
        self.form.forget()
        self.form.save_button.setEnabled(True)
        self.form.hide()
        self._name.setText(file.file.person.name)
        for state, (words, shape, tone) in STATE_MARKS.items():
            text = _(words) if state in file.states else ""
            self._marks[state].show_state(text, shape, tone)
        self.facts.show_facts(fact_lines(file))
        actor = self.context.desk.actor
        sealed = RecordState.SEALED in file.states
        self._unseal.setVisible(sealed and may(actor, "file.unseal", file.states))
        self._shown.show()
        self.content_changed()

    def leave(self) -> None:
        """Forgets what was shown and asks for the next one; from the empty form, goes back."""
        if self._file is None:
            self.context.go("people")
            return
        self._forget()

    def hideEvent(self, event: QHideEvent) -> None:
        """Another page came: nothing of the file stays behind it."""
        self._forget()
        super().hideEvent(event)

    def _forget(self) -> None:
        self._file = None
        self._name.setText("")
        self.facts.show_facts([])
        self._shown.hide()
        self.form.show()

    def _open_unseal(self) -> None:
        if self._file is not None:
            form = UnsealForm(self.context, self._file.file.person.id)
            open_form(self, _("解除封存"), form, self._unsealed)

    def _unsealed(self, person_id: str) -> None:
        self.context.say(Message(_("已解除封存，此人重新可以查到。"), Tone.OK))
        self.context.go("person", person_id)


def fact_lines(file: ClosedFile) -> list[tuple[str, str]]:
    """Everything of a closed file that its reader is shown, as titles and texts."""
    person = file.file.person
    facts = [
        (_("性别、出生"), f"{_(SEX_LABELS[Sex(person.sex)])}，{full_day(person.born)}"),
        (_("身份证号"), person.id_number),
        (_("电话"), person.phone),
        (_("居住地"), person.residence),
        (_("户籍地"), person.household),
        (_("备注"), person.note),
    ]
    facts += [(_("矫正"), _order_words(each)) for each in file.file.supervisions]
    facts += [
        (_("状态变更"), _together(_status_words(each) for each in file.file.statuses)),
        (_("违规"), _together(_violation_words(each) for each in file.violations)),
        (_("外出"), _together(_leave_words(each) for each in file.leaves)),
        (_("报到"), _together(_check_in_words(each) for each in file.check_ins)),
        (_("调阅登记"), _together(_access_words(each) for each in file.accesses)),
    ]
    return [(title, words or _("无")) for title, words in facts]


def _together(lines: Any) -> str:
    return "\n".join(lines)


def _order_words(order: Any) -> str:
    served = (_(CATEGORY_LABELS[Category(order.category)]), order.offence, order.original_sentence)
    words = [
        "，".join(filter(None, served)),
        _("犯罪日期：{day}").format(day=full_day(order.offence_on) or _("没有记录")),
        f"{order.decision_organ} {order.judgment_number}",
        _("{first} 至 {last}").format(
            first=full_day(order.term_start), last=full_day(order.term_end)
        ),
    ]
    return _together(words)


def _status_words(status: Any) -> str:
    return f"{full_day(status.on)}  {_(STATUS_LABELS[Status(status.status)])}  {status.reason}"


def _violation_words(case: Any) -> str:
    return f"{full_day(case.found_on)}  {_(BREACH_LABELS[Breach(case.breach)])}  {case.facts}"


def _leave_words(leave: Any) -> str:
    return f"{full_day(leave.depart)}  {leave.destination}"


def _check_in_words(report: Any) -> str:
    kind, outcome = DUTY_LABELS[DutyKind(report.kind)], OUTCOME_LABELS[Outcome(report.outcome)]
    return f"{full_day(report.happened_at.date())}  {_(kind)}  {_(outcome)}"


def _access_words(access: Any) -> str:
    kind = _(ACCESS_LABELS[AccessKind(access.kind)])
    return f"{full_day(access.on)}  {kind}  {access.reason}（{access.document}）"
