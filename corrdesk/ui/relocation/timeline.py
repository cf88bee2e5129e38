"""The timeline of a relocation: every step with its party, clock, clause and what was recorded."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from PySide6.QtWidgets import QPushButton, QWidget

from corrdesk.base.i18n import _
from corrdesk.casework.relocation.course import Course, CourseLine
from corrdesk.casework.relocation.model import PARTY_LABELS
from corrdesk.ui.relocation.looks import cited_words, done_words, due_words, step_look, step_name
from corrdesk.ui.shell.badges import Badge
from corrdesk.ui.shell.widgets import button, clear, column, label, row


class Timeline(QWidget):
    """Shows a course; each step that may come now has its button, the next one the primary."""

    def __init__(
        self,
        take: Callable[[CourseLine], object],
        take_back: Callable[[CourseLine], object],
    ) -> None:
        super().__init__()
        self._take, self._take_back = take, take_back
        self._rows = column(gap=8)
        self.setLayout(self._rows)
        self.next_button: QPushButton | None = None
        self.shown: list[str] = []

    def show_course(self, course: Course, today: date, *, closed: bool) -> None:
        """Draws the steps; a closed case offers none."""
        clear(self._rows)
        self.next_button = None
        self.shown = []
        following = None if closed else course.next
        for line in course.lines:
            if closed and line.taken is None:
                continue
            self._rows.addWidget(self._row(course, line, today, line is following, closed=closed))

    def _row(
        self, course: Course, line: CourseLine, today: date, is_next: bool, *, closed: bool
    ) -> QWidget:
        name = step_name(course.direction, line.step)
        done, due = done_words(line), due_words(line, today)
        beside = label(done or _(PARTY_LABELS[line.who]), "" if done else "muted", wrap=bool(done))
        badge = Badge(name, *step_look(line, is_next=is_next))
        parts = row(badge, beside, stretch=None)
        parts.setStretchFactor(beside, 1)
        if not closed and line.possible:
            record = button(
                _("登记…"),
                lambda: self._take(line),
                role="primary" if is_next else "",
                name=_("登记：{step}").format(step=name),
            )
            parts.addWidget(record)
            if is_next:
                self.next_button = record
        elif not closed and line.revocable:
            back = _("撤销：{step}").format(step=name)
            parts.addWidget(
                button(_("撤销…"), lambda: self._take_back(line), role="link", name=back)
            )
        below = "　".join(filter(None, (due, cited_words(line.citations))))
        self.shown.append("\n".join(filter(None, (name, done, below))))
        made = QWidget()
        layout = column(parts, *([label(below, "muted", wrap=True)] if below else []), gap=2)
        made.setLayout(layout)
        return made
