"""Enrolling from the desk: the request and its words, the grant, and what is refused."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from corrdesk.base.clock import FixedClock
from corrdesk.bootstrap import Desk
from corrdesk.county.county import CountyFounding, create_county
from corrdesk.sync.core.enrolment import eight_words
from corrdesk.ui.exchange.enrolment import EnrolmentLine
from corrdesk.ui.exchange.exchange import ExchangePage
from corrdesk.ui.shell.workplace import Workplace
from tests.county.web.serving import served
from tests.sync.bureau import Bureau

Settled = Callable[[], None]


@pytest.fixture
def page(place: Workplace, settled: Settled) -> ExchangePage:
    place.open_page("exchange")
    settled()
    found = place.current_page
    assert isinstance(found, ExchangePage)
    return found


@pytest.fixture
def line(page: ExchangePage) -> EnrolmentLine:
    return page.enrolment


def test_from_the_request_to_the_first_exchange(
    page: ExchangePage, line: EnrolmentLine, desk: Desk, tmp_path: Path, clock: FixedClock,
    settled: Settled,
) -> None:  # fmt: skip
    assert line.ask_button.isVisible()
    assert not page.sync_button.isEnabled()
    line.write_request(tmp_path / "request")
    settled()
    raw = (tmp_path / "request").read_bytes()
    assert eight_words(raw) in line.words.text
    (tmp_path / "county").mkdir()
    (tmp_path / "grant").write_bytes(Bureau(tmp_path / "county", clock).grant(raw))
    line.take_grant(tmp_path / "grant")
    settled()
    assert desk.exchange.county() is not None
    assert not line.ask_button.isVisible()
    assert page.sync_button.isEnabled()


def test_the_eight_words_enrol_at_once(
    page: ExchangePage, line: EnrolmentLine, desk: Desk, tmp_path: Path, clock: FixedClock,
    settled: Settled,
) -> None:  # fmt: skip
    founding = CountyFounding("石桥县社区矫正管理局")
    county, _secret = create_county(tmp_path / "bureau", founding, clock)
    try:
        with served(county) as address:
            with county.enrolling() as (invitations, _registry):
                _card, code = invitations.invite(address=address)
            line.server.setText(address)
            line.code.setText("东门 南桥")
            line.join_button.click()
            settled()
            assert "八个词" in line.words.text
            line.code.setText(code.words())
            line.join_button.click()
            settled()
    finally:
        county.close()
    assert desk.exchange.county() is not None
    assert not line.isVisible()
    assert line.code.text() == ""
    assert page.where.text().startswith("https://localhost:")
    assert page.sync_button.isEnabled()


@pytest.mark.parametrize("content", [None, b"", b"nothing"])
def test_what_is_no_grant_is_said(
    line: EnrolmentLine, tmp_path: Path, settled: Settled, content: bytes | None
) -> None:
    if content is not None:
        (tmp_path / "grant").write_bytes(content)
    line.take_grant(tmp_path / "grant")
    settled()
    assert line.words.text
    assert line.ask_button.isVisible()
