"""An account shows its sums and the events behind them, and leads to its paper."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QLabel

from corrdesk.bootstrap import Desk
from corrdesk.casework.caseload.service import add_attachment
from corrdesk.casework.programs.model import Invitee, Turnout
from corrdesk.printing.preview import extract_text
from corrdesk.ui.programs.account import AccountPage
from corrdesk.ui.programs.account_forms import EntryForm
from corrdesk.ui.shell.forms import FormDialog
from corrdesk.ui.shell.preview import PreviewDialog
from corrdesk.ui.shell.widgets import Banner
from corrdesk.ui.shell.workplace import Workplace
from tests.casework.programs.test_accounts import exempted, exemption
from tests.casework.sessions import entered, record
from tests.ui.programs.test_materials import paint

Show = Callable[[str], AccountPage]


@pytest.fixture
def supervision(desk: Desk, held: str, people: list[Invitee]) -> str:
    """Somebody who was there with 85 points, and has been adjusted."""
    who = people[0].learner_id
    record(desk, held, {who: Turnout.PRESENT}, mark=85)
    entered(desk, who, -30)
    return who


def test_the_sums_are_those_of_the_events(
    supervision: str, show_account: Show, settled: Callable[[], None]
) -> None:
    page = show_account(supervision)
    assert page.opened is not None
    mine = page.opened.account
    assert sum(event.minutes for event in mine.events) == mine.tally.balance == 90
    assert page.events.records.rowCount() == 2
    assert page.sessions.records.rowCount() == len(page.opened.sessions) == 1
    page._show_other()
    settled()
    assert page.opened.account.tally.balance == 0


def test_slip_record_and_certificate_lead_to_paper(
    desk: Desk, supervision: str, show_account: Show, settled: Callable[[], None]
) -> None:
    page = show_account(supervision)
    for show, words in ((page.show_slip, "1.5小时"), (page.show_record, "85分")):
        show()
        settled()
        dialog = page.paper.dialog
        assert isinstance(dialog, PreviewDialog)
        assert dialog.preview._pdf is not None
        assert words in extract_text(dialog.preview._pdf).replace("\n", "")
        dialog.close()
        settled()
    page._certificate()
    settled()
    dialog = page.paper.dialog
    assert isinstance(dialog, PreviewDialog)
    assert dialog.preview._pdf is not None
    assert "样" in extract_text(dialog.preview._pdf)
    dialog.close()


def test_an_exemption_is_said_and_taken_back(
    desk: Desk, supervision: str, show_account: Show, settled: Callable[[], None]
) -> None:
    page = show_account(supervision)
    assert page._unexempt.isHidden()
    exempted(desk, supervision, exemption())
    page.refresh()
    settled()
    assert "县医院诊断证明" in page.banner.text
    assert not page._unexempt.isHidden()
    assert page._proof.isHidden()  # the paper lies in the drawer


def test_the_proof_of_an_exemption_is_shown(
    desk: Desk, supervision: str, show_account: Show, settled: Callable[[], None], tmp_path: Path
) -> None:
    paint(scan := tmp_path / "诊断证明.png")
    proof, _changes = desk.act(
        lambda uow: add_attachment(
            uow, supervision, scan.read_bytes(), name=scan.name, media_type="image/png",
            seal=desk.seal,
        )
    )  # fmt: skip
    exempted(desk, supervision, replace(exemption(), attachment_id=proof))
    page = show_account(supervision)
    page._proof.click()
    settled()
    assert page.paper.dialog is not None
    assert page.paper.dialog.preview.pages
    page.paper.dialog.close()


def test_f3_enters_and_f4_opens_the_file(
    place: Workplace, supervision: str, show_account: Show, settled: Callable[[], None]
) -> None:
    page = show_account(supervision)
    page._enter()
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, FormDialog)
    assert isinstance(dialog.form, EntryForm)
    dialog.reject()
    page._open_person()
    settled()
    assert place.current_page is not page


def test_an_account_without_events_says_how_they_come(
    people: list[Invitee], show_account: Show, settled: Callable[[], None]
) -> None:
    page = show_account(people[3].learner_id)
    settled()
    assert page.events.isHidden()
    assert any("还没有记入时长" in each.text for each in page.findChildren(Banner))
    assert any(each.text() == "6 小时" for each in page.grid.findChildren(QLabel))
