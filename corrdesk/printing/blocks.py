"""What a paper form consists of, as data: heads, paragraphs, tables, seal, signatures, stub line.

It says nothing of fonts and sizes; `templates` reads it from files, `forms` prints it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields, is_dataclass
from enum import StrEnum

from corrdesk.printing.slots import Slot, Wording


class Place(StrEnum):
    """How a cell of a table is set."""

    LABEL = "label"
    VALUE = "value"


NOTHING = Wording()


@dataclass(frozen=True, slots=True)
class Head:
    """Who issues, what it is, and its number; `left` stands opposite the number."""

    title: Wording
    issuer: Wording = NOTHING
    number: str = ""  # document word, e.g. 矫警; empty: the form has no number of its own
    left: Wording = NOTHING
    letterhead: bool = False  # the red head of a letter (函)


@dataclass(frozen=True, slots=True)
class Text:
    """Paragraphs of running text; the first line of each is indented unless `flush`."""

    paragraphs: tuple[Wording, ...]
    flush: bool = False


@dataclass(frozen=True, slots=True)
class Items:
    """The entries of a list fact, numbered, below each other."""

    field: Slot
    lead: str = ""  # e.g. 附件：


@dataclass(frozen=True, slots=True)
class Seal:
    """Who seals and when, with the space of the seal and the code of the sheet."""

    by: Wording
    date: Wording


@dataclass(frozen=True, slots=True)
class Signature:
    """One line to sign on, with or without its own date."""

    label: Wording
    dated: bool = False


@dataclass(frozen=True, slots=True)
class Signatures:
    """Lines to sign on below the sentence that is signed."""

    said: Wording
    lines: tuple[Signature, ...]


@dataclass(frozen=True, slots=True)
class Copies:
    """Who gets copies (抄送), between two rules at the foot of the last page."""

    text: Wording


@dataclass(frozen=True, slots=True)
class Note:
    """Small print: how to fill the form in, how many copies."""

    paragraphs: tuple[Wording, ...]


@dataclass(frozen=True, slots=True)
class Cut:
    """The line between stub and main part, with the word where the cross seal goes."""

    word: str


@dataclass(frozen=True, slots=True)
class NewPage:
    """What follows begins a new page."""


@dataclass(frozen=True, slots=True)
class Cell:
    """One printed cell: a label or a value."""

    text: Wording
    place: Place
    span: int = 1


@dataclass(frozen=True, slots=True)
class Ticks:
    """Boxes to tick; the one that equals the fact is ticked, another fact is printed behind."""

    field: Slot
    options: tuple[str, ...]
    span: int = 1


@dataclass(frozen=True, slots=True)
class Opinion:
    """A box for an opinion with room for signature, seal and date."""

    text: Wording
    sign: str
    date: Wording
    seal: bool = True
    span: int = 1


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a table; `least` is its least height in millimetres, 0 the usual one."""

    cells: tuple[Cell | Ticks | Opinion, ...]
    least: float = 0.0


@dataclass(frozen=True, slots=True)
class Table:
    """Rows in columns of relative widths."""

    columns: tuple[float, ...]
    rows: tuple[Row, ...]


Block = Head | Text | Items | Seal | Signatures | Copies | Note | Cut | NewPage | Table


def slots_of(part: object) -> Iterator[Slot]:
    """Every slot in a block or in a part of one."""
    if isinstance(part, Slot):
        yield part
    elif isinstance(part, Wording):
        yield from part.slots()
    elif isinstance(part, tuple):
        for each in part:
            yield from slots_of(each)
    elif is_dataclass(part) and not isinstance(part, type):
        for field in fields(part):
            yield from slots_of(getattr(part, field.name))
