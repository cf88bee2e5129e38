"""Invitations: once, in time, for whom they are meant; a few wrong proofs end them."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from corrdesk.base.errors import UserError
from corrdesk.bootstrap import Desk
from corrdesk.county.errors import InvitationRefused
from corrdesk.county.invitations import MOST_OPEN, MOST_WRONG, State
from corrdesk.county.tables import Invitation
from corrdesk.sync.core.invitation import Code, ask_proof
from tests.county.conftest import Bureau
from tests.county.offices import Pair

LINE = b"c" * 32


def invited(bureau: Bureau, **wish: object) -> tuple[str, Code]:
    with bureau.county.enrolling() as (invitations, _registry):
        card, code = invitations.invite(**wish)  # type: ignore[arg-type]
    return card.id, code


def take(bureau: Bureau, code: Code, request: bytes, *, line: bytes = LINE) -> str:
    proof = ask_proof(code.key(), line, request)
    with bureau.county.enrolling() as (invitations, _registry):
        return invitations.take(code.number, request, proof, LINE).device_id


def state(bureau: Bureau) -> State:
    with bureau.county.enrolling() as (invitations, _registry):
        return invitations.everything()[0].state


def refused(bureau: Bureau, code: Code, request: bytes, **how: bytes) -> None:
    with pytest.raises(InvitationRefused):
        take(bureau, code, request, **how)


def test_one_device_once_and_again_for_a_lost_answer(bureau: Bureau, desk: Desk) -> None:
    _id, code = invited(bureau)
    raw = desk.exchange.request("前台")
    assert take(bureau, code, raw) == desk.exchange.device
    assert state(bureau) is State.USED
    assert take(bureau, code, desk.exchange.request("前台")) == desk.exchange.device
    with bureau.county.enrolling() as (invitations, _registry):
        stranger = invitations.everything()[0]
    assert stranger.device_id == desk.exchange.device
    bureau.clock.advance(timedelta(hours=25))
    refused(bureau, code, raw)


def test_the_words_are_kept_nowhere(bureau: Bureau) -> None:
    _id, code = invited(bureau)
    with bureau.county.counting() as session:
        row = session.scalars(select(Invitation)).one()
        kept = [row.key, *(str(getattr(row, name)).encode() for name in ("id", "note", "state"))]
    assert not any(code.secret in each or code.key() in each for each in kept)


def test_too_late_and_withdrawn(bureau: Bureau, desk: Desk) -> None:
    raw = desk.exchange.request("前台")
    _id, code = invited(bureau, hours=2)
    bureau.clock.advance(timedelta(hours=2))
    assert state(bureau) is State.OVER
    refused(bureau, code, raw)
    name, code = invited(bureau)
    with bureau.county.enrolling() as (invitations, _registry):
        invitations.withdraw(name)
    assert state(bureau) is State.VOID
    refused(bureau, code, raw)
    with bureau.county.enrolling() as (invitations, _registry), pytest.raises(UserError):
        invitations.withdraw("none")


def test_a_few_wrong_words_end_it(bureau: Bureau, desk: Desk) -> None:
    _id, code = invited(bureau)
    raw = desk.exchange.request("前台")
    wrong = Code(code.secret[:7] + bytes([code.secret[7] ^ 1]))
    for _time in range(MOST_WRONG - 1):
        refused(bureau, wrong, raw)
    assert state(bureau) is State.OPEN
    refused(bureau, wrong, raw)
    assert state(bureau) is State.VOID
    refused(bureau, code, raw)


def test_another_line_another_request_another_office(
    bureau: Bureau, pair: Pair, desk: Desk
) -> None:
    _id, code = invited(bureau)
    raw = desk.exchange.request("前台")
    refused(bureau, code, raw, line=b"d" * 32)
    refused(bureau, code, b"junk")
    assert state(bureau) is State.OPEN
    _id, code = invited(bureau, office_id="0" * 12)
    refused(bureau, code, raw)
    _id, code = invited(bureau, office_id=pair.office)
    assert take(bureau, code, raw) == desk.exchange.device


def test_first_words_of_open_invitations_differ_and_there_is_an_end(bureau: Bureau) -> None:
    with bureau.county.enrolling() as (invitations, _registry):
        made = [invitations.invite(note=str(n))[1] for n in range(3)]
        assert len({code.number for code in made}) == 3
        for hours in (0, 169):
            with pytest.raises(UserError, match="小时"):
                invitations.invite(hours=hours)
    assert MOST_OPEN < 256
