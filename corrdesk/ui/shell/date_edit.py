"""The field for a day: takes any common writing and shows the whole day that it understood.

Which writings there are is decided in `base/dates`; what may not be guessed is said by the form.
"""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from corrdesk.base.dates import DateProblem, Lean, parse_date, parse_day
from corrdesk.base.i18n import _


class DateEdit(QLineEdit):
    """A day typed in any common way: 2026.11.20, 20261120, 2026年11月20日; shown normalised.

    Once it knows today it also takes 8.3 and 昨天, unless its `lean` is None: a year that could be
    any (a birthday, the end of a term) is always written. Enter shows what such a short writing
    was taken for; only then does the next one save.
    """

    def __init__(
        self, day: date | None = None, *, empty: bool = False, lean: Lean | None = "near"
    ) -> None:
        super().__init__()
        self._may_be_empty = empty
        self._lean = lean
        self._today: date | None = None
        self.setPlaceholderText(_("例如 2026-11-20"))
        self.setInputMethodHints(Qt.InputMethodHint.ImhPreferNumbers)
        self.set_day(day)
        self.editingFinished.connect(self._normalise)

    def reckon_from(self, today: date) -> None:
        """From now on days without a year and words such as 今天 are read."""
        if self._lean is not None:
            self._today = today
            self.setPlaceholderText(_("如 11.20、今天"))

    def set_day(self, day: date | None) -> None:
        """Shows a day."""
        self.setText(day.isoformat() if day else "")

    def day(self) -> date | None:
        """The day that is typed. Raises DateProblem with a sentence for the person."""
        if self._may_be_empty and not self.text().strip():
            return None
        if self._today is None or self._lean is None:
            return parse_date(self.text())
        return parse_day(self.text(), today=self._today, lean=self._lean)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        entering = event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}
        if entering and self._is_short():
            self._normalise()
            return
        super().keyPressEvent(event)

    def _is_short(self) -> bool:
        """Whether the day that is typed says less than the day that it is taken for."""
        try:
            parse_date(self.text())
        except DateProblem:
            return self._today is not None and self._understood() is not None
        return False

    def _understood(self) -> date | None:
        try:
            return self.day()
        except DateProblem:
            return None

    def _normalise(self) -> None:
        day = self._understood()
        if day is not None:
            self.set_day(day)


def reckon_from(editor: QWidget, today: date) -> None:
    """Tells every day in an editor what today is."""
    for each in (editor, *editor.findChildren(DateEdit)):
        if isinstance(each, DateEdit):
            each.reckon_from(today)
