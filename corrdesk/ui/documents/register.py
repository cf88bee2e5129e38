"""编号登记簿: the numbers of a year by word, on paper."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSignalBlocker
from PySide6.QtWidgets import QDialog, QVBoxLayout, QWidget

from corrdesk.base.i18n import _
from corrdesk.casework.documents.queries import number_register, register_words, register_years
from corrdesk.ui.documents.computers import computers
from corrdesk.ui.shell.context import Context
from corrdesk.ui.shell.preview import PdfPreview
from corrdesk.ui.shell.theme import px
from corrdesk.ui.shell.widgets import button, combo, label, row

if TYPE_CHECKING:
    from corrdesk.bootstrap import Desk


class RegisterDialog(QDialog):
    """The register as it is printed, one word and year at a time."""

    def __init__(
        self, context: Context, parent: QWidget, *, year: int | None = None, word: str = ""
    ) -> None:
        """Begins with a year and a word, or with the newest year."""
        super().__init__(parent)
        self._context = context
        self._wanted = year, word
        self.setWindowTitle(_("编号登记簿"))
        self.year, self.word = combo([], name=_("年份")), combo([], name=_("文书字"))
        self.year.currentIndexChanged.connect(lambda _index: self._ask_words())
        self.word.currentIndexChanged.connect(lambda _index: self._ask_pages())
        self.preview = PdfPreview(context)
        self.empty = label(_("还没有编过号的文书。"), "muted")
        close = button(_("返回  Esc"), self.reject)
        layout = QVBoxLayout(self)
        layout.addLayout(row(label(_("年份")), self.year, label(_("文书字")), self.word, None))
        layout.addWidget(self.empty)
        layout.addWidget(self.preview, 1)
        layout.addLayout(row(close, None))
        space = parent.window().size()
        self.resize(min(px(900), space.width() - px(20)), min(px(860), space.height() - px(20)))
        self._context.ask(self, _years).then(self._show_years).start()

    def _show_years(self, years: list[int]) -> None:
        self.empty.setVisible(not years)
        self.preview.setVisible(bool(years))
        for year in years:
            self.year.addItem(str(year), year)
        self.year.setCurrentIndex(max(self.year.findData(self._wanted[0]), 0))

    def _ask_words(self) -> None:
        year = self.year.currentData()
        self._context.ask(self, lambda desk: _words(desk, year), slot="words").then(
            self._show_words
        ).start()

    def _show_words(self, words: list[str]) -> None:
        with QSignalBlocker(self.word):
            self.word.clear()
            for word in words:
                self.word.addItem(word, word)
            self.word.setCurrentIndex(max(self.word.findData(self._wanted[1]), 0))
        self._ask_pages()

    def _ask_pages(self) -> None:
        year, word = self.year.currentData(), self.word.currentData()
        if not word:
            return
        name = _("编号登记簿 {year} {word}").format(year=year, word=word)
        self._context.ask(self, lambda desk: drawn(desk, year, word), slot="register").then(
            lambda pdf: self.preview.show_pdf(pdf, name)
        ).start()


def drawn(desk: Desk, year: int, word: str) -> bytes:
    """The register of one word and year as PDF."""
    from corrdesk.printing.forms.documents import render_register  # noqa: PLC0415 - with the first

    with desk.read() as session:
        page = number_register(session, desk.office.id, year, word)
    return render_register(page, desk.office.name, computers(desk))


def _years(desk: Desk) -> list[int]:
    with desk.read() as session:
        return register_years(session, desk.office.id)


def _words(desk: Desk, year: int) -> list[str]:
    with desk.read() as session:
        return register_words(session, desk.office.id, year)
