"""What is shown while the dates are typed is what the rules say."""

from datetime import date

from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from corrdesk.bootstrap import Desk
from corrdesk.casework.leave.model import LeavePlan
from corrdesk.ui.leave.arithmetic import (
    Arithmetic,
    WorkedOut,
    approver_words,
    lines,
    room_words,
    why_route,
    work_out,
)
from corrdesk.ui.paths import LeaveOf
from corrdesk.ui.shell.why import WhyDialog
from tests.casework import leaves
from tests.ui.conftest import TODAY


def worked(desk: Desk, target: LeaveOf, first: date, last: date, **more: bool) -> WorkedOut:
    return work_out(desk, target.supervision_id, LeavePlan(first, last, TODAY, **more))


def test_days_total_earlier_leaves_and_who_decides(
    app: QApplication, desk: Desk, target: LeaveOf, qtbot: QtBot
) -> None:
    leaves.granted(desk, target.supervision_id, date(2026, 6, 20), date(2026, 6, 21))
    shown = Arithmetic()
    qtbot.addWidget(shown)
    shown.show_answer(worked(desk, target, date(2026, 6, 29), date(2026, 7, 5)))
    words = shown.words()
    assert "本次天数 7 天" in words
    assert "9 天（含本次）" in words
    assert "6月20日至21日，计入 2 天" in words
    assert "县级社区矫正机构" in words
    assert not shown.grid.isHidden()


def test_windows_that_move_are_named(desk: Desk, target: LeaveOf) -> None:
    found = worked(desk, target, date(2026, 6, 15), date(2026, 7, 5))
    assert found.moved
    assert {window.kind.value for window in found.moved} == {"check_in"}


def test_late_abroad_and_impossible(
    app: QApplication, desk: Desk, target: LeaveOf, qtbot: QtBot
) -> None:
    shown = Arithmetic()
    qtbot.addWidget(shown)
    shown.show_answer(worked(desk, target, date(2026, 6, 11), date(2026, 6, 11)))
    assert "紧急理由" in shown.banner.text
    shown.show_answer(worked(desk, target, date(2026, 6, 20), date(2026, 6, 21), abroad=True))
    assert "不准出境" in shown.banner.text
    shown.show_answer(worked(desk, target, date(2026, 6, 21), date(2026, 6, 20)))
    assert "早于" in shown.words()
    assert shown.grid.isHidden()
    shown.clear()
    assert shown.words() == ""


def test_why(app: QApplication, desk: Desk, target: LeaveOf, qtbot: QtBot) -> None:
    found = worked(desk, target, date(2026, 6, 20), date(2026, 6, 21))
    assert found.assessment is not None
    why = why_route(found.assessment)
    assert why.answer == "县级社区矫正机构"
    assert any("第二十七条" in clause.article for clause in why.clauses)
    assert approver_words(None) == "依法不能批准"
    shown = Arithmetic()
    qtbot.addWidget(shown)
    shown.show_answer(found)
    shown.show()
    shown._why.click()
    qtbot.waitUntil(lambda: any(isinstance(w, WhyDialog) for w in app.topLevelWidgets()))


def test_how_long_one_may_stay_away_is_told_by_the_departure(desk: Desk, target: LeaveOf) -> None:
    leaves.granted(desk, target.supervision_id, date(2026, 6, 20), date(2026, 6, 21))
    alone = room_words(desk, target.supervision_id, date(2026, 6, 29))
    assert "已计 2 天" in alone
    assert "司法所" not in alone
    assert "最迟 2026年7月26日 返回的，由县级社区矫正机构决定" in alone
    leaves.delegated(desk)
    assert "最迟 2026年7月5日 返回的，由司法所（受委托）决定" in room_words(
        desk, target.supervision_id, date(2026, 6, 29)
    )


def test_who_is_told_stands_beside_who_decides(desk: Desk, target: LeaveOf) -> None:
    leaves.delegated(desk)
    found = worked(desk, target, date(2026, 6, 20), date(2026, 6, 21))
    assert found.assessment is not None
    assert ("报送备案", "县级社区矫正机构") in lines(found, found.assessment)
    long = worked(desk, target, date(2026, 6, 20), date(2026, 7, 25))
    assert long.assessment is not None
    assert ("还应通报", "同级人民检察院") in lines(long, long.assessment)
