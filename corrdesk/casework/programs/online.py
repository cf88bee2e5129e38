"""Reads a learning platform's list of finished courses: whose, which course, when, how long.

Tolerant of titles, units and number formats; somebody it cannot name without doubt is reported,
never guessed. It reads and writes no database.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from corrdesk.base.dates import DateProblem
from corrdesk.base.errors import UserError
from corrdesk.base.i18n import N_, _
from corrdesk.base.idnumber import check_id_number
from corrdesk.base.text import clean_name, to_half_width
from corrdesk.casework.caseload.ledger.cells import (
    day_of,
    number_text,
    optional_text,
    precision_lost,
    text_of,
)
from corrdesk.casework.caseload.ledger.workbook import Cell, Row, Sheet, read_workbook
from corrdesk.casework.programs.policy import DAY_MINUTES

HEADER_ROWS = 15
TITLES: Mapping[str, tuple[str, ...]] = {
    "id_number": ("身份证号", "身份证号码", "证件号码", "证件号", "公民身份号码", "身份证"),
    "name": ("姓名", "学员", "学员姓名", "人员姓名", "矫正对象", "社区矫正对象"),
    "course": ("课程", "课程名称", "学习内容", "课件", "课件名称", "课程标题", "学习课程"),
    "on": ("完成日期", "完成时间", "学习日期", "学习时间", "日期", "结束时间", "结业时间"),
    "hours": ("学时", "时长(小时)", "学习时长(小时)", "小时", "学习小时", "课时"),
    "minutes": ("分钟", "时长(分钟)", "学习时长(分钟)", "学习分钟"),
    "length": ("时长", "学习时长", "累计时长"),
    "mark": ("成绩", "分数", "考试成绩", "得分", "测试成绩"),
}
NEEDED = ("course", "on")
CLOCK = re.compile(r"(\d{1,3}):([0-5]?\d)(?::([0-5]?\d))?")
NUMBER = re.compile(r"\d{1,6}(?:\.\d{1,6})?")
WORDED = re.compile(
    rf"(?:(?P<h>{NUMBER.pattern})\s*(?:小时|学时|课时|时|h))?\s*"
    rf"(?:(?P<m>{NUMBER.pattern})\s*(?:分钟|分|min|m))?\s*(?:\d+\s*(?:秒|s))?"
)
REASONS = {
    "nobody": N_("在册人员中没有此人"),
    "rounded": N_("身份证号被表格当作数字，末尾几位已丢失"),
    "doubt": N_("有同名的人，请在文件中补上身份证号"),
    "mismatch": N_("姓名与身份证号对不上"),
    "date": N_("日期看不懂"),
    "future": N_("日期晚于今天"),
    "length": N_("时长看不懂，或者为零、超过一天"),
    "course": N_("没有课程名称"),
    "before": N_("日期早于矫正开始之日"),
}


@dataclass(frozen=True, slots=True)
class Pupil:
    """Somebody in the register to whom a line may belong."""

    supervision_id: str
    name: str
    id_number: str
    term_start: date


@dataclass(frozen=True, slots=True)
class OnlineRow:
    """A finished course of one person."""

    supervision_id: str
    name: str
    course: str
    on: date
    minutes: int
    mark: int | None
    number: int  # the row in the file


@dataclass(frozen=True, slots=True)
class Rejected:
    """A line that was not taken, and why: a key of `REASONS`."""

    number: int
    reason: str


@dataclass(frozen=True, slots=True)
class OnlinePlan:
    """What a file holds, before anything is written."""

    rows: tuple[OnlineRow, ...]
    rejected: tuple[Rejected, ...]
    sha256: str


class _Unfit(Exception):
    """A line that cannot be taken."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def read_online(path: Path, pupils: Sequence[Pupil], today: date) -> OnlinePlan:
    """Reads an xlsx, xls or csv file. Raises UserError for a file without the needed columns."""
    book = read_workbook(path)
    by_number = {pupil.id_number: pupil for pupil in pupils}
    by_name: dict[str, list[Pupil]] = {}
    for pupil in pupils:
        by_name.setdefault(pupil.name, []).append(pupil)
    for sheet in (each for each in book.sheets if not each.hidden):
        columns, below = _header(sheet)
        if columns:
            break
    else:
        raise UserError(
            _("没有找到标题行：至少要有姓名或身份证号、课程、日期和时长。"),
            remedy=_("请从学习平台导出完成情况，不要删改标题行。"),
            field="file",
        )
    rows: list[OnlineRow] = []
    rejected: list[Rejected] = []
    for row in below:
        reader = _Line(row, columns, sheet.covered)
        if not reader.says_anything():
            continue
        try:
            rows.append(_read(reader, by_number, by_name, today))
        except _Unfit as unfit:
            rejected.append(Rejected(row.number, unfit.reason))
    return OnlinePlan(tuple(rows), tuple(rejected), book.sha256)


