"""Exchanges that begin by themselves: off at first, in the background, ended by every stop."""

from __future__ import annotations

import shutil
import socket
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from threading import Event

import pytest
from pytestqt.qtbot import QtBot

from corrdesk.base.clock import FixedClock
from corrdesk.bootstrap import Desk, open_desk
from corrdesk.casework.caseload.service import change_person
from corrdesk.casework.caseload.tables import Person
from corrdesk.sync.core.stops import Guard
from corrdesk.sync.transports.folder import FolderTransport
from corrdesk.ui.exchange import automatic, running
from corrdesk.ui.exchange.automatic import Automaton, automaton_of
from corrdesk.ui.exchange.exchange import ExchangePage, exchange_words
from corrdesk.ui.shell.operations import Cancelled
from corrdesk.ui.shell.workplace import Workplace
from tests.sync.bureau import Bureau
from tests.ui.conftest import OFFICER, PASSPHRASE

Settled = Callable[[], None]


class Post:
    """The desk, its county and the stick between them."""

    def __init__(self, desk: Desk, bureau: Bureau, folder: Path) -> None:
        self.desk, self.bureau, self.folder = desk, bureau, folder
        self.stick = FolderTransport(folder)

    def serve(self) -> None:
        self.bureau.serve(self.desk.office.id, self.stick)

    def write(self) -> None:
        def work(uow: object) -> None:
            change_person(uow, self.person, {"education": "高中"})  # type: ignore[arg-type]

        with self.desk.unit_of_work() as uow:
            self.person = uow.session.query(Person).order_by(Person.id).first().id  # type: ignore[union-attr]
        self.desk.act(work)

    @property
    def waiting(self) -> int:
        balance = self.desk.exchange.standing.balance()
        return balance.written - balance.held


@pytest.fixture
def post(desk: Desk, tmp_path: Path, clock: FixedClock) -> Post:
    for name in ("county", "stick"):
        (tmp_path / name).mkdir()
    bureau = Bureau(tmp_path / "county", clock)
    desk.exchange.accept(bureau.grant(desk.exchange.request("一号机")))
    return Post(desk, bureau, tmp_path / "stick")


@pytest.fixture
def page(place: Workplace, post: Post, settled: Settled) -> ExchangePage:
    place.open_page("exchange")
    settled()
    found = place.current_page
    assert isinstance(found, ExchangePage)
    found.where.setText(f"folder:{post.folder}")
    return found


@pytest.fixture
def running_by_itself(page: ExchangePage, post: Post, settled: Settled) -> Automaton:
    """Turned on after two exchanges by hand."""
    for _time in range(2):
        page.sync()
        settled()
        post.serve()
    page.sync()
    settled()
    page.automatic.minutes.setCurrentIndex(page.automatic.minutes.findData("30"))
    page.automatic.switch.click()
    settled()
    return automaton_of(page.context)


def test_off_until_an_exchange_by_hand_went_through(
    page: ExchangePage, post: Post, settled: Settled
) -> None:
    line = page.automatic
    assert not line.switch.isEnabled()
    assert "先手工交换" in line.words.text()
    page.sync(dry_run=True)
    settled()
    assert not line.switch.isEnabled()
    page.sync()
    settled()
    assert line.switch.isEnabled()
    assert not post.desk.exchange.automatic().on
    line.switch.click()
    settled()
    assert "已打开，下次约在" in line.words.text()
    line.switch.click()
    settled()
    assert not post.desk.exchange.automatic().on


def test_it_begins_when_it_is_due_and_not_before(
    running_by_itself: Automaton, page: ExchangePage, post: Post, clock: FixedClock,
    settled: Settled,
) -> None:  # fmt: skip
    def left() -> int:
        return len(post.stick.list(f"{post.desk.office.id}/in/"))

    before = left()
    post.write()
    running_by_itself.look()
    settled()
    assert left() == before
    clock.advance(timedelta(minutes=37))  # thirty and their spread
    running_by_itself.look()
    settled()
    assert left() > before
    post.serve()
    clock.advance(timedelta(minutes=37))
    running_by_itself.look()
    settled()
    assert post.waiting == 0
    assert "没有待送的" in page.headline.text()


def test_a_place_that_is_away_is_no_news_and_comes_back(
    running_by_itself: Automaton, page: ExchangePage, post: Post, clock: FixedClock,
    settled: Settled,
) -> None:  # fmt: skip
    away = post.folder.with_name("away")
    post.folder.rename(away)
    for failures in (1, 2, 3):
        clock.advance(timedelta(hours=9))
        running_by_itself.look()
        settled()
        assert post.desk.exchange.automatic().failures == failures
    assert page.stopped.text == ""
    assert "最近 3 次没有连上" in page.automatic.words.text()
    post.write()
    running_by_itself.look()  # not due, and not there
    settled()
    away.rename(post.folder)
    running_by_itself.look()  # not due, but it has come
    settled()
    assert post.desk.exchange.automatic().failures == 0
    post.serve()
    page.sync()
    settled()
    assert post.waiting == 0


