"""Every endpoint × who asks × whose office: what is not named here fails until somebody names it.

The roles of the console's pages stand in tests/county/web/test_visits.py.
"""

from __future__ import annotations

import itertools
import re
from dataclasses import dataclass
from typing import Any

import httpx
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from corrdesk.base.actor import Role
from corrdesk.bootstrap import Desk
from corrdesk.county.web.app import create_app
from corrdesk.county.web.refusals import STAYING
from corrdesk.sync.box import AgeBox, new_identity
from corrdesk.sync.core.enrolment import Request
from corrdesk.sync.transports.http import Credentials, Signature
from tests.casework.conftest import clock, desk, founded_office
from tests.county.conftest import Bureau, _cheap_guesses, bureau, founded_county, pair
from tests.county.offices import ADDRESS, Pair
from tests.county.web.console import enter, every_route
from tests.county.web.test_visits import HELP, KEEPING, KEEPING_FORMS, PACKS, READING, SPEAKING
from tests.sync.worlds import public

__all__ = [
    "_cheap_guesses",
    "bureau",
    "clock",
    "desk",
    "founded_county",
    "founded_office",
    "pair",
]  # fixtures

# Whoever asks: they show nothing of anybody, and let in or out.
OPEN = {
    ("GET", "/health"), ("GET", "/metrics"), ("GET", "/login"), ("POST", "/login"),
    ("GET", "/login/code"), ("POST", "/login/code"), ("POST", "/logout"),
    ("POST", "/enrol"),  # for who proves to know an invitation
}  # fmt: skip
PAGES = {("GET", path) for path in READING | PACKS | KEEPING | HELP}
FORMS = {("POST", path) for path in SPEAKING | KEEPING_FORMS}
BOX = {("GET", "/box"), ("GET", "/box/{name:path}"), ("PUT", "/box/{name:path}")}
NOT_ENDPOINTS = {"/static"}
OTHER = "ffffffffffff"
CHUNK = f"{'0f' * 32}/000000.cnk"


def test_every_endpoint_is_known_here(bureau: Bureau) -> None:
    app = create_app(bureau.county)
    found = {
        (method, route.path) for route in every_route(app) for method in sorted(route.methods or ())
    }
    assert found == OPEN | PAGES | FORMS | BOX
    paths = {str(getattr(route, "path", "")) for route in app.routes} - {""}
    assert paths - {path for _method, path in found} == NOT_ENDPOINTS


@dataclass(frozen=True)
class Caller:
    """Somebody at the mailbox, and what they may do in their own office and in another's."""

    name: str
    device: str
    key: Ed25519PrivateKey


def _enrolled(bureau: Bureau, office: str, serial: int) -> Caller:
    key = Ed25519PrivateKey.from_private_bytes(bytes([serial]) * 32)
    device = f"{serial:032x}"
    reader = AgeBox(new_identity()).recipient
    asked = Request(office, f"所{serial}", device, "前台", public(key), reader, "2026-06-10")
    with bureau.county.registry() as registry:
        registry.enrol(asked.framed(key.sign))
    return Caller(f"{office} {serial}", device, key)


def _ask(browser: Any, method: str, url: str, caller: Caller | None) -> int:
    content = b"sealed" if method == "PUT" else b""
    request = httpx.Request(method, ADDRESS + url, content=content)
    if caller is not None:
        sign = Signature(Credentials(caller.device, caller.key, ""))
        request = next(sign.auth_flow(request))
    answer = browser.request(method, ADDRESS + url, headers=dict(request.headers), content=content)
    return int(answer.status_code)


@pytest.mark.parametrize(("own", "other"), [(0, 1), (1, 0)])
def test_a_device_reaches_its_own_office_and_no_other(bureau: Bureau, own: int, other: int) -> None:
    offices = ("0123456789ab", OTHER)
    callers = [_enrolled(bureau, office, serial) for serial, office in enumerate(offices, 1)]
    browser, caller = bureau.browser(), callers[own]
    mine, theirs = offices[own], offices[other]
    assert _ask(browser, "PUT", f"/box/{theirs}/in/a", callers[other]) == 201
    expected = {
        ("GET", f"/box?prefix={mine}/in/"): 200, ("GET", f"/box?prefix={mine}/out/"): 200,
        ("GET", f"/box/{mine}/in/none"): 404, ("PUT", f"/box/{mine}/in/b"): 201,
        ("GET", f"/box/{mine}/in/b"): 200, ("PUT", f"/box/{mine}/files/{CHUNK}"): 201,
        ("PUT", f"/box/{mine}/out/b"): 403,
        ("GET", f"/box?prefix={theirs}/in/"): 403, ("GET", f"/box?prefix={theirs}/out/"): 403,
        ("GET", f"/box/{theirs}/in/a"): 403, ("PUT", f"/box/{theirs}/in/b"): 403,
        ("PUT", f"/box/{theirs}/files/{CHUNK}"): 403, ("PUT", f"/box/{theirs}/out/b"): 403,
        ("GET", "/box?prefix="): 403, ("GET", "/box?prefix=enrol/"): 403,
        ("PUT", "/box/enrol/x"): 403,
    }  # fmt: skip
    assert {way: _ask(browser, *way, caller) for way in expected} == expected


def test_whoever_is_no_serving_device_reaches_nothing(bureau: Bureau, pair: Pair) -> None:
    """A stranger, a revoked device, an officer of the county, a name with another's key."""
    revoked = _enrolled(bureau, pair.office, 7)
    with bureau.county.registry() as registry:
        registry.revoke(revoked.device, 0)
    stranger = Caller("stranger", "0" * 32, revoked.key)
    impostor = Caller("impostor", pair.desk.exchange.device, revoked.key)
    urls = [
        ("GET", f"/box?prefix={pair.office}/out/"), ("GET", f"/box/{pair.office}/out/a"),
        ("PUT", f"/box/{pair.office}/in/a"), ("GET", "/box?prefix="),
    ]  # fmt: skip
    signed_in = enter(bureau, Role.ADMINISTRATOR)
    for (method, url), caller in itertools.product(urls, [revoked, stranger, impostor, None]):
        assert _ask(bureau.browser(), method, url, caller) == 401, (url, caller)
        assert _ask(signed_in, method, url, None) == 401
    assert bureau.county.box.size() == (0, 0)


def test_a_device_opens_no_page(bureau: Bureau, pair: Pair, desk: Desk) -> None:
    """A signature is good for the mailbox alone: pages want a person."""
    caller = Caller("desk", desk.exchange.device, desk.exchange.key)
    browser = bureau.browser()
    for method, path in sorted(PAGES):
        url = re.sub(r"\{\w+\}", "x", path)
        assert _ask(browser, method, url, caller) == (204 if url == STAYING else 303), url
