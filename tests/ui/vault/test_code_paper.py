"""The code goes to paper and comes back from it: typed in any manner, or scanned."""

import random
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeVar

import pytest
from PySide6.QtCore import QObject
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from corrdesk.ui.shell.operations import Courier, Lane, Operation
from corrdesk.ui.vault import code_paper
from corrdesk.ui.vault.code_paper import CodePaper, why_not
from corrdesk.vault import recovery

T = TypeVar("T")
CODE = recovery.to_code(random.Random(1).randbytes(20))
OTHER = recovery.to_code(random.Random(2).randbytes(20))


@pytest.fixture
def paper(app: QApplication, qtbot: QtBot) -> Iterator[CodePaper]:
    lane = Lane("test")
    courier = Courier()

    def start(parent: QObject, work: Callable[[], T]) -> Operation[T]:
        return Operation(parent, work, lane, courier)

    made = CodePaper(start)
    qtbot.addWidget(made)
    made.show_code(CODE, lambda: b"%PDF-1.7")
    yield made
    lane.stop()


def test_wrong_groups_are_named_and_another_code_is_told_apart() -> None:
    assert why_not(CODE, CODE) == ""
    assert why_not(CODE.lower().replace("-", ""), CODE) == ""
    assert "从纸上" in why_not(" ", CODE)
    assert "第 1 组" in why_not(CODE[1:], CODE)
    assert "另一个" in why_not(OTHER, CODE)


def test_the_code_is_hidden_while_it_is_typed(paper: CodePaper) -> None:
    assert all(group in paper.shown.text() for group in CODE.split("-"))
    paper.line.setText("A")
    assert CODE[:5] not in paper.shown.text()
    paper.line.clear()
    assert CODE[:5] in paper.shown.text()
    paper.line.setText(CODE)
    assert paper.is_typed_back()
    paper.forget()
    assert (paper.line.text(), paper.shown.text()) == ("", "")
    assert not paper.is_typed_back()


def test_the_sheet_is_saved_and_its_risk_said(
    paper: CodePaper, tmp_path: Path, qtbot: QtBot
) -> None:
    paper.save_to(tmp_path / "sheet.pdf")
    qtbot.waitUntil(lambda: bool(paper._banner.text))
    assert (tmp_path / "sheet.pdf").read_bytes() == b"%PDF-1.7"
    assert "删除" in paper._banner.text
    paper.save_to(tmp_path / "nowhere" / "sheet.pdf")
    qtbot.waitUntil(lambda: "删除" not in paper._banner.text)


def test_the_sheet_is_printed(
    paper: CodePaper, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent: list[list[bytes]] = []
    monkeypatch.setattr(code_paper, "page_images", lambda pdf, _dpi: [pdf])
    monkeypatch.setattr(code_paper, "paint_pages", lambda _printer, images: sent.append(images))
    monkeypatch.setattr(code_paper, "ask_printer", lambda _parent, _name, send: send(QPrinter()))
    paper.print_button.click()
    qtbot.waitUntil(lambda: bool(sent))
    assert sent == [[b"%PDF-1.7"]]
    assert "打印机" in paper._banner.text
