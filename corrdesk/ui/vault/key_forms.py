"""The forms about keys: a colleague comes, a passphrase, the printed code, the county's key.

Each is a window of its own with one act; the work runs on the writing lane.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QDialog, QFileDialog, QLineEdit, QVBoxLayout, QWidget

from corrdesk.base.actor import ROLE_LABELS, Role
from corrdesk.base.errors import UserError
from corrdesk.base.i18n import _
from corrdesk.ui.shell.context import Context
from corrdesk.ui.shell.messages import Message, explain_error
from corrdesk.ui.shell.operations import Operation
from corrdesk.ui.shell.theme import px
from corrdesk.ui.shell.tokens import Tone
from corrdesk.ui.shell.unlock import SecretField
from corrdesk.ui.shell.widgets import Banner, Field, button, combo, label, row, scrolled
from corrdesk.ui.vault.code_paper import CodePaper
from corrdesk.ui.vault.parts import NewPassphrase, press_focused
from corrdesk.upkeep import officers
from corrdesk.upkeep.officers import Colleague
from corrdesk.upkeep.recovery import read_secret, recovery_pdf

if TYPE_CHECKING:
    from corrdesk.bootstrap import Desk
    from corrdesk.vault.vault import DraftCode

T = TypeVar("T")
WIDTH = 520
KINDS = ("officer",)  # what the page looks at again after a change of keys


class KeyDialog(QDialog):
    """Parts above, the act below. Subclasses say in `work` what is done, or None if not yet."""

    def __init__(self, context: Context, parent: QWidget, *, title: str, act: str) -> None:
        super().__init__(parent)
        self.context = context
        self._window = parent.window()
        self.setWindowTitle(title)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.banner = Banner()
        self.act_button = button(act, self.do, role="primary")
        self.fields: dict[str, Field] = {}

    def lay_out(self, *parts: QWidget) -> None:
        """Puts the parts in place, from top to bottom."""
        content = QWidget()
        inner = QVBoxLayout(content)
        inner.addWidget(self.banner)
        for part in parts:
            inner.addWidget(part)
        inner.addStretch(1)
        foot = row(button(_("返回  Esc"), self.reject), None, self.act_button)
        foot.setContentsMargins(*(px(margin) for margin in (10, 4, 10, 10)))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(scrolled(content), 1)
        layout.addLayout(foot)  # the act stays in sight, however large the writing is
        space = self._window.size()
        tall = content.sizeHint().height() + px(110 + 50)  # room for the judgement and a complaint
        self.resize(min(px(WIDTH), space.width()), min(tall, space.height() - px(20)))

    def work(self) -> Callable[[Desk], Any] | None:
        """What is done with the open desk; None when a field says what is missing."""
        raise NotImplementedError

    def done_words(self) -> str:
        """What the strip says afterwards."""
        raise NotImplementedError

    def do(self) -> None:
        """Does it, once."""
        work = self.work() if self.act_button.isEnabled() else None
        if work is None:
            return
        self.act_button.setEnabled(False)
        self.context.run(self, work, changes=KINDS).then(self._done).or_else(self._failed).start()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            press_focused(self, self.do)
        else:
            super().keyPressEvent(event)

    def _done(self, _result: Any) -> None:
        self.accept()
        self.context.say(Message(self.done_words()))

    def _failed(self, error: Exception) -> None:
        self.act_button.setEnabled(True)
        wanted = self.fields.get(error.field or "") if isinstance(error, UserError) else None
        self.banner.say("" if wanted else explain_error(error).text, Tone.BAD)
        if wanted is not None:
            wanted.problem(str(error))


class HireDialog(KeyDialog):
    """增加工作人员: name, role, first passphrase."""

    def __init__(self, context: Context, parent: QWidget) -> None:
        super().__init__(context, parent, title=_("增加工作人员"), act=_("增加  Enter"))
        self.name = QLineEdit()
        roles = [(role.value, _(words)) for role, words in ROLE_LABELS.items()]
        self.role = combo(roles, name=_("角色"))
        self.secret = NewPassphrase(_("首次口令（由本人输入）"))
        name = Field(_("姓名"), self.name)
        self.fields = {"name": name, "officer": name, "passphrase": self.secret.field}
        self.name.textChanged.connect(self._avoid)
        self.lay_out(name, Field(_("角色"), self.role), *self.secret.parts)
        self.name.setFocus()

    def work(self) -> Callable[[Desk], Any] | None:
        name, role = self.name.text().strip(), Role(self.role.currentData())
        self.fields["name"].problem("" if name else _("请填写姓名。"))
        if not name or not self.secret.is_good():
            return None
        passphrase = self.secret.text()
        return lambda desk: officers.hire(desk, name, role, passphrase)

    def done_words(self) -> str:
        return _("已增加 {name}，在这台电脑上可以打开。").format(name=self.name.text().strip())

    def _avoid(self, name: str) -> None:
        self.secret.avoid(name, self.context.desk.office.name)


class ResetDialog(KeyDialog):
    """重设口令: a colleague who forgot it, or has no key on this machine."""

    def __init__(self, context: Context, parent: QWidget, colleague: Colleague) -> None:
        title = _("重设 {name} 的口令").format(name=colleague.name)
        super().__init__(context, parent, title=title, act=_("重设  Enter"))
        self._name = colleague.name
        self.secret = NewPassphrase(_("新口令（由本人输入）"))
        self.secret.avoid(colleague.name, context.desk.office.name)
        self.fields = {"passphrase": self.secret.field}
        words = _("原口令作废。最好由本人当面输入新口令；代设的，请本人尽快自己改掉。")
        self.lay_out(label(words, wrap=True), *self.secret.parts)
        self.secret.first.setFocus()

    def work(self) -> Callable[[Desk], Any] | None:
        if not self.secret.is_good():
            return None
        name, passphrase = self._name, self.secret.text()
        return lambda desk: officers.reset_passphrase(desk, name, passphrase)

    def done_words(self) -> str:
        return _("已重设 {name} 的口令。").format(name=self._name)


class OwnPassphraseDialog(KeyDialog):
    """修改我的口令: the old one is proved first."""

    def __init__(self, context: Context, parent: QWidget) -> None:
        super().__init__(context, parent, title=_("修改我的口令"), act=_("修改  Enter"))
        self.old = SecretField()
        old = Field(_("现在的口令"), self.old)
        self.secret = NewPassphrase()
        self.secret.avoid(context.desk.actor.name, context.desk.office.name)
        # A wrong old one and a weak new one are both about a passphrase; the new one was judged.
        self.fields = {"passphrase": old}
        self.lay_out(old, *self.secret.parts)
        self.old.setFocus()

    def work(self) -> Callable[[Desk], Any] | None:
        self.fields["passphrase"].problem("" if self.old.text() else _("请输入口令。"))
        if not self.old.text() or not self.secret.is_good():
            return None
        old, new = self.old.text(), self.secret.text()
        return lambda desk: officers.change_own_passphrase(desk, old, new)

    def done_words(self) -> str:
        return _("口令已修改，下次打开用新口令。")


class NewCodeDialog(KeyDialog):
    """换发恢复码: printed, typed back, and only then in force."""

    def __init__(self, context: Context, parent: QWidget) -> None:
        super().__init__(context, parent, title=_("换发恢复码"), act=_("启用新恢复码  Enter"))
        self.paper = CodePaper(self._on_lane)
        self._draft: DraftCode | None = None
        self.fields = {"recovery_code": self.paper.field}
        words = _("从纸上输完一遍、启用之后，旧恢复码才作废；中途返回，旧的照旧有效。")
        self.lay_out(label(words, wrap=True), self.paper)
        context.run(self, lambda desk: desk.vault.draft_recovery_code()).then(self._show).start()

    def work(self) -> Callable[[Desk], Any] | None:
        draft, typed = self._draft, self.paper.line.text()
        if draft is None or not self.paper.is_typed_back():
            return None
        return lambda desk: desk.vault.adopt_recovery_code(draft, typed)

    def done_words(self) -> str:
        return _("新恢复码已启用，旧恢复码作废，请销毁旧的封存单。")

    def _on_lane(self, parent: QObject, work: Callable[[], T]) -> Operation[T]:
        return self.context.ask(parent, lambda _desk: work())

    def _show(self, draft: DraftCode) -> None:
        self._draft = draft
        vault, clock = self.context.desk.vault, self.context.desk.clock
        self.paper.show_code(draft.code, lambda: recovery_pdf(vault, clock, draft.code))
        self.paper.print_button.setFocus()


class EscrowDialog(KeyDialog):
    """登记县级托管公钥: from the file that the county handed over."""

    def __init__(self, context: Context, parent: QWidget) -> None:
        super().__init__(context, parent, title=_("登记县级托管公钥"), act=_("登记  Enter"))
        self._file: Path | None = None
        self.file_button = button(_("选择公钥文件…"), self._ask_file)
        self.fields = {"file": Field(_("公钥文件"), self.file_button)}
        words = _(
            "登记以后，口令、恢复码都丢了的时候，县级社区矫正机构可以用它保管的私钥打开本保险库。"
            "请当面或经可靠途径取得公钥文件；原来登记的会被取代。"
        )
        self.lay_out(label(words, wrap=True), self.fields["file"])
        self.file_button.setFocus()

    def use_file(self, path: Path) -> None:
        """Takes the file."""
        self._file = path
        self.file_button.setText(path.name)
        self.act_button.setFocus()

    def work(self) -> Callable[[Desk], Any] | None:
        path = self._file
        self.fields["file"].problem("" if path else _("请选择文件。"))
        return (lambda desk: desk.vault.set_escrow(read_secret(path))) if path else None

    def done_words(self) -> str:
        return _("已登记托管公钥。")

    def _ask_file(self) -> None:
        chosen, _kind = QFileDialog.getOpenFileName(self, _("选择公钥文件"))
        if chosen:
            self.use_file(Path(chosen))