@dataclass(frozen=True, slots=True)
class _Line:
    """One line with its columns."""

    row: Row
    columns: Mapping[str, int]
    covered: Mapping[tuple[int, int], Cell]

    def cell(self, name: str) -> Cell:
        """The cell, or what a merged one above shows in its place: one name, many courses."""
        place = self.columns.get(name)
        if place is None:
            return None
        own = self.row.cells[place] if place < len(self.row.cells) else None
        return self.covered.get((self.row.number, place)) if own is None else own

    def says_anything(self) -> bool:
        told = {name for name in self.columns if optional_text(self.cell(name))}
        return bool(told & {"name", "id_number"}) or told >= {"course", "on"}


def _header(sheet: Sheet) -> tuple[dict[str, int], tuple[Row, ...]]:
    """The columns by their meaning and the rows below; nothing where no header is found."""
    for place, row in enumerate(sheet.rows[:HEADER_ROWS]):
        found: dict[str, int] = {}
        for column, cell in enumerate(row.cells):
            title = _plain(text_of(cell))
            for name, titles in TITLES.items():
                if name not in found and title in map(_plain, titles):
                    found[name] = column
                    break
        who = "name" in found or "id_number" in found
        how_long = found.keys() & {"hours", "minutes", "length"}
        if who and how_long and all(name in found for name in NEEDED):
            return found, sheet.rows[place + 1 :]
    return {}, ()


def _plain(title: str) -> str:
    narrow = to_half_width(title)
    return re.sub(r"[\s*:_]", "", narrow).replace("[", "(").replace("]", ")")


def _read(
    line: _Line,
    by_number: Mapping[str, Pupil],
    by_name: Mapping[str, list[Pupil]],
    today: date,
) -> OnlineRow:
    pupil = _pupil(line, by_number, by_name, today)
    course = optional_text(line.cell("course"))
    if not course:
        raise _Unfit("course")
    on = _day(line.cell("on"))
    if on > today:
        raise _Unfit("future")
    if on < pupil.term_start:
        raise _Unfit("before")
    minutes = _minutes(line)
    if not 0 < minutes <= DAY_MINUTES:
        raise _Unfit("length")
    mark = NUMBER.search(to_half_width(text_of(line.cell("mark"))))
    return OnlineRow(
        supervision_id=pupil.supervision_id,
        name=pupil.name,
        course=course[:200],
        on=on,
        minutes=minutes,
        mark=round(float(mark[0])) if mark else None,
        number=line.row.number,
    )


def _pupil(
    line: _Line,
    by_number: Mapping[str, Pupil],
    by_name: Mapping[str, list[Pupil]],
    today: date,
) -> Pupil:
    typed = number_text(line.cell("id_number"))
    name = clean_name(optional_text(line.cell("name")))
    if optional_text(typed):
        if precision_lost(line.cell("id_number")):
            raise _Unfit("rounded")
        found = by_number.get(check_id_number(typed, today).number_18 or "")
        if found is None:
            raise _Unfit("nobody")
        if name and name != found.name:
            raise _Unfit("mismatch")
        return found
    same = by_name.get(name, [])
    if not same:
        raise _Unfit("nobody")
    if len(same) > 1:
        raise _Unfit("doubt")
    return same[0]


def _day(cell: Cell) -> date:
    """A date, also where the time of the day stands behind it."""
    try:
        return day_of(cell)
    except DateProblem:
        first = text_of(cell).replace("T", " ").split(" ")[0]
    try:
        return day_of(first)
    except DateProblem:
        raise _Unfit("date") from None


def _minutes(line: _Line) -> int:
    readers: tuple[tuple[str, Callable[[Cell], int]], ...] = (
        ("minutes", lambda cell: _amount(cell, 1)),
        ("hours", lambda cell: _amount(cell, 60)),
        ("length", lambda cell: _amount(cell, 1)),
    )
    for name, read in readers:
        if text_of(line.cell(name)):
            return read(line.cell(name))
    raise _Unfit("length")


def _amount(cell: Cell, unit: int) -> int:
    """Minutes of a cell: a number in the column's unit, 1:30:00, or 1小时30分."""
    text = to_half_width(text_of(cell)).lower().replace(" ", "")
    clock = CLOCK.fullmatch(text)
    if clock is not None:
        return int(clock[1]) * 60 + int(clock[2])
    if NUMBER.fullmatch(text):
        return round(float(text) * unit)
    worded = WORDED.fullmatch(text)
    if worded is None or not (worded["h"] or worded["m"]):
        raise _Unfit("length")
    return round(float(worded["h"] or 0) * 60 + float(worded["m"] or 0))
