"""Working days, judged by two independent packages, and the years that are not known yet."""

import json
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import chinese_calendar
import holidays
import pytest
from hypothesis import given
from hypothesis import strategies as st

from corrdesk.base.errors import CorrdeskError, UserError
from corrdesk.base.resources import resource_path
from corrdesk.base.workdays import (
    CalendarFileProblem,
    CalendarMissing,
    WorkCalendar,
    YearTable,
    _read_folder,
    load_calendar,
    read_year_file,
)

DAY = timedelta(days=1)
CALENDAR = load_calendar()
days = st.dates(date(2004, 1, 1), date(2026, 12, 31))
NEXT_YEAR: dict[str, Any] = {
    "year": 2027,
    "title": "虚构的安排",
    "holidays": [
        {"name": "元旦", "off": ["2026-12-31", "2027-01-01"]},
        {"name": "国庆节", "off": ["2027-10-01"]},
        {"name": "国庆节", "off": ["2027-10-04"]},
    ],
    "worked": ["2027-01-03"],
}


def all_days(first: int, last: int) -> list[date]:
    start = date(first, 1, 1)
    return [start + n * DAY for n in range((date(last, 12, 31) - start).days + 1)]


def test_every_day_agrees_with_chinesecalendar() -> None:
    wrong = [
        d for d in all_days(2004, 2026) if CALENDAR.is_rest_day(d) == chinese_calendar.is_workday(d)
    ]
    assert wrong == []


def test_every_day_since_2015_agrees_with_holidays() -> None:
    judge = holidays.country_holidays("CN", years=range(2015, 2027))
    wrong = [
        d for d in all_days(2015, 2026) if CALENDAR.is_working_day(d) != judge.is_working_day(d)
    ]
    assert wrong == []


def test_2026_is_the_state_council_arrangement() -> None:
    off = {
        *((1, d) for d in range(1, 4)),
        *((2, d) for d in range(15, 24)),
        *((4, d) for d in range(4, 7)),
        *((5, d) for d in range(1, 6)),
        *((6, d) for d in range(19, 22)),
        *((9, d) for d in range(25, 28)),
        *((10, d) for d in range(1, 8)),
    }
    table = CALENDAR.table(2026)
    assert {(d.month, d.day) for d in table.off} == off
    worked = {(1, 4), (2, 14), (2, 28), (5, 9), (9, 20), (10, 10)}
    assert {(d.month, d.day) for d in table.worked} == worked
    assert table.document == "国办发明电〔2025〕7号"


def test_every_bundled_table_names_its_source_and_when_it_was_checked() -> None:
    assert CALENDAR.years == tuple(range(2004, 2027))
    for year in CALENDAR.years:
        table = CALENDAR.table(year)
        assert str(year) in table.title
        assert table.checked is not None
        assert {"元旦", "春节", "国庆节"} <= set(table.holidays)


def test_a_holiday_has_its_name() -> None:
    assert CALENDAR.holiday_name(date(2026, 2, 17)) == "春节"
    assert CALENDAR.holiday_name(date(2026, 2, 14)) is None
    assert CALENDAR.holiday_name(date(2027, 1, 1)) is None


def test_working_days_step_over_holidays_and_count_worked_weekends() -> None:
    assert CALENDAR.add_working_days(date(2026, 9, 30), 3) == date(2026, 10, 10)
    assert CALENDAR.add_working_days(date(2026, 2, 13), 1) == date(2026, 2, 14)
    assert CALENDAR.add_working_days(date(2026, 2, 14), 1) == date(2026, 2, 24)
    assert CALENDAR.add_working_days(date(2026, 2, 15), 0) == date(2026, 2, 15)


@given(days.filter(lambda d: d < date(2026, 10, 1)), st.integers(0, 40))
def test_the_nth_working_day_has_n_working_days_up_to_it(start: date, n: int) -> None:
    end = CALENDAR.add_working_days(start, n)
    between = [start + k * DAY for k in range(1, (end - start).days + 1)]
    assert sum(map(CALENDAR.is_working_day, between)) == n
    assert n == 0 or CALENDAR.is_working_day(end)


@given(days)
def test_the_neighbouring_working_days_enclose_only_rest_days(day: date) -> None:
    first, last = CALENDAR.last_working_day(day), CALENDAR.next_working_day(day)
    assert first <= day <= last
    assert CALENDAR.is_working_day(first)
    assert CALENDAR.is_working_day(last)
    inside = [first + k * DAY for k in range(1, (last - first).days)]
    assert all(CALENDAR.is_rest_day(d) for d in inside)
    assert (first == last) == CALENDAR.is_working_day(day)


def test_counting_backwards_is_our_own_bug() -> None:
    with pytest.raises(ValueError, match="forwards"):
        CALENDAR.add_working_days(date(2026, 3, 2), -1)


def test_a_count_into_an_unknown_year_says_which_and_what_to_do() -> None:
    with pytest.raises(CalendarMissing) as caught:
        CALENDAR.add_working_days(date(2026, 12, 28), 5)
    assert caught.value.year == 2027
    assert caught.value.exit_code == 2
    assert "2027 年节假日安排尚未导入" in caught.value.message
    assert "2027.json" in caught.value.remedy
    with pytest.raises(CalendarMissing):
        CALENDAR.table(2027)


