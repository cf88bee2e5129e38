"""What the rules said, as plain values that a record or a sheet can keep beside an act.

Shared by the capabilities that decide; it asks no rule itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final, Protocol

from corrdesk.rules.decision import Decision
from corrdesk.rules.facts import given_facts
from corrdesk.rules.parameter import CHECKED, Citation

_DOUBT: Final = (CHECKED, "A", "B", "L", "C", "M")
"""The marks from the surest to the least sure."""


class Grounded(Protocol):
    """Anything that says which clauses it rests on: a decision, a line of a timeline."""

    @property
    def citations(self) -> tuple[Citation, ...]:
        """The clauses, each once."""


def clauses(*grounded: Grounded) -> list[dict[str, str]]:
    """The clauses behind one decision or several, each once, as plain values for a record."""
    return clauses_of(cited for each in grounded for cited in each.citations)


def clauses_of(citations: Iterable[Citation]) -> list[dict[str, str]]:
    """Clauses as plain values, each once."""
    return once(each.plain() for each in citations)


def once(kept: Iterable[Mapping[str, str]]) -> list[dict[str, str]]:
    """Clauses that a record kept, each once: older records may hold one twice.

    Two rules may cite one clause and be sure of it in different degree; the less sure one speaks.
    """
    found: dict[tuple[str, str, str], dict[str, str]] = {}
    for each in kept:
        clause = (each["id"], each["title"], each["article"])
        known = found.setdefault(clause, dict(each))
        known["mark"] = max(known["mark"], each["mark"], key=_DOUBT.index)
    return list(found.values())


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
