"""恢复备份: put aside, compared in figures, and switched by a typed word at the next opening."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QGridLayout, QLineEdit, QVBoxLayout, QWidget

from corrdesk.base.i18n import N_, _
from corrdesk.ui.shell.context import Context
from corrdesk.ui.shell.messages import explain_error
from corrdesk.ui.shell.theme import px, show_if
from corrdesk.ui.shell.tokens import Tone
from corrdesk.ui.shell.widgets import Banner, Field, button, label, row
from corrdesk.ui.shell.words import moment
from corrdesk.ui.vault.working import Report, WorkingLine
from corrdesk.upkeep import restore
from corrdesk.upkeep.backups import Content, Kept
from corrdesk.upkeep.restore import Comparison

if TYPE_CHECKING:
    from corrdesk.bootstrap import Desk

WORD: Final = N_("恢复")
FIGURES: Final[tuple[tuple[str, Callable[[Content], str]], ...]] = (
    (N_("人数"), lambda content: str(content.people)),
    (N_("报到次数"), lambda content: str(content.check_ins)),
    (N_("日志条数"), lambda content: str(content.entries)),
    (N_("最后一条"), lambda content: content.last_entry[:16].replace("T", " ")),
    (N_("链头"), lambda content: content.head[:12]),
)


class RestoreDialog(QDialog):
    """Begins at once to put the backup aside; what is in use stays in use until the word."""

    def __init__(self, context: Context, parent: QWidget, kept: Kept) -> None:
        super().__init__(parent)
        self._context, self._kept = context, kept
        self._side: Path | None = None
        self._decided = False
        self.setWindowTitle(_("恢复备份"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        made = moment(kept.made, context.desk.clock.today())
        words = _(
            "把 {made} 的备份恢复到旁边的文件夹，检查并与现在的数据对照。现在的数据一个字也不动；"
            "换上之后它也改名保留，不删除。"
        )
        self.banner = Banner(words.format(made=made))
        self.working = WorkingLine(context)
        self.figures = QGridLayout()
        self.figures.setHorizontalSpacing(px(24))
        self.word = QLineEdit()
        hint = _("换上后本窗口会锁定，用现在的口令再打开就是恢复后的数据；同步暂停，等所长确认。")
        self.field = Field(_("确认换上，请输入“{word}”").format(word=_(WORD)), self.word, hint=hint)
        self.switch_button = button(_("换上恢复的数据并锁定"), self.switch, role="primary")
        back = button(_("返回  Esc"), self.reject)
        layout = QVBoxLayout(self)
        for part in (self.banner, self.working):
            layout.addWidget(part)
        layout.addLayout(self.figures)
        layout.addWidget(self.field)
        layout.addStretch(1)
        layout.addLayout(row(back, None, self.switch_button))
        self.resize(px(560), px(440))
        for later in (self.field, self.switch_button):
            show_if(False, later)
        self.finished.connect(lambda _code: self._tidy())
        self._put_aside()

    def switch(self) -> None:
        """Notes the decision durably and locks; the next opening carries it out."""
        side = self._side
        if side is None:
            return
        if self.word.text().strip() != _(WORD):
            self.field.problem(_("请输入“{word}”两个字再换上。").format(word=_(WORD)))
            return
        backup = self._kept.folder
        self._context.run(
            self, lambda desk: restore.decide_switch(desk.vault.folder, side, backup, desk.clock)
        ).then(lambda _none: self._lock()).or_else(self._failed).start()

    def _lock(self) -> None:
        self._decided = True
        self.accept()
        self._context.lock_wanted.emit()

    def _put_aside(self) -> None:
        backup = self._kept.folder

        def work(desk: Desk, report: Report) -> tuple[Path, Comparison]:
            report(0, 1)
            side = restore.side_of(desk.vault.folder, desk.clock)
            return side, restore.put_aside(desk.vault, backup, side)

        self.working.start(_("正在恢复到旁边并检查…"), work, self._compare, self._failed)

    def _compare(self, answer: tuple[Path, Comparison]) -> None:
        self._side, compared = answer
        self._show_figures(compared)
        lost = compared.lost_entries
        if compared.present is None:
            self.banner.say(_("备份完好。现在的数据读不出来，无法对照。"), Tone.WARN)
        elif lost:
            words = _(
                "备份完好。换上以后，现在的最后 {count} 条日志（办理的事项）不在里面，要重新补录。"
            )
            self.banner.say(words.format(count=lost), Tone.WARN)
        else:
            self.banner.say(_("备份完好，与现在的数据一样多。"), Tone.OK)
        for part in (self.field, self.switch_button):
            show_if(True, part)
        self.word.setFocus()

    def _show_figures(self, compared: Comparison) -> None:
        def fill(across: int, title: str, content: Content | None) -> None:
            self.figures.addWidget(label(title, "heading"), 0, across)
            for down, (_name, value) in enumerate(FIGURES, 1):
                shown = value(content) if content is not None else "—"
                self.figures.addWidget(label(shown or "—", select=True), down, across)

        for down, (name, _value) in enumerate(FIGURES, 1):
            self.figures.addWidget(label(_(name), "muted"), down, 0)
        fill(1, _("现在"), compared.present)
        fill(2, _("恢复后"), compared.restored)

    def _failed(self, error: Exception) -> None:
        self.banner.say(explain_error(error).text, Tone.BAD)

    def _tidy(self) -> None:
        """What was put aside and not wanted goes again."""
        side = self._side
        if side is not None and not self._decided:
            self._context.aside(self._context, lambda _desk: restore.throw_away(side)).start()
