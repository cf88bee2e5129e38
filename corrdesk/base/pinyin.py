"""Pinyin initials of names, for the search box: every reading that a person may type.

Reads a table baked at build time; no tones, no full syllables, no sorting.
"""

import unicodedata
import zlib
from bisect import bisect_right
from dataclasses import dataclass
from functools import cache
from itertools import islice, product
from typing import Final

from corrdesk.base.resources import read_resource
from corrdesk.base.text import to_half_width

_MOST_VARIANTS: Final = 8
_UNKNOWN: Final = "."


@dataclass(frozen=True, slots=True)
class _Table:
    """The baked table: common readings as runs of code points, and the readings of names."""

    starts: tuple[int, ...]
    runs: tuple[str, ...]
    surname: dict[str, str]
    given: dict[str, str]
    compound: dict[str, str]

    def common(self, char: str) -> str:
        """Return the initial of the common reading, or "" if the character has none."""
        index = bisect_right(self.starts, ord(char)) - 1
        if index < 0:
            return ""
        letter = self.runs[index][ord(char) - self.starts[index] :][:1]
        return "" if letter == _UNKNOWN else letter

    def readings(self, char: str, *, first: bool) -> str:
        """Return the initials of a character, the likeliest first; a surname's before all."""
        letters = self.surname.get(char, "") if first else ""
        return "".join(dict.fromkeys(letters + self.common(char) + self.given.get(char, "")))


@cache
def _table() -> _Table:
    """Load the table when the first name is asked for."""
    lines = zlib.decompress(read_resource("pinyin", "initials.z")).decode().split("\n")
    rows = [line.split(" ") for line in lines]
    runs = [(int(row[1], 16), row[2]) for row in rows if row[0] == "run"]
    kinds = {
        kind: {row[1]: row[2] for row in rows if row[0] == kind}
        for kind in ("surname", "given", "compound")
    }
    return _Table(tuple(start for start, _ in runs), tuple(text for _, text in runs), **kinds)


def initials(name: str) -> tuple[str, ...]:
    """Return the pinyin initials of a name in lower case, likeliest first, at most eight.

    单雄信 gives ("sxx", "dxx"). Latin letters and digits stay, accents, dots, spaces and
    characters without a known reading drop out; a name of nothing else gives ().
    """
    table = _table()
    # Accents fall off their letters; Han characters that decompose do so to themselves.
    text = unicodedata.normalize("NFD", to_half_width(name)).lower()
    options: list[str] = []
    for char in text:
        if char.isascii():
            letters = char if char.isalnum() else ""
        else:
            letters = table.readings(char, first=not options)
        if letters:
            options.append(letters)
    compound = table.compound.get(text.strip()[:2], "")
    for index, letter in enumerate(compound[: len(options)]):
        options[index] = "".join(dict.fromkeys(letter + options[index]))
    if not options:
        return ()
    # The surname varies fastest, so that its readings survive the limit.
    backwards = islice(product(*reversed(options)), _MOST_VARIANTS)
    return tuple("".join(reversed(letters)) for letters in backwards)
