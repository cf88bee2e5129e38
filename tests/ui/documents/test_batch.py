"""A batch prints every page once, can be stopped, and leaves nothing behind."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from corrdesk.bootstrap import Desk
from corrdesk.printing.preview import page_count
from corrdesk.ui.documents import batch
from corrdesk.ui.documents.batch import print_sheets, sheets_of
from corrdesk.ui.documents.documents import DocumentsPage
from corrdesk.ui.shell.operations import Cancelled
from corrdesk.ui.shell.workplace import Workplace


@pytest.fixture
def printer(app: QApplication, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> QPrinter:
    monkeypatch.setattr(batch, "PRINT_DPI", 40)
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "temporary"))
    (tmp_path / "temporary").mkdir()
    made = QPrinter()
    made.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    made.setOutputFileName(str(tmp_path / "printed.pdf"))
    return made


def test_every_sheet_is_printed_once(
    desk: Desk, issue: Callable[..., str], printer: QPrinter, tmp_path: Path
) -> None:
    for _number in range(3):
        issue()
    steps: list[tuple[int, int]] = []
    sheets = sheets_of(desk, "to_stamp")
    assert print_sheets(desk, printer, sheets, lambda *step: steps.append(step)) == 3
    assert steps == [(0, 3), (1, 3), (2, 3), (3, 3)]
    pages = sum(page_count(desk.original(each)) for each in sheets)
    assert page_count((tmp_path / "printed.pdf").read_bytes()) == pages
    assert list((tmp_path / "temporary").iterdir()) == []


def test_it_stops_when_it_is_told(desk: Desk, issue: Callable[..., str], printer: QPrinter) -> None:
    for _number in range(3):
        issue()
    opened: list[str] = []
    original = desk.original

    def counting(attachment_id: str) -> bytes:
        opened.append(attachment_id)
        return original(attachment_id)

    desk.original = counting  # type: ignore[method-assign]

    def stop(done: int, _total: int) -> None:
        if done == 1:
            raise Cancelled

    with pytest.raises(Cancelled):
        print_sheets(desk, printer, sheets_of(desk, "to_stamp"), stop)
    assert len(opened) == 1  # one sheet at a time, and none after the stop


def test_progress_is_shown_and_hidden(
    sheet: str,
    place: Workplace,
    printer: QPrinter,
    settled: Callable[[], None],
    qtbot: QtBot,
    tmp_path: Path,
) -> None:
    place.open_page("documents")
    settled()
    page = place.current_page
    assert isinstance(page, DocumentsPage)
    page.batch.send(printer, "待盖章", "to_stamp")
    assert page.batch.isVisible()
    qtbot.waitUntil(lambda: not page.batch.isVisible(), timeout=20_000)
    assert (tmp_path / "printed.pdf").stat().st_size > 0
