"""Facts of enforcement are never changed; a decision has one sheet, a number one use."""

from __future__ import annotations

from corrdesk.casework.enforcement.tables import DecisionRecord, Evidence, Notice
from corrdesk.store.base import Merge, merge_of, table_of


def test_evidence_and_decisions_are_facts() -> None:
    assert {merge_of(table_of(kind)) for kind in (Evidence, DecisionRecord)} == {Merge.APPEND_ONLY}


def test_what_is_used_once_is_unique() -> None:
    unique = {
        tuple(column.name for column in index.columns)
        for index in table_of(Notice).indexes
        if index.unique
    }
    assert unique == {
        ("office_id", "word", "year", "number"),
        ("office_id", "check_code"),
        ("office_id", "decision_id"),
    }
