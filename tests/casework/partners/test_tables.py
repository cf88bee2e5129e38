"""Partners and volunteers are forms: their fields change one by one."""

from corrdesk.casework.partners.tables import Partner, Volunteer
from corrdesk.store.base import Merge, merge_of, table_of


def test_both_change_field_by_field() -> None:
    assert {merge_of(table_of(kind)) for kind in (Partner, Volunteer)} == {Merge.BY_FIELD}
