"""What the county has confirmed or changed of the law at one office, laid over its rule book.

A confirmed value loses its mark of doubt, a changed one holds from its day on. Values of the past
stay as they were. Who may confirm, and where it is kept, is the business of casework.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Final

from corrdesk.base.errors import UserError
from corrdesk.base.i18n import _
from corrdesk.rules.catalog import RuleBook
from corrdesk.rules.document import DocumentProblem, parse_document
from corrdesk.rules.facts import plain
from corrdesk.rules.pack import LEVELS, Pack
from corrdesk.rules.parameter import (
    CHECKED,
    UNITS,
    Citation,
    DatedValue,
    Parameter,
    RuleValue,
    fits,
    local_value,
)

OWN: Final = "office"
NONE: Final = "none"
_SOURCE: Final = "县级社区矫正机构文件"  # stands on paper as a citation: not translated
_DOUBTS: Final = "MC"  # the graver first


class Verdict(StrEnum):
    """What the county said of a value."""

    CONFIRMED = "confirmed"
    CHANGED = "changed"


class State(StrEnum):
    """Where a value of the check-list stands."""

    OPEN = "open"
    CONFIRMED = "confirmed"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True)
class Confirmation:
    """One word of the county: about which value, what, by which document, from which day.

    `value` is written as rule files write it: the value that was confirmed, or the new one.
    """

    key: str
    verdict: Verdict
    value: object
    document: str
    on: date


@dataclass(frozen=True, slots=True)
class ChecklistEntry:
    """A value that the county has to confirm, and what it has said so far.

    `citations` are those that hold with the county's word, `mark` is the doubt without it. `place`
    is where the last word stands among the confirmations, None while there is none.
    """

    key: str
    description: str
    unit: str
    value: RuleValue | None
    citations: tuple[Citation, ...]
    mark: str
    state: State
    place: int | None


def read_value(book: RuleBook, key: str, text: str) -> object:
    """Return a value as somebody typed it, as rule files write it; it fits the rule's unit.

    Raises UserError: for an unknown key, for what statute itself fixes, for what is no value.
    """
    parameter = known_parameter(book, key)
    if any(dated.fixed_by_statute for dated in book.national.parameters[key].values):
        raise UserError(_("法律直接规定的内容，不能改。"), field="key")
    try:
        document = parse_document(text, "value")
        value = local_value(document, parameter, document.data, ())
    except DocumentProblem as problem:
        raise UserError(problem.problem, remedy=_written(parameter.unit), field="value") from None
    if value is None:
        raise UserError(_("请填写新的取值。"), remedy=_written(parameter.unit), field="value")
    return as_written(value)


def known_parameter(book: RuleBook, key: str) -> Parameter:
    """Return a parameter. Raises UserError for a key that no rule has."""
    if key not in book.national.parameters:
        raise UserError(_("没有名为“{key}”的规则。").format(key=key), field="key")
    return book.parameter(key)


def as_written(value: RuleValue | None) -> object:
    """Return a value as rule files write it."""
    return NONE if value == {} else plain(value)


def overlaid(book: RuleBook, confirmations: Sequence[Confirmation]) -> RuleBook:
    """Return the rule book as it holds at the office; later words come later in the list.

    A word about a rule, or about a value, that is not there any more changes nothing.
    """
    known = [each for each in confirmations if each.key in book.national.parameters]
    if not known:
        return book
    own = _own_pack(book, [each for each in known if each.verdict is Verdict.CHANGED])
    checked = [each for each in known if each.verdict is Verdict.CONFIRMED]
    packs = tuple(
        replace(pack, values=_checked_values(pack.values, checked)) for pack in book.packs
    )
    national = book.national
    parameters = _checked_values(national.parameters, checked)
    digest = hashlib.sha256(book.digest.encode() + _canonical(known)).hexdigest()
    return RuleBook(replace(national, parameters=parameters), packs, digest, own)


def checklist(
    book: RuleBook, confirmations: Sequence[Confirmation], on: date
) -> list[ChecklistEntry]:
    """Return every value that holds on a day with a clause nobody has read, by key.

    `book` is the rule book without the county's words.
    """
    after = overlaid(book, confirmations)
    last = {each.key: place for place, each in enumerate(confirmations)}
    found = []
    for key in sorted(book.national.parameters):
        held = book.held(key, on)
        marks = {cited.mark for cited in held.citations} if held else set()
        mark = next((each for each in _DOUBTS if each in marks), "")
        place = last.get(key)
        if held is None or not (mark or place is not None):
            continue
        parameter = book.parameter(key)
        now = after.held(key, on) or held
        found.append(
            ChecklistEntry(
                key=key,
                description=parameter.description,
                unit=parameter.unit,
                value=now.value,
                citations=now.citations,
                mark=mark,
                state=_state(None if place is None else confirmations[place], now.value),
                place=place,
            )
        )
    return found


def _state(last: Confirmation | None, value: RuleValue | None) -> State:
    """A word counts only as long as the value that it was about still holds."""
    if last is None or last.value != as_written(value):
        return State.OPEN
    return State(last.verdict.value)


def _own_pack(book: RuleBook, changes: Iterable[Confirmation]) -> Pack | None:
    values: dict[str, dict[date, DatedValue]] = {}
    for each in changes:
        known = book.national.parameters[each.key]
        value = UNITS[known.unit](each.value)
        held = book.held(each.key, each.on)
        if value is None or not fits(known, value):
            continue
        cited = Citation(f"{OWN}-{each.document}", each.document, _SOURCE, "L")
        clauses = tuple(_lifted(clause) for clause in (held.citations if held else ()))
        dated = DatedValue(each.on, value, (cited, *clauses))
        values.setdefault(each.key, {})[each.on] = dated  # of one day, the later word holds
    if not values:
        return None
    return Pack(
        id=OWN,
        level=LEVELS[-1],
        base=book.pack_id,
        template=False,
        title=_SOURCE,
        number="",
        since=book.in_force,
        until=None,
        values={
            key: replace(book.parameter(key), values=tuple(by_day[day] for day in sorted(by_day)))
            for key, by_day in values.items()
        },
    )


def _checked_values(
    parameters: Mapping[str, Parameter], checked: Iterable[Confirmation]
) -> Mapping[str, Parameter]:
    """Lift the marks of the values that were confirmed, where they are the values confirmed."""
    lifted = dict(parameters)
    for each in checked:
        parameter = lifted.get(each.key)
        held = None if parameter is None else parameter.on(each.on)
        if parameter is None or held is None or as_written(held.value) != each.value:
            continue
        sure = replace(held, citations=tuple(_lifted(cited) for cited in held.citations))
        values = tuple(sure if dated is held else dated for dated in parameter.values)
        lifted[each.key] = replace(parameter, values=values)
    return lifted


def _lifted(cited: Citation) -> Citation:
    return cited if cited.confirmed else replace(cited, mark=CHECKED)


def _canonical(confirmations: Iterable[Confirmation]) -> bytes:
    rows = [
        [each.key, each.verdict.value, each.value, each.document, each.on.isoformat()]
        for each in confirmations
    ]
    return json.dumps(rows, ensure_ascii=False, sort_keys=True).encode()


def _written(unit: str) -> str:
    """How a value of the unit is written, for whoever typed something else."""
    if unit in {"choice", "article"}:
        return _("请写成一个词，如 phone_report。")
    if unit == "choices":
        return _("请写成列表，如 [court, police]。")
    if unit == "duty":
        return _("请写成 {every: week, count: 1} 或 {every: month, hours: 12}，没有则写 none。")
    return _("请写成 true 或 false。") if unit == "flag" else _("请写成不小于零的整数。")
