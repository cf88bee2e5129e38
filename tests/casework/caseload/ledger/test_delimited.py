"""Delimited text: records keep the line they start on, and no encoding is forced."""

from __future__ import annotations

import csv
import io
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corrdesk.base.errors import UserError
from corrdesk.casework.caseload.ledger.delimited import read_delimited


def test_records_are_numbered_by_their_first_line() -> None:
    data = '姓名,备注\r\n"甲\r\n乙",1\r\n\r\n丙,2\r\n'.encode()
    assert list(read_delimited(data)) == [
        (1, ["姓名", "备注"]),
        (2, ["甲\r\n乙", "1"]),
        (4, []),
        (5, ["丙", "2"]),
    ]


def test_commas_inside_quotes_do_not_decide_the_separator() -> None:
    data = '"甲,乙,丙,丁";1\n"甲,乙,丙,丁";2\n'.encode()
    assert [cells for _line, cells in read_delimited(data)] == [
        ["甲,乙,丙,丁", "1"],
        ["甲,乙,丙,丁", "2"],
    ]


def test_an_endless_quoted_cell_is_refused() -> None:
    with pytest.raises(UserError, match="损坏"):
        list(read_delimited(b'a,"' + b"x" * 200_000))


@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused_clearly(data: bytes) -> None:
    with suppress(UserError):
        lines = [line for line, _cells in read_delimited(data)]
        assert lines == sorted(set(lines))


def test_formulas_that_only_force_text_are_text() -> None:
    cells = ['="370323197101010031"', '=HYPERLINK("x","甲")', "=1+1", '=""']
    data = io.StringIO()
    csv.writer(data).writerow(cells)
    (read,) = read_delimited(data.getvalue().encode())
    assert read == (1, ["370323197101010031", '=HYPERLINK("x","甲")', "=1+1", ""])


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_unmarked_utf_16_is_read(encoding: str) -> None:
    data = "姓名\t备注\r\n赵　一\t甲\r\n".encode(encoding)
    assert list(read_delimited(data)) == [(1, ["姓名", "备注"]), (2, ["赵　一", "甲"])]
