"""Hints merge by field and refer to what they are about."""

from corrdesk.casework.enforcement.hints.tables import Hint
from corrdesk.store.base import Merge, merge_of, table_of


def test_a_hint_changes_field_by_field() -> None:
    assert merge_of(table_of(Hint)) is Merge.BY_FIELD
    targets = {key.target_fullname for key in table_of(Hint).foreign_keys}
    assert {"supervision.id", "violation.id"} <= targets
