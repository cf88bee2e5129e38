"""A sheet goes from the printer to the file by Enter alone; a void one says which holds."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton

from corrdesk.base.actor import Actor, Role
from corrdesk.bootstrap import Desk
from corrdesk.ui.documents.document import DocumentPage
from corrdesk.ui.documents.issue import IssuePage
from corrdesk.ui.documents.step_forms import ServeForm
from corrdesk.ui.shell.forms import FormDialog
from corrdesk.ui.shell.workplace import Workplace
from tests.casework.papers import look

Show = Callable[[str], DocumentPage]


def test_from_the_printer_to_the_file(
    app: QApplication, desk: Desk, sheet: str, show: Show, settled: Callable[[], None]
) -> None:
    page = show(sheet)
    assert page.next_button is not None
    assert page.next_button.hasFocus()
    QTest.keyClick(page.next_button, Qt.Key.Key_Return)
    settled()
    assert look(desk, sheet).document.state == "stamped"
    assert page.next_button.text() == "登记送达…"
    page.next_button.click()
    dialog = app.activeModalWidget()
    assert isinstance(dialog, FormDialog)
    form = dialog.form
    assert isinstance(form, ServeForm)
    assert form.receiver.text() == "青石县人民法院"
    form.save()
    settled()
    assert look(desk, sheet).document.receiver == "青石县人民法院"
    page.next_button.click()
    settled()
    found = look(desk, sheet)
    assert found.document.state == "filed"
    assert [each.step for each in found.steps] == ["printed", "stamped", "served", "filed"]
    assert page.next_button is None
    assert page.window().focusWidget() is page.code


def test_a_void_sheet_leads_to_the_one_that_holds(
    desk: Desk, sheet: str, issue: Callable[..., str], show: Show
) -> None:
    again = issue(replaces=sheet, reason="日期有误")
    page = show(sheet)
    assert "现行的是第 2 版" in page.banner.text
    assert page.next_button is None
    assert page.opened is not None
    assert page.opened.current is not None
    assert page.opened.current.id == again


def test_a_sheet_is_issued_anew_from_its_own_facts(
    desk: Desk, sheet: str, show: Show, place: Workplace, settled: Callable[[], None]
) -> None:
    page = show(sheet)
    page._replace()
    settled()
    form = place.current_page
    assert isinstance(form, IssuePage)
    assert form.choice.currentData() == "discharge-notice"
    ground = form.fields["ground"].editor
    assert ground.property("text") == "社区矫正期限届满"
    form.preview()
    settled()
    assert form.reason.property("problem") == "true"  # issuing anew needs a reason


def test_only_the_head_is_offered_to_void_and_replace(
    desk: Desk, sheet: str, show: Show, settled: Callable[[], None]
) -> None:
    def links() -> set[str]:
        return {each.text() for each in page.findChildren(QPushButton)}

    page = show(sheet)
    assert {"换发…", "作废…"} <= links()
    mine = desk.actor
    desk.actor = Actor(mine.officer_id, mine.name, Role.OFFICER, mine.device_id)
    page.refresh()
    settled()
    assert not {"换发…", "作废…"} & links()
