"""The fields of an order as its documents state it, shared by the new file and the correction.

What no judgment can have said is pointed out beside the field while it is typed, and may stay.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtWidgets import QComboBox, QLineEdit

from corrdesk.base.errors import UserError
from corrdesk.base.i18n import _
from corrdesk.casework.caseload.judgments import judgment_doubts
from corrdesk.casework.caseload.model import Category
from corrdesk.rules.facts import FactImpossible
from corrdesk.ui.caseload.wide_form import WideForm
from corrdesk.ui.shell.date_edit import DateEdit
from corrdesk.ui.shell.widgets import combo

ABLE, UNABLE = "yes", "no"
DOUBTED = ("original_sentence", "term_end")


def add_order_fields(form: WideForm, order: Any = None) -> None:
    """Adds what the decision says and whether the person can work; `order` fills them in."""
    form.add("offence", _("罪名"), QLineEdit(order.offence if order else ""))
    offended = DateEdit(order.offence_on if order else None, empty=True, lean=None)
    form.add("offence_on", _("犯罪日期（判断是否未成年）"), offended)
    sentence = QLineEdit(order.original_sentence if order else "")
    form.add("original_sentence", _("原判刑期"), sentence)
    organ = QLineEdit(order.decision_organ if order else "")
    form.add("decision_organ", _("决定机关"), organ)
    number = QLineEdit(order.judgment_number if order else "")
    form.add("judgment_number", _("文书编号"), number)
    effective = DateEdit(order.effective_on if order else None, empty=True, lean=None)
    form.add("effective_on", _("裁判生效日期"), effective)
    form.add(
        "term_start", _("矫正起始日期"), DateEdit(order.term_start if order else None, lean=None)
    )
    form.add("term_end", _("矫正期满日期"), DateEdit(order.term_end if order else None, lean=None))
    work = combo([(ABLE, _("有劳动能力")), (UNABLE, _("没有劳动能力"))], name=_("劳动能力"))
    if order is not None and not order.able_to_work:
        work.setCurrentIndex(work.findData(UNABLE))
    form.add("able_to_work", _("劳动能力"), work)


def read_order_fields(form: WideForm) -> dict[str, Any]:
    """What the fields say, by the names of the order; what is wrong is kept for `settle`."""
    work = form.fields["able_to_work"].editor
    return {
        "offence": form.line("offence"),
        "offence_on": form.read_optional_day("offence_on"),
        "original_sentence": form.line("original_sentence"),
        "decision_organ": form.line("decision_organ"),
        "judgment_number": form.line("judgment_number"),
        "effective_on": form.read_optional_day("effective_on"),
        "term_start": form.read_day("term_start"),
        "term_end": form.read_day("term_end"),
        "able_to_work": isinstance(work, QComboBox) and work.currentData() == ABLE,
    }


def doubt_judgment(form: WideForm, category: Callable[[], str]) -> Callable[[], None]:
    """Points out what a judgment cannot have said, whenever a field that tells it is left.

    `category`: the kind of order, "" while none is chosen. Returns what does so at once, for when
    that changes.
    """

    def look() -> None:
        found = _doubts(form, category())
        for name in DOUBTED:
            form.fields[name].doubt(found.get(name, ""))

    for name in ("original_sentence", "term_start", "term_end"):
        editor = form.fields[name].editor
        if isinstance(editor, QLineEdit):
            editor.editingFinished.connect(look)
    return look


def _doubts(form: WideForm, category: str) -> dict[str, str]:
    """By field what is doubtful; nothing while the kind of order or a day is not known yet."""
    try:
        start, end = form.optional_day("term_start"), form.optional_day("term_end")
    except UserError:
        return {}  # told when the form is saved
    if not category or start is None or end is None:
        return {}
    try:
        law = form.context.desk.law()
        doubts = list(
            judgment_doubts(Category(category), start, end, form.line("original_sentence"), law)
        )
    except FactImpossible:
        return {}  # it ends before it begins, which is told when the form is saved
    words = _("{doubt}。请对照判决书核对；判决书就是这样写的，照写。")
    return {each.field: words.format(doubt=each.message) for each in doubts}
