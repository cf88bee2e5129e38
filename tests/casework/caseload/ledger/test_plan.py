"""The public ledgers exactly, ledgers that look different, and what a plan never depends on."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from corrdesk.base.errors import UserError
from corrdesk.casework.caseload.ledger.columns import Field, header_choices, recognise
from corrdesk.casework.caseload.ledger.plan import (
    ImportCancelled,
    LedgerPlan,
    plan_import,
    plan_workbook,
)
from corrdesk.casework.caseload.ledger.workbook import Row, Sheet, Workbook, read_workbook
from corrdesk.casework.caseload.model import Category, Sex, SupervisionClass

DATA = Path(__file__).parents[3] / "data" / "ledgers"
TODAY = date(2026, 6, 30)
LISTED = {("phone", "missing"), ("sex", "mismatch")}
CSV_LINES_ABOVE_HEADER = 2  # the text file has no title rows


def outcome(items: list[dict[str, Any]], shift: int = 0) -> set[tuple[Any, ...]]:
    return {
        tuple(
            value - shift if key == "row" and value is not None else value
            for key, value in item.items()
            if key != "sheet" or not shift
        )
        for item in items
    }


@pytest.fixture
def expected(ledgers: Path) -> dict[str, Any]:
    text = (ledgers / "ledger-office.expected.json").read_text("utf-8")
    loaded: dict[str, Any] = json.loads(text)
    return loaded


@pytest.mark.parametrize("name", ["ledger-office.xlsx", "ledger-office.xls"])
def test_public_workbook_has_exactly_the_expected_outcome(
    name: str, expected: dict[str, Any], today: date
) -> None:
    report = plan_import(DATA / name, today=today).report()
    assert report["accepted"] == expected["accepted"]
    assert report["rejected"] == expected["rejected"]
    assert report["ignored"] == expected["ignored"]
    assert report["warnings"] == expected["warnings"]


def test_public_text_file_has_the_same_outcome_by_line(
    expected: dict[str, Any], today: date
) -> None:
    report = plan_import(DATA / "ledger-office.gb18030.csv", today=today).report()
    shift = CSV_LINES_ABOVE_HEADER
    assert report["accepted"] == expected["accepted"]
    assert outcome(report["rejected"], -shift) == {
        tuple(v for k, v in item.items() if k != "sheet") for item in expected["rejected"]
    }
    assert {(i["row"] + shift, i["why"]) for i in report["ignored"]} == {
        (i["row"], i["why"]) for i in expected["ignored"] if i["row"] is not None
    }
    assert {
        (i["row"] + shift, i["field"], i["problem"])
        for i in report["warnings"]
        if (i["field"], i["problem"]) in LISTED
    } == {(i["row"], i["field"], i["problem"]) for i in expected["warnings"]}


def test_both_files_hold_the_same_people(today: date) -> None:
    def known(plan: LedgerPlan) -> list[tuple[object, ...]]:
        return [
            (p.name, p.id_number, p.category, p.term_start, p.term_end, p.phone, p.residence)
            for p in plan.accepted
        ]

    workbook = plan_import(DATA / "ledger-office.xlsx", today=today)
    text = plan_import(DATA / "ledger-office.gb18030.csv", today=today)
    assert known(workbook) == known(text)


def test_values_are_read_with_their_meaning(today: date) -> None:
    plan = plan_import(DATA / "ledger-office.xlsx", today=today)
    by_row = {person.row: person for person in plan.accepted}
    spaced = by_row[6]
    assert (spaced.name, spaced.id_number) == ("黄庆", "350102197602168012")
    assert (spaced.term_start, spaced.term_end) == (date(2025, 10, 20), date(2027, 10, 19))
    assert spaced.class_ is SupervisionClass.LIGHT
    assert spaced.ethnicity == "汉族"
    assert by_row[10].id_number == "37040419880801709X"
    assert by_row[10].category is Category.PUBLIC_SURVEILLANCE
    assert by_row[19].id_number == "460105196810074651"
    assert by_row[39].category is Category.PROBATION
    assert by_row[40].sex is Sex.MALE  # not stated in the ledger
    assert by_row[44].sex is Sex.MALE  # stated otherwise, with a remark
    assert by_row[9].term_start == date(2024, 11, 28)  # a date cell among texts


def test_other_titles_order_and_header_row(
    write_xlsx: Callable[..., Path], id_number: Callable[[int], str], today: date
) -> None:
    path = write_xlsx(
        [
            ["某某县社区矫正对象花名册"],
            [],
            ["（截至二〇二六年六月）"],
            [
                "编号", "管控等级", "公民身份号码（18位）", "矫正类型*", "矫 正\n期限起",
                "矫正期限止", "社区矫正对象姓名", "判决机关", "案号", "手机号码",
                "入矫时间", "包案领导",
            ],
            [
                1, "严管级", id_number(1), "02-缓刑", date(2026, 1, 2), 46388, "周四",
                "某某县人民法院", "（2025）某0101刑初1号", 13900000001, "2026.1.5", "甲",
            ],
        ]
    )  # fmt: skip
    plan = plan_import(path, today=today)
    assert [str(item.problem) for item in plan.rejected] == []
    (person,) = plan.accepted
    assert person.name == "周四"
    assert person.class_ is SupervisionClass.STRICT
    assert (person.term_start, person.term_end) == (date(2026, 1, 2), date(2027, 1, 1))
    assert person.report_date == date(2026, 1, 5)
    assert person.judgment_number == "（2025）某0101刑初1号"
    assert person.phone == "13900000001"
    assert plan.mappings[0].header_row == 4
    assert plan.mappings[0].unknown == ((11, "包案领导"),)


def test_two_header_rows_and_one_column_for_the_term(
    write_xlsx: Callable[..., Path], id_number: Callable[[int], str], today: date
) -> None:
    divided = [
        ["姓名", "身份证号码", "刑罚种类", "矫正期限", None, "备注"],
        [None, None, None, "起", "止", None],
        ["周四", id_number(1), "假释", "2026.1.2", "2027.1.1", "甲"],
    ]
    joined = [
        ["姓名", "身份证号码", "类别", "矫正期限"],
        ["吴五", id_number(2), "暂外", "2026.1.2-2027.1.1"],
        ["郑六", id_number(3), "管制", "自2026年1月2日起至2027年1月1日止"],
        ["王七", id_number(4), "管制", "一年"],
        ["冯八", id_number(5), "管制", "2027/1/1—2026/1/2"],
    ]
    plan = plan_import(write_xlsx(divided, joined), today=today)
    terms = {(p.name, p.term_start, p.term_end) for p in plan.accepted}
    assert terms == {
        (name, date(2026, 1, 2), date(2027, 1, 1)) for name in ("周四", "吴五", "郑六")
    }
    assert [(r.row, str(r.field), str(r.problem)) for r in plan.rejected] == [
        (4, "start", "date"),
        (5, "end", "order"),
    ]
    assert plan.mappings[0].header_rows == 2


def test_only_blank_rows_between_data_are_reported(
    write_xlsx: Callable[..., Path], people: list[list[object]], today: date
) -> None:
    titles, first, second, third = (["序号", *row] for row in people)
    numbered = [[n, *row[1:]] for n, row in enumerate((first, second, third), 1)]
    rows = [
        ["序号", *titles[1:]], numbered[0], [], ["2", "　", " "], numbered[1],
        titles, numbered[2], ["合　计", None, "3人", "3人"], ["填表人：甲", None, "审核人：乙"],
        [], [4], [5], [" "],
    ]  # fmt: skip
    plan = plan_import(write_xlsx(rows), today=today)
    assert len(plan.accepted) == 3
    assert plan.rejected == ()
    assert [(item.row, item.why) for item in plan.ignored] == [
        (3, "blank"),
        (4, "blank"),
        (6, "header"),
        (8, "total"),
        (9, "note"),
    ]


def test_every_line_that_is_nobody_is_told_apart(
    write_xlsx: Callable[..., Path], people: list[list[object]], today: date
) -> None:
    titles, first, second, third = (["序号", *row] for row in people)
    rows = [
        titles, ["一、缓刑"], first, ["缓刑小计", "1人"], [None, "二、假释人员（1人）"], second,
        ["人员台账（续）"], third, ["合计"], ["注：以上截至六月"], ["1、本表一式两份"],
        [None, "2026年6月30日"], ["填表人：甲"],
    ]  # fmt: skip
    plan = plan_import(write_xlsx(rows), today=today)
    assert (len(plan.accepted), plan.rejected) == (3, ())
    assert [(item.row, item.why) for item in plan.ignored] == [
        (2, "note"), (4, "total"), (5, "note"), (7, "note"), (9, "total"), (10, "note"),
        (11, "note"), (12, "note"), (13, "note"),
    ]  # fmt: skip


def test_a_total_is_told_where_the_name_comes_first(
    write_xlsx: Callable[..., Path], people: list[list[object]], today: date
) -> None:
    (sheet,) = [[*people, ["合计", None, "3人"], ["总人数", "男3人", "3"]]]
    plan = plan_import(write_xlsx(sheet), today=today)
    assert (len(plan.accepted), plan.rejected) == (3, ())
    assert [(item.row, item.why) for item in plan.ignored] == [(5, "total"), (6, "total")]


def test_somebody_with_nothing_but_a_name_is_kept_out_and_named(
    write_xlsx: Callable[..., Path], people: list[list[object]], today: date
) -> None:
    rows = [*people, ["李四"], [None, None, people[1][2]], [None, None, None, "缓刑"]]
    plan = plan_import(write_xlsx(rows), today=today)
    assert [(item.row, str(item.field), str(item.problem)) for item in plan.rejected] == [
        (5, "id_number", "missing"),
        (6, "name", "missing"),
        (7, "name", "missing"),
    ]


def test_two_header_rows_printed_on_every_page(
    write_xlsx: Callable[..., Path], id_number: Callable[[int], str], today: date
) -> None:
    header: list[list[object]] = [
        ["姓 名", "身份证号码", "刑罚种类", "矫正期限", None, "备注"],
        [None, None, None, "起", "止", None],
    ]
    rows = [[name, id_number(n), "假释", "2026.1.2", "2027.1.1"] for n, name in enumerate("赵钱")]
    plan = plan_import(write_xlsx([*header, rows[0], *header, rows[1]]), today=today)
    assert (len(plan.accepted), plan.rejected) == (2, ())
    assert [(item.row, item.why) for item in plan.ignored] == [(4, "header"), (5, "header")]


def test_both_days_in_one_cell_serve_where_one_column_is_missing(
    write_xlsx: Callable[..., Path], id_number: Callable[[int], str], today: date
) -> None:
    rows = [
        ["姓名", "身份证号", "矫正类别", "起止日期", "解矫日期"],
        ["周四", id_number(1), "缓刑", "2026.1.2-2027.1.1", None],
    ]
    (person,) = plan_import(write_xlsx(rows), today=today).accepted
    assert (person.term_start, person.term_end) == (date(2026, 1, 2), date(2027, 1, 1))


def test_a_merged_cell_speaks_for_the_rows_beside_it(
    tmp_path: Path, people: list[list[object]], today: date
) -> None:
    path = tmp_path / "merged.xlsx"
    rows: list[list[object]] = [*people[:3], [], people[3]]
    with xlsxwriter.Workbook(str(path), {"in_memory": True}) as workbook:
        sheet = workbook.add_worksheet()
        for at, row in enumerate(rows):
            sheet.write_row(at, 0, ["" if cell in {"缓刑", "钱二"} else cell for cell in row])
        sheet.merge_range(1, 3, 4, 3, "管制")
        sheet.merge_range(1, 0, 2, 0, "赵一")
    plan = plan_import(path, today=today)
    assert [(p.name, str(p.category)) for p in plan.accepted] == [
        ("赵一", "public_surveillance"),
        ("孙三", "public_surveillance"),
    ]
    assert [(r.row, str(r.field), str(r.problem)) for r in plan.rejected] == [
        (3, "name", "missing")
    ]
    assert plan.rejected[0].cells[3] == "管制"  # the workbook of rejected rows says it too
    assert [(item.row, item.why) for item in plan.ignored] == [(4, "blank")]


def test_duplicates_are_found_across_sheets_but_not_against_rejected_rows(
    write_xlsx: Callable[..., Path], people: list[list[object]], today: date
) -> None:
    spoiled = [*people[1]]
    spoiled[4] = "2026.2.30"
    plan = plan_import(write_xlsx([people[0], spoiled, people[1]], people[:3]), today=today)
    assert [(r.sheet, r.row, str(r.problem)) for r in plan.rejected] == [
        ("Sheet1", 2, "date"),
        ("Sheet2", 2, "duplicate"),
    ]


def test_reading_twice_gives_equal_plans(today: date) -> None:
    path = DATA / "ledger-office.xlsx"
    assert plan_import(path, today=today) == plan_import(path, today=today)


def test_a_workbook_without_any_header_is_refused(
    write_xlsx: Callable[..., Path], today: date
) -> None:
    with pytest.raises(UserError, match="没有找到人员台账") as caught:
        plan_import(write_xlsx([["1. 身份证号请用文本格式"]], []), today=today)
    assert caught.value.remedy


def test_progress_is_told_and_cancelling_stops(today: date) -> None:
    seen: list[tuple[int, int]] = []
    path = DATA / "ledger-office.xlsx"
    plan_import(path, today=today, progress=lambda done, total: seen.append((done, total)))
    assert seen
    assert all(0 <= done <= total for done, total in seen)
    with pytest.raises(ImportCancelled):
        plan_import(path, today=today, cancelled=lambda: True)


def test_report_and_repr_hold_no_personal_data(today: date) -> None:
    path = DATA / "ledger-office.xlsx"
    plan = plan_import(path, today=today)
    shown = json.dumps(plan.report(), ensure_ascii=False) + repr(plan) + repr(plan.accepted)
    shown += repr(plan.rejected) + repr(plan.warnings)
    for person in plan.accepted:
        assert person.name not in shown
        assert person.id_number not in shown


def test_a_chosen_mapping_is_used_when_its_header_comes_back(
    write_xlsx: Callable[..., Path], people: list[list[object]], today: date
) -> None:
    strange = [["对象", "甲", "乙", "丙", "丁", "戊", "己", "庚"], *people[1:]]
    path = write_xlsx(strange)
    with pytest.raises(UserError):
        plan_import(path, today=today)
    from_known = recognise(read_workbook(write_xlsx(people, name="known.xlsx")).sheets[0])
    assert from_known is not None
    sheet = read_workbook(path).sheets[0]
    chosen = header_choices(sheet)[0]
    for match in from_known.columns:
        chosen = chosen.with_column(match.field, match.index)
    plan = plan_import(path, today=today, remembered={chosen.fingerprint: chosen})
    assert len(plan.accepted) == 3
    assert plan.mappings[0].source == "remembered"


@settings(max_examples=25, deadline=None)
@given(order=st.permutations(range(15)))
def test_the_order_of_columns_changes_nothing(order: list[int]) -> None:
    sheet = read_workbook(DATA / "ledger-office.xlsx").sheets[0]
    plain = plan_workbook(Workbook((sheet,), ""), today=TODAY)
    shuffled_rows = tuple(
        Row(
            row.number,
            tuple(row.cells[i] if i < len(row.cells) else None for i in order)
            if row.number > 2
            else row.cells,
        )
        for row in sheet.rows
    )
    shuffled = plan_workbook(Workbook((Sheet(sheet.name, shuffled_rows),), ""), today=TODAY)
    assert shuffled.accepted == plain.accepted
    left, right = shuffled.report(), plain.report()
    for key in ("rejected", "warnings", "ignored"):
        assert left[key] == right[key]
    assert shuffled.mappings[0].index_of(Field.NAME) == order.index(1)
