"""Faults of a county are said in words, with what to do about it."""

from __future__ import annotations

import pytest

from corrdesk.base.errors import CorrdeskError
from corrdesk.county import errors


@pytest.mark.parametrize("error", [
    errors.CountyExists(), errors.NotACounty(), errors.NewerCounty(), errors.KeyLost("signing"),
    errors.DatabaseOutOfReach(), errors.SignInRefused(), errors.SignInWaits(61),
    errors.RequestForged(),
])  # fmt: skip
def test_it_ends_with_a_full_stop(error: CorrdeskError) -> None:
    assert str(error).endswith("。")


def test_the_wait_is_told_in_whole_minutes() -> None:
    assert "2 分钟" in str(errors.SignInWaits(61))
    assert "1 分钟" in str(errors.SignInWaits(0))
