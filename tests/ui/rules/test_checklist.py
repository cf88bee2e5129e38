"""The check-list: lists as long as their counts, the value laid open, one key to the form."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester, QTest
from PySide6.QtWidgets import QApplication, QLabel

from corrdesk.base.actor import Role
from corrdesk.bootstrap import Desk
from corrdesk.casework.confirmation.model import CountyWord
from corrdesk.casework.confirmation.service import confirm_rule
from corrdesk.rules.confirmation import State
from corrdesk.ui.rules.checklist import LISTS, ChecklistPage, count_open
from corrdesk.ui.rules.confirm_form import ConfirmForm
from corrdesk.ui.shell.forms import FormDialog
from corrdesk.ui.shell.workplace import Workplace

KEY = "leave.office_max_days"


@pytest.fixture
def page(place: Workplace, settled: Callable[[], None]) -> ChecklistPage:
    place.open_page("rules")
    settled()
    found = place.current_page
    assert isinstance(found, ChecklistPage)
    return found


def shown(page: ChecklistPage) -> str:
    return "\n".join(each.text() for each in page._area.widget().findChildren(QLabel))


def test_lists_and_counts_agree(page: ChecklistPage, settled: Callable[[], None]) -> None:
    tester = QAbstractItemModelTester(
        page.model, QAbstractItemModelTester.FailureReportingMode.Warning
    )
    for name in LISTS:
        page.show_list(name)
        settled()
        assert page.buttons[name].text().endswith(f" {page.model.rowCount()}")
        assert bool(page._empty.text) == (page.model.rowCount() == 0)
    assert tester.model() is page.model


def test_a_value_is_laid_open_with_its_mark(
    page: ChecklistPage, settled: Callable[[], None]
) -> None:
    page.table.setCurrentIndex(page.model.index(page.model.find(KEY), 0))
    words = shown(page)
    assert "受委托的司法所可以批准的外出天数上限" in words
    assert "取值：7 天" in words
    assert "第二十七条　［C 待县级机构确认］" in words
    assert "还没有核对记录" in words


def test_enter_opens_the_form_and_the_word_shows_everywhere(
    page: ChecklistPage, desk: Desk, settled: Callable[[], None]
) -> None:
    waiting = count_open(desk)
    page.table.setCurrentIndex(page.model.index(page.model.find(KEY), 0))
    QTest.keyClick(page.table, Qt.Key.Key_Return)
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, FormDialog)
    form = dialog.form
    assert isinstance(form, ConfirmForm)
    form.document.setText("青矫〔2026〕5号")
    form.person.setText("赵县")
    QTest.keyClick(form.person, Qt.Key.Key_Return)
    settled()
    assert count_open(desk) == waiting - 1
    assert page.model.find(KEY) == -1
    page.show_list("checked")
    settled()
    words = shown(page)
    assert "［已核对］" in words
    assert "赵县　核对无误　青矫〔2026〕5号" in words
    assert page.model.rowCount() == 1


def test_the_page_opens_with_a_list(
    place: Workplace, desk: Desk, settled: Callable[[], None]
) -> None:
    desk.act(
        lambda uow: confirm_rule(uow, desk.law(), KEY, CountyWord("青矫〔2026〕5号", "赵县", "5"))
    )
    place.open_page("rules", "checked")
    settled()
    page = place.current_page
    assert isinstance(page, ChecklistPage)
    rule = page.model.row(0)
    assert rule is not None
    assert rule.entry.state is State.CHANGED
    assert page.list_focus() is page.table is page.first_focus()


def test_who_may_not_confirm_sees_the_list_only(
    place: Workplace, desk: Desk, settled: Callable[[], None]
) -> None:
    desk.actor = replace(desk.actor, role=Role.OFFICER)
    place.open_page("rules")
    settled()
    page = place.current_page
    assert isinstance(page, ChecklistPage)
    assert not page._confirm.isEnabled()
    QTest.keyClick(page.table, Qt.Key.Key_Return)
    assert QApplication.activeModalWidget() is None
