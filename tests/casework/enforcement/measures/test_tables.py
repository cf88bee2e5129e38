"""Steps are facts; a measure changes field by field, and its stage is the county's."""

from corrdesk.casework.enforcement.measures.tables import MeasureRecord, MeasureStep
from corrdesk.store.base import Merge, merge_of, table_of


def test_how_they_merge() -> None:
    assert merge_of(table_of(MeasureRecord)) is Merge.BY_FIELD
    assert table_of(MeasureRecord).info["owners"]["stage"] == "county"
    assert merge_of(table_of(MeasureStep)) is Merge.APPEND_ONLY
