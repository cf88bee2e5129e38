"""登记核对结果: the county's word about one value: it holds, or it is another one."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QLineEdit

from corrdesk.base.errors import UserError
from corrdesk.base.i18n import _
from corrdesk.casework.confirmation.model import VERDICT_LABELS, CheckedRule, CountyWord
from corrdesk.casework.confirmation.service import LONGEST, confirm_rule
from corrdesk.rules.confirmation import Verdict
from corrdesk.ui.rules.looks import hint_words, rule_text, value_words
from corrdesk.ui.shell.context import Context
from corrdesk.ui.shell.forms import Form
from corrdesk.ui.shell.widgets import Choices, label

if TYPE_CHECKING:
    from corrdesk.store.unit_of_work import UnitOfWork


class ConfirmForm(Form):
    """The verdict first, then the new value where there is one, then document and person."""

    def __init__(self, context: Context, rule: CheckedRule) -> None:
        super().__init__(context, act=_("登记核对结果  Ctrl+Enter"))
        entry = rule.entry
        self._key = self.record_id = entry.key
        self._unit = entry.unit
        self.add_widget(label(entry.description, "heading", wrap=True))
        now = _("现在的取值：{value}").format(value=value_words(entry.value, entry.unit))
        self.add_widget(label(now, wrap=True))
        self.verdict = Choices(
            [(each.value, _(VERDICT_LABELS[each]), "") for each in Verdict],
            name=_("核对结果"),
        )
        self.verdict.setFocusProxy(self.verdict.first_button())  # begins here
        self.value, self.document = QLineEdit(), QLineEdit()
        self.person, self.note = QLineEdit(), QLineEdit()
        for field, editor in (("document", self.document), ("person", self.person)):
            editor.setMaxLength(LONGEST[field])
        self.add("verdict", _("核对结果"), self.verdict)
        self.add("value", _("改为"), self.value, hint=hint_words(entry.unit))
        self.add("document", _("县级机构文件名称或文号"), self.document)
        self.add("person", _("县级机构核对人"), self.person)
        self.add("note", _("备注（可不填）"), self.note)
        self.verdict.chosen.connect(self._show_value)
        self.verdict.choose(Verdict.CONFIRMED.value)
        self._show_value(Verdict.CONFIRMED.value)

    def collect(self) -> Callable[[UnitOfWork], Any]:
        changed = self.verdict.value() == Verdict.CHANGED
        if changed and not self.value.text().strip():
            raise UserError(_("请填写新的取值。"), field="value")
        word = CountyWord(
            self.document.text(),
            self.person.text(),
            rule_text(self.value.text(), self._unit) if changed else None,
            self.note.text(),
        )
        law, key = self.context.desk.law(), self._key
        return lambda uow: confirm_rule(uow, law, key, word)

    def _show_value(self, verdict: str) -> None:
        self.value.setEnabled(verdict == Verdict.CHANGED)
