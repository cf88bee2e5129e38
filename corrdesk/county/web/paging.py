"""Long lists a page at a time. What is exported is not paged: a workbook has the whole list."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
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
    total: int
    number: int
    size: int = PAGE
    key: str = FIRST

    @property
    def pages(self) -> int:
        """How many pages there are; none for an empty list."""
        return math.ceil(self.total / self.size)

    def to(self, number: int) -> str:
        """The address of another page."""
        anchor = "" if self.key == FIRST else f"#{self.key}"
        return f"{self.path}?{urlencode({**self.where, self.key: str(number)})}{anchor}"


def part(found: Sequence[Row], wanted: Turning) -> tuple[Sequence[Row], Turning]:
    """The lines of a page, and the turning as it is: the last page for one after the last.

    So who settles the only line of the last page stands before the one that is last now.
    """
    number = max(1, min(wanted.number, math.ceil(len(found) / wanted.size)))
    turning = Turning(wanted.path, wanted.where, len(found), number, wanted.size, wanted.key)
    return found[(number - 1) * wanted.size : number * wanted.size], turning
