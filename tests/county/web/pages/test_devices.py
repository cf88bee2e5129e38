"""Devices in the browser: they enter by eight words or by a file, and are revoked."""

from __future__ import annotations

import re
from datetime import timedelta

from corrdesk.base.actor import Role
from corrdesk.bootstrap import Desk
from corrdesk.county.invitations import State
from corrdesk.sync.core.enrolment import eight_words, read_grant
from corrdesk.sync.core.invitation import read_code
from corrdesk.sync.core.stops import Guard
from tests.casework.people import new_person
from tests.county.conftest import Bureau
from tests.county.offices import Pair
from tests.county.web.console import cells, enter, post, word_of


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


def test_one_that_was_not_heard_of_for_long_stands_out(bureau: Bureau, pair: Pair) -> None:
    pair.round()
    browser = enter(bureau, Role.ADMINISTRATOR)
    assert "没有联系" not in browser.get("/devices").text
    bureau.clock.advance(timedelta(days=29))
    browser = enter(bureau, Role.ADMINISTRATOR)
    assert "没有联系" not in browser.get("/devices").text
    bureau.clock.advance(timedelta(days=1))
    browser = enter(bureau, Role.ADMINISTRATOR)
    assert "◆ 30 天没有联系" in browser.get("/devices").text
    assert cells(browser.get("/devices.xlsx").content)[1][3] == "30 天没有联系"
    new_person(pair.desk)
    for _time in range(2):  # over a stick: whatever way a device takes, it was heard of
        pair.desk.exchange.run(pair.place, "memory", confirmed=[Guard.CLOCK])
        pair.ingest()
    assert "没有联系" not in browser.get("/devices").text


def test_a_lost_one_takes_the_naming_key_with_it(bureau: Bureau, pair: Pair) -> None:
    browser = enter(bureau, Role.ADMINISTRATOR)
    before = pair.roster()
    post(browser, f"/devices/{pair.desk.exchange.device}/revoke", "/devices", lost="yes")
    after = pair.roster()
    assert after.naming != before.naming
    assert after.number == before.number + 1
    rows = cells(browser.get("/devices.xlsx").content)
    assert rows[0][:4] == ["司法所", "名称", "设备编号", "状态"]
    assert [row[3] for row in rows[1:]] == ["已吊销"]


def test_an_invitation_is_shown_once_and_may_be_withdrawn(bureau: Bureau, pair: Pair) -> None:
    browser = enter(bureau, Role.ADMINISTRATOR)
    made = post(browser, "/invitations", "/devices", office=pair.office, note="里间", hours="2")
    assert made.status_code == 200
    (words,) = re.findall(r'class="words code">([^<]+)<', made.text)
    read_code(words)
    listed = browser.get("/devices").text
    assert words not in listed
    assert "里间" in listed
    with bureau.county.enrolling() as (invitations, _registry):
        (card,) = invitations.everything()
    assert (card.office_id, card.state) == (pair.office, State.OPEN)
    assert post(browser, f"/invitations/{card.id}/withdraw", "/devices").status_code == 303
    rows = cells(browser.get("/invitations.xlsx").content)
    assert (rows[1][1], rows[1][5]) == ("里间", "已作废")
    assert words not in str(rows)


def test_an_invitation_for_nobody_or_for_too_long(bureau: Bureau) -> None:
    browser = enter(bureau, Role.ADMINISTRATOR)
    assert post(browser, "/invitations", "/devices", office="0" * 12).status_code == 400
    assert post(browser, "/invitations", "/devices", hours="500").status_code == 400
    assert post(browser, "/invitations/none/withdraw", "/devices").status_code == 400
