"""`import`: exactly what the public ledger's expected outcome says, and a second time nothing."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import xlsxwriter

from corrdesk.casework.caseload.ledger.workbook import read_workbook
from tests.cli.script import LEDGERS, TODAY, Run

EXPECTED = json.loads((LEDGERS / "ledger-office.expected.json").read_text("utf-8"))
FILES = ["ledger-office.xlsx", "ledger-office.gb18030.csv"]


def like_expected(found: dict[str, object]) -> dict[str, object]:
    """The part of an answer that the expected outcome speaks of."""
    part = {}
    for name, value in EXPECTED.items():
        held = found[name]
        if isinstance(value, list) and value and isinstance(held, list):
            held = [{key: item[key] for key in value[0]} for item in held]
        part[name] = held
    return part


def test_a_dry_run_reports_everything_and_writes_nothing(at_desk: Run) -> None:
    before = at_desk("verify", "--json").json["entries"]
    found = at_desk("import", LEDGERS / FILES[0], "--dry-run", "--json", "--as-of", TODAY).json
    assert like_expected(found) == EXPECTED
    assert (found["dry_run"], found["would_create"], found["already_known"]) == (True, 50, 0)
    assert at_desk("verify", "--json").json["entries"] == before


def test_an_import_and_the_same_again(at_desk: Run) -> None:
    first = at_desk("import", LEDGERS / FILES[0], "--json", "--as-of", TODAY).json
    assert like_expected(first) == EXPECTED
    assert (first["created"], first["unchanged"], first["differs"]) == (50, 0, [])
    entries = at_desk("verify", "--json").json["entries"]
    again = at_desk("import", LEDGERS / FILES[0], "--json", "--as-of", TODAY).json
    assert (again["created"], again["unchanged"], again["differs"]) == (0, 50, [])
    assert at_desk("verify", "--json").json["entries"] == entries
    dry = at_desk("import", LEDGERS / FILES[0], "--dry-run", "--json", "--as-of", TODAY).json
    assert (dry["would_create"], dry["already_known"]) == (0, 50)


def test_the_text_file_says_the_same(at_desk: Run) -> None:
    found = at_desk("import", LEDGERS / FILES[1], "--json", "--as-of", TODAY).json
    assert (found["accepted"], found["created"]) == (EXPECTED["accepted"], 50)


def test_rejected_rows_go_into_a_workbook(at_desk: Run, place: Path) -> None:
    out = place / "rejects.xlsx"
    said = at_desk("import", LEDGERS / FILES[0], "--rejects", out, "--as-of", TODAY)
    assert said.code == 0
    assert out.read_bytes().startswith(b"PK")
    assert "50" in said.out


def test_terms_that_have_ended_are_counted_before_the_import(at_desk: Run) -> None:
    dry = ["import", LEDGERS / FILES[0], "--dry-run", "--as-of", TODAY]
    count = at_desk(*dry, "--json").json["would_be_over"]
    assert 0 < count < 50
    assert f"其中 {count} 人的矫正期限已经届满" in at_desk(*dry).out
    assert "届满" not in at_desk(*dry[:2], "--as-of", "2024-01-01").out


def test_every_row_is_told_with_its_remedy(at_desk: Run, place: Path) -> None:
    path = place / "ledger.csv"
    path.write_text(
        "姓名,性别,身份证号,联系电话\n赵一,男,37032319710101013,1\n合计,,1人,\n", encoding="utf-8"
    )
    said = at_desk("import", path, "--as-of", TODAY)
    assert said.out.splitlines()[:4] == [
        "可导入 0 行，未导入 1 行，提示 0 条。",
        "工作表“ledger”缺少必需的列：矫正类别、矫正开始日期、矫正结束日期。",
        "ledger 第 2 行：身份证号位数不对。请对照证件补全，应为 18 位。",
        "ledger 第 3 行：合计行",
    ]


def test_a_sentence_that_does_not_fit_is_pointed_out(at_desk: Run) -> None:
    said = at_desk("import", LEDGERS / FILES[0], "--dry-run", "--as-of", TODAY)
    lines = [line for line in said.out.splitlines() if "与矫正类别管制不符" in line]
    found = at_desk("import", LEDGERS / FILES[0], "--json", "--as-of", TODAY).json
    doubts = [each for each in found["doubts"] if each["problem"] == "sentence"]
    assert len(lines) == len(doubts) == 5
    assert {each["field"] for each in doubts} == {"original_sentence"}
    assert all(f"第 {each['row']} 行" in line for each, line in zip(doubts, lines, strict=True))
    assert all("请对照判决书" in line for line in lines)
    assert found["warnings"] == EXPECTED["warnings"]


def test_rows_that_the_workbook_hides_are_imported_and_said(at_desk: Run, place: Path) -> None:
    path = place / "filtered.xlsx"
    with xlsxwriter.Workbook(str(path)) as workbook:
        sheet = workbook.add_worksheet("在册")
        for at, row in enumerate(read_workbook(LEDGERS / FILES[0]).sheets[0].rows[:8]):
            for column, value in enumerate(row.cells):
                sheet.write(at, column, value if isinstance(value, str | float) else str(value))
        for at in (4, 5):
            sheet.set_row(at, None, None, {"hidden": True})
    found = at_desk("import", path, "--json", "--as-of", TODAY).json
    hidden = [each["row"] for each in found["doubts"] if each["problem"] == "hidden"]
    assert hidden == [5, 6]
    said = at_desk("import", path, "--dry-run", "--as-of", TODAY).out
    assert "有 2 行在表格里是隐藏的" in said
    assert "在册 第 5 行：这一行在表格里是隐藏的" in said


def test_one_bad_byte_keeps_out_its_row_alone(at_desk: Run, place: Path) -> None:
    spoilt = bytearray((LEDGERS / FILES[1]).read_bytes())
    line = spoilt.splitlines(keepends=True)[5]
    name = line.split(b",")[1]
    spoilt[spoilt.index(name, spoilt.index(line))] = 0xFF
    path = place / "spoilt.csv"
    path.write_bytes(spoilt)
    found = at_desk("import", path, "--json", "--as-of", TODAY).json
    (told,) = [each for each in found["rejected"] if each["problem"] == "unreadable"]
    assert (told["row"], told["field"]) == (6, "name")
    assert found["created"] == 49
    said = at_desk("import", path, "--dry-run", "--as-of", TODAY).out
    assert "第 6 行：“姓名”里有读不出的字" in said
    assert "其他各行不受影响" in said


def test_nothing_is_imported_if_the_rows_kept_out_find_no_place(at_desk: Run, place: Path) -> None:
    before = at_desk("verify", "--json").json["entries"]
    said = at_desk("import", LEDGERS / FILES[0], "--rejects", place / "none" / "r.xlsx")
    assert (said.code, said.out) == (3, "")
    assert at_desk("verify", "--json").json["entries"] == before


@pytest.mark.parametrize("name", ["no-such-file.xlsx", "passphrase", "vault"])
def test_what_is_no_ledger(at_desk: Run, place: Path, name: str) -> None:
    said = at_desk("import", place / name, "--json")
    assert (said.code, said.out) == (2, "")
    assert said.err.strip()


def test_the_rows_kept_out_never_replace_the_ledger(at_desk: Run, place: Path) -> None:
    ledger = place / "ledger.xlsx"
    ledger.write_bytes((LEDGERS / FILES[0]).read_bytes())
    said = at_desk("import", ledger, "--rejects", ledger, "--as-of", TODAY)
    assert (said.code, said.out) == (2, "")
    assert "覆盖" in said.err
    assert ledger.read_bytes() == (LEDGERS / FILES[0]).read_bytes()
