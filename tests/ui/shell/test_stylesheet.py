"""The style sheet is filled completely, names no colour of its own, and Qt understands it."""

import re
from pathlib import Path

from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from corrdesk.ui.shell import stylesheet
from corrdesk.ui.shell.stylesheet import COLOURS, SHEET, style_sheet
from corrdesk.ui.shell.theme import px
from corrdesk.ui.shell.tokens import TONES


def test_nothing_is_left_to_fill_in() -> None:
    text = style_sheet(px, 1.0)
    assert "$" not in text
    assert text.count("{") == text.count("}")
    assert all(pair.ink in text for pair in TONES.values())


def test_every_value_it_is_given_is_used() -> None:
    wanted = set(re.findall(r"\$\{(\w+)\}", SHEET.template))
    assert set(COLOURS) <= wanted


def test_colours_are_named_in_the_tokens_only() -> None:
    folder = Path(stylesheet.__file__).parents[1]
    for path in folder.rglob("*.py"):
        if path.name != "tokens.py":
            assert not re.search(r"#[0-9A-Fa-f]{6}\b", path.read_text(encoding="utf-8")), path.name


def test_qt_understands_it(app: QApplication, qtbot: QtBot) -> None:
    widget = QWidget()
    qtbot.addWidget(widget)
    widget.setStyleSheet(style_sheet(px, 1.5))  # a sheet that cannot be parsed is a Qt warning
    widget.ensurePolished()
    widget.show()
    qtbot.wait(10)
    assert widget.isVisible()
