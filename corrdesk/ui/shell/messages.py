"""What the desk says: messages for the result strip, errors in plain words, and the few boxes.

The only module that makes a message box. A box is for what leaves the office or cannot be undone.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QInputDialog, QMessageBox, QPushButton, QWidget

from corrdesk.base.errors import CorrdeskError
from corrdesk.base.i18n import _
from corrdesk.ui.shell.tokens import Tone


@dataclass(frozen=True, slots=True)
class Message:
    """One sentence for the strip, with a next step and a way back where there are such."""

    text: str
    tone: Tone = Tone.OK
    action: str = ""
    run: Callable[[], None] | None = None
    undo: Callable[[], None] | None = None
    undo_seconds: int = 180  # how long it may be taken back from here


_NAMED: Final = re.compile(r"“[a-z][a-z0-9_]*”（([^）]*)）")  # by the name that scripts use


def explain_error(error: Exception) -> Message:
    """An error in plain words. Errors of our own say what to do; a bug never shows its insides.

    What a script calls by a name of its own, people call by its words.
    """
    if isinstance(error, CorrdeskError):
        return Message(_NAMED.sub(r"“\1”", str(error)), Tone.BAD)
    text = _("程序内部出错（{kind}），刚才的操作没有保存。请重试；仍不行请告知维护人员。")
    return Message(text.format(kind=type(error).__name__), Tone.BAD)


def confirm(
    parent: QWidget,
    *,
    title: str,
    text: str,
    act: str,
    then: Callable[[], None],
    cautious: bool = False,
) -> QMessageBox:
    """Asks before an act that cannot be undone; the button names the act.

    With `cautious`, Enter does not press it: the other button is the default.
    """
    box = QMessageBox(parent)
    box.setIcon(QMessageBox.Icon.NoIcon)
    box.setWindowTitle(title)
    box.setText(text)
    yes: QPushButton = box.addButton(act, QMessageBox.ButtonRole.AcceptRole)
    yes.setProperty("role", "primary")
    no: QPushButton = box.addButton(_("返回  Esc"), QMessageBox.ButtonRole.RejectRole)
    box.setDefaultButton(no if cautious else yes)
    box.setEscapeButton(no)
    box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    yes.clicked.connect(then)
    box.open()
    return box


def ask_line(
    parent: QWidget,
    *,
    title: str,
    label: str,
    suggestions: tuple[str, ...],
    then: Callable[[str], None],
) -> QInputDialog:
    """Asks for one line, e.g. the reason of a withdrawal; ready-made answers can be chosen."""
    dialog = QInputDialog(parent)
    dialog.setWindowTitle(title)
    dialog.setLabelText(label)
    dialog.setComboBoxItems(list(suggestions))
    dialog.setComboBoxEditable(True)
    dialog.setOkButtonText(_("确定"))
    dialog.setCancelButtonText(_("返回  Esc"))
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.textValueSelected.connect(then)
    dialog.open()
    return dialog
