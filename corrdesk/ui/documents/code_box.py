"""One box for a check code, typed or scanned: it opens the sheet that bears the code."""

from __future__ import annotations

from typing import Any

from PySide6.QtWidgets import QLineEdit, QWidget

from corrdesk.base.i18n import _
from corrdesk.bootstrap import Desk
from corrdesk.casework.documents.queries import FoundDocument, find_by_code, find_document
from corrdesk.ui.shell.context import Context
from corrdesk.ui.shell.messages import Message
from corrdesk.ui.shell.theme import px
from corrdesk.ui.shell.tokens import Tone

WIDTH = 300


class CodeBox(QLineEdit):
    """Enter looks for the code; what is not found stays in the box, marked."""

    def __init__(self, context: Context, page: QWidget) -> None:
        super().__init__()
        self._context = context
        self._page = page
        self.setPlaceholderText(_("键入或扫入查验码、文号，回车"))
        self.setAccessibleName(_("查验码"))
        self.setFixedWidth(px(WIDTH))
        self.setClearButtonEnabled(True)
        self.returnPressed.connect(self.look)

    def look(self) -> None:
        """Looks for what is in the box."""
        term = self.text().strip()
        if term:
            self._context.ask(self._page, lambda desk: sheet_of(desk, term), slot="code").then(
                self._found
            ).start()

    def _found(self, document_id: str) -> None:
        if document_id:
            self.clear()
            self._context.go("document", document_id)
            return
        self.selectAll()
        words = _("没有这个查验码或文号的文书。")
        self._context.say(Message(words, Tone.WARN))


def sheet_of(desk: Desk, term: str) -> str:
    """The id of the sheet that bears a code or serial, empty when there is none."""
    with desk.read() as session:
        found: FoundDocument | None = find_by_code(session, desk.office.id, term)
        row: Any = found.document if found else find_document(session, desk.office.id, term)
    return str(row.id) if row is not None else ""
