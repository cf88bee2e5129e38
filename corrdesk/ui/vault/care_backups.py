"""备份与恢复: the generations that are kept, another medium, the rehearsal, and the way back."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QFileDialog, QVBoxLayout, QWidget

from corrdesk.base.i18n import N_, _
from corrdesk.casework.permissions import may
from corrdesk.settings import BACKUP_SECOND_FOLDER
from corrdesk.ui.shell.context import Context
from corrdesk.ui.shell.messages import Message, explain_error
from corrdesk.ui.shell.table import Cell, Column, PagedModel, RecordTable, list_source
from corrdesk.ui.shell.theme import px, show_if
from corrdesk.ui.shell.tokens import Shape, Tone
from corrdesk.ui.shell.widgets import Banner, button, label, row
from corrdesk.ui.shell.words import full_day, moment
from corrdesk.ui.vault.care_restore import RestoreDialog
from corrdesk.ui.vault.working import Report, WorkingLine
from corrdesk.upkeep import backups, restore
from corrdesk.upkeep.backups import Kept, Rehearsal

if TYPE_CHECKING:
    from corrdesk.bootstrap import Desk


@dataclass(frozen=True, slots=True)
class Shelf:
    """Everything the tab shows: what is kept here and there, and whether sync waits."""

    kept: list[tuple[Kept, bool]]  # with whether it lies on the other medium
    second: str  # words about the other medium
    overdue: bool
    sync_waits: bool


class BackupsTab(QWidget):
    """Buttons above, the backups below, newest first; Enter begins to restore one."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self._kept: list[tuple[Kept, bool]] = []
        self.now_button = button(_("立即备份"), self.back_up, role="primary", picture="save")
        self.rehearse_button = button(_("演练最近的备份"), self.rehearse)
        self.restore_button = button(_("恢复选中的备份…"), self.restore)
        self.choose_button = button(_("移动硬盘文件夹…"), self._ask_folder)
        may_restore = may(context.desk.actor, "vault.accept")
        show_if(may_restore, self.restore_button)
        self.working = WorkingLine(
            context, self.now_button, self.rehearse_button, self.restore_button, self.choose_button
        )
        self.banner = Banner()
        self._second = label("", "muted", wrap=True)
        self._sync = Banner(
            _("这里的数据是从备份恢复的，同步已暂停：请与县级核对，再由所长确认恢复同步。"),
            Tone.WARN,
        )
        self.word_button = button(_("已与县级核对，恢复同步"), self._give_word)
        self.word_button.setEnabled(may_restore)
        self._sync.add(self.word_button)
        show_if(False, self._sync)
        self.model: PagedModel[tuple[Kept, bool]] = PagedModel(
            context, columns(context), key=lambda each: str(each[0].folder)
        )
        self.table: RecordTable[tuple[Kept, bool]] = RecordTable(self.model, name=_("备份"))
        self.table.opened.connect(lambda _each: self.restore())
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, px(8), 0, 0)
        layout.addLayout(row(self.now_button, self.rehearse_button, self.restore_button))
        for part in (self.working, self._sync, self.banner):
            layout.addWidget(part)
        other = row(self.choose_button, self._second, stretch=None)
        other.setStretch(1, 1)
        layout.addLayout(other)
        layout.addWidget(self.table, 1)
        layout.addWidget(
            label(_("保留最近 7 天、5 周、12 个月各一份；每份做完都经过检查才算数。"), "muted")
        )

    def refresh(self) -> None:
        """Looks at both places again."""
        chosen = self._context.settings.get(BACKUP_SECOND_FOLDER)
        self._context.ask(self, lambda desk: shelf_of(desk, chosen), slot="backups").then(
            self._show
        ).start()

    def first_focus(self) -> QWidget:
        """The first button."""
        return self.now_button

    def back_up(self) -> None:
        """Makes a backup here and, when it is plugged in, on the other medium."""
        chosen = self._context.settings.get(BACKUP_SECOND_FOLDER)
        second = Path(chosen) if chosen else None
        keep_all = bool(self._context.desk.alarms)

        def work(desk: Desk, report: Report) -> bool:
            reachable = second is not None and second.is_dir()
            total = 2 if reachable else 1
            check = lambda: report(0, total)  # noqa: E731 - called between the steps of a backup
            backups.back_up(desk.vault, desk.clock, keep_all=keep_all, check=check)
            report(1, total)
            if reachable:
                backups.back_up(desk.vault, desk.clock, second, keep_all=keep_all, check=check)
            return reachable

        self.working.start(_("正在备份…"), work, self._made, self._failed)

    def rehearse(self) -> None:
        """Proves that the newest backup opens."""

        def work(desk: Desk, report: Report) -> Rehearsal:
            report(0, 1)
            return backups.rehearse(desk.vault)

        self.working.start(_("正在演练…"), work, self._rehearsed, self._failed)

    def restore(self) -> None:
        """Begins to restore the backup that is chosen; decides nothing yet."""
        chosen = self.table.current_record()
        if chosen is not None and self.restore_button.isVisibleTo(self):
            RestoreDialog(self._context, self.window(), chosen[0]).open()

    def use_folder(self, folder: Path) -> None:
        """Remembers the folder on the other medium, and makes the first backup there."""
        self._context.settings.set(BACKUP_SECOND_FOLDER, str(folder))
        self.back_up()

    def _ask_folder(self) -> None:
        chosen = QFileDialog.getExistingDirectory(
            self, _("移动硬盘上的文件夹"), self._context.settings.get(BACKUP_SECOND_FOLDER)
        )
        if chosen:
            self.use_folder(Path(chosen))

    def _show(self, shelf: Shelf) -> None:
        kept = self._kept = shelf.kept
        self._second.setText(("▲ " if shelf.overdue else "") + shelf.second)
        show_if(shelf.sync_waits, self._sync)
        self.model.show_source(list_source(kept))
        if not kept:
            self.banner.say(_("还没有备份。"), Tone.WARN)

    def _made(self, both: bool) -> None:
        chosen = self._context.settings.get(BACKUP_SECOND_FOLDER)
        if both:
            words, tone = _("已备份到本机和移动硬盘，检查通过。"), Tone.OK
        elif chosen:
            words, tone = _("已备份到本机，检查通过。移动硬盘没有插上，没有备份到那里。"), Tone.WARN
        else:
            words, tone = _("已备份到本机，检查通过。请再选一个移动硬盘文件夹。"), Tone.WARN
        self.banner.say(words, tone)
        self._context.status_changed.emit()
        self.refresh()

    def _rehearsed(self, result: Rehearsal) -> None:
        content = result.content
        if result.problems or content is None:
            words = _("备份 {name} 不能用：{problem}").format(
                name=result.backup.name, problem="".join(result.problems[:1])
            )
            self.banner.say(words, Tone.BAD)
            return
        words = _(
            "备份 {name} 可以打开：{people} 人，报到 {check_ins} 次，日志 {entries} 条，"
            "附件 {attachments} 个，用时 {seconds} 秒。"
        )
        self.banner.say(
            words.format(
                name=result.backup.name,
                people=content.people,
                check_ins=content.check_ins,
                entries=content.entries,
                attachments=result.attachments,
                seconds=result.seconds,
            ),
            Tone.OK,
        )

    def _failed(self, error: Exception) -> None:
        self.banner.say(explain_error(error).text, Tone.BAD)

    def _give_word(self) -> None:
        self._context.run(self, lambda desk: restore.give_word(desk.vault)).then(
            lambda _none: self._word_given()
        ).start()

    def _word_given(self) -> None:
        self._context.say(Message(_("已确认，同步可以继续。")))
        self.refresh()