def test_a_stop_ends_it_until_a_person_has_looked(
    running_by_itself: Automaton, page: ExchangePage, post: Post, clock: FixedClock,
    settled: Settled,
) -> None:  # fmt: skip
    for path in list(post.folder.iterdir()):
        shutil.rmtree(path)
    clock.advance(timedelta(hours=1))
    running_by_itself.look()
    settled()
    assert post.desk.exchange.automatic().guard is Guard.EMPTIED
    assert "现在是空的" in page.stopped.text
    assert "▲ 交换已停" in exchange_words(post.desk)
    assert not page.automatic.switch.isEnabled()
    clock.advance(timedelta(days=1))
    running_by_itself.look()
    settled()
    assert post.stick.list("") == []
    page.word.setText("继续")
    page.go_on.click()
    settled()
    assert post.stick.list("") != []
    assert not post.desk.exchange.automatic().on
    assert page.automatic.switch.isEnabled()


def test_it_never_holds_up_the_closing(
    running_by_itself: Automaton, post: Post, page: ExchangePage
) -> None:
    context = page.context
    context.check(may_wait=False)
    context._closing.set()
    with pytest.raises(Cancelled):
        context.check(may_wait=False)
    context.check()  # a backup goes on


def test_a_person_may_stop_it(
    running_by_itself: Automaton, page: ExchangePage, post: Post, clock: FixedClock,
    settled: Settled, monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    seen: list[bool] = []

    def slow(desk: Desk, report: running.Report) -> None:
        running_by_itself.cancel()
        seen.append(True)
        report(1, 0)
        seen.append(False)

    monkeypatch.setattr(automatic, "exchanged_by_itself", slow)
    clock.advance(timedelta(hours=1))
    running_by_itself.look()
    settled()
    assert seen == [True]
    assert not running_by_itself.is_busy
    assert not page.automatic.stop_button.isVisible()


@pytest.fixture
def silent() -> Iterator[socket.socket]:
    """A server that lets everybody in and never says a word."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        listening.settimeout(10)
        yield listening


@pytest.mark.parametrize("scheme", ["https", "webdav+http"])
@pytest.mark.parametrize("by_hand", [True, False], ids=["by hand", "by itself"])
def test_a_server_that_never_answers_holds_up_no_closing_and_costs_nothing(
    running_by_itself: Automaton, page: ExchangePage, post: Post, silent: socket.socket,
    folder: Path, clock: FixedClock, settled: Settled, qtbot: QtBot, scheme: str, by_hand: bool,
) -> None:  # fmt: skip
    post.write()
    waiting, exchange = post.waiting, post.desk.exchange
    where = f"{scheme}://127.0.0.1:{silent.getsockname()[1]}"
    if by_hand:
        page.where.setText(where)
        page.sync()
    else:
        exchange.keep_automatic(replace(exchange.automatic(), target=where))
        clock.advance(timedelta(hours=1))
        running_by_itself.look()
        qtbot.waitUntil(lambda: running_by_itself.is_busy)
    before = exchange.automatic()
    with silent.accept()[0] as line:
        assert line.recv(1)  # it has asked, and waits
        qtbot.wait(100)
        started = time.monotonic()
        page.context.close()
        assert time.monotonic() - started < 2
    again = open_desk(
        folder / "vault", officer=OFFICER, passphrase=PASSPHRASE,
        device_secret_file=folder / "device.secret", clock=clock,
    )  # fmt: skip
    try:
        state = again.exchange.automatic()
        assert (state.on, state.failures, state.target) == (True, 0, before.target)
        again.exchange.run(post.stick, f"folder:{post.folder}")
        post.bureau.serve(again.office.id, post.stick)
        again.exchange.run(post.stick, f"folder:{post.folder}")
        balance = again.exchange.standing.balance()
        assert balance.held == balance.written >= waiting > 0
    finally:
        again.close()


def test_a_share_that_hangs_holds_up_no_closing(
    running_by_itself: Automaton, page: ExchangePage, monkeypatch: pytest.MonkeyPatch,
    clock: FixedClock, qtbot: QtBot,
) -> None:  # fmt: skip
    asked, answer = Event(), Event()

    def hanging(_path: Path) -> bool:
        asked.set()
        return answer.wait(30)

    monkeypatch.setattr(automatic, "Path", type("Share", (), {"__init__": lambda *_: None,
                                                              "exists": hanging}))  # fmt: skip
    running_by_itself.look()
    qtbot.waitUntil(asked.is_set)
    started = time.monotonic()
    page.context.close()
    assert time.monotonic() - started < 2
    answer.set()
