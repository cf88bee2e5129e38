"""Finds the header of a sheet and says which column means which field.

By the words of the titles only; the cells below are not looked at. What was found can be shown,
overridden and remembered for the next file with the same header.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from hashlib import blake2b
from typing import TYPE_CHECKING, Any, Final

from corrdesk.base.errors import UserError
from corrdesk.base.i18n import _
from corrdesk.casework.caseload.ledger.words import (
    below_heading,
    column_titles,
    plain,
    plain_with_brackets,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from corrdesk.casework.caseload.ledger.workbook import Row, Sheet

REASON_TITLE: Final = "原因"
REMEDY_TITLE: Final = "怎么改"
_HEADER_ROWS: Final = 20
_SURE: Final = 0.6
_FEWEST_FIELDS: Final = 3
_PATTERN_CONFIDENCE: Final = 0.6
_RANK_STEP: Final = 0.005


class Field(StrEnum):
    """What a column of a ledger can mean. Values are the names used in reports."""

    NAME = "name"
    SEX = "sex"
    ID_NUMBER = "id_number"
    BORN = "born"
    ETHNICITY = "ethnicity"
    EDUCATION = "education"
    RESIDENCE = "residence"
    HOUSEHOLD = "household"
    OFFENCE = "offence"
    OFFENCE_DATE = "offence_date"
    CATEGORY = "category"
    ORIGINAL_SENTENCE = "original_sentence"
    START = "start"
    END = "end"
    TERM = "term"
    CLASS = "class"
    PHONE = "phone"
    NOTE = "note"
    DECISION_ORGAN = "decision_organ"
    JUDGMENT_NUMBER = "judgment_number"
    REPORT_DATE = "report_date"
    INJUNCTION = "injunction"
    OFFICER = "officer"
    SERIAL = "serial"


def label_of(field: Field) -> str:
    """Return the usual Chinese title of a field."""
    return column_titles()[field].label


@dataclass(frozen=True, slots=True)
class ColumnMatch:
    """One column that was understood. `index` counts from 0; `confidence` is 0 to 1."""

    field: Field
    index: int
    title: str
    confidence: float


@dataclass(frozen=True, slots=True)
class ColumnMapping:
    """How one sheet is read: header row, the meaning of its columns, and what stays unread.

    `header_rows` is 1, or 2 when a second row divides merged titles; `header_row` is the number
    of the last of them. `source` is "recognised", "remembered" or "chosen".
    """

    sheet: str
    header_row: int
    header_rows: int
    titles: tuple[str, ...]
    columns: tuple[ColumnMatch, ...]
    source: str = "recognised"

    @property
    def fingerprint(self) -> str:
        """Identify this header in other files: the titles in their order, not the sheet."""
        return _fingerprint(self.titles)

    @property
    def unknown(self) -> tuple[tuple[int, str], ...]:
        """Return (index, title) of the columns that are not read."""
        used = {match.index for match in self.columns}
        own = self.returned_columns
        return tuple(
            (index, title)
            for index, title in enumerate(self.titles)
            if title and index not in used and index not in own
        )

    @property
    def returned_columns(self) -> tuple[int, ...]:
        """Return the columns 原因 and 怎么改 that a workbook of rejected rows carries."""
        return _returned(self.titles)

    @property
    def missing(self) -> tuple[Field, ...]:
        """Return the fields without which no row can be accepted and that have no column."""
        has = {match.field for match in self.columns}
        needed = [Field.NAME, Field.ID_NUMBER, Field.CATEGORY]
        if Field.TERM not in has:
            needed += [Field.START, Field.END]
        return tuple(field for field in needed if field not in has)

    def index_of(self, field: Field) -> int | None:
        """Return the column of a field, or None."""
        return next((match.index for match in self.columns if match.field == field), None)

    def with_column(self, field: Field, index: int | None) -> ColumnMapping:
        """Return a mapping in which the officer chose the column of a field, or none for it."""
        if index is not None and not 0 <= index < len(self.titles):
            raise UserError(_("没有这一列。"), remedy=_("请从表头中选择。"), field=field)
        kept = tuple(m for m in self.columns if m.field != field and m.index != index)
        if index is not None:
            kept = (*kept, ColumnMatch(field, index, self.titles[index], 1.0))
        return replace(self, columns=tuple(sorted(kept, key=lambda m: m.index)), source="chosen")

    def to_dict(self) -> dict[str, Any]:
        """Return plain data for showing, remembering and the command line."""
        return {
            "sheet": self.sheet,
            "header_row": self.header_row,
            "header_rows": self.header_rows,
            "fingerprint": self.fingerprint,
            "source": self.source,
            "titles": list(self.titles),
            "columns": [
                {
                    "field": str(match.field),
                    "column": match.index + 1,
                    "title": match.title,
                    "confidence": round(match.confidence, 3),
                }
                for match in self.columns
            ],
            "unknown": [{"column": index + 1, "title": title} for index, title in self.unknown],
            "missing": [str(field) for field in self.missing],
        }

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> ColumnMapping:
        """Return the mapping that `to_dict` described."""
        columns = tuple(
            ColumnMatch(
                Field(entry["field"]), entry["column"] - 1, entry["title"], entry["confidence"]
            )
            for entry in data["columns"]
        )
        return cls(
            sheet=data["sheet"],
            header_row=data["header_row"],
            header_rows=data["header_rows"],
            titles=tuple(data["titles"]),
            columns=columns,
            source=data["source"],
        )


def recognise(
    sheet: Sheet, remembered: ColumnMapping | Mapping[str, ColumnMapping] | None = None
) -> ColumnMapping | None:
    """Return how the sheet is read, or None if no header is found in its first rows.

    `remembered` is one mapping or several by fingerprint; one whose header is met again wins
    over recognition, wherever the header stands now.
    """
    known = _by_fingerprint(remembered)
    best: ColumnMapping | None = None
    for row_number, depth, titles in _candidates(sheet):
        if earlier := known.get(_fingerprint(titles)):
            return replace(
                earlier,
                # What nobody chose is recognised anew, perhaps by a program that knows more.
                columns=earlier.columns if earlier.source == "chosen" else _match(titles),
                titles=titles,
                sheet=sheet.name,
                header_row=row_number,
                header_rows=depth,
                source="remembered",
            )
        mapping = ColumnMapping(sheet.name, row_number, depth, titles, _match(titles))
        if _is_header(mapping) and (best is None or _score(mapping) > _score(best)):
            best = mapping
    return best


def header_choices(sheet: Sheet) -> tuple[ColumnMapping, ...]:
    """Return the first rows as possible headers, for choosing by hand when none is found."""
    return tuple(
        ColumnMapping(sheet.name, number, depth, titles, _match(titles), "chosen")
        for number, depth, titles in _candidates(sheet)
        if depth == 1
    )


def _by_fingerprint(
    remembered: ColumnMapping | Mapping[str, ColumnMapping] | None,
) -> Mapping[str, ColumnMapping]:
    if remembered is None:
        return {}
    if isinstance(remembered, ColumnMapping):
        return {remembered.fingerprint: remembered}
    return remembered


def _candidates(sheet: Sheet) -> Iterator[tuple[int, int, tuple[str, ...]]]:
    """Yield (row number, depth, titles) of single rows and of pairs of neighbouring rows."""
    head = [row for row in sheet.rows if row.number <= _HEADER_ROWS]
    for index, row in enumerate(head):
        yield row.number, 1, _titles(row)
        if index + 1 < len(head) and head[index + 1].number == row.number + 1:
            yield row.number + 1, 2, _joined(_titles(row), _titles(head[index + 1]))


def _titles(row: Row) -> tuple[str, ...]:
    """Return the cells of a row as titles: one line, no spaces at the ends."""
    return tuple("".join(cell.split()) if isinstance(cell, str) else "" for cell in row.cells)


def _joined(upper: tuple[str, ...], lower: tuple[str, ...]) -> tuple[str, ...]:
    """Return two header rows as one; a merged upper title reaches over the columns below it."""
    width = max(len(upper), len(lower))
    upper += ("",) * (width - len(upper))
    lower += ("",) * (width - len(lower))
    titles: list[str] = []
    over = ""
    for top, below in zip(upper, lower, strict=True):
        over = top or (over if below else "")
        titles.append(over + below if below else top)
    return tuple(titles)


def _match(titles: tuple[str, ...]) -> tuple[ColumnMatch, ...]:
    """Return the best column for every field; a column means one field only."""
    found = [
        ColumnMatch(Field(name), index, title, confidence)
        for index, title in enumerate(titles)
        if title
        for name, confidence in _meanings(title)
    ]
    found.sort(key=lambda match: (-match.confidence, match.index))
    taken: dict[Field, ColumnMatch] = {}
    used: set[int] = set()
    for match in found:
        if match.field not in taken and match.index not in used:
            taken[match.field] = match
            used.add(match.index)
    return tuple(sorted(taken.values(), key=lambda match: match.index))


def _meanings(title: str) -> list[tuple[str, float]]:
    """Return the fields that a title may mean, with confidence.

    Brackets may hold the decisive word (矫正期限（起）) or a remark (身份证号（18位）).
    """
    for word in (plain_with_brackets(title), plain(title)):
        if found := list(_meanings_of_word(word)):
            return found
    rest = below_heading(plain(title))
    return [(name, _PATTERN_CONFIDENCE) for name, _trust in _meanings_of_word(rest)]


def _meanings_of_word(word: str) -> Iterator[tuple[str, float]]:
    """Yield the fields of a title without noise."""
    for name, words in column_titles().items():
        if word in words.titles:
            yield name, 1.0 - _RANK_STEP * words.titles.index(word)
        elif any(pattern.fullmatch(word) for pattern in words.patterns):
            yield name, _PATTERN_CONFIDENCE


def _is_header(mapping: ColumnMapping) -> bool:
    """Say whether a row is a header: it has a name column and enough others."""
    fields = {match.field for match in mapping.columns if match.confidence >= _SURE}
    return Field.NAME in fields and len(fields) >= _FEWEST_FIELDS


def _score(mapping: ColumnMapping) -> tuple[int, int]:
    """Prefer more fields, then one row over two, then the higher row (by order of visit)."""
    return len(mapping.columns), -mapping.header_rows


def _returned(titles: tuple[str, ...]) -> tuple[int, ...]:
    """Return the two columns that `write_rejects` adds at the end, if they are there."""
    ends = tuple(index for index, title in enumerate(titles) if title)[-2:]
    added = [titles[index] for index in ends] == [REASON_TITLE, REMEDY_TITLE]
    return ends if added else ()


def _fingerprint(titles: tuple[str, ...]) -> str:
    """Identify a header; a workbook of rejected rows has the header of its source."""
    own = _returned(titles)
    cleaned = [plain(title) for index, title in enumerate(titles) if index not in own]
    while cleaned and not cleaned[-1]:
        cleaned.pop()
    return blake2b("\x1f".join(cleaned).encode(), digest_size=16).hexdigest()
