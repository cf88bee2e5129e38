"""Chinese working days: weekends, holidays and the weekends worked instead (调休).

Year tables are JSON files, one per year, in `resources/holidays` and, for years announced after
this release, in a folder of the user's. Nothing here computes or guesses a year's arrangement.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any, Final

from corrdesk.base.errors import CorrdeskError, UserError
from corrdesk.base.i18n import _
from corrdesk.base.resources import resource_path

_DAY: Final = timedelta(days=1)
_SATURDAY: Final = 5
_YEARS: Final = range(1949, 2200)
_FILE_LIMIT: Final = 100_000  # bytes; a year needs about 2,000


class CalendarMissing(UserError):
    """A working-day count reached a year whose arrangement has not been imported."""

    def __init__(self, year: int) -> None:
        super().__init__(
            _("{year} 年节假日安排尚未导入，无法计算工作日。").format(year=year),
            remedy=_(
                "国务院办公厅公布后，请把该年的安排（一个 {year}.json 文件）放入节假日文件夹。"
            ).format(year=year),
        )
        self.year = year


class CalendarFileProblem(UserError):
    """A year file cannot be read as an arrangement; names the file and what is wrong."""

    def __init__(self, filename: str, problem: str) -> None:
        super().__init__(
            _("节假日文件 {filename} 无法使用：{problem}").format(
                filename=filename, problem=problem
            ),
            remedy=_("请对照国务院办公厅通知改正，或删除该文件。"),
        )


@dataclass(frozen=True, slots=True)
class YearTable:
    """One year's arrangement: days off by holiday, weekends worked, and where it was read."""

    year: int
    holidays: Mapping[str, frozenset[date]]
    worked: frozenset[date]
    title: str
    document: str | None = None
    checked: date | None = None
    off: frozenset[date] = field(init=False)

    def __post_init__(self) -> None:
        """Check that the days belong to the year and contradict neither each other nor the week.

        The year before may lend its December: some notices start there.
        """
        object.__setattr__(self, "off", frozenset().union(*self.holidays.values()))
        early = date(self.year - 1, 12, 1)
        if any(not early <= day <= date(self.year, 12, 31) for day in self.off | self.worked):
            raise ValueError(_("有不属于该年的日期。"))
        if self.off & self.worked:
            raise ValueError(_("同一天既放假又上班。"))
        if any(day.weekday() < _SATURDAY for day in self.worked):
            raise ValueError(_("调休上班日只能是周六或周日。"))
        if not all(self.holidays.values()):
            raise ValueError(_("有节日没有放假日期。"))


class WorkCalendar:
    """Says of any day whether it is a rest day, and counts working days.

    A rest day is a weekend day that is not worked instead, or a holiday. In years without table
    the rest-day questions know weekends only (ask `has_year`); counting working days refuses.
    """

    def __init__(self, tables: Iterable[YearTable]) -> None:
        self._tables = {table.year: table for table in sorted(tables, key=lambda t: t.year)}
        off: frozenset[date] = frozenset()
        worked: frozenset[date] = frozenset()
        for table in self._tables.values():  # a later notice settles the December before it
            off = (off - table.worked) | table.off
            worked = (worked - table.off) | table.worked
        self._off, self._worked = off, worked

    @property
    def years(self) -> tuple[int, ...]:
        """The years with a table, ascending."""
        return tuple(self._tables)

    def has_year(self, year: int) -> bool:
        """Say whether the year's arrangement is known."""
        return year in self._tables

    def table(self, year: int) -> YearTable:
        """Return a year's arrangement with its source, or raise `CalendarMissing`."""
        try:
            return self._tables[year]
        except KeyError:
            raise CalendarMissing(year) from None

    def holiday_name(self, day: date) -> str | None:
        """Return the name of the holiday for which the day is off, or None."""
        for year in (day.year + 1, day.year):  # the later notice settles a December
            table = self._tables.get(year)
            for name, days in table.holidays.items() if table else ():
                if day in days and day in self._off:
                    return name
        return None

    def is_rest_day(self, day: date) -> bool:
        """Say whether the day is a holiday, or a weekend day that is not worked instead."""
        if day.weekday() >= _SATURDAY:
            return day not in self._worked
        return day in self._off

    def is_working_day(self, day: date) -> bool:
        """Say whether people work on the day."""
        return not self.is_rest_day(day)

    def add_working_days(self, start: date, n: int) -> date:
        """Return the n-th working day after `start`, which is not counted itself.

        Raises `CalendarMissing` when the count reaches into a year without table.
        """
        if n < 0:
            msg = "working days are counted forwards"
            raise ValueError(msg)
        day = start
        while n:
            day += _DAY
            if day.year not in self._tables:
                raise CalendarMissing(day.year)
            n -= self.is_working_day(day)
        return day

    def next_working_day(self, day: date) -> date:
        """Return the first day on or after `day` that is not a rest day."""
        while self.is_rest_day(day):
            day += _DAY
        return day

    def last_working_day(self, day: date) -> date:
        """Return the last day on or before `day` that is not a rest day."""
        while self.is_rest_day(day):
            day -= _DAY
        return day


