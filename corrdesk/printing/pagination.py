"""Where pages end: pure arithmetic on the heights of strips, without fonts or drawing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

_TOLERANCE = 0.01  # points


@dataclass(frozen=True, slots=True)
class Piece:
    """What pagination knows of a strip of paper. Height in points."""

    height: float
    joined: bool = False  # stays on one page with the next piece while that is possible
    blank: bool = False  # only distance: never printed first on a page
    breaks: bool = False  # begins a new page


def page_ranges(pieces: Sequence[Piece], room: float) -> tuple[tuple[int, int], ...]:
    """The pieces of every page as half-open ranges; blank pieces between pages are in none.

    A page ends where pieces are not joined, or, when everything on it is, where it is full. A
    piece higher than `room` has a page of its own.
    """
    ranges: list[tuple[int, int]] = []
    start = _printed(pieces, 0)
    while start < len(pieces):
        end = _page_end(pieces, start, room)
        ranges.append((start, end))
        start = _printed(pieces, end)
    return tuple(ranges)


def fits_one_page(pieces: Sequence[Piece], room: float) -> bool:
    """Whether everything is printed on a single page."""
    return not any(piece.breaks for piece in pieces[1:]) and (
        sum(piece.height for piece in pieces) <= room + _TOLERANCE
    )


def _printed(pieces: Sequence[Piece], start: int) -> int:
    """Index of the first piece from `start` that is more than distance."""
    while start < len(pieces) and pieces[start].blank:
        start += 1
    return start


def _page_end(pieces: Sequence[Piece], start: int, room: float) -> int:
    used = 0.0
    good = 0
    for index in range(start, len(pieces)):
        piece = pieces[index]
        if index > start and piece.breaks:
            return index
        used += piece.height
        if used > room + _TOLERANCE:
            return good or max(index, start + 1)
        if not piece.joined:
            good = index + 1
    return len(pieces)
