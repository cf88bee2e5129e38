"""The dry run as lists: rows that would be imported, rows kept out with reasons, remarks."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QVBoxLayout, QWidget

from corrdesk.base.i18n import N_, _
from corrdesk.base.idnumber import mask
from corrdesk.casework.caseload.ledger.columns import label_of
from corrdesk.casework.caseload.ledger.plan import Ignored, LedgerPlan
from corrdesk.casework.caseload.ledger.rows import LedgerRow, Rejection, Remark
from corrdesk.casework.caseload.model import CATEGORY_LABELS
from corrdesk.ui.caseload.looks import class_words
from corrdesk.ui.shell.context import Context
from corrdesk.ui.shell.table import Cell, Column, ListSource, PagedModel, RecordTable
from corrdesk.ui.shell.theme import px
from corrdesk.ui.shell.tokens import Shape, Tone
from corrdesk.ui.shell.widgets import Banner
from corrdesk.ui.shell.words import full_day

IGNORED_WORDS = {
    "blank": N_("空行"),
    "total": N_("合计行"),
    "no_header": N_("不是人员台账"),
    "hidden": N_("隐藏的工作表"),
    "header": N_("重复的表头"),
    "note": N_("表后的说明"),
}


class ImportLists(QObject):
    """Makes the tabs of the dry run and fills them from a plan."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        self.titles = {
            "accepted": _("可导入"),
            "rejected": _("不能导入"),
            "warnings": _("提示"),
            "ignored": _("跳过"),
        }
        columns: dict[str, tuple[Column[Any], ...]] = {
            "accepted": accepted_columns(),
            "rejected": rejected_columns(),
            "warnings": warning_columns(),
            "ignored": ignored_columns(),
        }
        self.tables = {
            key: RecordTable(PagedModel(context, columns[key], key=_place), name=title)
            for key, title in self.titles.items()
        }

    def tabs(self) -> list[tuple[str, str, QWidget]]:
        """Key, title and content of each tab."""
        return [(key, title, _listed(self.tables[key])) for key, title in self.titles.items()]

    def show_plan(self, plan: LedgerPlan) -> None:
        """Shows what a dry run found."""
        for key, table in self.tables.items():
            table.records.show_source(_whole(getattr(plan, key)))

    def counts(self, plan: LedgerPlan) -> dict[str, int]:
        """How many lines each tab has."""
        return {key: len(getattr(plan, key)) for key in self.titles}


def _listed(table: RecordTable[Any]) -> QWidget:
    place = QWidget()
    nothing = Banner()
    layout = QVBoxLayout(place)
    layout.setContentsMargins(0, px(4), 0, 0)
    layout.addWidget(nothing)
    layout.addWidget(table, 1)
    layout.addStretch(0)

    def fit(count: int) -> None:
        nothing.say("" if count else _("没有。"), Tone.OK)
        table.setVisible(count > 0)

    table.records.loaded.connect(fit)
    return place


def _whole(records: Sequence[Any]) -> ListSource[Any]:
    return ListSource(
        lambda _desk: len(records), lambda _desk, first, limit: records[first : first + limit]
    )


def _place(item: LedgerRow | Rejection | Remark | Ignored) -> str:
    return f"{item.sheet}:{item.row}:{getattr(item, 'field', '')}"


def _where(item: Any) -> Cell:
    if item.row is None:
        return Cell(item.sheet)
    return Cell(_("{sheet} 第 {row} 行").format(sheet=item.sheet, row=item.row))


def accepted_columns() -> tuple[Column[LedgerRow], ...]:
    """The columns of rows that would be imported."""
    return (
        Column(N_("位置"), _where, 150),
        Column(N_("姓名"), lambda row: Cell(row.name), 100),
        Column(N_("身份证号"), lambda row: Cell(mask(row.id_number)), 180),
        Column(N_("矫正类型"), lambda row: Cell(_(CATEGORY_LABELS[row.category])), 116),
        Column(N_("类别"), lambda row: Cell(class_words(row.class_)), 80, rank=2),
        Column(N_("矫正期限"), _term, 240, stretch=True, rank=2),
    )


def _term(row: LedgerRow) -> Cell:
    return Cell(f"{full_day(row.term_start)} — {full_day(row.term_end)}")


def rejected_columns() -> tuple[Column[Rejection], ...]:
    """The columns of rows kept out: where, what, why, and how to mend it."""
    return (
        Column(N_("位置"), _where, 150),
        Column(N_("列"), lambda item: Cell(label_of(item.field)), 96),
        Column(N_("原因"), lambda item: Cell(item.message, Shape.CROSS, Tone.BAD), 280),
        Column(N_("原值"), lambda item: Cell(item.shown), 160, rank=2),
        Column(N_("怎么改"), lambda item: Cell(item.remedy, tip=item.remedy), 200, stretch=True),
    )


def warning_columns() -> tuple[Column[Remark], ...]:
    """The columns of remarks."""
    return (
        Column(N_("位置"), _where, 150),
        Column(N_("列"), lambda item: Cell(label_of(item.field)), 96),
        Column(N_("提示"), lambda item: Cell(item.message, Shape.TRIANGLE, Tone.WARN), 300,
               stretch=True),
    )  # fmt: skip


def ignored_columns() -> tuple[Column[Ignored], ...]:
    """The columns of what is no data."""
    return (
        Column(N_("位置"), _where, 200),
        Column(N_("为什么跳过"), lambda item: Cell(_(IGNORED_WORDS.get(item.why, item.why))), 200,
               stretch=True),
    )  # fmt: skip
