"""A draft is one value: two with the same words are the same."""

from __future__ import annotations

from dataclasses import replace

from corrdesk.casework.drafts.model import Draft


def test_drafts_are_compared_by_what_they_say() -> None:
    draft = Draft("1", "{}", "登记违规", "欧阳平翊", "{}", ())
    assert draft == replace(draft)
    assert draft != replace(draft, typed='{"facts": ["", "x"]}')
