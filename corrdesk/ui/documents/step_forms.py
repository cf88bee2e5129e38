"""Forms of one step: how a sheet was served."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QLineEdit

from corrdesk.base.i18n import _
from corrdesk.casework.documents.model import MANNER_LABELS, Manner, Step, StepFacts
from corrdesk.casework.documents.service import record_step
from corrdesk.ui.shell.context import Context
from corrdesk.ui.shell.date_edit import DateEdit
from corrdesk.ui.shell.forms import Form
from corrdesk.ui.shell.widgets import combo

if TYPE_CHECKING:
    from corrdesk.store.unit_of_work import UnitOfWork


class ServeForm(Form):
    """What the proof of service says: when, how, who received it, who witnessed."""

    def __init__(self, context: Context, document: Any) -> None:
        super().__init__(context, act=_("登记送达  Enter"))
        self._id = document.id
        options = [(key.value, _(words)) for key, words in MANNER_LABELS.items()]
        self.manner = combo(options, name=_("送达方式"))
        self.receiver = QLineEdit("、".join(document.addressees))
        self.witness, self.note = QLineEdit(), QLineEdit()
        self.add("manner", _("送达方式"), self.manner)
        self.add("on", _("送达日期"), DateEdit(context.desk.clock.today(), lean="past"))
        self.add("receiver", _("签收人"), self.receiver)
        self.add("witness", _("见证人（拒收时必填）"), self.witness)
        self.add("note", _("备注"), self.note)

    def collect(self) -> Callable[[UnitOfWork], Any]:
        document_id = self._id
        taken = StepFacts(
            Step.SERVED,
            self.day("on"),
            Manner(self.manner.currentData()),
            receiver=self.receiver.text(),
            witness=self.witness.text(),
            note=self.note.text(),
        )
        return lambda uow: record_step(uow, document_id, taken)
