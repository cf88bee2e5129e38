"""The limits leave room for the largest real ledger, and every refusal says what to do."""

from __future__ import annotations

from corrdesk.casework.caseload.ledger import limits


def test_fifty_thousand_rows_of_forty_columns_fit() -> None:
    assert limits.ROWS >= 50_000
    assert limits.COLUMNS >= 40
    assert limits.CELLS >= 50_000 * 40


def test_every_refusal_has_a_remedy() -> None:
    refusals = [
        limits.too_large(),
        limits.suspicious(),
        limits.damaged(),
        limits.encrypted(),
        limits.not_a_ledger("Word"),
    ]
    assert all(refusal.message and refusal.remedy for refusal in refusals)
    assert len({refusal.message for refusal in refusals}) == len(refusals)
