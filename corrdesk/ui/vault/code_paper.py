"""A recovery code on its way to the safe: shown, printed, typed or scanned back from the paper.

The field for a typed code is also that of the locked screen. Nothing here knows a vault.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Protocol, TypeVar

from PySide6.QtCore import QObject, Qt
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtWidgets import QFileDialog, QLineEdit, QWidget

from corrdesk.base.errors import UserError
from corrdesk.base.i18n import _
from corrdesk.ui.shell.messages import explain_error
from corrdesk.ui.shell.operations import Operation
from corrdesk.ui.shell.preview import PRINT_DPI, ask_printer, page_images, paint_pages
from corrdesk.ui.shell.theme import base_font
from corrdesk.ui.shell.tokens import Tone
from corrdesk.ui.shell.widgets import Banner, Field, button, label, row
from corrdesk.ui.vault.parts import stacked_layout
from corrdesk.vault.files import write_atomically
from corrdesk.vault.recovery import from_code

T = TypeVar("T")
NAME = "恢复码封存单"  # of the paper, which is Chinese in every language


class Starter(Protocol):
    """How work is put on a lane: an operation that its caller starts."""

    def __call__(self, parent: QObject, work: Callable[[], T]) -> Operation[T]:
        """An operation for the work."""
        ...


class CodeLine(QLineEdit):
    """Takes a recovery code from fingers or from a scanner; Chinese input stays out."""

    def __init__(self) -> None:
        super().__init__()
        self.setMaxLength(120)
        self.setPlaceholderText(_("8 组，每组 5 个字符；或扫描二维码"))
        self.setInputMethodHints(
            Qt.InputMethodHint.ImhSensitiveData
            | Qt.InputMethodHint.ImhNoPredictiveText
            | Qt.InputMethodHint.ImhLatinOnly
        )


class CodePaper(QWidget):
    """The code with its ways to paper, and the field in which it comes back."""

    def __init__(self, start: Starter) -> None:
        super().__init__()
        self._start = start
        self._code = ""
        self._make_pdf: Callable[[], bytes] | None = None
        words = _(
            "恢复码是忘记口令、换电脑时打开案卷的办法，只显示这一次。"
            "请打印封存单，装入信封存进保险柜；没有打印机就抄写下来。"
        )
        self.shown = label("", wrap=True)
        self.shown.setFont(base_font(13, bold=True))
        self._banner = Banner()
        self.print_button = button(_("打印封存单…"), self.print_sheet, picture="print")
        self.save_button = button(_("另存为 PDF…"), self._ask_file, picture="save")
        self.line = CodeLine()
        hint = _("看着纸上输入，或用扫码枪扫描纸上的二维码。不分大小写，横线和空格可以不输。")
        self.field = Field(_("从纸上把恢复码输一遍"), self.line, hint=hint)
        layout = stacked_layout(label(words, wrap=True), self.shown, self._banner)
        layout.addLayout(row(self.print_button, self.save_button))
        layout.addWidget(self.field)
        self.setLayout(layout)
        self.line.textChanged.connect(self._hide_while_typing)

    def show_code(self, code: str, make_pdf: Callable[[], bytes]) -> None:
        """Shows a new code; `make_pdf` draws its sheet on a lane."""
        self._code, self._make_pdf = code, make_pdf
        self.line.clear()
        self._hide_while_typing("")

    def forget(self) -> None:
        """Lets go of the code and of what was typed."""
        self._code, self._make_pdf = "", None
        self.line.clear()
        self.shown.clear()

    def is_typed_back(self) -> bool:
        """Whether the code came back right; says at the field which groups are wrong."""
        problem = why_not(self.line.text(), self._code)
        self.field.problem(problem)
        return not problem

    def print_sheet(self) -> None:
        """Draws the sheet and asks for a printer."""
        make = self._make_pdf
        if make is not None:

            def images() -> list[bytes]:
                return page_images(make(), PRINT_DPI)

            self._start(self, images).then(self._ask_printer).or_else(self._failed).start()

    def save_to(self, path: Path) -> None:
        """Writes the sheet to a file for the printer of another machine."""
        make = self._make_pdf

        def saved(_none: None) -> None:
            words = _("已保存 {name}，没有加密：打印后请立即删除。")
            self._banner.say(words.format(name=path.name), Tone.WARN)

        if make is not None:
            self._start(self, lambda: write_atomically(path, make())).then(saved).or_else(
                self._failed
            ).start()

    def _ask_printer(self, images: list[bytes]) -> None:
        def send(printer: QPrinter) -> None:
            paint_pages(printer, images)
            self._banner.say(_("已送往打印机。请从打印机取走，不要留下。"), Tone.OK)
            self.line.setFocus()

        ask_printer(self, NAME, send)

    def _ask_file(self) -> None:
        chosen, _kind = QFileDialog.getSaveFileName(
            self, _("另存为 PDF"), f"{NAME}.pdf", "PDF (*.pdf)"
        )
        if chosen:
            self.save_to(Path(chosen))

    def _failed(self, error: Exception) -> None:
        self._banner.say(explain_error(error).text, Tone.BAD)

    def _hide_while_typing(self, typed: str) -> None:
        """Copying from the screen would prove nothing about the paper."""
        pairs = self._code.split("-")
        lines = [" - ".join(pairs[start : start + 4]) for start in range(0, len(pairs), 4)]
        hidden = _("（输入时不显示，请看纸上。清空输入框可以再看。）")
        self.shown.setText(hidden if typed else "\n".join(lines))
        self.shown.setAccessibleName(_("恢复码"))


def why_not(typed: str, code: str) -> str:
    """What is wrong with a typed code, naming its groups; an empty text when it is the code."""
    if not typed.strip():
        return _("请从纸上把恢复码输一遍，或扫描二维码。")
    try:
        same = from_code(typed) == from_code(code)
    except UserError as error:
        return str(error)
    return "" if same else _("这是另一个恢复码，请看刚才打印的那一张。")
