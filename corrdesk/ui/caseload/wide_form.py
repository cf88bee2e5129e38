"""A form with several fields side by side, for the sheets of a file that have many of them.

All that is wrong is shown at once: beside each field, and named together above.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import TypeVar

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QDialog, QGridLayout, QLineEdit, QScrollArea, QWidget

from corrdesk.base.errors import UserError
from corrdesk.base.i18n import _
from corrdesk.base.text import squeeze_spaces, to_half_width
from corrdesk.ui.shell import tokens
from corrdesk.ui.shell.context import Context
from corrdesk.ui.shell.date_edit import reckon_from
from corrdesk.ui.shell.forms import Form
from corrdesk.ui.shell.registry import LAID_OUT
from corrdesk.ui.shell.tabbing import order_tabs
from corrdesk.ui.shell.theme import px
from corrdesk.ui.shell.tokens import Tone
from corrdesk.ui.shell.widgets import Field, label, scrolled

T = TypeVar("T")
EDGE = 40  # pixels that a window of its own leaves free


class FieldProblems(UserError):
    """Several fields to mend; the first one speaks for all."""

    def __init__(self, problems: Sequence[UserError]) -> None:
        first = problems[0]
        super().__init__(first.message, remedy=first.remedy, field=first.field)
        self.problems = tuple(problems)


class WideForm(Form):
    """Fields in a grid, row by row; `collect` reads them with `read` and then calls `settle`."""

    def __init__(
        self, context: Context, *, act: str, columns: int = 2, framed: bool = False
    ) -> None:
        """`framed`: the fields scroll between the banner and the buttons."""
        super().__init__(context, act=act)
        self._columns = columns
        self._next = 0  # the cell for the next field, counted row by row
        self._found: list[UserError] = []
        self._content = content = QWidget()
        self._grid = QGridLayout(content)
        margin = px(2)
        self._grid.setContentsMargins(margin, margin, px(tokens.GAP) if framed else margin, margin)
        self._grid.setHorizontalSpacing(px(14))
        self._grid.setVerticalSpacing(px(8))
        for column in range(columns):
            self._grid.setColumnStretch(column, 1)
        self.add_widget(scrolled(content) if framed else content)
        if framed:
            self.let_fields_grow()

    def section(self, title: str) -> None:
        """Begins a new row under a heading."""
        self.add_across(label(title, "heading"))

    def add_across(self, widget: QWidget) -> None:
        """Adds something that is no field in a row of its own."""
        self._put(widget, self._columns)

    def add(
        self, name: str, title: str, editor: QWidget, *, hint: str = "", span: int = 1
    ) -> Field:
        """Adds a field that is `span` columns wide."""
        return self.add_field(Field(title, editor, hint=hint, name=name), span=span)

    def add_field(self, field: Field, *, span: int = 1) -> Field:
        """Adds a field that was made elsewhere."""
        reckon_from(field.editor, self.context.desk.clock.today())
        self.fields[field.name] = field
        self._put(field, span)
        return field

    def line(self, name: str) -> str:
        """What stands in a line, without spaces around it."""
        editor = self.fields[name].editor
        return squeeze_spaces(editor.text()) if isinstance(editor, QLineEdit) else ""

    def number(self, name: str) -> str:
        """What stands in a line, in half-width characters: telephone and document numbers."""
        return squeeze_spaces(to_half_width(self.line(name)))

    def read(self, value_of: Callable[[], T], otherwise: T) -> T:
        """A value, or `otherwise` when its field is wrong; `settle` then tells of it."""
        try:
            return value_of()
        except UserError as problem:
            self._found.append(problem)
            return otherwise

    def read_day(self, name: str, *, not_after: date | None = None) -> date:
        """A day that has to be there and must not lie later than `not_after`."""
        return self.read(lambda: _not_later(self.day(name), not_after, name), date.min)

    def read_optional_day(self, name: str, *, not_after: date | None = None) -> date | None:
        """As `read_day`, but the day may be missing."""

        def value() -> date | None:
            found = self.optional_day(name)
            return None if found is None else _not_later(found, not_after, name)

        return self.read(value, None)

    def settle(self) -> None:
        """Raises FieldProblems when something that was read is wrong."""
        found, self._found = self._found, []
        if found:
            raise FieldProblems(found)

    def chain_tabs(self) -> None:
        """Lets Tab go through the fields as the eye does, then to the button that saves.

        Where the fields scroll, some of them lie lower on the screen than the buttons.
        """
        QTimer.singleShot(LAID_OUT, self, self._chain_tabs)

    def _chain_tabs(self) -> None:
        order_tabs(self._content)
        editors = [field.editor for field in self.fields.values()]
        if editors:
            QWidget.setTabOrder(editors[-1], self.save_button)

    def show_error(self, error: Exception) -> None:
        """Shows each problem beside its field and all together above; the first has the focus."""
        problems = error.problems if isinstance(error, FieldProblems) else (error,)
        super().show_error(problems[0])
        named = [
            problem
            for problem in problems
            if isinstance(problem, UserError) and problem.field in self.fields
        ]
        if not named:
            return
        for problem in reversed(named):
            self.fields[problem.field or ""].problem(str(problem))
        fields = [self.fields[problem.field or ""] for problem in named]
        titles = "、".join(field.editor.accessibleName() for field in fields)
        words = _("还没有保存，请改正 {count} 处：{fields}。")
        self.banner.say(words.format(count=len(named), fields=titles), Tone.BAD)
        QTimer.singleShot(LAID_OUT, fields[0], lambda: bring_into_view(fields[0]))

    def _put(self, widget: QWidget, span: int) -> None:
        down, across = divmod(self._next, self._columns)
        if across + span > self._columns:
            down, across = down + 1, 0
        top = Qt.AlignmentFlag.AlignTop
        self._grid.addWidget(widget, down, across, 1, span, top)
        self._next = down * self._columns + across + span


def _not_later(day: date, last: date | None, name: str) -> date:
    if last is not None and day > last:
        raise UserError(_("这一天还没有到。"), field=name)
    return day


def bring_into_view(widget: QWidget) -> None:
    """Scrolls every area around a widget until it is seen."""
    place = widget.parentWidget()
    while place is not None:
        if isinstance(place, QScrollArea):
            place.ensureWidgetVisible(widget)
        place = place.parentWidget()


def widen(dialog: QDialog, form: WideForm, width: int) -> None:
    """Gives a window of a form this width at 100 %, as far as the screen behind it allows."""
    parent = dialog.parentWidget()
    space = (parent.window() if parent is not None else dialog).size()
    broad = min(px(width), space.width() - px(EDGE))
    tall = max(form.sizeHint().height(), form.heightForWidth(broad - px(EDGE))) + px(EDGE)
    dialog.resize(broad, min(tall, space.height() - px(EDGE)))
