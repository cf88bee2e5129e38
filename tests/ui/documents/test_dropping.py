"""Scans dropped on the window find their sheets; the others are named with what is wrong."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QUrl

from corrdesk.bootstrap import Desk
from corrdesk.casework.documents.model import Step
from corrdesk.printing.preview import page_png
from corrdesk.ui.documents.document import DocumentPage
from corrdesk.ui.documents.dropping import take_file, told
from corrdesk.ui.shell.tokens import Tone
from corrdesk.ui.shell.workplace import Workplace
from tests.casework.papers import look
from tests.ui.shell.test_drops import carrying, drop


def scan_of(desk: Desk, sheet: str, path: Path) -> Path:
    path.write_bytes(page_png(desk.original(look(desk, sheet).document.attachment_id), 0, 150))
    return path


def test_a_dropped_scan_opens_its_stamped_sheet(
    desk: Desk, sheet: str, place: Workplace, tmp_path: Path, settled: Callable[[], None]
) -> None:
    path = scan_of(desk, sheet, tmp_path / "scan.png")
    drop(place, carrying(QUrl.fromLocalFile(str(path)).toString()))
    settled()
    page = place.current_page
    assert isinstance(page, DocumentPage)
    assert page.opened is not None
    assert page.opened.document.id == sheet
    assert look(desk, sheet).document.state == "stamped"


def test_every_file_is_answered_for(desk: Desk, issue: Callable[..., str], tmp_path: Path) -> None:
    old = issue()
    path = scan_of(desk, old, tmp_path / "old.png")
    new = issue(replaces=old, reason="日期有误")
    blank = tmp_path / "blank.txt"
    blank.write_text("no scan")
    good = take_file(desk, scan_of(desk, new, tmp_path / "new.png"))
    taken = [
        take_file(desk, path),
        take_file(desk, blank),
        take_file(desk, tmp_path / "gone"),
        good,
    ]
    assert [bool(each.problem) for each in taken] == [True, True, True, False]
    assert "第 2 版" in taken[0].problem
    assert (good.document_id, good.step) == (new, Step.STAMPED)
    message = told(taken)
    assert message.tone is Tone.WARN
    assert all(name in message.text for name in ("old.png", "blank.txt", "gone", good.serial))
    assert look(desk, old).document.state == "void"
