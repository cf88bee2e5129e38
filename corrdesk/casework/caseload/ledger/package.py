"""The guard before .xlsx and .xlsm: a zip package is measured, checked and packed again.

Only the parts that hold cells go into the new package, so the reader never sees macros,
pictures, links or anything that was not checked here. Values are not interpreted.
"""

from __future__ import annotations

import io
import re
import struct
import zipfile
import zlib
from dataclasses import dataclass
from functools import lru_cache
from typing import IO, TYPE_CHECKING, BinaryIO, Final
from xml.parsers import expat

from corrdesk.base.i18n import N_, _
from corrdesk.casework.caseload.ledger import limits

if TYPE_CHECKING:
    from collections.abc import Iterator

_CHUNK: Final = 1 << 16
_EOCD: Final = struct.Struct("<4s4H2LH")
_EOCD64_LOCATOR: Final = struct.Struct("<4sLQL")
_EOCD64: Final = struct.Struct("<4sQ2H2L4Q")
_EOCD_SEARCH: Final = 65_557
_ZIP64_MARK: Final = 0xFFFF
_WANTED: Final = re.compile(
    r"\[content_types\]\.xml|_rels/\.rels|xl/[^/]+\.xml|xl/_rels/[^/]+\.rels"
    r"|xl/worksheets/[^/]+\.xml",
)
_SHEET: Final = re.compile(r"xl/worksheets/[^/]+\.xml")
_REFERENCE: Final = re.compile(r"([A-Za-z]{1,3})([0-9]{1,7})")
_ROW_NUMBER: Final = re.compile(r"[0-9]{1,7}")
_ENCRYPTED_FLAG: Final = 0x1


@dataclass(frozen=True, slots=True)
class CheckedPackage:
    """A package that is safe to hand to the reader, and where its sheets hold formulas."""

    data: bytes
    formulas: dict[str, frozenset[tuple[int, int]]]
    """Part name, lower case, to (row, column) of formula cells, counted from 1."""
    targets: dict[str, str]
    """Sheet name to part name, lower case."""
    hidden: dict[str, frozenset[int]]
    """Part name, lower case, to the numbers of rows that are not shown."""


def check_package(source: BinaryIO) -> CheckedPackage:
    """Return the harmless part of a workbook package, or raise a `UserError` saying why not."""
    _check_directory(source)
    try:
        with zipfile.ZipFile(source) as package:
            infos = _checked_members(package)
            return _repack(package, infos)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, struct.error) as error:
        raise limits.damaged() from error


def _check_directory(source: BinaryIO) -> None:
    """Refuse a package with too many members before the list of them is read."""
    size = source.seek(0, io.SEEK_END)
    start = max(0, size - _EOCD_SEARCH)
    source.seek(start)
    tail = source.read()
    at = tail.rfind(b"PK\x05\x06")
    if at < 0 or len(tail) - at < _EOCD.size:
        raise limits.damaged()
    fields = _EOCD.unpack_from(tail, at)
    members, directory = fields[4], fields[5]
    locator = at - _EOCD64_LOCATOR.size
    if locator >= 0 and tail[locator : locator + 4] == b"PK\x06\x07":
        # Some exporters always write the 64-bit form; the record ends where its locator begins.
        record = start + locator - _EOCD64.size
        source.seek(max(0, record))
        raw = source.read(_EOCD64.size)
        if len(raw) < _EOCD64.size or raw[:4] != b"PK\x06\x06":
            raise limits.suspicious()
        fields64 = _EOCD64.unpack(raw)
        members, directory = fields64[7], fields64[8]
    elif members == _ZIP64_MARK:
        raise limits.suspicious()
    if members > limits.MEMBERS or directory > limits.DIRECTORY_BYTES:
        raise limits.suspicious()
    source.seek(0)


def _part_name(info: zipfile.ZipInfo) -> str:
    return info.filename.replace("\\", "/").lstrip("/").lower()


