"""Rejected rows go out as text, come back mended, and never as formulas or leftovers."""

from __future__ import annotations

import os
import random
import tempfile
import zipfile
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
import xlsxwriter
from stdnum.iso7064 import mod_11_2

from corrdesk.base.errors import EnvironmentFault, UserError
from corrdesk.casework.caseload.ledger.plan import LedgerPlan, plan_import
from corrdesk.casework.caseload.ledger.rejects import write_rejects
from corrdesk.casework.caseload.ledger.workbook import read_workbook

MENDED = {  # row of the public ledger: column from 0, new text
    12: (3, "330212197005074790"),
    16: (3, "370323197105250018"),
    23: (1, "郑六"),
    25: (11, "2028-06-17"),
    30: (8, "管制"),
    41: (10, "2025年2月28日"),
    49: (3, "370323200207286490"),
    56: (1, "徐玉艳"),
    57: (3, "370323203105052030"),
}


@pytest.fixture
def plan(ledgers: Path, today: date) -> LedgerPlan:
    return plan_import(ledgers / "ledger-office.xlsx", today=today)


def with_check_digit(number: str) -> str:
    return number[:17] + str(mod_11_2.calc_check_digit(number[:17]))


def test_the_workbook_has_the_source_titles_the_original_cells_and_the_reasons(
    plan: LedgerPlan, tmp_path: Path
) -> None:
    path = tmp_path / "rejects.xlsx"
    assert write_rejects(plan, path) == 10
    (sheet,) = read_workbook(path).sheets
    assert sheet.name == "在册人员"
    header, *rows = (row.cells for row in sheet.rows)
    assert header == (*plan.mappings[0].titles, "原因", "怎么改")
    assert len(rows) == len(plan.rejected)
    assert rows[0][3] == "330212197005074790"
    assert rows[0][15] == "身份证号：身份证号校验不符，至少有一位写错"
    assert rows[1][3] == "3.70323197105251e+17"
    assert rows[8][1] == '=HYPERLINK("x","徐玉艳")'
    for row in rows:
        assert all(cell is None or isinstance(cell, str) for cell in row)
        assert row[15]
        assert row[16]


def test_mended_rows_are_accepted_when_imported_again(
    plan: LedgerPlan, tmp_path: Path, today: date
) -> None:
    path = tmp_path / "rejects.xlsx"
    write_rejects(plan, path)
    (sheet,) = read_workbook(path).sheets
    table = [list(row.cells) for row in sheet.rows]
    for rejection, cells in zip(plan.rejected, table[1:], strict=True):
        if rejection.row in MENDED:
            column, text = MENDED[rejection.row]
            cells[column] = with_check_digit(text) if column == 3 else text
    with xlsxwriter.Workbook(str(path), {"in_memory": True}) as workbook:
        out = workbook.add_worksheet("在册人员")
        for at, mended in enumerate(table):
            for column, value in enumerate(mended):
                if value is not None:
                    out.write_string(at, column, str(value))
    again = plan_import(path, today=today)
    # Row 57 was mended to a birthday that is still to come; row 42 alone is no duplicate here.
    assert [(r.shown[:6], str(r.problem)) for r in again.rejected] == [("370323", "birth_date")]
    assert len(again.accepted) == 9
    assert {str(match.field) for match in again.mappings[0].columns} == {
        str(match.field) for match in plan.mappings[0].columns
    }
    assert again.mappings[0].unknown == ()
    assert again.mappings[0].fingerprint == plan.mappings[0].fingerprint
    second = tmp_path / "second.xlsx"
    write_rejects(again, second)
    (titles, _row) = (row.cells for row in read_workbook(second).sheets[0].rows)
    assert titles.count("原因") == 1
    assert titles.count("怎么改") == 1


def test_no_formula_and_no_link_is_written(plan: LedgerPlan, tmp_path: Path) -> None:
    path = tmp_path / "rejects.xlsx"
    write_rejects(plan, path)
    with zipfile.ZipFile(path) as package:
        for name in package.namelist():
            content = package.read(name)
            assert b"<f>" not in content
            assert b"<f " not in content
            assert b"<hyperlink" not in content
        styles = package.read("xl/styles.xml")
        sheet = package.read("xl/worksheets/sheet1.xml")
    assert b'quotePrefix="1"' in styles
    assert b"<autoFilter" in sheet
    assert b'state="frozen"' in sheet


