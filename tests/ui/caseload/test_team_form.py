"""The team is kept by keyboard, and the tab says with its clause whom the law misses."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from corrdesk.bootstrap import Desk
from corrdesk.casework.caseload.model import Category, OrderFacts, PersonFacts, Sex, TeamRole
from corrdesk.casework.caseload.queries import PersonFile, person_file
from corrdesk.casework.caseload.service import add_person, add_team_member, end_team_member
from corrdesk.ui.caseload.person import PersonPage
from corrdesk.ui.caseload.team_form import decide, missing_words, why_team
from corrdesk.ui.caseload.wide_form import WideForm
from corrdesk.ui.shell.forms import FormDialog
from corrdesk.ui.shell.workplace import Workplace
from tests.ui.caseload.keyboard import focused, rewrite, save, write
from tests.ui.conftest import TODAY

WOMAN = PersonFacts("欧阳明", "11010519491231002X", Sex.FEMALE, date(1949, 12, 31))
YOUNG = replace(WOMAN, born=date(2009, 3, 1), sex=Sex.MALE)
ORDER = OrderFacts(
    Category.PROBATION, date(2026, 6, 1), date(2027, 5, 31), reported_in_on=date(2026, 6, 1)
)


@pytest.fixture
def opened(desk: Desk) -> Callable[[PersonFacts], str]:
    def add(person: PersonFacts) -> str:
        return desk.act(lambda uow: add_person(uow, person, ORDER))[0]

    return add


def read(desk: Desk, person_id: str) -> tuple[PersonFile, Any]:
    with desk.read() as session:
        file = person_file(session, desk.office.id, person_id)
    assert file is not None
    return file, file.supervisions[0]


@pytest.fixture
def page(
    place: Workplace, opened: Callable[[PersonFacts], str], settled: Callable[[], None]
) -> PersonPage:
    place.open_page("person", opened(WOMAN))
    settled()
    found = place.current_page
    assert isinstance(found, PersonPage)
    found.tabs.choose("team")
    settled()
    return found


@pytest.fixture
def the_form(qtbot: QtBot) -> Callable[[], WideForm]:
    """The form that stands in front, once it has the keyboard."""

    def find() -> WideForm:
        dialog = QApplication.activeModalWidget()
        assert isinstance(dialog, FormDialog)
        assert isinstance(dialog.form, WideForm)
        qtbot.waitUntil(dialog.isActiveWindow)
        return dialog.form

    return find


def test_a_woman_is_missing_until_one_joins(
    page: PersonPage, the_form: Callable[[], WideForm], settled: Callable[[], None]
) -> None:
    tab = page.lists.team_tab
    assert "缺少女性成员" in tab.missing
    assert "《中华人民共和国社区矫正法》第二十五条" in tab.missing
    assert "还没有登记" in tab._nobody.text
    tab._add.setFocus()
    QTest.keyClick(tab._add, Qt.Key.Key_Space)
    form = the_form()
    save(focused())
    assert "2 处" in form.banner.text
    for text in ("王芳", "女", "村（居）委会", "１３８００１３８０００", "是"):
        write(focused(), text)
        QTest.keyClick(focused(), Qt.Key.Key_Tab)
    save(form)
    settled()
    assert not tab.missing
    member = tab.table.current_record()
    assert member is not None
    assert (member.name, member.sex, member.role) == ("王芳", "female", TeamRole.VILLAGE_COMMITTEE)
    assert (member.phone, member.minor_specialist) == ("13800138000", True)


def test_who_leaves_stays_in_the_list_but_counts_no_more(
    page: PersonPage,
    desk: Desk,
    the_form: Callable[[], WideForm],
    settled: Callable[[], None],
) -> None:
    assert page.opened is not None
    order_id = page.opened.order.id
    desk.act(lambda uow: add_team_member(uow, order_id, TeamRole.OFFICE, "王芳", Sex.FEMALE))
    page.refresh()
    settled()
    tab = page.lists.team_tab
    assert not tab.missing
    tab._leave.setFocus()
    QTest.keyClick(tab._leave, Qt.Key.Key_Space)
    form = the_form()
    rewrite(focused(), "2026.6.11")
    QTest.keyClick(focused(), Qt.Key.Key_Return)
    assert "还没有到" in form.fields["left_on"]._error.text()
    rewrite(focused(), "2026.6.9")
    QTest.keyClick(focused(), Qt.Key.Key_Return)
    settled()
    assert tab.table.records.rowCount() == 1
    assert tab.table.current_record().left_on == date(2026, 6, 9)  # type: ignore[union-attr]
    assert tab._leave.isHidden()
    assert "缺少女性成员" in tab.missing


def test_the_rules_are_laid_open(page: PersonPage, settled: Callable[[], None]) -> None:
    QTest.keyClick(page.lists.team_tab._why, Qt.Key.Key_Space)
    settled()
    dialog = QApplication.activeModalWidget()
    assert dialog is not None
    words = " ".join(part.text() for part in dialog.findChildren(QLabel))
    assert "第二十五条" in words
    assert "犯罪日期" in words
    dialog.close()


def test_a_minor_needs_a_specialist(desk: Desk, opened: Callable[[PersonFacts], str]) -> None:
    file, order = read(desk, opened(YOUNG))
    assert "第五十二条" in missing_words(decide(desk, file, order))
    assert "犯罪日期" not in " ".join(why_team(desk, file, order).missing)
    desk.act(
        lambda uow: add_team_member(
            uow, order.id, TeamRole.SOCIAL_WORKER, "何平", Sex.MALE, minor_specialist=True
        )
    )
    assert not missing_words(decide(desk, *read(desk, file.person.id)))


def test_a_member_counts_to_the_day_before_leaving(
    desk: Desk, opened: Callable[[PersonFacts], str]
) -> None:
    file, order = read(desk, opened(WOMAN))
    member, _changes = desk.act(
        lambda uow: add_team_member(uow, order.id, TeamRole.FAMILY, "王芳", Sex.FEMALE)
    )
    desk.act(lambda uow: end_team_member(uow, member, TODAY + timedelta(days=1)))
    assert not missing_words(decide(desk, *read(desk, file.person.id)))
    desk.act(lambda uow: end_team_member(uow, member, TODAY))
    assert missing_words(decide(desk, *read(desk, file.person.id)))
