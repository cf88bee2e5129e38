"""Puts a named question to the law of a day, and says in one form why it was refused."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from corrdesk.base.errors import UserError
from corrdesk.base.i18n import _
from corrdesk.base.workdays import CalendarMissing, WorkCalendar, load_calendar
from corrdesk.casework.questions.registry import FACT_NAMES, REGISTRY
from corrdesk.rules.catalog import NATIONAL, UnknownPack, load_rulebook
from corrdesk.rules.decision import Decision
from corrdesk.rules.document import DocumentProblem
from corrdesk.rules.facts import FactImpossible, FactMissing, FactProblem, read_day, read_facts
from corrdesk.rules.law import Law, RuleMissing


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a question was not answered: the fact to mend, the names it goes by, the message."""

    fact: str
    names: tuple[str, ...]
    message: str


def ask(
    question: str,
    facts: Mapping[str, object],
    as_of: date | str | None,
    pack_id: str = NATIONAL,
    *,
    rules: Path | None = None,
) -> Decision[Any]:
    """Answer a question, or raise a `UserError` that `refusal_of` explains.

    `facts` are loose (JSON or YAML); a name that no question knows is refused, so that a slip of
    the pen is not taken for an absent fact. `rules` replaces the rules folder.
    """
    asked = REGISTRY.get(question)
    if asked is None:
        raise FactImpossible("question", _("没有这个问题。"))
    law = Law(load_rulebook(pack_id, rules), _calendar(), _day(as_of))
    for name in facts:
        if name not in FACT_NAMES:
            raise FactImpossible(name, _("没有这个事实名称，请核对拼写。"))
    return asked.policy(read_facts(asked.facts, facts), law)


@cache
def _calendar() -> WorkCalendar:
    return load_calendar()


def _day(as_of: date | str | None) -> date:
    if as_of is None:
        raise FactMissing("as_of")
    return read_day("as_of", as_of)


def refusal_of(error: UserError) -> Refusal:
    """Return what a refusal names; a missing calendar goes by its year, a rule file by its pack."""
    names: tuple[str, ...]
    if isinstance(error, FactProblem | RuleMissing):
        names = error.names
    elif isinstance(error, CalendarMissing):
        names = (str(error.year), "calendar", "year")
    elif isinstance(error, UnknownPack | DocumentProblem):
        names = ("pack",)
    else:
        names = (error.field or "question",)
    return Refusal(names[0], names, str(error))
