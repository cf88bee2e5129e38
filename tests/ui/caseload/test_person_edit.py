"""A file is put right by keyboard: contact facts, the order with its reason, and its end."""

from collections.abc import Callable
from datetime import date, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from corrdesk.base.actor import Role
from corrdesk.bootstrap import Desk
from corrdesk.casework.caseload.model import Status
from corrdesk.casework.caseload.service import add_officer
from corrdesk.casework.reporting.model import DeskLine
from corrdesk.casework.reporting.queries import open_windows_of
from corrdesk.ui.caseload.person import PersonPage
from corrdesk.ui.caseload.person_edit import OrderForm
from corrdesk.ui.caseload.wide_form import WideForm
from corrdesk.ui.shell.forms import FormDialog
from corrdesk.ui.shell.workplace import Workplace
from tests.ui.caseload.keyboard import CONTROL, focused, rewrite, save, write
from tests.ui.conftest import TODAY

SHIFT = Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def page(place: Workplace, desk: Desk, due: DeskLine, settled: Callable[[], None]) -> PersonPage:
    desk.act(lambda uow: add_officer(uow, "officer-two", "王芳", Role.OFFICER))
    place.open_page("person", due.person_id)
    settled()
    found = place.current_page
    assert isinstance(found, PersonPage)
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


def go_to(form: WideForm, name: str) -> QWidget:
    """Tab until the field has the keyboard."""
    wanted = form.fields[name].editor
    for _step in form.fields:
        if focused() is wanted:
            break
        QTest.keyClick(focused(), Qt.Key.Key_Tab)
    assert focused() is wanted
    return wanted


def order_of(page: PersonPage) -> Any:
    assert page.opened is not None
    return page.opened.order


def test_a_missing_telephone_number_is_entered(
    page: PersonPage, the_form: Callable[[], WideForm], settled: Callable[[], None]
) -> None:
    QTest.keyClick(page, Qt.Key.Key_E, CONTROL)
    form = the_form()
    assert focused() is form.fields["phone"].editor
    rewrite(focused(), "１３９００１３９０００")
    rewrite(go_to(form, "residence"), "青石镇河西村3组")
    QTest.keyClick(focused(), Qt.Key.Key_Return)
    settled()
    assert QApplication.activeModalWidget() is None
    assert page.opened is not None
    person = page.opened.file.person
    assert (person.phone, person.residence) == ("13900139000", "青石镇河西村3组")


@pytest.mark.parametrize("modifiers", [CONTROL, CONTROL | SHIFT])
def test_a_form_without_changes_saves_nothing(
    page: PersonPage,
    the_form: Callable[[], WideForm],
    desk: Desk,
    modifiers: Qt.KeyboardModifier,
) -> None:
    before = desk.head()
    QTest.keyClick(page, Qt.Key.Key_E, modifiers)
    form = the_form()
    save(focused())
    assert "没有改动" in form.banner.text
    QTest.keyClick(focused(), Qt.Key.Key_Escape)
    assert QApplication.activeModalWidget() is None
    assert desk.head() == before


def test_an_impossible_name_stands_at_its_field(
    page: PersonPage, the_form: Callable[[], WideForm], settled: Callable[[], None]
) -> None:
    QTest.keyClick(page, Qt.Key.Key_E, CONTROL)
    form = the_form()
    rewrite(go_to(form, "name"), "=1+1")
    save(focused())
    settled()
    assert "姓名" in form.fields["name"]._error.text()
    assert focused() is form.fields["name"].editor
    form.abandoned.emit()


def test_the_offence_the_number_and_the_officer_are_put_right(
    page: PersonPage, the_form: Callable[[], WideForm], settled: Callable[[], None]
) -> None:
    QTest.keyClick(page, Qt.Key.Key_E, CONTROL | SHIFT)
    form = the_form()
    rewrite(go_to(form, "offence"), "危险驾驶罪")
    rewrite(go_to(form, "judgment_number"), "（2026）青刑初99号")
    write(go_to(form, "able_to_work"), "没有劳动能力")
    write(go_to(form, "officer_id"), "王芳")
    save(focused())
    settled()
    order = order_of(page)
    assert (order.offence, order.judgment_number) == ("危险驾驶罪", "（2026）青刑初99号")
    assert order.able_to_work is False
    assert order.officer_id == "officer-two"


