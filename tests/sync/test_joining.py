"""Eight words over a real line: enrolled at once by the right county, and by nobody in between."""

from __future__ import annotations

import socket
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from corrdesk.base.errors import UserError
from corrdesk.bootstrap import Desk
from corrdesk.county.county import County, CountyFounding, create_county
from corrdesk.sync.core.invitation import Code
from corrdesk.sync.driving import Cancelled
from corrdesk.sync.joining import join, typed_code
from corrdesk.sync.transports.base import TransportFault
from corrdesk.sync.transports.choosing import open_target
from tests.county.conftest import Bureau, bureau, founded_county
from tests.county.web.serving import served

__all__ = ["bureau", "founded_county"]  # fixtures


@pytest.fixture
def server(bureau: Bureau) -> Iterator[str]:
    with served(bureau.county) as address:
        yield address


def invited(county: County, address: str) -> Code:
    with county.enrolling() as (invitations, _registry):
        return invitations.invite(address=address)[1]


def test_from_the_words_to_the_receipt_without_a_file(
    desk: Desk, bureau: Bureau, server: str
) -> None:
    code = invited(bureau.county, server)
    typed = code.words().replace(" ", "　")
    grant = join(desk.exchange, typed, server, "前台")
    assert grant.county_name == bureau.county.name
    transport = open_target(grant.address, desk.exchange)
    try:
        outcome = desk.exchange.run(transport, grant.address)
        assert outcome.report.held == outcome.report.sent > 0  # the answer came at once
    finally:
        transport.close()
    with pytest.raises(UserError, match="不认这个邀请码"):
        join(desk.exchange, Code(bytes([code.number]) + bytes(7)).words(), server, "前台")
    assert desk.exchange.county() is not None


def test_a_line_that_ends_elsewhere_gains_nothing(
    desk: Desk, bureau: Bureau, server: str, tmp_path: Path
) -> None:
    """The right county's application behind another certificate: the words do not fit the line."""
    other, _secret = create_county(tmp_path / "other", CountyFounding("冒名的县"), bureau.clock)
    try:
        with served(other) as elsewhere:
            code = invited(bureau.county, server)
            with pytest.raises(UserError, match="不认这个邀请码"):
                join(desk.exchange, code.words(), elsewhere, "前台")
            same_number = invited(other, elsewhere)
            assert desk.exchange.county() is None
            with bureau.county.registry() as registry:
                assert registry.devices() == []
            join(desk.exchange, same_number.words(), elsewhere, "前台")
    finally:
        other.close()


def test_a_server_that_does_not_know_the_words_is_not_believed(
    desk: Desk, bureau: Bureau, server: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    code = invited(bureau.county, server)
    monkeypatch.setattr("corrdesk.county.invitations.answer_proof", lambda *_parts: bytes(32))
    with pytest.raises(UserError, match="不是发邀请的县级服务器"):
        join(desk.exchange, code.words(), server, "前台")
    assert desk.exchange.county() is None


@pytest.mark.parametrize("where", ["http://x", "folder:/x", "https://", "https://x:0", "x"])
def test_words_need_a_server(desk: Desk, where: str) -> None:
    with pytest.raises(UserError) as refused:
        join(desk.exchange, Code(bytes(8)).words(), where, "前台")
    assert refused.value.field == "via"


def test_nobody_is_there(desk: Desk) -> None:
    with pytest.raises(TransportFault):
        join(desk.exchange, Code(bytes(8)).words(), "https://localhost:9", "前台")


def test_the_wrong_word_is_named() -> None:
    with pytest.raises(UserError, match="第 2 个词"):
        typed_code("东门 x")
    with pytest.raises(UserError, match="八个词"):
        typed_code("东门")


def test_a_server_that_never_answers_is_left_when_it_is_cancelled(desk: Desk) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        where = f"https://127.0.0.1:{silent.getsockname()[1]}"
        started = time.monotonic()
        with pytest.raises(Cancelled):
            join(desk.exchange, Code(bytes(8)).words(), where, "前台", cancelled=lambda: True)
        assert time.monotonic() - started < 2
    assert desk.exchange.county() is None
