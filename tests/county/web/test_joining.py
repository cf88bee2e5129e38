"""The door of invitations: one answer for everything that is wrong, and never a fault."""

from __future__ import annotations

import base64
import json
from typing import Any

import pytest

from corrdesk.bootstrap import Desk
from corrdesk.county.web.joining import PATH, certificate_digest
from corrdesk.sync.core.enrolment import read_grant
from corrdesk.sync.core.invitation import Code, answer_proof, ask_proof
from tests.county.conftest import Bureau


def invited(bureau: Bureau) -> Code:
    with bureau.county.enrolling() as (invitations, _registry):
        return invitations.invite(address="https://jz.example")[1]


def asked(bureau: Bureau, code: Code, raw: bytes) -> dict[str, Any]:
    line = certificate_digest(bureau.county)
    return {
        "number": code.number,
        "request": base64.b64encode(raw).decode(),
        "proof": ask_proof(code.key(), line, raw).hex(),
    }


def test_the_grant_comes_back_with_the_countys_proof(bureau: Bureau, desk: Desk) -> None:
    code, raw = invited(bureau), desk.exchange.request("前台")
    answer = bureau.browser().post(PATH, json=asked(bureau, code, raw))
    assert answer.status_code == 200
    grant = base64.b64decode(answer.json()["grant"])
    line = certificate_digest(bureau.county)
    assert answer.json()["proof"] == answer_proof(code.key(), line, raw, grant).hex()
    assert read_grant(grant).address == "https://jz.example"
    assert read_grant(grant).authority.startswith("-----BEGIN CERTIFICATE")


def test_whatever_is_wrong_gets_the_same_answer(bureau: Bureau, desk: Desk) -> None:
    code, raw = invited(bureau), desk.exchange.request("前台")
    good = asked(bureau, code, raw)
    other = dict(good, number=(code.number + 1) % 256)
    for content in (other, dict(good, proof="00" * 32), dict(good, request="AAAA")):
        answer = bureau.browser().post(PATH, json=content)
        assert (answer.status_code, answer.text) == (403, "")
    with bureau.county.registry() as registry:
        assert registry.devices() == []


@pytest.mark.parametrize(
    "content",
    [
        b"", b"{", b"[]", b"1", b'"x"', b"\xff", b"null", b"[" * 5000,
        json.dumps({"number": 1}).encode(),
        json.dumps({"number": -1, "request": "AAAA", "proof": "00" * 32}).encode(),
        json.dumps({"number": True, "request": "AAAA", "proof": "00" * 32}).encode(),
        json.dumps({"number": 1, "request": "!", "proof": "00" * 32}).encode(),
        json.dumps({"number": 1, "request": "AAAA", "proof": "0"}).encode(),
        json.dumps({"number": 1, "request": 5, "proof": None}).encode(),
    ],
)  # fmt: skip
def test_nothing_makes_it_stumble(bureau: Bureau, content: bytes) -> None:
    assert bureau.browser().post(PATH, content=content).status_code == 400


def test_what_is_too_large_is_not_read(bureau: Bureau) -> None:
    assert bureau.browser().post(PATH, content=b"x" * (3 << 20)).status_code == 413


def test_guessing_has_to_wait(bureau: Bureau) -> None:
    browser = bureau.browser()
    codes = [browser.post(PATH, content=b"{}").status_code for _time in range(21)]
    assert codes == [400] * 20 + [429]
