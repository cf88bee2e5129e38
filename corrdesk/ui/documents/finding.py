"""The search box finds issued sheets too: by a whole code, a QR code or a serial, nothing less.

A scanner writes wherever the keyboard is, and that is mostly the search box.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from corrdesk.base.i18n import _
from corrdesk.casework.caseload.check_codes import CODE_LENGTH
from corrdesk.casework.documents.model import STATE_LABELS, DocumentState
from corrdesk.casework.documents.queries import find_document
from corrdesk.ui.documents.code_box import sheet_of
from corrdesk.ui.documents.looks import DOCUMENT_LOOKS
from corrdesk.ui.shell.context import Context
from corrdesk.ui.shell.registry import Hit, SearchSpec

if TYPE_CHECKING:
    from corrdesk.bootstrap import Desk

SHEET = "document:"  # what the key of a sheet begins with; ids of people have no colon


def with_documents(spec: SearchSpec) -> SearchSpec:
    """The same search, which answers with a sheet where it knows nobody of that name or number."""

    def find(desk: Desk, term: str) -> Sequence[Hit]:
        return spec.find(desk, term) or find_sheets(desk, term)

    return replace(
        spec, find=find, enter=_leading(spec.enter), control_enter=_leading(spec.control_enter)
    )


def find_sheets(desk: Desk, term: str) -> list[Hit]:
    """The sheet that bears a whole code or serial; nothing for a piece of one."""
    if len(term.strip()) < CODE_LENGTH:
        return []
    found = sheet_of(desk, term)
    with desk.read() as session:
        row = find_document(session, desk.office.id, found) if found else None
    if row is None:
        return []
    state = DocumentState(row.state)
    shape, tone = DOCUMENT_LOOKS[state]
    words = _(STATE_LABELS[state])
    return [Hit(f"{SHEET}{row.id}", row.title, row.serial, words, shape, tone, _("打开文书"))]


def _leading(usual: Callable[[Context, str], None]) -> Callable[[Context, str], None]:
    def lead(context: Context, key: str) -> None:
        if key.startswith(SHEET):
            context.go("document", key.removeprefix(SHEET))
        else:
            usual(context, key)

    return lead
