"""Every page has a section in the handbook."""

import re

import pytest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from corrdesk.base.resources import read_resource
from corrdesk.ui.app import registry
from corrdesk.ui.shell.help import HANDBOOK, open_help

TEXT = read_resource("help", HANDBOOK).decode("utf-8")
HEADINGS = set(re.findall(r"^#+ (.+)$", TEXT, re.MULTILINE))
KNOWN = registry()
SPECS = (*KNOWN.pages, *KNOWN.extras, *KNOWN.panels)


@pytest.mark.parametrize("spec", SPECS, ids=lambda spec: spec.key)
def test_every_screen_has_its_section(spec: object) -> None:
    assert spec.make.help_topic in HEADINGS  # type: ignore[attr-defined]


def test_every_section_begins_with_how_to_do_it() -> None:
    for spec in SPECS:
        topic = spec.make.help_topic  # type: ignore[attr-defined]
        section = TEXT.split(f"## {topic}\n", maxsplit=1)[1].split("\n## ")[0]
        assert "怎么做" in section, topic


def test_it_opens_at_a_section(app: QApplication, qtbot: QtBot) -> None:
    parent = QWidget()
    qtbot.addWidget(parent)
    window = open_help(parent, "导入台账")
    assert window.browser.textCursor().block().text() == "导入台账"
    window.close()
