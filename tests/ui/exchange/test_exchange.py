"""The page of the exchange: one sentence, an exchange with progress, stops that ask for a word."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtWidgets import QPushButton, QStatusBar
from sqlalchemy import update

from corrdesk.base.actor import Actor, Role
from corrdesk.base.clock import FixedClock
from corrdesk.bootstrap import Desk
from corrdesk.casework.caseload.service import change_person
from corrdesk.casework.caseload.tables import Person
from corrdesk.store.base import table_of
from corrdesk.sync.core.files import ATTEMPTS, REFUSALS
from corrdesk.sync.core.hiding import Hidden
from corrdesk.sync.core.stops import Guard, Stopped
from corrdesk.sync.repairing import Found, Outcome, report
from corrdesk.sync.state import writing
from corrdesk.sync.tables import SyncFile
from corrdesk.sync.transports.folder import FolderTransport
from corrdesk.sync.words import ExchangeStopped
from corrdesk.ui.exchange.choosing import ChoiceForm
from corrdesk.ui.exchange.exchange import ExchangePage, count_waiting, exchange_words
from corrdesk.ui.shell.forms import FormDialog
from corrdesk.ui.shell.messages import Message
from corrdesk.ui.shell.workplace import Workplace
from tests.sync.bureau import Bureau
from tests.sync.test_shelf import attach

Settled = Callable[[], None]


@pytest.fixture
def bureau(tmp_path: Path, clock: FixedClock) -> Bureau:
    (tmp_path / "county").mkdir()
    (tmp_path / "stick").mkdir()
    return Bureau(tmp_path / "county", clock)


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    return tmp_path / "stick"


@pytest.fixture
def page(
    place: Workplace, desk: Desk, bureau: Bureau, stick: Path, settled: Settled
) -> ExchangePage:
    desk.exchange.accept(bureau.grant(desk.exchange.request("一号机")))
    place.open_page("exchange")
    settled()
    found = place.current_page
    assert isinstance(found, ExchangePage)
    found.where.setText(f"folder:{stick}")
    return found


def test_before_enrolment_it_says_what_to_do(place: Workplace, settled: Settled) -> None:
    place.open_page("exchange")
    settled()
    found = place.current_page
    assert isinstance(found, ExchangePage)
    assert "还没有在县级登记" in found.headline.text()
    assert not found.sync_button.isEnabled()
    assert found.enrolment.server.hasFocus()


def test_an_exchange_and_what_the_county_holds(
    page: ExchangePage, desk: Desk, bureau: Bureau, stick: Path, settled: Settled
) -> None:
    written = desk.head().seq
    assert f"{written} 条待送" in page.headline.text()
    page.sync()
    settled()
    bureau.serve(desk.office.id, FolderTransport(stick))
    page.sync()
    settled()
    assert f"您 {written} 条中的 {written} 条，没有待送的" in page.headline.text()
    assert exchange_words(desk) == f"县级已收 {written}/{written}"
    assert page.model.rowCount() == 0


def test_the_status_bar_opens_the_list(
    page: ExchangePage, place: Workplace, settled: Settled
) -> None:
    place.open_page("today")
    page.context.status_changed.emit()
    settled()
    bar = place.findChild(QStatusBar)
    assert bar is not None
    (words,) = [each for each in bar.findChildren(QPushButton) if "县级已收 0/" in each.text()]
    words.click()
    settled()
    assert place.current_page is page
    assert page.buttons["waiting"].isChecked()


def test_a_dry_run_leaves_nothing(page: ExchangePage, stick: Path, settled: Settled) -> None:
    page.sync(dry_run=True)
    settled()
    assert list(stick.iterdir()) == []


def test_what_would_be_hidden_is_told_by_kind_and_asks_for_the_word(page: ExchangePage) -> None:
    stopped = Stopped(Guard.HIDES, [Hidden("person", 12, 80)])
    page._failed(ExchangeStopped(stopped))
    assert "12 条（原有 80 条）" in page.stopped.text
    assert "核实" in page.stopped.text
    assert page.word.isVisible()
    assert not page.go_on.isEnabled()
    page.word.setText("继续")
    assert page.go_on.isEnabled()


def exchanged_thrice(page: ExchangePage, bureau: Bureau, stick: Path, settled: Settled) -> None:
    """With the county serving in between: then it has heard everything, and has said so."""
    for _time in range(2):
        page.sync()
        settled()
        bureau.serve(page.context.desk.office.id, FolderTransport(stick))
    page.sync()
    settled()


def test_a_target_that_is_not_there(page: ExchangePage, stick: Path, settled: Settled) -> None:
    page.where.setText(f"folder:{stick / 'gone'}")
    page.sync()
    settled()
    assert "交换地点不在" in page.stopped.text
    assert page.go_on.isHidden()


def test_an_emptied_target_waits_for_the_typed_word(
    page: ExchangePage, desk: Desk, bureau: Bureau, stick: Path, settled: Settled
) -> None:
    exchanged_thrice(page, bureau, stick, settled)
    for path in list(stick.iterdir()):
        shutil.rmtree(path)
    page.sync()
    settled()
    assert "现在是空的" in page.stopped.text
    assert not page.go_on.isHidden()
    assert not page.go_on.isEnabled()
    assert page.word.hasFocus()
    page.word.setText("继续")
    page.go_on.click()
    settled()
    assert page.stopped.text == ""
    assert page.go_on.isHidden()


def test_a_conflict_is_chosen_side_by_side(
    page: ExchangePage, desk: Desk, bureau: Bureau, stick: Path, settled: Settled
) -> None:
    target = FolderTransport(stick)
    page.sync()
    settled()
    bureau.serve(desk.office.id, target)
    with desk.unit_of_work() as uow:
        person = uow.session.query(Person).order_by(Person.id).first()
        assert person is not None
        person_id = person.id
    with bureau.unit_of_work(desk.office.id) as uow:
        change_person(uow, person_id, {"education": "高中"})
        uow.commit()
    desk.act(lambda uow: change_person(uow, person_id, {"education": "初中"}))
    bureau.serve(desk.office.id, target)
    page.sync()
    settled()
    assert count_waiting(desk) == 1
    page.show_list("conflicts")
    settled()
    line = page.model.row(0)
    assert line is not None
    assert set(line.detail.split("　↔　")) == {"高中", "初中"}
    page.open_line(line)
    form = page.findChildren(FormDialog)[0].form
    assert isinstance(form, ChoiceForm)
    assert form.window().focusWidget() is form.choices.first_button()
    form.save()
    assert "选定" in form.banner.text
    form.choices.choose("1")
    form.save()
    settled()
    assert count_waiting(desk) == 0


def test_an_administrator_exchanges_and_sees_no_case_data(
    desk: Desk, bureau: Bureau, stick: Path, settled: Settled, request: pytest.FixtureRequest
) -> None:
    actor = desk.actor
    desk.actor = Actor(actor.officer_id, actor.name, Role.ADMINISTRATOR, actor.device_id)
    page: ExchangePage = request.getfixturevalue("page")
    said: list[Message] = []
    page.context.said.connect(said.append)
    written = desk.head().seq
    page.show_argument("repairs")
    page.refresh()
    settled()
    assert f"{written} 条待送" in page.headline.text()
    assert [name for name, each in page.buttons.items() if each.isVisible()] == ["waiting"]
    assert page.model.rowCount() == written
    assert "第 1 条" in str(page.model.data(page.model.index(0, 1)))
    exchanged_thrice(page, bureau, stick, settled)
    assert f"您 {written} 条中的 {written} 条" in page.headline.text()
    assert count_waiting(desk) == 0
    assert not [each.text for each in said if "角色" in each.text]


def test_files_that_wait_are_counted_and_listed_until_the_county_holds_them(
    page: ExchangePage, desk: Desk, bureau: Bureau, stick: Path, settled: Settled
) -> None:
    attach(desk)
    page.refresh()
    settled()
    assert "附件 1 个待送。" in page.headline.text()
    assert page.buttons["files"].text() == "附件 1"
    page.buttons["files"].click()
    settled()
    assert page.model.rowCount() == 1
    exchanged_thrice(page, bureau, stick, settled)
    assert "附件" not in page.headline.text()
    assert page.buttons["files"].text() == "附件 0"
    assert page.model.rowCount() == 0


def test_a_file_that_no_name_is_left_for_is_told_with_what_to_do(
    page: ExchangePage, desk: Desk, bureau: Bureau, stick: Path, settled: Settled
) -> None:
    attach(desk)
    page.sync()
    settled()
    bureau.serve(desk.office.id, FolderTransport(stick))
    with writing(bureau.store, desk.office.id) as (_session, connection):
        connection.execute(update(table_of(SyncFile)).values(refused=REFUSALS * ATTEMPTS))
    bureau.serve(desk.office.id, FolderTransport(stick))
    page.sync()
    settled()
    page.show_list("files")
    settled()
    assert page.model.rowCount() == 1
    assert page._empty.isVisible()
    assert "1 个附件送不到" in page._empty.text
    page.show_list("aside")
    assert "附件" not in page._empty.text


def test_every_repair_is_in_the_list_however_many(
    page: ExchangePage, desk: Desk, settled: Settled
) -> None:
    many = [Found("person", f"{n:032d}", Outcome.ADDED) for n in range(700)]
    with writing(desk._store, desk.office.id) as (_session, connection):
        report(connection, desk.office.id, "2026-06-10T09:00:00+08:00", many)
    page.refresh()
    settled()
    assert page.buttons["repairs"].text().endswith(" 700")
    page.show_list("repairs")
    settled()
    assert page.model.rowCount() == 700
    last = page.model.index(699, 0)
    page.table.scrollTo(last)
    settled()
    assert "00000000" in str(page.model.data(last))
    page.table.setCurrentIndex(last)
    line = page.model.row(699)
    assert line is not None
    assert page.told.isVisible()
    assert page.told.text == f"{line.what}\n{line.detail}"


def test_a_stick_is_chosen_and_not_typed(
    page: ExchangePage, stick: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers = ["", str(stick)]
    monkeypatch.setattr(
        "corrdesk.ui.exchange.exchange.QFileDialog.getExistingDirectory",
        lambda *_where: answers.pop(0),
    )
    page.where.setText("https://old")
    (chooser,) = [each for each in page.findChildren(QPushButton) if each.text() == "选文件夹…"]
    chooser.click()
    assert page.where.text() == "https://old"
    chooser.click()
    assert page.where.text() == f"folder:{stick}"
