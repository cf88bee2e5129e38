"""The guard before .xls: the old compound file is walked, measured and reduced to its cells.

Only the workbook stream is taken out and wrapped anew, so macros never reach the reader and a
circular or sparse file is refused before memory is spent on it. Values are not interpreted.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from typing import Final

from corrdesk.base.i18n import _
from corrdesk.casework.caseload.ledger import limits

MAGIC: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_END: Final = 0xFFFFFFFE
_FREE: Final = 0xFFFFFFFF
_FAT_SECTOR: Final = 0xFFFFFFFD
_NO_ENTRY: Final = 0xFFFFFFFF
_HEADER_FAT_SLOTS: Final = 109
_ENTRY_BYTES: Final = 128
_SECTOR: Final = 512
_SMALL_STREAM: Final = 4096

_BOF: Final = 0x0809
_FILEPASS: Final = 0x002F
_BOUNDSHEET: Final = 0x0085
_STRINGS: Final = 0x00FC
_DIMENSIONS: Final = 0x0200
_ROW: Final = 0x0208
_ROW_BYTES: Final = 16
_NOT_SHOWN: Final = 0x20  # the row has no height: filtered, grouped or hidden by hand
_BIFF8: Final = 0x0600
_RECORD_HEAD: Final = 4
_SHORTEST_CELL: Final = 6
_SHORTEST_STRING: Final = 3
# Records whose body starts with row and column: formula, number, label, boolean, strings, RK.
_CELL_RECORDS: Final = frozenset({0x0006, 0x0203, 0x0204, 0x0205, 0x00D6, 0x00FD, 0x027E, 0x00BD})
_MANY_RK: Final = 0x00BD


@dataclass(frozen=True, slots=True)
class CheckedCompound:
    """A compound file that is safe to hand to the reader, and the rows that it does not show."""

    data: bytes
    hidden: dict[str, frozenset[int]]
    """Sheet name to the numbers of rows that are not shown."""


def check_compound(data: bytes) -> CheckedCompound:
    """Return a compound file with nothing but the checked workbook stream of `data`.

    Raises a `UserError` for encrypted, damaged, oversized and foreign files.
    """
    try:
        container = _Container(data)
        if container.find("encryptedpackage"):
            raise limits.encrypted()
        stream = container.find("workbook") or container.find("book")
        if stream is None:
            raise limits.not_a_ledger(_("旧版 Office 文件，但不是 Excel 工作簿"))
        checked, hidden = _checked_stream(stream)
        return CheckedCompound(wrap_stream("Workbook", checked), hidden)
    except (struct.error, IndexError) as error:
        raise limits.damaged() from error


class _Container:
    """Sectors, chains and directory of a compound file; every chain is walked once at most."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        shift, mini_shift = struct.unpack_from("<2H", data, 30)
        if shift not in (9, 12) or mini_shift != 6:
            raise limits.damaged()
        self._sector = 1 << shift
        first_directory = struct.unpack_from("<L", data, 48)[0]
        self._cutoff, first_mini, _mini_count, first_more = struct.unpack_from("<4L", data, 56)
        self._fat = self._read_fat(first_more)
        self._mini_fat = _numbers(self._chain(first_mini)) if first_mini < _FAT_SECTOR else ()
        self._entries = self._read_directory(first_directory)

    def _sector_bytes(self, number: int) -> bytes:
        start = (number + 1) * self._sector
        chunk = self._data[start : start + self._sector]
        if not chunk:
            raise limits.damaged()
        return chunk.ljust(self._sector, b"\0")  # writers may cut the last sector short

    def _read_fat(self, first_more: int) -> tuple[int, ...]:
        slots = list(struct.unpack_from(f"<{_HEADER_FAT_SLOTS}L", self._data, 76))
        seen: set[int] = set()
        more = first_more
        while more < _FAT_SECTOR:
            if more in seen:
                raise limits.suspicious()
            seen.add(more)
            numbers = _numbers(self._sector_bytes(more))
            slots += numbers[:-1]
            more = numbers[-1]
        used = [slot for slot in slots if slot < _FAT_SECTOR]
        if len(set(used)) != len(used):
            raise limits.suspicious()
        return tuple(number for slot in used for number in _numbers(self._sector_bytes(slot)))

    def _chain(self, first: int) -> bytes:
        """Return the bytes of a chain of whole sectors."""
        return b"".join(self._sector_bytes(number) for number in _walk(first, self._fat))

    def _read_directory(self, first: int) -> dict[str, tuple[int, int]]:
        """Return lower-case stream name to (first sector, size); the first of a name counts."""
        raw = self._chain(first)
        entries: dict[str, tuple[int, int]] = {}
        for at in range(0, len(raw) - _ENTRY_BYTES + 1, _ENTRY_BYTES):
            length, kind = struct.unpack_from("<HB", raw, at + 64)
            start, size = struct.unpack_from("<2L", raw, at + 116)
            name = raw[at : at + max(0, min(length, 64) - 2)].decode("utf-16-le", "replace")
            if kind == 5:
                entries[""] = (start, size)
            elif kind == 2:
                entries.setdefault(name.lower(), (start, size))
        return entries

    def find(self, name: str) -> bytes | None:
        """Return the content of a stream, or None if there is none of that name."""
        if name not in self._entries:
            return None
        start, size = self._entries[name]
        if size > len(self._data):
            raise limits.suspicious()
        if size >= self._cutoff:
            return self._chain(start)[:size]
        mini = self._chain(self._entries[""][0]) if "" in self._entries else b""
        pieces = (mini[n * 64 : n * 64 + 64] for n in _walk(start, self._mini_fat))
        return b"".join(pieces)[:size]


