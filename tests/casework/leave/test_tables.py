"""What was decided, proved and returned from is never changed; numbers are used once."""

from __future__ import annotations

from corrdesk.casework.caseload.tables import Absence, Delegation
from corrdesk.casework.leave.tables import (
    Leave,
    LeaveCertificate,
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
    forms = (Leave, LeaveCertificate, TravelPermit, Delegation)
    assert {merge_of(table_of(kind)) for kind in facts} == {Merge.APPEND_ONLY}
    assert {merge_of(table_of(kind)) for kind in forms} == {Merge.BY_FIELD}


def test_what_is_used_once_is_unique() -> None:
    unique = {
        tuple(column.name for column in index.columns)
        for index in table_of(LeaveCertificate).indexes
        if index.unique
    }
    assert unique == {
        ("office_id", "year", "number"),
        ("office_id", "check_code"),
        ("office_id", "leave_id"),
    }
