"""Offices in the browser: silence is seen, every figure leads to its list."""

from __future__ import annotations

from datetime import timedelta

from corrdesk.base.actor import Role
from tests.casework.people import new_person
from tests.county.conftest import Bureau
from tests.county.offices import Pair
from tests.county.web.console import cells, enter


def test_a_silent_office_is_seen(bureau: Bureau, pair: Pair) -> None:
    assert "从未联系" in enter(bureau).get("/offices").text
    new_person(pair.desk)
    pair.round()
    browser = enter(bureau, Role.OFFICER)
    assert "今天" in browser.get("/offices").text
    bureau.clock.advance(timedelta(days=9))
    text = enter(bureau, Role.AUDITOR).get("/offices").text
    assert "▲ 9 天前" in text


def test_figures_of_an_office_equal_its_list(bureau: Bureau, pair: Pair) -> None:
    for serial in (1, 2, 3):
        new_person(pair.desk, serial)
    pair.round()
    browser = enter(bureau)
    link = f'href="/people?office={pair.office}">3<'
    assert link in browser.get("/offices").text
    assert "共 3 人" in browser.get("/people", params={"office": pair.office}).text
    assert cells(browser.get("/offices.xlsx").content)[1][3] == 3
