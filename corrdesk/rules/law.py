"""The law as it stands on a day, and the reasons that a policy collects while it decides.

A policy asks here for every number, so that no number is used without its clause.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TypeVar, cast

from corrdesk.base.errors import UserError
from corrdesk.base.i18n import _
from corrdesk.base.workdays import WorkCalendar
from corrdesk.rules.catalog import RuleBook
from corrdesk.rules.decision import AppliedRule, Comparison, Decision
from corrdesk.rules.facts import FactImpossible, given_facts
from corrdesk.rules.parameter import RuleValue

ValueT = TypeVar("ValueT")


class RuleMissing(UserError):
    """A rule that a decision cannot do without has no value in the rule book."""

    def __init__(self, key: str) -> None:
        super().__init__(_("规则 {key} 没有取值。").format(key=key), field=key)
        self.fact = key
        self.names = (key,)


@dataclass(frozen=True, slots=True)
class Law:
    """A rule book and a working-day calendar on a day: the law in force, and "today"."""

    book: RuleBook
    calendar: WorkCalendar
    as_of: date

    def __post_init__(self) -> None:
        """Refuse a day on which these rules were not in force."""
        if not self.book.holds(self.as_of):
            message = _("规则自 {day} 起适用，或所选规则包当日未生效。")
            raise FactImpossible("as_of", message.format(day=self.book.in_force))


class Reasons:
    """Collects rules, comparisons and gaps for one decision."""

    def __init__(self, law: Law) -> None:
        self.law = law
        self.calendar_missing: bool | None = None
        self._rules: dict[tuple[str, date], AppliedRule] = {}
        self._compared: list[Comparison] = []
        self._needs: list[str] = []
        self._almost: list[str] = []

    def rule(self, key: str, on: date | None = None) -> AppliedRule:
        """Return and cite a rule as it held on a day (the day of the law if none is given)."""
        day = self.law.as_of if on is None else on
        known = self._rules.get((key, day))
        if known is not None:
            return known
        parameter = self.law.book.parameter(key)
        held = self.law.book.held(key, day)
        applied = AppliedRule(
            key=key,
            description=parameter.description,
            value=None if held is None else held.value,
            unit=parameter.unit,
            inclusive=parameter.inclusive,
            citations=() if held is None else self.law.book.clauses(held, day),
        )
        self._rules[(key, day)] = applied
        return applied

    def cite(self, *keys: str) -> None:
        """Cite rules whose value plays no part beyond that they exist."""
        for key in keys:
            self.rule(key)

    def _held(self, key: str, on: date | None) -> RuleValue:
        value = self.rule(key, on).value
        if value is None:
            raise RuleMissing(key)
        return value

    def number(self, key: str, on: date | None = None) -> int:
        """Return a number of the law; `RuleMissing` if there is none."""
        return cast("int", self._held(key, on))

    def number_or_need(self, key: str, answer: str) -> int | None:
        """Return a number that may be left to local rules; if so, note which answer needs it."""
        value = self.rule(key).value
        if value is None:
            self.need(answer)
        return cast("int | None", value)

    def flag(self, key: str) -> bool:
        """Return a rule that says yes or no."""
        return cast("bool", self._held(key, None))

    def word(self, key: str, on: date | None = None) -> str:
        """Return a rule that names one thing."""
        return cast("str", self._held(key, on))

    def words(self, key: str, on: date | None = None) -> tuple[str, ...]:
        """Return a rule that names several things."""
        return cast("tuple[str, ...]", self._held(key, on))

    def at_most(self, what: str, actual: int, key: str) -> bool:
        """Say whether a number stays within the rule's limit, by the rule's own inclusivity."""
        rule, limit = self.rule(key), self.number(key)
        holds = actual <= limit if rule.inclusive else actual < limit
        relation = "<=" if rule.inclusive else "<"
        self._compared.append(Comparison(what, actual, relation, limit, holds, key))
        return holds

    def at_least(self, what: str, actual: int, key: str) -> bool:
        """Say whether a number reaches (inclusive) or passes (exclusive) the rule's limit."""
        rule, limit = self.rule(key), self.number(key)
        holds = actual >= limit if rule.inclusive else actual > limit
        relation = ">=" if rule.inclusive else ">"
        self._compared.append(Comparison(what, actual, relation, limit, holds, key))
        return holds

    def day_reaches(self, what: str, actual: date, limit: date, key: str) -> bool:
        """Say whether a day reaches (inclusive) or passes (exclusive) a limit got from a rule."""
        rule = self.rule(key)
        holds = actual >= limit if rule.inclusive else actual > limit
        relation = ">=" if rule.inclusive else ">"
        self._compared.append(Comparison(what, actual, relation, limit, holds, key))
        return holds

    def day_within(self, what: str, actual: date, limit: date, key: str) -> bool:
        """Say whether a day stays within a limit got from a rule."""
        rule = self.rule(key)
        holds = actual <= limit if rule.inclusive else actual < limit
        relation = "<=" if rule.inclusive else "<"
        self._compared.append(Comparison(what, actual, relation, limit, holds, key))
        return holds

    def need(self, name: str) -> None:
        """Note a fact or number that is missing for the next step."""
        if name not in self._needs:
            self._needs.append(name)

    def almost(self, text: str) -> None:
        """Note how far the next step is, in words for people."""
        self._almost.append(text)

    def decide(self, value: ValueT, facts: object) -> Decision[ValueT]:
        """Return the decision with everything collected."""
        return Decision(
            value=value,
            as_of=self.law.as_of,
            rule_version=self.law.book.version,
            rules=tuple(self._rules.values()),
            facts_used=tuple(given_facts(facts).items()),
            compared=tuple(self._compared),
            needs=tuple(self._needs),
            almost=tuple(self._almost),
            calendar_missing=self.calendar_missing,
        )
