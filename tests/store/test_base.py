"""Every table says how it merges, and every reference stays inside its office."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import Table
from sqlalchemy.orm import Mapper

from corrdesk.store.base import (
    BOOKKEEPING,
    Base,
    Fact,
    Form,
    Merge,
    is_recorded,
    merge_of,
    table_of,
)

TABLES = sorted(Base.metadata.tables.values(), key=lambda table: table.name)
MAPPERS: list[Mapper[Any]] = sorted(
    Base.registry.mappers, key=lambda each: str(each.class_.__name__)
)
OWNERS = {"county", "office", "decider"}


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_every_table_declares_how_it_merges(table: Table) -> None:
    merge_of(table)
    owners = table.info["owners"]
    assert set(owners.values()) <= OWNERS
    assert set(owners) <= set(table.columns.keys()) - BOOKKEEPING
    assert not owners or merge_of(table) is Merge.BY_FIELD


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_every_key_starts_with_the_office(table: Table) -> None:
    assert next(iter(table.primary_key)).name == "office_id"
    for index in table.indexes:
        assert next(iter(index.columns)).name == "office_id"
    for key in table.foreign_key_constraints:
        assert key.column_keys[0] == "office_id"
        assert key.initially == "DEFERRED"


@pytest.mark.parametrize("mapper", MAPPERS, ids=[each.class_.__name__ for each in MAPPERS])
def test_how_a_class_is_kept_fits_how_it_merges(mapper: Mapper[Any]) -> None:
    kind = mapper.class_
    merge = merge_of(table_of(kind))
    assert issubclass(kind, Fact) == (merge is Merge.APPEND_ONLY)
    assert issubclass(kind, Form) == (merge is Merge.BY_FIELD)
    assert is_recorded(table_of(kind)) == issubclass(kind, Fact | Form)


def test_a_table_that_does_not_say_is_found_out() -> None:
    with pytest.raises(KeyError):
        merge_of(Table("aside", type(Base.metadata)()))
