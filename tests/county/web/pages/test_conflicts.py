"""Conflicts in the browser: both values side by side, and one word that settles them."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

import pytest

from corrdesk.base.actor import Role
from corrdesk.county.overview import PAGE
from corrdesk.county.settling import Open, opened
from corrdesk.county.web.pages import conflicts
from corrdesk.county.web.pages.conflicts import ASIDE, CARDS
from corrdesk.sync.settling import SetAside
from tests.county.conflicted import Conflicted, make_conflicts
from tests.county.conftest import Bureau
from tests.county.offices import Pair
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


def test_many_are_paged_and_one_stays_where_one_was(bureau: Bureau, pair: Pair) -> None:
    values = make_conflicts(pair, CARDS + 1)
    browser = enter(bureau)
    first, second = (browser.get(f"/conflicts?page={number}").text for number in (1, 2))
    cards = [text.count('class="card conflict"') for text in (first, second)]
    assert cards == [CARDS, 1]
    assert "共 21 处，第 1 页，共 2 页" in first
    assert all((value in first) != (value in second) for value in values)
    assert f"/conflicts?office=&amp;page=2&amp;{ASIDE}=1" in first
    assert len(cells(browser.get("/conflicts.xlsx").content)) == CARDS + 2  # all, and the head
    office = f"/conflicts?office={pair.office}"
    page = f"{office}&page=2"
    form = browser.get(page).text.split('class="card conflict"')[1].split("</form>")[0]
    data = dict(re.findall(r'name="(\w+)" value="([^"]*)"', form))
    answer = browser.post("/conflicts", data=data)
    assert answer.headers["location"].startswith(f"{office}&page=2&{ASIDE}=1&done=")
    left = browser.get(answer.headers["location"]).text  # the page after the last is the last
    assert left.count('class="card conflict"') == CARDS
    assert "第 2 页" not in left
    wrong = browser.post("/conflicts", data=data)
    assert wrong.status_code == 400
    assert "看全部司法所" in wrong.text  # still of this office


def test_what_was_set_aside_is_paged_by_itself(
    bureau: Bureau, conflicted: Conflicted, monkeypatch: pytest.MonkeyPatch
) -> None:
    aside = [("青石所", SetAside(f"a:{n}", 0, "person", "b", "unknown", "person.change",
                               f"2026-06-10T09:00:{n:02}")) for n in range(PAGE + 1)]  # fmt: skip

    def found(*arguments: Any, **named: Any) -> Open:
        return replace(opened(*arguments, **named), set_aside=aside)

    monkeypatch.setattr(conflicts, "opened", found)
    browser = enter(bureau)
    rows = [
        browser.get(f"/conflicts?{ASIDE}={number}").text.count("<td>青石所</td>")
        for number in (1, 2)
    ]
    assert rows == [PAGE, 1]
    text = browser.get("/conflicts").text
    assert f"{ASIDE}=2#{ASIDE}" in text
    assert f'id="{ASIDE}"' in text
    assert conflicted.values[0] in browser.get(f"/conflicts?{ASIDE}=2").text
    assert len(cells(browser.get("/aside.xlsx").content)) == PAGE + 2


def test_an_auditor_does_not_choose(bureau: Bureau, conflicted: Conflicted) -> None:
    browser = enter(bureau, Role.AUDITOR)
    word = word_of(browser.get("/conflicts").text)
    data = {"csrf": word, **conflicted.place, "entry": "x"}
    assert browser.post("/conflicts", data=data).status_code == 403
