"""A decision laid open: value, rules, comparisons, clauses with their marks, what is missing."""

from datetime import date

from PySide6.QtWidgets import QLabel, QWidget
from pytestqt.qtbot import QtBot

from corrdesk.bootstrap import Desk
from corrdesk.casework.caseload.model import Category, SupervisionClass
from corrdesk.casework.caseload.policy import ReportInFacts, report_deadline
from corrdesk.casework.reporting.policy import CalendarFacts, duties_calendar
from corrdesk.rules.catalog import load_rulebook
from corrdesk.rules.law import Law
from corrdesk.ui.shell.context import Context
from corrdesk.ui.shell.why import (
    Clause,
    Why,
    WhyDialog,
    cadence_words,
    clause_words,
    fact_words,
    lay_open,
    why_button,
)


def test_a_deadline_is_laid_open(desk: Desk) -> None:
    decision = report_deadline(ReportInFacts(effective=date(2026, 6, 1)), desk.law())
    why = lay_open(decision, "报到期限", "答案", {"effective": "生效日期"})
    assert why.facts == (("生效日期", "2026年6月1日"),) or why.facts[0][0] == "生效日期"
    assert why.rules
    assert why.clauses
    assert why.rule_version == desk.rulebook.version


def test_what_a_pack_does_not_say_is_said(desk: Desk) -> None:
    law = Law(load_rulebook("cn"), desk.law().calendar, desk.clock.today())
    facts = CalendarFacts(
        SupervisionClass.STRICT, Category.PROBATION, True, date(2026, 1, 1), date(2026, 12, 31)
    )
    why = lay_open(duties_calendar(facts, law), "报告义务", "—", {})
    assert why.missing


def test_marks_that_wait_for_confirmation_are_shown() -> None:
    assert "待县级机构确认" in clause_words(Clause("实施办法", "第二十一条", "C"))
    assert "须人工核对" in clause_words(Clause("实施办法", "第二十四条", "M"))
    assert clause_words(Clause("社区矫正法", "第二十四条", "A")) == "《社区矫正法》第二十四条"


def test_values_are_words() -> None:
    assert cadence_words({"every": "half_month", "count": 1}) == "每半月 1 次"
    assert cadence_words({"every": "month", "hours": 6}) == "每月 6 小时"
    assert fact_words(value=True) == "是"
    assert fact_words(date(2026, 6, 1)) == "2026年6月1日"
    assert fact_words(None) == "—"


def test_the_dialog_shows_everything(context: Context, qtbot: QtBot) -> None:
    parent = QWidget()
    qtbot.addWidget(parent)
    parent.resize(1000, 700)
    why = Why(
        question="期限", answer="6月14日", facts=(("类别", "严管"),), steps=("比较一",),
        rules=("每周 1 次",), clauses=(Clause("社区矫正法", "第二十四条"),), missing=("缺少数字",),
        rule_version="cn@1",
    )  # fmt: skip
    dialog = WhyDialog(parent, why)
    words = " ".join(part.text() for part in dialog.findChildren(QLabel))
    for part in ("6月14日", "严管", "比较一", "每周 1 次", "第二十四条", "缺少数字", "cn@1"):
        assert part in words
    dialog.close()


def test_the_button_asks_only_when_it_is_pressed(context: Context, qtbot: QtBot) -> None:
    asked: list[int] = []

    def question(_desk: Desk) -> Why:
        asked.append(1)
        return Why("问", "答")

    made = why_button(context, question, about="矫正期满")
    qtbot.addWidget(made)
    made.show()
    assert made.accessibleName() == "为什么：矫正期满"
    assert asked == []
    made.click()
    qtbot.waitUntil(lambda: bool(made.findChildren(WhyDialog)))
    assert asked == [1]
    made.findChildren(WhyDialog)[0].close()
