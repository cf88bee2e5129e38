"""Writes the rows that were kept out to a workbook that an officer can mend and import again.

Everything is written as text, nothing as a formula, and nothing passes through temporary
folders. The file holds personal data: where it goes is the officer's choice.
"""

from __future__ import annotations

import io
import os
import re
import tempfile
from collections import defaultdict
from pathlib import Path
from typing import TYPE_CHECKING, Final

from corrdesk.base.errors import EnvironmentFault, UserError
from corrdesk.base.i18n import _
from corrdesk.casework.caseload.ledger.cells import original_text
from corrdesk.casework.caseload.ledger.columns import REASON_TITLE, REMEDY_TITLE
from corrdesk.casework.caseload.ledger.rows import advice_label
from corrdesk.casework.caseload.workbooks import TEXT, new_workbook, put_text

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

    from corrdesk.casework.caseload.ledger.columns import ColumnMapping
    from corrdesk.casework.caseload.ledger.plan import LedgerPlan
    from corrdesk.casework.caseload.ledger.rows import Rejection

_LONGEST_SHEET_NAME: Final = 31
_FORBIDDEN_IN_SHEET_NAME: Final = re.compile(r"[\[\]:*?/\\\x00-\x1f]")
_WIDTH, _REASON_WIDTH, _REMEDY_WIDTH = 20, 34, 46


def write_rejects(plan: LedgerPlan, path: Path, *, source: Path | None = None) -> int:
    """Write the rejected rows of a plan to an .xlsx file and return how many there were.

    Without any, nothing is written. An existing file is replaced only by a complete new one.
    Raises `UserError` if it would replace the ledger `source` itself, and `EnvironmentFault` if
    the place cannot be written.
    """
    if source is not None and source.exists() and path.exists() and path.samefile(source):
        raise UserError(
            _("不能用未导入的行覆盖台账本身。"),
            remedy=_("请换一个文件名或文件夹。"),
            field="rejects",
        )
    if not plan.rejected:
        return 0
    by_sheet: defaultdict[str, list[Rejection]] = defaultdict(list)
    for rejection in plan.rejected:
        by_sheet[rejection.sheet].append(rejection)
    buffer = io.BytesIO()
    with new_workbook(buffer) as workbook:
        formats = _Formats(workbook)
        names: set[str] = set()
        for mapping in plan.mappings:
            if rejections := by_sheet.get(mapping.sheet):
                sheet = workbook.add_worksheet(_sheet_name(mapping.sheet, names))
                _write_sheet(sheet, mapping, rejections, formats)
    _replace(path, buffer.getvalue())
    return len(plan.rejected)


class _Formats:
    """The looks of cells: all of them text, quoted so that editing never makes a formula."""

    def __init__(self, workbook: Workbook) -> None:
        text = {**TEXT, "valign": "top"}
        self.title: Format = workbook.add_format({**text, "bold": True, "bg_color": "#DDE6F0"})
        self.text: Format = workbook.add_format(text)
        self.wrong: Format = workbook.add_format({**text, "bg_color": "#FFE08A", "border": 2})
        self.advice: Format = workbook.add_format({**text, "text_wrap": True})


def _write_sheet(
    sheet: Worksheet, mapping: ColumnMapping, rejections: list[Rejection], formats: _Formats
) -> None:
    """Write one table: the titles of its source, the cells as they were, reason and remedy."""
    own = set(mapping.returned_columns)
    width = max(len(mapping.titles), *(len(item.cells) for item in rejections))
    columns = [index for index in range(width) if index not in own]
    titles = [mapping.titles[index] if index < len(mapping.titles) else "" for index in columns]
    titles += [REASON_TITLE, REMEDY_TITLE]
    for at, title in enumerate(titles):
        put_text(sheet, 0, at, title, formats.title)
    for line, item in enumerate(rejections, 1):
        for at, index in enumerate(columns):
            text = original_text(item.cells[index]) if index < len(item.cells) else ""
            look = formats.wrong if index == item.column else formats.text
            put_text(sheet, line, at, text, look)
        put_text(sheet, line, len(columns), advice_label(item), formats.advice)
        put_text(sheet, line, len(columns) + 1, item.remedy, formats.advice)
    sheet.set_column(0, len(columns) - 1, _WIDTH, formats.text)
    sheet.set_column(len(columns), len(columns), _REASON_WIDTH, formats.advice)
    sheet.set_column(len(columns) + 1, len(columns) + 1, _REMEDY_WIDTH, formats.advice)
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, len(rejections), len(titles) - 1)


def _sheet_name(wanted: str, taken: set[str]) -> str:
    """Return a name that Excel accepts and that is not used yet in this workbook."""
    base = _FORBIDDEN_IN_SHEET_NAME.sub("_", wanted).strip("' ")[:_LONGEST_SHEET_NAME] or "1"
    if base.lower() == "history":
        base += "_"
    name, count = base, 1
    while name.lower() in taken:
        count += 1
        suffix = f"_{count}"
        name = base[: _LONGEST_SHEET_NAME - len(suffix)] + suffix
    taken.add(name.lower())
    return name


def _replace(path: Path, content: bytes) -> None:
    """Put the content in place at once: written beside the target, flushed, renamed."""
    part: Path | None = None
    try:
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=".", suffix=".part")
        part = Path(name)
        with os.fdopen(handle, "wb") as target:
            target.write(content)
            target.flush()
            os.fsync(target.fileno())
        part.replace(path)
    except OSError as error:
        if part is not None:
            part.unlink(missing_ok=True)
        raise EnvironmentFault(
            _("未导入的行没能写成工作簿。"),
            remedy=_("请检查文件夹是否存在、是否可写、磁盘是否已满，并关闭正打开着的同名文件。"),
        ) from error
