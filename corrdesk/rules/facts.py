"""Reads loose facts (JSON, YAML, a form) into the typed facts of a question, or says why not.

A required fact that is absent raises `FactMissing`, one that cannot be true `FactImpossible`.
Nothing is assumed: the defaults are those that the facts classes state themselves.
"""

from __future__ import annotations

import re
import types
from collections.abc import Mapping
from dataclasses import MISSING, Field, fields, is_dataclass
from datetime import date, datetime
from enum import StrEnum
from functools import cache
from typing import Any, Final, TypeVar, Union, cast, get_args, get_origin, get_type_hints

from corrdesk.base.errors import UserError
from corrdesk.base.i18n import _

FactsT = TypeVar("FactsT")

DayT = TypeVar("DayT", bound=date)

_YEARS: Final = range(1800, 2200)
_ISO_DATE: Final = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_ISO_MOMENT: Final = re.compile(r"\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(:\d{2}(\.\d{1,6})?)?", re.ASCII)


class FactProblem(UserError):
    """A question that cannot be answered; `fact` names what is wrong, `names` also its aliases.

    The values themselves are kept out of the message: they may be personal data.
    """

    def __init__(self, message: str, fact: str, *aliases: str, remedy: str = "") -> None:
        super().__init__(message, remedy=remedy, field=fact)
        self.fact = fact
        self.names = (fact, *aliases)


class FactMissing(FactProblem):
    """A fact that the law needs was not given."""

    def __init__(self, fact: str, *aliases: str, path: str = "") -> None:
        named = path or "、".join((fact, *aliases))
        super().__init__(_("缺少事实：{fact}。").format(fact=named), fact, *aliases)


class FactImpossible(FactProblem):
    """A fact that cannot be true, by itself or beside another."""

    def __init__(self, fact: str, why: str, *aliases: str, path: str = "") -> None:
        message = _("事实不成立：{fact}。{why}").format(fact=path or fact, why=why)
        super().__init__(message, fact, *aliases)
        self.why = why


def fact_name(field_name: str) -> str:
    """Return the name of a fact: the field without the underscore that avoids a keyword."""
    return field_name.rstrip("_")


def fact_names(kind: type) -> tuple[str, ...]:
    """Return the names of the facts that a facts class reads."""
    return tuple(fact_name(field.name) for field in fields(kind))


def read_facts(kind: type[FactsT], given: Mapping[str, object]) -> FactsT:
    """Return typed facts of the class from loose ones; null counts as not given."""
    return cast("FactsT", _read_class(kind, given, ()))


def read_day(name: str, value: object) -> date:
    """Return the day that a value names, or raise `FactImpossible` naming the fact."""
    return _read_date(value, (name,))


def given_facts(facts: object) -> dict[str, object]:
    """Return the facts that were given, by name, as plain values for showing and storing.

    What stands at its default was not given.
    """
    found: dict[str, object] = {}
    for field in fields(cast("Any", facts)):
        value = getattr(facts, field.name)
        if value != field.default:
            found[fact_name(field.name)] = plain(value)
    return found


def plain(value: object) -> object:
    """Return a value as JSON knows it: dates as ISO text, classes as mappings, tuples as lists."""
    if isinstance(value, StrEnum):
        return value.value
    if isinstance(value, date | datetime):
        return value.isoformat()
    if isinstance(value, tuple | list):
        return [plain(each) for each in value]
    if isinstance(value, Mapping):
        return {str(key): plain(each) for key, each in value.items()}
    if is_dataclass(value):
        return given_facts(value)
    return value


@cache
def _fields(kind: type) -> tuple[tuple[Field[Any], object, bool], ...]:
    """Return the fields of a facts class with their types and whether they are required."""
    hints = get_type_hints(kind)
    return tuple(
        (field, hints[field.name], field.default is MISSING and field.default_factory is MISSING)
        for field in fields(cast("Any", kind))
    )