def test_hostile_texts_come_back_as_they_were(
    tmp_path: Path, write_xlsx: Callable[..., Path], today: date
) -> None:
    rng = random.Random(20260630)
    alphabet = "=+-@\t\n\r'\"|!&<>;,%`^{}[]\\/赵㑇𠀀\u202e\u200b\x01\x1fA1x\u00a0　_x0041_"
    texts = [
        rng.choice("=+-@'\t") + "".join(rng.choices(alphabet, k=rng.randint(1, 20)))
        for _ in range(1000)
    ]
    rows = [["姓名", "身份证号", "矫正类别", "备注"], *(["", "1", "缓刑", text] for text in texts)]
    plan = plan_import(write_xlsx(rows), today=today)
    assert len(plan.rejected) == 1000
    path = tmp_path / "rejects.xlsx"
    write_rejects(plan, path)
    read = [row.cells[3] for row in read_workbook(path).sheets[0].rows[1:]]
    assert read == [rejection.cells[3] for rejection in plan.rejected]
    assert [str(text).replace("\r", "\n") for text in read] == [
        text.replace("\r", "\n") for text in texts
    ]
    with zipfile.ZipFile(path) as package:
        assert b"<f>" not in package.read("xl/worksheets/sheet1.xml")


def test_nothing_is_written_without_rejections(
    write_xlsx: Callable[..., Path], people: list[list[object]], tmp_path: Path, today: date
) -> None:
    path = tmp_path / "rejects.xlsx"
    assert write_rejects(plan_import(write_xlsx(people), today=today), path) == 0
    assert not path.exists()


def test_a_failed_write_keeps_the_old_file_and_leaves_nothing(
    plan: LedgerPlan, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "rejects.xlsx"
    path.write_bytes(b"old")

    def fail(_handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", fail)
    with pytest.raises(EnvironmentFault):
        write_rejects(plan, path)
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]
    monkeypatch.undo()
    with pytest.raises(EnvironmentFault):
        write_rejects(plan, tmp_path / "none" / "rejects.xlsx")


def test_the_temporary_folder_stays_empty(
    plan: LedgerPlan, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    elsewhere = tmp_path / "temp"
    elsewhere.mkdir(mode=0o500)
    monkeypatch.setenv("TMPDIR", str(elsewhere))
    monkeypatch.setattr("tempfile.tempdir", str(elsewhere))
    seen: list[object] = []
    monkeypatch.setattr("tempfile.mkstemp", _spy(seen, tempfile.mkstemp))
    write_rejects(plan, tmp_path / "rejects.xlsx")
    assert seen == [tmp_path]
    assert list(elsewhere.iterdir()) == []


def _spy(
    seen: list[object], real: Callable[..., tuple[int, str]]
) -> Callable[..., tuple[int, str]]:
    def mkstemp(*args: object, **kwargs: object) -> tuple[int, str]:
        seen.append(kwargs.get("dir"))
        return real(*args, **kwargs)

    return mkstemp


def test_sheet_names_that_excel_forbids_are_changed(
    plan: LedgerPlan, tmp_path: Path, today: date
) -> None:
    source = tmp_path / ("很长的文件名[1]" * 5 + ".csv")
    source.write_text("姓名,性别,身份证号\n,男,1\n", "utf-8")
    path = tmp_path / "rejects.xlsx"
    assert write_rejects(plan_import(source, today=today), path) == 1
    (sheet,) = read_workbook(path).sheets
    assert len(sheet.name) <= 31
    assert "[" not in sheet.name


def test_the_ledger_itself_is_never_replaced(
    write_xlsx: Callable[..., Path], people: list[list[object]], today: date, tmp_path: Path
) -> None:
    source = write_xlsx([*people, ["周四"]])
    plan = plan_import(source, today=today)
    before = source.read_bytes()
    link = tmp_path / "link.xlsx"
    link.hardlink_to(source)
    for path in (source, tmp_path / "." / source.name, link):
        with pytest.raises(UserError) as caught:
            write_rejects(plan, path, source=source)
        assert caught.value.remedy
    assert source.read_bytes() == before
    assert write_rejects(plan, tmp_path / "rejects.xlsx", source=source) == 1
