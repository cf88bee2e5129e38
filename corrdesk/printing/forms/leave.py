"""Prints the forms of leave: 外出审批表, 外出证明, 经常性跨市县活动审批表.

The forms are data; this only joins the facts that casework gives with the form they name.
"""

from __future__ import annotations

from corrdesk.casework.leave.sheet import FormSheet
from corrdesk.printing.forms.strips import Issue
from corrdesk.printing.forms.template import render_form
from corrdesk.printing.templates import load_form


def render_leave(sheet: FormSheet) -> bytes:
    """The form as PDF/A-2b. Raises `FactProblem` for a fact that cannot be printed."""
    issue = Issue(sheet.serial, sheet.check_code, sheet.chain_head, sheet.specimen)
    return render_form(load_form(sheet.form_id), sheet.facts, issue)
