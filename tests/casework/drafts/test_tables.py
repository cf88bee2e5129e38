"""Drafts are of this device: no journal entry, no part in what is exchanged."""

from __future__ import annotations

from corrdesk.casework.drafts.tables import DraftRow
from corrdesk.store.base import Merge, is_recorded, merge_of, table_of


def test_drafts_are_local() -> None:
    assert merge_of(table_of(DraftRow)) is Merge.LOCAL
    assert not is_recorded(table_of(DraftRow))
