"""Conflicts in the browser: both values side by side, and one word that settles them."""

from __future__ import annotations

from corrdesk.base.actor import Role
from tests.county.conflicted import Conflicted
from tests.county.conftest import Bureau
from tests.county.web.console import cells, enter, post, word_of


def test_nothing_open_is_said(bureau: Bureau) -> None:
    assert "没有需要核对的冲突" in enter(bureau).get("/conflicts").text


def test_both_values_are_shown_and_one_is_chosen(bureau: Bureau, conflicted: Conflicted) -> None:
    browser = enter(bureau)
    text = browser.get("/conflicts").text
    for value in conflicted.values:
        assert value in text
    assert "人员：姓名</span>" in text
    for who in ("李明　2026-06-10", "县级　2026-06-10"):
        assert who in text
    (row,) = cells(browser.get("/conflicts.xlsx").content)[1:]
    assert row[2:4] == ["人员", "姓名"]
    assert all(value in row[4] for value in (*conflicted.values, "李明", "县级", "2026-06-10"))
    entry = text.split('name="entry" value="')[1].split('"')[0]
    answer = post(browser, "/conflicts", "/conflicts", **conflicted.place, entry=entry)
    assert answer.status_code == 303
    assert "没有需要核对的冲突" in browser.get("/conflicts").text
    again = post(browser, "/conflicts", "/offices", **conflicted.place, entry=entry)
    assert again.status_code == 400


def test_an_auditor_does_not_choose(bureau: Bureau, conflicted: Conflicted) -> None:
    browser = enter(bureau, Role.AUDITOR)
    word = word_of(browser.get("/conflicts").text)
    data = {"csrf": word, **conflicted.place, "entry": "x"}
    assert browser.post("/conflicts", data=data).status_code == 403