def _numbers(raw: bytes) -> tuple[int, ...]:
    return struct.unpack(f"<{len(raw) // 4}L", raw)


def _walk(first: int, table: tuple[int, ...]) -> list[int]:
    """Return the sector numbers of a chain; a circle or a way out of the table is refused."""
    numbers: list[int] = []
    seen: set[int] = set()
    current = first
    while current < _FAT_SECTOR:
        if current in seen:
            raise limits.suspicious()
        if current >= len(table):
            raise limits.damaged()
        seen.add(current)
        numbers.append(current)
        current = table[current]
    return numbers


class _Measure:
    """Walks the records of a stream (BIFF5 and BIFF8) and adds up how far its cells reach."""

    def __init__(self, stream: bytes) -> None:
        self._stream = stream
        self._area = self._rows = self._columns = 0
        self._starts: set[int] = set()
        self._sheets: list[tuple[int, str]] = []
        self._hidden: dict[int, set[int]] = {}
        self._newest = 0
        self.dimensions: list[tuple[int, int]] = []
        """Body and end of the records that claim a size; the reader would reserve it unseen."""

    def walk(self) -> None:
        """Refuse an encrypted, oversized, unordered or misleading stream."""
        at, end = 0, len(self._stream)
        if end < _RECORD_HEAD or struct.unpack_from("<H", self._stream)[0] != _BOF:
            raise limits.damaged()
        while at + _RECORD_HEAD <= end:
            kind, length = struct.unpack_from("<2H", self._stream, at)
            body, following = at + _RECORD_HEAD, at + _RECORD_HEAD + length
            if following > end:
                break  # the reader decides about a cut tail
            self._record(kind, at, body, following)
            at = following
        if len(self._sheets) > limits.SHEETS or not self._starts.issuperset(
            start for start, _name in self._sheets
        ):
            raise limits.suspicious()  # the reader jumps there and would see other records

    @property
    def hidden(self) -> dict[str, frozenset[int]]:
        """Return sheet name to the numbers of its rows that are not shown."""
        return {name: frozenset(self._hidden.get(start, ())) for start, name in self._sheets}

    def _record(self, kind: int, at: int, body: int, following: int) -> None:
        if kind in _CELL_RECORDS:
            self._cell(kind, body, following)
        elif kind == _BOF:
            self._starts.add(at)
            self._newest = at
            self._area += self._rows * self._columns
            self._rows = self._columns = 0
        elif kind == _BOUNDSHEET:
            start = struct.unpack_from("<L", self._stream, body)[0]
            self._sheets.append((start, self._name(body + 6, following)))
        elif kind == _ROW and following - body >= _ROW_BYTES:
            row, flags = struct.unpack_from("<H10xH", self._stream, body)
            if flags & _NOT_SHOWN:
                self._hidden.setdefault(self._newest, set()).add(row + 1)
        elif kind == _DIMENSIONS:
            self.dimensions.append((body, following))
        elif kind == _STRINGS:
            claimed = struct.unpack_from("<L", self._stream, body + 4)[0]
            if claimed > len(self._stream) // _SHORTEST_STRING:
                raise limits.suspicious()
        elif kind == _FILEPASS:
            raise limits.encrypted()

    def _name(self, at: int, end: int) -> str:
        """Return the name of a sheet; one that cannot be read is no sheet's name."""
        if at >= end:
            return ""
        length, text = self._stream[at], self._stream[at + 1 : end]
        if struct.unpack_from("<H", self._stream, _RECORD_HEAD)[0] < _BIFF8:
            return text[:length].decode("gb18030", "replace")
        if text[:1] == b"\1":
            return text[1 : 1 + 2 * length].decode("utf-16-le", "replace")
        return text[1 : 1 + length].decode("latin-1")

    def _cell(self, kind: int, body: int, following: int) -> None:
        if following - body < _SHORTEST_CELL:
            raise limits.damaged()
        row, column = struct.unpack_from("<2H", self._stream, body)
        if kind == _MANY_RK:
            column = max(column, struct.unpack_from("<H", self._stream, following - 2)[0])
        if row + 1 < self._rows:
            raise limits.damaged()  # the reader takes the last row for the lowest
        self._rows, self._columns = row + 1, max(self._columns, column + 1)
        if self._area + self._rows * self._columns > limits.CELLS:
            raise limits.too_large()


