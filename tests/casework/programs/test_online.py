"""A learning platform's list is read tolerantly; a line it cannot name for sure is reported."""

from __future__ import annotations

from datetime import date, datetime, time
from pathlib import Path

import pytest
import xlsxwriter

from corrdesk.base.errors import UserError
from corrdesk.casework.programs.online import REASONS, OnlinePlan, Pupil, read_online
from tests.casework.people import id_number

TODAY = date(2026, 6, 10)
BEGAN = date(2026, 1, 5)
PUPILS = [
    Pupil("s1", "王小明", id_number(1), BEGAN),
    Pupil("s2", "李小红", id_number(2), BEGAN),
    Pupil("s3", "张伟", id_number(3), BEGAN),
    Pupil("s4", "张伟", id_number(4), BEGAN),
]


def read(path: Path) -> OnlinePlan:
    return read_online(path, PUPILS, TODAY)


def csv(folder: Path, *lines: str, encoding: str = "utf-8") -> Path:
    path = folder / "results.csv"
    path.write_bytes("\r\n".join(lines).encode(encoding))
    return path


def test_a_workbook_with_a_title_above_the_header_is_read(tmp_path: Path) -> None:
    path = tmp_path / "results.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet()
        moment = book.add_format({"num_format": "yyyy-mm-dd hh:mm"})
        sheet.write(0, 0, "2026年6月网上学习完成情况")
        for column, title in enumerate(
            [
                "序号",
                "学员姓名",
                "身份证号码",
                "课程名称",
                "完成时间",
                "学习时长（分钟）",
                "考试成绩",
            ]
        ):
            sheet.write(2, column, title)
        sheet.write_row(3, 0, [1, "王小明", id_number(1), "民法典"])
        sheet.write_datetime(3, 4, datetime.combine(date(2026, 6, 5), time(9, 30)), moment)
        sheet.write_row(3, 5, [45, 88])
        sheet.write_row(4, 0, [2, "李小红", "", "宪法", "2026年6月6日 10:20", 30.4, "92分"])
    found = read(path)
    assert found.rejected == ()
    first, second = found.rows
    assert (first.supervision_id, first.on, first.minutes, first.mark, first.number) == (
        "s1", date(2026, 6, 5), 45, 88, 4,
    )  # fmt: skip
    assert (second.supervision_id, second.course, second.minutes, second.mark) == (
        "s2", "宪法", 30, 92,
    )  # fmt: skip
    assert len(found.sha256) == 64


@pytest.mark.parametrize(
    ("title", "value", "minutes"),
    [
        ("学时", "1.5", 90),
        ("学时", "2", 120),
        ("时长（小时）", "0.5", 30),
        ("分钟", "45", 45),
        ("学习时长", "1小时20分", 80),
        ("学习时长", "1小时20分30秒", 80),
        ("学习时长", "50分钟", 50),
        ("学习时长", "01:30:00", 90),
        ("学习时长", "0:45", 45),
        ("时长", "２小时", 120),
        ("时长", "40", 40),
    ],
)
def test_lengths_are_read_in_any_usual_way(
    tmp_path: Path, title: str, value: str, minutes: int
) -> None:
    path = csv(tmp_path, f"姓名,课程,日期,{title}", f"王小明,宪法,2026.6.5,{value}")
    (row,) = read(path).rows
    assert row.minutes == minutes


def test_each_line_that_is_not_taken_says_why(tmp_path: Path) -> None:
    lines = {
        "赵六,,宪法,2026-06-05,30": "nobody",
        f",{id_number(9)},宪法,2026-06-05,30": "nobody",
        "张伟,,宪法,2026-06-05,30": "doubt",
        f"李四,{id_number(1)},宪法,2026-06-05,30": "mismatch",
        "王小明,,宪法,昨天,30": "date",
        "王小明,,宪法,2026-06-11,30": "future",
        "王小明,,宪法,2026-01-04,30": "before",
        "王小明,,宪法,2026-06-05,很久": "length",
        "王小明,,宪法,2026-06-05,0": "length",
        "王小明,,宪法,2026-06-05,1441": "length",
        "王小明,,宪法,2026-06-05,": "length",
        "王小明,,,2026-06-05,30": "course",
        "王小明,1.10103E+17,宪法,2026-06-05,30": "rounded",
        ",,宪法,2026-06-05,30": "nobody",
    }
    path = csv(tmp_path, "姓名,证件号码,课程,日期,分钟", *lines, encoding="gb18030")
    found = read(path)
    assert found.rows == ()
    assert [each.reason for each in found.rejected] == list(lines.values())
    assert [each.number for each in found.rejected] == list(range(2, len(lines) + 2))
    assert set(REASONS) == set(lines.values())


def test_a_number_settles_who_of_two_it_is(tmp_path: Path) -> None:
    path = csv(
        tmp_path,
        "姓名\t身份证\t学习课程\t学习日期\t课时",
        f"张伟\t{id_number(4).lower()}\t宪法\t20260605\t1",
        "\t\t合计\t\t1",
    )
    found = read(path)
    assert [row.supervision_id for row in found.rows] == ["s4"]
    assert found.rejected == ()


def test_a_file_without_its_columns_is_refused(tmp_path: Path) -> None:
    for header in ("姓名,课程,日期", "课程,日期,分钟", "姓名,分钟,日期", "甲,乙,丙"):
        with pytest.raises(UserError) as refused:
            read(csv(tmp_path, header, "王小明,宪法,2026-06-05"))
        assert refused.value.field == "file"


@pytest.mark.parametrize(
    "number",
    [
        f"'{id_number(1)}",
        f"{id_number(1)[:6]} {id_number(1)[6:14]} {id_number(1)[14:]}",
        id_number(1).translate(str.maketrans("0123456789", "０１２３４５６７８９")),
        f"{id_number(1)[:6]}{id_number(1)[8:17]}",
    ],
)
def test_identity_numbers_are_read_as_in_ledgers(tmp_path: Path, number: str) -> None:
    path = csv(tmp_path, "姓名,身份证号,课程,完成日期,分钟", f"王 小 明,{number},宪法,2026.6.5,45")
    found = read(path)
    assert [row.supervision_id for row in found.rows] == ["s1"]


def test_one_merged_name_stands_for_many_courses(tmp_path: Path) -> None:
    path = tmp_path / "results.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        secret = book.add_worksheet()
        secret.hide()
        secret.write_row(0, 0, ["姓名", "课程", "完成日期", "分钟"])
        sheet = book.add_worksheet()
        sheet.activate()
        sheet.set_first_sheet()
        sheet.write_row(0, 0, ["姓名", "课程", "完成日期", "分钟"])
        for at, course in enumerate(("宪法", "民法典"), 1):
            sheet.write_row(at, 1, [course, "2026-06-05", 45])
        sheet.merge_range(1, 0, 2, 0, "王小明")
        sheet.write_row(3, 1, ["刑法", "2026-06-05", 45])
    found = read(path)
    assert [(row.name, row.course) for row in found.rows] == [
        ("王小明", "宪法"), ("王小明", "民法典"),
    ]  # fmt: skip
    assert [(each.number, each.reason) for each in found.rejected] == [(4, "nobody")]


@pytest.mark.parametrize("length", ["9" * 400, "9" * 400 + "小时", "1e999"])
def test_a_number_beyond_all_measure_is_no_length(tmp_path: Path, length: str) -> None:
    path = csv(
        tmp_path, "姓名,课程,完成日期,学习时长,成绩", f"王小明,宪法,2026.6.5,{length},{length}"
    )
    assert [each.reason for each in read(path).rejected] == ["length"]
