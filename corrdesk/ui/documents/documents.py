"""文书: issued sheets by where they stand, each figure with its list; codes, register, printing."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from corrdesk.base.i18n import N_, _
from corrdesk.bootstrap import Desk
from corrdesk.casework.documents.model import STATE_LABELS, DocumentState
from corrdesk.casework.documents.queries import count_documents, documents_page
from corrdesk.ui.documents.batch import BatchPrinter
from corrdesk.ui.documents.code_box import CodeBox
from corrdesk.ui.documents.looks import DOCUMENT_LOOKS
from corrdesk.ui.documents.register import RegisterDialog
from corrdesk.ui.shell.context import Context
from corrdesk.ui.shell.lists import ListsPage, ListSpec
from corrdesk.ui.shell.table import Cell, Column, ListSource
from corrdesk.ui.shell.widgets import button, label, row
from corrdesk.ui.shell.words import full_day

LISTS = (
    ListSpec("to_stamp", N_("待盖章"), N_("没有待盖章的文书。签发的文书先在这里。")),
    ListSpec("to_serve", N_("待送达"), N_("没有待送达的文书。")),
    ListSpec("to_file", N_("待归档"), N_("没有待归档的文书。")),
    ListSpec("filed", N_("已归档"), N_("还没有归档的文书。")),
    ListSpec("void", N_("已作废"), N_("没有作废的文书。")),
)
WAITING = ("to_stamp", "to_serve", "to_file")


class DocumentsPage(ListsPage):
    """The lists of issued sheets."""

    watches = frozenset({"document", "document_step"})
    help_topic = "文书"

    def __init__(self, context: Context) -> None:
        self.code = CodeBox(context, self)
        hint = label(_("扫描件、照片可以直接拖进窗口"), "muted")
        super().__init__(
            context,
            lists=LISTS,
            columns=columns(),
            key=lambda document: str(document.id),
            name=_("文书"),
            head=row(self.code, hint, None),
        )
        self._open = button(_("打开文书  Enter"), self._open_current, picture="file")
        self.print_all = button(_("打印本列表…"), self._print_list, picture="print")
        self._register = button(_("编号登记簿…"), self._show_register)
        self._numbers = button(_("编号和号段…"), lambda: self.context.go("numbers"))
        self.batch = BatchPrinter(context, self)
        self.foot.addLayout(row(self._open, self.print_all, self._register, self._numbers))
        self.foot.addWidget(self.batch)

    def source(self, name: str) -> ListSource[Any]:
        return documents_source(self.context.desk.office.id, name)

    def open_record(self, record: Any) -> None:
        self.context.go("document", record.id)

    def list_changed(self, count: int) -> None:
        self._open.setVisible(count > 0)
        self.print_all.setVisible(count > 0 and self.shown != "void")

    def first_focus(self) -> CodeBox:
        return self.code

    def _open_current(self) -> None:
        document = self.table.current_record()
        if document is not None:
            self.open_record(document)

    def _print_list(self) -> None:
        name = self.shown
        self.batch.print_list(_(self.lists[name].title), name)

    def _show_register(self) -> None:
        RegisterDialog(self.context, self.window()).open()


def documents_source(office: str, name: str) -> ListSource[Any]:
    """The rows of a list of sheets."""

    def count(desk: Desk) -> int:
        with desk.read() as session:
            return count_documents(session, office, name)

    def page(desk: Desk, offset: int, limit: int) -> Sequence[Any]:
        with desk.read() as session:
            return documents_page(session, office, name, offset=offset, limit=limit)

    return ListSource(count, page)


def count_to_do(desk: Desk) -> int:
    """The figure in the sidebar: sheets that wait for stamp, service or file."""
    with desk.read() as session:
        return sum(count_documents(session, desk.office.id, name) for name in WAITING)


def columns() -> tuple[Column[Any], ...]:
    """The columns of a list of sheets."""
    return (
        Column(N_("状态"), state_cell, 110),
        Column(N_("文书"), lambda document: Cell(document.title), 200, stretch=True),
        Column(N_("文号"), lambda document: Cell(document.serial), 210),
        Column(N_("对象"), lambda document: Cell(document.name or ""), 100),
        Column(N_("签发日期"), lambda document: Cell(full_day(document.issued_on)), 130, rank=2),
        Column(N_("查验码"), lambda document: Cell(document.check_code), 100, rank=3),
    )


def state_cell(document: Any) -> Cell:
    """Where a sheet stands, as shape and word."""
    state = DocumentState(document.state)
    shape, tone = DOCUMENT_LOOKS[state]
    return Cell(_(STATE_LABELS[state]), shape, tone)
