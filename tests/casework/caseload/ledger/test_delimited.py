"""Delimited text: records keep the line they start on, and no encoding is forced."""

from __future__ import annotations

import csv
import io
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corrdesk.base.errors import UserError
from corrdesk.casework.caseload.ledger.delimited import UNREADABLE, read_delimited


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


LINES = "姓名,住址\n" + "".join(f"赵{n},示例县青山镇{n}号院\n" for n in range(20))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
@pytest.mark.parametrize("bad", [0xFF, 0x00])
def test_a_bad_byte_spoils_its_cell_and_no_other(encoding: str, bad: int) -> None:
    data = bytearray(LINES.encode(encoding))
    data[data.index("青".encode(encoding.removesuffix("-sig")), len(data) // 2)] = bad
    records = list(read_delimited(bytes(data)))
    whole = list(read_delimited(LINES.encode(encoding)))
    different = [at for at, record in enumerate(records) if record != whole[at]]
    assert len(records) == len(whole)
    assert len(different) == 1
    line, cells = records[different[0]]
    assert (line, cells[0]) == (whole[different[0]][0], whole[different[0]][1][0])
    assert UNREADABLE in cells[1]


def test_a_file_with_many_bad_bytes_is_refused() -> None:
    data = LINES.encode("gb18030").replace("示".encode("gb18030"), b"\xff\xff")
    with pytest.raises(UserError, match="文字编码"):
        list(read_delimited(data))
    with pytest.raises(UserError, match="二进制"):
        list(read_delimited(data.replace(b"\xff", b"\0")))
