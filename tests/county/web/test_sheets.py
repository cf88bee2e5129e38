"""Workbooks: what looks like a formula stays text, numbers stay numbers."""

from __future__ import annotations

from datetime import date, datetime

from corrdesk.county.web.sheets import download, words, workbook
from tests.county.web.console import cells


def test_nothing_becomes_a_formula_or_a_link() -> None:
    hostile = ["=1+1", "+1", "-1", "@x", "\tx", "https://example.org", "=HYPERLINK(1)"]
    rows = cells(workbook("表", ["甲"], [[each] for each in hostile]))
    assert [row[0] for row in rows[1:]] == hostile


def test_values_are_shown_as_on_the_page() -> None:
    assert [words(each) for each in (None, True, date(2026, 6, 1), datetime(2026, 6, 1, 9))] == [
        "", "是", "2026-06-01", "2026-06-01 09:00",
    ]  # fmt: skip
    assert cells(workbook("表", ["数"], [[3]]))[1][0] == 3


def test_a_download_has_a_chinese_name() -> None:
    header = download("名单.xlsx", b"x").headers["content-disposition"]
    assert header.startswith("attachment; filename*=UTF-8''%E5%90%8D")
