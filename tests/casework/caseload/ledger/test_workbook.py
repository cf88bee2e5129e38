"""Every kind of file that officers bring: read faithfully, or refused quickly and clearly."""

from __future__ import annotations

import io
import struct
import time
import tracemalloc
import zipfile
from collections.abc import Callable
from contextlib import suppress
from datetime import date
from pathlib import Path

import pytest
import xlsxwriter

from corrdesk.base.errors import EnvironmentFault, UserError
from corrdesk.casework.caseload.ledger import limits
from corrdesk.casework.caseload.ledger.compound import wrap_stream
from corrdesk.casework.caseload.ledger.workbook import UNCALCULATED, read_workbook

SECONDS = 2.0
MEMORY = 300 * 1024 * 1024
SHEET = "xl/worksheets/sheet1.xml"
HEAD = b'<?xml version="1.0"?><worksheet xmlns="urn:x"><sheetData>'
TAIL = b"</sheetData></worksheet>"
CORNER = b'<row r="1"><c r="A1"><v>1</v></c></row>'


@pytest.fixture
def packed(write_xlsx: Callable[..., Path], people: list[list[object]]) -> dict[str, bytes]:
    """The parts of a small good workbook."""
    with zipfile.ZipFile(write_xlsx(people)) as package:
        return {name: package.read(name) for name in package.namelist()}


