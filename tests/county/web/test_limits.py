"""Requests of one caller are bounded; another caller is not bothered by it."""

from __future__ import annotations

from corrdesk.county.web.limits import SIGN_IN, RequestLimits
from corrdesk.sync.core.sending import RUN


def test_sign_ins_are_counted_by_caller_and_apart_from_pages() -> None:
    limits = RequestLimits()
    answers = [limits.allows("a", sign_in=True) for _time in range(SIGN_IN.amount + 1)]
    assert answers == [True] * SIGN_IN.amount + [False]
    assert limits.allows("b", sign_in=True)
    assert limits.allows("a")


def test_a_first_exchange_on_a_good_line_is_no_flood() -> None:
    limits = RequestLimits()
    assert all(limits.allows("a") for _time in range(2 * 100_000 // RUN))  # two PCs of an office


def test_a_flood_is_bounded() -> None:
    limits = RequestLimits()
    assert not all(limits.allows("a") for _time in range(2000))
