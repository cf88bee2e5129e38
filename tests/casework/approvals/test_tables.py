"""What was decided and told is never changed; the request's state is the county's."""

from __future__ import annotations

from corrdesk.casework.approvals.tables import Approval, ApprovalDecision, ApprovalTold
from corrdesk.store.base import Merge, merge_of, table_of


def test_facts_are_facts_and_forms_are_forms() -> None:
    assert {merge_of(table_of(kind)) for kind in (ApprovalDecision, ApprovalTold)} == {
        Merge.APPEND_ONLY
    }
    assert merge_of(table_of(Approval)) is Merge.BY_FIELD
    assert table_of(Approval).info["owners"]["state"] == "county"
