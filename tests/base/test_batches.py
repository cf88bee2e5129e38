"""Taken so many at a time, everything comes once and in its order."""

from hypothesis import given
from hypothesis import strategies as st

from corrdesk.base.batches import NAMED, batches


@given(st.lists(st.integers()), st.integers(1, 7))
def test_everything_comes_once_in_its_order(values: list[int], size: int) -> None:
    found = list(batches(iter(values), size))
    assert [each for some in found for each in some] == values
    assert all(len(some) == size for some in found[:-1])
    assert all(0 < len(some) <= size for some in found)


def test_a_statement_names_no_more_than_every_engine_takes() -> None:
    assert [len(some) for some in batches(range(NAMED + 1))] == [NAMED, 1]
