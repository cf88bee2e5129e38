"""Finds who is meant on a roster: a number, initials, part of a name, a row's code; with a mark.

Plain matching over the lines at hand; it records nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from corrdesk.base.pinyin import initials
from corrdesk.casework.caseload.search import fold
from corrdesk.casework.programs.queries import RosterLine
from corrdesk.casework.programs.sheet import row_of

MARKED = re.compile(r"(?P<who>.*\S)\s+(?P<mark>\d{1,3})")


@dataclass(frozen=True, slots=True)
class Typed:
    """What was typed at the door: whom it means, and a mark where one was given."""

    who: str
    mark: int | None


def read_typed(text: str, *, marks: bool) -> Typed:
    """`wxm 85` means 85 points where the programme has a test."""
    match = MARKED.fullmatch(text.strip()) if marks else None
    if match is None:
        return Typed(text.strip(), None)
    return Typed(match["who"], int(match["mark"]))


def matching(lines: Iterable[RosterLine], term: str, code: str) -> list[RosterLine]:
    """Who is meant, best first: the row of a scanned code, a number, initials, part of a name.

    A code of another session means nobody.
    """
    everybody = list(lines)
    row = row_of(term)
    if row is not None:
        return [line for line in everybody if row == (code, line.number)]
    wanted = fold(term)
    if not wanted:
        return everybody
    if wanted.isdigit():
        return [line for line in everybody if str(line.number) == wanted]
    exact, first, within = [], [], []
    for line in everybody:
        keys = [fold(line.name), *map(fold, initials(line.name))]
        if wanted in keys:
            exact.append(line)
        elif any(key.startswith(wanted) for key in keys):
            first.append(line)
        elif any(wanted in key for key in keys):
            within.append(line)
    return exact or [*first, *within]
