"""The guards around every request: headers, limits, sizes, faults without typed words."""

from __future__ import annotations

import json
import threading
from datetime import datetime, timedelta
from typing import Any

import anyio
import httpx
import pytest
from fastapi.testclient import TestClient
from sqlalchemy.exc import DataError, OperationalError
from sqlalchemy.orm import Session
from starlette.types import Message

from corrdesk.base.actor import Role
from corrdesk.base.errors import EnvironmentFault
from corrdesk.county.ailments import Ailment
from corrdesk.county.health import LOW, Health
from corrdesk.county.web import app
from corrdesk.county.web.app import HEADERS
from corrdesk.sync.transports.http import Credentials, HttpTransport, Signature
from corrdesk.vault import cipher
from tests.county.conftest import ADMINISTRATOR, Bureau
from tests.county.offices import ADDRESS, Pair
from tests.county.web.console import enter, word_of


@pytest.mark.parametrize("path", ["/", "/login", "/health", "/nothing", "/static/console.css"])
def test_every_answer_carries_the_headers(bureau: Bureau, path: str) -> None:
    headers = bureau.browser().get(path).headers
    assert {name.lower() for name in HEADERS} <= set(headers)


def test_health_and_figures(bureau: Bureau) -> None:
    browser = bureau.browser()
    found = browser.get("/health")
    assert (found.status_code, found.json()["status"], found.json()["faults"]) == (200, "ok", {})
    browser.get("/login")
    text = browser.get("/metrics").text
    assert 'corrdesk_requests_total{method="GET",route="/login",status="200"} 1.0' in text
    assert 'corrdesk_fault{kind="full",part="console"} 0.0' in text
    stranger = TestClient(browser.app, base_url="https://testserver", client=("10.0.0.9", 1))
    assert stranger.get("/metrics").status_code == 404


@pytest.mark.parametrize("path", ["/openapi.json", "/docs", "/redoc"])
def test_what_can_be_asked_is_told_to_nobody_outside(bureau: Bureau, path: str) -> None:
    for browser in (bureau.browser(), bureau.sign_in()):
        answer = browser.get(path)
        assert answer.status_code == 404
        assert "paths" not in answer.text
    assert "paths" in bureau.browser().app.openapi()  # type: ignore[attr-defined]


def test_too_many_sign_ins_wait(bureau: Bureau) -> None:
    browser = bureau.browser()
    data = {"name": "x", "passphrase": "y"}
    codes = [browser.post("/login/code", data=data).status_code for _time in range(21)]
    assert codes[-1] == 429
    assert 429 not in codes[:20]


def test_a_form_too_large_is_not_read(bureau: Bureau) -> None:
    browser = bureau.browser()
    for path, size in (("/login", "9999999"), ("/devices", "99999999"), ("/packs", "99999999")):
        answer = browser.post(path, content=b"x", headers={"Content-Length": size})
        assert answer.status_code == 413
        assert "内容过大" in answer.text


def test_a_form_that_does_not_say_how_long_it_is_is_not_read(bureau: Bureau) -> None:
    """It would be read to its end before it is asked who sends it."""
    for path in ("/devices", "/packs", "/login"):
        with TestClient(bureau.browser().app, base_url="https://testserver") as browser:
            request = browser.build_request("POST", path, content=iter([b"x"] * 50))
            assert browser.send(request).status_code == 413


def test_the_log_names_no_person(bureau: Bureau) -> None:
    browser = bureau.sign_in()
    browser.get("/devices?q=欧阳")
    lines = [json.loads(line) for line in bureau.log.getvalue().splitlines()]
    assert {"route", "method", "status", "ms"} <= set(lines[-1])
    assert ADMINISTRATOR not in bureau.log.getvalue()
    assert "欧阳" not in bureau.log.getvalue()


def test_a_device_is_told_the_countys_time(bureau: Bureau, pair: Pair) -> None:
    told: list[datetime] = []
    browser = bureau.browser()
    credentials = Credentials(pair.desk.exchange.device, pair.desk.exchange.key, "")

    def asked(request: httpx.Request) -> httpx.Response:
        answer = browser.request(request.method, str(request.url), headers=dict(request.headers))
        return httpx.Response(200, content=answer.content, headers=answer.headers)

    transport = HttpTransport(ADDRESS, credentials, transport=httpx.MockTransport(asked))
    transport.list(f"{pair.office}/in/")  # and nobody heeds it
    transport.heed(told.append)
    transport.list(f"{pair.office}/in/")
    assert told == [bureau.clock.now().replace(microsecond=0)]


