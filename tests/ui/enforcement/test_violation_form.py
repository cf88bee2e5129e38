"""Recording a violation: out of a missed window, or found by an officer."""

from collections.abc import Callable
from datetime import timedelta

from pytestqt.qtbot import QtBot

from corrdesk.bootstrap import Desk
from corrdesk.casework.enforcement.model import Breach
from corrdesk.casework.enforcement.queries import CaseFile
from corrdesk.casework.enforcement.tables import Violation
from corrdesk.casework.reporting.model import DeskLine
from corrdesk.ui.enforcement.case import CasePage
from corrdesk.ui.enforcement.violation_form import ViolationForm, ViolationPanel, missed_facts
from corrdesk.ui.paths import ViolationOf
from corrdesk.ui.shell.context import Context
from corrdesk.ui.shell.date_edit import DateEdit
from corrdesk.ui.shell.workplace import Workplace


def _target(line: DeskLine) -> ViolationOf:
    return ViolationOf(line.person_id, line.supervision_id, line.duty_id)


def test_a_missed_window_writes_its_own_facts(desk: Desk, overdue: DeskLine) -> None:
    name, facts = missed_facts(desk, _target(overdue))
    assert name == overdue.name
    assert isinstance(facts, str)
    assert overdue.name in facts
    assert f"{overdue.period_start.month}月{overdue.period_start.day}日" in facts
    assert missed_facts(desk, ViolationOf(overdue.person_id, overdue.supervision_id))[1] == ""


def test_saved_it_leads_to_the_case_with_its_first_evidence(
    place: Workplace,
    overdue: DeskLine,
    settled: Callable[[], None],
    case_of: Callable[[str], CaseFile],
) -> None:
    place.open_panel("violation", _target(overdue))
    settled()
    panel = place.panel
    assert isinstance(panel, ViolationPanel)
    assert panel.form is not None
    panel.form.save()
    settled()
    page = place.current_page
    assert isinstance(page, CasePage)
    assert page.opened is not None
    assert [piece.title for piece in page.opened.file.evidence]
    assert place.panel is None


def test_an_officers_finding_needs_facts(context: Context, due: DeskLine, qtbot: QtBot) -> None:
    form = ViolationForm(context, ViolationOf(due.person_id, due.supervision_id))
    qtbot.addWidget(form)
    form.save()
    qtbot.waitUntil(lambda: bool(form.fields["facts"]._error.text()))
    form.facts.setPlainText("6月9日夜间进入禁止进入的场所。")
    form.breach.setCurrentIndex(form.breach.findData(Breach.INJUNCTION.value))
    with qtbot.waitSignal(form.finished):
        form.save()


def test_the_day_of_the_breach_is_asked_for_where_no_record_shows_it(
    context: Context, due: DeskLine, desk: Desk, qtbot: QtBot
) -> None:
    form = ViolationForm(context, ViolationOf(due.person_id, due.supervision_id))
    qtbot.addWidget(form)
    form.show()
    field = form.fields["happened_on"]
    assert field.isVisible()
    form.facts.setPlainText("夜间进入禁止进入的场所。")
    assert isinstance(field.editor, DateEdit)
    later = desk.clock.today() + timedelta(days=1)
    field.editor.set_day(later)
    form.save()
    qtbot.waitUntil(lambda: "晚于发现日期" in field._error.text())
    field.editor.set_day(later - timedelta(days=2))
    with qtbot.waitSignal(form.finished, timeout=20_000) as made:
        form.save()
    with desk.read() as session:
        found = session.get(Violation, (desk.office.id, made.args[0]))
        assert found is not None
        assert found.happened_on == later - timedelta(days=2)


def test_the_records_know_the_day_of_a_missed_window(
    context: Context, overdue: DeskLine, qtbot: QtBot
) -> None:
    form = ViolationForm(context, _target(overdue))
    qtbot.addWidget(form)
    form.show()
    assert form.fields["happened_on"].isHidden()


def test_days_are_asked_for_where_the_law_counts_them(
    context: Context, due: DeskLine, qtbot: QtBot
) -> None:
    form = ViolationForm(context, ViolationOf(due.person_id, due.supervision_id))
    qtbot.addWidget(form)
    form.show()
    assert form.fields["since"].isHidden()
    form.breach.setCurrentIndex(form.breach.findData(Breach.ABSENT.value))
    assert form.fields["since"].isVisible()
    form.facts.setPlainText("脱离监管。")
    form.save()
    assert "日期" in form.fields["since"]._error.text()


def test_what_was_typed_survives_a_look_elsewhere(
    place: Workplace, overdue: DeskLine, settled: Callable[[], None]
) -> None:
    place.open_panel("violation", _target(overdue))
    settled()
    panel = place.panel
    assert isinstance(panel, ViolationPanel)
    assert panel.form is not None
    place.open_page("people")
    assert place.panel is None  # nothing was typed
    place.open_panel("violation", _target(overdue))
    settled()
    panel = place.panel
    assert isinstance(panel, ViolationPanel)
    assert panel.form is not None
    panel.form.statement.setPlainText("本人称忘记。")
    place.open_page("today")
    settled()
    assert place.panel is panel
    assert panel.form.statement.text() == "本人称忘记。"
