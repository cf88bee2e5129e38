"""Plain facts for a form, as a script or the desk hands them over, made ready for paper.

Names what is missing, unknown or impossible; computes nothing and knows no law.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from datetime import date

from corrdesk.base.dates import DateProblem, format_cn, parse_date
from corrdesk.base.errors import UserError
from corrdesk.base.i18n import _
from corrdesk.base.text import to_half_width
from corrdesk.printing.fonts import FontSet, missing_error
from corrdesk.printing.safe_text import safe_text
from corrdesk.printing.slots import Value
from corrdesk.printing.templates import FactField, FactKind, FormTemplate

_LARGEST = 10**12
_MOST_ENTRIES = 500


class FactProblem(UserError):
    """A fact that a form cannot print; `field` is its name. Never repeats what the fact says."""


def read_facts(
    form: FormTemplate, facts: Mapping[str, object], fonts: FontSet
) -> Mapping[str, Value]:
    """The texts that are printed, by field; raises `FactProblem` that names the field."""
    for name in facts:
        if form.field(name) is None:
            raise FactProblem(
                _("这份文书没有“{name}”这一项。").format(name=safe_text(str(name))[:60]),
                remedy=_("用 corrdesk forms list 查看各项的名称。"),
                field=str(name),
            )
    values: dict[str, Value] = {}
    for field in form.fields:
        value = _read(field, facts.get(field.name))
        if value:
            _check_characters(field, value, fonts)
            values[field.name] = value
        elif field.required:
            remedy = _("还没有登记的，请先在人员档案等处补填。")
            raise _problem(field, _("缺少必填项{field}。"), remedy=remedy)
    return values


def _problem(field: FactField, message: str, *, remedy: str = "") -> FactProblem:
    named = _("“{name}”（{label}）").format(name=field.name, label=field.label)
    return FactProblem(message.format(field=named), remedy=remedy, field=field.name)


def _read(field: FactField, given: object) -> Value:
    """The text or texts of a fact; empty when it says nothing."""
    if given is None:
        return ""
    match field.kind:
        case FactKind.TEXT:
            return _text(field, given)
        case FactKind.DATE:
            return _date(field, given)
        case FactKind.NUMBER:
            return _number(field, given)
        case FactKind.LIST:
            return _list(field, given)


def _text(field: FactField, given: object) -> str:
    if not isinstance(given, str):
        raise _problem(field, _("{field}须为文字。"))
    if len(given) > field.longest:
        message = _("{{field}}太长，最多 {longest} 字。").format(longest=field.longest)
        raise _problem(field, message)
    return safe_text(given, paragraphs=field.paragraphs)


def _date(field: FactField, given: object) -> str:
    if isinstance(given, int) and not isinstance(given, bool):
        given = str(given)
    if not isinstance(given, str | date):
        raise _problem(field, _("{field}须为日期。"))
    if isinstance(given, str) and not given.strip():
        return ""
    try:
        return format_cn(parse_date(given))
    except DateProblem as error:
        raise _problem(field, _("{field}不是有效的日期。"), remedy=str(error)) from error


def _number(field: FactField, given: object) -> str:
    if isinstance(given, str):
        given = _from_text(given.strip())
        if given == "":
            return ""
    if isinstance(given, bool) or not isinstance(given, int | float):
        raise _problem(field, _("{field}须为数字。"))
    if not math.isfinite(given) or not 0 <= given <= _LARGEST:
        raise _problem(field, _("{field}不是可能的数值。"))
    return str(int(given)) if given == int(given) else str(given)


def _from_text(text: str) -> object:
    narrow = to_half_width(text)
    if narrow.isascii() and narrow.isdigit() and len(narrow) <= len(str(_LARGEST)):
        return int(narrow)
    try:
        return float(narrow) if narrow else ""
    except ValueError:
        return None


def _list(field: FactField, given: object) -> tuple[str, ...]:
    if not isinstance(given, list | tuple) or not all(isinstance(each, str) for each in given):
        raise _problem(field, _("{field}须为文字的列表。"))
    if len(given) > _MOST_ENTRIES or any(len(each) > field.longest for each in given):
        raise _problem(field, _("{field}的内容太多。"))
    return tuple(filter(None, (safe_text(each) for each in given)))


def _check_characters(field: FactField, value: Value, fonts: FontSet) -> None:
    missing = fonts.missing_characters(value if isinstance(value, str) else "".join(value))
    if missing:
        refusal = missing_error(missing)
        raise FactProblem(
            _("“{name}”（{label}）：{problem}").format(
                name=field.name, label=field.label, problem=refusal.message
            ),
            remedy=refusal.remedy,
            field=field.name,
        )
