"""Numbers as one computer of the office sees them: what each word has come to, each range's rest.

The arithmetic is `numbering.py`'s; who may set numbers aside is said in `service.py`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from corrdesk.casework.documents.model import DocumentState
from corrdesk.casework.documents.numbering import Gap, Range, rest_of
from corrdesk.casework.documents.queries import (
    free_numberer,
    next_number,
    number_register,
    range_rows,
    register_words,
    used_numbers,
)


@dataclass(frozen=True, slots=True)
class WordNumbers:
    """One word of a year: how many sheets bear a number, how many of those are void, what follows.

    `following`: the number that this computer would give next; None when it has none to give.
    """

    word: str
    given: int
    void: int
    following: int | None
    gaps: Sequence[Gap]

    @property
    def unexplained(self) -> bool:
        """Whether a number is missing that nothing explains."""
        return any(gap.range is None for gap in self.gaps)


@dataclass(frozen=True, slots=True)
class ReservedRange:
    """One range as it was set aside; `left`: how many of its numbers may still be given."""

    id: str
    device_id: str
    word: str
    first: int
    last: int
    left: int
    returned: bool
    reason: str


@dataclass(frozen=True, slots=True)
class Numbering:
    """The numbers of a year. `free_device`: the computer that numbers freely (发号的电脑)."""

    year: int
    free_device: str
    words: Sequence[WordNumbers]
    ranges: Sequence[ReservedRange]


def numbering_of(session: Session, office_id: str, device_id: str, year: int) -> Numbering:
    """The numbers of a year as the computer `device_id` sees them."""
    return Numbering(
        year,
        free_numberer(session, office_id),
        [
            _word_numbers(session, office_id, device_id, year, word)
            for word in register_words(session, office_id, year)
        ],
        _ranges(session, office_id, year),
    )


def _word_numbers(
    session: Session, office_id: str, device_id: str, year: int, word: str
) -> WordNumbers:
    page = number_register(session, office_id, year, word)
    return WordNumbers(
        word,
        given=len(used_numbers(session, office_id, word, year)),
        void=sum(line.state == DocumentState.VOID for line in page.lines),
        following=next_number(session, office_id, device_id, word, year),
        gaps=page.gaps,
    )


def _ranges(session: Session, office_id: str, year: int) -> list[ReservedRange]:
    found = []
    for row in range_rows(session, office_id, year):
        used = used_numbers(session, office_id, row.word, year)
        rest = rest_of(Range(row.device_id, row.first, row.last), used)
        left = 0 if rest is None or row.returned else rest.last - rest.first + 1
        found.append(
            ReservedRange(
                row.id, row.device_id, row.word, row.first, row.last, left, row.returned, row.reason
            )
        )
    return found
