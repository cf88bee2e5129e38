"""“为什么” on a person's page: the rules behind a reporting deadline, a discharge date, a duty."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from corrdesk.base.i18n import N_, _
from corrdesk.bootstrap import Desk
from corrdesk.casework.caseload.model import Category, SupervisionClass
from corrdesk.casework.caseload.policy import (
    DischargeFacts,
    ReportInFacts,
    discharge_plan,
    report_deadline,
)
from corrdesk.casework.reporting.model import DUTY_LABELS, DeskLine, DutyKind
from corrdesk.casework.reporting.policy import CalendarFacts, ClassFrom, duties_calendar, grace_days
from corrdesk.casework.reporting.queries import duty_row
from corrdesk.ui.shell.why import Why, lay_open, rule_words
from corrdesk.ui.shell.words import full_day, span_words

FACT_LABELS = {
    "effective": N_("判决、裁定生效日期"),
    "end": N_("矫正期满日期"),
    "class": N_("管理类别"),
    "category": N_("矫正类型"),
    "able_to_work": N_("有劳动能力"),
    "from": N_("起算日期"),
    "until": N_("截止日期"),
    "class_changes": N_("类别调整"),
}


def why_report_in(desk: Desk, effective: date) -> Why:
    """Until when the person has to report in after the judgment took effect."""
    decision = report_deadline(ReportInFacts(effective=effective), desk.law())
    answer = _("应在 {day} 前报到").format(day=full_day(decision.value.due))
    return lay_open(decision, _("入矫报到期限"), answer, FACT_LABELS)


def why_discharge(desk: Desk, term_end: date) -> Why:
    """When the discharge is due and by when the summary has to be ready."""
    decision = discharge_plan(DischargeFacts(end=term_end), desk.law())
    plan = decision.value
    answer = _("{summary} 前完成总结鉴定").format(summary=full_day(plan.summary_by))
    if plan.discharge_on is not None:
        answer = _("{day} 解除；").format(day=full_day(plan.discharge_on)) + answer
    return lay_open(decision, _("解除矫正的日期"), answer, FACT_LABELS)


def why_duty(desk: Desk, line: DeskLine, order: Any, classes: Sequence[Any]) -> Why:
    """Why a window is what it is: the pack's cadence for the class, the stub rule, the grace."""
    with desk.read() as session:
        row = duty_row(session, desk.office.id, line.duty_id)
    facts = calendar_facts(order, classes)
    decision = duties_calendar(facts, desk.law())
    today = desk.clock.today()
    span = span_words(line.period_start, line.period_end, today)
    days = grace_days(desk.rulebook, today)
    answer = _("{what}：{span}，宽限 {days} 天，{last} 后为逾期").format(
        what=_(DUTY_LABELS[line.kind]), span=span, days=days, last=full_day(line.grace_until)
    )
    why = lay_open(decision, _("报告义务的期限"), answer, FACT_LABELS)
    return Why(
        question=why.question,
        answer=why.answer,
        facts=why.facts,
        steps=why.steps,
        rules=_rules_of(decision, line.kind),
        clauses=why.clauses,
        missing=why.missing,
        rule_version=row.rule_version if row else why.rule_version,
    )


def calendar_facts(order: Any, classes: Sequence[Any]) -> CalendarFacts:
    """The facts of a supervision as the duty calendar asks for them."""
    start = order.tracked_from
    changes = sorted((each.from_on, SupervisionClass(each.class_)) for each in classes)
    first = [class_ for day, class_ in changes if day <= start]
    later = {day: class_ for day, class_ in changes if start < day <= order.term_end}
    class_ = first[-1] if first else SupervisionClass(order.class_)
    return CalendarFacts(
        class_=class_,
        category=Category(order.category),
        able_to_work=order.able_to_work,
        from_=start,
        until=max(order.term_end, start),
        class_changes=tuple(ClassFrom(day, each) for day, each in later.items()),
    )


def _rules_of(decision: Any, kind: DutyKind) -> tuple[str, ...]:
    """The rules that speak of one kind of duty, and those about method."""
    kinds = {each.value for each in DutyKind} - {kind.value}
    return tuple(
        rule_words(rule)
        for rule in decision.rules
        if rule.value is not None and not any(other in rule.key for other in kinds)
    )
