"""What the rules name is offered with its arithmetic; what they lack is said."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from corrdesk.bootstrap import Desk
from corrdesk.casework.enforcement.model import Breach
from corrdesk.casework.enforcement.queries import CaseFile
from corrdesk.casework.reporting.model import DeskLine
from corrdesk.rules.facts import FactMissing
from corrdesk.ui.enforcement.case import open_case
from corrdesk.ui.enforcement.proposal_form import ProposalForm, counted_facts, missing_words
from corrdesk.ui.enforcement.violation_form import ViolationForm
from corrdesk.ui.paths import ViolationOf
from corrdesk.ui.shell.context import Context


def test_measures_come_with_counted_facts_and_clauses(
    context: Context, desk: Desk, case: str, case_of: Callable[[str], CaseFile], qtbot: QtBot
) -> None:
    form = ProposalForm(context, open_case(desk, case))
    qtbot.addWidget(form)
    words = " ".join(part.text() for part in form.findChildren(QLabel))
    assert "已受训诫" in words
    assert "第三十四条" in words
    assert form.measure is not None
    assert form.measure.value() == "admonition"
    with qtbot.waitSignal(form.finished):
        form.save()
    proposal = case_of(case).proposals[0]
    assert proposal.measure == "admonition"
    assert proposal.counted["admonitions"] == 0


@pytest.mark.parametrize(
    ("said", "measure"), [("经教育仍不改正", "admonition"), ("已当场教育，已改正", None)]
)
def test_only_who_does_not_mend_after_teaching_is_admonished(
    context: Context, desk: Desk, due: DeskLine, said: str, measure: str | None, qtbot: QtBot
) -> None:
    """IM 34(3): not taking part in education, and not mending after being taught."""
    found = ViolationForm(context, ViolationOf(due.person_id, due.supervision_id))
    qtbot.addWidget(found)
    found.breach.setCurrentIndex(found.breach.findData(Breach.EDUCATION.value))
    found.facts.setPlainText("5月没有参加集中教育学习。")
    found.taught.setCurrentText(said)
    with qtbot.waitSignal(found.finished) as made:
        found.save()
    form = ProposalForm(context, open_case(desk, made.args[0]))
    qtbot.addWidget(form)
    assert (form.measure.value() if form.measure is not None else None) == measure
    words = " ".join(part.text() for part in form.findChildren(QLabel))
    assert ("还没有具备：经教育仍不改正" in words) == (measure is None)


def test_a_missing_fact_blocks_and_is_named(
    context: Context, desk: Desk, case: str, qtbot: QtBot
) -> None:
    lacking = missing_words(FactMissing("severity"))
    opened = open_case(desk, case)
    form = ProposalForm(context, replace(opened, assessment=None, obstacle=lacking))
    qtbot.addWidget(form)
    assert "规则还缺少事实：情节。 请用上方" in form.banner.text
    assert not form.save_button.isEnabled()


def test_counted_facts_are_words() -> None:
    counted = {"category": "probation", "admonitions": 1, "severity": None, "unknown": 3}
    assert counted_facts(counted) == (
        ("矫正类型", "缓刑"),
        ("已受训诫", "1 次"),
        ("情节", "未定"),
    )
