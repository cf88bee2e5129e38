"""A file is opened by hand, by keyboard only; nothing wrong gets in and nothing typed is lost."""

from collections.abc import Callable
from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from corrdesk.bootstrap import Desk
from corrdesk.casework.caseload.model import Status
from corrdesk.casework.caseload.queries import known_id_numbers, person_file
from corrdesk.casework.reporting.queries import open_windows_of
from corrdesk.ui.caseload.new_person import NewPersonForm, NewPersonPage, who_has
from corrdesk.ui.caseload.person import PersonPage
from corrdesk.ui.shell.scanner import SLOWEST_GAP
from corrdesk.ui.shell.workplace import Workplace
from tests.ui.caseload.keyboard import CONTROL, focused, save, write
from tests.ui.conftest import TODAY

NUMBER = "11010519491231002X"


@pytest.fixture
def page(place: Workplace, settled: Callable[[], None], qtbot: QtBot) -> NewPersonPage:
    """The page, reached from the register by its key."""
    place.open_page("people")
    settled()
    QTest.keyClick(place.current_page, Qt.Key.Key_N, CONTROL)
    settled()
    found = place.current_page
    assert isinstance(found, NewPersonPage)
    qtbot.waitUntil(found.form.name.hasFocus)
    return found


def walk(form: NewPersonForm, typed: dict[str, str]) -> None:
    """Types into every field, going on with Tab; a drop-down is gone down."""
    for name, field in form.fields.items():
        assert focused() is field.editor, (name, focused().accessibleName())
        if name in typed:
            write(field.editor, typed[name])
        QTest.keyClick(focused(), Qt.Key.Key_Tab)


FILE = {
    "name": "欧阳明",
    "id_number": "１１０１０５１９４９１２３１００２ｘ",
    "phone": "１３８００１３８０００",
    "residence": "青石镇河东村",
    "category": "缓刑",
    "offence": "盗窃罪",
    "offence_on": "2026.1.4",
    "decision_organ": "青石县人民法院",
    "judgment_number": "（2026）青刑初12号",
    "effective_on": "2026.5.28",
    "term_start": "20260528",
    "term_end": "2027年5月27日",
    "able_to_work": "没有劳动能力",
    "reported_in_on": "2026/6/1",
    "class": "严管",
    "injunction": "禁止进入网吧",
}


def test_a_file_is_opened_by_keyboard_only(
    page: NewPersonPage, place: Workplace, desk: Desk, settled: Callable[[], None]
) -> None:
    walk(page.form, FILE)
    save(page.form.name)
    settled()
    shown = place.current_page
    assert isinstance(shown, PersonPage)
    assert shown.opened is not None
    person, order = shown.opened.file.person, shown.opened.order
    assert (person.name, person.id_number, person.phone) == ("欧阳明", NUMBER, "13800138000")
    assert (person.born, person.sex) == (date(1949, 12, 31), "female")
    assert (order.offence, order.category, order.class_) == ("盗窃罪", "probation", "strict")
    assert (order.term_start, order.term_end) == (date(2026, 5, 28), date(2027, 5, 27))
    assert order.judgment_number == "（2026）青刑初12号"
    assert order.status == Status.SUPERVISED
    assert order.able_to_work is False
    assert [each.content for each in shown.opened.file.orders] == ["禁止进入网吧"]
    with desk.read() as session:
        assert open_windows_of(session, desk.office.id, order.id, TODAY)
    assert not page.holds_typing()


def test_all_mistakes_are_shown_and_nothing_is_saved(
    page: NewPersonPage, desk: Desk, settled: Callable[[], None]
) -> None:
    before = desk.head()
    QTest.keyClicks(page.form.fields["term_start"].editor, "26.5.28")
    QTest.keyClicks(page.form.fields["reported_in_on"].editor, "2026-6-11")
    save(page.form.name)
    settled()
    wrong = [name for name, field in page.form.fields.items() if field._error.text()]
    assert wrong == [
        "name", "id_number", "category", "term_start", "term_end", "reported_in_on"
    ]  # fmt: skip
    assert "6 处" in page.form.banner.text
    assert "身份证号" in page.form.banner.text
    assert page.form.name.hasFocus()
    assert desk.head() == before


def test_an_end_before_the_start_is_refused_at_its_field(
    page: NewPersonPage, desk: Desk, settled: Callable[[], None]
) -> None:
    walk(page.form, FILE | {"term_end": "2026-05-01"})
    save(page.form.name)
    settled()
    assert "早于" in page.form.fields["term_end"]._error.text()
    assert page.form.line("name") == "欧阳明"
    assert who_has(desk, NUMBER) is None


def test_somebody_who_has_a_file_is_said_while_typing(
    page: NewPersonPage, place: Workplace, desk: Desk, settled: Callable[[], None]
) -> None:
    with desk.read() as session:
        number, person_id = next(iter(known_id_numbers(session, desk.office.id).items()))
        file = person_file(session, desk.office.id, person_id)
    assert file is not None
    QTest.keyClicks(page.form.id_number.line, number)
    settled()
    link = page.form.id_number.open_file
    assert link.isVisible()
    assert file.person.name in link.accessibleName()
    QTest.keyClick(page.form.id_number.line, Qt.Key.Key_Tab)
    assert link.hasFocus()
    QTest.keyClick(link, Qt.Key.Key_Space)
    settled()
    shown = place.current_page
    assert isinstance(shown, PersonPage)
    assert shown.opened is not None
    assert shown.opened.file.person.id == person_id


def test_enter_goes_on_and_saves_nothing(page: NewPersonPage, desk: Desk) -> None:
    before = desk.head()
    page.form.id_number.line.setFocus()
    QTest.keyClicks(page.form.id_number.line, NUMBER)
    QTest.qWait(round(SLOWEST_GAP * 2000))  # a scanner would be faster
    QTest.keyClick(page.form.id_number.line, Qt.Key.Key_Return)
    assert focused() is page.form.fields["phone"].editor
    assert not page.form.banner.text
    assert desk.head() == before


def test_what_was_typed_waits_until_one_comes_back(
    page: NewPersonPage, place: Workplace, settled: Callable[[], None]
) -> None:
    write(page.form.name, "欧阳明")
    place.open_page("today")
    settled()
    place.open_page("new_person")
    settled()
    assert page.holds_typing()
    assert page.form.line("name") == "欧阳明"
    page.start_over()
    assert not page.holds_typing()
    assert page.form.name.hasFocus()


def test_a_penalty_that_does_not_fit_is_pointed_out_and_may_stay(
    page: NewPersonPage, place: Workplace, settled: Callable[[], None]
) -> None:
    """As the judgment may say it, or whoever copies it chose the wrong kind of order."""
    typed = FILE | {"original_sentence": "有期徒刑一年，缓刑一年", "category": "管制"}
    walk(page.form, typed)
    field = page.form.fields["original_sentence"]
    (doubt,) = [each for each in field.findChildren(QLabel) if each.property("role") == "doubt"]
    assert "与矫正类别管制不符" in doubt.text()
    assert not doubt.isHidden()
    write(page.form.category, "缓刑")
    assert doubt.isHidden()
    write(page.form.category, "管制")
    save(page.form.name)
    settled()
    assert isinstance(place.current_page, PersonPage)
