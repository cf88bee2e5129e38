"""The tab of goals: how far each has come, what it is made of, and how it is changed."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtWidgets import QApplication, QDialog

from corrdesk.bootstrap import Desk
from corrdesk.casework.programs.goals.model import Measure
from corrdesk.casework.programs.model import Invitee, Turnout
from corrdesk.ui.caseload.person import PersonPage
from corrdesk.ui.documents.issue import IssuePage
from corrdesk.ui.paths import FileOf
from corrdesk.ui.programs.account import AccountPage
from corrdesk.ui.programs.goal_forms import GoalsForm, GoalWordForm
from corrdesk.ui.programs.goals import GoalsTab, amount_words, goals_title
from corrdesk.ui.programs.programs import ProgramsPage
from corrdesk.ui.shell.forms import FormDialog
from corrdesk.ui.shell.table import RecordTable
from corrdesk.ui.shell.workplace import Workplace
from tests.casework.goals import MADE, by_hours, by_times, by_word, plan_held, planned_goals
from tests.casework.sessions import record

Show = Callable[[], GoalsTab]


@pytest.fixture
def who(desk: Desk, held: str, people: list[Invitee]) -> Invitee:
    """Somebody who was at a law course of two hours, with a plan of three goals."""
    record(desk, held, {people[0].learner_id: Turnout.PRESENT})
    planned_goals(desk, people[0].learner_id, by_hours(hours=2), by_times(), by_word())
    return people[0]


@pytest.fixture
def show(place: Workplace, who: Invitee, settled: Callable[[], None]) -> Show:
    def opened() -> GoalsTab:
        place.open_page("person", FileOf(str(who.person_id), "goals"))
        settled()
        page = place.current_page
        assert isinstance(page, PersonPage)
        assert page.tabs.current == "goals"
        return page.lists.goals

    return opened


def open_form() -> FormDialog:
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, FormDialog)
    return dialog


def test_the_figures_are_as_long_as_their_lists(show: Show, settled: Callable[[], None]) -> None:
    tab = show()
    assert tab.table.records.rowCount() == 3
    assert "已达到 1/3 个目标" in tab.banner.text
    for goal in tab.opened.goals:
        tab.show_feats(goal)
        settled()
        if goal.goal.measure is Measure.WORD:
            assert tab.dialog is None
            continue
        dialog, tab.dialog = tab.dialog, None
        assert isinstance(dialog, QDialog)
        (table,) = dialog.findChildren(RecordTable)
        places = range(table.records.rowCount())
        rows = [each for each in map(table.records.row, places) if each is not None]
        hours = goal.goal.measure is Measure.HOURS
        assert goal.done == (sum(each.minutes for each in rows) if hours else len(rows)) > 0
        dialog.close()


def test_a_plan_is_revised_and_its_history_stays(
    desk: Desk, who: Invitee, show: Show, settled: Callable[[], None]
) -> None:
    tab = show()
    tab._revise.click()
    dialog = open_form()
    form = dialog.form
    assert isinstance(form, GoalsForm)
    form.fields["words3"].editor.clear()  # type: ignore[attr-defined]
    form.fields["reason"].editor.setText("家庭关系已经恢复")  # type: ignore[attr-defined]
    form.save()
    settled()
    file = plan_held(desk, who.learner_id)
    assert (file.plan.edition, len(file.goals), file.goals[0].from_on) == (2, 2, MADE)
    assert tab.table.records.rowCount() == 2
    tab.show_editions()
    settled()
    assert tab.dialog is not None
    (table,) = tab.dialog.findChildren(RecordTable)
    assert table.records.rowCount() == 2
    tab.dialog.close()


def test_a_goal_is_confirmed_and_taken_back(show: Show, settled: Callable[[], None]) -> None:
    tab = show()
    tab.table.selectRow(2)
    assert tab._withdraw.isHidden()
    assert tab._feats.isHidden()
    tab._confirm.click()
    form = open_form().form
    assert isinstance(form, GoalWordForm)
    form.save()
    settled()
    assert form.fields["remark"]._error.text()
    form.remark.setPlainText("其父到所说明")
    form.save()
    settled()
    assert "2/3" in tab.banner.text
    tab.table.selectRow(2)
    assert tab._confirm.isHidden()
    tab._withdraw.click()
    back = open_form().form
    assert isinstance(back, GoalWordForm)
    back.remark.setPlainText("弄错了人")
    back.save()
    settled()
    assert "1/3" in tab.banner.text


def test_the_plan_leads_to_its_form(
    place: Workplace, show: Show, settled: Callable[[], None]
) -> None:
    tab = show()
    tab._issue.click()
    settled()
    page = place.current_page
    assert isinstance(page, IssuePage)
    assert page.offered is not None
    assert page.offered.form.id == "correction-plan"
    assert "与家人恢复联系" in str(page.offered.known["goals"])


def test_somebody_without_a_plan_is_told_and_gets_one(
    desk: Desk, place: Workplace, people: list[Invitee], settled: Callable[[], None]
) -> None:
    place.open_page("person", FileOf(str(people[1].person_id), "goals"))
    settled()
    page = place.current_page
    assert isinstance(page, PersonPage)
    tab = page.lists.goals
    assert tab.banner.text
    assert tab.table.isHidden()
    tab._revise.click()
    form = open_form().form
    assert isinstance(form, GoalsForm)
    form.fields["words1"].editor.setText("学会使用手机报告")  # type: ignore[attr-defined]
    form.save()
    settled()
    assert len(plan_held(desk, people[1].learner_id).goals) == 1


def test_the_goals_stand_beside_the_hours_too(
    who: Invitee, show_account: Callable[[str], AccountPage]
) -> None:
    page = show_account(who.learner_id)
    assert page.goals.table.records.rowCount() == 3
    assert page.tabs._group.button(2).text() == goals_title(1, 3)


def test_the_list_of_all_leads_to_the_goals_of_one(
    place: Workplace, who: Invitee, show_list: Callable[[str], ProgramsPage],
    settled: Callable[[], None],
) -> None:  # fmt: skip
    page = show_list("goals")
    table = page.lists["goals"].table
    assert page.buttons["goals"].text().endswith(f" {table.records.rowCount()}")
    assert table.records.rowCount() == 2
    table.opened.emit(table.records.row(0))
    settled()
    opened = place.current_page
    assert isinstance(opened, PersonPage)
    assert opened.tabs.current == "goals"


def test_words() -> None:
    assert goals_title(0, 0) == "方案目标"
    assert amount_words(Measure.HOURS, 90) == "1.5 小时"
    assert amount_words(Measure.SESSIONS, 3) == "3 次"
