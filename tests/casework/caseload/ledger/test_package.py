"""What the checked package contains and tells; refusals are tested through the workbook."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import xlsxwriter

from corrdesk.casework.caseload.ledger.package import check_package


def test_only_parts_with_cells_are_packed_again(
    write_xlsx: Callable[..., Path], people: list[list[object]]
) -> None:
    path = write_xlsx(people, people)
    with zipfile.ZipFile(path, "a") as package:
        package.writestr("xl/vbaProject.bin", b"macro")
        package.writestr("xl/drawings/drawing1.xml", b"<x/>")
    with path.open("rb") as source:
        checked = check_package(source)
    with zipfile.ZipFile(io.BytesIO(checked.data)) as package:
        names = set(package.namelist())
    assert "xl/vbaProject.bin" not in names
    assert "xl/drawings/drawing1.xml" not in names
    assert {"[Content_Types].xml", "xl/workbook.xml", "xl/sharedStrings.xml"} <= names
    assert {"xl/worksheets/sheet1.xml", "xl/worksheets/sheet2.xml"} <= names


def test_formula_cells_are_located_by_sheet_name(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(str(path)) as workbook:
        workbook.add_worksheet("甲").write_string(0, 0, "=1")
        workbook.add_worksheet("乙").write_formula(4, 27, "=1")
    with path.open("rb") as source:
        checked = check_package(source)
    found = {sheet: checked.formulas[part] for sheet, part in checked.targets.items()}
    assert found == {"甲": frozenset(), "乙": frozenset({(5, 28)})}
