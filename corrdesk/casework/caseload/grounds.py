"""What the rules said, as plain values that a record or a sheet can keep beside an act.

Shared by the capabilities that decide; it asks no rule itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
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
    return clauses_of(grounded.citations)


def clauses_of(citations: Iterable[Citation]) -> list[dict[str, str]]:
    """Clauses as plain values, each once."""
    return [
        {"id": each.id, "title": each.title, "article": each.article, "mark": each.mark}
        for each in dict.fromkeys(citations)
    ]


def counted_facts(facts: object, decision: Decision[Any]) -> dict[str, Any]:
    """The facts of a question and its answer, as plain values for a record."""
    return dict(given_facts(facts)) | {"answer": decision.answer()}


def quoted(citations: Sequence[Mapping[str, str]]) -> str:
    """《甲》第一条、第二条、《乙》第三条: a title is named once for a run of its articles."""
    parts: list[str] = []
    title = ""
    for cited in citations:
        named = "" if cited["title"] == title else f"《{cited['title']}》"
        title = cited["title"]
        parts.append(f"{named}{cited['article']}")
    return "、".join(parts)