def _checked_stream(stream: bytes) -> tuple[bytes, dict[str, frozenset[int]]]:
    """Return the stream with its claims of size emptied and its hidden rows, or refuse it."""
    measure = _Measure(stream)
    measure.walk()
    cleaned = bytearray(stream)
    for body, following in measure.dimensions:
        cleaned[body:following] = bytes(following - body)
    return bytes(cleaned), measure.hidden


def wrap_stream(name: str, stream: bytes) -> bytes:
    """Return a compound file that holds one stream and nothing else."""
    padded = stream.ljust(_SMALL_STREAM, b"\0")
    body = padded.ljust(-(-len(padded) // _SECTOR) * _SECTOR, b"\0")
    data_sectors = len(body) // _SECTOR
    fat_sectors, slots = 1, _SECTOR // 4
    while fat_sectors * slots < data_sectors + 1 + fat_sectors + _more_count(fat_sectors):
        fat_sectors += 1
    more_sectors = _more_count(fat_sectors)
    directory_at = data_sectors
    fat_at = directory_at + 1
    more_at = fat_at + fat_sectors
    fat = [*range(1, data_sectors), _END, _END]
    fat += [_FAT_SECTOR] * fat_sectors + [_FAT_SECTOR - 1] * more_sectors
    fat += [_FREE] * (fat_sectors * slots - len(fat))
    positions = list(range(fat_at, fat_at + fat_sectors))
    first_more = more_at if more_sectors else _END
    header = struct.pack(
        "<8s16x5H6x9L",
        MAGIC, 0x3E, 3, 0xFFFE, 9, 6,
        0, fat_sectors, directory_at, 0, _SMALL_STREAM, _END, 0, first_more, more_sectors,
    )  # fmt: skip
    head = positions[:_HEADER_FAT_SLOTS]
    head += [_FREE] * (_HEADER_FAT_SLOTS - len(head))
    header += struct.pack(f"<{_HEADER_FAT_SLOTS}L", *head)
    directory = _entry("Root Entry", 5, child=1, start=_END, size=0)
    directory += _entry(name, 2, child=_NO_ENTRY, start=0, size=len(padded))
    directory = directory.ljust(_SECTOR, b"\0")
    table = struct.pack(f"<{len(fat)}L", *fat)
    return header + body + directory + table + _more(positions, more_at)


def _more_count(fat_sectors: int) -> int:
    """Return how many extra sectors the list of FAT sectors needs beyond the header."""
    return max(0, -(-(fat_sectors - _HEADER_FAT_SLOTS) // (_SECTOR // 4 - 1)))


def _more(positions: list[int], more_at: int) -> bytes:
    """Return the sectors that list the FAT sectors which found no room in the header."""
    rest, step, out = positions[_HEADER_FAT_SLOTS:], _SECTOR // 4 - 1, b""
    for index in range(0, len(rest), step):
        part = rest[index : index + step]
        following = more_at + index // step + 1 if index + step < len(rest) else _END
        part += [_FREE] * (step - len(part))
        out += struct.pack(f"<{step + 1}L", *part, following)
    return out


def _entry(name: str, kind: int, *, child: int, start: int, size: int) -> bytes:
    """Return one directory entry."""
    text = name.encode("utf-16-le") + b"\0\0"
    return struct.pack(
        "<64sHBB3L16xL16xLQ",
        text, len(text), kind, 1, _NO_ENTRY, _NO_ENTRY, child, 0, start, size,
    )  # fmt: skip
