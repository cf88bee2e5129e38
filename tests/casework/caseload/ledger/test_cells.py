"""Single values: texts, numbers that spreadsheets spoil, days and terms."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from time import perf_counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corrdesk.base.dates import DateProblem
from corrdesk.casework.caseload.ledger.cells import (
    day_of,
    number_text,
    optional_text,
    original_text,
    precision_lost,
    term_of,
    text_of,
)
from corrdesk.casework.caseload.ledger.workbook import Cell


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        (None, ""), ("甲", "甲"), (" 甲 ", " 甲 "), (1.0, "1"), (1.5, "1.5"), (7, "7"),
        (True, "TRUE"), (False, "FALSE"), (date(2026, 1, 2), "2026-01-02"),
        (datetime(2026, 1, 2), "2026-01-02"), (datetime(2026, 1, 2, 3, 4), "2026-01-02 03:04:00"),
        (time(8, 30), "08:30:00"), (timedelta(hours=30), "1 day, 6:00:00"),
        (3.70323197105251e17, "3.70323197105251e+17"), (13900000001.0, "13900000001"),
    ],
)  # fmt: skip
def test_original_text(cell: Cell, text: str) -> None:
    assert original_text(cell) == text


@given(st.text())
def test_clean_text_is_one_line_and_stays_clean(text: str) -> None:
    cleaned = text_of(text)
    assert cleaned == text_of(cleaned)
    assert cleaned == cleaned.strip()
    assert not set(cleaned) & set("\u200b\u202e\ufeff\u2066\n\t")


def test_gap_fillers_are_nothing() -> None:
    assert [optional_text(word) for word in ("/", "／", "无", " — ", "=", "甲")] == [
        *[""] * 5,
        "甲",
    ]


@pytest.mark.parametrize("error", ["#N/A", "#REF!", "#VALUE!", "#DIV/0!", "#NAME?", "#NUM!"])
def test_what_a_failed_formula_leaves_is_nothing(error: str) -> None:
    assert optional_text(error) == ""


def test_days_as_numbers_cost_nothing() -> None:
    begun = perf_counter()
    for serial in range(46000, 47000):
        day_of(float(serial))
    assert perf_counter() - begun < 1


def test_quotes_that_force_text_are_removed() -> None:
    assert number_text("'370323197101010031") == "370323197101010031"
    assert number_text("\u200e139 0000\t") == "139 0000"


def test_rounded_numbers_are_recognised() -> None:
    assert precision_lost(3.7e17)
    assert precision_lost(370323197105251000)
    assert not precision_lost(370323710101003.0)
    assert not precision_lost(None)
    assert not precision_lost(True)


@pytest.mark.parametrize(
    "cell",
    [
        46024, 46024.75, 20260102, "2026.1.2", datetime(2026, 1, 2, 9), 20260102.0, "46024",
        "４６０２４", "46024.5", "2026/1/2 10:30", "2026-01-02T10:30:00", "2026年1月2号",
    ],
)  # fmt: skip
def test_days(cell: Cell) -> None:
    assert day_of(cell) == date(2026, 1, 2)


@pytest.mark.parametrize(
    "cell",
    [None, "", "无", "#N/A", 20260102.5, 12, 1e300, float("nan"), float("inf"), True, -1.0, time()],
)
def test_no_days(cell: Cell) -> None:
    with pytest.raises(DateProblem):
        day_of(cell)


@pytest.mark.parametrize("text", ["8.3", "8-3", "8月3日", "今天", "昨天"])
def test_the_year_of_a_ledger_is_never_guessed(text: str) -> None:
    with pytest.raises(DateProblem):
        day_of(text)


@pytest.mark.parametrize(
    "text",
    [
        "2025.1.2-2026.1.1", "2025-01-02-2026-01-01", "2025-01-02至2026-01-01",
        "自2025年1月2日起至2026年1月1日止", "2025/1/2 ~ 2026/1/1", "20250102—20260101",
        "２０２５．１．２－２０２６．１．１", "2025年1月2日\n2026年1月1日",
    ],
)  # fmt: skip
def test_terms_of_two_days(text: str) -> None:
    assert term_of(text) == (date(2025, 1, 2), date(2026, 1, 1))


@pytest.mark.parametrize(
    "cell", [None, "", "一年", "2025.1.2", "2025.2.30-2026.1.1", date(2025, 1, 2)]
)
def test_no_terms(cell: Cell) -> None:
    with pytest.raises(DateProblem):
        term_of(cell)
