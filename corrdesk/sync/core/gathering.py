"""Segments on their way into one transaction: a run follows the one before it, and not too many.

Each transaction costs a fixed sum, and writes the same pages of an index anew.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Final

from corrdesk.sync.core.refusal import Reason, Refused
from corrdesk.sync.core.segment import Claim, Segment

TOGETHER: Final = 10_000  # entries: what a small machine holds at hand
LARGEST: Final = 12 << 20  # bytes of what they say


@dataclass(slots=True)
class Gathered:
    """Checked segments of one chain, by the names under which they lie."""

    segments: dict[str, Segment] = field(default_factory=dict)
    entries: int = 0
    size: int = 0  # bytes of what they say

    def follows(self, device: str, first: int) -> bool:
        """Whether a run that begins there goes on where these end; nothing goes on from none."""
        last = self._last
        return last is not None and (device, first) == (last.claim.device, last.claim.last + 1)

    def fits(self, segment: Segment) -> bool:
        """Whether a segment can be taken with these: by its hash it follows, and there is room."""
        last = self._last
        if last is None:
            return True
        few = self.entries + segment.claim.count <= TOGETHER
        small = self.size + _size(segment) <= LARGEST
        return few and small and _is_followed(last.claim, segment.claim)

    def add(self, name: str, segment: Segment) -> None:
        """One more, which fits."""
        self.segments[name] = segment
        self.entries += segment.claim.count
        self.size += _size(segment)

    def handed_over(self) -> dict[str, Segment]:
        """All of them, which are gathered here no more."""
        found, self.segments = self.segments, {}
        self.entries = self.size = 0
        return found

    @property
    def _last(self) -> Segment | None:
        return next(reversed(self.segments.values()), None)


def _size(segment: Segment) -> int:
    return sum([len(entry.body) for entry in segment.entries])


def require_following(segments: Sequence[Segment]) -> None:
    """Raises `Refused` unless each of these segments follows the one before it."""
    for before, segment in pairwise(segments):
        if not _is_followed(before.claim, segment.claim):
            raise Refused(Reason.CHAIN)


def _is_followed(before: Claim, claim: Claim) -> bool:
    bound = (before.device, before.last + 1, before.head)
    return bound == (claim.device, claim.first, claim.previous)
