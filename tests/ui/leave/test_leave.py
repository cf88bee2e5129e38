"""One leave: the next act is one button, and what was decided is laid open."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from PySide6.QtWidgets import QApplication, QLabel, QPushButton
from pytestqt.qtbot import QtBot

from corrdesk.base.errors import UserError
from corrdesk.bootstrap import Desk
from corrdesk.ui.enforcement.violation_form import ViolationPanel
from corrdesk.ui.leave.forms import LeaveVerdictForm, ReturnForm
from corrdesk.ui.leave.leave import LeavePage, open_leave
from corrdesk.ui.shell.forms import FormDialog
from corrdesk.ui.shell.workplace import Workplace
from tests.casework import leaves
from tests.casework.people import stand_on
from tests.ui.leave.conftest import DEPART, RETURN

DAY = timedelta(days=1)
Show = Callable[[str], LeavePage]


def words(page: LeavePage) -> str:
    return "\n".join(each.text() for each in page.findChildren(QLabel) if not each.isHidden())


def pressed(app: QApplication, page: LeavePage) -> FormDialog:
    """The window that the next act opens."""
    assert page.next_button is not None
    page.next_button.click()
    dialog = app.activeModalWidget()
    assert isinstance(dialog, FormDialog)
    return dialog


def primary(page: LeavePage) -> list[QPushButton]:
    return [each for each in page.findChildren(QPushButton) if each.property("role") == "primary"]


def test_one_act_comes_next_in_every_state(
    desk: Desk, asked: str, show_leave: Show, settled: Callable[[], None]
) -> None:
    page = show_leave(asked)
    assert primary(page) == [page.next_button]
    leaves.decide(desk, asked)
    page.refresh()
    settled()
    assert [each.text() for each in primary(page)] == ["签发外出证明…"]
    stand_on(desk, DEPART)
    page.refresh()
    settled()
    assert [each.text() for each in primary(page)] == ["登记销假…"]
    assert "签发外出证明…" in [each.text() for each in page.findChildren(QPushButton)]


def test_a_request_waits_for_its_decision(
    app: QApplication, desk: Desk, asked: str, show_leave: Show, settled: Callable[[], None]
) -> None:
    page = show_leave(asked)
    assert page.next_button is not None
    assert page.next_button.text() == "作出决定…"
    assert "诊断证明" in words(page)
    dialog = pressed(app, page)
    assert isinstance(dialog.form, LeaveVerdictForm)
    dialog.form.save()
    settled()
    assert page.next_button.text() == "签发外出证明…"
    assert "已批准" in page.state.accessibleName()


def test_during_the_leave_the_return_comes_next(desk: Desk, granted: str, show_leave: Show) -> None:
    stand_on(desk, DEPART)
    page = show_leave(granted)
    assert page.next_button is not None
    assert page.next_button.text() == "登记销假…"
    assert "外出中" in page.state.accessibleName()


def test_who_is_overdue_is_told_so_until_back(
    app: QApplication, desk: Desk, granted: str, show_leave: Show, settled: Callable[[], None]
) -> None:
    stand_on(desk, RETURN + 3 * DAY)
    page = show_leave(granted)
    assert "已逾期 3 天" in words(page)
    dialog = pressed(app, page)
    form = dialog.form
    assert isinstance(form, ReturnForm)
    form.note.setPlainText("误车")
    form.save()
    settled()
    assert "逾期 3 天" in words(page)
    assert page.next_button is None


def test_an_extension_is_decided_on_the_same_page(
    desk: Desk, granted: str, show_leave: Show
) -> None:
    longer = leaves.extended(desk, granted, RETURN + 3 * DAY, grant=False)
    page = show_leave(longer)
    assert page.next_button is not None
    assert page.next_button.text() == "记录决定…"
    assert "申请延长至" in words(page)
    leaves.record(desk, longer)
    page.refresh()


def test_refused_withdrawn_and_voided(
    desk: Desk, granted: str, show_leave: Show, settled: Callable[[], None], qtbot: QtBot
) -> None:
    sheet = leaves.certificate(desk, granted)
    page = show_leave(granted)
    assert "矫外字第1号" in words(page)
    desk.act(lambda uow: page._voiding(sheet)(uow, "污损"))
    page.refresh()
    settled()
    assert "已作废：污损" in words(page)


def test_what_moves_is_named(desk: Desk, granted: str, show_leave: Show) -> None:
    found = open_leave(desk, granted)
    page = show_leave(granted)
    assert words(page).count("改为电话报告") == len(found.moved)


def test_no_such_leave(desk: Desk) -> None:
    with pytest.raises(UserError):
        open_leave(desk, "nothing")


def test_the_decision_has_its_clock_and_who_is_late_a_way_to_a_breach(
    place: Workplace, desk: Desk, asked: str, show_leave: Show, settled: Callable[[], None]
) -> None:
    page = show_leave(asked)
    assert "应在出发（2026年6月15日）之前决定，还有 5 天。" in words(page)
    leaves.decide(desk, asked)
    stand_on(desk, RETURN + DAY)
    page.refresh()
    settled()
    page._violate()
    settled()
    assert isinstance(place.panel, ViolationPanel)
