"""What is remembered beside the journal, in one transaction or not at all."""

from __future__ import annotations

import pytest

from corrdesk.store.engine import Store
from corrdesk.sync.core.merge import Side
from corrdesk.sync.state import know_sides, recalled, remembered, sides_known, writing
from tests.sync.worlds import OFFICE, memory_store


def test_values_take_the_place_of_those_before() -> None:
    store = memory_store()
    with writing(store, OFFICE) as (_session, connection):
        remembered(connection, OFFICE, {"a": b"1", "b": b"2"})
        remembered(connection, OFFICE, {"a": b"3"})
    with writing(store, OFFICE) as (_session, connection):
        found = [recalled(connection, OFFICE, key) for key in "abc"]
        assert found == [b"3", b"2", None]
        assert recalled(connection, "another", "a") is None
    store.dispose()


def _fail(store: Store) -> None:
    with writing(store, OFFICE) as (_session, connection):
        remembered(connection, OFFICE, {"a": b"1"})
        raise RuntimeError


def test_a_transaction_that_fails_leaves_nothing() -> None:
    store = memory_store()
    with pytest.raises(RuntimeError):
        _fail(store)
    with writing(store, OFFICE) as (_session, connection):
        assert recalled(connection, OFFICE, "a") is None
    store.dispose()


def test_sides_add_up() -> None:
    store = memory_store()
    with writing(store, OFFICE) as (_session, connection):
        assert sides_known(connection, OFFICE) == {}
        know_sides(connection, OFFICE, {"a": Side.OFFICE})
        know_sides(connection, OFFICE, {"b": Side.COUNTY})
        assert sides_known(connection, OFFICE) == {"a": Side.OFFICE, "b": Side.COUNTY}
    store.dispose()
