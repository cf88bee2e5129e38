"""封存 and 解除封存: forms for the head; each asks for the reason and the paper it rests on."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QLineEdit

from corrdesk.base.errors import UserError
from corrdesk.base.i18n import _
from corrdesk.casework.caseload.sealing import seal_file, unseal_file
from corrdesk.ui.shell.context import Context
from corrdesk.ui.shell.forms import Form
from corrdesk.ui.shell.messages import confirm
from corrdesk.ui.shell.tokens import Tone
from corrdesk.ui.shell.widgets import Banner, TextArea

if TYPE_CHECKING:
    from corrdesk.store.unit_of_work import UnitOfWork


class ReasonedForm(Form):
    """A form that asks why and by which paper, and nothing else."""

    def __init__(self, context: Context, person_id: str, *, act: str) -> None:
        super().__init__(context, act=act)
        self._person_id = self.record_id = person_id
        self._reason = TextArea(lines=2)
        self._document = QLineEdit()
        self.add("document", _("依据的文书（文号）"), self._document)
        self.add("reason", _("理由"), self._reason)

    def why(self) -> dict[str, str]:
        """Reason and paper. Raises UserError naming the one that is missing."""
        document, reason = self._document.text().strip(), self._reason.text()
        if not document:
            raise UserError(_("请写明依据的文书（文号）。"), field="document")
        if not reason:
            raise UserError(_("请写明理由。"), field="reason")
        return {"reason": reason, "document": document}


class SealForm(ReasonedForm):
    """封存: asks once more, because the person cannot be found afterwards."""

    def __init__(self, context: Context, person_id: str, name: str, *, minor: bool) -> None:
        super().__init__(context, person_id, act=_("封存档案  Ctrl+Enter"))
        self._name = name
        if not minor:  # the law seals the records of those alone (CPL 286)
            doubt = _(
                "档案没有显示此人犯罪时是未成年人。应当封存的是犯罪时未成年的人的记录，"
                "请先核对“犯罪日期”和依据的文书。"
            )
            self.add_widget(Banner(doubt, Tone.BAD))
        words = _(
            "封存以后，检索、名单、数字和导出里都不再有此人，对所长也一样。"
            "查阅须凭身份证号码、理由和文书，逐次登记（刑事诉讼法第二百八十六条）。"
        )
        self.add_widget(Banner(words, Tone.WARN))

    def collect(self) -> Callable[[UnitOfWork], Any]:
        person_id, why = self._person_id, self.why()
        return lambda uow: seal_file(uow, person_id, **why)

    def save(self) -> None:
        """Asks before the act; what is missing is shown first."""
        try:
            self.why()
        except UserError as error:
            self.show_error(error)
            return
        confirm(
            self,
            title=_("封存档案"),
            text=_("封存{name}的档案？此后查不到此人。").format(name=self._name),
            act=_("封存"),
            then=super().save,
            cautious=True,
        )


class UnsealForm(ReasonedForm):
    """解除封存: names the paper that orders it."""

    def __init__(self, context: Context, person_id: str) -> None:
        super().__init__(context, person_id, act=_("解除封存  Ctrl+Enter"))

    def collect(self) -> Callable[[UnitOfWork], Any]:
        person_id, why = self._person_id, self.why()
        return lambda uow: unseal_file(uow, person_id, **why)
