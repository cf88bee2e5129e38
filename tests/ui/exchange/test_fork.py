"""After a fork: explained, the entries shown, a typed word, and on under another name."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from corrdesk.base.clock import FixedClock
from corrdesk.bootstrap import Desk, open_desk
from corrdesk.casework.caseload.service import change_person
from corrdesk.casework.caseload.tables import Person
from corrdesk.sync.transports.folder import FolderTransport
from corrdesk.ui.exchange.exchange import ExchangePage
from corrdesk.ui.shell.workplace import Workplace
from tests.sync.bureau import Bureau
from tests.ui.conftest import OFFICER, PASSPHRASE

Settled = Callable[[], None]


def write(desk: Desk, value: str) -> None:
    with desk.unit_of_work() as uow:
        person = uow.session.query(Person).order_by(Person.id).first()
        assert person is not None
        name = person.id
    desk.act(lambda uow: change_person(uow, name, {"education": value}))


@pytest.fixture
def bureau(tmp_path: Path, clock: FixedClock) -> Bureau:
    (tmp_path / "county").mkdir()
    return Bureau(tmp_path / "county", clock)


@pytest.fixture
def forked(
    place: Workplace, desk: Desk, folder: Path, bureau: Bureau, tmp_path: Path, clock: FixedClock,
    settled: Settled,
) -> ExchangePage:  # fmt: skip
    """The page after a copy of this PC has exchanged before it; both had written."""
    desk.exchange.accept(bureau.grant(desk.exchange.request("一号机")))
    desk.save_anchor()
    copy = tmp_path / "copy"
    shutil.copytree(folder, copy)
    other = open_desk(
        copy / "vault", officer=OFFICER, passphrase=PASSPHRASE,
        device_secret_file=copy / "device.secret", clock=clock,
    )  # fmt: skip
    (tmp_path / "stick").mkdir()
    stick = FolderTransport(tmp_path / "stick")
    try:
        write(other, "初中")
        other.exchange.run(stick, "stick")
    finally:
        other.close()
    bureau.serve(desk.office.id, stick)
    write(desk, "高中")
    write(desk, "大专")
    place.open_page("exchange")
    settled()
    found = place.current_page
    assert isinstance(found, ExchangePage)
    found.where.setText(f"folder:{tmp_path / 'stick'}")
    found.sync()
    settled()
    return found


def test_it_explains_and_goes_on_only_on_the_typed_word(
    forked: ExchangePage, desk: Desk, bureau: Bureau, tmp_path: Path, settled: Settled
) -> None:
    former = desk.actor.device_id
    line, stick = forked.fork, FolderTransport(tmp_path / "stick")
    assert "另一份以本机名义写的日志" in forked.stopped.text
    assert forked.go_on.isHidden()  # not a stop that a word goes past
    assert line.isVisible()
    bureau.serve(desk.office.id, stick)
    line.look()
    settled()
    assert "本机另写了 2 条" in line.words.text
    assert forked.model.rowCount() == 2
    line.word.setText("继续")
    assert not line.go_on.isEnabled()
    line.change()
    settled()
    assert desk.actor.device_id == former
    line.word.setText("改用新身份")
    line.go_on.click()
    settled()
    assert desk.actor.device_id != former
    assert not line.isVisible()
    assert forked.stopped.text == ""
    assert "还没有在测试县社区矫正管理局登记" in forked.headline.text()
    assert forked.enrolment.ask_button.isVisible()
    assert not forked.sync_button.isEnabled()

    forked.enrolment.write_request(tmp_path / "request")
    settled()
    (tmp_path / "grant").write_bytes(bureau.grant((tmp_path / "request").read_bytes()))
    forked.enrolment.take_grant(tmp_path / "grant")
    settled()
    for _time in range(3):
        forked.sync()
        settled()
        bureau.serve(desk.office.id, stick)
    assert "没有待送的" in forked.headline.text()
    assert not forked.enrolment.ask_button.isVisible()


def test_the_stop_is_still_told_when_the_page_is_opened_again(
    forked: ExchangePage, place: Workplace, settled: Settled
) -> None:
    forked._stop(None)
    place.open_page("today")
    place.open_page("exchange")
    settled()
    assert "另一份以本机名义写的日志" in forked.stopped.text
    assert forked.fork.isVisible()


def test_before_the_county_has_answered_it_says_what_to_wait_for(
    forked: ExchangePage, tmp_path: Path, settled: Settled
) -> None:
    for path in (tmp_path / "stick").rglob("*.seg"):
        path.unlink()
    forked.fork.look()
    settled()
    assert "还没有放到交换地点" in forked.fork.words.text
    assert forked.fork.go_on.isHidden()
