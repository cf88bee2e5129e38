"""The choke point: every text that reaches paper, PDF metadata or a QR code passes `safe_text`.

It escapes no markup: printing interprets none at all, so `<img>` or `{{x}}` are just glyphs.
"""

from __future__ import annotations

import dataclasses
import re
import unicodedata
from typing import Any, TypeVar

_PARAGRAPH_ENDS = re.compile("\r\n|[\n\r\x0b\x0c\x85\u2028\u2029]")
# Canonical normalisation would replace these by other ideographs: a name must keep its own form.
_COMPATIBILITY_IDEOGRAPHS = re.compile("([\uf900-\ufaff\U0002f800-\U0002fa1f]+)")
_SPACES = re.compile("[\t\u00a0\u1680\u2000-\u200a\u202f\u205f]")
# What has no picture of its own and could reorder, hide or join the picture of other text.
_INVISIBLE = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e"
    "\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb\U0001d173-\U0001d17a\U000e0000-\U000e0fff]"
)
_CONTROL_CATEGORIES = frozenset({"Cc", "Cf", "Cs"})

SheetT = TypeVar("SheetT")


def safe_text(text: str, *, paragraphs: bool = False) -> str:
    """The same text with nothing in it that could act on its surroundings.

    Controls, bidirectional marks, zero-width characters and lone surrogates are removed, exotic
    spaces become plain ones, and the text is composed (NFC) without touching compatibility
    ideographs. Line breaks become one space, or stay as newlines when `paragraphs` is true.
    Applying it twice changes nothing.
    """
    parts = _PARAGRAPH_ENDS.split(text)
    cleaned = [_clean_line(part) for part in parts]
    return ("\n" if paragraphs else " ").join(part for part in cleaned if part)


def _clean_line(line: str) -> str:
    line = _INVISIBLE.sub("", _SPACES.sub(" ", line))
    line = "".join(c for c in line if unicodedata.category(c) not in _CONTROL_CATEGORIES)
    pieces = _COMPATIBILITY_IDEOGRAPHS.split(line)
    pieces[::2] = [unicodedata.normalize("NFC", piece) for piece in pieces[::2]]
    return "".join(pieces).strip(" ")


def safe_sheet(sheet: SheetT, *, paragraphs: frozenset[str] = frozenset()) -> SheetT:
    """A copy of a sheet (a dataclass of texts, dates and nested sheets) with every text cleaned.

    Fields named in `paragraphs` keep their line breaks.
    """
    if not dataclasses.is_dataclass(sheet) or isinstance(sheet, type):
        raise TypeError("a sheet is a dataclass instance")
    changes = {
        field.name: _safe_value(getattr(sheet, field.name), paragraphs=field.name in paragraphs)
        for field in dataclasses.fields(sheet)
    }
    return dataclasses.replace(sheet, **changes)


def _safe_value(value: Any, *, paragraphs: bool) -> Any:
    if isinstance(value, str):
        return safe_text(value, paragraphs=paragraphs)
    if isinstance(value, tuple):
        return tuple(_safe_value(item, paragraphs=paragraphs) for item in value)
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return safe_sheet(value)
    return value


def sheet_texts(sheet: object) -> tuple[str, ...]:
    """Every text in a sheet, nested ones included, in field order."""
    if isinstance(sheet, str):
        return (sheet,)
    if isinstance(sheet, tuple):
        return tuple(text for item in sheet for text in sheet_texts(item))
    if dataclasses.is_dataclass(sheet) and not isinstance(sheet, type):
        values = (getattr(sheet, field.name) for field in dataclasses.fields(sheet))
        return tuple(text for value in values for text in sheet_texts(value))
    return ()
