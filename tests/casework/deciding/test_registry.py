"""Every kind of matter has its docket, and its answers have words."""

from __future__ import annotations

from corrdesk.casework.deciding.model import ANSWER_LABELS, KIND_LABELS, MatterKind
from corrdesk.casework.deciding.registry import DOCKETS


def test_every_kind_has_its_docket() -> None:
    assert set(DOCKETS) == set(MatterKind) == set(KIND_LABELS)
    for kind, docket in DOCKETS.items():
        assert docket.kind is kind
        assert docket.answers <= set(ANSWER_LABELS)
