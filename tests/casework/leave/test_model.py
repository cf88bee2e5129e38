"""Every word of leave has its Chinese term, and the order of deciders is that of the law."""

from __future__ import annotations

from corrdesk.casework.leave.model import (
    APPROVER_LABELS,
    MANNER_LABELS,
    OUTCOME_LABELS,
    PROPER_REASONS,
    REASON_LABELS,
    STATE_LABELS,
    TRIP_LABELS,
    Approver,
    LeaveOutcome,
    LeaveReason,
    LeaveState,
    ReportManner,
    TripManner,
)


def test_every_word_has_its_term() -> None:
    assert set(REASON_LABELS) == set(LeaveReason)
    assert set(APPROVER_LABELS) == set(Approver)
    assert set(STATE_LABELS) == set(LeaveState)
    assert set(OUTCOME_LABELS) == set(LeaveOutcome)
    assert set(MANNER_LABELS) == set(ReportManner)
    assert set(TRIP_LABELS) == set(TripManner)


def test_only_an_unnamed_reason_is_not_proper_by_itself() -> None:
    assert set(LeaveReason) - PROPER_REASONS == {LeaveReason.OTHER}


def test_deciders_rise() -> None:
    assert list(Approver) == [Approver.OFFICE, Approver.COUNTY, Approver.CITY]