def _checked_members(package: zipfile.ZipFile) -> dict[str, zipfile.ZipInfo]:
    """Return the wanted members by part name after measuring all of them."""
    wanted: dict[str, zipfile.ZipInfo] = {}
    names: set[str] = set()
    total = 0
    for info in package.infolist():
        name = _part_name(info)
        if info.flag_bits & _ENCRYPTED_FLAG:
            raise limits.encrypted()
        if name in names:
            raise limits.suspicious()
        names.add(name)
        if info.file_size > limits.RATIO_FREE_BYTES and info.file_size > limits.RATIO * max(
            info.compress_size, 1
        ):
            raise limits.suspicious()
        if info.file_size > limits.UNPACKED_BYTES:
            raise limits.too_large()
        if _WANTED.fullmatch(name):
            total += info.file_size
            wanted[name] = info
    if total > limits.UNPACKED_BYTES:
        raise limits.too_large()
    if "xl/workbook.xml" not in wanted:
        raise limits.not_a_ledger(_(_other_kind(names)))
    return wanted


def _other_kind(names: set[str]) -> str:
    """Say for people what a zip file without a workbook part is."""
    if "xl/workbook.bin" in names:
        return N_("Excel 二进制工作簿 .xlsb")
    if "word/document.xml" in names:
        return N_("Word 文档")
    if "content.xml" in names and "mimetype" in names:
        return N_("OpenDocument 文件")
    return N_("压缩包")


def _repack(package: zipfile.ZipFile, infos: dict[str, zipfile.ZipInfo]) -> CheckedPackage:
    """Stream every wanted part through its check into a new package."""
    out = io.BytesIO()
    formulas: dict[str, frozenset[tuple[int, int]]] = {}
    hidden: dict[str, frozenset[int]] = {}
    workbook, relations = _WorkbookScan(), _RelationScan()
    cells = 0
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as target:
        for name, info in infos.items():
            scan: _Scan
            if _SHEET.fullmatch(name):
                scan = _SheetScan(limits.CELLS - cells)
            elif name == "xl/workbook.xml":
                scan = workbook
            elif name == "xl/_rels/workbook.xml.rels":
                scan = relations
            else:
                scan = _Scan()
            with (
                package.open(info) as part,
                target.open(info.filename.replace("\\", "/"), "w") as copy,
            ):
                for chunk in _chunks(part):
                    scan.feed(chunk)
                    copy.write(chunk)
            scan.close()
            if isinstance(scan, _SheetScan):
                cells += scan.area
                formulas[name] = frozenset(scan.formulas)
                hidden[name] = frozenset(scan.hidden)
    targets = {sheet: relations.targets.get(key, "") for sheet, key in workbook.sheets}
    return CheckedPackage(out.getvalue(), formulas, targets, hidden)


def _chunks(part: IO[bytes]) -> Iterator[bytes]:
    while chunk := part.read(_CHUNK):
        yield chunk


class _Scan:
    """Reads one XML part without keeping it: refuses DTDs, deep nesting and giant tags."""

    def __init__(self) -> None:
        self._parser = expat.ParserCreate()
        self._parser.StartElementHandler = self._open
        self._parser.EndElementHandler = self._close
        self._parser.StartDoctypeDeclHandler = self._doctype
        self._depth = 0
        self._fed = 0

    def feed(self, chunk: bytes) -> None:
        """Check the next piece."""
        self._fed += len(chunk)
        self._parse(chunk, final=False)
        # An endless tag would be scanned again from its start with every piece.
        if self._fed - max(self._parser.CurrentByteIndex, 0) > limits.XML_TOKEN_BYTES:
            raise limits.suspicious()

    def close(self) -> None:
        """Check that the part is complete."""
        self._parse(b"", final=True)

    def _parse(self, chunk: bytes, *, final: bool) -> None:
        try:
            self._parser.Parse(chunk, final)
        except expat.ExpatError as error:
            raise limits.damaged() from error

    def _doctype(self, *_declaration: object) -> None:
        raise limits.suspicious()

    def _open(self, name: str, attributes: dict[str, str]) -> None:
        self._depth += 1
        if self._depth > limits.XML_DEPTH:
            raise limits.suspicious()
        self.element(name.rpartition(":")[2] if ":" in name else name, attributes)

    def _close(self, _name: str) -> None:
        self._depth -= 1

    def element(self, name: str, attributes: dict[str, str]) -> None:
        """Look at one opening tag; the base class has nothing to look for."""


