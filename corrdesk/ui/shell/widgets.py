"""Small building blocks of pages: labels, buttons, cards, facts, fields with their errors."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import cast

from PySide6.QtCore import QEvent, QObject, QSize, Qt, Signal
from PySide6.QtGui import QFont, QFontMetrics, QKeyEvent, QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import (
    QButtonGroup,
    QComboBox,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLayout,
    QPlainTextEdit,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from corrdesk.base.i18n import _
from corrdesk.ui.shell import tokens
from corrdesk.ui.shell.following import FollowingArea
from corrdesk.ui.shell.icons import icon
from corrdesk.ui.shell.places import press
from corrdesk.ui.shell.theme import px, repolish, set_tone, show_if
from corrdesk.ui.shell.tokens import Tone


class _WrappedLabel(QLabel):
    """Asks for the height that its text has at the width it was given, never for less."""

    def sizeHint(self) -> QSize:
        return QSize(super().sizeHint().width(), self.heightForWidth(self.width()))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.oldSize().width() != event.size().width():
            self.updateGeometry()


def label(text: str = "", role: str = "", *, wrap: bool = False, select: bool = False) -> QLabel:
    """A label of plain text; roles are title, heading, muted, error."""
    made = _WrappedLabel(text) if wrap else QLabel(text)
    made.setTextFormat(Qt.TextFormat.PlainText)
    made.setProperty("role", role)
    made.setWordWrap(wrap)
    if wrap:
        made.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
    if select:
        made.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    return made


class _Choice(QPushButton):
    """Is bold while it is the chosen one: always as wide as that takes, so that nothing is cut."""

    def sizeHint(self) -> QSize:
        bold = self.font()
        bold.setWeight(QFont.Weight.DemiBold)
        wider = QFontMetrics(bold).horizontalAdvance(self.text())
        wider -= self.fontMetrics().horizontalAdvance(self.text())
        return super().sizeHint() + QSize(max(wider, 0) + px(4), 0)


def button(
    text: str,
    clicked: Callable[[], object] | None = None,
    *,
    role: str = "",
    picture: str = "",
    name: str = "",
) -> QPushButton:
    """A push button; `role` primary or link, `name` for screen readers where the text is short."""
    made = _Choice(text) if role == "choice" else QPushButton(text)
    made.setProperty("role", role)
    made.setAutoDefault(False)
    made.setAccessibleName(name or text)
    if picture:
        colour = tokens.ON_ACCENT if role == "primary" else tokens.ACCENT
        made.setIcon(icon(picture, colour))
        made.setIconSize(QSize(px(18), px(18)))
    if clicked is not None:
        made.clicked.connect(lambda _on=False: press(made, clicked))
    return made


def row(*widgets: QWidget | None, stretch: int | None = -1) -> QHBoxLayout:
    """Widgets side by side; None is a gap that grows, `stretch` the place of a growing end."""
    layout = QHBoxLayout()
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(px(tokens.GAP))
    for widget in widgets:
        if widget is None:
            layout.addStretch(1)
        else:
            layout.addWidget(widget)
    if stretch == -1 and None not in widgets:
        layout.addStretch(1)
    return layout


def column(*parts: QWidget | QLayout | None, margin: int = 0, gap: int = tokens.GAP) -> QVBoxLayout:
    """Widgets and layouts from top to bottom; None is a gap that grows."""
    layout = QVBoxLayout()
    layout.setContentsMargins(px(margin), px(margin), px(margin), px(margin))
    layout.setSpacing(px(gap))
    for part in parts:
        if part is None:
            layout.addStretch(1)
        elif isinstance(part, QWidget):
            layout.addWidget(part)
        else:
            layout.addLayout(part)
    return layout


def card(*parts: QWidget | QLayout | None, title: str = "") -> QFrame:
    """A white card."""
    frame = QFrame()
    frame.setProperty("role", "card")
    heading = (label(title, "heading"),) if title else ()
    frame.setLayout(column(*heading, *parts, margin=12))
    return frame


def line() -> QFrame:
    """A thin separating line."""
    made = QFrame()
    made.setProperty("role", "line")
    made.setFixedHeight(1)
    return made


def scrolled(content: QWidget) -> QScrollArea:
    """The content in an area that scrolls up and down only, and to where the keyboard is."""
    area = FollowingArea()
    area.setWidgetResizable(True)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    content.setProperty("role", "scrolled")
    content.setAutoFillBackground(False)
    area.setWidget(content)
    area.viewport().setAutoFillBackground(False)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    return area


def clear(layout: QLayout) -> None:
    """Removes everything from a layout."""
    while layout.count():
        item = layout.takeAt(0)
        # The stubs promise both; Qt answers None for whichever the item is not.
        widget = cast("QWidget | None", item.widget())
        inner = cast("QLayout | None", item.layout())
        if widget is not None:
            widget.hide()
            widget.setParent(None)
            widget.deleteLater()
        elif inner is not None:
            clear(inner)


class Banner(QFrame):
    """One sentence with a tone inside a page: an empty state, a warning, an error."""

    def __init__(self, text: str = "", tone: Tone = Tone.INFO) -> None:
        super().__init__()
        self._words = label("", wrap=True)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self._line = QHBoxLayout(self)
        self._line.setContentsMargins(px(12), px(8), px(12), px(8))
        self._line.addWidget(self._words, 1)
        self.say(text, tone)

    def sizeHint(self) -> QSize:
        return QSize(super().sizeHint().width(), self._line.totalHeightForWidth(self.width()))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.oldSize().width() != event.size().width():
            self.updateGeometry()

    def add(self, widget: QWidget) -> None:
        """Puts something at the end of the line, e.g. a button."""
        self._line.addWidget(widget)

    def say(self, text: str, tone: Tone = Tone.INFO) -> None:
        """Shows a sentence; an empty one hides the banner."""
        self._words.setText(text)
        self.setAccessibleName(text)
        set_tone(self, tone)
        set_tone(self._words, tone)
        show_if(bool(text), self)

    @property
    def text(self) -> str:
        """What it says."""
        return self._words.text()


class FactGrid(QWidget):
    """Facts as name and value, in as many columns as fit."""

    def __init__(self, pairs: int = 2) -> None:
        super().__init__()
        self._pairs = pairs
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(px(12))
        self._grid.setVerticalSpacing(px(6))
        for pair in range(pairs):
            self._grid.setColumnStretch(pair * 2 + 1, 1)

    def show_facts(self, facts: Iterable[tuple[str, str | QWidget]]) -> None:
        """Shows facts; a value may be a widget, an empty text is shown as —."""
        clear(self._grid)
        listed = list(facts)
        # What stands beside a button stands as high as the button's words.
        tall = {number // self._pairs for number, (_name, value) in enumerate(listed)
                if not isinstance(value, str)}  # fmt: skip
        for number, (name, value) in enumerate(listed):
            down, pair = divmod(number, self._pairs)
            title = label(name, "muted")
            if isinstance(value, str):
                shown: QWidget = label(value or "—", wrap=True, select=True)
                shown.setAccessibleName(f"{name} {value}")
            else:
                shown = value
            middle, top = Qt.AlignmentFlag.AlignVCenter, Qt.AlignmentFlag.AlignTop
            place = middle if down in tall else top
            self._grid.addWidget(title, down, pair * 2, place)
            self._grid.addWidget(shown, down, pair * 2 + 1, place)


class Field(QWidget):
    """A labelled input with lines of its own for errors and doubts: `problem` takes the focus."""

    def __init__(self, title: str, editor: QWidget, *, hint: str = "", name: str = "") -> None:
        super().__init__()
        self.editor = editor
        self.name = name
        self._caption = label("")
        self._caption.setBuddy(editor)
        self.set_title(title)
        self._error = label("", "error", wrap=True)
        self._error.hide()
        parts: list[QWidget] = [self._caption, editor]
        self._hint = label(hint, "muted", wrap=True)
        if hint:
            parts.append(self._hint)
        self._doubt = label("", "doubt", wrap=True)
        self._doubt.hide()
        self.setLayout(column(*parts, self._doubt, self._error, gap=4))

    def set_title(self, title: str) -> None:
        """Changes what the field is called."""
        self._caption.setText(title)
        self.editor.setAccessibleName(title)

    def hide_hint(self) -> None:
        """What was said about the input matters no more."""
        self._hint.hide()

    def doubt(self, text: str) -> None:
        """Shows why somebody should look at the input again, or nothing; it may stay as it is."""
        self._doubt.setText(f"◆ {text}" if text else "")
        self._doubt.setVisible(bool(text))
        self.editor.setAccessibleDescription(self._error.text() or text)

    def problem(self, text: str) -> None:
        """Shows what is wrong, or nothing with an empty text."""
        self._error.setText(text)
        self._error.setVisible(bool(text))
        self.editor.setProperty("problem", "true" if text else "false")
        self.editor.setAccessibleDescription(text or self._doubt.text())
        repolish(self.editor)
        if text:
            self.editor.setFocus()

    def forgive(self) -> None:
        """Somebody is mending it: what was wrong with the input before is said no longer."""
        if self._error.text():
            self.problem("")


class HoldButton(QPushButton):
    """Shows something private only while it is held down, by mouse or by the space bar."""

    held = Signal(bool)

    def __init__(self, what: str, *, short: bool = False) -> None:
        super().__init__("" if short else _("按住显示"))
        self.setToolTip(_("按住显示{what}").format(what=what))
        self.setProperty("role", "link")
        self.setIcon(icon("eye", tokens.ACCENT))
        self.setIconSize(QSize(px(18), px(18)))
        self.setAutoDefault(False)
        self.setAccessibleName(_("按住显示{what}").format(what=what))
        self.pressed.connect(lambda: self.held.emit(True))
        self.released.connect(lambda: self.held.emit(False))


class PrivateValue(QWidget):
    """A masked value with the button that shows it while held."""

    def __init__(self, what: str, masked: str, full: str, *, short: bool = False) -> None:
        super().__init__()
        self._masked, self._full = masked, full
        self._shown = label(masked or "—")
        hold = HoldButton(what, short=short)
        show_if(bool(full), hold)
        hold.held.connect(self._show)
        self.setLayout(row(self._shown, hold))

    def _show(self, held: bool) -> None:
        self._shown.setText(self._full if held else self._masked)

    @property
    def text(self) -> str:
        """What is shown now."""
        return self._shown.text()


class Choices(QWidget):
    """One of a few, as buttons with their key: 1 工作人员当面见到. Arrow keys move."""

    chosen = Signal(str)

    def __init__(
        self, options: Iterable[tuple[str, str, str]], *, name: str, columns: int = 2
    ) -> None:
        """Options are value, words, key name."""
        super().__init__()
        self.setAccessibleName(name)
        self._group = QButtonGroup(self)
        self._group.setExclusive(True)
        self._buttons: dict[str, QPushButton] = {}
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(px(6))
        for number, (value, words, key) in enumerate(options):
            made = QPushButton(f"{key}  {words}" if key else words)
            made.setCheckable(True)
            made.setAutoDefault(False)
            made.setProperty("role", "choice")
            made.setAccessibleName(f"{name} {words}")
            made.clicked.connect(lambda _on=False, value=value: self.chosen.emit(value))
            self._group.addButton(made)
            self._buttons[value] = made
            grid.addWidget(made, number // columns, number % columns)

    def first_button(self) -> QPushButton:
        """Where the keyboard begins."""
        return next(iter(self._buttons.values()))

    def choose(self, value: str) -> None:
        """Chooses an option by its value."""
        if not self._buttons[value].isChecked():
            self._buttons[value].setChecked(True)
            self.chosen.emit(value)

    def focus_chosen(self) -> None:
        """Gives the keyboard to the chosen option."""
        made = self._group.checkedButton()
        if made is not None:
            made.setFocus()

    def show_chosen_in(self, area: QScrollArea) -> None:
        """Scrolls an area around the options to the chosen one."""
        made = self._group.checkedButton()
        if made is not None:
            area.ensureWidgetVisible(made, 0, 0)

    def offer(self, value: str) -> bool:
        """Chooses an option if there is one of this value. Says whether there is."""
        if value in self._buttons:
            self.choose(value)
        return value in self._buttons

    def value(self) -> str:
        """The chosen value, or an empty text."""
        return next((key for key, made in self._buttons.items() if made.isChecked()), "")


def combo(options: Iterable[tuple[str, str]], *, name: str) -> QComboBox:
    """A drop-down of value and words; `currentData()` is the value."""
    box = QComboBox()
    box.setAccessibleName(name)
    for value, words in options:
        box.addItem(words, value)
    return box


def keep_narrow(box: QComboBox, characters: int = 8) -> None:
    """Lets long entries of a drop-down be cut instead of making the page wide."""
    box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
    box.setMinimumContentsLength(characters)


class TextArea(QPlainTextEdit):
    """A field for sentences. Tab leaves it, Ctrl+Enter is left to the form."""

    def __init__(self, *, lines: int = 3, placeholder: str = "") -> None:
        super().__init__()
        self.setTabChangesFocus(True)
        self.setPlaceholderText(placeholder)
        self.setFixedHeight(self.fontMetrics().lineSpacing() * lines + px(16))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        control = event.modifiers() & Qt.KeyboardModifier.ControlModifier
        if control and event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            event.ignore()
            return
        super().keyPressEvent(event)

    def text(self) -> str:
        """What is written, trimmed."""
        return self.toPlainText().strip()


class Tabs(QWidget):
    """Tabs as buttons over a stack; Ctrl+PgUp and Ctrl+PgDown change them."""

    changed = Signal(str)

    def __init__(self, tabs: Iterable[tuple[str, str, QWidget]], *, name: str) -> None:
        """Tabs are key, title, content."""
        super().__init__()
        self._group = QButtonGroup(self)
        self._stack = QStackedWidget()
        self._keys: list[str] = []
        across = QHBoxLayout()
        across.setSpacing(0)
        for key, title, content in tabs:
            made = QPushButton(title)
            made.setCheckable(True)
            made.setAutoDefault(False)
            made.setProperty("role", "tab")
            made.setAccessibleName(f"{name} {title}")
            made.clicked.connect(lambda _on=False, key=key: self.choose(key))
            self._group.addButton(made, len(self._keys))
            self._keys.append(key)
            self._stack.addWidget(content)
            across.addWidget(made)
        across.addStretch(1)
        self.setLayout(column(across, self._stack))
        for keys, step in (("Ctrl+PgDown", 1), ("Ctrl+PgUp", -1)):
            QShortcut(QKeySequence(keys), self).activated.connect(
                lambda step=step: self.choose(self._keys[(self._place + step) % len(self._keys)])
            )
        self.choose(self._keys[0])

    def choose(self, key: str) -> None:
        """Shows a tab."""
        place = self._keys.index(key)
        self._group.button(place).setChecked(True)
        self._stack.setCurrentIndex(place)
        self.changed.emit(key)

    def set_title(self, key: str, title: str) -> None:
        """Changes a title, e.g. for its count."""
        self._group.button(self._keys.index(key)).setText(title)

    @property
    def current(self) -> str:
        """The key of the tab that is shown."""
        return self._keys[self._place]

    @property
    def _place(self) -> int:
        return self._stack.currentIndex()


class WheelGuard(QObject):
    """Keeps the mouse wheel from changing drop-downs that are only scrolled past."""

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        passing = isinstance(watched, QComboBox) and not watched.hasFocus()
        if event.type() == QEvent.Type.Wheel and passing:
            event.ignore()
            return True
        return False
