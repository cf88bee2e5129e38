"""Steps that were taken are never changed; a case and its pack are."""

from __future__ import annotations

from corrdesk.casework.relocation.tables import Relocation, RelocationItem, RelocationStep
from corrdesk.store.base import Merge, merge_of, table_of


def test_facts_are_facts_and_forms_are_forms() -> None:
    assert merge_of(table_of(RelocationStep)) is Merge.APPEND_ONLY
    assert {merge_of(table_of(kind)) for kind in (Relocation, RelocationItem)} == {Merge.BY_FIELD}
    assert table_of(Relocation).info["owners"] == {"state": "county"}
