"""Receipts and holdings come back as they were said, and only to whom they were said."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from corrdesk.base.ids import derived_id
from corrdesk.sync.core.receipt import (
    NOTHING,
    Aside,
    Held,
    Holdings,
    Receipt,
    read_holdings,
    read_receipt,
)
from corrdesk.sync.core.refusal import Reason, Refused
from corrdesk.sync.core.wire import dumps, loads
from tests.sync.worlds import COUNTY, OFFICE

A = derived_id("device", "a")
RECEIPT = Receipt(
    COUNTY, OFFICE, 7, derived_id("epoch", "1"), "2026-06-10T09:00:00+08:00",
    {A: Held(3, b"h" * 32, 2)}, ("0f" * 32,), (Aside(A, 2, 0, "value"),),
    {"officer/0": b"d" * 8}, {A: 4},
)  # fmt: skip
HOLDINGS = Holdings(
    COUNTY, OFFICE, 4, derived_id("epoch", "1"), {A: Held(3, b"h" * 32)}, ("0f" * 32,)
)


def test_they_come_back() -> None:
    assert read_receipt(RECEIPT.body(), county=COUNTY, office=OFFICE) == RECEIPT
    assert read_holdings(HOLDINGS.body(), county=COUNTY, office=OFFICE) == HOLDINGS
    assert NOTHING.seq == 0


@pytest.mark.parametrize("options", [{"county": "0" * 32}, {"office": "ffffffffffff"}])
def test_for_others_they_are_refused(options: dict[str, str]) -> None:
    given: dict[str, Any] = {"county": COUNTY, "office": OFFICE} | options
    for read, said in ((read_receipt, RECEIPT), (read_holdings, HOLDINGS)):
        with pytest.raises(Refused) as refused:
            read(said.body(), **given)
        assert refused.value.reason is Reason.AUDIENCE


@pytest.mark.parametrize("position", range(11))
def test_every_field_of_a_receipt_is_checked(position: int) -> None:
    values = loads(RECEIPT.body())
    for wrong in (None, -1, "x" * 500, {"x": 1}, [1]):
        body = dumps([*values[:position], wrong, *values[position + 1 :]])
        with pytest.raises(Refused):
            read_receipt(body, county=COUNTY, office=OFFICE)


def test_long_lists_are_cut_where_they_are_written() -> None:
    long = replace(RECEIPT, wanted=tuple(f"{n:064x}" for n in range(5000)))
    assert len(read_receipt(long.body(), county=COUNTY, office=OFFICE).wanted) == 2000
