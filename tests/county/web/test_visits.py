"""Every page × every role: the table of permissions opens it, and nothing else does."""

from __future__ import annotations

import re

import pytest
from fastapi.routing import APIRoute

from corrdesk.base.actor import Role
from corrdesk.county.web.app import PAGES
from corrdesk.county.web.limits import RequestLimits
from corrdesk.county.web.refusals import STAYING
from tests.county.conftest import Bureau
from tests.county.offices import Pair
from tests.county.web.console import enter, word_of

READING = {
    "/", "/queue.xlsx", "/matters/{matter_id}", "/offices", "/offices.xlsx", "/people",
    "/people.xlsx", "/figures", "/figures.xlsx", "/conflicts", "/conflicts.xlsx", "/decided",
    "/decided.xlsx", "/clocks", "/clocks.xlsx", "/aside.xlsx", "/repairs.xlsx", "/alive",
    "/goals", "/goals.xlsx", "/hours",
    "/hours.xlsx", "/people/{office_id}/{person_id}", "/people/{office_id}/{person_id}/papers.xlsx",
    "/people/{office_id}/{person_id}/hours.xlsx",
    "/people/{office_id}/{person_id}/papers/{attachment_id}",
    "/matters/{matter_id}/papers/{attachment_id}",
}  # fmt: skip
HELP = {"/help"}  # for everybody
PACKS = {"/packs", "/packs/{name}", "/packs.xlsx"}
KEEPING = {"/devices", "/devices.xlsx", "/invitations.xlsx", "/accounts", "/accounts.xlsx"}
SPEAKING = {"/matters/{matter_id}", "/matters", "/conflicts"}
KEEPING_FORMS = {
    "/devices", "/devices/grant", "/devices/{device_id}/revoke", "/packs", "/accounts",
    "/invitations", "/invitations/{invitation_id}/withdraw",
    "/accounts/{account_id}/renew", "/accounts/{account_id}/close", "/accounts/{account_id}/role",
}  # fmt: skip
MAY = {
    Role.OFFICER: ({"GET": READING | PACKS, "POST": SPEAKING}),
    Role.HEAD: ({"GET": READING | PACKS, "POST": SPEAKING}),
    Role.AUDITOR: ({"GET": READING | PACKS, "POST": set()}),
    Role.ADMINISTRATOR: ({"GET": KEEPING | PACKS, "POST": KEEPING_FORMS}),
}


def routes() -> list[tuple[str, str]]:
    """Every page and form of the console."""
    return [
        (method, route.path)
        for module in PAGES
        for route in module.router.routes
        if isinstance(route, APIRoute)
        for method in sorted(route.methods or ())
    ]


def test_no_page_is_forgotten_here() -> None:
    known = {("GET", path) for path in READING | PACKS | KEEPING | HELP}
    known |= {("POST", path) for path in SPEAKING | KEEPING_FORMS}
    assert set(routes()) == known


def _filled(path: str) -> str:
    return re.sub(r"\{\w+\}", "none", path)


@pytest.mark.parametrize("role", list(MAY))
def test_the_table_opens_what_it_says(
    bureau: Bureau, pair: Pair, role: Role, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(RequestLimits, "allows", lambda *_arguments, **_named: True)
    pair.round()
    browser = enter(bureau, role)
    word = word_of(browser.get("/packs").text)
    for method, path in routes():
        data = {"csrf": word, "office": "x", "kind": "x", "row": "x", "field": "x",
                "answer": "grant", "role": "head", "raw": "!"}  # fmt: skip
        files = {"file": b"x", "signer": b"x"} if path in {"/devices", "/packs"} else None
        if method == "GET":
            answer = browser.get(_filled(path))
        else:
            answer = browser.post(_filled(path), data=data, files=files)
        allowed = path in MAY[role][method] | HELP
        assert (answer.status_code != 403) is allowed, (method, path, answer.status_code)
        assert answer.status_code < 500


def test_without_a_sign_in_every_page_leads_to_it(bureau: Bureau) -> None:
    for method, path in routes():
        answer = bureau.browser().request(method, _filled(path))
        expected = {204} if path == STAYING else {303, 400}
        assert answer.status_code in expected, (method, path)
        if answer.status_code == 303:
            assert answer.headers["location"] == "/login"
