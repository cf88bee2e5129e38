"""The ledger of hours is append-only: facts are countered, never changed."""

from corrdesk.casework.caseload.hour_tables import HourEvent, HourExemption
from corrdesk.store.base import Merge, merge_of, table_of


def test_hours_are_facts() -> None:
    for kind in (HourEvent, HourExemption):
        assert merge_of(table_of(kind)) is Merge.APPEND_ONLY
        assert "versions" not in table_of(kind).c
