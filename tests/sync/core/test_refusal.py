"""Each reason has its own short name, which travels and is written down."""

from __future__ import annotations

from corrdesk.sync.core.refusal import Reason, Refused


def test_a_refusal_carries_its_reason() -> None:
    assert Refused(Reason.FORK).reason is Reason.FORK
    assert str(Refused(Reason.GAP)) == "gap"


def test_reasons_fit_into_a_receipt() -> None:
    assert all(0 < len(reason.value) <= 20 for reason in Reason)
