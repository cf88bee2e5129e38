"""Forms: fields, errors beside them, one act. In a panel or in a window of their own.

Enter in a line and Ctrl+Enter anywhere save; an error leaves everything typed where it is.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QShowEvent
from PySide6.QtWidgets import QDialog, QPushButton, QVBoxLayout, QWidget

from corrdesk.base.dates import DateProblem
from corrdesk.base.errors import UserError
from corrdesk.base.i18n import _
from corrdesk.ui.shell import tokens
from corrdesk.ui.shell.context import Context
from corrdesk.ui.shell.date_edit import DateEdit, reckon_from
from corrdesk.ui.shell.drafting import Watched
from corrdesk.ui.shell.messages import explain_error
from corrdesk.ui.shell.places import about_of, press_that_led_here
from corrdesk.ui.shell.tabbing import order_tabs
from corrdesk.ui.shell.theme import px
from corrdesk.ui.shell.tokens import Tone
from corrdesk.ui.shell.typed import listen
from corrdesk.ui.shell.widgets import Banner, Field, button, clear, row, scrolled

if TYPE_CHECKING:
    from corrdesk.store.unit_of_work import UnitOfWork

WIDTH = 480


class Form(QWidget):
    """Subclasses put fields in with `add`, and say in `collect` what act they make."""

    finished = Signal(object)  # the result of the act
    abandoned = Signal()
    leaving_gives_up = True  # whether leaving the form throws away what was typed

    def __init__(self, context: Context, *, act: str) -> None:
        super().__init__()
        self.context = context
        self.record_id = ""  # the record that the form is about; subclasses with one fill it in
        self.watched: Watched | None = None
        self.fields: dict[str, Field] = {}
        self.banner = Banner()
        self._body = QVBoxLayout()
        self._body.setSpacing(px(tokens.GAP))
        self.save_button = button(act, self.save, role="primary")
        layout = self._parts = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(px(10))
        layout.addWidget(self.banner)
        layout.addLayout(self._body)
        layout.addStretch(1)
        back = button(_("返回  Esc"), self.abandoned.emit)
        self.foot = _Foot(back, self.save_button)
        layout.addWidget(self.foot)
        if self.leaving_gives_up:
            self.abandoned.connect(self.give_up)

    def let_fields_grow(self) -> None:
        """The fields scroll by themselves: they, and no gap below them, take what room there is."""
        self._parts.setStretch(self._parts.indexOf(self._body), 1)
        self._parts.setStretch(self._parts.indexOf(self._body) + 1, 0)

    # Drafts

    def showEvent(self, event: QShowEvent) -> None:
        """From now on what is typed is kept, and a draft of this form can be put back."""
        super().showEvent(event)
        if self.watched is None:
            self.watched = self.context.drafts.watch(self, self)
        else:
            self.context.drafts.claim(self.watched)

    def typed_editors(self) -> dict[str, QWidget]:
        """What is typed into, by name."""
        return {name: field.editor for name, field in self.fields.items()}

    def whom(self) -> str:
        """Whom the form is about, in words."""
        return about_of(self)

    def tell_restored(self, words: str, tone: Tone) -> None:
        """Says above the fields that a draft was put back."""
        self.banner.say(words, tone)

    def give_up(self) -> None:
        """What was typed is not wanted any more."""
        if self.watched is not None:
            self.watched.give_up()

    # Fields

    def add(self, name: str, title: str, editor: QWidget, *, hint: str = "") -> Field:
        """Adds a field; `name` is what errors call it."""
        reckon_from(editor, self.context.desk.clock.today())
        field = Field(title, editor, hint=hint, name=name)
        self.fields[name] = field
        listen(editor, by_hand=field.forgive, otherwise=lambda: None)
        self._body.addWidget(field)
        return field

    def add_widget(self, widget: QWidget) -> None:
        """Adds something that is no field."""
        self._body.addWidget(widget)

    def first_focus(self) -> QWidget | None:
        """Where the keyboard begins in a window of its own."""
        first = next(iter(self.fields.values()), None)
        return first.editor if first is not None else None

    def day(self, name: str) -> date:
        """The day in a field. Raises UserError naming it."""
        found = self.optional_day(name)
        if found is None:
            raise UserError(_("没有填写日期。"), field=name)
        return found

    def optional_day(self, name: str) -> date | None:
        """As `day`, but an empty field is no day."""
        editor = self.fields[name].editor
        if not isinstance(editor, DateEdit) or not editor.text().strip():
            return None
        try:
            return editor.day()
        except DateProblem as problem:
            raise UserError(str(problem), field=name) from None

    def collect(self) -> Callable[[UnitOfWork], Any]:
        """The act that the form makes. Raises UserError naming the field to mend."""
        raise NotImplementedError

    def save(self) -> None:
        """Makes the act."""
        if not self.save_button.isEnabled():
            return
        try:
            act = self.collect()
        except UserError as error:
            self.show_error(error)
            return
        self.save_button.setEnabled(False)
        if self.watched is not None:
            act = self.watched.closing(act)
        self.context.act(self, act).then(self.finished.emit).or_else(self._refused).start()

    def _refused(self, error: Exception) -> None:
        if self.watched is not None:
            self.watched.go_on()
        self.show_error(error)

    def show_error(self, error: Exception) -> None:
        """Shows an error beside its field, or above all."""
        self.save_button.setEnabled(True)
        for field in self.fields.values():
            field.problem("")
        wanted = self.fields.get(error.field or "") if isinstance(error, UserError) else None
        self.banner.say("" if wanted else explain_error(error).text, Tone.BAD)
        if wanted is not None:
            wanted.problem(explain_error(error).text)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self.save()
            return
        super().keyPressEvent(event)


class _Foot(QWidget):
    """The buttons of a form; they may stand outside it, where they stay in sight.

    Enter does what the button under it says, and does not save from the one that leads back.
    """

    def __init__(self, back: QPushButton, save: QPushButton) -> None:
        super().__init__()
        self._back, self._save = back, save
        self.setLayout(row(back, None, save))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            (self._back if self._back.hasFocus() else self._save).click()
            return
        super().keyPressEvent(event)


class FormPlace(QWidget):
    """Where a panel shows its form: what is above scrolls with it, its buttons stay in sight."""

    def __init__(self, *head: QWidget) -> None:
        super().__init__()
        self._body, self._below = QVBoxLayout(), QVBoxLayout()
        content = QWidget()
        inner = QVBoxLayout(content)
        inner.setContentsMargins(px(tokens.MARGIN), px(10), px(tokens.MARGIN), px(10))
        for widget in head:
            inner.addWidget(widget)
        inner.addLayout(self._body)
        inner.addStretch(1)
        self._below.setContentsMargins(px(tokens.MARGIN), px(6), px(tokens.MARGIN), px(6))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(scrolled(content), 1)
        layout.addLayout(self._below)

    def hold(self, form: Form) -> None:
        """Shows a form in the place of the one before."""
        clear(self._body)
        clear(self._below)
        self._body.addWidget(form)
        self._below.addWidget(form.foot)


class FormDialog(QDialog):
    """A form in a window of its own; closes when the act is made."""

    def __init__(self, parent: QWidget, title: str, form: Form) -> None:
        super().__init__(parent)
        self.form = form
        self.press = press_that_led_here(parent)
        self.setWindowTitle(title)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        form.finished.connect(lambda _result: self.accept())
        form.abandoned.connect(self.reject)
        self.rejected.connect(form.give_up)
        layout = QVBoxLayout(self)
        space = parent.window().size()
        tall = form.sizeHint().height() + px(40) + px(26)  # room for a line that complains
        self._area = scrolled(form)
        layout.addWidget(self._area, 1)
        layout.addWidget(form.foot)  # its buttons stay in sight
        self._tallest = space.height() - px(20)
        self.resize(min(px(WIDTH), space.width()), min(tall, self._tallest))
        form.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """A form that has got taller, e.g. by a warning, takes the window with it."""
        if watched is self.form and event.type() == QEvent.Type.LayoutRequest:
            QTimer.singleShot(0, self, self._grow)
        return super().eventFilter(watched, event)

    def _grow(self) -> None:
        area = self._area.viewport()
        missing = self._needed(area.width()) - area.height()
        if missing > 0 and self.isVisible():
            tall = min(self.height() + missing, self._tallest)
            self.resize(self.width(), max(self.height(), tall))
            lowest = self.screen().availableGeometry().bottom() - self.frameGeometry().height()
            self.move(self.x(), min(self.y(), max(lowest, 0)))

    def _needed(self, width: int) -> int:
        if self.form.hasHeightForWidth():
            return max(self.form.heightForWidth(width), self.form.minimumSizeHint().height())
        return self.form.sizeHint().height()


def open_form(
    parent: QWidget, title: str, form: Form, then: Callable[[Any], None] | None = None
) -> FormDialog:
    """Opens a form in a window of its own; `then` is given the result of its act."""
    dialog = FormDialog(parent, title, form)
    if then is not None:
        form.finished.connect(then)
    dialog.open()
    order_tabs(dialog)
    first = form.first_focus()
    if first is not None:
        first.setFocus()
    return dialog
