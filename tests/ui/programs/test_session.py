"""The door of a session: name, number, card and code; everyone but …; corrections that ask."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QDialog

from corrdesk.base.pinyin import initials
from corrdesk.bootstrap import Desk
from corrdesk.casework.caseload.hours import Learner
from corrdesk.casework.caseload.queries import attachments_of, person_file
from corrdesk.casework.programs.model import Invitee, Turnout
from corrdesk.casework.programs.queries import RosterLine, session_file
from corrdesk.casework.programs.rosters import invite
from corrdesk.casework.programs.sheet import row_code
from corrdesk.ui.programs.forms import InviteForm, OutcomeForm
from corrdesk.ui.programs.paper import roster_pdf
from corrdesk.ui.programs.session import FILTERS, SessionPage
from corrdesk.ui.shell.forms import FormDialog
from corrdesk.ui.shell.main_window import MainWindow
from tests.casework.people import new_person
from tests.casework.programs.test_papers import youth
from tests.casework.sessions import planned, program
from tests.printing.rosters import signed_scan
from tests.ui.conftest import TODAY

Show = Callable[[str], SessionPage]
SECONDS_PER_KEY = 0.28  # an average skilled typist (Card, Moran and Newell)
SURNAMES = "赵钱孙李周吴郑王冯陈"
GIVEN = "伟芳娜敏"


def roster(desk: Desk, session_id: str) -> dict[str, RosterLine]:
    with desk.read() as session:
        found = session_file(session, desk.office.id, session_id)
    assert found is not None
    return {line.name: line for line in found.roster}


def keys(page: SessionPage, text: str, settled: Callable[[], None]) -> int:
    """Types into the box and presses Enter; returns how many keys that took."""
    if text.isascii():
        QTest.keyClicks(page.box, text)
    else:  # as an input method does
        page.box.insert(text)
    QTest.keyClick(page.box, Qt.Key.Key_Return)
    settled()
    return len(text) + 1


def press(button: str) -> None:
    """Presses a button of the question that is open."""
    box = QApplication.activeModalWidget()
    assert isinstance(box, QDialog)
    next(each for each in box.findChildren(QAbstractButton) if each.text() == button).click()


@pytest.fixture
def forty(desk: Desk) -> tuple[str, list[str]]:
    """A session of today with forty people whose names nobody else has."""
    names = [surname + given for surname in SURNAMES for given in GIVEN]
    people = []
    for serial, name in enumerate(names, 100):
        person, supervision = new_person(desk, serial, name)
        people.append(Invitee(Learner.SUPERVISION, supervision, name, person))
    session_id = planned(desk, program(desk), on=TODAY)
    desk.act(lambda uow: invite(uow, session_id, people))
    return session_id, names


def test_forty_people_are_entered_by_keyboard_in_under_ninety_seconds(
    desk: Desk, forty: tuple[str, list[str]], show_session: Show, settled: Callable[[], None]
) -> None:
    session_id, names = forty
    page = show_session(session_id)
    absent, excused = names[3], names[20]
    pressed, began = 0, time.monotonic()
    for shortcut, name in ((Qt.Key.Key_F7, absent), (Qt.Key.Key_F8, excused)):
        QTest.keyClick(page.box, shortcut)
        number = str(names.index(name) + 1)
        pressed += 1 + keys(page, number, settled)
    QTest.keyClick(page.box, Qt.Key.Key_F9)
    settled()
    press("登记到场")
    settled()
    pressed += 2
    took = time.monotonic() - began
    found = roster(desk, session_id)
    assert found[absent].turnout is Turnout.ABSENT
    assert found[excused].turnout is Turnout.EXCUSED
    came = [line for line in found.values() if line.turnout is Turnout.PRESENT]
    assert len(came) == 38
    assert {line.credited for line in came} == {120}
    print(f"everyone but two of forty: {pressed} keys, {took:.1f} s of the desk")
    assert pressed * SECONDS_PER_KEY + took < 90
    assert pressed <= 12


def test_even_one_by_one_forty_people_take_under_ninety_seconds(
    desk: Desk, forty: tuple[str, list[str]], show_session: Show, settled: Callable[[], None]
) -> None:
    session_id, names = forty
    page = show_session(session_id)
    pressed, waited = 0, 0.0
    for number, name in enumerate(names, 1):
        began = time.monotonic()
        typed = initials(name)[0]
        QTest.keyClicks(page.box, typed)
        same = [line for line in page.shown_lines() if line.turnout is None]
        if len(page.shown_lines()) > 1:  # not clear: the number on the sheet is
            page.box.clear()
            typed = str(number)
            QTest.keyClicks(page.box, typed)
        assert same
        QTest.keyClick(page.box, Qt.Key.Key_Return)
        waited += time.monotonic() - began
        settled()
        pressed += len(typed) + 1
    assert {line.turnout for line in roster(desk, session_id).values()} == {Turnout.PRESENT}
    print(f"forty one by one: {pressed} keys, {waited:.1f} s until the box was free")
    assert pressed * SECONDS_PER_KEY + waited < 90


def test_a_row_code_and_a_mark_are_read_at_the_door(
    desk: Desk, held: str, show_session: Show, settled: Callable[[], None]
) -> None:
    page = show_session(held)
    assert page.file is not None
    keys(page, row_code(page.file.session.code, 2), settled)
    keys(page, "3 85", settled)
    lines = {line.number: line for line in roster(desk, held).values()}
    assert (lines[2].turnout, lines[2].manner) == (Turnout.PRESENT, "qr")
    assert (lines[3].turnout, lines[3].mark) == (Turnout.PRESENT, 85)
    keys(page, row_code("ZZZZ9999", 4), settled)
    assert {line.number: line for line in roster(desk, held).values()}[4].turnout is None


def test_a_card_signs_its_person_in(
    desk: Desk,
    window: MainWindow,
    held: str,
    people: list[Invitee],
    show_session: Show,
    settled: Callable[[], None],
) -> None:
    show_session(held)
    with desk.read() as session:
        file = person_file(session, desk.office.id, str(people[4].person_id))
    assert file is not None
    window._take_scan(file.person.id_number)
    settled()
    line = roster(desk, held)[people[4].name]
    assert (line.turnout, line.manner) == (Turnout.PRESENT, "card")


def test_somebody_who_is_not_on_the_list_is_admitted_by_a_second_enter(
    desk: Desk, held: str, people: list[Invitee], show_session: Show, settled: Callable[[], None]
) -> None:
    stranger = people[12]
    page = show_session(held)
    keys(page, stranger.name, settled)
    assert "不在名单上" in page.banner.text
    assert stranger.name not in roster(desk, held)
    QTest.keyClick(page.box, Qt.Key.Key_Return)
    settled()
    assert roster(desk, held)[stranger.name].turnout is Turnout.PRESENT
    keys(page, "查无此人", settled)
    assert "没有找到" in page.banner.text


def test_the_figures_are_those_of_the_lists(
    desk: Desk, held: str, show_session: Show, settled: Callable[[], None]
) -> None:
    page = show_session(held)
    QTest.keyClick(page.box, Qt.Key.Key_F7)
    keys(page, "1", settled)
    for key, _title, _turnouts in FILTERS:
        page.tabs.choose(key)
        settled()
        place = page.tabs._keys.index(key)
        text = page.tabs._group.button(place).text()
        assert text.endswith(f" {page.table.records.rowCount()}")


def test_a_correction_asks_what_rests_on_it(
    desk: Desk, held: str, show_session: Show, settled: Callable[[], None]
) -> None:
    page = show_session(held)
    keys(page, "1", settled)
    page.box.setText("1")
    settled()
    QTest.keyClick(page.table, Qt.Key.Key_Return)
    settled()
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, FormDialog)
    form = dialog.form
    assert isinstance(form, OutcomeForm)
    form.turnout.setCurrentIndex(form.turnout.findData("partly"))
    form.minutes.setText("60")
    form.save()
    settled()
    assert form.fields["reason"]._error.text()
    form.reason.setPlainText("提前离开")
    form.save()
    settled()
    assert "已计入时长" in form.fields["confirm"]._error.text()
    form.confirmed.setChecked(True)
    form.save()
    settled()
    line = next(line for line in roster(desk, held).values() if line.number == 1)
    assert (line.turnout, line.credited) == (Turnout.PARTLY, 60)


def test_people_are_invited_by_what_they_are(
    desk: Desk, held: str, show_session: Show, settled: Callable[[], None]
) -> None:
    page = show_session(held)
    page.tools.invite()
    settled()
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, FormDialog)
    form = dialog.form
    assert isinstance(form, InviteForm)
    before = len(form.found)
    form.class_.setCurrentIndex(1)
    settled()
    assert 0 < len(form.found) < before
    wanted = len(form.found)
    form.save()
    settled()
    assert len(roster(desk, held)) == 10 + wanted


def test_minors_among_adults_are_pointed_out(
    desk: Desk, held: str, show_session: Show, settled: Callable[[], None]
) -> None:
    """CCL 52: their correction goes on apart from that of adults."""
    youth(desk, "洪少年", date(2009, 3, 1), 991)
    page = show_session(held)
    page.tools.invite()
    settled()
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, FormDialog)
    form = dialog.form
    assert isinstance(form, InviteForm)
    assert form.apart.text.startswith("其中 1 人适用未成年人的规定（洪少年）")


def test_a_signed_scan_is_proposed_and_kept(
    desk: Desk, held: str, show_session: Show, settled: Callable[[], None], tmp_path: Path
) -> None:

    page = show_session(held)
    scan = tmp_path / "scan.png"
    scan.write_bytes(signed_scan(roster_pdf(desk, held), {1, 2, 3, 5, 7}, turn=1.5, noise=0.005))
    assert page.file is not None
    page.tools.paper.read_scan(page.file, scan)
    settled()
    press("登记并存档")
    settled()
    lines = roster(desk, held).values()
    assert {line.number for line in lines if line.turnout is Turnout.PRESENT} == {1, 2, 3, 5, 7}
    with desk.read() as session:
        assert len(attachments_of(session, desk.office.id, held)) == 1
