"""Words of the county are facts: they are superseded, never changed."""

from __future__ import annotations

from corrdesk.casework.confirmation.tables import RuleConfirmation
from corrdesk.store.base import Merge, merge_of, table_of


def test_a_word_is_a_fact() -> None:
    assert merge_of(table_of(RuleConfirmation)) is Merge.APPEND_ONLY