def test_a_changed_term_needs_its_reason(
    page: PersonPage, the_form: Callable[[], WideForm], desk: Desk, settled: Callable[[], None]
) -> None:
    before = desk.head()
    wanted = order_of(page).term_end + timedelta(days=40)
    QTest.keyClick(page, Qt.Key.Key_E, CONTROL | SHIFT)
    form = the_form()
    rewrite(go_to(form, "term_end"), f"{wanted:%Y.%m.%d}")
    save(focused())
    assert "理由" in form.fields["reason"]._error.text()
    assert desk.head() == before
    write(go_to(form, "reason"), "依（2026）青刑更1号裁定")
    save(focused())
    settled()
    assert order_of(page).term_end == wanted
    assert desk.head().seq == before.seq + 1


def test_a_term_that_no_judgment_says_is_pointed_out(
    page: PersonPage, the_form: Callable[[], WideForm]
) -> None:
    """While it is typed, and again whenever the correction is opened on such an order."""
    QTest.keyClick(page, Qt.Key.Key_E, CONTROL | SHIFT)
    form = the_form()
    assert form.fields["term_end"].editor.accessibleDescription() == ""
    rewrite(go_to(form, "term_end"), "2046-01-01")
    QTest.keyClick(focused(), Qt.Key.Key_Tab)
    assert "最长的期限" in form.fields["term_end"].editor.accessibleDescription()
    order = SimpleNamespace(**order_of(page)._asdict() | {"term_end": date(2046, 1, 1)})
    again = OrderForm(form.context, order, [])
    assert "最长的期限" in again.fields["term_end"].editor.accessibleDescription()
    again.deleteLater()


def test_a_person_leaves_the_register_after_one_more_question(
    page: PersonPage,
    the_form: Callable[[], WideForm],
    desk: Desk,
    settled: Callable[[], None],
    qtbot: QtBot,
) -> None:
    order = order_of(page)
    page._end.setFocus()
    QTest.keyClick(page._end, Qt.Key.Key_Space)
    form = the_form()
    assert "才届满" in form._warning.text  # type: ignore[attr-defined]
    save(focused())
    assert "理由" in form.fields["reason"]._error.text()
    write(go_to(form, "status"), "转出（执行地变更）")
    assert not form._warning.text  # type: ignore[attr-defined]
    rewrite(go_to(form, "on"), "2026-6-11")
    write(go_to(form, "reason"), "迁居青山县")
    save(focused())
    assert "还没有到" in form.fields["on"]._error.text()
    rewrite(go_to(form, "on"), "2026-6-9")
    write(go_to(form, "document"), "青矫变〔2026〕3号")
    save(focused())
    box = QApplication.activeModalWidget()
    assert box is not None
    qtbot.waitUntil(box.isActiveWindow)
    assert "不能撤回" in " ".join(words.text() for words in box.findChildren(QLabel))
    assert order_of(page).status == Status.SUPERVISED
    QTest.keyClick(focused(), Qt.Key.Key_Tab)
    QTest.keyClick(focused(), Qt.Key.Key_Space)
    settled()
    assert order_of(page).status == Status.TRANSFERRED
    assert page.opened is not None
    step = page.opened.file.statuses[-1]
    assert (step.on, step.reason, step.document) == (
        date(2026, 6, 9), "迁居青山县", "青矫变〔2026〕3号"
    )  # fmt: skip
    assert page._end.isHidden()
    with desk.read() as session:
        left = open_windows_of(session, desk.office.id, order.id, TODAY)
    assert all(line.grace_until < date(2026, 6, 9) for line in left)  # overdue before, and still