def shelf_of(desk: Desk, chosen: str) -> Shelf:
    """What lies on the shelf, newest first, whichever medium it is on."""
    second = Path(chosen) if chosen else None
    kept = [(each, False) for each in backups.kept_in(desk.vault.backups_path)]
    kept += [(each, True) for each in backups.kept_in(second)] if second else []
    kept.sort(key=lambda each: each[0].made, reverse=True)
    last = backups.second_medium(desk.vault)
    if last is None:
        words = _("还没有备份到移动硬盘。")
    else:
        words = _("上次备份到移动硬盘：{day}（{folder}）。").format(
            day=full_day(last[0].date()), folder=last[1].name or str(last[1])
        )
    overdue = backups.second_medium_overdue(desk.vault, desk.clock)
    if overdue:
        words += _("已超过七天，请插上移动硬盘备份一次。")
    state = restore.restored_state(desk.vault)
    return Shelf(kept, words, overdue, state is not None and state.waits)


def columns(context: Context) -> tuple[Column[tuple[Kept, bool]], ...]:
    """When, where, and the folder's name."""
    today = context.desk.clock.today()

    def place(each: tuple[Kept, bool]) -> Cell:
        if each[1]:
            return Cell(_("移动硬盘"), Shape.SQUARE, Tone.OK)
        return Cell(_("本机"), Shape.DOT, Tone.PLAIN)

    return (
        Column(N_("时间"), lambda each: Cell(moment(each[0].made, today)), 190),
        Column(N_("位置"), place, 130),
        Column(
            N_("文件夹"),
            lambda each: Cell(each[0].folder.name, tip=str(each[0].folder)),
            240,
            stretch=True,
        ),
    )
