"""Numbers of issued sheets, as pure arithmetic: which one is next, and what explains a gap.

One computer of the office numbers freely (发号电脑). Others draw from ranges that it has set aside
for them, so that computers which do not see each other never give the same number twice.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Range:
    """Numbers from `first` to `last`, both included, set aside for one computer."""

    device_id: str
    first: int
    last: int
    returned: bool = False
    reason: str = ""

    def __contains__(self, number: int) -> bool:
        return self.first <= number <= self.last


@dataclass(frozen=True, slots=True)
class Gap:
    """Numbers that no sheet bears; without a range it is unexplained."""

    first: int
    last: int
    range: Range | None

    def why(self, devices: Mapping[str, str]) -> str:
        """What the register says of these numbers; `devices` names the computers."""
        if self.range is None:
            return "空号，原因不明"
        computer = devices.get(self.range.device_id, f"电脑{self.range.device_id[:8]}")
        state = "已退回，不再使用" if self.range.returned else "预留"
        reason = f"：{self.range.reason}" if self.range.reason else ""
        return f"{computer}号段{state}{reason}"


def next_in_ranges(ranges: Iterable[Range], used: Collection[int], device_id: str) -> int | None:
    """The lowest number left in the ranges of a computer, or None when there is none.

    A range is used from its first number up; what lies below a used number is not taken again.
    """
    for each in sorted(ranges, key=lambda known: known.first):
        if each.device_id == device_id and not each.returned:
            following = max((n for n in used if n in each), default=each.first - 1) + 1
            if following in each:
                return following
    return None


def next_free(ranges: Iterable[Range], used: Collection[int]) -> int:
    """The next number outside every range: for the computer that numbers freely."""
    known = sorted(ranges, key=lambda each: each.first)
    outside = (number for number in used if not any(number in each for each in known))
    following = max(outside, default=0) + 1
    for each in known:
        if following in each:
            following = each.last + 1
    return following


def first_to_reserve(ranges: Iterable[Range], used: Collection[int]) -> int:
    """Where a new range begins: above everything that is used or set aside."""
    return max([*(each.last for each in ranges), *used], default=0) + 1


def rest_of(own: Range, used: Collection[int]) -> Range | None:
    """What is left of a range, or None when it is used up."""
    first = max((number for number in used if number in own), default=own.first - 1) + 1
    if first > own.last:
        return None
    return Range(own.device_id, first, own.last, own.returned, own.reason)


def gaps(ranges: Iterable[Range], used: Collection[int]) -> list[Gap]:
    """The numbers below the highest used or reserved one that no sheet bears, in runs."""
    known = sorted(ranges, key=lambda each: each.first)
    highest = max([*used, *(each.last for each in known)], default=0)
    taken = frozenset(used)
    found: list[Gap] = []
    for number in range(1, highest + 1):
        if number in taken:
            continue
        owner = next((each for each in known if number in each), None)
        if found and found[-1].last == number - 1 and found[-1].range == owner:
            found[-1] = Gap(found[-1].first, number, owner)
        else:
            found.append(Gap(number, number, owner))
    return found
