"""Forms on a person's page: the first report (入矫报到) and the county's decision on the class."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QLineEdit

from corrdesk.base.i18n import _
from corrdesk.casework.caseload.model import CLASS_LABELS, SupervisionClass
from corrdesk.casework.flows import change_class_and_duties, report_in_and_open
from corrdesk.ui.shell.context import Context
from corrdesk.ui.shell.date_edit import DateEdit
from corrdesk.ui.shell.forms import Form
from corrdesk.ui.shell.widgets import TextArea, combo

if TYPE_CHECKING:
    from corrdesk.store.unit_of_work import UnitOfWork


class ReportInForm(Form):
    """The day on which the person reported in."""

    def __init__(self, context: Context, order: Any) -> None:
        super().__init__(context, act=_("登记入矫报到  Enter"))
        self._order_id = self.record_id = order.id
        self._day = DateEdit(context.desk.clock.today(), lean="past")
        self.add("on", _("报到日期"), self._day)

    def collect(self) -> Callable[[UnitOfWork], Any]:
        day, order_id = self.day("on"), self._order_id
        law = self.context.desk.law()
        return lambda uow: report_in_and_open(uow, law, order_id, day)


class ClassForm(Form):
    """The county's decision on the class, as its paper states it."""

    def __init__(self, context: Context, order: Any) -> None:
        super().__init__(context, act=_("保存类别决定  Ctrl+Enter"))
        self._order_id = self.record_id = order.id
        labels = [(key.value, _(words)) for key, words in CLASS_LABELS.items()]
        self._class = combo(labels, name=_("管理类别"))
        if order.class_:
            self._class.setCurrentIndex(self._class.findData(order.class_))
        self._reason = TextArea(lines=2)
        self._document = QLineEdit()
        self.add("class", _("管理类别（由县级社区矫正机构决定）"), self._class)
        self.add("from_on", _("自哪天起"), DateEdit(context.desk.clock.today()))
        self.add("reason", _("理由"), self._reason)
        self.add("document", _("决定文号"), self._document)

    def collect(self) -> Callable[[UnitOfWork], Any]:
        class_ = SupervisionClass(self._class.currentData())
        day, order_id = self.day("from_on"), self._order_id
        reason, document = self._reason.text(), self._document.text().strip()
        law = self.context.desk.law()
        return lambda uow: change_class_and_duties(
            uow, law, order_id, class_, day, reason=reason, document=document
        )
