"""Why an answer is what it is: one printable page in Markdown, with every clause."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from corrdesk.base.dates import format_cn
from corrdesk.base.i18n import N_, _
from corrdesk.casework.questions.registry import REGISTRY
from corrdesk.casework.questions.wording import name_of, value_of
from corrdesk.rules.decision import Comparison, Decision
from corrdesk.rules.parameter import CHECKED, Citation

_MARKS: Final = {
    "A": N_("两份全文核对一致"),
    "B": N_("据一份全文或者官方网页"),
    "C": N_("凭记忆，有旁证，待核对原文"),
    "M": N_("凭记忆，待核对原文"),
    "L": N_("地方规定"),
    CHECKED: N_("县级机构已核对"),
}
_INNER: Final = str.maketrans("《》", "〈〉")
_RELATIONS: Final = {
    "<=": N_("不超过"),
    "<": N_("少于"),
    ">=": N_("达到"),
    ">": N_("超过"),
}


def explain(question: str, decision: Decision[Any]) -> str:
    """Return the page: answer, facts, clauses, what was compared, what is missing."""
    return "\n".join(_page(question, decision)) + "\n"


def _page(question: str, decision: Decision[Any]) -> Iterator[str]:
    yield f"# {_(REGISTRY[question].title)}"
    yield ""
    yield _("查询日：{day}　规则版本：{version}").format(
        day=format_cn(decision.as_of), version=decision.rule_version
    )
    yield from _section(_("结论（提示，不是决定）"), _answer_lines(decision))
    facts = (f"{name_of(name)}：{value_of(value)}" for name, value in decision.facts_used)
    yield from _section(_("所据事实"), facts)
    yield from _section(_("比较"), (comparison_text(each) for each in decision.compared))
    yield from _section(_("尚缺"), (value_of(need) for need in decision.needs))
    yield from _section(_("还差一步"), decision.almost)
    yield from _section(_("依据"), _rule_lines(decision))


def _section(title: str, lines: Any) -> Iterator[str]:
    """Yield a titled list; nothing at all where there is nothing to say."""
    for number, line in enumerate(lines):
        if number == 0:
            yield from ("", f"## {title}", "")
        yield f"- {line}"


def _answer_lines(decision: Decision[Any]) -> Iterator[str]:
    for name, value in decision.answer().items():
        if name in {"needs", "grounds"} or (name == "calendar_missing" and not value):
            continue
        yield f"{name_of(name)}：{value_of(value)}"


def comparison_text(step: Comparison) -> str:
    """Return what was compared with what, in words."""
    return _("{what} {actual}，{relation} {limit}：{verdict}").format(
        what=name_of(step.what),
        actual=value_of(step.actual),
        relation=_(_RELATIONS[step.relation]),
        limit=value_of(step.limit),
        verdict=_("成立") if step.holds else _("不成立"),
    )


def citation_text(cited: Citation) -> str:
    """Return a clause as people cite it, with how sure its source is."""
    return _("《{title}》{article}（{mark}：{meaning}）").format(
        title=cited.title.translate(_INNER),
        article=cited.article,
        mark=cited.mark,
        meaning=_(_MARKS[cited.mark]),
    )


def _rule_lines(decision: Decision[Any]) -> Iterator[str]:
    for rule in decision.rules:
        clauses = _("；").join(citation_text(cited) for cited in rule.citations)
        yield f"{rule.description}——{clauses}"
