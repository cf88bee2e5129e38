"""Opens a ledger file of any supported kind and returns its cells as plain values.

Guards come before parsing; formulas are never evaluated and never kept. What the cells mean is
not decided here.
"""

from __future__ import annotations

import io
from bisect import bisect_left, bisect_right
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from hashlib import sha256
from typing import TYPE_CHECKING, Final

import python_calamine

from corrdesk.base.errors import EnvironmentFault, UserError
from corrdesk.base.i18n import _
from corrdesk.casework.caseload.ledger import compound, limits
from corrdesk.casework.caseload.ledger.delimited import read_delimited
from corrdesk.casework.caseload.ledger.package import check_package

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

Cell = str | int | float | bool | date | datetime | time | timedelta | None
"""One value as the file states it; None is an empty cell."""

UNCALCULATED: Final = "="
"""Stands for a formula whose result the file does not contain."""

_ZIP_MAGIC: Final = (b"PK\x03\x04", b"PK\x05\x06")


@dataclass(frozen=True, slots=True)
class Row:
    """One row that holds something. `number` is Excel's row, or the line in a text file."""

    number: int
    cells: tuple[Cell, ...] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Sheet:
    """One table; rows without any value are left out."""

    name: str
    rows: tuple[Row, ...] = field(repr=False)
    hidden: bool = False
    covered: Mapping[tuple[int, int], Cell] = field(default_factory=dict, repr=False, hash=False)
    """Row number and column from 0 of cells under a merged one, with the value it shows there."""
    hidden_rows: frozenset[int] = frozenset()
    """Numbers of rows that the spreadsheet does not show: filtered, grouped or hidden by hand."""


@dataclass(frozen=True, slots=True)
class Workbook:
    """A file that was read: its sheets in order and the SHA-256 of its bytes."""

    sheets: tuple[Sheet, ...]
    sha256: str


def read_workbook(path: Path) -> Workbook:
    """Read .xlsx, .xlsm, .xls or delimited text, told apart by content and not by name.

    Raises `UserError` for files that are of another kind, encrypted, damaged, too large or
    built to harm, and `EnvironmentFault` if the file cannot be opened.
    """
    data = _read_bytes(path)
    digest = sha256(data).hexdigest()
    if data.startswith(_ZIP_MAGIC):
        checked = check_package(io.BytesIO(data))
        formulas = {
            sheet: checked.formulas.get(part, frozenset())
            for sheet, part in checked.targets.items()
        }
        hidden = {
            sheet: checked.hidden.get(part, frozenset()) for sheet, part in checked.targets.items()
        }
        return Workbook(_read_sheets(checked.data, formulas, hidden), digest)
    if data.startswith(compound.MAGIC):
        old = compound.check_compound(data)
        return Workbook(_read_sheets(old.data, {}, old.hidden), digest)
    rows = tuple(
        Row(number, _trimmed(cells))
        for number, cells in read_delimited(data)
        if any(cell.strip() for cell in cells)
    )
    return Workbook((Sheet(path.stem, rows),), digest)


def _read_bytes(path: Path) -> bytes:
    """Return the content of the file; its size is looked at first."""
    try:
        if path.is_dir():
            raise UserError(
                _("这里需要一个台账文件，给出的却是文件夹。"), remedy=_("请指定其中的文件。")
            )
        if path.stat().st_size > limits.FILE_BYTES:
            raise limits.too_large()
        with path.open("rb") as source:
            data = source.read(limits.FILE_BYTES + 1)
    except FileNotFoundError as error:
        raise UserError(
            _("找不到这个台账文件。"), remedy=_("请核对文件名和所在文件夹。")
        ) from error
    except OSError as error:
        raise EnvironmentFault(
            _("台账文件打不开。"),
            remedy=_("请检查文件是否正被其他程序占用、U 盘是否插好、是否有读取权限。"),
        ) from error
    if len(data) > limits.FILE_BYTES:
        raise limits.too_large()
    if not data.strip():
        raise limits.not_a_ledger(_("空文件"))
    return data


def _read_sheets(
    data: bytes,
    formulas: dict[str, frozenset[tuple[int, int]]],
    hidden: Mapping[str, frozenset[int]],
) -> tuple[Sheet, ...]:
    """Let calamine read a checked workbook; everything it may throw becomes a `UserError`."""
    try:
        with python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(data)) as workbook:
            return tuple(
                replace(
                    _sheet(workbook, meta, formulas.get(meta.name, frozenset())),
                    hidden_rows=hidden.get(meta.name, frozenset()),
                )
                for meta in workbook.sheets_metadata
                if meta.typ == python_calamine.SheetTypeEnum.WorkSheet
            )
    except python_calamine.PasswordError as error:
        raise limits.encrypted() from error
    except (python_calamine.CalamineError, OSError, ValueError, OverflowError) as error:
        raise limits.damaged() from error
    except BaseException as error:
        # A panic of the Rust reader is a BaseException of a class that cannot be imported.
        if type(error).__name__ == "PanicException":
            raise limits.damaged() from None
        raise


def _sheet(
    workbook: python_calamine.CalamineWorkbook,
    meta: python_calamine.SheetMetadata,
    formulas: frozenset[tuple[int, int]],
) -> Sheet:
    source = workbook.get_sheet_by_name(meta.name)
    rows: list[Row] = []
    if source.start is not None:
        indent: list[Cell] = [None] * source.start[1]
        # calamine counts rows from the first row of the sheet but columns from the first used.
        for number, values in enumerate(source.iter_rows(), 1):
            if not formulas and values.count("") == len(values):
                continue
            cells: list[Cell] = [*indent, *values]
            if formulas:
                _mark_uncalculated(cells, number, formulas)
            trimmed = _trimmed(cells)
            if any(
                not isinstance(cell, str) or cell.strip() for cell in trimmed if cell is not None
            ):
                rows.append(Row(number, trimmed))
    hidden = meta.visible != python_calamine.SheetVisibleEnum.Visible
    covered = _covered(rows, source.merged_cell_ranges or ())
    return Sheet(meta.name, tuple(rows), hidden=hidden, covered=covered)


def _covered(
    rows: Sequence[Row], merged: Iterable[tuple[tuple[int, int], tuple[int, int]]]
) -> dict[tuple[int, int], Cell]:
    """Return the empty cells below the top of a merged range, in rows that hold something."""
    numbers = [row.number for row in rows]
    found: dict[tuple[int, int], Cell] = {}
    steps = 0
    for (top, column), (bottom, _right) in merged:
        first, end = bisect_left(numbers, top + 1), bisect_right(numbers, bottom + 1)
        steps += 1 + max(end - first, 0)
        if steps > limits.CELLS:
            raise limits.suspicious()
        if first == end or numbers[first] != top + 1 or column >= len(rows[first].cells):
            continue
        value = rows[first].cells[column]
        for row in rows[first + 1 : end]:
            if column >= len(row.cells) or row.cells[column] is None:
                found[row.number, column] = value
    return found


def _mark_uncalculated(
    cells: list[Cell], number: int, formulas: frozenset[tuple[int, int]]
) -> None:
    """Show formulas without a stored result, which would otherwise look like empty cells."""
    for index, value in enumerate(cells):
        if value in {None, ""} and (number, index + 1) in formulas:
            cells[index] = UNCALCULATED


def _trimmed(cells: Sequence[Cell]) -> tuple[Cell, ...]:
    """Return the cells without the empty ones at the end."""
    end = len(cells)
    while end and (cells[end - 1] is None or cells[end - 1] == ""):
        end -= 1
    return tuple(None if cell == "" else cell for cell in cells[:end])
