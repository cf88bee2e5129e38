"""Sheets that were issued about one record, as lines of its page: state, number, look and print."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtWidgets import QHBoxLayout

from corrdesk.base.i18n import _
from corrdesk.casework.documents.model import STATE_LABELS, DocumentState
from corrdesk.ui.documents.looks import DOCUMENT_LOOKS
from corrdesk.ui.documents.paper import Paper
from corrdesk.ui.shell.badges import Badge
from corrdesk.ui.shell.widgets import button, label, row


def sheet_rows(paper: Paper, sheets: Sequence[Any]) -> list[QHBoxLayout]:
    """One line a sheet, the newest first; a void one keeps its number and says why."""
    return [_line(paper, sheet) for sheet in sheets]


def valid_forms(sheets: Sequence[Any]) -> set[str]:
    """The forms of which a valid sheet was issued already."""
    return {sheet.form_id for sheet in sheets if sheet.state != DocumentState.VOID}


def _line(paper: Paper, sheet: Any) -> QHBoxLayout:
    state = DocumentState(sheet.state)
    words = f"{sheet.title}　{sheet.serial}"
    if sheet.void_reason:
        words += _("（{reason}）").format(reason=sheet.void_reason)
    look = button(_("查看、打印…"), _shows(paper.show_original, sheet))
    parts = [Badge(_(STATE_LABELS[state]), *DOCUMENT_LOOKS[state]), label(words, wrap=True), look]
    if sheet.addressees and state is not DocumentState.VOID:
        parts.append(button(_("送达回证…"), _shows(paper.show_receipt, sheet)))
    across = row(*parts, stretch=None)
    across.setStretch(1, 1)
    return across


def _shows(show: Callable[[Any], None], sheet: Any) -> Callable[[], None]:
    return lambda: show(sheet)
