"""“为什么”: a decision of the rules laid open: facts, comparisons, clauses, what is missing."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QPushButton, QVBoxLayout, QWidget

from corrdesk.base.i18n import N_, _
from corrdesk.rules.decision import AppliedRule, Comparison, Decision
from corrdesk.rules.parameter import MARK_WORDS
from corrdesk.ui.shell.context import Context
from corrdesk.ui.shell.theme import px
from corrdesk.ui.shell.tokens import Tone
from corrdesk.ui.shell.widgets import Banner, FactGrid, button, card, column, label, row, scrolled
from corrdesk.ui.shell.words import full_day

if TYPE_CHECKING:
    from corrdesk.bootstrap import Desk

UNITS = {
    "percent": N_("%"),
    "day": N_("天"),
    "working_day": N_("个工作日"),
    "month": N_("个月"),
    "year": N_("年"),
    "count": N_("次"),
    "hour": N_("小时"),
}
RELATIONS = {">=": "≥", "<=": "≤"}
WORDLESS_UNITS = frozenset({"flag", "choice", "choices", "article"})
EVERY = {
    "week": N_("每周"),
    "half_month": N_("每半月"),
    "month": N_("每月"),
    "quarter": N_("每季度"),
}


@dataclass(frozen=True, slots=True)
class Clause:
    """A clause that a decision rests on; `mark` is how sure its reading is (A, B, C or M)."""

    title: str
    article: str
    mark: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True)
class Why:
    """Everything behind one date or proposal, in words."""

    question: str
    answer: str
    facts: tuple[tuple[str, str], ...] = ()
    steps: tuple[str, ...] = ()
    rules: tuple[str, ...] = ()
    clauses: tuple[Clause, ...] = ()
    missing: tuple[str, ...] = ()
    rule_version: str = ""


class WhyDialog(QDialog):
    """Shows a Why; Esc closes it."""

    def __init__(self, parent: QWidget, why: Why) -> None:
        super().__init__(parent)
        self.setWindowTitle(_("为什么"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        content = QWidget()
        parts: list[QWidget] = [label(why.question, "muted", wrap=True)]
        parts.append(label(why.answer, "title", wrap=True))
        parts += [Banner(text, Tone.WARN) for text in why.missing]
        if why.steps:
            parts.append(card(*(label(step, wrap=True) for step in why.steps), title=_("比较")))
        if why.rules:
            parts.append(card(*(label(each, wrap=True) for each in why.rules), title=_("规则")))
        if why.clauses:
            shown = [label(clause_words(clause), wrap=True, select=True) for clause in why.clauses]
            parts.append(card(*shown, title=_("依据")))
        if why.facts:
            grid = FactGrid(1)
            grid.show_facts(why.facts)
            parts.append(card(grid, title=_("用到的事实")))
        version = _("规则版本：{version}").format(version=why.rule_version)
        parts.append(label(version if why.rule_version else "", "muted", wrap=True))
        content.setLayout(column(*parts, None, margin=4))
        layout = QVBoxLayout(self)
        layout.addWidget(scrolled(content), 1)
        layout.addLayout(row(None, button(_("关闭  Esc"), self.close)))
        space = parent.window().size()
        self.resize(min(px(560), space.width() - px(40)), min(px(520), space.height() - px(40)))


def lay_open(decision: Decision[Any], question: str, answer: str, labels: Mapping[str, str]) -> Why:
    """A decision of the rules in words; `labels` are messages for the names of its facts."""
    facts = tuple(
        (_(labels[name]), fact_words(value))
        for name, value in decision.facts_used
        if name in labels
    )
    about = {rule.key: rule.description for rule in decision.rules}
    steps = tuple(comparison_words(step, about.get(step.rule, "")) for step in decision.compared)
    rules = tuple(rule_words(rule) for rule in decision.rules if rule.value is not None)
    missing = tuple(_("规则包没有给出：{name}").format(name=name) for name in decision.needs)
    return Why(
        question=question,
        answer=answer,
        facts=facts,
        steps=steps + decision.almost,
        rules=rules,
        clauses=tuple(
            Clause(cited.title, cited.article, cited.mark) for cited in decision.citations
        ),
        missing=missing,
        rule_version=decision.rule_version,
    )


def comparison_words(step: Comparison, about: str) -> str:
    """What was compared with what, and whether it held."""
    verdict = _("成立") if step.holds else _("不成立")
    actual, limit = fact_words(step.actual), fact_words(step.limit)
    relation = RELATIONS.get(step.relation, step.relation)
    return _("{what}：{actual} {relation} {limit}，{verdict}").format(
        what=about or step.what, actual=actual, relation=relation, limit=limit, verdict=verdict
    )


def rule_words(rule: AppliedRule) -> str:
    """A rule as it held: what it is about, its value and unit. A bare choice is left out."""
    what = rule.description.split("（", maxsplit=1)[0]
    if rule.value is True or rule.unit in WORDLESS_UNITS:
        return what
    unit = _(UNITS[rule.unit]) if rule.unit in UNITS else ""
    words = f"{what}：{cadence_words(rule.value)}"
    return f"{words} {unit}" if unit else words


def cadence_words(value: object) -> str:
    """每半月 1 次, 每月 12 小时; any other value as people write it."""
    if not isinstance(value, Mapping) or "every" not in value:
        return fact_words(value)
    every = _(EVERY[str(value["every"])]) if str(value["every"]) in EVERY else str(value["every"])
    if "hours" in value:
        return _("{every} {hours} 小时").format(every=every, hours=value["hours"])
    return _("{every} {count} 次").format(every=every, count=value.get("count", 1))


def fact_words(value: object) -> str:
    """A value as people write it."""
    if isinstance(value, bool):
        return _("是") if value else _("否")
    if isinstance(value, date):
        return full_day(value)
    if isinstance(value, (list, tuple)):
        return "、".join(fact_words(each) for each in value)
    if isinstance(value, Mapping):
        return "，".join(f"{name} {fact_words(each)}" for name, each in value.items())
    return "—" if value is None else str(value)


def clause_words(clause: Clause) -> str:
    """《title》article, with its text and the mark of a reading that is not yet confirmed."""
    words = f"《{clause.title}》{clause.article}" if clause.title else clause.article
    if clause.mark in MARK_WORDS:
        words += f"　［{_(MARK_WORDS[clause.mark])}］"
    return f"{words}\n{clause.text}" if clause.text else words


def why_button(context: Context, question: Callable[[Desk], Why], *, about: str) -> QPushButton:
    """A small button that asks for the reasons and shows them."""
    made = button(_("为什么？"), role="link", name=_("为什么：{about}").format(about=about))

    def show(why: Why) -> None:
        WhyDialog(made.window(), why).open()

    made.clicked.connect(lambda _on=False: context.ask(made, question).then(show).start())
    return made
