"""A specimen says what the draft says, and bears neither number nor code."""

from __future__ import annotations

from corrdesk.casework.documents.model import Draft
from corrdesk.casework.documents.sheet import FormSheet, specimen


def test_a_specimen_has_no_number_and_no_code() -> None:
    facts = {"person_name": "王小明"}
    drawn = specimen(Draft("discharge-notice", facts))
    assert drawn == FormSheet("discharge-notice", facts, "", "", "", specimen=True)
