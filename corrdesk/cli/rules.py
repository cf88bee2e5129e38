"""`rules ask | test | check | explain`: the law at the command line. Judges nothing itself.

Needs no vault; the commands that do are in `law.py` and load when they are called.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated, Any, NoReturn

import typer

from corrdesk.base.clock import SystemClock
from corrdesk.base.errors import UserError
from corrdesk.base.i18n import _
from corrdesk.casework.questions import ask, refusal_of
from corrdesk.casework.questions.explain import citation_text, comparison_text, explain
from corrdesk.casework.questions.scenario import Outcome, read_cases, run_case
from corrdesk.casework.questions.wording import name_of, value_of
from corrdesk.cli.frame import Commands
from corrdesk.cli.lazy import lazy_group
from corrdesk.cli.output import answer, answer_json, say
from corrdesk.rules.catalog import NATIONAL, check_rules
from corrdesk.rules.decision import Decision
from corrdesk.rules.document import DocumentProblem, parse_document, read_document
from corrdesk.rules.facts import plain

FAILED = 1
USER_MISTAKE = 2

LATER = {
    "law": ("diff", "switch", "checklist", "confirm"),
    "packs": ("pack",),
}
"""The modules of this package that add further commands, as in `main.py`."""

app = Commands(
    name="rules",
    cls=lazy_group(
        {name: f"corrdesk.cli.{module}" for module, names in LATER.items() for name in names}
    ),
)

QuestionArgument = Annotated[str, typer.Argument(help=_("问题，如 leave.approval。"))]
FactsOption = Annotated[
    str, typer.Option("--facts", help=_("事实文件（JSON 或 YAML）；- 为标准输入。"))
]
AsOfOption = Annotated[
    str | None, typer.Option("--as-of", help=_("以这一天为“今天”，适用当日的规定。"))
]
PackOption = Annotated[str, typer.Option("--pack", help=_("规则包编号。"))]
JsonOption = Annotated[bool, typer.Option("--json", help=_("以 JSON 输出。"))]


def register(root: typer.Typer) -> None:
    """Adds the group."""
    root.add_typer(app, name="rules", help=_("依法计算：规则、期限和处理意见。"))


@app.command("ask", help=_("问一个法律问题。"))
def ask_command(
    question: QuestionArgument,
    facts: FactsOption,
    as_of: AsOfOption = None,
    pack: PackOption = NATIONAL,
    json: JsonOption = False,
) -> None:
    """Answers one question, with the reasons; a refusal names the fact and exits with 2."""
    try:
        decision = _decide(question, facts, as_of, pack)
    except UserError as error:
        _refuse(error, json=json)
    if json:
        answer_json(decision_document(question, pack, decision))
    else:
        answer("\n".join(_lines(decision)))


@app.command("explain", help=_("说明一个答案的由来，可打印（Markdown）。"))
def explain_command(
    question: QuestionArgument,
    facts: FactsOption,
    as_of: AsOfOption = None,
    pack: PackOption = NATIONAL,
) -> None:
    """Prints a page with the answer, the facts, the comparisons and every clause."""
    try:
        decision = _decide(question, facts, as_of, pack)
    except UserError as error:
        _refuse(error, json=False)
    answer(explain(question, decision))


@app.command("test", help=_("运行案例文件，逐例比对。"))
def cases_command(
    files: Annotated[list[Path], typer.Argument(help=_("案例文件（YAML）。"))],
    verbose: Annotated[bool, typer.Option("--verbose", help=_("也列出通过的案例。"))] = False,
) -> None:
    """Runs tables of cases; exits with 0 only if all hold, with 2 if a file is no such table."""
    outcomes: list[tuple[Path, Outcome]] = []
    malformed = 0
    for path in files:
        try:
            outcomes += [(path, run_case(case)) for case in read_cases(path)]
        except DocumentProblem as problem:
            say(str(problem))
            malformed += 1
    for path, outcome in outcomes:
        if not outcome.passed:
            answer("\n".join(_failure_lines(path, outcome)))
        elif verbose:
            answer(_("通过　　{name}").format(name=outcome.case.name))
    failed = sum(not outcome.passed for _path, outcome in outcomes)
    answer(f"{len(outcomes) - failed} passed, {failed} failed")  # scripts wait for these words
    if malformed:
        raise typer.Exit(USER_MISTAKE)
    if failed:
        raise typer.Exit(FAILED)


@app.command("check", help=_("检查所有规则文件和规则包。"))
def check_command(
    folder: Annotated[
        Path | None, typer.Argument(help=_("规则文件夹；不写则检查程序自带的规则。"))
    ] = None,
    json: JsonOption = False,
) -> None:
    """Names every fault of a rule file with file and line; exits with 2 if there is any."""
    problems = check_rules(folder)
    if json:
        rows = [
            {"file": each.source, "line": each.line, "problem": each.problem} for each in problems
        ]
        answer_json({"ok": not problems, "problems": rows})
    else:
        for problem in problems:
            answer(str(problem))
        good = _("规则文件完整无误。")
        answer(good if not problems else _("发现 {count} 处问题。").format(count=len(problems)))
    if problems:
        raise typer.Exit(USER_MISTAKE)


def decision_document(question: str, pack: str, decision: Decision[Any]) -> dict[str, object]:
    """The decision as the JSON document that scripts read."""
    return {
        "question": question,
        "as_of": decision.as_of,
        "pack": pack,
        "answer": decision.answer(),
        "citations": [each.plain() for each in decision.citations],
        "facts_used": dict(decision.facts_used),
        "compared": list(decision.compared),
        "needs": decision.needs,
        "missing": decision.almost,
        "rules": [
            {
                "key": rule.key,
                "description": rule.description,
                "value": plain(rule.value),
                "unit": rule.unit,
                "inclusive": rule.inclusive,
                "citations": [each.id for each in rule.citations],
            }
            for rule in decision.rules
        ],
        "rule_version": decision.rule_version,
    }


def _decide(question: str, facts: str, as_of: str | None, pack: str) -> Decision[Any]:
    day = as_of if as_of is not None else SystemClock().today()
    return ask(question, _read_facts(facts), day, pack)


def _read_facts(source: str) -> dict[str, object]:
    try:
        if source == "-":
            document = parse_document(sys.stdin.read(), _("标准输入"))
        else:
            document = read_document(Path(source), source)
        if document.data is None:
            return {}
        if not isinstance(document.data, dict):
            raise document.problem(_("事实须为“键: 值”。"))
    except DocumentProblem as problem:
        raise UserError(str(problem), field="facts") from None
    return document.data


def _refuse(error: UserError, *, json: bool) -> NoReturn:
    refusal = refusal_of(error)
    if json:
        answer_json({"error": {"fact": refusal.fact, "message": refusal.message}})
    else:
        say(refusal.message)
    raise typer.Exit(USER_MISTAKE)


def _lines(decision: Decision[Any]) -> list[str]:
    return [
        *(f"{name_of(name)}：{value_of(value)}" for name, value in decision.answer().items()),
        *(comparison_text(step) for step in decision.compared),
        *decision.almost,
        *(citation_text(cited) for cited in decision.citations),
    ]


def _failure_lines(path: Path, outcome: Outcome) -> list[str]:
    """A failing case: what was expected, what came, and the decision's reasoning."""
    place = f"{path}:{outcome.case.line}"
    lines = [_("未通过　{name}（{place}）").format(name=outcome.case.name, place=place)]
    lines += [f"      {failure}" for failure in outcome.failures]
    if outcome.decision is not None:
        reasons = [
            *(comparison_text(step) for step in outcome.decision.compared),
            *(
                _("{rule}（{key}）：{value}").format(
                    rule=rule.description, key=rule.key, value=value_of(plain(rule.value))
                )
                for rule in outcome.decision.rules
            ),
            " ".join(cited.id for cited in outcome.decision.citations),
        ]
        lines += [f"        · {reason}" for reason in reasons]
    return lines
