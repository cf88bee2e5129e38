"""The press of an office: knows the forms, county layouts included, and draws filled sheets.

It is what casework calls a `Press`; it decides nothing and numbers nothing.
"""

from __future__ import annotations

from pathlib import Path

from corrdesk.casework.documents.sheet import FormCard, FormSheet
from corrdesk.printing.fonts import FontSet
from corrdesk.printing.forms.strips import Issue
from corrdesk.printing.forms.template import render_form
from corrdesk.printing.templates import FormTemplate, load_form


class OfficePress:
    """Draws the forms; a form in the folder `layouts` takes the place of the national layout."""

    def __init__(self, layouts: Path | None = None, fonts: FontSet | None = None) -> None:
        self.layouts = layouts if layouts is not None and layouts.is_dir() else None
        self._fonts = fonts

    def form(self, form_id: str) -> FormTemplate:
        """The form in the layout that holds here. Raises UserError for one that does not exist."""
        return load_form(form_id, self.layouts)

    def card(self, form_id: str) -> FormCard:
        """What an issued sheet keeps of its form."""
        form = self.form(form_id)
        return FormCard(form.id, form.title, form.layout, form.head.number)

    def render(self, sheet: FormSheet) -> bytes:
        """The sheet as PDF/A-2b. Raises `FactProblem` for a fact that cannot be printed."""
        issue = Issue(sheet.serial, sheet.check_code, sheet.chain_head, sheet.specimen)
        return render_form(self.form(sheet.form_id), sheet.facts, issue, self._fonts)
