"""What the exchange remembers stays where it is; every key starts with the office."""

from __future__ import annotations

from corrdesk.store.base import Base, is_recorded
from corrdesk.sync import tables  # noqa: F401 - registers its tables

OWN = ("sync_state", "sync_proof", "sync_conflict", "sync_branch", "sync_file", "sync_piece")


def test_none_of_them_travels_and_all_begin_with_the_office() -> None:
    for name in OWN:
        table = Base.metadata.tables[name]
        assert not is_recorded(table)
        assert next(iter(table.primary_key.columns)).name == "office_id"
