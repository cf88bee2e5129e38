"""The check-in: how many keys it takes, what they do, and the way back."""

from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from PySide6.QtCore import QEvent, QObject, QPoint, QSize, Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QInputDialog, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from corrdesk.base.actor import Role
from corrdesk.base.clock import FixedClock
from corrdesk.bootstrap import Desk
from corrdesk.casework.caseload.model import Status
from corrdesk.casework.caseload.service import change_status
from corrdesk.casework.reporting.model import DeskLine, Outcome, Presence
from corrdesk.casework.reporting.queries import check_ins_of, desk_page, duty_row
from corrdesk.ui.paths import CheckInFor
from corrdesk.ui.reporting.check_in import CheckInPanel, find_visitor
from corrdesk.ui.reporting.check_in_form import FREE
from corrdesk.ui.shell.main_window import MainWindow
from corrdesk.ui.shell.workplace import Workplace
from tests.casework.leaves import granted
from tests.casework.people import new_person, one_duty, open_windows, report, stand_on
from tests.casework.roles import as_role
from tests.ui.conftest import TODAY


class KeyCounter(QObject):
    """Counts the keys that reach the window."""

    count = 0

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt name
        if event.type() == QEvent.Type.KeyPress and watched.isWindowType():
            self.count += 1
        return False


@pytest.fixture
def check_ins(desk: Desk, due: DeskLine) -> Callable[[], list[Any]]:
    def read() -> list[Any]:
        with desk.read() as session:
            return list(check_ins_of(session, desk.office.id, due.person_id))

    return read


@pytest.fixture
def panel(place: Workplace, due: DeskLine, settled: Callable[[], None]) -> CheckInPanel:
    place.open_panel("check_in", CheckInFor(due.person_id, due.duty_id))
    settled()
    found = place.panel
    assert isinstance(found, CheckInPanel)
    return found


@pytest.fixture
def counter(app: QApplication) -> Iterator[KeyCounter]:
    made = KeyCounter()
    app.installEventFilter(made)
    yield made
    app.removeEventFilter(made)


def _press(place: Workplace, key: Qt.Key, qtbot: QtBot) -> None:
    """A key as the window gets it: to whatever has the focus."""
    focus = place.window().focusWidget()
    assert focus is not None
    QTest.keyClick(focus, key)


def test_after_the_term_two_keys_save_a_check_in(
    place: Workplace,
    due: DeskLine,
    check_ins: Callable[[], list[Any]],
    settled: Callable[[], None],
    qtbot: QtBot,
) -> None:
    assert check_ins() == []
    place.search.setFocus()
    typed = QInputMethodEvent()
    typed.setCommitString(due.name)
    QApplication.sendEvent(place.search, typed)
    settled()
    keys = 0
    for _number in range(4):
        _press(place, Qt.Key.Key_Return, qtbot)
        keys += 1
        settled()
        if check_ins():
            break
    assert keys == 2  # the bar is 4
    saved = check_ins()[0]
    assert saved.presence == Presence.OFFICER_SAW
    assert saved.outcome == Outcome.COMPLIED
    assert saved.duty_id == due.duty_id
    assert due.name in place.strip.text
    assert "工作人员当面见到" in place.strip.text
    assert place.search.hasFocus()


def test_enter_typed_ahead_is_not_lost(
    place: Workplace,
    due: DeskLine,
    check_ins: Callable[[], list[Any]],
    settled: Callable[[], None],
    qtbot: QtBot,
) -> None:
    place.open_panel("check_in", CheckInFor(due.person_id))
    _press(place, Qt.Key.Key_Return, qtbot)
    settled()
    assert len(check_ins()) == 1


def test_single_keys_change_presence_and_outcome(
    place: Workplace, panel: CheckInPanel, qtbot: QtBot
) -> None:
    panel.setFocus()
    QTest.keyClick(panel, Qt.Key.Key_2)
    assert panel.form.presence.value() == Presence.ID_CARD
    QTest.keyClick(panel, Qt.Key.Key_F7)
    assert panel.form.outcome.value() == Outcome.WAITING_EVIDENCE
    assert panel.form.reason.hasFocus()
    assert panel.form.evidence_due.isVisible()
    QTest.keyClick(panel, Qt.Key.Key_F5)
    assert not panel.form.reason.isVisible()


def test_the_keyboard_can_be_seen_and_arrows_choose_the_window(
    place: Workplace, panel: CheckInPanel
) -> None:
    focus = place.window().focusWidget()
    assert focus is not None
    assert panel.form.windows is not None
    assert panel.form.windows.isAncestorOf(focus)
    before = panel.form.windows.value()
    QTest.keyClick(focus, Qt.Key.Key_Down)
    assert panel.form.windows.value() != before
    QTest.keyClick(place.window().focusWidget(), Qt.Key.Key_Up)
    assert panel.form.windows.value() == before


