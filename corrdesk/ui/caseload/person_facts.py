"""The facts of a person's file as lines: what each is called, and why a date is what it is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QWidget

from corrdesk.base.i18n import _
from corrdesk.casework.caseload.model import CATEGORY_LABELS, Category
from corrdesk.ui.caseload.person_why import why_discharge, why_report_in
from corrdesk.ui.shell.context import Context
from corrdesk.ui.shell.why import why_button
from corrdesk.ui.shell.widgets import label, row
from corrdesk.ui.shell.words import full_day

if TYPE_CHECKING:
    from corrdesk.ui.caseload.person import Opened

Fact = tuple[str, str | QWidget]


def fact_lines(context: Context, opened: Opened) -> list[Fact]:
    """What stands under 基本情况, each with its name."""
    person, order = opened.file.person, opened.order
    facts: list[Fact] = []
    if order is not None:
        facts += _order_facts(context, opened, order)
    facts += [
        (_("居住地"), person.residence),
        (_("户籍地"), person.household),
        (_("民族"), person.ethnicity),
        (_("文化程度"), person.education),
        (_("备注"), person.note),
    ]
    injunctions = [each.content for each in opened.file.orders]
    if injunctions:
        facts.append((_("禁止令"), "\n".join(injunctions)))
    return facts


def _order_facts(context: Context, opened: Opened, order: Any) -> list[Fact]:
    facts: list[Fact] = [
        (_("矫正类型"), _(CATEGORY_LABELS[Category(order.category)])),
        (_("罪名"), order.offence),
        (_("犯罪日期"), full_day(order.offence_on) or _("没有填写")),
        (_("矫正起始"), full_day(order.term_start)),
        (_("矫正期满"), _with_why(
            context, full_day(order.term_end), _("矫正期满"),
            lambda desk: why_discharge(desk, order.term_end))),
        (_("决定机关"), order.decision_organ),
        (_("文书编号"), order.judgment_number),
        (_("原判刑期"), order.original_sentence),
        (_("劳动能力"), _("有") if order.able_to_work else _("没有")),
        (_("责任人"), opened.officers.get(order.officer_id, "")),
    ]  # fmt: skip
    if order.reported_in_on is not None:
        facts.append((_("入矫报到"), full_day(order.reported_in_on)))
    elif order.effective_on is not None:
        facts.append((_("裁判生效"), _with_why(
            context, full_day(order.effective_on), _("报到期限"),
            lambda desk: why_report_in(desk, order.effective_on))))  # fmt: skip
    return facts


def _with_why(context: Context, words: str, about: str, question: Any) -> QWidget:
    """A date with the button that tells why."""
    place = QWidget()
    place.setLayout(row(label(words), why_button(context, question, about=about)))
    return place
