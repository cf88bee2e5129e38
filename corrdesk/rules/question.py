"""A question of law that can be asked by name: its facts and the policy that answers it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from corrdesk.rules.decision import Decision
from corrdesk.rules.facts import fact_names
from corrdesk.rules.law import Law


@dataclass(frozen=True, slots=True)
class Question:
    """`name` as scenario files ask it, the class that reads its facts, the policy, a title."""

    name: str
    title: str
    facts: type
    policy: Callable[[Any, Law], Decision[Any]]

    @property
    def fact_names(self) -> tuple[str, ...]:
        """The names of the facts that the question reads."""
        return fact_names(self.facts)
