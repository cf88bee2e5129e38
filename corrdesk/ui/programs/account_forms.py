"""The forms of an account of hours: an adjustment or penalty, an exemption, a qualification."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QLineEdit

from corrdesk.base.errors import UserError
from corrdesk.base.i18n import _
from corrdesk.base.typed import read_hours
from corrdesk.casework.caseload.hours import SORT_LABELS, HourKind, HourSort, Learner
from corrdesk.casework.hour_flows import (
    Helper,
    HourAccount,
    enter_hours_and_duties,
    exempt_and_duties,
)
from corrdesk.casework.programs.accounts import Entry, add_qualification
from corrdesk.casework.programs.model import (
    GROUND_LABELS,
    ExemptionFacts,
    Ground,
    QualificationFacts,
)
from corrdesk.ui.caseload.file_field import FileField
from corrdesk.ui.shell.context import Context
from corrdesk.ui.shell.date_edit import DateEdit
from corrdesk.ui.shell.forms import Form
from corrdesk.ui.shell.widgets import TextArea, combo

if TYPE_CHECKING:
    from corrdesk.store.unit_of_work import UnitOfWork

ENTERED = (HourSort.ADJUSTMENT, HourSort.PENALTY)


def hours_typed(editor: QLineEdit) -> int:
    """The hours in a field, in minutes. Raises UserError naming the field."""
    minutes = read_hours(editor.text())
    if minutes is None:
        raise UserError(_("请填写小时数，例如 1.5。"), field="minutes")
    return minutes


class EntryForm(Form):
    """An officer's own entry in somebody's account, with its reason."""

    def __init__(self, context: Context, learner: Learner, learner_id: str, kind: HourKind) -> None:
        super().__init__(context, act=_("记入台账  Ctrl+Enter"))
        self.record_id = learner_id
        self._learner, self._learner_id, self._kind = learner, learner_id, kind
        self.sort = combo([(key.value, _(SORT_LABELS[key])) for key in ENTERED], name=_("性质"))
        self.hours = QLineEdit()
        self.reason = TextArea(lines=2)
        self.add("sort", _("性质"), self.sort)
        self.add("minutes", _("小时数"), self.hours, hint=_("调整可为负数；扣减填正数。"))
        self.add("on", _("记在哪一天"), DateEdit(context.desk.clock.today(), lean="past"))
        self.add("reason", _("理由"), self.reason)

    def collect(self) -> Callable[[UnitOfWork], Any]:
        entry = Entry(
            learner=self._learner,
            learner_id=self._learner_id,
            kind=self._kind,
            sort=HourSort(self.sort.currentData()),
            minutes=hours_typed(self.hours),
            on=self.day("on"),
            reason=self.reason.text(),
        )
        return lambda uow: enter_hours_and_duties(uow, entry)


class ExemptionForm(Form):
    """Why somebody need not do hours, until when, and the proof."""

    def __init__(self, context: Context, account: HourAccount) -> None:
        super().__init__(context, act=_("登记免除  Ctrl+Enter"))
        self.record_id = account.supervision_id
        self._account = account
        self.ground = combo(
            [(key.value, _(words)) for key, words in GROUND_LABELS.items()], name=_("情形")
        )
        self.reason, self.proof = TextArea(lines=2), QLineEdit()
        self.add("ground", _("情形"), self.ground)
        self.add("from_on", _("自"), DateEdit(account.period_start))
        hint = _("只有整个考核期都在其内的，当期任务才免除。")
        self.add(
            "until_on",
            _("至（到期自动恢复）"),
            DateEdit(account.period_end, lean="future"),
            hint=hint,
        )
        self.add("reason", _("理由"), self.reason)
        self.add("proof", _("证明材料"), self.proof, hint=_("例如：县医院诊断证明"))
        self.file = FileField()
        self.add_widget(self.file)

    def collect(self) -> Callable[[UnitOfWork], Any]:
        facts = ExemptionFacts(
            kind=self._account.kind,
            ground=Ground(self.ground.currentData()),
            from_on=self.day("from_on"),
            until_on=self.day("until_on"),
            reason=self.reason.text(),
            proof=self.proof.text(),
        )
        supervision_id, file = self._account.supervision_id, self.file
        seal = self.context.desk.seal

        def work(uow: UnitOfWork) -> str:
            proof = file.seal_into(uow, supervision_id, seal)
            return exempt_and_duties(uow, supervision_id, replace(facts, attachment_id=proof))

        return work


class QualificationForm(Form):
    """What an officer or a volunteer is qualified for."""

    def __init__(self, context: Context, helper: Helper) -> None:
        super().__init__(context, act=_("登记资格  Ctrl+Enter"))
        self.record_id = helper.learner_id
        self._helper = helper
        self.title, self.number = QLineEdit(), QLineEdit()
        self.add("title", _("资格名称"), self.title)
        self.add("number", _("证号"), self.number)
        self.add("issued_on", _("取得日期"), DateEdit(context.desk.clock.today(), lean="past"))
        self.add("valid_until", _("有效期至（长期不填）"), DateEdit(empty=True, lean=None))

    def collect(self) -> Callable[[UnitOfWork], Any]:
        facts = QualificationFacts(
            learner=self._helper.learner,
            learner_id=self._helper.learner_id,
            name=self._helper.name,
            title=self.title.text(),
            issued_on=self.day("issued_on"),
            number=self.number.text(),
            valid_until=self.optional_day("valid_until"),
        )
        return lambda uow: add_qualification(uow, facts)
