"""`case hint …` and `case medical`: hints to look into, and medical papers handed in."""

from __future__ import annotations

from typing import Annotated

import typer

from corrdesk.base.errors import UserError
from corrdesk.base.i18n import _
from corrdesk.casework.enforcement.hints.model import BREACHES, HINT_LABELS
from corrdesk.casework.enforcement.hints.queries import HINT_LISTS, hint_line, hints_page
from corrdesk.casework.enforcement.hints.service import dismiss_hint, reopen_hint
from corrdesk.casework.enforcement.model import Breach, Severity, ViolationFacts
from corrdesk.casework.hinting import confirm_hint, find_hints
from corrdesk.casework.permissions import may
from corrdesk.casework.reporting.medical import MedicalKind, MedicalNote, record_medical
from corrdesk.casework.reporting.policy import OutsideReason
from corrdesk.casework.reporting.service import open_duties
from corrdesk.cli.desk import EVERYTHING, the_person
from corrdesk.cli.frame import Commands
from corrdesk.cli.mistakes import check_choice
from corrdesk.cli.opening import (
    JsonOption,
    VaultOptions,
    day,
    opens_vault,
)
from corrdesk.cli.output import answer, answer_json, done

app = Commands()
HintArgument = Annotated[str, typer.Argument(help=_("提示编号，见 case hint list --json。"))]
ReasonOption = Annotated[str, typer.Option("--reason", help=_("理由。"))]


def register(group: typer.Typer) -> None:
    """Adds the group of hints and the command for medical records to `case`."""
    group.add_typer(app, name="hint", help=_("违规提示：查找、核实、排除。"))
    group.command("medical", help=_("登记暂予监外执行的情形、身体情况报告、病情复查。"))(medical)


@app.command("list", help=_("核对全部登记，列出提示。"))
@opens_vault
def list_(
    vault: VaultOptions,
    *,
    which: Annotated[str, typer.Option("--list", help=" | ".join(HINT_LISTS))] = "open",
    json: JsonOption = False,
) -> None:
    """Looks through the records of the day and lists the hints."""
    check_choice("--list", which, HINT_LISTS)
    with vault.opened() as desk:
        law = desk.law()
        if may(desk.actor, "hints.find") and not desk.alarms:
            desk.act(lambda uow: open_duties(uow, law))
            desk.act(lambda uow: find_hints(uow, law))
        with desk.read() as session:
            lines = hints_page(session, desk.office.id, law.as_of, which, limit=EVERYTHING)
    if json:
        answer_json(lines)
        return
    for line in lines:
        answer(f"{line.hint_id}\t{line.due}\t{line.name}\t{_(HINT_LABELS[line.kind])}")


@app.command("confirm", help=_("核实一条提示，登记为违规，登记摘录作为第一份证据。"))
@opens_vault
def confirm(
    vault: VaultOptions,
    *,
    hint: HintArgument,
    facts: Annotated[str, typer.Option("--facts", help=_("违规事实；不给则用提示的文字。"))] = "",
    breach: Annotated[Breach | None, typer.Option("--breach", help=_("违规种类。"))] = None,
    severity: Annotated[Severity | None, typer.Option("--severity", help=_("情节。"))] = None,
    statement: Annotated[str, typer.Option("--statement", help=_("本人陈述。"))] = "",
    json: JsonOption = False,
) -> None:
    """Records the violation that a hint shows."""
    with vault.opened() as desk:
        with desk.read() as session:
            line = hint_line(session, desk.office.id, desk.clock.today(), hint)
        if line is None:
            raise UserError(_("没有找到这条提示。"), field="hint")
        found = ViolationFacts(
            breach=breach or BREACHES[line.kind],
            facts=facts or line.sentence,
            found_on=desk.clock.today(),
            severity=severity,
            statement=statement,
            since=line.due,
            until=line.done,
        )
        violation, _changes = desk.act(
            lambda uow: confirm_hint(uow, desk.law(), hint, found, seal=desk.seal)
        )
    done(json=json, violation=violation)


@app.command("dismiss", help=_("排除一条提示，须写理由。"))
@opens_vault
def dismiss(
    vault: VaultOptions,
    *,
    hint: HintArgument,
    reason: ReasonOption,
    json: JsonOption = False,
) -> None:
    """Sets a hint aside."""
    with vault.opened() as desk:
        desk.act(lambda uow: dismiss_hint(uow, hint, reason))
    done(json=json, hint=hint)


@app.command("reopen", help=_("重新核实已排除的提示。"))
@opens_vault
def reopen(
    vault: VaultOptions,
    *,
    hint: HintArgument,
    reason: ReasonOption,
    json: JsonOption = False,
) -> None:
    """Takes a dismissal back."""
    with vault.opened() as desk:
        desk.act(lambda uow: reopen_hint(uow, hint, reason))
    done(json=json, hint=hint)


@opens_vault
def medical(
    vault: VaultOptions,
    *,
    person: Annotated[str, typer.Argument(help=_("姓名、首字母、证件号码末几位或人员编号。"))],
    kind: Annotated[MedicalKind, typer.Argument(help=_("登记什么。"))],
    on: Annotated[str, typer.Option("--on", help=_("情形起始日，或材料交来之日。"))],
    why: Annotated[
        OutsideReason | None, typer.Option("--why", help=_("暂予监外执行的情形。"))
    ] = None,
    hospital: Annotated[str, typer.Option("--hospital", help=_("复查的医院。"))] = "",
    note: Annotated[str, typer.Option("--note", help=_("备注。"))] = "",
    json: JsonOption = False,
) -> None:
    """Records why somebody is outside prison, or a paper that was handed in."""
    with vault.opened() as desk:
        card = the_person(desk, person)
        found = MedicalNote(kind, day(on, "on"), why, hospital, note)
        record, _changes = desk.act(lambda uow: record_medical(uow, card.supervision_id, found))
    done(json=json, record=record)
