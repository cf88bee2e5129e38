"""What an import of a ledger file would do: people accepted, rows kept out, remarks, leftovers.

The dry run and the import share this; nothing is written.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Final

from corrdesk.base.errors import UserError
from corrdesk.base.i18n import N_, _
from corrdesk.base.text import name_problem, to_half_width
from corrdesk.casework.caseload.ledger.cells import optional_text, text_of
from corrdesk.casework.caseload.ledger.columns import ColumnMapping, Field, recognise
from corrdesk.casework.caseload.ledger.doubts import (
    Doubt,
    Doubtful,
    hidden_row,
    sentence_doubts,
)
from corrdesk.casework.caseload.ledger.rows import LedgerRow, Rejection, Remark, RowReader
from corrdesk.casework.caseload.ledger.words import ends_table, is_footer
from corrdesk.casework.caseload.ledger.workbook import read_workbook

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from datetime import date
    from pathlib import Path

    from corrdesk.casework.caseload.ledger.workbook import Row, Sheet, Workbook
    from corrdesk.rules.law import Law

_STEP: Final = 500
_NUMBER: Final = re.compile(r"\d{6}")
_SERIAL: Final = re.compile(r"[\d\s.、()-]+")
_FOOTER_CELLS: Final = 4
_TOTAL_CELLS: Final = 2


_IGNORED: Final = {
    "blank": N_("空行"),
    "total": N_("合计行"),
    "no_header": N_("不是人员台账"),
    "hidden": N_("隐藏的工作表"),
    "header": N_("重复的表头"),
    "note": N_("小标题或表后的说明"),
}


class ImportCancelled(Exception):
    """Reading was stopped on request; nothing has been changed."""


@dataclass(frozen=True, slots=True)
class Ignored:
    """A row or sheet (`row` None) that is no data: blank, total, no_header.

    Beyond those: hidden (sheet), header (repeated titles), note (lines below the table).
    """

    sheet: str
    row: int | None
    why: str

    @property
    def message(self) -> str:
        """Return for people why it was passed over."""
        return _(_IGNORED[self.why])


@dataclass(frozen=True, slots=True)
class LedgerPlan:
    """The outcome of reading one file. `sha256` identifies the file, not the people."""

    sha256: str
    mappings: tuple[ColumnMapping, ...]
    accepted: tuple[LedgerRow, ...] = field(repr=False)
    rejected: tuple[Rejection, ...] = field(repr=False)
    warnings: tuple[Remark, ...] = field(repr=False)
    ignored: tuple[Ignored, ...] = field(repr=False)
    doubts: tuple[Doubt, ...] = field(default=(), repr=False)

    def doubted(self, law: Law) -> LedgerPlan:
        """Return the plan with what the law says against a sentence or a term, in order of rows."""
        found = [doubt for row in self.accepted for doubt in sentence_doubts(row, law)]
        order = {mapping.sheet: at for at, mapping in enumerate(self.mappings)}
        doubts = sorted((*self.doubts, *found), key=lambda each: (order[each.sheet], each.row))
        return replace(self, doubts=tuple(doubts))

    @property
    def hidden_rows(self) -> int:
        """How many rows with data the spreadsheet does not show."""
        return sum(doubt.problem is Doubtful.HIDDEN for doubt in self.doubts)

    def report(self) -> dict[str, Any]:
        """Return the outcome as plain data without personal values, for `--json`."""
        return {
            "accepted": len(self.accepted),
            "rejected": [_place(item) for item in self.rejected],
            "warnings": [_place(item) for item in self.warnings],
            "doubts": [_place(item) for item in self.doubts],
            "ignored": [
                {"sheet": item.sheet, "row": item.row, "why": item.why} for item in self.ignored
            ],
            "mapping": [mapping.to_dict() for mapping in self.mappings],
            "sha256": self.sha256,
        }


def _place(item: Rejection | Remark | Doubt) -> dict[str, Any]:
    return {
        "sheet": item.sheet,
        "row": item.row,
        "field": None if item.field is None else str(item.field),
        "problem": str(item.problem),
    }


def plan_import(
    path: Path,
    *,
    today: date,
    remembered: ColumnMapping | Mapping[str, ColumnMapping] | None = None,
    progress: Callable[[int, int], None] | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> LedgerPlan:
    """Read a ledger file and return what importing it would do.

    `remembered` are mappings by header fingerprint; `progress(done, total)` counts rows.
    Raises `UserError` or `EnvironmentFault` if the file cannot be read or holds no ledger at
    all, and `ImportCancelled` soon after `cancelled()` says so.
    """
    return plan_workbook(
        read_workbook(path),
        today=today,
        remembered=remembered,
        progress=progress,
        cancelled=cancelled,
    )


def plan_workbook(
    workbook: Workbook,
    *,
    today: date,
    remembered: ColumnMapping | Mapping[str, ColumnMapping] | None = None,
    progress: Callable[[int, int], None] | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> LedgerPlan:
    """Do the same for a workbook that was read before, e.g. after a change of the mapping."""
    planner = _Planner(today, sum(len(sheet.rows) for sheet in workbook.sheets))
    planner.progress, planner.cancelled = progress, cancelled
    for sheet in workbook.sheets:
        mapping = None if sheet.hidden else recognise(sheet, remembered)
        if mapping is None:
            planner.skip_sheet(sheet)
        else:
            planner.read_sheet(sheet, mapping)
    if not planner.mappings:
        raise UserError(
            _("没有找到人员台账：各工作表中都没有带“姓名”“身份证号”等列名的表头。"),
            remedy=_("请确认表头在前 20 行以内且工作表没有隐藏，或在导入窗口中手工指定各列。"),
        )
    return planner.finish(workbook.sha256)


class _Planner:
    """Collects the outcome sheet by sheet."""

    def __init__(self, today: date, total: int) -> None:
        self.progress: Callable[[int, int], None] | None = None
        self.cancelled: Callable[[], bool] | None = None
        self.mappings: list[ColumnMapping] = []
        self._today = today
        self._total = total
        self._done = 0
        self._numbers: dict[str, tuple[str, int]] = {}
        self._accepted: list[LedgerRow] = []
        self._rejected: list[Rejection] = []
        self._warnings: list[Remark] = []
        self._ignored: list[Ignored] = []
        self._doubts: list[Doubt] = []

    def skip_sheet(self, sheet: Sheet) -> None:
        """Note a sheet that is no ledger."""
        why = "hidden" if sheet.hidden else "no_header"
        self._ignored.append(Ignored(sheet.name, None, why))
        self._advance(len(sheet.rows))

    def read_sheet(self, sheet: Sheet, mapping: ColumnMapping) -> None:
        """Read every row below the header."""
        self.mappings.append(mapping)
        reader = RowReader(mapping, self._today, self._numbers)
        for number, row, why in _classified(sheet, mapping):
            if why is not None:
                self._ignored.append(Ignored(sheet.name, number, why))
            elif row is not None:
                self._read_row(reader, _with_merged(row, sheet, mapping))
                if number in sheet.hidden_rows:
                    self._doubts.append(hidden_row(sheet.name, number))
            if row is not None:
                self._advance(1)
        self._advance(0, finished=True)

    def _read_row(self, reader: RowReader, row: Row) -> None:
        outcome, remarks = reader.read(row)
        if isinstance(outcome, LedgerRow):
            self._accepted.append(outcome)
        else:
            self._rejected.append(outcome)
        self._warnings += remarks

    def _advance(self, rows: int, *, finished: bool = False) -> None:
        before = self._done
        self._done += rows
        if finished or self._done // _STEP != before // _STEP:
            if self.cancelled is not None and self.cancelled():
                raise ImportCancelled
            if self.progress is not None:
                self.progress(min(self._done, self._total), self._total)

    def finish(self, sha256: str) -> LedgerPlan:
        """Return the plan."""
        return LedgerPlan(
            sha256=sha256,
            mappings=tuple(self.mappings),
            accepted=tuple(self._accepted),
            rejected=tuple(self._rejected),
            warnings=tuple(self._warnings),
            ignored=tuple(self._ignored),
            doubts=tuple(self._doubts),
        )


def _with_merged(row: Row, sheet: Sheet, mapping: ColumnMapping) -> Row:
    """Return the row with what merged cells above show in it; nobody is named by such a cell."""
    own = {mapping.index_of(field) for field in (Field.NAME, Field.ID_NUMBER, Field.SERIAL)}
    filled = {
        match.index: value
        for match in mapping.columns
        if match.index not in own
        and (value := sheet.covered.get((row.number, match.index))) is not None
    }
    if not filled:
        return row
    cells = [*row.cells, *[None] * (max(filled) + 1 - len(row.cells))]
    for index, value in filled.items():
        cells[index] = value
    return replace(row, cells=tuple(cells))


def _classified(
    sheet: Sheet, mapping: ColumnMapping
) -> Iterator[tuple[int, Row | None, str | None]]:
    """Yield (number, row, None) for data rows and the reason for others; blank ones have no row.

    Blank rows count only between rows that say something; a serial number alone says nothing.
    """
    last = mapping.header_row
    pending: list[int] = []
    for row in sheet.rows:
        if row.number <= mapping.header_row:
            continue
        pending += range(last + 1, row.number)
        last = row.number
        blank, why = _verdict(row, mapping)
        if blank:
            pending.append(row.number)
            continue
        for number in pending:
            yield number, None, "blank"
        pending = []
        yield row.number, row, why


def _verdict(row: Row, mapping: ColumnMapping) -> tuple[bool, str | None]:
    """Say whether a row says nothing, and else why it is no data row (None if it is one)."""
    name = _told(row, mapping.index_of(Field.NAME))
    number = _told(row, mapping.index_of(Field.ID_NUMBER))
    if name and name not in mapping.titles and _NUMBER.search(number):
        return False, None  # the shortest way for nearly every row
    texts = {index: text for index, cell in enumerate(row.cells) if (text := optional_text(cell))}
    lonely = next(iter(texts.values())) if set(texts) == {mapping.index_of(Field.SERIAL)} else ""
    if not texts or _SERIAL.fullmatch(to_half_width(lonely)):
        return True, None
    return False, _leftover(texts, mapping)


def _told(row: Row, index: int | None) -> str:
    """Return the text in a column of the row, nothing if there is no such column."""
    return text_of(row.cells[index]) if index is not None and index < len(row.cells) else ""


def _leftover(texts: dict[int, str], mapping: ColumnMapping) -> str | None:
    """Say why a row with text is no data row, or None if it is one.

    A lonely text that is no name is a heading between the rows (二、假释人员) or a line below.
    """
    words = list(texts.values())
    column = mapping.index_of(Field.ID_NUMBER)
    if column is None or not _NUMBER.search(texts.get(column, "")):
        if any(ends_table(text) for text in words[:_TOTAL_CELLS]):
            return "total"
        if len(words) <= _FOOTER_CELLS and is_footer(words[0]):
            return "note"
    inside = [(text, mapping.titles[at]) for at, text in texts.items() if at < len(mapping.titles)]
    if all(_repeats(text, title, mapping.header_rows) for text, title in inside):
        return "header" if inside else "note"
    if set(texts) == {mapping.index_of(Field.SERIAL)}:
        return "note"
    if set(texts) == {mapping.index_of(Field.NAME)} and name_problem(words[0]):
        return "note"
    return None


def _repeats(text: str, title: str, header_rows: int) -> bool:
    """Say whether a cell is its title again; two header rows come back one by one."""
    word = "".join(text.split())
    part = title.startswith(word) or title.endswith(word)
    return word == title or (header_rows > 1 and part)
