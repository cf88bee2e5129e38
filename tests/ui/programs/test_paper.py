"""The roster stands in the preview; a scan of something else is said to be one."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from corrdesk.base.errors import UserError
from corrdesk.bootstrap import Desk
from corrdesk.printing.forms.roster import render_rosters
from corrdesk.printing.preview import extract_text
from corrdesk.ui.programs.paper import roster_pdf, scanned
from corrdesk.ui.programs.session import SessionPage
from corrdesk.ui.shell.preview import PreviewDialog
from corrdesk.ui.shell.workplace import Workplace
from tests.printing.rosters import roster


def test_the_roster_stands_in_the_preview(
    desk: Desk,
    held: str,
    show_session: Callable[[str], SessionPage],
    settled: Callable[[], None],
) -> None:
    page = show_session(held)
    page.tools.print_roster()
    settled()
    dialog = page.tools.paper.dialog
    assert isinstance(dialog, PreviewDialog)
    assert dialog.preview._pdf == roster_pdf(desk, held)
    assert "活动签到表" in extract_text(roster_pdf(desk, held))
    dialog.close()


def test_another_roster_is_not_taken(
    place: Workplace,
    held: str,
    show_session: Callable[[str], SessionPage],
    settled: Callable[[], None],
    tmp_path: Path,
) -> None:
    other = tmp_path / "other.pdf"
    other.write_bytes(render_rosters([roster(3)]))
    page = show_session(held)
    assert page.file is not None
    page.tools.paper.read_scan(page.file, other)
    settled()
    assert QApplication.activeModalWidget() is None
    assert "没有这次活动" in place.strip.text


def test_a_scan_that_is_not_there_is_said_to_be_missing(tmp_path: Path) -> None:
    with pytest.raises(UserError):
        scanned(tmp_path / "nothing.png")
