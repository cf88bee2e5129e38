"""Builders of small ledgers with invented people, for all tests of this folder."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path

import pytest
import xlsxwriter
from stdnum.iso7064 import mod_11_2

TITLES = [
    "姓名", "性别", "身份证号", "矫正类别", "矫正开始日期", "矫正结束日期", "管理类别", "联系电话",
]  # fmt: skip

Rows = Sequence[Sequence[object]]


@pytest.fixture
def today() -> date:
    """The day on which all ledgers of these tests are read."""
    return date(2026, 6, 30)


@pytest.fixture
def ledgers() -> Path:
    """The folder of the public ledgers."""
    return Path(__file__).parents[3] / "data" / "ledgers"


@pytest.fixture
def id_number() -> Callable[[int], str]:
    """A function from a small number to a valid identity number of a man."""

    def make(n: int) -> str:
        body = f"370323197{n % 10}0101{2 * n + 1:03}"
        return body + str(mod_11_2.calc_check_digit(body))

    return make


@pytest.fixture
def people(id_number: Callable[[int], str]) -> list[list[object]]:
    """A header and three people that are accepted without a remark."""
    rows: list[list[object]] = [list(TITLES)]
    for n, name in enumerate(["赵一", "钱二", "孙三"]):
        rows.append(
            [name, "男", id_number(n), "缓刑", "2026-01-02", "2027-01-01", "普管", "13900000001"]
        )
    return rows


@pytest.fixture
def write_xlsx(tmp_path: Path) -> Callable[..., Path]:
    """A function that writes sheets to an .xlsx file and returns its path."""

    def write(*sheets: Rows, name: str = "ledger.xlsx") -> Path:
        path = tmp_path / name
        with xlsxwriter.Workbook(str(path), {"in_memory": True}) as workbook:
            day = workbook.add_format({"num_format": "yyyy-mm-dd"})
            for rows in sheets:
                sheet = workbook.add_worksheet()
                for at, row in enumerate(rows):
                    for column, value in enumerate(row):
                        if isinstance(value, str):
                            sheet.write_string(at, column, value)
                        elif isinstance(value, date):
                            sheet.write_datetime(at, column, value, day)
                        elif value is not None:
                            sheet.write_number(at, column, value)
        return path

    return write