def test_a_count_that_ends_in_a_known_year_needs_no_further_one() -> None:
    assert CALENDAR.add_working_days(date(2026, 12, 28), 3) == date(2026, 12, 31)


def test_an_unknown_year_knows_weekends_only() -> None:
    assert not CALENDAR.has_year(2027)
    assert not CALENDAR.is_rest_day(date(2027, 1, 1))
    assert CALENDAR.next_working_day(date(2027, 1, 2)) == date(2027, 1, 4)
    assert CALENDAR.last_working_day(date(2027, 1, 3)) == date(2027, 1, 1)


def write_year(folder: Path, name: str = "2027.json", **changes: Any) -> Path:
    path = folder / name
    path.write_text(json.dumps({**NEXT_YEAR, **changes}), encoding="utf-8")
    return path


def test_one_file_brings_the_next_year(tmp_path: Path) -> None:
    write_year(tmp_path)
    (tmp_path / "readme.txt").write_text("not a year", encoding="utf-8")
    calendar = load_calendar(tmp_path)
    assert calendar.years == (*CALENDAR.years, 2027)
    assert calendar.add_working_days(date(2026, 12, 30), 1) == date(2027, 1, 3)
    assert calendar.is_rest_day(date(2027, 10, 4))
    assert calendar.holiday_name(date(2026, 12, 31)) == "元旦"
    assert calendar.table(2027).document is None


def test_a_file_of_the_user_replaces_the_bundled_year(tmp_path: Path) -> None:
    holidays_of = [{"name": "元旦", "off": ["2026-01-01"]}]
    write_year(tmp_path, "2026.json", year=2026, holidays=holidays_of, worked=[])
    calendar = load_calendar(tmp_path)
    assert calendar.is_working_day(date(2026, 10, 1))
    assert load_calendar(tmp_path / "none").is_rest_day(date(2026, 10, 1))


def test_a_later_notice_settles_the_december_before_it() -> None:
    sunday = date(2025, 12, 28)
    older = YearTable(2025, {"元旦": frozenset({date(2025, 1, 1), sunday})}, frozenset(), "旧")
    newer = YearTable(2026, {"元旦": frozenset({date(2026, 1, 1)})}, frozenset({sunday}), "新")
    calendar = WorkCalendar([newer, older])
    assert calendar.is_working_day(sunday)
    assert calendar.holiday_name(sunday) is None


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"worked": ["2027-01-04"]}, "周六或周日"),
        ({"worked": ["2028-01-02"]}, "不属于该年"),
        ({"worked": ["2027/1/3"]}, "2026-10-01"),
        ({"holidays": [{"name": "元旦", "off": ["2027-01-03"]}]}, "既放假又上班"),
        ({"holidays": [{"name": "元旦", "off": []}]}, "没有放假日期"),
        ({"holidays": []}, "没有任何节日"),
        ({"holidays": [{"off": ["2027-01-01"]}]}, "缺少内容"),
        ({"holidays": None}, "缺少内容"),
        ({"worked": [20270103]}, "缺少内容"),
        (
            {"year": 2028, "holidays": [{"name": "元旦", "off": ["2028-01-01"]}], "worked": []},
            "不一致",
        ),
        ({"year": 0}, "年份不对"),
    ],
)
def test_a_wrong_file_is_refused_by_name_and_reason(
    tmp_path: Path, changes: dict[str, Any], problem: str
) -> None:
    write_year(tmp_path, **changes)
    with pytest.raises(CalendarFileProblem, match=problem) as caught:
        load_calendar(tmp_path)
    assert "2027.json" in caught.value.message
    assert isinstance(caught.value, UserError)


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"{", "JSON"),
        (b"\xff\xfe", "JSON"),
        (b"[" * 50_000, "JSON"),
        (b"[]", "缺少内容"),
        (b" " * 100_001, "过大"),
    ],
)
def test_a_damaged_file_is_refused(tmp_path: Path, content: bytes, problem: str) -> None:
    path = tmp_path / "2027.json"
    path.write_bytes(content)
    with pytest.raises(CalendarFileProblem, match=problem):
        read_year_file(path)


def test_a_file_that_vanished_is_said(tmp_path: Path) -> None:
    with pytest.raises(CalendarFileProblem, match="读不出来"):
        read_year_file(tmp_path / "2027.json")


def test_a_program_without_tables_says_that_it_is_damaged(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from corrdesk.base import workdays

    monkeypatch.setattr(workdays, "resource_path", lambda *_parts: tmp_path)
    with pytest.raises(CorrdeskError, match="缺失"):
        workdays._bundled_tables.__wrapped__()


def test_the_bundled_folder_holds_year_files_only() -> None:
    folder = resource_path("holidays")
    assert [table.year for table in _read_folder(folder)] == [
        int(path.stem) for path in sorted(folder.iterdir())
    ]
