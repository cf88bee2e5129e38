"""Every problem that a row can have, in the order of the fields, and what passes with a remark."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime

import pytest

from corrdesk.casework.caseload.ledger.columns import recognise
from corrdesk.casework.caseload.ledger.rows import (
    LedgerRow,
    Problem,
    Rejection,
    Remark,
    RowReader,
    advice_label,
)
from corrdesk.casework.caseload.ledger.workbook import Cell, Row, Sheet
from corrdesk.casework.caseload.model import Category, Sex, SupervisionClass

TITLES = ("姓名", "性别", "身份证号", "矫正类别", "矫正开始日期", "矫正结束日期",
          "管理类别", "联系电话", "入矫日期")  # fmt: skip
AT = {title: index for index, title in enumerate(TITLES)}

Reading = Callable[..., tuple[LedgerRow | Rejection, tuple[Remark, ...]]]


@pytest.fixture
def read(id_number: Callable[[int], str], today: date) -> Reading:
    """A function that reads a good row with some cells changed."""
    mapping = recognise(Sheet("表", (Row(1, TITLES),)))
    assert mapping is not None
    reader = RowReader(mapping, today, {id_number(9): ("表", 1)})

    def change(**cells: Cell) -> tuple[LedgerRow | Rejection, tuple[Remark, ...]]:
        row: list[Cell] = ["赵一", "男", id_number(1), "缓刑", "2026-01-02", "2027-01-01", "普管",
                           "13900000001", "2026-01-05"]  # fmt: skip
        for title, cell in cells.items():
            row[AT[title]] = cell
        return reader.read(Row(2, tuple(row)))

    return change


def test_a_good_row(read: Reading, id_number: Callable[[int], str]) -> None:
    row, remarks = read()
    assert isinstance(row, LedgerRow)
    assert remarks == ()
    assert (row.name, row.id_number, row.sex) == ("赵一", id_number(1), Sex.MALE)
    assert (row.category, row.class_) == (Category.PROBATION, SupervisionClass.NORMAL)
    assert row.report_date == date(2026, 1, 5)
    again, _remarks = read()
    assert isinstance(again, Rejection)
    assert again.problem is Problem.DUPLICATE


def test_a_cell_with_unreadable_text_is_named_with_its_column(read: Reading) -> None:
    row, remarks = read(联系电话="139\ufffd0001")
    assert isinstance(row, Rejection)
    assert (row.field, row.problem, remarks) == ("phone", Problem.UNREADABLE, ())
    assert row.column == AT["联系电话"]
    assert row.message.startswith("“联系电话”里有读不出的字")
    assert "重新输入" in row.remedy


@pytest.mark.parametrize(
    ("title", "cell", "field", "problem"),
    [
        ("姓名", None, "name", "missing"),
        ("姓名", "　", "name", "missing"),
        ("姓名", "无", "name", "missing"),
        ("姓名", "／", "name", "missing"),
        ("姓名", "#N/A", "name", "missing"),
        ("姓名", "赵一1", "name", "characters"),
        ("姓名", '=HYPERLINK("x","甲")', "name", "characters"),
        ("姓名", "=", "name", "characters"),
        ("姓名", "赵\u202e一", "name", "characters"),
        ("姓名", "赵" * 61, "name", "length"),
        ("身份证号", None, "id_number", "missing"),
        ("身份证号", "'", "id_number", "missing"),
        ("身份证号", "=", "id_number", "characters"),
        ("身份证号", "暂无", "id_number", "missing"),
        ("身份证号", "#REF!", "id_number", "missing"),
        ("身份证号", 3.70323197105251e17, "id_number", "precision_lost"),
        ("身份证号", "3.70323197105251E+17", "id_number", "precision_lost"),
        ("身份证号", "370323197105251000", "id_number", "precision_lost"),
        ("身份证号", "37032319710101013", "id_number", "length"),
        ("身份证号", "37032319710101O13X", "id_number", "characters"),
        ("身份证号", "370323197113010035", "id_number", "birth_date"),
        ("身份证号", "370323203105052030", "id_number", "birth_date"),
        ("身份证号", "370323197101010030", "id_number", "checksum"),
        ("身份证号", "990323197101010030", "id_number", "checksum"),
        ("身份证号", "990323197113010030", "id_number", "birth_date"),
        ("矫正类别", None, "category", "missing"),
        ("矫正类别", "#N/A", "category", "missing"),
        ("矫正类别", "剥夺政治权利", "category", "unknown_value"),
        ("矫正类别", "05", "category", "unknown_value"),
        ("矫正开始日期", None, "start", "missing"),
        ("矫正开始日期", "2026.2.30", "start", "date"),
        ("矫正开始日期", "26.2.3", "start", "date"),
        ("矫正开始日期", "=", "start", "missing"),
        ("矫正结束日期", None, "end", "missing"),
        ("矫正结束日期", "长期", "end", "date"),
        ("矫正结束日期", "2026-01-01", "end", "order"),
    ],
)
def test_what_keeps_a_row_out(
    title: str, cell: Cell, field: str, problem: str, read: Reading
) -> None:
    rejection, remarks = read(**{title: cell})
    assert isinstance(rejection, Rejection)
    assert (str(rejection.field), str(rejection.problem)) == (field, problem)
    assert rejection.column == AT[title]
    assert rejection.message
    assert rejection.remedy
    assert advice_label(rejection).endswith(rejection.message)
    assert remarks == ()


@pytest.mark.parametrize(
    ("title", "cell", "remark"),
    [
        ("性别", "女", ("sex", "mismatch")),
        ("性别", "未知", ("sex", "unknown_value")),
        ("联系电话", None, ("phone", "missing")),
        ("联系电话", "无", ("phone", "missing")),
        ("联系电话", "不用手机", ("phone", "characters")),
        ("联系电话", "#N/A", ("phone", "missing")),
        ("联系电话", "1390000000", ("phone", "characters")),
        ("联系电话", "139000000011", ("phone", "characters")),
        ("联系电话", "1.39E+10", ("phone", "characters")),
        ("管理类别", "特管", ("class", "unknown_value")),
        ("入矫日期", "上周", ("report_date", "date")),
    ],
)
def test_what_is_accepted_with_a_remark(
    title: str, cell: Cell, remark: tuple[str, str], read: Reading
) -> None:
    row, remarks = read(**{title: cell})
    assert isinstance(row, LedgerRow)
    assert row.sex is Sex.MALE
    assert [(str(item.field), str(item.problem)) for item in remarks] == [remark]
    assert all(item.message for item in remarks)


@pytest.mark.parametrize(
    ("title", "cell"),
    [
        ("性别", None),
        ("姓名", "买买提·吐尔逊"),
        ("姓名", "𠀀〇"),
        ("联系电话", 13900000001.0),
        ("联系电话", "0533-3080000"),
        ("联系电话", "13900000001、13900000002"),
        ("联系电话", "13900000001 13900000002"),
        ("联系电话", "139 0000\n0001"),
        ("联系电话", "+86 139-0000-0001"),
        ("联系电话", "(0533)3080000"),
        ("联系电话", "本人13900000001"),
        ("管理类别", None),
        ("入矫日期", "/"),
        ("矫正开始日期", datetime(2026, 1, 2)),
        ("矫正开始日期", 46024.0),
        ("矫正开始日期", 20260102.0),
        ("矫正开始日期", "２０２６年１月２日"),
    ],
)
def test_what_is_accepted_as_it_is(title: str, cell: Cell, read: Reading) -> None:
    row, remarks = read(**{title: cell})
    assert isinstance(row, LedgerRow)
    assert row.term_start == date(2026, 1, 2)
    assert [item for item in remarks if str(item.field) != "phone" or cell] == []


@pytest.mark.parametrize(
    ("words", "category"),
    [
        (["管制", "管制犯", "01", 1.0, "01管制"], Category.PUBLIC_SURVEILLANCE),
        (["缓刑", "缓刑犯", "宣告缓刑", "02", "2.缓刑", " 缓 刑 "], Category.PROBATION),
        (["假释", "假释犯", "03"], Category.PAROLE),
        (
            ["暂予监外执行", "暂外", "保外就医", "暂予监外执行（保外就医）", "04"],
            Category.OUTSIDE_PRISON,
        ),
    ],
)
def test_words_for_the_four_categories(
    words: list[Cell], category: Category, id_number: Callable[[int], str], today: date
) -> None:
    mapping = recognise(Sheet("表", (Row(1, TITLES),)))
    assert mapping is not None
    for word in words:
        reader = RowReader(mapping, today, {})
        cells = ("赵一", "男", id_number(1), word, "2026-01-02", "2027-01-01")
        row, _remarks = reader.read(Row(2, cells))
        assert isinstance(row, LedgerRow)
        assert row.category is category


def test_old_numbers_of_15_digits_are_completed(read: Reading) -> None:
    for cell in ("370323710101003", 370323710101003.0):
        row, _remarks = read(身份证号=cell)
        if isinstance(row, Rejection):
            assert row.problem is Problem.DUPLICATE  # the second way of writing the same number
        else:
            assert row.id_number.startswith("37032319710101003")


def test_a_remedy_knows_what_is_special_about_its_row(
    read: Reading, id_number: Callable[[int], str]
) -> None:
    def remedy(**cells: Cell) -> str:
        rejection, _remarks = read(**cells)
        assert isinstance(rejection, Rejection)
        return rejection.remedy

    assert remedy(身份证号=id_number(9)).startswith("与“表”第 1 行是同一个号码")
    assert remedy(矫正开始日期="26/1/2").startswith("年份请写四位")
    assert remedy(矫正结束日期="2027年2月30日").startswith("没有这一天")
    assert remedy(矫正结束日期="2027.1").startswith("日期缺少“日”")
    assert remedy(身份证号="=").startswith("单元格里的公式没有结果")
    assert remedy(矫正开始日期="=").startswith("单元格里的公式没有结果")
    assert remedy(矫正结束日期="长期").startswith("请核对后写成")


@pytest.mark.parametrize(
    ("cell", "kept", "remarks"),
    [
        ("否", "", []),
        ("无", "", []),
        ("不得进入网吧", "不得进入网吧", []),
        ("有", "有", ["missing"]),
    ],
)
def test_a_column_that_only_says_whether_there_is_an_injunction(
    cell: str, kept: str, remarks: list[str], id_number: Callable[[int], str], today: date
) -> None:
    mapping = recognise(Sheet("表", (Row(1, (*TITLES, "有无禁止令")),)))
    assert mapping is not None
    cells = ("赵一", "男", id_number(1), "缓刑", "2026-01-02", "2027-01-01", "普管",
             "13900000001", None, cell)  # fmt: skip
    row, found = RowReader(mapping, today, {}).read(Row(2, cells))
    assert isinstance(row, LedgerRow)
    assert row.injunction == kept
    assert [str(item.problem) for item in found if str(item.field) == "injunction"] == remarks
    assert all(item.message for item in found)


def test_the_first_problem_of_a_row_is_reported(read: Reading) -> None:
    rejection, _remarks = read(矫正类别="", 矫正结束日期="", 身份证号="1")
    assert isinstance(rejection, Rejection)
    assert str(rejection.field) == "id_number"


def test_shown_values_are_masked(read: Reading) -> None:
    rejection, _remarks = read(身份证号="370323197101010030")
    assert isinstance(rejection, Rejection)
    assert rejection.shown == "370323********0030"
    named, _remarks = read(姓名="赵一二3")
    assert isinstance(named, Rejection)
    assert named.shown == "赵**"
    assert "赵" not in repr(named)


@pytest.mark.parametrize(
    ("told", "remarks"),
    [
        (date(1971, 1, 1), []),
        ("1971.1.1", []),
        ("1971年1月", []),
        (None, []),
        ("1972.1.1", [("born", "mismatch")]),
    ],
)
def test_a_birthday_that_the_number_denies(
    told: Cell, remarks: list[tuple[str, str]], id_number: Callable[[int], str], today: date
) -> None:
    mapping = recognise(Sheet("表", (Row(1, (*TITLES, "出生日期")),)))
    assert mapping is not None
    cells = ("赵一", "男", id_number(1), "缓刑", "2026-01-02", "2027-01-01", "普管",
             "13900000001", None, told)  # fmt: skip
    row, found = RowReader(mapping, today, {}).read(Row(2, cells))
    assert isinstance(row, LedgerRow)
    assert row.born == date(1971, 1, 1)
    assert [(str(item.field), str(item.problem)) for item in found] == remarks
    assert all(item.message for item in found)
