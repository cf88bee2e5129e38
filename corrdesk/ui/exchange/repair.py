"""One repair: what was found, why, when, and what stood there, to read, to copy and to go on from.

Whose record it is and whether the words may be read is decided where the question is answered.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QDialog, QPushButton, QVBoxLayout, QWidget

from corrdesk.base.dates import format_cn
from corrdesk.base.i18n import N_, _
from corrdesk.sync.naming import value_words
from corrdesk.sync.repaired import Account, account
from corrdesk.sync.repairing import Outcome
from corrdesk.sync.telling import Told
from corrdesk.sync.words import outcome
from corrdesk.ui.exchange.repairs import record_words
from corrdesk.ui.shell.context import Context
from corrdesk.ui.shell.tabbing import order_tabs
from corrdesk.ui.shell.theme import px, show_if
from corrdesk.ui.shell.tokens import Tone
from corrdesk.ui.shell.widgets import Banner, FactGrid, button, label, row, scrolled

if TYPE_CHECKING:
    from corrdesk.bootstrap import Desk

WHAT_NOW: Final = {
    Outcome.ALTERED: N_("有程序没有经过 corrdesk 就改了这条记录，已按日志改回，不用再办。"),
    Outcome.MISSING: N_("这条记录登记过，后来从表里不见了，已按日志补上，不用再办。"),
    Outcome.ADDED: N_("没有人登记过这条记录，所以移出了，内容留存备查。确有其事的，请照常登记。"),
    Outcome.STANDS: N_(
        "没有人登记过这条记录，但别的记录引用它，所以没有移动。请所长对照纸质材料查明。"
    ),
    Outcome.OPEN: N_("本机的记录都与日志相符，对方正在核对；下次交换后仍然出现的，请告诉县级。"),
}
STOOD: Final = {
    Outcome.ALTERED: N_("改动的内容"),
    Outcome.MISSING: N_("补上的内容"),
    Outcome.ADDED: N_("移出的内容"),
    Outcome.STANDS: N_("记录的内容"),
    Outcome.OPEN: N_("记录的内容"),
}

NOT_YOURS: Final = N_("您的角色不能看这条记录的内容。")
SEALED_WORDS: Final = N_("这条记录属于已封存的档案，内容不显示。确需查阅的，请所长按规定调阅。")


class RepairDialog(QDialog):
    """A repair in a window of its own. Enter opens the person's file, where it concerns one."""

    def __init__(self, context: Context, parent: QWidget, number: int) -> None:
        super().__init__(parent.window())
        self._context = context
        self._account: Account | None = None
        self.setWindowTitle(_("修复"))
        self.heading = label("", "heading", wrap=True)
        self.facts, self.fields = FactGrid(1), FactGrid(1)
        self.what_now, self.kept_from = Banner(), Banner()
        self.stood = label("", "muted")
        self._rest = label("", "muted", wrap=True)
        self.file_button = button(_("打开档案  Enter"), self._open_file, role="primary")
        self.copy_button = button(_("复制全部"), self.copy)
        self._close = button(_("关闭  Esc"), self.reject)
        body = QWidget()
        inside = QVBoxLayout(body)
        inside.setContentsMargins(0, 0, px(8), 0)
        for each in (self.stood, self.fields, self._rest):
            inside.addWidget(each)
        inside.addStretch(1)
        self._area = scrolled(body)
        layout = QVBoxLayout(self)
        for widget in (self.heading, self.facts, self.what_now, self.kept_from):
            layout.addWidget(widget)
        layout.addWidget(self._area, 1)
        layout.addStretch(0)
        layout.addLayout(row(self._close, self.copy_button, None, self.file_button))
        space = parent.window().size()
        self.resize(min(px(680), space.width() - px(40)), min(px(560), space.height() - px(40)))
        self.finished.connect(self.deleteLater)
        for part in (self.kept_from, self.file_button, self.copy_button, self._area):
            show_if(False, part)

        def question(desk: Desk) -> Account | None:
            with desk.read() as session:
                return account(session, desk.office.id, number, desk.actor.role)

        context.ask(self, question).then(self._show).or_else(self._failed).start()

    def copy(self) -> None:
        """Puts everything that is told onto the clipboard, which forgets it as usual."""
        if self._account is not None:
            QApplication.clipboard().setText(account_text(self._account))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_PageDown: 1, Qt.Key.Key_PageUp: -1}.get(Qt.Key(event.key()))
        if step is None:
            super().keyPressEvent(event)
            return
        bar = self._area.verticalScrollBar()
        bar.setValue(bar.value() + step * bar.pageStep())

    def _show(self, found: Account | None) -> None:
        if found is None:
            self.what_now.say(_("没有这条修复，或者它涉及不公开的档案。"), Tone.WARN)
            self._lead_to(self._close)
            return
        self._account = found
        what = Outcome(found.repair.outcome)
        self.heading.setText(_heading(found))
        self.facts.show_facts(_facts(found))
        self.what_now.say(_(WHAT_NOW[what]), Tone.WARN if what in _ASKING else Tone.INFO)
        has_words = bool(found.repair.kind)
        if has_words and not found.may_read:
            self.kept_from.say(_(SEALED_WORDS if found.is_sealed else NOT_YOURS), Tone.INFO)
        self.stood.setText(_(STOOD[what]))
        self.fields.show_facts(_stood(found))
        self._rest.setText(_rest(found))
        show_if(bool(self._rest.text()), self._rest)
        for part in (self._area, self.copy_button):
            show_if(bool(found.told.fields), part)
        if not found.told.fields:
            self.resize(self.width(), self.minimumSizeHint().height())
        show_if(has_words and not found.may_read, self.kept_from)
        show_if(bool(found.person_id), self.file_button)
        self._lead_to(self.file_button if found.person_id else self._close)
        order_tabs(self)

    def _lead_to(self, act: QPushButton) -> None:
        act.setDefault(True)
        act.setFocus()

    def _open_file(self) -> None:
        if self._account is not None:
            self.accept()
            self._context.go("person", self._account.person_id)

    def _failed(self, error: Exception) -> None:
        self.what_now.say(str(error), Tone.BAD)


