"""Where pages end: pure arithmetic on counted lines, without fonts or drawing."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate

_TOGETHER = 2  # lines of one paragraph, or before the closing block, that never stand alone


def page_ends(
    paragraphs: Sequence[int], *, first: int, following: int, tail: int
) -> tuple[int, ...]:
    """Split paragraphs (numbers of lines) over pages and keep room for a closing block.

    `first` and `following` are the lines that fit on the first and on later pages; `tail` lines
    of closing block (signature, seal) must fit below the text of the last page, together with at
    least two lines of text, or the last paragraph where that is a single line. No page begins
    with the last line of a paragraph or ends with its first line while that can be avoided.
    Returns, for every page, the number of lines printed up to its end. Raises ValueError when
    the block would leave no room for text.
    """
    if tail + _TOGETHER > following:
        raise ValueError("the closing block leaves no room for text on a page")
    total = sum(paragraphs)
    carried = min(_TOGETHER, paragraphs[-1]) if paragraphs else 0
    good = _good_breaks(paragraphs)
    ends: list[int] = []
    start = 0
    room = first
    while total - start + tail > room:
        limit = min(start + room, total - carried)
        end = max((b for b in good if start < b <= limit), default=0)
        if not end:
            end = min(max(limit, start + 1), total)
        ends.append(end)
        start = end
        room = following
        if start == total:
            break
    ends.append(total)
    return tuple(ends)


def _good_breaks(paragraphs: Sequence[int]) -> set[int]:
    """Line counts after which a page may end without a lonely line."""
    good: set[int] = set()
    for end, count in zip(accumulate(paragraphs), paragraphs, strict=True):
        good.add(end)
        good.update(range(end - count + _TOGETHER, end - _TOGETHER + 1))
    return good
