"""A request is taken down by keyboard; what is missing is said beside its field."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from corrdesk.bootstrap import Desk
from corrdesk.casework.leave.queries import count_permits, leaves_of
from corrdesk.ui.leave.leave import LeavePage
from corrdesk.ui.leave.request_form import LeaveForm, LeavePanel, PermitForm
from corrdesk.ui.paths import LeaveOf
from corrdesk.ui.shell.context import Context
from corrdesk.ui.shell.workplace import Workplace


def fill(form: LeaveForm, first: str = "2026-06-15", last: str = "2026.6.21") -> None:
    form.depart.setText(first)
    form.return_.setText(last)
    form.reason_text.setPlainText("到省人民医院复查")
    form.destination.setText("省城")
    form.proofs.setPlainText("诊断证明\n\n 预约单 ")


def test_the_arithmetic_is_there_before_typing_ends(
    context: Context, target: LeaveOf, qtbot: QtBot
) -> None:
    form = LeaveForm(context, target)
    qtbot.addWidget(form)
    form.depart.setText("2026-06-15")
    qtbot.waitUntil(lambda: "已计 0 天" in form.arithmetic.banner.text)
    assert "由县级社区矫正机构决定" in form.arithmetic.banner.text
    assert form.arithmetic.shown is None
    form.return_.setText("2026-06-21")
    qtbot.waitUntil(lambda: form.arithmetic.shown is not None)
    assert "7 天" in form.arithmetic.words()
    assert form.fields["late_reason"].isHidden()
    form.depart.setText("2026-06-11")
    qtbot.waitUntil(lambda: not form.fields["late_reason"].isHidden())
    form.abroad.setChecked(True)
    qtbot.waitUntil(lambda: "出境" in form.arithmetic.banner.text)
    form.save()
    qtbot.waitUntil(form.save_button.isEnabled)
    form.reason_text.setPlainText("探亲")
    form.destination.setText("境外")
    form.late_reason.setText("急")
    form.save()
    qtbot.waitUntil(lambda: bool(form.fields["abroad"]._error.text()))


def test_saved_by_keyboard_the_leave_opens(
    place: Workplace, desk: Desk, target: LeaveOf, settled: Callable[[], None]
) -> None:
    place.open_panel("leave_request", target)
    settled()
    panel = place.panel
    assert isinstance(panel, LeavePanel)
    assert isinstance(panel.form, LeaveForm)
    assert not panel.holds_typing()
    fill(panel.form)
    assert panel.holds_typing()
    control = Qt.KeyboardModifier.ControlModifier
    QTest.keyClick(panel.form.reason_text, Qt.Key.Key_Return, control)
    settled()
    page = place.current_page
    assert isinstance(page, LeavePage)
    assert page.opened is not None
    assert [row.title for row in page.opened.file.proofs[::-1]] == ["诊断证明", "预约单"]
    with desk.read() as session:
        (line,) = leaves_of(session, desk.office.id, desk.law(), target.person_id)
    assert line.days == 7


def test_the_person_is_looked_up(context: Context, target: LeaveOf, qtbot: QtBot) -> None:
    form = LeaveForm(context, LeaveOf())
    qtbot.addWidget(form)
    form.save()
    assert form.fields["person"]._error.text()
    form.person.setText(target.name)
    qtbot.waitUntil(lambda: form.target.supervision_id == target.supervision_id)
    assert target.name in form._found.text()
    form.person.setText("没有这个人")
    qtbot.waitUntil(lambda: "没有找到" in form._found.text())
    assert form.target.supervision_id == ""
    form.person.setText("")
    assert form._found.text() == ""


def test_recurring_travel_is_asked_for(
    place: Workplace, desk: Desk, target: LeaveOf, settled: Callable[[], None]
) -> None:
    place.open_panel(
        "leave_request", LeaveOf(target.person_id, target.supervision_id, target.name, True)
    )
    settled()
    panel = place.panel
    assert isinstance(panel, LeavePanel)
    form = panel.form
    assert isinstance(form, PermitForm)
    form.reason.setPlainText("进货")
    form.places.setPlainText("云河市清水县农贸市场")
    form.times.setText("每周二")
    form.save()
    settled()
    assert form.fields["frequency"]._error.text()
    form.frequency.setText("每周一次")
    assert panel.holds_typing()
    form.save()
    settled()
    with desk.read() as session:
        assert count_permits(session, desk.office.id, desk.law(), "permit_requested") == 1
