"""Which files a target has room for: one larger than a stick would fill it, and none would go."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Final

RESERVE: Final = 1 << 20  # bytes of a target that files leave to records, which come first
SPARE: Final = 8 << 10  # bytes of room that a chunk takes beside its content, for most targets


def need_of(size: int, lacking: int, chunk: int) -> int:
    """About how many bytes of room so many chunks of a file of this size take."""
    return min(size, lacking * chunk) + lacking * SPARE


def fits(need: int, room: int | None) -> bool:
    """Whether there is room for one file; nobody knows where the target does not tell."""
    return need == 0 or room is None or need <= room - RESERVE


def fitting(needs: Mapping[str, int], room: int | None, refused_at: float) -> list[str]:
    """The names of those that fit one after the other.

    Where the room is not known the smallest come first. `refused_at`: what needed as much as that
    found no room a moment ago.
    """
    left = math.inf if room is None else room - RESERVE
    found = []
    for name in needs if room is not None else sorted(needs, key=needs.__getitem__):
        need = needs[name]
        if need == 0 or (need <= left and need < refused_at):
            found.append(name)
            left -= need
    return found
