"""Offices and devices in the browser: silence is seen, a device enters by eight words."""

from __future__ import annotations

from datetime import timedelta

from corrdesk.base.actor import Role
from corrdesk.bootstrap import Desk
from corrdesk.sync.core.enrolment import eight_words, read_grant
from tests.casework.people import new_person
from tests.county.conftest import Bureau
from tests.county.offices import Pair
from tests.county.web.console import cells, enter, post, word_of


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


def test_a_device_enters_by_its_request_and_eight_words(bureau: Bureau, desk: Desk) -> None:
    browser = enter(bureau, Role.ADMINISTRATOR)
    raw = desk.exchange.request("前台")
    word = word_of(browser.get("/devices").text)
    asked = browser.post(
        "/devices", data={"csrf": word, "address": "https://jz.example"}, files={"file": raw}
    )
    assert eight_words(raw) in asked.text
    with bureau.county.registry() as registry:
        assert registry.devices() == []
    hidden = asked.text.split('name="raw" value="')[1].split('"')[0]
    grant = browser.post(
        "/devices/grant", data={"csrf": word, "raw": hidden, "address": "https://jz.example"}
    )
    assert read_grant(grant.content).address == "https://jz.example"
    desk.exchange.accept(grant.content)
    assert "前台" in browser.get("/devices").text


def test_what_is_no_request_is_said(bureau: Bureau) -> None:
    browser = enter(bureau, Role.ADMINISTRATOR)
    word = word_of(browser.get("/devices").text)
    said = browser.post("/devices", data={"csrf": word}, files={"file": b"nothing"})
    assert (said.status_code, "不是登记申请" in said.text) == (400, True)
    for raw in ("!", "AAAA", "登记"):
        said = browser.post("/devices/grant", data={"csrf": word, "raw": raw})
        assert said.status_code == 400


def test_a_device_is_revoked(bureau: Bureau, pair: Pair) -> None:
    browser = enter(bureau, Role.ADMINISTRATOR)
    device = pair.desk.exchange.device
    post(browser, f"/devices/{device}/revoke", "/devices")
    assert "已吊销" in browser.get("/devices").text
    assert post(browser, "/devices/none/revoke", "/devices").status_code == 400
