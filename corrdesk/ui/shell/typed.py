"""Editors as plain values: what stands in them, putting it back, and who changed it.

Secrets are no values: a line that hides what is typed is never read here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QSpinBox,
    QWidget,
)

from corrdesk.ui.shell.widgets import Choices

Value = str | int | bool
PLAIN = (QLineEdit, QPlainTextEdit, QComboBox, QCheckBox, QSpinBox, Choices)
SECRET = "secret"  # noqa: S105 - the name of a property, set where a passphrase is typed
Change = Callable[[], object]


def flat(editors: Mapping[str, QWidget]) -> dict[str, QWidget]:
    """The plain editors by name; those inside a composed one are numbered."""
    found: dict[str, QWidget] = {}
    for name, editor in editors.items():
        if _is_plain(editor):
            found[name] = editor
            continue
        for number, inner in enumerate(_inside(editor)):
            found[f"{name}/{number}"] = inner
    return {name: editor for name, editor in found.items() if not _is_secret(editor)}


def value_of(editor: QWidget) -> Value:
    """What stands in an editor."""
    if isinstance(editor, QLineEdit):
        return editor.text()
    if isinstance(editor, QPlainTextEdit):
        return editor.toPlainText()
    if isinstance(editor, QComboBox):
        chosen = editor.currentData()
        return chosen if isinstance(chosen, str) else editor.currentText()
    if isinstance(editor, QCheckBox):
        return editor.isChecked()
    if isinstance(editor, QSpinBox):
        return editor.value()
    return editor.value() if isinstance(editor, Choices) else ""


def put(editor: QWidget, value: Value) -> bool:
    """Puts a value into an editor. Says whether the editor has a place for it."""
    if isinstance(editor, QLineEdit):
        editor.setText(str(value))
    elif isinstance(editor, QPlainTextEdit):
        editor.setPlainText(str(value))
    elif isinstance(editor, QComboBox):
        place = max(editor.findData(value), editor.findText(str(value)))
        if place < 0:
            return False
        editor.setCurrentIndex(place)
    elif isinstance(editor, QCheckBox):
        editor.setChecked(bool(value))
    elif isinstance(editor, QSpinBox):
        editor.setValue(int(value))
    elif isinstance(editor, Choices):
        return editor.offer(str(value))
    return True


def listen(editor: QWidget, *, by_hand: Change, otherwise: Change) -> None:
    """Calls `by_hand` when a person changed the editor, `otherwise` when the program filled it."""
    if isinstance(editor, QLineEdit):
        editor.textEdited.connect(lambda _text: by_hand())
        editor.textChanged.connect(lambda _text: otherwise())
    elif isinstance(editor, QPlainTextEdit):
        document = editor.document()
        # Filling it from the program empties the history that Ctrl+Z goes back through.
        editor.textChanged.connect(lambda: by_hand() if document.isUndoAvailable() else otherwise())
    elif isinstance(editor, QComboBox):
        editor.activated.connect(lambda _place: by_hand())
    elif isinstance(editor, QCheckBox):
        editor.clicked.connect(lambda _on=False: by_hand())
    elif isinstance(editor, QSpinBox):
        editor.valueChanged.connect(lambda _value: by_hand())
    elif isinstance(editor, Choices):
        for each in editor.findChildren(QPushButton):
            each.clicked.connect(lambda _on=False: by_hand())


def _is_plain(editor: QWidget) -> bool:
    return isinstance(editor, PLAIN)


def _inside(editor: QWidget) -> Iterator[QWidget]:
    """The plain editors in a composed one, without the lines that are parts of them."""
    for inner in editor.findChildren(QWidget):
        parent = inner.parentWidget()
        if _is_plain(inner) and not isinstance(parent, QComboBox | QSpinBox):
            yield inner


def _is_secret(editor: QWidget) -> bool:
    hidden = isinstance(editor, QLineEdit) and editor.echoMode() != QLineEdit.EchoMode.Normal
    return hidden or bool(editor.property(SECRET))
