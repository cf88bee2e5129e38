"""A case from the fact to the served notice, by the one dark button that is always the next act."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QPushButton
from pytestqt.qtbot import QtBot

from corrdesk.bootstrap import Desk
from corrdesk.casework.documents.model import DocumentState
from corrdesk.casework.enforcement.queries import CaseFile
from corrdesk.ui.enforcement.case import (
    CLOSED,
    DECISION,
    NOTICE,
    PROPOSAL,
    SERVICE,
    SUBMISSION,
    CasePage,
    open_case,
    step_of,
)
from corrdesk.ui.shell.forms import FormDialog
from corrdesk.ui.shell.preview import PreviewDialog
from corrdesk.ui.shell.workplace import Workplace


def _dialog() -> QDialog:
    found = QApplication.activeModalWidget()
    assert isinstance(found, QDialog)
    return found


def _press(page: CasePage) -> None:
    assert page.cards.next_button is not None
    page.cards.next_button.click()


def _agree() -> None:
    """Presses the button that names the act."""
    box = _dialog()
    box.findChildren(QPushButton)[0].click()


def _fill(**texts: str) -> FormDialog:
    dialog = _dialog()
    assert isinstance(dialog, FormDialog)
    for name, text in texts.items():
        dialog.form.fields[name].editor.setText(text)  # type: ignore[attr-defined]
    dialog.form.save()
    return dialog


@pytest.mark.slow
def test_the_whole_way_to_a_served_notice(
    show_case: Callable[[str], CasePage],
    case: str,
    desk: Desk,
    case_of: Callable[[str], CaseFile],
    place: Workplace,
    settled: Callable[[], None],
    qtbot: QtBot,
) -> None:
    page = show_case(case)
    assert page.opened is not None
    assert step_of(page.opened) == PROPOSAL
    assert page.cards.proposal_form is not None
    page.cards.proposal_form.opinion.setPlainText("建议给予训诫。")
    _press(page)
    settled()
    assert step_of(page.opened) == SUBMISSION
    assert page.window().focusWidget() is page.cards.next_button

    QTest.keyClick(page.cards.next_button, Qt.Key.Key_Return)
    _agree()
    settled()
    assert step_of(page.opened) == DECISION

    _press(page)
    _fill(document="")
    settled()
    assert "文号" in _dialog().form.fields["document"]._error.text()  # type: ignore[attr-defined]
    _fill(document="青矫决〔2026〕7号")
    settled()
    assert step_of(page.opened) == NOTICE
    assert place.strip.text == "已保存：县级决定"  # nothing is waited for any more

    _press(page)
    settled()
    preview = _dialog()
    assert isinstance(preview, PreviewDialog)
    qtbot.waitUntil(lambda: bool(preview.preview.pages), timeout=20_000)
    assert case_of(case).notices == []  # looking draws no number
    assert preview.preview.print_button.isHidden()
    preview.act_button.click()
    _agree()
    settled()
    qtbot.waitUntil(lambda: bool(case_of(case).notices), timeout=20_000)
    settled()
    issued = _dialog()
    assert isinstance(issued, PreviewDialog)
    qtbot.waitUntil(lambda: bool(issued.preview.pages), timeout=20_000)
    assert not issued.preview.print_button.isHidden()
    issued.close()
    settled()
    assert step_of(page.opened) == SERVICE

    _press(page)
    _fill(served_on=desk.clock.today().isoformat())
    settled()
    assert case_of(case).notices[0].state == DocumentState.SERVED
    assert page.opened is not None
    assert step_of(page.opened) == CLOSED
    assert page.cards.next_button is None


def test_there_is_one_dark_button_and_no_more(
    show_case: Callable[[str], CasePage], case: str, proposed: str
) -> None:
    page = show_case(proposed)
    dark = [
        button
        for button in page.findChildren(QPushButton)
        if button.property("role") == "primary" and not button.isHidden()
    ]
    assert dark == [page.cards.next_button]


def test_a_missing_fact_is_the_next_step_and_has_the_keyboard(
    show_case: Callable[[str], CasePage], unweighed: str
) -> None:
    page = show_case(unweighed)
    assert page.opened is not None
    assert page.opened.obstacle == "情节。"
    assert page.cards.next_button is not None
    assert page.cards.next_button.text() == "补充情节和陈述…"
    assert page.window().focusWidget() is page.cards.next_button


def test_a_case_that_does_not_exist_is_said(desk: Desk) -> None:
    with pytest.raises(Exception, match="没有找到"):
        open_case(desk, "nothing")


def test_f4_opens_the_file(
    place: Workplace,
    show_case: Callable[[str], CasePage],
    case: str,
    settled: Callable[[], None],
) -> None:
    page = show_case(case)
    page._open_person()
    settled()
    assert place.current_page.help_topic == "人员档案"
