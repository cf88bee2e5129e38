"""A press for tests that need no ink, and short ways to issue a sheet."""

from __future__ import annotations

from typing import Any

from corrdesk.bootstrap import Desk
from corrdesk.casework.documents.model import Draft, Step, StepFacts
from corrdesk.casework.documents.queries import FoundDocument, open_document
from corrdesk.casework.documents.service import issue_document, record_step
from corrdesk.casework.documents.sheet import FormCard, FormSheet
from corrdesk.printing.templates import load_form


class TextPress:
    """The real forms on the cheapest paper there is."""

    def card(self, form_id: str) -> FormCard:
        form = load_form(form_id)
        return FormCard(form.id, form.title, form.layout, form.head.number)

    def render(self, sheet: FormSheet) -> bytes:
        return f"{sheet.serial} {sheet.check_code} {dict(sheet.facts)}".encode()


PRESS = TextPress()


def draft(person: str, supervision: str, form_id: str = "discharge-notice", **more: Any) -> Draft:
    usual: dict[str, Any] = {
        "facts": {"person_name": "王小明"},
        "person_id": person,
        "supervision_id": supervision,
        "addressees": ("王小明",),
    }
    return Draft(form_id, **(usual | more))


def issued(desk: Desk, what: Draft, **more: Any) -> str:
    return desk.act(lambda uow: issue_document(uow, what, press=PRESS, seal=desk.seal, **more))[0]


def step(desk: Desk, document: str, what: Step, **more: Any) -> str:
    usual: dict[str, Any] = {"on": desk.clock.today()}
    taken = StepFacts(what, **(usual | more))
    return desk.act(lambda uow: record_step(uow, document, taken))[0]


def look(desk: Desk, document: str) -> FoundDocument:
    with desk.read() as session:
        found = open_document(session, desk.office.id, document)
    assert found is not None
    return found
