"""Facts of enforcement are never changed."""

from __future__ import annotations

from corrdesk.casework.enforcement.tables import DecisionRecord, Evidence
from corrdesk.store.base import Merge, merge_of, table_of


def test_evidence_and_decisions_are_facts() -> None:
    assert {merge_of(table_of(kind)) for kind in (Evidence, DecisionRecord)} == {Merge.APPEND_ONLY}
