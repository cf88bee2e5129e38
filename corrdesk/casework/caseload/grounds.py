"""What the rules said, as plain values that a record or a sheet can keep beside an act.

Shared by the capabilities that decide; it asks no rule itself.
"""

from __future__ import annotations

from typing import Any, Protocol

from corrdesk.rules.decision import Decision
from corrdesk.rules.facts import given_facts
from corrdesk.rules.parameter import Citation


class Grounded(Protocol):
    """Anything that says which clauses it rests on: a decision, a line of a timeline."""

    @property
    def citations(self) -> tuple[Citation, ...]:
        """The clauses, each once."""


def clauses(grounded: Grounded) -> list[dict[str, str]]:
    """The clauses of a decision as plain values for a record or a sheet."""
    return [each.plain() for each in grounded.citations]


def counted_facts(facts: object, decision: Decision[Any]) -> dict[str, Any]:
    """The facts of a question and its answer, as plain values for a record."""
    return dict(given_facts(facts)) | {"answer": decision.answer()}
