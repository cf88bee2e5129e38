"""What may be granted together burdens nobody."""

from __future__ import annotations

from corrdesk.casework.deciding.model import TOGETHER, MatterKind


def test_a_sanction_is_never_decided_in_a_heap() -> None:
    assert MatterKind.PROPOSAL not in TOGETHER
    assert MatterKind.RELOCATION not in TOGETHER
