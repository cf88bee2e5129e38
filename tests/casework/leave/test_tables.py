"""What was decided, proved and returned from is never changed."""

from __future__ import annotations

from corrdesk.casework.caseload.tables import Absence, Delegation
from corrdesk.casework.leave.tables import (
    Leave,
    LeaveDecision,
    LeaveProof,
    LeaveReturn,
    TravelDecision,
    TravelPermit,
    TravelTrip,
)
from corrdesk.store.base import Merge, merge_of, table_of


def test_facts_are_facts_and_forms_are_forms() -> None:
    facts = (LeaveDecision, LeaveProof, LeaveReturn, TravelDecision, TravelTrip, Absence)
    forms = (Leave, TravelPermit, Delegation)
    assert {merge_of(table_of(kind)) for kind in facts} == {Merge.APPEND_ONLY}
    assert {merge_of(table_of(kind)) for kind in forms} == {Merge.BY_FIELD}