@pytest.fixture
def busiest(desk: Desk) -> str:
    """The person with the most open windows."""
    with desk.read() as session:
        lines = [
            line
            for name in ("due", "overdue")
            for line in desk_page(session, desk.office.id, TODAY, name, limit=500)
        ]
    counts = Counter(line.person_id for line in lines)
    return counts.most_common(1)[0][0]


def in_sight(widget: QWidget) -> bool:
    return widget.isVisible() and widget.visibleRegion().boundingRect().size() == widget.size()


def all_in_sight(panel: CheckInPanel) -> bool:
    """Every choice but the windows that are not chosen, the note and the button that saves."""
    form = panel.form
    windows = form.windows.findChildren(QPushButton) if form.windows else []
    choices = [each for each in form.findChildren(QPushButton) if each.isVisible()]
    shown = [each for each in choices if each not in windows or each.isChecked()]
    return all(map(in_sight, [*shown, form.note, panel.save_button]))


@pytest.mark.parametrize("scale", [1.0, 1.5])
def test_every_choice_and_the_button_are_in_sight_however_long_the_backlog(
    scale: float, app: QApplication, request: pytest.FixtureRequest, qtbot: QtBot
) -> None:
    """The windows scroll by themselves, beside the page at 100 % and over it at 150 %."""
    if scale > 1:
        request.getfixturevalue("large")
    place: Workplace = request.getfixturevalue("place")
    assert place.window().size() == QSize(1366, 768)
    place.open_panel("check_in", CheckInFor(request.getfixturevalue("busiest")))
    request.getfixturevalue("settled")()
    panel = place.panel
    assert isinstance(panel, CheckInPanel)
    form = panel.form
    assert form.windows is not None
    assert len(form.windows.findChildren(QPushButton)) > 8
    qtbot.waitUntil(lambda: all_in_sight(panel))
    for outcome in Outcome:
        form.outcome.choose(outcome.value)
        qtbot.waitUntil(lambda: all_in_sight(panel))
        if form.reason.isVisible():
            assert in_sight(form.reason)
    form.outcome.choose(Outcome.COMPLIED.value)
    form.windows.focus_chosen()
    for _window in form.windows.findChildren(QPushButton):
        QTest.keyClick(place.window().focusWidget(), Qt.Key.Key_Down)
        qtbot.waitUntil(lambda: all_in_sight(panel))
    form.show_time()
    qtbot.waitUntil(lambda: all_in_sight(panel) and in_sight(form.day) and in_sight(form.time))


def test_beside_the_page_everything_is_below_each_other(
    place: Workplace,
    panel: CheckInPanel,
    busiest: str,
    settled: Callable[[], None],
    qtbot: QtBot,
) -> None:
    form = panel.form
    assert form.windows is not None
    assert panel.width() < place.width() / 2
    chosen = form.windows.mapTo(form, QPoint(0, form.windows.height()))
    assert form.outcome.mapTo(form, QPoint(0, 0)).y() > chosen.y()
    place.window().resize(1024, 768)

    def stand_beside() -> bool:
        form = panel.form
        return form.presence.mapTo(form, QPoint(0, 0)).x() > form.width() // 2 - 1

    qtbot.waitUntil(stand_beside)
    assert form.presence.mapTo(form, QPoint(0, 0)).y() < chosen.y()
    place.open_panel("check_in", CheckInFor(busiest))
    settled()
    assert panel.form is not form
    qtbot.waitUntil(stand_beside)  # the form of the next person too


def test_f4_opens_the_file_of_whoever_is_in_the_panel(
    place: Workplace, panel: CheckInPanel, settled: Callable[[], None], qtbot: QtBot
) -> None:
    panel.setFocus()  # the list beside it has a button with the same key
    _press(place, Qt.Key.Key_F4, qtbot)
    settled()
    assert place.current_page.help_topic == "人员档案"


def test_an_excuse_without_a_reason_is_not_saved(
    panel: CheckInPanel, check_ins: Callable[[], list[Any]], settled: Callable[[], None]
) -> None:
    panel.form.outcome.choose(Outcome.EXCUSED.value)
    panel.save()
    settled()
    assert check_ins() == []
    assert "理由" in panel.form._fields["reason"]._error.text()
    panel.form.reason.setText("住院")
    panel.save()
    settled()
    assert check_ins()[0].reason == "住院"


