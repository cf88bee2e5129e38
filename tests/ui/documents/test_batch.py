"""A batch prints every page once, can be stopped, and leaves nothing behind."""

from __future__ import annotations

import tempfile
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QDialog, QLabel
from pytestqt.qtbot import QtBot

from corrdesk.bootstrap import Desk
from corrdesk.casework.documents.model import Draft
from corrdesk.casework.documents.queries import documents_page
from corrdesk.casework.documents.service import issue_document
from corrdesk.casework.documents.sheet import FormCard, FormSheet
from corrdesk.printing.preview import page_count
from corrdesk.ui.documents import batch
from corrdesk.ui.documents.batch import print_sheets, sheets_of
from corrdesk.ui.documents.documents import DocumentsPage
from corrdesk.ui.shell.operations import Cancelled
from corrdesk.ui.shell.workplace import Workplace
from tests.ui.documents.conftest import FACTS

MANY = 200


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


@pytest.fixture
def jobs(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What a printer is told: where a job begins and where it ends."""
    told: list[str] = []

    class Painter:
        def __init__(self, _printer: QPrinter) -> None:
            told.append("begin")

        def drawImage(self, *_picture: object) -> None:  # noqa: N802 - as Qt calls it
            told.append("page")

        def end(self) -> None:
            told.append("end")

    monkeypatch.setattr(batch, "QPainter", Painter)
    return told


class _QuickPress:
    """Gives every sheet the pages of one that was really drawn; numbers and codes are its own."""

    def __init__(self, desk: Desk, pdf: bytes) -> None:
        self._press, self._pdf = desk.press, pdf

    def card(self, form_id: str) -> FormCard:
        return self._press.card(form_id)

    def render(self, _sheet: FormSheet) -> bytes:
        return self._pdf


@pytest.fixture
def many(desk: Desk, sheet: str) -> list[str]:
    """Two hundred sheets that wait for their stamp; their attachments in the order of the list."""
    with desk.read() as session:
        first = documents_page(session, desk.office.id, "to_stamp")[0]
    press = _QuickPress(desk, desk.original(first.attachment_id))
    draft = Draft("discharge-notice", FACTS, person_id=first.person_id, addressees=("法院",))
    for _number in range(MANY - 1):
        desk.act(lambda uow: issue_document(uow, draft, press=press, seal=desk.seal))
    return sheets_of(desk, "to_stamp")


def test_a_long_list_is_printed_whole_and_its_number_is_asked_about(
    desk: Desk,
    many: list[str],
    place: Workplace,
    settled: Callable[[], None],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked: list[str] = []
    monkeypatch.setattr(batch, "ask_printer", lambda _page, title, _send: asked.append(title))
    place.open_page("documents", "to_stamp")
    page = place.current_page
    assert isinstance(page, DocumentsPage)
    page.print_all.click()
    settled()
    assert asked == ["待盖章"]  # two hundred: straight to the printer

    with desk.read() as session:
        first = documents_page(session, desk.office.id, "to_stamp")[0]
    press = _QuickPress(desk, desk.original(first.attachment_id))
    draft = Draft("discharge-notice", FACTS, person_id=first.person_id, addressees=("法院",))
    for _number in range(301):
        desk.act(lambda uow: issue_document(uow, draft, press=press, seal=desk.seal))
    whole = sheets_of(desk, "to_stamp")
    assert len(whole) == len(set(whole)) == MANY + 301
    page.print_all.click()
    settled()
    box = QApplication.activeModalWidget()
    assert isinstance(box, QDialog)
    assert any("501" in each.text() for each in box.findChildren(QLabel))
    assert asked == ["待盖章"]
    next(each for each in box.findChildren(QAbstractButton) if "打印机" in each.text()).click()
    settled()
    assert asked == ["待盖章"] * 2


class _Watched:
    """What the window shows of a batch, and which originals it opens."""

    def __init__(self, desk: Desk, place: Workplace, monkeypatch: pytest.MonkeyPatch) -> None:
        self.opened: Counter[str] = Counter()
        self.seen: list[tuple[int, int]] = []
        original = desk.original

        def counting(attachment_id: str) -> bytes:
            self.opened[attachment_id] += 1
            return original(attachment_id)

        monkeypatch.setattr(desk, "original", counting)
        place.open_page("documents", "to_stamp")
        page = place.current_page
        assert isinstance(page, DocumentsPage)
        self.page, self.batch = page, page.batch
        self.batch.bar.valueChanged.connect(
            lambda value: self.seen.append((value, self.batch.bar.maximum()))
        )

    def run(self, printer: QPrinter, qtbot: QtBot) -> None:
        self.opened.clear()
        self.seen.clear()
        self.batch.send(printer, "待盖章", "to_stamp")
        qtbot.waitUntil(lambda: not self.batch.isVisible(), timeout=120_000)


def test_two_hundred_sheets_show_progress_stop_midway_and_print_again(
    desk: Desk,
    many: list[str],
    place: Workplace,
    printer: QPrinter,
    qtbot: QtBot,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert len(many) == MANY
    watched = _Watched(desk, place, monkeypatch)
    printed, temporary = tmp_path / "printed.pdf", tmp_path / "temporary"

    def stop_at_the_middle(value: int) -> None:
        if value >= MANY // 2:
            QTest.keyClick(watched.batch.stop, Qt.Key.Key_Space)

    watched.batch.bar.valueChanged.connect(stop_at_the_middle)
    watched.run(printer, qtbot)
    watched.batch.bar.valueChanged.disconnect(stop_at_the_middle)
    assert MANY // 2 <= len(watched.opened) < MANY
    assert not printed.exists()  # no half of a batch stays behind
    assert list(temporary.iterdir()) == []
    assert "没有留下文件" in place.strip.text
    assert sheets_of(desk, "to_stamp") == many  # nothing was taken for printed

    watched.run(printer, qtbot)
    values = [value for value, total in watched.seen if total == MANY]
    assert values == sorted(values)
    assert values[-1] == MANY
    assert len(set(values)) > 5
    assert watched.opened == Counter(many)  # every sheet once
    assert page_count(printed.read_bytes()) == MANY * page_count(desk.original(many[0]))
    assert list(temporary.iterdir()) == []


def test_a_desk_that_locks_stops_the_batch_and_leaves_nothing(
    desk: Desk,
    many: list[str],
    place: Workplace,
    printer: QPrinter,
    qtbot: QtBot,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    watched = _Watched(desk, place, monkeypatch)
    watched.batch.send(printer, "待盖章", "to_stamp")
    qtbot.waitUntil(lambda: len(watched.opened) > 10, timeout=60_000)
    place.context._hurry.set()  # as closing at once does
    qtbot.waitUntil(lambda: not watched.batch.isVisible(), timeout=60_000)
    assert len(watched.opened) < len(many)
    assert not (tmp_path / "printed.pdf").exists()
    assert list((tmp_path / "temporary").iterdir()) == []


def test_every_sheet_is_a_job_of_its_own_at_a_printer(
    desk: Desk, printer: QPrinter, jobs: list[str], issue: Callable[..., str]
) -> None:
    printer.setOutputFileName("")
    for _number in range(3):
        issue()

    def stop(done: int, _total: int) -> None:
        if done == 2:
            raise Cancelled

    with pytest.raises(Cancelled):
        print_sheets(desk, printer, sheets_of(desk, "to_stamp"), stop)
    assert jobs == ["begin", "page", "end"] * 2  # what was stopped before it began never comes out
