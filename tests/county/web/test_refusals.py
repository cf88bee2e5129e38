"""What was not done is said on a page with a way back, and what was typed is not lost."""

from __future__ import annotations

from datetime import timedelta

import pytest

from corrdesk.base.actor import Role
from corrdesk.county.web.limits import RequestLimits
from corrdesk.county.web.sign_in import COOKIE, OVER
from tests.casework import leaves
from tests.casework.people import new_person
from tests.county.conftest import Bureau
from tests.county.offices import Pair
from tests.county.web.console import away, enter, word_of

REASON = "行程与就诊安排<不符>，请补充"


@pytest.fixture
def leave(pair: Pair) -> str:
    supervision = new_person(pair.desk, name="欧阳平")[1]
    asked = leaves.requested(pair.desk, supervision, return_=leaves.RETURN.replace(day=30))
    pair.round()
    return asked


@pytest.mark.parametrize(("method", "path", "status"), [
    ("GET", "/nothing", 404), ("GET", "/packs/none.zip", 404), ("GET", "/matters/none", 404),
    ("GET", "/people/none/none", 404), ("DELETE", "/offices", 405), ("GET", "/devices", 403),
    ("POST", "/conflicts", 400), ("GET", "/people?page=0", 400),
])  # fmt: skip
def test_a_refusal_is_a_page_with_a_way_back(
    bureau: Bureau, pair: Pair, method: str, path: str, status: int
) -> None:
    browser = enter(bureau)
    word = word_of(browser.get("/").text)
    answer = browser.request(method, path, data={"csrf": word} if method == "POST" else None)
    assert answer.status_code == status
    assert "主导航" in answer.text
    assert 'role="alert"' in answer.text
    assert 'href="/">回到首页' in answer.text


def test_the_administrators_way_back_is_a_page_of_theirs(bureau: Bureau) -> None:
    text = enter(bureau, Role.ADMINISTRATOR).get("/people").text
    assert 'href="/devices">回到首页' in text


def test_too_many_requests_are_told_on_a_page_and_to_a_device(
    bureau: Bureau, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser = enter(bureau)
    monkeypatch.setattr(RequestLimits, "allows", lambda *_arguments, **_named: False)
    for path, shape in (("/", "text/html"), ("/box?prefix=", "text/plain")):
        answer = browser.get(path)
        assert (answer.status_code, answer.headers["retry-after"]) == (429, "30")
        assert answer.headers["content-type"].startswith(shape)
        assert "过于频繁" in answer.text


def test_a_sign_in_that_is_over_says_so(bureau: Bureau) -> None:
    browser = enter(bureau)
    bureau.clock.advance(timedelta(minutes=16))
    answer = browser.get("/people")
    assert (answer.status_code, answer.headers["location"]) == (303, OVER)
    assert "登录已过期" in browser.get(OVER).text
    typing = browser.get("/alive", headers={"HX-Request": "true"})
    assert (typing.status_code, "hx-redirect" in typing.headers) == (204, False)
    part = browser.get("/people", headers={"HX-Request": "true"})
    assert part.headers["hx-redirect"] == OVER
    assert bureau.browser().get("/people").headers["location"] == "/login"


def test_what_was_typed_survives_the_sign_in(bureau: Bureau, leave: str) -> None:
    browser = enter(bureau)
    word = word_of(browser.get(f"/matters/{leave}").text)
    bureau.clock.advance(timedelta(minutes=16))
    data = {"csrf": word, "answer": "refuse", "reason": REASON, "passphrase": "秘密"}
    answer = browser.post(f"/matters/{leave}", data=data)
    assert (answer.status_code, "登录已过期" in answer.text) == (401, True)
    assert "行程与就诊安排&lt;不符&gt;，请补充" in answer.text
    assert "秘密" not in answer.text
    stranger = bureau.browser().post(f"/matters/{leave}", data=data)
    assert (stranger.status_code, REASON[:4] in stranger.text) == (303, False)


def test_a_page_of_an_earlier_sign_in_does_nothing_and_loses_nothing(
    bureau: Bureau, leave: str
) -> None:
    browser = enter(bureau)
    data = {"csrf": "of another day", "answer": "refuse", "reason": REASON}
    answer = browser.post(f"/matters/{leave}", data=data)
    assert (answer.status_code, "页面已过期" in answer.text) == (400, True)
    assert "行程与就诊安排" in answer.text
    assert f'href="/matters/{leave}">返回原页面' in answer.text
    assert browser.get(f"/matters/{leave}").status_code == 200


def test_a_database_that_is_away_loses_nothing_typed(bureau: Bureau, leave: str) -> None:
    browser = enter(bureau)
    word = word_of(browser.get(f"/matters/{leave}").text)
    data = {"csrf": word, "answer": "refuse", "reason": REASON, "passphrase": "秘密"}
    with away():
        answer = browser.post(f"/matters/{leave}", data=data)
        asked = browser.get("/offices?x=1")
        missing = browser.get("/nothing")
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "10")
    assert "行程与就诊安排&lt;不符&gt;，请补充" in answer.text
    assert "秘密" not in answer.text
    assert "告诉管理员" in answer.text  # an officer is not told to look after the server
    assert f'href="/matters/{leave}">返回原页面' in answer.text
    assert (asked.status_code, 'href="/offices?x=1">再试一次' in asked.text) == (503, True)
    assert (missing.status_code, "没有这个页面" in missing.text) == (404, True)


def test_a_half_sign_in_is_not_called_over(bureau: Bureau) -> None:
    browser = bureau.browser()
    browser.cookies.set(COOKIE, "nothing", domain="testserver.local")
    assert browser.get("/login/code").headers["location"] in {OVER, "/login"}