def _read_class(kind: type, given: Mapping[str, object], path: tuple[str, ...]) -> object:
    values: dict[str, object] = {}
    for field, hint, required in _fields(kind):
        name = fact_name(field.name)
        value = given.get(name)
        if value is not None:
            values[field.name] = _read(hint, value, (*path, name))
        elif required:
            rows = tuple(part for part in (*path, name) if not part.startswith("["))
            raise FactMissing(*_names(rows), path=_shown((*path, name)))
    try:
        return kind(**values)
    except FactImpossible as problem:
        if not path:
            raise
        rows = tuple(name for name in path if not name.startswith("["))
        names = _names((*rows, problem.fact))
        shown = _shown((*path, problem.fact))
        raise FactImpossible(names[0], problem.why, *names[1:], path=shown) from None


def _names(path: tuple[str, ...]) -> tuple[str, ...]:
    """Return the fact at the top and, inside a list, the fact of the row as its alias."""
    return path if len(path) == 1 else (path[0], path[-1])


def _shown(path: tuple[str, ...]) -> str:
    return ".".join(path).replace(".[", "[")


def _read(hint: object, value: object, path: tuple[str, ...]) -> object:
    """Return a value as the type asks for, or raise `FactImpossible` naming it."""
    if get_origin(hint) in {Union, types.UnionType}:
        hint = next(each for each in get_args(hint) if each is not type(None))
    if get_origin(hint) is tuple:
        return _rows(get_args(hint)[0], value, path)
    if is_dataclass(hint):
        if not isinstance(value, Mapping):
            raise _impossible(path, _("须为一组“键: 值”。"))
        return _read_class(cast("type", hint), value, path)
    if isinstance(hint, type) and issubclass(hint, StrEnum):
        return _choice(hint, value, path)
    return _READERS[cast("type", hint)](value, path)


def _rows(hint: object, value: object, path: tuple[str, ...]) -> tuple[object, ...]:
    if not isinstance(value, list | tuple):
        raise _impossible(path, _("须为列表。"))
    return tuple(_read(hint, each, (*path, f"[{n}]")) for n, each in enumerate(value))


def _choice(hint: type[StrEnum], value: object, path: tuple[str, ...]) -> StrEnum:
    try:
        return hint(str(value)) if isinstance(value, str) else hint("")
    except ValueError:
        allowed = "、".join(hint)
        raise _impossible(path, _("只能是：{allowed}。").format(allowed=allowed)) from None


def _read_bool(value: object, path: tuple[str, ...]) -> bool:
    if not isinstance(value, bool):
        raise _impossible(path, _("须为 true 或 false。"))
    return value


def _read_count(value: object, path: tuple[str, ...]) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or value < 0:
        raise _impossible(path, _("须为不小于零的整数。"))
    return value


def _read_text(value: object, path: tuple[str, ...]) -> str:
    """Read text; a bare number in YAML is the text of its digits."""
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    if not isinstance(value, str):
        raise _impossible(path, _("须为文字。"))
    return value


def _read_date(value: object, path: tuple[str, ...]) -> date:
    """Read a day; a moment means its day."""
    moment = _read_moment(value, path)
    return moment.date() if isinstance(moment, datetime) else moment


def _read_moment(value: object, path: tuple[str, ...]) -> date | datetime:
    """Read a day, or a date-time without zone."""
    if isinstance(value, datetime) and value.tzinfo is None:
        return value
    if isinstance(value, date) and not isinstance(value, datetime):
        return value
    if isinstance(value, str):
        try:
            if _ISO_DATE.fullmatch(value):
                return _plausible(date.fromisoformat(value))
            if _ISO_MOMENT.fullmatch(value):
                return _plausible(datetime.fromisoformat(value))
        except ValueError:
            raise _impossible(path, _("没有这一天。")) from None
    raise _impossible(path, _("日期须写成 2026-01-31，时刻须写成 2026-01-31T09:30:00。"))


def _plausible(day: DayT) -> DayT:
    """Refuse years of which no file of today can speak; sums of periods then never overflow."""
    if day.year not in _YEARS:
        raise ValueError
    return day


def _impossible(path: tuple[str, ...], why: str) -> FactImpossible:
    rows = tuple(name for name in path if not name.startswith("["))
    names = _names(rows)
    return FactImpossible(names[0], why, *names[1:], path=_shown(path))


_READERS: Final[Mapping[Any, Any]] = {
    bool: _read_bool,
    int: _read_count,
    str: _read_text,
    date: _read_date,
    datetime: _read_moment,
}