class _WorkbookScan(_Scan):
    """Collects the names of the sheets and the relation each one points through."""

    def __init__(self) -> None:
        super().__init__()
        self.sheets: list[tuple[str, str]] = []

    def element(self, name: str, attributes: dict[str, str]) -> None:
        """Remember a sheet."""
        if name != "sheet":
            return
        key = next((v for k, v in attributes.items() if k.rpartition(":")[2] == "id"), "")
        self.sheets.append((attributes.get("name", ""), key))
        if len(self.sheets) > limits.SHEETS:
            raise limits.suspicious()


class _RelationScan(_Scan):
    """Collects which part each relation of the workbook means."""

    def __init__(self) -> None:
        super().__init__()
        self.targets: dict[str, str] = {}

    def element(self, name: str, attributes: dict[str, str]) -> None:
        """Remember a relation."""
        if name == "Relationship":
            target = attributes.get("Target", "").replace("\\", "/").lower()
            part = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
            self.targets[attributes.get("Id", "")] = part


@lru_cache(maxsize=1024)
def _column_number(letters: str) -> int:
    """Return 1 for A, 27 for AA."""
    column = 0
    for letter in letters.upper():
        column = column * 26 + ord(letter) - 64
    return column


class _SheetScan(_Scan):
    """Follows the position of every cell: how far values reach and which are formulas."""

    def __init__(self, cells_left: int) -> None:
        super().__init__()
        self._cells_left = cells_left
        self._row = 0
        self._column = 0
        self._row_tags = 0
        self._rows = 0
        self._columns = 0
        self.formulas: set[tuple[int, int]] = set()
        self.hidden: set[int] = set()

    @property
    def area(self) -> int:
        """Cells from A1 to the last row and column with a value."""
        return self._rows * self._columns

    def element(self, name: str, attributes: dict[str, str]) -> None:
        """Follow rows and cells; positions may be left out and then count on."""
        if name == "c":
            self._cell(attributes.get("r"))
        elif name == "row":
            self._next_row(attributes.get("r"))
            if attributes.get("hidden") in {"1", "true"} and self._row <= limits.ROWS:
                self.hidden.add(self._row)
        elif name in {"v", "is", "f"}:
            if self._row != self._rows or self._column > self._columns:
                self._grow()
            if name == "f":
                self.formulas.add((self._row, self._column))

    def _next_row(self, number: str | None) -> None:
        self._row_tags += 1
        if self._row_tags > limits.ROW_TAGS:
            raise limits.too_large()
        if number is None:
            self._row += 1
        elif _ROW_NUMBER.fullmatch(number):
            self._row = int(number)
        else:
            raise limits.damaged()
        self._column = 0

    def _cell(self, reference: str | None) -> None:
        if reference is None:
            self._column += 1
            return
        match = _REFERENCE.fullmatch(reference)
        if match is None:
            raise limits.damaged()
        self._column, self._row = _column_number(match[1]), int(match[2])

    def _grow(self) -> None:
        if self._row < self._rows:
            raise limits.damaged()  # the reader takes the last row for the lowest
        self._rows, self._columns = self._row, max(self._columns, self._column)
        if (
            self._rows > limits.ROWS
            or self._columns > limits.COLUMNS
            or self.area > self._cells_left
        ):
            raise limits.too_large()
