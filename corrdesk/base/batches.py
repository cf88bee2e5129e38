"""So many at a time: what one statement, one page or one transaction takes of many."""

from collections.abc import Iterable, Iterator
from typing import Final, TypeVar

Item = TypeVar("Item")
NAMED: Final = 500  # values that one statement names: every engine takes so many


def batches(values: Iterable[Item], size: int = NAMED) -> Iterator[list[Item]]:
    """Yield the values in their order, `size` of them at a time, the last time those left."""
    everything = list(values)
    for first in range(0, len(everything), size):
        yield everything[first : first + size]
