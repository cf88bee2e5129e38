"""Reads delimited text (.csv, tab separated): encoding, separator and the line of every record.

Everything is text; nothing is guessed about the meaning of a cell.
"""

from __future__ import annotations

import codecs
import csv
import io
import re
import unicodedata
from typing import TYPE_CHECKING, Final

from corrdesk.base.i18n import N_, _
from corrdesk.casework.caseload.ledger import limits

if TYPE_CHECKING:
    from collections.abc import Iterator

UNREADABLE: Final = "\ufffd"
"""Stands for bytes that are no text."""

_SEPARATORS: Final = (",", ";", "\t")
_SAMPLE_LINES: Final = 30
_BOMS: Final = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_OTHER_KINDS: Final = (
    (b"%PDF-", N_("PDF 文件")),
    (b"{\\rtf", N_("Word 文档（RTF）")),
    (b"MIME-Version:", N_("网页文件")),
    (b"\x89PNG", N_("图片")),
    (b"\xff\xd8\xff", N_("图片")),
    (b"Rar!", N_("压缩包")),
    (b"7z\xbc\xaf\x27\x1c", N_("压缩包")),
)
_FITTING: Final = 10  # characters beyond ASCII for every one that is not UTF-8
_SPOILT_LINES: Final = 3
_SPOILT_SHARE: Final = 10  # one line in so many
_SPOILT_CHARS: Final = 50  # one character in so many
_FORCED_TEXT: Final = re.compile(r'="([^"]*)"')
"""How exports keep a spreadsheet from rounding a number: ="370323197101010031"."""


def read_delimited(data: bytes) -> Iterator[tuple[int, list[str]]]:
    """Yield (line, cells) of every record; a record is numbered by the line it starts on.

    Raises a `UserError` if the bytes are no text in UTF-8, UTF-16 with mark or GB18030.
    """
    if data.count(b"\n") > limits.ROWS:
        raise limits.too_large()
    for magic, kind in _OTHER_KINDS:
        if data.startswith(magic):
            raise limits.not_a_ledger(_(kind))
    text = _decode(data)
    if not text.strip("\ufeff \t\r\n\x1a"):
        raise limits.not_a_ledger(_("空文件"))
    if text.lstrip("\ufeff \t\r\n").startswith("<"):
        raise limits.not_a_ledger(_("网页或 XML 文件，只是扩展名像表格"))
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_separator(text))
    line = 1
    area = 0
    while True:
        try:
            cells = next(reader, None)
        except csv.Error as error:
            raise limits.damaged() from error
        if cells is None:
            return
        area += len(cells)
        if len(cells) > limits.COLUMNS or area > limits.CELLS:
            raise limits.too_large()
        yield line, [_without_force(cell) for cell in cells]
        line = reader.line_num + 1


def _decode(data: bytes) -> str:
    """Return the text; UTF-8 is tried first because GB18030 accepts nearly everything.

    A few bytes that are no text become `UNREADABLE`, so that they keep out their rows alone.
    """
    for bom, encoding in _BOMS:
        if data.startswith(bom):
            text = data.decode(encoding, "replace")
            if not _mostly_readable(text):
                raise limits.damaged()
            return text
    if b"\0" in data and (text := _unmarked_utf16(data)):
        return text
    text = data.decode("utf-8", "replace")
    if UNREADABLE in text and not _is_utf8(text):
        text = data.decode("gb18030", "replace")
    text = text.replace("\0", UNREADABLE)
    if _mostly_readable(text):
        return text
    if b"\0" in data:
        raise limits.not_a_ledger(_("二进制文件，不是文本也不是 Excel 工作簿"))
    raise limits.not_a_ledger(_("文字编码既不是 UTF-8 也不是 GB18030"))


def _is_utf8(text: str) -> bool:
    """Say whether text that is not all UTF-8 is a spoilt file in it: another one hardly fits."""
    spoilt = text.count(UNREADABLE)
    beyond_ascii = len(text) - len(text.encode("ascii", "ignore"))
    return beyond_ascii - spoilt >= _FITTING * spoilt


def _mostly_readable(text: str) -> bool:
    """Say whether what cannot be read is a blemish of single lines and not the whole file."""
    spoilt = text.count(UNREADABLE)
    if not spoilt:
        return True
    lines = text.splitlines()
    spoilt_lines = sum(UNREADABLE in line for line in lines)
    few = spoilt_lines <= max(_SPOILT_LINES, len(lines) // _SPOILT_SHARE)
    return few and spoilt * _SPOILT_CHARS <= len(text)


def _unmarked_utf16(data: bytes) -> str:
    """Return the text of UTF-16 without its mark, nothing if the bytes are something else."""
    for encoding in ("utf-16-le", "utf-16-be"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        kinds = {unicodedata.category(char) for char in set(text) - set("\t\r\n")}
        if "\n" in text and kinds.isdisjoint({"Cc", "Cn", "Co"}):
            return text
    return ""


def _without_force(cell: str) -> str:
    """Return a cell without the formula that only forces it to be text."""
    match = _FORCED_TEXT.fullmatch(cell.strip()) if cell.lstrip().startswith("=") else None
    return match[1] if match else cell


def _separator(text: str) -> str:
    """Return the separator that cuts the first lines most often outside quotes."""
    counts = dict.fromkeys(_SEPARATORS, 0)
    quoted = False
    lines = 0
    for char in text:
        if char == '"':
            quoted = not quoted
        elif quoted:
            continue
        elif char in counts:
            counts[char] += 1
        elif char == "\n":
            lines += 1
            if lines == _SAMPLE_LINES:
                break
    return max(_SEPARATORS, key=lambda separator: counts[separator])
