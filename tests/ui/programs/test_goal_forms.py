"""All goals of a plan stand on one sheet; what is wrong is shown at the line that it is in."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from PySide6.QtWidgets import QComboBox, QLineEdit
from pytestqt.qtbot import QtBot

from corrdesk.bootstrap import Desk
from corrdesk.casework.caseload.queries import order_row
from corrdesk.casework.programs.goals.model import Measure, Subject
from corrdesk.casework.programs.goals.queries import plan_file
from corrdesk.casework.programs.model import Invitee
from corrdesk.ui.programs.goal_forms import SPARE, GoalsForm, GoalWordForm, target_words
from corrdesk.ui.shell.context import Context
from tests.casework.goals import (
    by_hours,
    by_times,
    by_word,
    plan_held,
    planned_goals,
    progress,
)

Wait = Callable[[], None]


@pytest.fixture
def who(people: list[Invitee]) -> str:
    return people[0].learner_id


@pytest.fixture
def wait(context: Context, qtbot: QtBot) -> Wait:
    def quiet() -> None:
        qtbot.waitUntil(lambda: not context.is_busy)
        qtbot.wait(60)

    return quiet


@pytest.fixture
def sheet(context: Context, desk: Desk, who: str, qtbot: QtBot) -> Callable[[], GoalsForm]:
    def opened() -> GoalsForm:
        with desk.read() as session:
            order = order_row(session, desk.office.id, who)
            plan = plan_file(session, desk.office.id, who)
        form = GoalsForm(context, order, plan)
        qtbot.addWidget(form)
        return form

    return opened


def write(form: GoalsForm, **said: Any) -> None:
    for name, value in said.items():
        editor = form.fields[name].editor
        if isinstance(editor, QComboBox):
            editor.setCurrentIndex(editor.findData(value))
        elif isinstance(editor, QLineEdit):
            editor.setText(value)


def wrong(form: GoalsForm) -> list[str]:
    return [name for name, field in form.fields.items() if field._error.text()]


def test_a_first_plan_is_written_down(
    desk: Desk, who: str, sheet: Callable[[], GoalsForm], wait: Wait
) -> None:
    form = sheet()
    assert form.lines == SPARE
    assert "reason" not in form.fields
    assert form.fields["target1"].isHidden()
    write(form, words1="学会理财", measure1="hours", subject1="skills", target1="1.5")
    assert not form.fields["target1"].isHidden()
    write(form, words3="按时就医", due_on3="2026.9.30")
    form.save()
    wait()
    first, second = plan_held(desk, who).goals
    assert (first.measure, first.subject, first.target) == (Measure.HOURS, Subject.SKILLS, 90)
    assert (second.words, second.due_on) == ("按时就医", date(2026, 9, 30))


def test_what_is_wrong_is_shown_at_its_line(sheet: Callable[[], GoalsForm], wait: Wait) -> None:
    form = sheet()
    form.save()
    wait()
    assert wrong(form) == ["words1"]
    write(form, words1="甲", measure1="hours", target1="许多", words3="乙", due_on3="那天")
    form.save()
    assert set(wrong(form)) == {"target1", "due_on3"}
    write(form, words1="", words2="丙", measure2="sessions", subject2="law", target2="0",
          due_on3="2026-09-30")  # fmt: skip
    form.save()
    wait()
    assert wrong(form) == ["target2"]
    write(form, target2="2", due_on3="2020-01-01")
    form.save()
    wait()
    assert wrong(form) == ["due_on3"]


def test_a_revision_begins_with_what_is_planned(
    desk: Desk, who: str, sheet: Callable[[], GoalsForm], wait: Wait
) -> None:
    planned_goals(desk, who, by_hours(hours=2.5), by_times(), by_word())
    form = sheet()
    assert form.lines == 3 + SPARE
    assert form.line("target1") == "2.5"
    assert form.line("target2") == "2"
    assert target_words(plan_held(desk, who).goals[2]) == "0"
    write(form, words2="")
    form.save()
    wait()
    assert wrong(form) == ["reason"]
    write(form, reason="已转为普管")
    form.save()
    wait()
    file = plan_held(desk, who)
    assert (file.plan.reason, [goal.number for goal in file.goals]) == ("已转为普管", [1, 2])
    assert [goal.measure for goal in file.goals] == [Measure.HOURS, Measure.WORD]


def test_a_word_names_the_goal(context: Context, desk: Desk, who: str, qtbot: QtBot) -> None:
    planned_goals(desk, who, by_word())
    (goal,) = progress(desk, who)
    form = GoalWordForm(context, goal, reached=True)
    qtbot.addWidget(form)
    assert form.record_id == goal.goal.goal_id
    assert form.save_button.text().startswith("确认达到")
