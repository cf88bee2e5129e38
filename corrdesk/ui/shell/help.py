"""Offline help: F1 opens the page's own section of `resources/help`."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QTextBlock, QTextCursor
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
        space = parent.window().size()
        margin = px(20)
        self.resize(min(px(760), space.width() - margin), min(px(600), space.height() - margin))
        heading = self._heading(topic)
        if heading is not None:
            self.browser.setTextCursor(QTextCursor(heading))
            QTimer.singleShot(0, self, lambda: self._bring_up(heading))

    def _heading(self, topic: str) -> QTextBlock | None:
        """The heading with these words."""
        block = self.browser.document().begin()
        while block.isValid():
            if block.blockFormat().headingLevel() and block.text().strip() == topic:
                return block
            block = block.next()
        return None

    def _bring_up(self, block: QTextBlock) -> None:
        """Scrolls a block to the top, once the text has its lines."""
        top = self.browser.document().documentLayout().blockBoundingRect(block).top()
        self.browser.verticalScrollBar().setValue(round(top) - px(8))


def open_help(parent: QWidget, topic: str) -> HelpWindow:
    """Opens the handbook at a topic."""
    window = HelpWindow(parent, topic)
    window.open()
    return window
