"""Offline help: F1 opens the page's own section of `resources/help`."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QTextCursor, QTextDocument
from PySide6.QtWidgets import QDialog, QTextBrowser, QVBoxLayout, QWidget

from corrdesk.base.i18n import _
from corrdesk.base.resources import read_resource
from corrdesk.ui.shell.theme import px
from corrdesk.ui.shell.widgets import button, row

HANDBOOK = "desk.md"


class HelpWindow(QDialog):
    """The handbook, opened at a heading."""

    def __init__(self, parent: QWidget, topic: str) -> None:
        super().__init__(parent)
        self.setWindowTitle(_("帮助"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.browser = QTextBrowser()
        self.browser.setAccessibleName(_("帮助"))
        self.browser.setOpenExternalLinks(False)
        self.browser.setOpenLinks(False)
        self.browser.document().setDocumentMargin(px(16))
        text = read_resource("help", HANDBOOK).decode("utf-8")
        self.browser.setMarkdown(text)
        layout = QVBoxLayout(self)
        layout.addWidget(self.browser)
        layout.addLayout(row(None, button(_("关闭  Esc"), self.close)))
        self.resize(px(760), px(560))
        if topic:
            self._go_to(topic)

    def _go_to(self, topic: str) -> None:
        """Brings the heading with these words to the top."""
        document: QTextDocument = self.browser.document()
        block = document.begin()
        while block.isValid():
            if block.blockFormat().headingLevel() and block.text().strip() == topic:
                self.browser.moveCursor(QTextCursor.MoveOperation.End)
                self.browser.setTextCursor(QTextCursor(block))
                self.browser.ensureCursorVisible()
                return
            block = block.next()


def open_help(parent: QWidget, topic: str) -> HelpWindow:
    """Opens the handbook at a topic."""
    window = HelpWindow(parent, topic)
    window.open()
    return window
