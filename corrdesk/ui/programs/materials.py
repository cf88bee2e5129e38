"""Materials of a programme, and the signed scans of a session: look, add a file, take one off."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QDialog, QFileDialog, QVBoxLayout, QWidget

from corrdesk.base.i18n import N_, _
from corrdesk.base.sizes import size_words
from corrdesk.bootstrap import Desk
from corrdesk.casework.programs.materials import (
    attach_material,
    materials_of,
    withdraw_material,
)
from corrdesk.ui.caseload.file_field import dropped_file, media_type_of, read_file
from corrdesk.ui.documents.paper import Paper
from corrdesk.ui.leave.forms import ReasonForm
from corrdesk.ui.shell.context import Context
from corrdesk.ui.shell.forms import open_form
from corrdesk.ui.shell.messages import Message
from corrdesk.ui.shell.table import Cell, Column, PagedModel, RecordTable, list_source
from corrdesk.ui.shell.theme import px
from corrdesk.ui.shell.tokens import Tone
from corrdesk.ui.shell.widgets import Banner, button, label, row
from corrdesk.ui.shell.words import full_day

if TYPE_CHECKING:
    from corrdesk.store.unit_of_work import UnitOfWork

SHOWN = ("application/pdf", "image/png", "image/jpeg", "image/tiff")
"""What can be looked at here; anything else is saved and opened with its own program."""


class MaterialsDialog(QDialog):
    """The files of one programme. Enter looks at one, a file may be dropped on the window."""

    def __init__(
        self, context: Context, parent: QWidget, program: Any, session_id: str = ""
    ) -> None:
        """`session_id`: the scans that were kept with this session stand in the list too."""
        super().__init__(parent)
        self.context = context
        self._program_id, self._session_id, name = program.id, session_id, program.name
        self.setWindowTitle(_("材料：{name}").format(name=name))
        self.setAcceptDrops(True)
        self.paper = Paper(context, self)
        self.banner = Banner()
        columns = material_columns(program.id)
        model: PagedModel[Any] = PagedModel(context, columns, key=lambda file: str(file.id))
        self.table: RecordTable[Any] = RecordTable(model, name=_("材料"))
        self.table.opened.connect(lambda _file: self.look())
        self.table.chosen.connect(lambda _file: self._fit())
        model.loaded.connect(lambda _count: self._fit())
        self._look = button(_("打开  Enter"), self.look)
        self._save = button(_("另存为…"), self._choose_place)
        self._drop = button(_("去掉…"), self._withdraw, role="link")
        add = button(_("添加文件…（加密保存）"), self._choose, role="primary")
        layout = QVBoxLayout(self)
        layout.addWidget(label(name, "heading", wrap=True))
        layout.addWidget(self.banner)
        layout.addWidget(self.table, 1)
        layout.addStretch(0)
        layout.addLayout(row(add, self._look, self._save, self._drop, None,
                             button(_("关闭  Esc"), self.close)))  # fmt: skip
        self.resize(min(px(680), parent.window().width() - px(40)), px(380))
        self.finished.connect(self.deleteLater)
        self._fit()
        self.refresh()

    def refresh(self) -> None:
        """Asks for the files anew."""
        subjects = (self._program_id, self._session_id)

        def question(desk: Desk) -> Any:
            with desk.read() as session:
                return materials_of(session, desk.office.id, *subjects)

        self.context.ask(self, question, slot="materials").then(self._show).start()

    def _show(self, files: Any) -> None:
        words = _("还没有材料文件。可以把文件拖到这里。")
        self.banner.say("" if files else words, Tone.INFO)
        self.table.setVisible(bool(files))
        self.table.records.show_source(list_source(files))
        self._fit()

    def _fit(self) -> None:
        file = self.table.current_record()
        self._look.setVisible(file is not None and file.media_type in SHOWN)
        self._save.setVisible(file is not None)
        self._drop.setVisible(file is not None and file.subject_id == self._program_id)

    def look(self) -> None:
        """Shows the file if it can be shown here, otherwise asks where to save it."""
        file = self.table.current_record()
        if file is None:
            return
        if file.media_type in SHOWN:
            self.paper.show_scan(file.name, file.id)
        else:
            self._choose_place()

    def add_file(self, path: Path) -> None:
        """Seals a file and adds it."""
        program_id, seal = self._program_id, self.context.desk.seal

        def work(uow: UnitOfWork) -> str:
            return attach_material(
                uow, program_id, read_file(path), name=path.name,
                media_type=media_type_of(path), seal=seal,
            )  # fmt: skip

        self._act(work, _("已添加材料，加密保存。"))

    def save_to(self, path: Path) -> None:
        """Saves the chosen file outside the vault."""
        file = self.table.current_record()
        if file is None:
            return
        address = file.address
        words = _("已保存：{name}。文件未加密，用后请妥善处理。").format(name=path.name)
        self.context.ask(self, lambda desk: path.write_bytes(desk.unseal(address))).then(
            lambda _size: self.banner.say(words, Tone.WARN)
        ).or_else(lambda error: self.banner.say(str(error), Tone.BAD)).start()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if dropped_file(event) is not None:
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        path = dropped_file(event)
        if path is not None:
            self.add_file(path)
            event.acceptProposedAction()

    def _choose(self) -> None:
        chosen, _kind = QFileDialog.getOpenFileName(self, _("选择文件"))
        if chosen:
            self.add_file(Path(chosen))

    def _choose_place(self) -> None:
        file = self.table.current_record()
        if file is not None:
            chosen, _kind = QFileDialog.getSaveFileName(self, _("另存为"), file.name)
            if chosen:
                self.save_to(Path(chosen))

    def _withdraw(self) -> None:
        file = self.table.current_record()
        if file is None:
            return
        form = ReasonForm(
            self.context,
            file.id,
            act=_("去掉这份材料"),
            work=lambda uow, reason: withdraw_material(uow, file.id, reason),
        )
        done = _("已去掉，原件仍在案卷里。")
        open_form(self, _("去掉材料"), form, lambda _none: self._done(done))

    def _act(self, work: Callable[[UnitOfWork], Any], words: str) -> None:
        self.context.act(self, work).then(lambda _made: self._done(words)).or_else(
            lambda error: self.banner.say(str(error), Tone.BAD)
        ).start()

    def _done(self, words: str) -> None:
        self.context.say(Message(words))
        self.refresh()


def material_columns(program_id: str) -> tuple[Column[Any], ...]:
    """The columns of the files."""

    def kind(file: Any) -> Cell:
        return Cell(_("材料") if file.subject_id == program_id else _("签到表扫描件"))

    return (
        Column(N_("种类"), kind, 120),
        Column(N_("文件"), lambda file: Cell(file.name, tip=file.name), 240, stretch=True),
        Column(N_("大小"), lambda file: Cell(size_words(file.size)), 90),
        Column(N_("添加日期"), lambda file: Cell(full_day(file.added_at.date())), 140),
    )
