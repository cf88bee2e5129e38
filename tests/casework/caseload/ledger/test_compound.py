"""The old compound file: streams of every size survive wrapping, hostile structures do not pass."""

from __future__ import annotations

import random
import struct
from pathlib import Path

import pytest

from corrdesk.base.errors import UserError
from corrdesk.casework.caseload.ledger.compound import _Container, check_compound, wrap_stream

BOF = struct.pack("<2H4H", 0x0809, 8, 0x0600, 0x0010, 0, 0)


@pytest.mark.parametrize("size", [0, 1, 4095, 4096, 4097, 70_000, 7_200_000])
def test_a_wrapped_stream_is_found_again(size: int) -> None:
    stream = random.Random(size).randbytes(size)
    found = _Container(wrap_stream("Workbook", stream)).find("workbook")
    assert found is not None
    assert found[:size] == stream
    assert not any(found[size:])


def test_only_the_workbook_stream_is_kept(ledgers: Path) -> None:
    raw = (ledgers / "ledger-office.xls").read_bytes()
    kept = check_compound(raw).data
    assert _Container(kept).find("workbook") is not None
    assert b"SummaryInformation".decode().encode("utf-16-le") not in kept


@pytest.mark.parametrize(
    ("row", "column"), [(65_535, 255), (65_535, 60)], ids=["far corner", "long and wide"]
)
def test_cells_far_apart_are_refused(row: int, column: int) -> None:
    cell = struct.pack("<5Hd", 0x0203, 14, row, column, 0, 1.0)
    with pytest.raises(UserError, match="太大"):
        check_compound(wrap_stream("Workbook", BOF + cell))


def test_the_areas_of_many_sheets_are_added() -> None:
    cell = struct.pack("<5Hd", 0x0203, 14, 9_999, 99, 0, 1.0)
    check_compound(wrap_stream("Workbook", (BOF + cell) * 3))
    with pytest.raises(UserError, match="太大"):
        check_compound(wrap_stream("Workbook", (BOF + cell) * 4))


def test_runs_of_numbers_reach_to_their_last_column() -> None:
    run = struct.pack("<5H", 0x00BD, 6, 65_535, 0, 255)
    with pytest.raises(UserError, match="太大"):
        check_compound(wrap_stream("Workbook", BOF + run))


def test_claims_that_the_reader_would_believe_are_refused_or_emptied() -> None:
    cells = [struct.pack("<5Hd", 0x0203, 14, row, 0, 0, 1.0) for row in (9, 3)]
    with pytest.raises(UserError, match="损坏"):
        check_compound(wrap_stream("Workbook", BOF + b"".join(cells)))
    strings = struct.pack("<2H2L", 0x00FC, 8, 1, 0xFFFFFFF0)
    with pytest.raises(UserError, match="结构异常"):
        check_compound(wrap_stream("Workbook", BOF + strings))
    elsewhere = struct.pack("<2HL2H", 0x0085, 8, 5, 0, 0)
    with pytest.raises(UserError, match="结构异常"):
        check_compound(wrap_stream("Workbook", BOF + elsewhere))
    size = struct.pack("<2H2L3H", 0x0200, 14, 0, 0xFFFFFFFF, 0, 0xFFFF, 0)
    assert b"\xff\xff\xff\xff\0\0\xff\xff" in wrap_stream("Workbook", BOF + size)
    kept = _Container(check_compound(wrap_stream("Workbook", BOF + size)).data).find("workbook")
    assert kept is not None
    assert b"\xff" not in kept


def test_circles_of_sectors_are_refused() -> None:
    raw = bytearray(wrap_stream("Workbook", BOF + b"\0" * 8000))
    fat_sector = struct.unpack_from("<L", raw, 76)[0]
    struct.pack_into("<L", raw, (fat_sector + 1) * 512 + 4, 0)  # sector 1 leads back to 0
    with pytest.raises(UserError, match="结构异常"):
        check_compound(bytes(raw))


def test_other_office_files_are_named() -> None:
    with pytest.raises(UserError, match="不是 Excel"):
        check_compound(wrap_stream("WordDocument", b"x" * 5000))


def test_headers_alone_and_noise_are_refused() -> None:
    whole = wrap_stream("Workbook", BOF)
    for end in (8, 40, 511, 512, 600):
        with pytest.raises(UserError):
            check_compound(whole[:end])
    with pytest.raises(UserError, match="损坏"):
        check_compound(wrap_stream("Workbook", b"noise" * 2000))
