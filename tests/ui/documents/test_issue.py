"""Any form is issued from the desk: filled from the record, mended at its field, seen, numbered."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QLineEdit
from pytestqt.qtbot import QtBot

from corrdesk.bootstrap import Desk
from corrdesk.casework.documents.queries import documents_of
from corrdesk.casework.drafts.model import KeptDraft
from corrdesk.casework.drafts.service import own_drafts
from corrdesk.ui import paths
from corrdesk.ui.documents.document import DocumentPage
from corrdesk.ui.documents.issue import IssuePage
from corrdesk.ui.paths import IssueOf, LeaveOf
from corrdesk.ui.shell.places import Place
from corrdesk.ui.shell.widgets import TextArea
from corrdesk.ui.shell.workplace import Workplace
from tests.ui.documents.test_paper import confirmed

FACTS = {
    "addressee": "青石县人民法院",
    "discharged_on": "2026年6月10日",
    "ground": "社区矫正期限届满",
    "legal_basis": "《中华人民共和国社区矫正法》第四十四条\n\n第二项",
}


@pytest.fixture
def page(place: Workplace, target: LeaveOf, settled: Callable[[], None]) -> IssuePage:
    about = IssueOf(target.person_id, target.supervision_id, target.name)
    place.open_page("issue_document", about)
    settled()
    found = place.current_page
    assert isinstance(found, IssuePage)
    choose(found, "discharge-notice")
    settled()
    return found


def choose(page: IssuePage, form_id: str) -> None:
    page.choice.setCurrentIndex(page.choice.findData(form_id))
    page._choose()


def fill(page: IssuePage, **facts: str) -> None:
    for name, text in facts.items():
        editor = page.fields[name].editor
        if isinstance(editor, TextArea):
            editor.setPlainText(text)
        elif isinstance(editor, QLineEdit):
            editor.setText(text)


def offered(choice: QComboBox) -> set[str]:
    return {choice.itemData(number) for number in range(choice.count())}


def test_forms_that_stand_on_a_decision_are_not_offered(page: IssuePage) -> None:
    forms = offered(page.choice)
    assert len(forms) >= 20
    assert not forms & {"warning-decision", "admonition-decision", "leave-certificate"}


def test_the_record_fills_the_form(page: IssuePage, target: LeaveOf) -> None:
    name = page.fields["person_name"].editor
    assert name.property("text") == target.name
    assert page.serve.isChecked()
    choose(page, "correction-plan")


def test_what_is_missing_is_said_at_its_field(
    page: IssuePage, desk: Desk, settled: Callable[[], None]
) -> None:
    before = desk.head()
    page.preview()
    settled()
    addressee = page.fields["addressee"].editor
    assert addressee.property("problem") == "true"
    assert "addressee" not in addressee.accessibleDescription()
    fill(page, **(FACTS | {"discharged_on": "某天"}))
    page.preview()
    settled()
    assert page.fields["discharged_on"].editor.property("problem") == "true"
    assert desk.head() == before


def test_what_was_typed_goes_along_to_another_form(
    page: IssuePage, settled: Callable[[], None]
) -> None:
    fill(page, ground="社区矫正期限届满")
    choose(page, "discharge-certificate")
    settled()
    assert page.fields["ground"].editor.property("text") == "社区矫正期限届满"


def test_from_the_form_to_the_numbered_sheet(
    app: QApplication,
    page: IssuePage,
    desk: Desk,
    target: LeaveOf,
    place: Workplace,
    settled: Callable[[], None],
    qtbot: QtBot,
) -> None:
    fill(page, **FACTS)
    page.preview()
    settled()
    dialog = page.paper.dialog
    assert dialog is not None
    qtbot.waitUntil(dialog.act_button.isEnabled, timeout=15_000)
    dialog.act_button.click()
    settled()
    confirmed(app, "签发并编号")
    settled()
    assert isinstance(place.current_page, DocumentPage)
    with desk.read() as session:
        (row,) = documents_of(session, desk.office.id, target.person_id)
    assert row.serial.endswith("矫解通字第1号")
    assert row.facts["discharged_on"] == "2026-06-10"
    assert row.facts["legal_basis"] == ["《中华人民共和国社区矫正法》第四十四条", "第二项"]
    assert row.addressees == ["青石县人民法院"]
    assert page.paper.dialog is not None
    page.paper.dialog.close()


def test_a_half_filled_form_comes_back_and_an_issued_one_does_not(
    app: QApplication,
    page: IssuePage,
    desk: Desk,
    place: Workplace,
    target: LeaveOf,
    settled: Callable[[], None],
    qtbot: QtBot,
) -> None:
    def kept() -> list[KeptDraft]:
        return desk.act(own_drafts)[0]

    ground = page.fields["ground"].editor
    QTest.keyClicks(ground, "abc")
    qtbot.waitUntil(lambda: bool(kept()), timeout=5_000)
    (draft,) = kept()
    about = IssueOf(target.person_id, target.supervision_id, target.name)
    place.open_page("issue_document", replace(about, form_id="correction-plan"))
    settled()
    assert "ground" not in page.fields
    place.context.drafts.arm(draft, [])
    where = Place.from_text(draft.draft.place)
    place.open_page(where.page, paths.from_text(where.argument))
    settled()
    assert page.fields["ground"].editor.property("text") == "abc"
    fill(page, **FACTS)
    page.preview()
    settled()
    dialog = page.paper.dialog
    assert dialog is not None
    qtbot.waitUntil(dialog.act_button.isEnabled, timeout=15_000)
    dialog.act_button.click()
    settled()
    confirmed(app, "签发并编号")
    settled()
    assert page.paper.dialog is not None
    page.paper.dialog.close()
    qtbot.waitUntil(lambda: not kept(), timeout=5_000)
