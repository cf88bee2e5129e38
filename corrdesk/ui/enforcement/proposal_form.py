"""处理意见: what the rules name for the violation, with the arithmetic, and the office's choice."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QWidget

from corrdesk.base.errors import UserError
from corrdesk.base.i18n import N_, _
from corrdesk.casework.caseload.model import CATEGORY_LABELS, Category
from corrdesk.casework.enforcement.ladder import WHY_NOT, EarlierMeasure
from corrdesk.casework.enforcement.model import (
    BREACH_LABELS,
    MEASURE_LABELS,
    SEVERITY_LABELS,
    Breach,
    Measure,
    Severity,
)
from corrdesk.casework.enforcement.service import propose
from corrdesk.casework.questions.wording import value_of
from corrdesk.rules.facts import FactMissing
from corrdesk.ui.shell.badges import Badge
from corrdesk.ui.shell.context import Context
from corrdesk.ui.shell.forms import Form
from corrdesk.ui.shell.tokens import Shape, Tone
from corrdesk.ui.shell.why import Clause, clause_words, fact_words
from corrdesk.ui.shell.widgets import Banner, Choices, FactGrid, TextArea, label, row
from corrdesk.ui.shell.words import full_day

if TYPE_CHECKING:
    from corrdesk.store.unit_of_work import UnitOfWork
    from corrdesk.ui.enforcement.case import OpenedCase

COUNTED = {
    "category": N_("矫正类型"),
    "breach": N_("违规情形"),
    "severity": N_("情节"),
    "admonitions": N_("已受训诫"),
    "warnings": N_("已受警告"),
    "penalties": N_("已受治安管理处罚"),
    "since": N_("从哪天起"),
    "until": N_("到哪天止"),
    "taught": N_("经教育仍不改正"),
    "justified": N_("有正当理由"),
}


class ProposalForm(Form):
    """The measures that have a ground, the counted facts and clauses, and the opinion."""

    def __init__(self, context: Context, opened: OpenedCase) -> None:
        super().__init__(context, act=_("提出处理意见  Ctrl+Enter"))
        self._violation_id = self.record_id = opened.file.violation.id
        self.measure: Choices | None = None
        self.opinion = TextArea(lines=3)
        assessment = opened.assessment
        if assessment is None:
            missing = _("规则还缺少事实：{what} 请用上方“补充情节和陈述”填写。")
            self.banner.say(missing.format(what=opened.obstacle), Tone.WARN)
            self.save_button.setEnabled(False)
            return
        grid = FactGrid(2)
        grid.show_facts(counted_facts(assessment.counted))
        self.add_widget(label(_("计入的事实"), "heading"))
        self.add_widget(grid)
        self._show_earlier(assessment.earlier)
        for words in assessment.compared:
            self.add_widget(label(words.replace(">=", "≥").replace("<=", "≤"), wrap=True))
        for words in assessment.almost:
            self.add_widget(Banner(words, Tone.INFO))
        for need in assessment.decision.needs:
            lacking = _("还没有具备：{what}").format(what=_(COUNTED.get(need, need)))
            self.add_widget(Banner(lacking, Tone.WARN))
        if not assessment.measures:
            none = _("按现有事实，规则没有列出可以采取的措施。可补充情节，或作不处理结案。")
            self.add_widget(Banner(none, Tone.WARN))
            self.save_button.setEnabled(False)
            return
        self.measure = Choices(
            [(each.value, _(MEASURE_LABELS[each]), "") for each in assessment.measures],
            name=_("处理措施"), columns=3,
        )  # fmt: skip
        self.measure.choose(assessment.measures[0].value)
        self.add("measure", _("处理措施"), self.measure)
        decider = assessment.decision.value.decider
        if decider is not None:
            who = _("其中最重的一项由{who}决定；训诫、警告由县级社区矫正机构决定。")
            self.add_widget(label(who.format(who=value_of(decider)), "muted", wrap=True))
        for cited in assessment.decision.citations:
            clause = Clause(cited.title, cited.article, cited.mark)
            self.add_widget(label(clause_words(clause), "muted", wrap=True))
        self.add("opinion", _("本所意见"), self.opinion)

    def _show_earlier(self, earlier: tuple[EarlierMeasure, ...]) -> None:
        """Every earlier measure: counted, or why it is not."""
        if not earlier:
            self.add_widget(label(_("此前在本次矫正中没有提出过处理意见。"), "muted", wrap=True))
            return
        self.add_widget(label(_("此前的处理（计入与不计入）"), "heading"))
        for each in earlier:
            shape, tone = (Shape.TICK, Tone.OK) if each.counts else (Shape.CROSS, Tone.PLAIN)
            badge = Badge(_("计入") if each.counts else _("不计入"), shape, tone)
            line = QWidget()
            line.setLayout(row(badge, label(earlier_words(each), wrap=True), stretch=None))
            self.add_widget(line)

    def collect(self) -> Callable[[UnitOfWork], Any]:
        if self.measure is None or not self.measure.value():
            raise UserError(_("请选择处理措施。"), field="measure")
        measure, opinion = Measure(self.measure.value()), self.opinion.text()
        law, violation_id = self.context.desk.law(), self._violation_id
        return lambda uow: propose(uow, law, violation_id, measure, opinion=opinion)


def earlier_words(earlier: EarlierMeasure) -> str:
    """An earlier measure in one line: what, number, day, and why it does not count."""
    day = full_day(earlier.given_on or earlier.proposed_on)
    words = [_(MEASURE_LABELS[earlier.measure]), earlier.serial, day]
    if earlier.why:
        words.append(_(WHY_NOT[earlier.why]))
    return "　".join(filter(None, words))


def counted_facts(counted: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
    """The counted facts in words."""
    return tuple(
        (_(COUNTED[name]), _worded(name, value))
        for name, value in counted.items()
        if name in COUNTED
    )


def missing_words(error: FactMissing) -> str:
    """What the rules still need, by the names that it has on the screen."""
    names = [_(COUNTED[name]) for name in error.names if name in COUNTED]
    return "、".join(names) + "。" if names else str(error)


def _worded(name: str, value: Any) -> str:
    if name == "category":
        return _(CATEGORY_LABELS[Category(value)])
    if name == "breach":
        return _(BREACH_LABELS[Breach(value)])
    if name == "severity":
        return _(SEVERITY_LABELS[Severity(value)]) if value else _("未定")
    if name in {"admonitions", "warnings", "penalties"}:
        return _("{count} 次").format(count=value)
    return fact_words(value)
