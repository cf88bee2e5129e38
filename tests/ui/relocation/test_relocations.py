"""The lists of relocations are as long as their counts, and lead on."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from corrdesk.bootstrap import Desk
from corrdesk.casework.relocation.queries import RELOCATION_LISTS
from corrdesk.ui.relocation.case import RelocationPage
from corrdesk.ui.relocation.forms import LetterForm, MoveForm
from corrdesk.ui.relocation.relocations import RelocationsPage, count_late
from corrdesk.ui.shell.forms import FormDialog
from corrdesk.ui.shell.workplace import Workplace
from tests.casework import moves
from tests.casework.people import stand_on


@pytest.fixture
def page(place: Workplace, leaving: str, settled: Callable[[], None]) -> RelocationsPage:
    place.open_page("relocations", "out")
    settled()
    found = place.current_page
    assert isinstance(found, RelocationsPage)
    return found


def test_lists_and_counts_agree(
    desk: Desk, page: RelocationsPage, settled: Callable[[], None]
) -> None:
    moves.received(desk)
    stand_on(desk, date(2026, 6, 17))
    for name in RELOCATION_LISTS:
        page.show_list(name)
        settled()
        rows = page.model.rowCount()
        assert page.buttons[name].text().endswith(f" {rows}")
        assert page.list_focus().isHidden() == (rows == 0)
    assert count_late(desk) == 2


def test_enter_opens_the_case(
    place: Workplace, leaving: str, page: RelocationsPage, settled: Callable[[], None]
) -> None:
    QTest.keyClick(page.table, Qt.Key.Key_Return)
    settled()
    found = place.current_page
    assert isinstance(found, RelocationPage)
    assert found.opened is not None
    assert found.opened.case.id == leaving


def test_f3_asks_for_a_move_and_a_letter_opens_its_case(
    app: QApplication, place: Workplace, page: RelocationsPage, settled: Callable[[], None]
) -> None:
    QTest.keyClick(page, Qt.Key.Key_F3)
    settled()
    dialog = app.activeModalWidget()
    assert isinstance(dialog, FormDialog)
    assert isinstance(dialog.form, MoveForm)
    dialog.reject()
    page._take_letter()
    dialog = app.activeModalWidget()
    assert isinstance(dialog, FormDialog)
    form = dialog.form
    assert isinstance(form, LetterForm)
    for name, text in (
        ("person_name", "高远航"),
        ("id_number", moves.COMING_ID),
        ("old_county", "云河县社区矫正管理局"),
        ("document", "云矫函〔2026〕9号"),
        ("new_address", "青石镇东街8号"),
    ):
        form.editors[name].setText(text)
    form.save()
    settled()
    found = place.current_page
    assert isinstance(found, RelocationPage)
    assert found._name.text() == "高远航"
