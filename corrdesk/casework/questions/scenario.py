"""Runs tables of legal cases: reads a file, asks each case's question, compares the answers.

The format is that of `tests/scenarios`; any such file can be run.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any, Final, cast

from corrdesk.base.errors import UserError
from corrdesk.base.i18n import _
from corrdesk.casework.questions.asking import Refusal, ask, refusal_of
from corrdesk.rules.catalog import NATIONAL
from corrdesk.rules.decision import Decision
from corrdesk.rules.document import Document, read_document

_FILE_KEYS: Final = frozenset({"pack", "as_of", "cases"})
_CASE_KEYS: Final = frozenset(
    {"name", "as_of", "question", "facts", "expect", "cites", "error", "pack", "note"}
)
_MOMENT: Final = re.compile(r"\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(:\d{2})?")


@dataclass(frozen=True, slots=True)
class Case:
    """One case: a question with facts, and either what is expected or which fact is refused."""

    name: str
    line: int
    question: str
    as_of: str | None
    pack: str
    facts: Mapping[str, object]
    expect: Mapping[str, object] | None
    cites: tuple[str, ...]
    error: str | None


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a case went: what failed in words (nothing: it holds), and what was answered."""

    case: Case
    failures: tuple[str, ...]
    decision: Decision[Any] | None
    refusal: Refusal | None

    @property
    def passed(self) -> bool:
        """Whether everything expected was so."""
        return not self.failures


def read_cases(path: Path) -> tuple[Case, ...]:
    """Return the cases of a file, or raise `DocumentProblem` if it is not a table of cases."""
    document = read_document(path, str(path), strict=False)
    top = document.data
    if not isinstance(top, dict) or not isinstance(top.get("cases"), list):
        raise document.problem(_("不是案例文件：缺少 cases 列表。"))
    for key in top:
        if key not in _FILE_KEYS:
            raise document.problem(_("不认识的键“{key}”。").format(key=key), key)
    cases = cast("list[object]", top["cases"])
    return tuple(_case(document, top, number, each) for number, each in enumerate(cases))


def _case(document: Document, top: Mapping[str, object], number: int, each: object) -> Case:
    entry = ("cases", number)
    if not isinstance(each, dict):
        raise document.problem(_("案例须为“键: 值”。"), *entry)
    for key in each:
        if key not in _CASE_KEYS:
            raise document.problem(_("不认识的键“{key}”。").format(key=key), *entry, key)
    for key in ("name", "question"):
        if not isinstance(each.get(key), str):
            raise document.problem(_("缺少“{key}”。").format(key=key), *entry)
    facts = each.get("facts") or {}
    expect = each.get("expect")
    error = each.get("error")
    if not isinstance(facts, dict) or not isinstance(expect, dict | None):
        raise document.problem(_("facts 和 expect 须为“键: 值”。"), *entry)
    cites = each.get("cites") or []
    if (expect is None) == (error is None) or not isinstance(cites, list):
        raise document.problem(_("须有 expect 或 error 之一；cites 须为列表。"), *entry)
    as_of = each.get("as_of", top.get("as_of"))
    return Case(
        name=each["name"],
        line=document.line(*entry),
        question=each["question"],
        as_of=None if as_of is None else str(as_of),
        pack=str(each.get("pack", top.get("pack", NATIONAL))),
        facts=facts,
        expect=expect,
        cites=tuple(str(cite) for cite in cites),
        error=None if error is None else str(error),
    )


def run_case(case: Case, rules: Path | None = None) -> Outcome:
    """Ask the case's question and compare."""
    try:
        decision = ask(case.question, case.facts, case.as_of, case.pack, rules=rules)
    except UserError as error:
        refusal = refusal_of(error)
        return Outcome(case, tuple(_refusal_failures(case, refusal)), None, refusal)
    return Outcome(case, tuple(_answer_failures(case, decision)), decision, None)


def _refusal_failures(case: Case, refusal: Refusal) -> Iterator[str]:
    if case.error is None:
        yield _("预期有答案，实际被拒绝：{message}").format(message=refusal.message)
    elif case.error not in refusal.names:
        yield _("预期指出“{wanted}”，实际指出“{actual}”。").format(
            wanted=case.error, actual=refusal.fact
        )


def _answer_failures(case: Case, decision: Decision[Any]) -> Iterator[str]:
    if case.error is not None:
        yield _("预期因“{fact}”被拒绝，实际有答案。").format(fact=case.error)
        return
    answer = decision.answer()
    for key, wanted in (case.expect or {}).items():
        if key not in answer:
            yield _("{key}：答案中没有这一项。").format(key=key)
        elif comparable(wanted) != comparable(answer[key]):
            yield _("{key}：预期 {wanted}，实际 {actual}。").format(
                key=key, wanted=_shown(wanted), actual=_shown(answer[key])
            )
    for cite in case.cites:
        if not decision.cites(cite):
            yield _("没有引用 {cite}。").format(cite=cite)


def comparable(value: object) -> object:
    """Return a value as it is compared: lists as sets, days and moments as ISO text."""
    if isinstance(value, list | tuple):
        return frozenset(_text(_sorted(each)) for each in value)
    return _text(_sorted(value))


def _sorted(value: object) -> object:
    """Return a value in which nested lists have one order and moments one spelling."""
    if isinstance(value, list | tuple):
        return sorted((_sorted(each) for each in value), key=_text)
    if isinstance(value, Mapping):
        return {str(key): _sorted(each) for key, each in value.items()}
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, str) and _MOMENT.fullmatch(value):
        return datetime.fromisoformat(value).isoformat()
    return value


def _text(value: object) -> str:
    return json.dumps(value, sort_keys=True)


def _shown(value: object) -> str:
    return json.dumps(_sorted(value), ensure_ascii=False)