def pack(path: Path, parts: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in parts.items():
            package.writestr(name, content)
    return path


def refused(path: Path) -> UserError:
    """Return the refusal after checking that it cost little time and memory."""
    tracemalloc.start()
    begun = time.perf_counter()
    try:
        with pytest.raises(UserError) as caught:
            read_workbook(path)
        spent = time.perf_counter() - begun
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert spent < SECONDS
    assert peak < MEMORY
    assert caught.value.message
    assert caught.value.remedy
    return caught.value


def test_xls_and_xlsx_of_the_public_ledger_are_the_same(ledgers: Path) -> None:
    new = read_workbook(ledgers / "ledger-office.xlsx")
    old = read_workbook(ledgers / "ledger-office.xls")
    assert new.sheets == old.sheets
    assert new.sha256 != old.sha256
    assert [sheet.name for sheet in new.sheets] == ["在册人员", "填表说明"]


def test_rows_keep_their_numbers_and_columns(tmp_path: Path) -> None:
    path = tmp_path / "offset.xlsx"
    with xlsxwriter.Workbook(str(path)) as workbook:
        sheet = workbook.add_worksheet("甲")
        sheet.write_string(5, 2, "丙")
        sheet.write_number(8, 1, 2)
        workbook.add_worksheet("空")
        workbook.add_worksheet("藏").hide()
    first, empty, hidden = read_workbook(path).sheets
    assert [(row.number, row.cells) for row in first.rows] == [
        (6, (None, None, "丙")),
        (9, (None, 2.0)),
    ]
    assert empty.rows == ()
    assert (first.hidden, hidden.hidden) == (False, True)


def test_formulas_give_their_stored_result_or_say_that_there_is_none(tmp_path: Path) -> None:
    path = tmp_path / "formulas.xlsx"
    with xlsxwriter.Workbook(str(path)) as workbook:
        sheet = workbook.add_worksheet()
        sheet.write_formula(0, 0, '=HYPERLINK("x","甲")', None, "甲")
        sheet.write_formula(0, 1, "=1+1", None, "")
        sheet.write_string(0, 2, '=HYPERLINK("x","乙")')
        sheet.write_number(0, 3, 1)
    (row,) = read_workbook(path).sheets[0].rows
    assert row.cells == ("甲", UNCALCULATED, '=HYPERLINK("x","乙")', 1.0)


def test_macros_pictures_and_links_never_reach_the_reader(
    tmp_path: Path, packed: dict[str, bytes]
) -> None:
    packed |= {
        "xl/vbaProject.bin": b"not a macro project at all",
        "xl/media/image1.png": b"\x89PNG" * 100,
        "xl/externalLinks/externalLink1.xml": b"<!DOCTYPE x><x/>",
    }
    assert len(read_workbook(pack(tmp_path / "a.xlsm", packed)).sheets[0].rows) == 4


def test_text_files_are_read_in_every_encoding_and_separator(tmp_path: Path) -> None:
    text = '姓名,备注\n"赵,\n一",㑇\n'
    for encoding in ("utf-8", "utf-8-sig", "gb18030", "utf-16"):
        for separator in ",;\t":
            path = tmp_path / "a.csv"
            path.write_bytes(text.replace(",", separator).encode(encoding))
            rows = read_workbook(path).sheets[0].rows
            assert [(row.number, row.cells) for row in rows] == [
                (1, ("姓名", "备注")),
                (2, (f"赵{separator}\n一", "㑇")),
            ]


def test_a_sheet_of_one_gigabyte_is_refused(tmp_path: Path, packed: dict[str, bytes]) -> None:
    del packed[SHEET]
    path = pack(tmp_path / "giant.xlsx", packed)
    block = b"<row><c t='inlineStr'><is><t>1234567</t></is></c></row>" * 20_000
    with (
        zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED, compresslevel=1) as package,
        package.open(SHEET, "w", force_zip64=True) as part,
    ):
        part.write(HEAD)
        for _ in range(2**30 // len(block) + 1):
            part.write(block)
        part.write(TAIL)
    refused(path)


def test_a_large_file_is_refused_by_its_size_alone(tmp_path: Path) -> None:
    for name in ("a.csv", "a.xls", "a.xlsx"):
        path = tmp_path / name
        with path.open("wb") as target:
            target.truncate(2**30)  # sparse: takes no room on the disk
        refused(path)


@pytest.mark.parametrize("part", ["xl/media/image1.png", "xl/sharedStrings.xml", SHEET])
def test_a_tightly_packed_member_is_refused(
    part: str, tmp_path: Path, packed: dict[str, bytes]
) -> None:
    packed[part] = b" " * (32 * 1024 * 1024)
    refused(pack(tmp_path / "bomb.xlsx", packed))


def test_a_member_that_lies_about_its_size_is_refused(
    tmp_path: Path, packed: dict[str, bytes]
) -> None:
    packed[SHEET] = HEAD + b" " * (64 * 1024 * 1024) + TAIL
    path = pack(tmp_path / "liar.xlsx", packed)
    raw = bytearray(path.read_bytes())
    true_size = struct.pack("<L", len(packed[SHEET]))
    at = raw.find(true_size)
    while at >= 0:
        raw[at : at + 4] = struct.pack("<L", 1000)
        at = raw.find(true_size, at)
    path.write_bytes(raw)
    refused(path)


def test_a_hundred_thousand_members_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "many.xlsx"
    with zipfile.ZipFile(path, "w") as package:
        for n in range(100_000):
            package.writestr(zipfile.ZipInfo(f"xl/{n}.xml"), b"")
    refused(path)


@pytest.mark.parametrize(
    "part", ["[Content_Types].xml", "xl/workbook.xml", "xl/sharedStrings.xml", SHEET]
)
@pytest.mark.parametrize(
    "declaration",
    [
        b'<!DOCTYPE l [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>',
        b'<!DOCTYPE l SYSTEM "file:///etc/hostname">',
        b'<!DOCTYPE l [<!ENTITY x SYSTEM "http://127.0.0.1:9/">]>',
    ],
)
def test_document_types_and_entities_are_refused(
    part: str, declaration: bytes, tmp_path: Path, packed: dict[str, bytes]
) -> None:
    before, start, after = packed[part].partition(b"?>\n")
    packed[part] = before + start + declaration + after
    assert "结构异常" in refused(pack(tmp_path / "a.xlsx", packed)).message


def test_entities_in_another_encoding_are_refused_too(
    tmp_path: Path, packed: dict[str, bytes]
) -> None:
    text = '<?xml version="1.0" encoding="UTF-16"?><!DOCTYPE w [<!ENTITY a "x">]><w>&a;</w>'
    packed[SHEET] = text.encode("utf-16")
    refused(pack(tmp_path / "a.xlsx", packed))


@pytest.mark.parametrize(
    "body",
    [
        CORNER + b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>',
        b'<row r="1"><c r="A1"><v>1</v></c><c r="ZZZ1"><v>1</v></c></row>',
        b'<row r="9"><c r="A9"><v>1</v></c></row>' + CORNER,
        b'<row r="1"><c r="AAAAAAA1"><v>1</v></c></row>',
        b'<row r="99999999999999999999"><c><v>1</v></c></row>',
        CORNER + b"<row/>" * 2_000_000 + b"<row><c><v>1</v></c></row>",
        b"<row>" + b"<c/>" * 20_000 + b"<c><v>1</v></c></row>",
        b"<row>" + b"<c>" * 500_000,
        b"<row " + b" " * 8_000_000 + b"/>",
        b"<row " + b"".join(b'a%d="" ' % n for n in range(400_000)) + b"/>",
        b"<row><!--" + b"-x" * 4_000_000 + b"--></row>",
    ],
    ids=["far corner", "far column",
         "unordered", "no column", "no row", "empty rows", "empty cells", "depth",
         "long tag", "attributes", "comment"],
)  # fmt: skip
def test_sheets_built_to_exhaust_the_reader_are_refused(
    body: bytes, tmp_path: Path, packed: dict[str, bytes]
) -> None:
    packed[SHEET] = HEAD + body + TAIL
    refused(pack(tmp_path / "sparse.xlsx", packed))


def test_a_claimed_size_is_not_believed(tmp_path: Path, packed: dict[str, bytes]) -> None:
    start, _tag, rest = packed[SHEET].partition(b"<dimension")
    packed[SHEET] = start + b'<dimension ref="A1:XFD1048576"' + rest[rest.index(b"/>") :]
    begun = time.perf_counter()
    assert len(read_workbook(pack(tmp_path / "a.xlsx", packed)).sheets[0].rows) == 4
    assert time.perf_counter() - begun < SECONDS


def test_styled_but_empty_cells_down_to_the_last_row_are_no_reason_to_refuse(
    tmp_path: Path, packed: dict[str, bytes]
) -> None:
    far = b'<row r="1048576" spans="1:2"><c r="A1048576" s="1"/><c r="XFD1048576" s="1"/></row>'
    packed[SHEET] = packed[SHEET].replace(b"</sheetData>", far + b"</sheetData>")
    assert len(read_workbook(pack(tmp_path / "a.xlsx", packed)).sheets[0].rows) == 4


def test_a_member_twice_and_a_locked_member_are_refused(
    tmp_path: Path, packed: dict[str, bytes]
) -> None:
    path = pack(tmp_path / "twice.xlsx", packed)
    with (
        zipfile.ZipFile(path, "a") as package,
        pytest.warns(UserWarning, match="Duplicate name"),
    ):
        package.writestr(SHEET, HEAD + TAIL)
    refused(path)
    raw = bytearray(pack(tmp_path / "locked.xlsx", packed).read_bytes())
    at = raw.find(b"PK\x01\x02")
    while at >= 0:
        raw[at + 8] |= 1
        at = raw.find(b"PK\x01\x02", at + 4)
    path.write_bytes(raw)
    assert "密码" in refused(path).message


def test_encrypted_workbooks_old_and_new_say_so(tmp_path: Path) -> None:
    new = tmp_path / "new.xlsx"
    new.write_bytes(wrap_stream("EncryptedPackage", b"\0" * 5000))
    assert "密码" in refused(new).message
    old = tmp_path / "old.xls"
    stream = struct.pack("<2H4H", 0x0809, 8, 0x0600, 5, 0, 0) + struct.pack("<3H", 0x2F, 2, 0)
    old.write_bytes(wrap_stream("Workbook", stream))
    assert "密码" in refused(old).message


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"", "空文件"),
        (b" \r\n", "空文件"),
        (b"%PDF-1.7\n\0\0", "PDF"),
        (b"\x89PNG\r\n\x1a\n", "图片"),
        (b"{\\rtf1 x}", "Word"),
        (b"Rar!\x1a\x07\x00", "压缩包"),
        (b"\x00\x01\x02\x03", "二进制"),
        (b"\xef\xbb\xbf\r\n", "空文件"),
        (b"<html><table><tr><td>\xe5\xa7\x93</td></tr></table></html>", "网页"),
        (b"\xff\xff\xff\xff", "编码"),
    ],
)
def test_other_kinds_of_files_are_named(content: bytes, kind: str, tmp_path: Path) -> None:
    path = tmp_path / "a.xls"
    path.write_bytes(content)
    assert kind in refused(path).message


