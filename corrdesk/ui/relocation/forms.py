"""The forms of a relocation: the request, the letter that came, each step, the pack."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QTimer
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QCheckBox, QLineEdit

from corrdesk.base.errors import UserError
from corrdesk.base.i18n import N_, _
from corrdesk.bootstrap import Desk
from corrdesk.casework.flows import record_step_and_register
from corrdesk.casework.relocation.course import CourseLine
from corrdesk.casework.relocation.model import (
    OUTCOME_LABELS,
    WITH_ARRIVAL,
    WITH_DOCUMENT,
    WITH_OUTCOME,
    Direction,
    IncomingLetter,
    MoveApplication,
    Outcome,
    PackItem,
    Party,
    Step,
    StepFacts,
)
from corrdesk.casework.relocation.policy import MoveFacts, relocation_apply_by
from corrdesk.casework.relocation.queries import RelocationFile
from corrdesk.casework.relocation.service import keep_pack, receive_letter, request_move
from corrdesk.ui.caseload.personal_form import PersonalForm, written_lines
from corrdesk.ui.paths import RelocationOf
from corrdesk.ui.relocation.looks import cited_words, due_words
from corrdesk.ui.shell.context import Context
from corrdesk.ui.shell.date_edit import DateEdit
from corrdesk.ui.shell.forms import Form
from corrdesk.ui.shell.tokens import Tone
from corrdesk.ui.shell.widgets import Banner, TextArea, combo, label
from corrdesk.ui.shell.words import full_day

if TYPE_CHECKING:
    from corrdesk.store.unit_of_work import UnitOfWork

WORDS_ASKED = {
    Step.OPINION: N_("核实情况和意见"),
    Step.NOTIFIED: N_("告知的内容"),
    Step.SEARCH: N_("查找情况"),
    Step.NO_SHOW: N_("通报情况"),
}
PRISON = N_("暂予监外执行，由监狱管理机关或公安机关批准")


class MoveForm(PersonalForm[RelocationOf]):
    """A written application; whether it comes in time is shown as soon as the day is typed."""

    def __init__(self, context: Context, target: RelocationOf) -> None:
        super().__init__(context, target, act=_("登记变更申请  Ctrl+Enter"))
        today = context.desk.clock.today()
        self.move_on = DateEdit(empty=True)
        self.asked = DateEdit(today, lean="past")
        self.ahead = Banner()
        self.reason = TextArea(lines=2)
        self.new_address, self.new_county = QLineEdit(), QLineEdit()
        self.proofs = TextArea(lines=2, placeholder=_("每行一份，如：房屋租赁合同"))
        self.late_reason = QLineEdit()
        self.by_prison = QCheckBox(_(PRISON))
        self.add("move_on", _("拟迁居日期"), self.move_on)
        self.add_widget(self.ahead)
        self._late = self.add("late_reason", _("没有提前申请的理由"), self.late_reason)
        self.add("new_address", _("拟迁往的居住地"), self.new_address)
        self.add("new_county", _("新执行地县级社区矫正机构"), self.new_county)
        self.add("reason", _("变更理由"), self.reason)
        self.add("proofs", _("证明材料"), self.proofs)
        self.add("requested_on", _("申请日期"), self.asked)
        self.add_widget(self.by_prison)
        self._late.hide()
        for editor in (self.move_on, self.asked):
            editor.textChanged.connect(self._look_ahead)

    def collect(self) -> Callable[[UnitOfWork], Any]:
        supervision = self.supervision()
        application = MoveApplication(
            requested_on=self.day("requested_on"),
            move_on=self.day("move_on"),
            reason=self.reason.text(),
            new_address=self.new_address.text(),
            new_county=self.new_county.text(),
            proofs=written_lines(self.proofs),
            late_reason=self.late_reason.text(),
            by_prison=self.by_prison.isChecked(),
        )
        law = self.context.desk.law()
        return lambda uow: request_move(uow, law, supervision, application)

    def _look_ahead(self, *_changed: object) -> None:
        try:
            move_on, asked = self.day("move_on"), self.day("requested_on")
        except UserError:
            return

        def look(desk: Desk) -> tuple[date, bool]:
            by = relocation_apply_by(MoveFacts(move_on), desk.law()).value.apply_by
            return by, asked > by

        self.context.ask(self, look, slot="move-ahead").then(self._show_ahead).start()

    def _show_ahead(self, found: tuple[date, bool]) -> None:
        by, late = found
        words = _("一般最迟应在 {day} 申请。").format(day=full_day(by))
        if late:
            words += _("现在申请须写明理由。")
        self.ahead.say(words, Tone.WARN if late else Tone.INFO)
        self._late.setVisible(late)


class LetterForm(Form):
    """The letter of another county that asks about somebody who wants to come here."""

    def __init__(self, context: Context) -> None:
        super().__init__(context, act=_("登记来函  Ctrl+Enter"))
        self.editors = {name: QLineEdit() for name in _LETTER_FIELDS}
        for name, title in _LETTER_FIELDS.items():
            self.add(name, _(title), self.editors[name])
        self.add("on", _("收到日期"), DateEdit(context.desk.clock.today(), lean="past"))
        self.reason = TextArea(lines=2)
        self.add("reason", _("迁居理由"), self.reason)
        self.by_prison = QCheckBox(_(PRISON))
        self.add_widget(self.by_prison)

    def collect(self) -> Callable[[UnitOfWork], Any]:
        typed = {name: editor.text() for name, editor in self.editors.items()}
        letter = IncomingLetter(
            received_on=self.day("on"),
            reason=self.reason.text(),
            by_prison=self.by_prison.isChecked(),
            **typed,
        )
        law = self.context.desk.law()
        return lambda uow: receive_letter(uow, law, letter)


_LETTER_FIELDS = {
    "person_name": N_("姓名"),
    "id_number": N_("身份证号"),
    "phone": N_("电话"),
    "old_county": N_("来函机构（原执行地）"),
    "document": N_("来函文号"),
    "new_address": N_("拟迁入的居住地"),
}


class StepForm(Form):
    """One step, from its paper where there is one; asks only for what this step has."""

    def __init__(self, context: Context, file: RelocationFile, line: CourseLine) -> None:
        super().__init__(context, act=_("登记  Ctrl+Enter"))
        self._case_id, self._line = file.case.id, line
        step, today = line.step, context.desk.clock.today()
        due = due_words(line, today)
        if due:
            late = Tone.BAD if line.days_late or line.at_once else Tone.INFO
            cited = cited_words(line.citations)
            self.add_widget(Banner(f"{due}　{cited}" if cited else due, late))
        self.outcome = combo(
            [(key.value, _(words)) for key, words in OUTCOME_LABELS.items()], name=_("结果")
        )
        self.document, self.agency = QLineEdit(), QLineEdit()
        self.words = TextArea(lines=3)
        self.add("on", _("日期"), DateEdit(today, lean="past"))
        if step in WITH_OUTCOME:
            self.add("outcome", _("结果"), self.outcome)
            self.outcome.currentIndexChanged.connect(self._ask_words)
        if step in WITH_DOCUMENT:
            self.add("document", _("文号"), self.document, hint=_("照纸质文书填写"))
        if line.who is Party.UPPER or line.who is Party.PRISON:
            self.add("agency", _("机关名称"), self.agency)
        if step in WITH_ARRIVAL and Direction(file.case.direction) is Direction.OUT:
            hint = _("知道时填写，对方的期限从这一天起算；不填则从发出之日起算")
            self.add("arrived_on", _("对方收到日期"), DateEdit(empty=True, lean="past"), hint=hint)
        self._words = self.add("words", _(WORDS_ASKED.get(step, N_("说明"))), self.words)

    def collect(self) -> Callable[[UnitOfWork], Any]:
        step = self._line.step
        facts = StepFacts(
            step=step,
            on=self.day("on"),
            outcome=Outcome(self.outcome.currentData()) if step in WITH_OUTCOME else None,
            document=self.document.text(),
            agency=self.agency.text(),
            words=self.words.text(),
            arrived_on=self.optional_day("arrived_on") if "arrived_on" in self.fields else None,
        )
        law, case_id = self.context.desk.law(), self._case_id
        return lambda uow: record_step_and_register(uow, law, case_id, facts)

    def _ask_words(self, _index: int = 0) -> None:
        refused = self.outcome.currentData() == Outcome.REFUSED.value
        usual = _(WORDS_ASKED.get(self._line.step, N_("说明")))
        self._words.set_title(_("不同意的理由和法律依据") if refused else usual)


class PackForm(Form):
    """The checklist of the hand-over: ticked is there, the rest is named as missing."""

    def __init__(self, context: Context, file: RelocationFile) -> None:
        super().__init__(context, act=_("保存清单  Ctrl+Enter"))
        self._case_id = file.case.id
        self.add_widget(label(_("已备齐的打勾；没有打勾的会列为欠缺。"), "muted", wrap=True))
        self.boxes: list[tuple[QCheckBox, Any]] = []
        for item in file.pack:
            box = QCheckBox(item.title)
            box.setChecked(item.present)
            self.boxes.append((box, item))
            self.add_widget(box)
        self.more = QLineEdit()
        self.note = QLineEdit()
        self.add("title", _("另加一项（可不填）"), self.more)
        self.add("note", _("欠缺的原因或补交时间（可不填）"), self.note)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self.boxes:
            QTimer.singleShot(0, self, self.boxes[0][0].setFocus)

    def collect(self) -> Callable[[UnitOfWork], Any]:
        note = self.note.text().strip()
        items = [
            PackItem(
                item.title,
                present=box.isChecked(),
                pages=item.pages,
                note="" if box.isChecked() else note or item.note,
                key=item.key,
            )
            for box, item in self.boxes
        ]
        if self.more.text().strip():
            items.append(PackItem(self.more.text(), present=True))
        case_id = self._case_id
        return lambda uow: keep_pack(uow, case_id, items)