def test_ctrl_z_takes_it_back_with_a_reason(
    place: Workplace,
    panel: CheckInPanel,
    due: DeskLine,
    desk: Desk,
    check_ins: Callable[[], list[Any]],
    settled: Callable[[], None],
    qtbot: QtBot,
) -> None:
    panel.save()
    settled()
    assert place.strip.offers_undo
    assert place.search.hasFocus()
    QTest.keyClick(place.search, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, QInputDialog)
    QTest.keyClick(dialog, Qt.Key.Key_Return)
    settled()
    assert check_ins()[0].withdrawn == "录入错误"
    with desk.read() as session:
        row = duty_row(session, desk.office.id, due.duty_id)
    assert row is not None
    assert row.state == "open"
    assert "已撤销" in place.strip.text


def test_the_same_person_twice_in_ten_minutes_is_asked_about(
    place: Workplace,
    panel: CheckInPanel,
    due: DeskLine,
    clock: FixedClock,
    check_ins: Callable[[], list[Any]],
    settled: Callable[[], None],
    qtbot: QtBot,
) -> None:
    panel.save()
    settled()
    clock.advance(timedelta(minutes=5))
    place.open_panel("check_in", CheckInFor(due.person_id))
    settled()
    again = place.panel
    assert isinstance(again, CheckInPanel)
    assert "重复" in again._banner.text
    QTest.keyClick(again, Qt.Key.Key_Return)
    settled()
    assert len(check_ins()) == 1
    QTest.keyClick(again, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    settled()
    assert len(check_ins()) == 2


def test_a_missed_report_leads_on_to_a_violation(
    place: Workplace, overdue: DeskLine, settled: Callable[[], None]
) -> None:
    place.open_panel("check_in", CheckInFor(overdue.person_id, overdue.duty_id))
    settled()
    panel = place.panel
    assert isinstance(panel, CheckInPanel)
    panel.form.outcome.choose(Outcome.MISSED.value)
    panel.form.reason.setText("电话无人接听")
    panel.save()
    settled()
    place.strip.run_action()
    settled()
    assert place.panel is not None
    assert place.panel.help_topic == "违规处置"


def test_a_report_that_comes_too_late_is_not_said_to_count(
    place: Workplace, desk: Desk, settled: Callable[[], None]
) -> None:
    person, supervision = new_person(desk, 78, "欧阳迟到", tracked_from=date(2026, 6, 1))
    open_windows(desk)
    report(desk, supervision)  # the window of today has what it needs
    late = one_duty(desk, supervision, date(2026, 6, 3))
    place.open_panel("check_in", CheckInFor(person, late.id))
    settled()
    panel = place.panel
    assert isinstance(panel, CheckInPanel)
    QTest.keyClick(panel, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    settled()
    assert "没有计入这一次当面报到" in place.strip.text
    assert one_duty(desk, supervision, date(2026, 6, 3)).state == "open"


def test_the_window_of_today_comes_before_the_overdue_ones(
    place: Workplace, desk: Desk, settled: Callable[[], None]
) -> None:
    person, supervision = new_person(desk, 77, "欧阳待报", tracked_from=date(2026, 6, 1))
    open_windows(desk)
    late, now = (one_duty(desk, supervision, day) for day in (date(2026, 6, 3), TODAY))
    place.open_panel("check_in", CheckInFor(person))
    settled()
    panel = place.panel
    assert isinstance(panel, CheckInPanel)
    assert panel.form.windows is not None
    assert panel.form.windows.value() == now.id
    panel.form.windows.choose(late.id)
    panel.save()
    settled()
    assert "计入了6月8日至14日的当面报到" in place.strip.text
    assert one_duty(desk, supervision, TODAY).state == "fulfilled"


def test_somebody_who_should_be_away_is_pointed_out(
    place: Workplace, desk: Desk, settled: Callable[[], None]
) -> None:
    person, supervision = new_person(desk, 79, "欧阳在外")

    def banner() -> str:
        place.open_panel("check_in", CheckInFor(person))
        settled()
        panel = place.panel
        assert isinstance(panel, CheckInPanel)
        return panel._banner.text

    assert "外出" not in banner()
    granted(desk, supervision, TODAY, TODAY + timedelta(days=2), late_reason="急病")
    assert "正在外出，应于 2026年6月12日 返回" in banner()
    stand_on(desk, TODAY + timedelta(days=4))
    assert "还没有销假" in banner()


def test_an_assistant_hears_nothing_of_a_leave(desk: Desk) -> None:
    person, supervision = new_person(desk, 80, "欧阳在外")
    granted(desk, supervision, TODAY, TODAY + timedelta(days=2), late_reason="急病")
    assert find_visitor(desk, person, TODAY).away is not None
    with as_role(desk, Role.ASSISTANT) as theirs:
        assert find_visitor(theirs, person, TODAY).away is None


def test_a_report_that_is_counted_says_no_more(
    panel: CheckInPanel, place: Workplace, settled: Callable[[], None]
) -> None:
    panel.save()
    settled()
    assert "已登记" in place.strip.text
    assert "没有计入" not in place.strip.text


def test_another_report_leaves_the_open_windows_alone(
    panel: CheckInPanel,
    place: Workplace,
    desk: Desk,
    due: DeskLine,
    check_ins: Callable[[], list[Any]],
    settled: Callable[[], None],
) -> None:
    assert panel.form.windows is not None
    panel.form.windows.choose(FREE)
    panel.save()
    settled()
    assert check_ins()[0].duty_id is None
    assert "没有计入" not in place.strip.text
    with desk.read() as session:
        row = duty_row(session, desk.office.id, due.duty_id)
    assert row is not None
    assert (row.state, row.done) == ("open", 0)


def test_somebody_discharged_cannot_report(
    place: Workplace, desk: Desk, due: DeskLine, settled: Callable[[], None], qtbot: QtBot
) -> None:
    desk.act(
        lambda uow: change_status(
            uow, due.supervision_id, Status.TRANSFERRED, desk.clock.today(), reason="迁居"
        )
    )
    place.open_panel("check_in", CheckInFor(due.person_id))
    settled()
    panel: QWidget | None = place.panel
    assert isinstance(panel, CheckInPanel)
    assert panel.form.isHidden()
    assert "不能登记" in panel._banner.text


def test_enter_saves_from_the_reason_too(
    panel: CheckInPanel, check_ins: Callable[[], list[Any]], settled: Callable[[], None]
) -> None:
    QTest.keyClick(panel, Qt.Key.Key_F7)
    QTest.keyClicks(panel.form.reason, "hospital")
    QTest.keyClick(panel.form.reason, Qt.Key.Key_Return)
    settled()
    assert check_ins()[0].reason == "hospital"
    assert check_ins()[0].evidence_due is not None


def test_a_term_that_is_over_is_said_first(
    place: Workplace, desk: Desk, settled: Callable[[], None]
) -> None:
    with desk.read() as session:
        ended = desk_page(session, desk.office.id, desk.clock.today(), "expired", limit=1)[0]
    place.open_panel("check_in", CheckInFor(ended.person_id))
    settled()
    panel = place.panel
    assert isinstance(panel, CheckInPanel)
    assert "届满" in panel._banner.text


def test_nobody_chosen_is_said(place: Workplace, settled: Callable[[], None]) -> None:
    place.open_panel("check_in")
    settled()
    panel = place.panel
    assert isinstance(panel, CheckInPanel)
    assert "请先" in panel._banner.text


def test_a_scan_reaches_the_check_in_from_any_field(
    window: MainWindow, place: Workplace, panel: CheckInPanel, desk: Desk, overdue: DeskLine,
    settled: Callable[[], None], qtbot: QtBot,
) -> None:  # fmt: skip
    from corrdesk.casework.caseload.queries import person_file

    with desk.read() as session:
        file = person_file(session, desk.office.id, overdue.person_id)
    assert file is not None
    panel.form.note.setFocus()
    panel.form.note.setText("备注")
    QTest.keyClicks(panel.form.note, file.person.id_number)
    QTest.keyClick(panel.form.note, Qt.Key.Key_Return)
    settled()
    shown = place.panel
    assert isinstance(shown, CheckInPanel)
    assert shown.visitor is not None
    assert shown.visitor.person.id == overdue.person_id


def test_what_was_typed_for_one_person_is_not_there_for_the_next(
    place: Workplace, panel: CheckInPanel, desk: Desk, due: DeskLine, settled: Callable[[], None]
) -> None:
    with desk.read() as session:
        lines = desk_page(session, desk.office.id, desk.clock.today(), "due", limit=500)
    other = next(line for line in lines if line.person_id != due.person_id)
    panel.form.note.setFocus()
    QTest.keyClicks(panel.form.note, "for the first")
    place.open_panel("check_in", CheckInFor(other.person_id, other.duty_id))
    settled()
    assert panel.form.note.text() == ""
    assert f"有未完成的登记：{due.name}　报到登记" in place.drafts.text
    place.drafts.go_on.click()
    settled()
    shown = place.panel
    assert isinstance(shown, CheckInPanel)
    assert shown.visitor is not None
    assert shown.visitor.person.id == due.person_id
    assert shown.form.note.text() == "for the first"