@pytest.mark.parametrize(
    ("member", "kind"),
    [("xl/workbook.bin", ".xlsb"), ("word/document.xml", "Word"), ("a.txt", "压缩包")],
)
def test_other_packages_are_named(member: str, kind: str, tmp_path: Path) -> None:
    assert kind in refused(pack(tmp_path / "a.xlsx", {member: b"x"})).message


def test_a_damaged_file_is_refused_wherever_it_is_cut(ledgers: Path, tmp_path: Path) -> None:
    for name in ("ledger-office.xlsx", "ledger-office.xls"):
        whole = (ledgers / name).read_bytes()
        good = read_workbook(ledgers / name).sheets
        for end in range(8, len(whole), 997):
            path = tmp_path / name
            path.write_bytes(whole[:end])
            # Where only padding was lost, the file still reads; nothing else may come of it.
            with suppress(UserError):
                assert read_workbook(path).sheets == good


def test_changed_bytes_never_raise_anything_but_a_clear_error(
    ledgers: Path, tmp_path: Path
) -> None:
    for name in ("ledger-office.xlsx", "ledger-office.xls"):
        whole = (ledgers / name).read_bytes()
        for at in range(0, len(whole), 211):
            raw = bytearray(whole)
            raw[at] ^= 0xFF
            path = tmp_path / name
            path.write_bytes(raw)
            with suppress(UserError):
                read_workbook(path)