_ASKING: Final = frozenset({Outcome.ADDED, Outcome.STANDS, Outcome.OPEN})


def open_repair(context: Context, parent: QWidget, number: int) -> RepairDialog:
    """Shows a repair over a page."""
    dialog = RepairDialog(context, parent, number)
    dialog.open()
    return dialog


def told_words(what: Outcome, told: Told) -> str:
    """What stood in a field; where it was altered, with what stands there again."""
    if what is Outcome.ALTERED:
        return _("被改成：{before}\n已改回：{now}").format(before=told.before, now=told.now)
    return told.now if what is Outcome.MISSING else told.before


def account_text(found: Account) -> str:
    """A repair as text: a line for each thing, as it is copied."""
    told = [*_facts(found), *_stood(found)]
    lines = [
        _("{name}：{value}").format(name=name, value=value.replace("\n", "　"))
        for name, value in told
    ]
    rest = _rest(found)
    return "\n".join([_heading(found), *lines, *([rest] if rest else [])])


def _heading(found: Account) -> str:
    return record_words(found.repair, found.name, is_sealed=found.is_sealed)


def _stood(found: Account) -> list[tuple[str, str]]:
    """What stood in the record, by field; what was filled in."""
    what, nothing = Outcome(found.repair.outcome), value_words(None)
    told = [(each.field, told_words(what, each)) for each in found.told.fields]
    return [(name, value) for name, value in told if value != nothing]


def _rest(found: Account) -> str:
    """The fields that were left empty, and how many tell people nothing."""
    filled = {name for name, _value in _stood(found)}
    empty = "、".join(each.field for each in found.told.fields if each.field not in filled)
    words = [_("没有填写：{fields}。").format(fields=empty)] if empty else []
    if found.told.kept_back:
        rest = _("另有 {count} 栏供程序自用（文件校验值、推算过程等），没有列出。")
        words.append(rest.format(count=found.told.kept_back))
    return "".join(words)


def _facts(found: Account) -> list[tuple[str, str]]:
    moment = datetime.fromisoformat(found.repair.at)
    facts = [
        (_("情况"), outcome(found.repair.outcome)),
        (_("发现时间"), f"{format_cn(moment.date())} {moment:%H:%M}"),
    ]
    if found.repair.row_id and not found.is_sealed:
        facts.append((_("记录编号"), found.repair.row_id))
    return facts
