"""A decision with its reasons: value, day, clauses, facts used, what was compared, what is missing.

Plain frozen data that a screen, a sheet or a journal entry can keep; it computes nothing.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import date
from typing import Any, Generic, TypeVar, cast

from corrdesk.rules.facts import fact_name, plain
from corrdesk.rules.parameter import Citation, RuleValue

ValueT = TypeVar("ValueT")


@dataclass(frozen=True, slots=True)
class AppliedRule:
    """A rule that took part in a decision, as it held on the day it was asked for."""

    key: str
    description: str
    value: RuleValue | None
    unit: str
    inclusive: bool | None
    citations: tuple[Citation, ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """What was compared with what: `actual` `relation` `limit`, and whether it held."""

    what: str
    actual: int | date
    relation: str
    limit: int | date
    holds: bool
    rule: str


@dataclass(frozen=True, slots=True)
class Decision(Generic[ValueT]):
    """What the rules say about a set of facts on a day. `almost`: how far the next step is."""

    value: ValueT
    as_of: date
    rule_version: str
    rules: tuple[AppliedRule, ...]
    facts_used: tuple[tuple[str, object], ...]
    compared: tuple[Comparison, ...] = ()
    needs: tuple[str, ...] = ()
    almost: tuple[str, ...] = ()
    calendar_missing: bool | None = None  # None: no deadline was shifted over rest days

    @property
    def citations(self) -> tuple[Citation, ...]:
        """The clauses of every rule that was used, each once, in the order of use."""
        found = {cited: None for rule in self.rules for cited in rule.citations}
        return tuple(found)

    def citations_of(self, *keys: str) -> tuple[Citation, ...]:
        """The clauses of the rules with these keys alone, in the order of use."""
        rules = (rule for rule in self.rules if rule.key in keys)
        return tuple({cited: None for rule in rules for cited in rule.citations})

    def cites(self, wanted: str) -> bool:
        """Say whether a clause is among the citations; without item any item of it counts."""
        return any(cited.answers(wanted) for cited in self.citations)

    def answer(self) -> dict[str, object]:
        """Return the value as JSON knows it, with what is missing for it."""
        answer = plain_value(self.value) | {"needs": list(self.needs)}
        if self.calendar_missing is not None:
            answer["calendar_missing"] = self.calendar_missing
        return answer


def plain_value(value: object) -> dict[str, object]:
    """Return an answer as JSON knows it; unlike in facts, what is null stays in it."""
    names = (field.name for field in fields(cast("Any", value)))
    return {fact_name(name): plain(getattr(value, name)) for name in names}
