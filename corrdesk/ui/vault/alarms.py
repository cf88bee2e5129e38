"""When a vault did not fit what was noted of it: what is wrong, and a person's word to go on.

While there are alarms the desk is read only; nothing here decides that.
"""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QVBoxLayout, QWidget

from corrdesk.base.i18n import _
from corrdesk.bootstrap import Desk
from corrdesk.casework.permissions import may
from corrdesk.ui.shell.context import Context
from corrdesk.ui.shell.messages import Message, explain_error
from corrdesk.ui.shell.theme import px
from corrdesk.ui.shell.tokens import Tone
from corrdesk.ui.shell.widgets import Banner, Field, TextArea, button, label, row, scrolled

LINES_SHOWN = 50


def notice_of(context: Context) -> QWidget | None:
    """The banner over every page while the vault is read only, or None."""
    if not context.desk.alarms:
        return None
    words = _("数据与留存的印记不符，本次只能查看、打印和导出，不能保存。")
    banner = Banner(words, Tone.BAD)
    look = button(_("查看并处理…"), lambda: AlarmDialog(context, banner.window()).open())
    banner.add(look)
    return banner


class AlarmDialog(QDialog):
    """Every alarm in a line, and the word of whoever may give it."""

    def __init__(self, context: Context, parent: QWidget) -> None:
        super().__init__(parent)
        self._context = context
        self.setWindowTitle(_("数据核验"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._banner = Banner()
        lines = QWidget()
        column = QVBoxLayout(lines)
        for problem in context.desk.alarms[:LINES_SHOWN]:
            column.addWidget(label(f"· {problem.message}", wrap=True, select=True))
        column.addStretch(1)
        advice = _(
            "先查明缺了什么：可能是恢复了旧备份，也可能是数据被改动。"
            "确认继续的，写明情况和理由；这句话会永久保存。"
        )
        self.reason = TextArea(lines=3)
        self.field = Field(_("情况和理由"), self.reason)
        self.accept_button = button(_("确认情况属实，继续使用"), self.give_word)
        allowed = may(context.desk.actor, "vault.accept")
        self.accept_button.setEnabled(allowed)
        if not allowed:
            self._banner.say(_("由所长或管理员处理。"), Tone.INFO)
        layout = QVBoxLayout(self)
        layout.addWidget(self._banner)
        layout.addWidget(scrolled(lines), 1)
        layout.addWidget(label(advice, "muted", wrap=True))
        layout.addWidget(self.field)
        layout.addLayout(row(button(_("返回  Esc"), self.reject), None, self.accept_button))
        self.resize(px(560), px(460))

    def give_word(self) -> None:
        """Goes on from what is there, with the reason."""
        reason = self.reason.text()

        def accept(desk: Desk) -> None:
            desk.accept(reason)

        self._context.run(self, accept).then(lambda _none: self._accepted()).or_else(
            self._refused
        ).start()

    def _accepted(self) -> None:
        self.accept()
        self._context.say(Message(_("已记录情况和理由，可以继续使用。"), Tone.WARN))
        self._context.rebuild_wanted.emit()

    def _refused(self, error: Exception) -> None:
        self.field.problem(explain_error(error).text)
