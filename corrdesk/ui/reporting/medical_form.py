"""Medical duties of somebody outside prison: the reason, a report of health, a re-examination."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QLineEdit

from corrdesk.base.i18n import _
from corrdesk.bootstrap import Desk
from corrdesk.casework.reporting.medical import (
    MEDICAL_LABELS,
    REASON_LABELS,
    MedicalKind,
    MedicalNote,
    MedicalState,
    medical_states,
    record_medical,
)
from corrdesk.casework.reporting.policy import OutsideReason
from corrdesk.ui.shell.context import Context
from corrdesk.ui.shell.date_edit import DateEdit
from corrdesk.ui.shell.forms import Form
from corrdesk.ui.shell.tokens import Tone
from corrdesk.ui.shell.widgets import Banner, combo
from corrdesk.ui.shell.words import full_day

if TYPE_CHECKING:
    from corrdesk.store.unit_of_work import UnitOfWork


class MedicalForm(Form):
    """One record; above it, what is due next."""

    def __init__(self, context: Context, supervision_id: str) -> None:
        super().__init__(context, act=_("登记  Enter"))
        self._supervision_id = self.record_id = supervision_id
        self.due = Banner()
        self.add_widget(self.due)
        self.kind = combo(
            [(kind.value, _(words)) for kind, words in MEDICAL_LABELS.items()], name=_("登记什么")
        )
        self.reason = combo(
            [(reason.value, _(words)) for reason, words in REASON_LABELS.items()], name=_("情形")
        )
        self.hospital, self.note = QLineEdit(), QLineEdit()
        self.add("kind", _("登记什么"), self.kind)
        self._reason = self.add("reason", _("情形"), self.reason)
        self.add(
            "on", _("情形起始日，或材料交来之日"), DateEdit(context.desk.clock.today(), lean="past")
        )
        self._hospital = self.add("hospital", _("复查的医院"), self.hospital)
        self.add("note", _("备注"), self.note)
        self.kind.currentIndexChanged.connect(lambda _index: self._fit())
        self._fit()
        context.ask(self, lambda desk: state_of(desk, supervision_id)).then(self._show).start()

    def collect(self) -> Callable[[UnitOfWork], Any]:
        kind, supervision_id = MedicalKind(self.kind.currentData()), self._supervision_id
        why = OutsideReason(self.reason.currentData()) if kind is MedicalKind.REASON else None
        hospital = self.hospital.text() if kind is MedicalKind.REVIEW else ""
        note = MedicalNote(kind, self.day("on"), why, hospital, self.note.text())
        return lambda uow: record_medical(uow, supervision_id, note)

    def _fit(self) -> None:
        """Each kind of record has its own field."""
        kind = self.kind.currentData()
        self._reason.setVisible(kind == MedicalKind.REASON)
        self._hospital.setVisible(kind == MedicalKind.REVIEW)

    def _show(self, state: MedicalState | None) -> None:
        if state is None:
            words = _("还没有登记暂予监外执行的情形，无法计算病情复查的期限。")
            self.due.say(words, Tone.WARN)
            return
        report = _("{reason}。身体情况报告最迟 {day}").format(
            reason=_(REASON_LABELS[state.reason]), day=full_day(state.report_due)
        )
        review = ""
        if state.review_due is not None:
            review = _("，病情复查情况最迟 {day}").format(day=full_day(state.review_due))
        self.due.say(f"{report}{review}", Tone.INFO)
        following = MedicalKind.REVIEW if state.review_due else MedicalKind.HEALTH_REPORT
        self.kind.setCurrentIndex(self.kind.findData(following.value))


def state_of(desk: Desk, supervision_id: str) -> MedicalState | None:
    """Where the person stands today; None while the reason is not recorded."""
    with desk.read() as session:
        states = medical_states(session, desk.office.id, desk.law())
    return next((each for each in states if each.supervision_id == supervision_id), None)