def load_calendar(extra: Path | None = None) -> WorkCalendar:
    """Return the calendar of the bundled years and of the year files in the folder `extra`.

    A file there replaces the bundled year of the same number; a folder that does not exist holds
    no files. A file that cannot be used raises `CalendarFileProblem`.
    """
    tables = {table.year: table for table in _bundled_tables()}
    if extra is not None and extra.is_dir():
        tables |= {table.year: table for table in _read_folder(extra)}
    return WorkCalendar(tables.values())


def read_year_file(path: Path) -> YearTable:
    """Return the arrangement that one year file holds, or raise `CalendarFileProblem`."""
    try:
        table = _parse(json.loads(_read_small(path)))
    except OSError as error:
        raise CalendarFileProblem(path.name, _("文件读不出来。")) from error
    except (json.JSONDecodeError, UnicodeDecodeError, RecursionError) as error:
        raise CalendarFileProblem(path.name, _("不是 JSON 文件。")) from error
    except (KeyError, TypeError, AttributeError) as error:
        raise CalendarFileProblem(path.name, _("缺少内容或格式不对。")) from error
    except ValueError as error:
        raise CalendarFileProblem(path.name, str(error)) from error
    if path.stem != str(table.year):
        raise CalendarFileProblem(path.name, _("文件名与其中的年份不一致。"))
    return table


def _read_small(path: Path) -> bytes:
    """Return the bytes of a file of sensible size."""
    if path.stat().st_size > _FILE_LIMIT:
        raise ValueError(_("文件过大。"))
    return path.read_bytes()


def _parse(content: Mapping[str, Any]) -> YearTable:
    """Build a table from the decoded file; anything unexpected raises."""
    year = int(content["year"])
    if year not in _YEARS:
        raise ValueError(_("年份不对。"))
    holidays: dict[str, frozenset[date]] = {}
    for entry in content["holidays"]:  # a holiday may be named twice, in two parts of the year
        name = str(entry["name"])
        holidays[name] = holidays.get(name, frozenset()) | _days(entry["off"])
    if not holidays:
        raise ValueError(_("没有任何节日。"))
    document = content.get("document")
    checked = content.get("checked")
    return YearTable(
        year=year,
        holidays=holidays,
        worked=_days(content["worked"]),
        title=str(content["title"]),
        document=None if document is None else str(document),
        checked=None if checked is None else date.fromisoformat(checked),
    )


def _days(texts: list[str]) -> frozenset[date]:
    """Return the ISO dates of a list."""
    try:
        return frozenset(date.fromisoformat(text) for text in texts)
    except ValueError:
        raise ValueError(_("日期应写成 2026-10-01 的样子。")) from None


def _read_folder(folder: Path) -> Iterator[YearTable]:
    """Read the year files of a folder; other files are left alone."""
    for path in sorted(folder.glob("[0-9][0-9][0-9][0-9].json")):
        yield read_year_file(path)


@cache
def _bundled_tables() -> tuple[YearTable, ...]:
    """Read the tables that came with the program, once; without any it is damaged."""
    tables = tuple(_read_folder(resource_path("holidays")))
    if not tables:
        raise CorrdeskError(_("程序自带的节假日安排缺失。"), remedy=_("请重新安装。"))
    return tables
