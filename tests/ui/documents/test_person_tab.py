"""A person's sheets stand on the person's page; the dossier is bound from there, or not at all."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from corrdesk.printing.preview import extract_text
from corrdesk.ui.caseload.person import PersonPage
from corrdesk.ui.documents import person_tab
from corrdesk.ui.documents.document import DocumentPage
from corrdesk.ui.documents.person_tab import PaperTab
from corrdesk.ui.paths import LeaveOf
from corrdesk.ui.shell.operations import Cancelled
from corrdesk.ui.shell.workplace import Workplace


@pytest.fixture
def tab(place: Workplace, target: LeaveOf, settled: Callable[[], None]) -> PaperTab:
    place.open_page("person", target.person_id)
    settled()
    page = place.current_page
    assert isinstance(page, PersonPage)
    page.tabs.choose("papers")
    return page.lists.papers


def test_without_sheets_it_says_where_they_come_from(tab: PaperTab) -> None:
    assert tab.nothing.text
    assert not tab.table.isVisible()


def test_sheets_are_listed_and_open(
    sheet: str, tab: PaperTab, place: Workplace, settled: Callable[[], None]
) -> None:
    assert tab.table.isVisible()
    record = tab.table.current_record()
    assert record is not None
    assert record.id == sheet
    tab.table.opened.emit(record)
    settled()
    assert isinstance(place.current_page, DocumentPage)


def test_the_dossier_is_bound(sheet: str, tab: PaperTab, tmp_path: Path, qtbot: QtBot) -> None:
    out = tmp_path / "卷宗.pdf"
    tab.bind_to(out)
    assert tab.progress.isVisible()
    qtbot.waitUntil(tab.bind_button.isVisible, timeout=20_000)
    assert "卷内备考表" in extract_text(out.read_bytes())


def test_a_stopped_binding_says_so(
    tab: PaperTab, tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stopped(*_arguments: object) -> None:
        raise Cancelled

    monkeypatch.setattr(person_tab, "bound", stopped)
    tab.bind_to(tmp_path / "x.pdf")
    qtbot.waitUntil(tab.bind_button.isVisible, timeout=20_000)
    assert list(tmp_path.glob("*.pdf")) == []
