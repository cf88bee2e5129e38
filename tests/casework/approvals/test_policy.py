"""Meetings and forbidden places: the county decides, and some meetings nobody may approve."""

from __future__ import annotations

from datetime import date

import pytest

from corrdesk.base.workdays import load_calendar
from corrdesk.casework.approvals.model import Contact
from corrdesk.casework.approvals.policy import (
    REFUSED,
    ContactFacts,
    PlaceFacts,
    contact_approval,
    place_approval,
)
from corrdesk.casework.caseload.model import Category
from corrdesk.rules.catalog import load_rulebook
from corrdesk.rules.law import Law

LAW = Law(load_rulebook(), load_calendar(), date(2026, 6, 10))


@pytest.mark.parametrize("contact", Contact)
def test_who_approves_a_meeting(contact: Contact) -> None:
    decision = contact_approval(ContactFacts(contact), LAW)
    never = contact in {Contact.ACCOMPLICE, Contact.BAD_INFLUENCE}
    assert decision.value.approver == (REFUSED if never else "county")
    assert decision.value.reason == (contact.value if never else None)
    assert decision.value.tell == ()
    assert decision.cites("IM-25")


@pytest.mark.parametrize("category", Category)
def test_who_approves_a_forbidden_place_and_who_is_told(category: Category) -> None:
    decision = place_approval(PlaceFacts(category), LAW)
    forbids = category in {Category.PUBLIC_SURVEILLANCE, Category.PROBATION}
    assert decision.value.approver == ("county" if forbids else REFUSED)
    assert decision.value.tell == (("original", "procuratorate") if forbids else ())
    assert decision.cites("PC-72")
    assert decision.cites("IM-39") == forbids
