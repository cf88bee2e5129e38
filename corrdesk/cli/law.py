"""`rules diff | switch | confirm | checklist`: the law of one office. Opens its vault."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from corrdesk.base.i18n import _
from corrdesk.bootstrap import Desk
from corrdesk.casework.confirmation.model import STATE_LABELS, CheckedRule, CountyWord
from corrdesk.casework.confirmation.queries import checked_rules
from corrdesk.casework.confirmation.service import confirm_rule
from corrdesk.casework.enforcement.model import MEASURE_LABELS
from corrdesk.casework.flows import switch_pack
from corrdesk.casework.questions.explain import citation_text
from corrdesk.casework.questions.wording import value_of
from corrdesk.casework.reporting.model import DUTY_LABELS
from corrdesk.casework.switching.comparison import Expected, Named, PackDifference, PersonMoves
from corrdesk.casework.switching.queries import pack_difference
from corrdesk.cli.opening import (
    AsOfOption,
    DeviceSecretOption,
    JsonOption,
    OfficerOption,
    PassphraseOption,
    VaultOptions,
    opened,
    opens_vault,
)
from corrdesk.cli.output import answer, answer_json, say
from corrdesk.rules.confirmation import State, Verdict, as_written
from corrdesk.rules.law import Law


def register(group: typer.Typer) -> None:
    """Adds the commands of this module."""
    group.command("diff", help=_("换规则包之前：哪些人的期限或处理意见会变。"))(diff)
    group.command("switch", help=_("换规则包：先显示变化，加 --yes 才更换。"))(switch)
    group.command("checklist", help=_("待县级机构核对的规则清单。"))(checklist_)
    group.command("confirm", help=_("登记县级机构对一条规则的核对结果。"))(confirm)


def diff(
    before: Annotated[str, typer.Argument(metavar="PACK-A", help=_("规则包编号。"))],
    after: Annotated[str, typer.Argument(metavar="PACK-B", help=_("规则包编号。"))],
    *,
    vault: Annotated[Path, typer.Option("--vault", help=_("保险库文件夹。"))],
    officer: OfficerOption = None,
    passphrase_file: PassphraseOption = None,
    device_secret_file: DeviceSecretOption = None,
    as_of: AsOfOption = None,
    json: JsonOption = False,
) -> None:
    """Compares two packs on the people of an office; writes nothing."""
    with opened(vault, officer, passphrase_file, device_secret_file, as_of) as desk:
        found = difference(desk, before, after)
    _say_missing(after, found)
    if json:
        answer_json(difference_document(before, after, found))
    else:
        answer("\n".join(_difference_lines(found)))


@opens_vault
def switch(
    vault: VaultOptions,
    *,
    pack: Annotated[str, typer.Argument(help=_("新的规则包编号。"))],
    yes: Annotated[bool, typer.Option("--yes", help=_("确实更换。"))] = False,
    reason: Annotated[str, typer.Option("--reason", help=_("依据的文件或理由，记入日志。"))] = "",
    json: JsonOption = False,
) -> None:
    """Shows what would move; with --yes it puts the pack in force for the windows to come."""
    with vault.opened() as desk:
        before = desk.office.pack_id
        found = difference(desk, before, pack)
        if yes:
            law, book = desk.law(), desk.rulebook_of(pack)
            desk.act(lambda uow: switch_pack(uow, law, book, reason=reason))
    _say_missing(pack, found)
    if json:
        answer_json(difference_document(before, pack, found) | {"switched": yes})
        return
    answer("\n".join(_difference_lines(found)))
    done = _("已更换为规则包 {pack}，已经开始的期间按原规则走完。").format(pack=pack)
    say(done if yes else _("没有更换。确实要换，请加 --yes。"))


@opens_vault
def checklist_(
    vault: VaultOptions,
    *,
    json: JsonOption = False,
) -> None:
    """Lists every value whose clause nobody has read yet, and what the county has said of it."""
    with vault.opened() as desk:
        rules = the_checklist(desk)
    if json:
        answer_json([_rule_document(rule) for rule in rules])
        return
    for rule in rules:
        answer(_rule_line(rule))
    waiting = sum(rule.entry.state is State.OPEN for rule in rules)
    answer(_("共 {count} 条，待核对 {open} 条。").format(count=len(rules), open=waiting))


@opens_vault
def confirm(
    vault: VaultOptions,
    *,
    key: Annotated[str, typer.Argument(help=_("规则名称，见 rules checklist。"))],
    document: Annotated[str, typer.Option("--document", help=_("县级机构文件名称或文号。"))],
    by: Annotated[str, typer.Option("--by", help=_("县级机构核对人。"))],
    value: Annotated[
        str | None, typer.Option("--value", help=_("改为此值；不写则为核对无误。"))
    ] = None,
    note: Annotated[str, typer.Option("--note", help=_("备注。"))] = "",
    json: JsonOption = False,
) -> None:
    """Records that the county confirmed the value in force, or changed it from today on."""
    word = CountyWord(document, by, value, note)
    with vault.opened() as desk:
        law = desk.law()
        made, _changes = desk.act(lambda uow: confirm_rule(uow, law, key, word))
        held = as_written(desk.rulebook.value(key, desk.clock.today()))
        version = desk.rulebook.version
    verdict = Verdict.CONFIRMED if value is None else Verdict.CHANGED
    if json:
        answer_json(
            {
                "confirmation": made,
                "key": key,
                "verdict": verdict,
                "value": held,
                "rule_version": version,
            }
        )
    else:
        answer(f"{key}\t{value_of(held)}\t{_(STATE_LABELS[State(verdict.value)])}")


def difference(desk: Desk, before: str, after: str) -> PackDifference:
    """What would move at an office between two packs, today."""
    law = desk.law()
    laws = [Law(desk.rulebook_of(pack), law.calendar, law.as_of) for pack in (before, after)]
    with desk.read() as session:
        return pack_difference(session, desk.office.id, *laws)


def the_checklist(desk: Desk) -> list[CheckedRule]:
    """The check-list of an office."""
    book = desk.rulebook_of(desk.office.pack_id, confirmed=False)
    with desk.read() as session:
        return checked_rules(session, desk.office.id, book, desk.law())


def difference_document(before: str, after: str, found: PackDifference) -> dict[str, object]:
    """The difference as the JSON document that scripts read."""
    return {
        "pack_a": before,
        "pack_b": after,
        "version_a": found.version_before,
        "version_b": found.version_after,
        "as_of": found.as_of,
        "until": found.until,
        "counts": {
            "people": found.people,
            "people_moved": len(found.moved),
            "added": found.added,
            "removed": found.removed,
            "changed": found.changed,
            "open_cases": found.open_cases,
            "proposals": found.proposals,
        },
        "plans_duties": found.plans_duties,
        "missing": list(found.missing),
        "people": [
            {
                "person_id": person.person_id,
                "name": person.name,
                "id_number": person.masked_id,
                "added": person.windows.added,
                "removed": person.windows.removed,
                "changed": person.windows.changed,
                "proposals": person.cases,
            }
            for person in found.moved
        ],
    }


def _say_missing(pack: str, found: PackDifference) -> None:
    """Which numbers the second pack does not say, what follows from it, and what to do."""
    if not found.missing:
        return
    say(_("规则包 {pack} 有 {count} 项没有写明：").format(pack=pack, count=len(found.missing)))
    for each in found.missing:
        line = _("  ？{key}　{description}　涉及 {people} 人")
        say(line.format(key=each.key, description=each.description, people=each.people))
    if found.plans_duties:
        say(_("没有写明的义务，换后不再排出。"))
    else:
        say(_("缺少这些数值，换后不会排出任何报告义务。"))
    say(
        _(
            "请县级机构按文件在规则包的 pack.yaml 里补上数值和条号（明确没有此项义务的写 none），"
            "用新的编号重新签发；装入后再换。"
        )
    )


def _difference_lines(found: PackDifference) -> list[str]:
    lines = [line for person in found.moved for line in _person_lines(person)]
    summary = _(
        "{first} 至 {last}：在矫 {people} 人中 {moved} 人有变化；"
        "报告义务新增 {added}、取消 {removed}、改变 {changed}；"
        "未决违规 {cases} 件中 {proposals} 件的处理意见有变化。"
    )
    return [
        *lines,
        summary.format(
            first=found.as_of,
            last=found.until,
            people=found.people,
            moved=len(found.moved),
            added=found.added,
            removed=found.removed,
            changed=found.changed,
            cases=found.open_cases,
            proposals=found.proposals,
        ),
    ]


def _person_lines(person: PersonMoves) -> list[str]:
    moves = person.windows
    return [
        f"{person.name}\t{person.masked_id}",
        *(f"  + {_window(each)}" for each in moves.added),
        *(f"  - {_window(each)}" for each in moves.removed),
        *(f"  ~ {_window(each.before)} → {_window(each.after)}" for each in moves.changed),
        *(f"  ! {_measures(case.before)} → {_measures(case.after)}" for case in person.cases),
    ]


def _window(window: Expected) -> str:
    amount = (
        _("{count} 次").format(count=window.count)
        if window.count is not None
        else _("{hours} 小时").format(hours=window.hours)
    )
    days = f"{window.period_start}—{window.period_end}"
    late = "" if window.due == window.period_end else _("，宽限至 {day}").format(day=window.due)
    return f"{_(DUTY_LABELS[window.kind])} {days} {amount}{late}"


def _measures(named: Named) -> str:
    if named.obstacle:
        return named.obstacle
    return "、".join(_(MEASURE_LABELS[each]) for each in named.measures) or _("无")


def _rule_document(rule: CheckedRule) -> dict[str, object]:
    entry, last = rule.entry, rule.last
    return {
        "key": entry.key,
        "description": entry.description,
        "unit": entry.unit,
        "value": as_written(entry.value),
        "citations": entry.citations,
        "mark": entry.mark,
        "state": entry.state,
        "by": last.person if last else None,
        "on": last.on if last else None,
        "document": last.document if last else None,
        "history": rule.words,
    }


def _rule_line(rule: CheckedRule) -> str:
    entry, last = rule.entry, rule.last
    said = f"（{last.person}，{last.on}，{last.document}）" if last else ""
    clauses = _("；").join(citation_text(cited) for cited in entry.citations)
    parts = (
        entry.mark,
        entry.key,
        entry.description,
        value_of(as_written(entry.value)),
        clauses,
        f"{_(STATE_LABELS[entry.state])}{said}",
    )
    return "\t".join(parts)
