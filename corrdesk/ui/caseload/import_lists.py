"""The dry run as lists: rows that would be imported, rows kept out with reasons, remarks."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from corrdesk.base.i18n import N_, _
from corrdesk.base.idnumber import mask
from corrdesk.casework.caseload.importing import Difference
from corrdesk.casework.caseload.ledger.columns import label_of
from corrdesk.casework.caseload.ledger.doubts import Doubt
from corrdesk.casework.caseload.ledger.plan import Ignored, LedgerPlan
from corrdesk.casework.caseload.ledger.rows import LedgerRow, Rejection, Remark
from corrdesk.casework.caseload.model import CATEGORY_LABELS
from corrdesk.ui.caseload.looks import class_words
from corrdesk.ui.shell.context import Context
from corrdesk.ui.shell.lists import listed
from corrdesk.ui.shell.table import Cell, Column, PagedModel, RecordTable, list_source
from corrdesk.ui.shell.tokens import Shape, Tone
from corrdesk.ui.shell.words import full_day


@dataclass(frozen=True, slots=True)
class Named:
    """A difference with the name that the ledger gives the person."""

    name: str = field(repr=False)
    told: Difference

    @property
    def sheet(self) -> str:
        """The sheet of the row."""
        return self.told.sheet

    @property
    def row(self) -> int:
        """The number of the row."""
        return self.told.row


class ImportLists(QObject):
    """Makes the tabs of the dry run and fills them from a plan."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        self.titles = {
            "accepted": _("没有问题"),
            "rejected": _("不能导入"),
            "doubts": _("请核对"),
            "warnings": _("提示"),
            "ignored": _("跳过"),
            "differs": _("与档案不同"),
        }
        columns: dict[str, tuple[Column[Any], ...]] = {
            "accepted": accepted_columns(),
            "rejected": rejected_columns(),
            "doubts": doubt_columns(),
            "warnings": warning_columns(),
            "ignored": ignored_columns(),
            "differs": difference_columns(),
        }
        self.tables = {
            key: RecordTable(PagedModel(context, columns[key], key=_place), name=title)
            for key, title in self.titles.items()
        }
        self.tables["differs"].opened.connect(
            lambda item: context.go("person", item.told.person_id)
        )

    def tabs(self) -> list[tuple[str, str, QWidget]]:
        """Key, title and content of each tab."""
        return [
            (key, title, listed(self.tables[key], _("没有。"), words=WORDS.get(key)))
            for key, title in self.titles.items()
        ]

    def show_plan(self, plan: LedgerPlan, differs: Sequence[Difference]) -> dict[str, int]:
        """Shows what a dry run found; answers how many lines each tab has."""
        names = {(row.sheet, row.row): row.name for row in plan.accepted}
        named = [Named(names.get((told.sheet, told.row), ""), told) for told in differs]
        lines: dict[str, Sequence[Any]] = {
            key: named if key == "differs" else getattr(plan, key) for key in self.titles
        }
        for key, table in self.tables.items():
            table.records.show_source(list_source(lines[key]))
        return {key: len(each) for key, each in lines.items()}


def _place(item: LedgerRow | Rejection | Remark | Doubt | Ignored | Named) -> str:
    return f"{item.sheet}:{item.row}:{getattr(item, 'field', '')}"


def _where(item: Any) -> Cell:
    """The row comes first: a long name of the sheet is cut short, and the row is looked for."""
    if item.row is None:
        return Cell(item.sheet)
    return Cell(_("第 {row} 行　{sheet}").format(sheet=item.sheet, row=item.row), tip=item.sheet)


def rejection_words(item: Rejection) -> str:
    """Why a row is kept out and how to mend it, as sentences."""
    why = f"{_where(item).text}　{label_of(item.field)}　{item.message}"
    if item.shown:
        why += _("　原值：{value}").format(value=item.shown)
    return "\n".join([why, _("怎么改：{remedy}").format(remedy=item.remedy)])


def remark_words(item: Remark) -> str:
    """A remark as a sentence."""
    return f"{_where(item).text}　{label_of(item.field)}　{item.message}"


def doubt_words(item: Doubt) -> str:
    """Why somebody should look at a row before it is imported, and what to do, as sentences."""
    what = f"{_where(item).text}　{_doubted(item).text}　{item.message}"
    return "\n".join([what, _("怎么办：{remedy}").format(remedy=item.remedy)])


def difference_words(item: Named) -> str:
    """Whose file says something else, and in what."""
    return f"{_where(item).text}　{item.name}　{item.told.columns}"


WORDS: dict[str, Callable[[Any], str]] = {
    "rejected": rejection_words,
    "doubts": doubt_words,
    "warnings": remark_words,
    "differs": difference_words,
}


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
        Column(N_("列"), lambda item: Cell(label_of(item.field)), 128),
        Column(N_("原因"), lambda item: Cell(item.message, Shape.CROSS, Tone.BAD), 340),
        Column(N_("原值"), lambda item: Cell(item.shown), 160, rank=2),
        Column(N_("怎么改"), lambda item: Cell(item.remedy, tip=item.remedy), 200, stretch=True),
    )


def _doubted(item: Doubt) -> Cell:
    return Cell(_("整行") if item.field is None else label_of(item.field))


def doubt_columns() -> tuple[Column[Doubt], ...]:
    """The columns of rows that are imported as they are, though something cannot be right."""
    return (
        Column(N_("位置"), _where, 150),
        Column(N_("列"), _doubted, 128),
        Column(N_("为什么"), lambda item: Cell(item.message, Shape.TRIANGLE, Tone.WARN), 340),
        Column(N_("怎么办"), lambda item: Cell(item.remedy, tip=item.remedy), 200, stretch=True),
    )


def warning_columns() -> tuple[Column[Remark], ...]:
    """The columns of remarks."""
    return (
        Column(N_("位置"), _where, 150),
        Column(N_("列"), lambda item: Cell(label_of(item.field)), 128),
        Column(N_("提示"), lambda item: Cell(item.message, Shape.TRIANGLE, Tone.WARN), 300,
               stretch=True),
    )  # fmt: skip


def difference_columns() -> tuple[Column[Named], ...]:
    """The columns of people whose file says something else. Enter opens the file."""
    return (
        Column(N_("位置"), _where, 200),
        Column(N_("姓名"), lambda item: Cell(item.name), 176),
        Column(N_("不同的项"), lambda item: Cell(item.told.columns, Shape.DIAMOND, Tone.INFO), 300,
               stretch=True),
    )  # fmt: skip


def ignored_columns() -> tuple[Column[Ignored], ...]:
    """The columns of what is no data."""
    return (
        Column(N_("位置"), _where, 200),
        Column(N_("为什么跳过"), lambda item: Cell(item.message), 200,
               stretch=True),
    )  # fmt: skip
