"""Careful handling of typed and imported text: widths, spaces, names, Chinese numerals.

Deliberately no Unicode compatibility normalisation: NFKC would turn some characters of
people's names into others.
"""

import re
import unicodedata
from typing import Final

# Full-width letters, digits and the punctuation that people use inside numbers and dates.
_FULL_WIDTH: Final = {
    **{ord("０") + i: chr(ord("0") + i) for i in range(10)},
    **{ord("Ａ") + i: chr(ord("A") + i) for i in range(26)},
    **{ord("ａ") + i: chr(ord("a") + i) for i in range(26)},
    **dict(zip(map(ord, "．／－：＋，（）＃＊"), "./-:+,()#*", strict=True)),
    **dict.fromkeys([*range(0x2010, 0x2016), 0x2212], "-"),
    **dict.fromkeys([0x00A0, 0x2007, 0x202F, 0x3000], " "),
}
_HAN_RANGES: Final = (
    (0x3007, 0x3007),  # 〇
    (0x3400, 0x4DBF),  # extension A
    (0x4E00, 0x9FFF),
    (0xF900, 0xFAFF),  # compatibility ideographs: some are in use in names
    (0x20000, 0x323AF),  # extensions B to H and the compatibility supplement
)
_HAN: Final = "".join(f"{chr(first)}-{chr(last)}" for first, last in _HAN_RANGES)
_HAN_GAP: Final = re.compile(rf"(?<=[{_HAN}])\s+(?=[{_HAN}])")
_INVISIBLE: Final = re.compile(r"[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
_NAME_DOTS: Final = str.maketrans(dict.fromkeys("•‧・･∙⋅●．", "·"))
_HAN_DOT: Final = re.compile(rf"(?<=[{_HAN}])\s*[.·]\s*(?=[{_HAN}])")
_NAME_MARKS: Final = frozenset("· -'’.")
_NAME_LIMIT: Final = 60
_DIGITS: Final = "零一二三四五六七八九"
_UNITS: Final = ("", "十", "百", "千")
_NUMBER_LIMIT: Final = 9999


def to_half_width(text: str) -> str:
    """Return the text with full-width digits, letters, spaces and number punctuation narrowed."""
    return text.translate(_FULL_WIDTH)


def without_invisible(text: str) -> str:
    """Return the text without the marks of direction and width that copying brings along."""
    return _INVISIBLE.sub("", text)


def squeeze_spaces(text: str) -> str:
    """Return the text trimmed, with every run of white space as one plain space."""
    return " ".join(text.split())


def is_han(char: str) -> bool:
    """Say whether one character is a Chinese character, extensions included."""
    code = ord(char)
    return any(first <= code <= last for first, last in _HAN_RANGES)


def strip_han_spaces(text: str) -> str:
    """Return the text without the spaces that ledgers put between characters (黄　庆)."""
    return _HAN_GAP.sub("", text)


def clean_name(name: str) -> str:
    """Return a name as it is stored: trimmed, 黄　庆 as 黄庆, every kind of name dot as ·.

    A full stop between Chinese characters is such a dot (阿迪力.买买提), between Latin ones not.
    """
    plain = strip_han_spaces(squeeze_spaces(name)).translate(_NAME_DOTS)
    return _HAN_DOT.sub("·", plain)


def name_problem(name: str) -> str | None:
    """Say what is wrong with a person's name: "missing", "length", "characters" or None.

    Han characters, Latin letters, spaces, · and the marks of foreign names are names; digits,
    markup, formulas, control, invisible and direction-changing characters are not.
    """
    # Before cleaning, which would turn a line break inside a name into a plain space.
    trimmed = name.strip(" \t\r\n")
    if any(unicodedata.category(char) in {"Cc", "Zl", "Zp"} for char in trimmed):
        return "characters"
    cleaned = clean_name(name)
    if not cleaned:
        return "missing"
    if len(cleaned) > _NAME_LIMIT:
        return "length"
    if not _is_letter(cleaned[0]):
        return "characters"
    allowed = all(_is_letter(char) or char in _NAME_MARKS for char in cleaned)
    return None if allowed else "characters"


def is_safe_name(name: str) -> bool:
    """Say whether `name_problem` finds nothing."""
    return name_problem(name) is None


def _is_letter(char: str) -> bool:
    """Say whether a character can carry a name: an assigned Han character or a Latin letter."""
    if not unicodedata.category(char).startswith("L"):
        # 〇 is a number to Unicode; extension characters may be newer than this Python.
        return is_han(char) and unicodedata.category(char) in {"Nl", "Cn"}
    return is_han(char) or unicodedata.name(char, "").startswith("LATIN ")


def chinese_number(n: int) -> str:
    """Return a number of 0 to 9999 as law texts write it: 34 is 三十四, 110 is 一百一十."""
    if not 0 <= n <= _NUMBER_LIMIT:
        msg = "only numbers from 0 to 9999 are written in characters"
        raise ValueError(msg)
    if n == 0:
        return _DIGITS[0]
    written = ""
    for place, digit in zip(range(len(str(n)) - 1, -1, -1), map(int, str(n)), strict=True):
        if digit:
            written += _DIGITS[digit] + _UNITS[place]
        elif not written.endswith(_DIGITS[0]):
            written += _DIGITS[0]
    written = written.rstrip(_DIGITS[0])
    return written.removeprefix("一") if written.startswith("一十") else written