def test_missing_files_folders_and_unreadable_ones(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="找不到"):
        read_workbook(tmp_path / "none.xlsx")
    with pytest.raises(UserError, match="文件夹"):
        read_workbook(tmp_path)
    with pytest.raises(EnvironmentFault):
        read_workbook(tmp_path / ("x" * 300))


def test_too_many_rows_of_text_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "long.csv"
    path.write_bytes(b"a,b\n" * (limits.ROWS + 2))
    refused(path)
    path.write_bytes(b",".join([b"a"] * (limits.COLUMNS + 1)))
    refused(path)


def test_packages_that_always_use_the_64_bit_directory_are_read(
    tmp_path: Path, packed: dict[str, bytes]
) -> None:
    raw = pack(tmp_path / "a.xlsx", packed).read_bytes()
    at = raw.rfind(b"PK\x05\x06")
    members, size, offset = struct.unpack_from("<H2L", raw, at + 10)
    record = struct.pack(
        "<4sQ2H2L4Q", b"PK\x06\x06", 44, 45, 45, 0, 0, members, members, size, offset
    )
    locator = struct.pack("<4sLQL", b"PK\x06\x07", 0, at, 1)
    path = tmp_path / "b.xlsx"
    path.write_bytes(raw[:at] + record + locator + raw[at:])
    assert zipfile.is_zipfile(io.BytesIO(path.read_bytes()))
    assert len(read_workbook(path).sheets[0].rows) == 4


def test_dates_come_as_dates(write_xlsx: Callable[..., Path]) -> None:
    (row,) = read_workbook(write_xlsx([[date(2026, 1, 2), 1.5]])).sheets[0].rows
    assert row.cells == (date(2026, 1, 2), 1.5)


def test_merged_cells_that_would_cost_much_are_refused(
    write_xlsx: Callable[..., Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write_xlsx([["a"], *[["", n] for n in range(1, 40)]])
    with zipfile.ZipFile(path) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    ranges = b'<mergeCells count="1"><mergeCell ref="A1:A40"/></mergeCells>'
    parts[SHEET] = parts[SHEET].replace(b"</sheetData>", b"</sheetData>" + ranges)
    (sheet,) = read_workbook(pack(tmp_path / "merged.xlsx", parts)).sheets
    assert sheet.covered == {(number, 0): "a" for number in range(2, 41)}
    parts[SHEET] = parts[SHEET].replace(
        b"<mergeCell ref", b'<mergeCell ref="A1:A40"/>' * 4 + b"<mergeCell ref"
    )
    monkeypatch.setattr(limits, "CELLS", 100)
    assert "内部结构异常" in refused(pack(tmp_path / "many.xlsx", parts)).message


def test_rows_that_are_not_shown_are_known_in_both_formats(ledgers: Path, tmp_path: Path) -> None:
    new = tmp_path / "new.xlsx"
    with xlsxwriter.Workbook(str(new)) as workbook:
        sheet = workbook.add_worksheet()
        for at in range(5):
            sheet.write_string(at, 0, "甲")
        sheet.set_row(2, None, None, {"hidden": True})
        sheet.set_row(9, None, None, {"hidden": True})
    assert read_workbook(new).sheets[0].hidden_rows == {3, 10}

    raw = bytearray((ledgers / "ledger-office.xls").read_bytes())
    record = struct.pack("<3H", 0x0208, 16, 6)
    assert raw.count(record) >= 1
    raw[raw.index(record) + 4 + 12] |= 0x20
    old = tmp_path / "old.xls"
    old.write_bytes(raw)
    assert read_workbook(ledgers / "ledger-office.xls").sheets[0].hidden_rows == frozenset()
    assert read_workbook(old).sheets[0].hidden_rows == {7}
