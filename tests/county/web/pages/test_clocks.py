"""Wrong clocks in the browser: a shape, a word, a list behind the figure, and by each time."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from corrdesk.base.actor import Role
from corrdesk.base.clock import FixedClock
from tests.casework.people import new_person
from tests.county.conflicted import make_conflict
from tests.county.conftest import Bureau
from tests.county.offices import Pair
from tests.county.scanned import delivered, proposed
from tests.county.web.console import cells, enter

MARK = "◆ 时钟存疑"


@pytest.fixture
def ahead(pair: Pair, clock: FixedClock) -> Pair:
    """From now on the desk's clock is twelve days ahead."""
    pair.round()
    clock.advance(timedelta(days=12))
    return pair


def test_nothing_is_said_of_right_clocks(bureau: Bureau, pair: Pair) -> None:
    make_conflict(pair)
    browser = enter(bureau)
    for path in ("/offices", "/conflicts"):
        assert "时钟" not in browser.get(path).text
    assert "没有时钟存疑的登记" in browser.get("/clocks").text
    assert MARK not in enter(bureau, Role.ADMINISTRATOR).get("/devices").text


def test_every_figure_opens_its_list(bureau: Bureau, ahead: Pair) -> None:
    new_person(ahead.desk)
    ahead.round()
    browser = enter(bureau, Role.AUDITOR)
    text = browser.get("/offices").text
    (link, count) = re.findall(rf'href="(/clocks\?office=\w+)">.*?{MARK} (\d+) 条', text)[0]
    rows = cells(browser.get("/clocks.xlsx").content)[1:]
    assert sum(row[3] for row in rows) == int(count)
    page = browser.get(link).text
    assert "◆ 时钟存疑：登记时刻比县级收到的时间晚，最多 12 天" in page
    assert "照常有效" in page
    assert "前台" in page
    assert "时钟存疑" in cells(browser.get("/offices.xlsx").content)[1][-1]
    assert cells(browser.get("/clocks.xlsx?office=ffffffffffff").content)[1:] == []


def test_the_pc_is_marked(bureau: Bureau, ahead: Pair) -> None:
    new_person(ahead.desk)
    ahead.round()
    browser = enter(bureau, Role.ADMINISTRATOR)
    assert MARK in browser.get("/devices").text
    assert cells(browser.get("/devices.xlsx").content)[1][-1] == "时钟存疑"


def test_of_two_values_the_doubtful_time_is_marked(bureau: Bureau, ahead: Pair) -> None:
    make_conflict(ahead)
    browser = enter(bureau)
    text = browser.get("/conflicts").text
    assert text.count(MARK) == 1  # the county's own value has its own clock
    mine, theirs = text.index('value">欧阳萍'), text.index('value">欧阳苹')
    assert (mine < text.index(MARK) < theirs) if mine < theirs else text.index(MARK) > mine
    assert cells(browser.get("/conflicts.xlsx").content)[1][-1].count("，时钟存疑") == 1


def test_a_filed_paper_is_marked(bureau: Bureau, ahead: Pair) -> None:
    proposed(ahead)
    delivered(ahead)
    browser = enter(bureau)
    (person,) = re.findall(r'href="(/people/\w+/\w+)"', browser.get("/people").text)
    assert MARK in browser.get(person).text
