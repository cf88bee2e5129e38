"""Every question of law that can be asked by name. Each capability lists its own."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from corrdesk.casework.aftercare import policy as aftercare
from corrdesk.casework.approvals import policy as approvals
from corrdesk.casework.caseload import policy as caseload
from corrdesk.casework.documents import policy as documents
from corrdesk.casework.enforcement import policy as enforcement
from corrdesk.casework.inquiry import policy as inquiry
from corrdesk.casework.leave import policy as leave
from corrdesk.casework.relocation import policy as relocation
from corrdesk.casework.reporting import policy as reporting
from corrdesk.rules.question import Question

_CAPABILITIES: Final = (
    caseload,
    inquiry,
    reporting,
    leave,
    relocation,
    approvals,
    enforcement,
    documents,
    aftercare,
)

REGISTRY: Final[Mapping[str, Question]] = MappingProxyType(
    {question.name: question for capability in _CAPABILITIES for question in capability.QUESTIONS}
)
FACT_NAMES: Final = frozenset(
    name for question in REGISTRY.values() for name in question.fact_names
)
"""The names of the facts of all questions: one sheet of facts may serve several questions."""
