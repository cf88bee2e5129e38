"""The line about this PC's clock: said once, shown until it was read, and nothing is stopped."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from corrdesk.base.clock import FixedClock
from corrdesk.bootstrap import Desk
from corrdesk.sync.core.clocks import Doubt, Sign
from corrdesk.sync.transports.folder import FolderTransport
from corrdesk.ui.exchange.automatic import automaton_of
from corrdesk.ui.exchange.clock import clock_words
from corrdesk.ui.exchange.exchange import ExchangePage
from corrdesk.ui.exchange.running import exchanged
from corrdesk.ui.shell.messages import Message
from corrdesk.ui.shell.workplace import Workplace
from tests.sync.bureau import Bureau

Settled = Callable[[], None]


def test_it_says_how_many_by_how_much_and_what_to_do() -> None:
    found = [
        Doubt("d" * 32, 3, 4, Sign.BEHIND, 50, ""),
        Doubt("d" * 32, 8, 8, Sign.AHEAD, 24 * 12 + 3, ""),
    ]
    words = clock_words(found)
    assert words.startswith("◆ 本机时钟可能不准：县级标注了 3 条")
    assert "比县级收到的时间晚，最多 12 天" in words
    assert "照常有效" in words
    assert "请校准电脑的日期和时间" in words
    assert "先前已有的记录早，最多 2 天" in clock_words(found[:1])
    assert clock_words([]) == ""


@pytest.fixture
def page(
    place: Workplace, desk: Desk, tmp_path: Path, clock: FixedClock, settled: Settled
) -> ExchangePage:
    """After an exchange with a county that is twelve days behind this PC."""
    for name in ("county", "stick"):
        (tmp_path / name).mkdir()
    there = FixedClock(clock.now() - timedelta(days=12))
    bureau, stick = Bureau(tmp_path / "county", there), tmp_path / "stick"
    desk.exchange.accept(bureau.grant(desk.exchange.request("一号机")))
    place.open_page("exchange")
    settled()
    found = place.current_page
    assert isinstance(found, ExchangePage)
    found.where.setText(f"folder:{stick}")
    found.sync()
    settled()
    assert not found.clock.isVisible()
    bureau.serve(desk.office.id, FolderTransport(stick))
    return found


def test_an_exchange_that_began_by_itself_says_it_once(page: ExchangePage, desk: Desk) -> None:
    said: list[Message] = []
    page.context.said.connect(said.append)
    where = page.where.text()
    for _time in range(2):
        outcome = exchanged(desk, where, lambda _done, _total: None, by_hand=False)
        automaton_of(page.context)._done(outcome)
    (message,) = said
    assert message.text.startswith("◆ 本机时钟可能不准")


def test_it_stays_until_it_was_read(page: ExchangePage, desk: Desk, settled: Settled) -> None:
    page.sync()
    settled()
    assert page.clock.isVisible()
    assert "◆ 本机时钟可能不准" in page.clock.text
    assert desk.exchange.standing.balance().waiting == []  # everything was taken
    page.refresh()
    settled()
    assert page.clock.isVisible()
    page.clock.read_button.click()
    settled()
    assert not page.clock.isVisible()
    page.refresh()
    settled()
    assert not page.clock.isVisible()
