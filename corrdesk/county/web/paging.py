"""Long lists a page at a time. What is exported is not paged: a workbook has the whole list."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final, TypeVar
from urllib.parse import urlencode

from corrdesk.county.overview import PAGE

FIRST: Final = "page"
Row = TypeVar("Row")


@dataclass(frozen=True, slots=True)
class Turning:
    """Which page of a list is shown, of how many lines, and where the others are.

    `where`: what else the address says. `key`: the word for the page in it; a second list has one
    of its own, which is the id of its heading too.
    """

    path: str
    where: Mapping[str, str]
    number: int
    total: int = 0
    size: int = PAGE
    key: str = FIRST

    @property
    def pages(self) -> int:
        """How many pages there are; none for an empty list."""
        return math.ceil(self.total / self.size)

    @property
    def first(self) -> int:
        """How many lines stand on the pages before."""
        return (self.number - 1) * self.size

    def within(self) -> Turning:
        """The same on the last page, where the one asked for would be after it.

        So who settles the only line of the last page stands before the one that is last now.
        """
        return replace(self, number=max(1, min(self.number, self.pages)))

    def to(self, number: int) -> str:
        """The address of another page."""
        anchor = "" if self.key == FIRST else f"#{self.key}"
        return f"{self.path}?{urlencode({**self.where, self.key: str(number)})}{anchor}"


def part(found: Sequence[Row], wanted: Turning) -> tuple[Sequence[Row], Turning]:
    """The lines of a page, and the turning as it is with so many lines."""
    turning = replace(wanted, total=len(found)).within()
    return found[turning.first : turning.first + turning.size], turning
