"""After a fork: what this PC wrote that the county knows otherwise, and going on as another device.

Explains, shows the entries, and asks for a typed word; what it means is done in `bootstrap`.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Final

from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from corrdesk.base.i18n import N_, _
from corrdesk.bootstrap import Desk, succeed
from corrdesk.casework.permissions import may
from corrdesk.sync.exchange import Branch
from corrdesk.ui.exchange.running import Report, parted
from corrdesk.ui.shell.context import Context
from corrdesk.ui.shell.messages import Message, explain_error
from corrdesk.ui.shell.theme import px, show_if
from corrdesk.ui.shell.tokens import Tone
from corrdesk.ui.shell.widgets import Banner, button, row
from corrdesk.ui.vault.working import WorkingLine

WORD: Final = N_("改用新身份")


class ForkLine(QWidget):
    """Shown while the exchange is stopped by a fork, to those who may enrol a PC.

    `words` explains; the page places it above, where it gets the height that it needs.
    """

    def __init__(
        self,
        context: Context,
        where: Callable[[], str],
        found: Callable[[Branch], None],
        done: Callable[[], None],
    ) -> None:
        """`where` names the target, `found` shows the entries, `done` follows the new identity."""
        super().__init__()
        self._context, self._where, self._found, self._done = context, where, found, done
        self._branch = Branch()
        self.look_button = button(_("1. 查看本机另写的记录"), self.look, role="primary")
        self.words = Banner()
        self.word = QLineEdit()
        self.word.setPlaceholderText(_("输入“{word}”").format(word=_(WORD)))
        self.word.setAccessibleName(_("输入“{word}”以确认").format(word=_(WORD)))
        self.word.setMinimumWidth(px(240))
        self.word.textChanged.connect(self._tell_word)
        self.go_on = button(_("2. 改用新身份"), self.change)
        self.word.returnPressed.connect(self.go_on.click)
        self.working = WorkingLine(context, self.look_button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.working)
        layout.addLayout(row(self.look_button, self.word, self.go_on))
        self.show_forked(forked=False)

    def show_forked(self, *, forked: bool) -> None:
        """Shows itself after a fork; begins from the first step each time."""
        show_if(forked and may(self._context.desk.actor, "sync.enrol"), self)
        self._branch = Branch()
        self.words.say("")
        self.word.clear()
        for part in (self.word, self.go_on):
            show_if(False, part)
        self._tell_word("")

    def look(self) -> None:
        """Reads at the target what the county holds under this PC's name."""
        where = self._where()

        def work(desk: Desk, report: Report) -> Branch:
            return parted(desk, where, report)

        words = _("正在核对…")
        self.working.start(words, work, self._tell, self._refuse, may_wait=False)

    def change(self) -> None:
        """The typed word was given: goes on as another device."""
        first = self._branch.first
        if not first or self.word.text().strip() != _(WORD):
            return
        self._context.run(self, partial(succeed, first=first)).then(self._changed).or_else(
            self._refuse
        ).start()

    def _tell(self, branch: Branch) -> None:
        self._branch = branch
        if not branch.first:
            words = _("县级收到的那一份还没有放到交换地点。请联系县级收取一次，再点第 1 步。")
            self.words.say(words, Tone.WARN)
            return
        words = _(
            "从第 {first} 条起，本机另写了 {count} 条，列在下面；同样的编号下县级收到的是别的内容。"
            "改用新身份后：这 {count} 条原样转到新身份名下，一条不丢；县级收到的那些也会收回本机；"
            "本机要向县级重新登记，批准后再交换。若另有一台复制的电脑，那台照旧使用。"
        )
        self.words.say(words.format(first=branch.first, count=branch.count), Tone.WARN)
        for part in (self.word, self.go_on):
            show_if(True, part)
        self._found(branch)
        self.word.setFocus()

    def _changed(self, count: int) -> None:
        words = _("已改用新身份，{count} 条记录转到新身份名下。请向县级登记。")
        self._context.say(Message(words.format(count=count), Tone.OK))
        self.show_forked(forked=False)
        self._context.status_changed.emit()
        self._done()

    def _refuse(self, error: Exception) -> None:
        self.words.say(explain_error(error).text, Tone.BAD)

    def _tell_word(self, text: str) -> None:
        self.go_on.setEnabled(text.strip() == _(WORD))
