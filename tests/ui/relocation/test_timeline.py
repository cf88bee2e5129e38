"""The timeline offers what may be done now and nothing else."""

from __future__ import annotations

from datetime import date

from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot

from corrdesk.base.workdays import load_calendar
from corrdesk.casework.relocation.course import CourseLine, StepTaken, course_of
from corrdesk.casework.relocation.model import Direction, Outcome, Step
from corrdesk.rules.catalog import load_rulebook
from corrdesk.rules.law import Law
from corrdesk.ui.relocation.timeline import Timeline

TODAY = date(2026, 6, 10)


def test_buttons_follow_the_course(app: QApplication, qtbot: QtBot) -> None:
    taken: list[CourseLine] = []
    back: list[CourseLine] = []
    shown = Timeline(taken.append, back.append)
    qtbot.addWidget(shown)
    steps = [
        StepTaken("1", Step.APPLIED, TODAY, None, "", "", "", None),
        StepTaken("2", Step.OPINION, TODAY, Outcome.AGREED, "", "", "属实", None),
    ]
    law = Law(load_rulebook(), load_calendar(), TODAY)
    shown.show_course(course_of(Direction.OUT, steps, law), TODAY, closed=False)
    names = [each.accessibleName() for each in shown.findChildren(QPushButton)]
    assert names == ["撤销：司法所提出意见", "登记：书面征求新执行地意见"]
    assert shown.next_button is not None
    shown.next_button.click()
    shown.findChildren(QPushButton)[0].click()
    assert [line.step for line in taken] == [Step.LETTER]
    assert [line.step for line in back] == [Step.OPINION]
    assert "最迟 2026年6月15日" in shown.shown[2]
    shown.show_course(course_of(Direction.OUT, steps, law), TODAY, closed=True)
    assert shown.next_button is None
    assert len(shown.shown) == 2
