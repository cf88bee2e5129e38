"""更换数据密钥: what it is for, the own passphrase, the new code back from paper, then the work.

What is prepared takes its place when the officer next opens the vault; until then nothing changes.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from corrdesk.base.i18n import _
from corrdesk.ui.shell.context import Context
from corrdesk.ui.shell.operations import Operation
from corrdesk.ui.shell.theme import show_if
from corrdesk.ui.shell.tokens import Tone
from corrdesk.ui.shell.unlock import SecretField
from corrdesk.ui.shell.widgets import Field, label
from corrdesk.ui.vault.code_paper import CodePaper
from corrdesk.ui.vault.key_forms import KeyDialog
from corrdesk.ui.vault.working import Report, WorkingLine
from corrdesk.upkeep import rekey
from corrdesk.upkeep.recovery import recovery_pdf
from corrdesk.vault.rekey import NewKey, draw_key

if TYPE_CHECKING:
    from corrdesk.bootstrap import Desk
    from corrdesk.upkeep.rekey import Rebuilt

T = TypeVar("T")


class RekeyDialog(KeyDialog):
    """Two steps: prove who you are, then bring the new code back from its paper."""

    def __init__(self, context: Context, parent: QWidget) -> None:
        super().__init__(context, parent, title=_("更换数据密钥"), act=_("下一步  Enter"))
        self._new: NewKey | None = None
        words = _(
            "什么时候用：有人可能拿到了数据密钥，例如调离的人拷走过保险库文件夹，又知道口令或接触过"
            "这台电脑。一般的人员变动只要收回钥匙。\n"
            "会怎样：数据库和附件全部用新密钥重新加密，需要几分钟；旧恢复码作废；其他工作人员要由"
            "您重设口令；旧备份仍用旧密钥，请把移动硬盘上的旧备份封存或销毁。"
        )
        self.secret = SecretField()
        self.paper = CodePaper(self._on_lane)
        self.working = WorkingLine(context, self.act_button)
        self._words = label(words, wrap=True)
        self._own = Field(_("您现在的口令"), self.secret)
        self.fields = {"passphrase": self._own, "recovery_code": self.paper.field}
        self.lay_out(self._words, self._own, self.paper, self.working)
        show_if(False, self.paper)
        self.secret.setFocus()

    def do(self) -> None:
        """The first step, or the second: only that one begins the work."""
        if self._new is None:
            super().do()
        elif self.act_button.isEnabled() and self.paper.is_typed_back():
            self._rebuild(self._new)

    def work(self) -> Callable[[Desk], Any] | None:
        self._own.problem("" if self.secret.text() else _("请输入口令。"))
        if not self.secret.text():
            return None
        passphrase, name = self.secret.text(), self.context.desk.actor.name
        return lambda desk: draw_key(
            desk.vault, desk.clock, officer_name=name, passphrase=passphrase
        )

    def done_words(self) -> str:
        return _("新密钥已准备好，重新打开时换上。")

    def reject(self) -> None:
        """Goes back; work that has begun is stopped first and leaves nothing behind."""
        if self.working.is_busy:
            self.working.stop()
        else:
            super().reject()

    def _done(self, result: NewKey) -> None:
        """The key is drawn: its code goes to paper now."""
        self._new = result
        self.secret.clear()
        for part in (self._words, self._own):
            show_if(False, part)
        show_if(True, self.paper)
        vault, clock, code = self.context.desk.vault, self.context.desk.clock, result.draft.code
        self.paper.show_code(code, lambda: recovery_pdf(vault, clock, code))
        self.act_button.setText(_("更换并锁定  Enter"))
        self.act_button.setEnabled(True)
        self.paper.print_button.setFocus()

    def _rebuild(self, new: NewKey) -> None:
        def work(desk: Desk, report: Report) -> Rebuilt:
            return rekey.rebuild(desk.vault, desk.clock, new, report)

        self.banner.say(_("正在备份并重新加密，请不要办理其他事项。完成后窗口会锁定。"), Tone.INFO)
        self.working.start(_("正在重新加密…"), work, self._prepared, self._failed)

    def _prepared(self, _rebuilt: Rebuilt) -> None:
        self.paper.forget()
        self.accept()
        self.context.lock_wanted.emit()

    def _on_lane(self, parent: QObject, work: Callable[[], T]) -> Operation[T]:
        return self.context.ask(parent, lambda _desk: work())