def test_what_the_database_cannot_hold_is_no_fault_of_ours(
    bureau: Bureau, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Such as a NUL in a name; its words are not shown again."""

    def fail(*_words: object, **_named: object) -> None:
        raise DataError("select", {"name": "欧阳"}, ValueError("欧阳"))

    browser = bureau.browser()
    monkeypatch.setattr("corrdesk.county.web.sign_in._page", fail)
    answer = browser.get("/login")
    assert answer.status_code == 400
    assert "不能保存" in answer.text
    assert "欧阳" not in answer.text + bureau.log.getvalue()


def test_a_database_that_is_away_is_said_to_be_so(
    bureau: Bureau, pair: Pair, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also to a device, which must not take it for a refusal of its signature."""
    said: list[str] = []

    def fail(*_words: object) -> None:
        raise OperationalError("select", {}, ValueError(said[-1]))

    own = Signature(Credentials(pair.desk.exchange.device, pair.desk.exchange.key, ""))
    browser = bureau.browser()
    request = next(own.auth_flow(httpx.Request("GET", "https://testserver/box?prefix=x/in/")))
    for cause, status, words in (
        ("gone", 503, "连接不上"), ("database or disk is full", 507, "已满"),
        ("attempt to write a readonly database", 503, "只能读"),
    ):  # fmt: skip
        said.append(cause)
        with monkeypatch.context() as away:
            away.setattr(Session, "get", fail)
            away.setattr(Session, "execute", fail)
            answer = browser.get("/box?prefix=x/in/", headers=dict(request.headers))
        assert (answer.status_code, answer.headers["retry-after"]) == (status, "10")
        assert words in answer.text


def test_what_hinders_is_told_to_a_monitor_in_the_log_and_above_every_page(
    bureau: Bureau, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With what to do for whoever keeps the server; the log has one line for it, and no name."""
    found = [Health({"console": Ailment.FULL}, 0)]
    monkeypatch.setattr(app, "examine", lambda _county: found[0])
    monitor = bureau.browser()
    for _time in range(3):
        answer = monitor.get("/health")
        assert (answer.status_code, answer.json()["status"]) == (503, "failing")
        assert answer.json()["faults"] == {"console": "full"}
    assert bureau.log.getvalue().count('"console": "full", "event": "health"') == 1
    assert 'corrdesk_fault{kind="full",part="console"} 1.0' in monitor.get("/metrics").text
    assert "磁盘已满" not in monitor.get("/login").text
    head, keeper = enter(bureau), enter(bureau, Role.ADMINISTRATOR)
    told, kept = head.get("/people").text, keeper.get("/devices").text
    assert "磁盘已满" in told
    assert ("请告诉管理员" in told, "旧的备份" in told) == (True, False)
    assert ("请告诉管理员" in kept, "旧的备份" in kept) == (False, True)
    found[0] = Health({}, LOW - 1)
    assert "磁盘只剩 1023 MB" in enter(bureau, Role.ADMINISTRATOR).get("/devices").text
    assert "磁盘只剩" not in enter(bureau, Role.OFFICER).get("/people").text


def test_what_can_be_read_is_shown_while_nothing_can_be_written(
    bureau: Bureau, monkeypatch: pytest.MonkeyPatch
) -> None:
    keeper = enter(bureau, Role.ADMINISTRATOR)
    word = word_of(keeper.get("/devices").text)
    connect = cipher.connect
    monkeypatch.setattr(cipher, "connect", lambda *at, **_how: connect(*at, read_only=True))
    bureau.county._console.dispose()
    bureau.county.store.dispose()
    shown = keeper.get("/accounts")
    assert (shown.status_code, ADMINISTRATOR in shown.text) == (200, True)
    refused = keeper.post("/invitations", data={"csrf": word, "note": "青石所前台"})
    assert (refused.status_code, "只能读" in refused.text) == (503, True)
    assert "青石所前台" in refused.text  # to be copied
    assert keeper.get("/health").json()["faults"]["console"] == "read-only"
    bureau.clock.advance(timedelta(minutes=16))
    assert keeper.get("/accounts").status_code == 303  # nothing prolongs it meanwhile


def test_a_fault_is_told_without_its_content(
    bureau: Bureau, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser = bureau.browser()
    for error, status in ((ValueError("欧阳"), 500), (EnvironmentFault("磁盘满"), 503)):

        def fail(*_words: object, problem: Exception = error, **_named: object) -> None:
            raise problem

        monkeypatch.setattr("corrdesk.county.web.sign_in._page", fail)
        answer = browser.get("/login")
        assert answer.status_code == status
        assert "欧阳" not in answer.text + bureau.log.getvalue()


def test_a_line_that_breaks_while_something_is_left_is_no_fault(bureau: Bureau) -> None:
    app = bureau.browser().app
    scope = {
        "type": "http", "method": "PUT", "path": "/box/0123456789ab/in/x", "headers": [],
        "query_string": b"", "client": ("10.0.0.9", 1), "server": ("testserver", 443),
        "scheme": "https", "http_version": "1.1", "root_path": "", "raw_path": b"", "app": app,
    }  # fmt: skip
    told: list[Message] = []
    coming = iter([{"type": "http.request", "body": b"the beginning", "more_body": True}])

    async def receive() -> Message:
        return next(coming, {"type": "http.disconnect"})

    async def send(message: Message) -> None:
        told.append(message)

    anyio.run(app, scope, receive, send)
    assert "fault" not in bureau.log.getvalue()
    assert told[0]["status"] == 400
    with bureau.county.read():
        assert bureau.county.box.list("0123456789ab/") == []


def test_the_intake_lives_as_long_as_the_application(bureau: Bureau) -> None:
    def alive() -> bool:
        return "corrdesk-intake" in {thread.name for thread in threading.enumerate()}

    assert not alive()
    with bureau.browser():
        assert alive()
    assert not alive()


def test_of_what_cannot_be_taken_in_the_log_has_the_kind_alone(bureau: Bureau) -> None:
    app: Any = bureau.browser().app
    app.state.intake._failed(ValueError("欧阳苹果 13800138000"))
    (line,) = bureau.log.getvalue().splitlines()
    said = json.loads(line)
    assert (said["event"], said["kind"], said["level"]) == ("intake", "ValueError", "warning")
    assert "欧阳" not in line
    assert "138001" not in line
