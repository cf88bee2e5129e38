"""`relocation …`: changes of the execution place, out of the office and into it, step by step."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any

import typer

from corrdesk.base.errors import UserError
from corrdesk.base.i18n import _
from corrdesk.bootstrap import Desk
from corrdesk.casework.documents.sheet import FormSheet
from corrdesk.casework.flows import record_step_and_register
from corrdesk.casework.relocation.model import (
    PARTY_LABELS,
    STEP_LABELS,
    IncomingLetter,
    MoveApplication,
    Outcome,
    PackItem,
    Step,
    StepFacts,
)
from corrdesk.casework.relocation.papers import (
    HANDOVER,
    NOTICE,
    RECEIPT,
    approval_form,
    consultation_letter,
    issue_sheet,
)
from corrdesk.casework.relocation.queries import (
    RELOCATION_LISTS,
    RelocationFile,
    relocation_file,
    relocations_page,
)
from corrdesk.casework.relocation.service import (
    keep_pack,
    receive_letter,
    request_move,
    take_step_back,
    withdraw_move,
)
from corrdesk.cli.desk import the_person
from corrdesk.cli.frame import Commands
from corrdesk.cli.mistakes import check_choice
from corrdesk.cli.opening import (
    JsonOption,
    VaultOptions,
    day,
    day_or_today,
    opens_vault,
)
from corrdesk.cli.output import answer, answer_json, done, write_new
from corrdesk.cli.papers import refuse_existing, write_issued
from corrdesk.rules.law import Law
from corrdesk.store.unit_of_work import UnitOfWork

app = Commands()

CaseArgument = Annotated[str, typer.Argument(help=_("变更编号，见 relocation list --json。"))]
StepArgument = Annotated[Step, typer.Argument(help=_("步骤。"))]
AddressOption = Annotated[str, typer.Option("--address", help=_("新居住地。"))]
CountyOption = Annotated[str, typer.Option("--county", help=_("对方县级社区矫正机构。"))]
DocumentOption = Annotated[str, typer.Option("--document", help=_("文号。"))]
ReasonOption = Annotated[str, typer.Option("--reason", help=_("理由。"))]
PrisonOption = Annotated[
    bool, typer.Option("--by-prison", help=_("暂予监外执行由监狱管理机关或公安机关批准。"))
]

FORMS: dict[str, Callable[[UnitOfWork, Law, str], FormSheet]] = {
    "approval": approval_form,
    "letter": consultation_letter,
}
SHEETS = {"notice": NOTICE, "handover": HANDOVER, "receipt": RECEIPT}


def register(root: typer.Typer) -> None:
    """Adds the group."""
    root.add_typer(app, name="relocation", help=_("执行地变更：转出、转入、期限、移交。"))


@app.command("list", help=_("名单：转出、转入、有迟延、已办结。"))
@opens_vault
def list_(
    vault: VaultOptions,
    *,
    which: Annotated[str | None, typer.Option("--list", help=" | ".join(RELOCATION_LISTS))] = None,
    json: JsonOption = False,
) -> None:
    """Lists relocations; as JSON one list, or all of them by name."""
    check_choice("--list", which, RELOCATION_LISTS)
    names = RELOCATION_LISTS if which is None else (which,)
    with (
        vault.opened() as desk,
        desk.read() as session,
    ):
        law = desk.law()
        lists = {name: relocations_page(session, desk.office.id, law, name) for name in names}
    if json:
        answer_json({"as_of": law.as_of, **lists} if which is None else lists[which])
        return
    for name, lines in lists.items():
        for line in lines:
            following = _(STEP_LABELS[line.direction][line.next]) if line.next else ""
            answer(f"{name}\t{line.relocation_id}\t{line.name}\t{following}\t{line.due or ''}")


@app.command("show", help=_("一次变更的时间线：每一步的期限、责任机关、迟延和下一步。"))
@opens_vault
def show(
    vault: VaultOptions,
    *,
    case: CaseArgument,
    json: JsonOption = False,
) -> None:
    """Shows who supervises today, every step with its clock, and what is missing."""
    with vault.opened() as desk:
        file = _file(desk, case)
    course = file.course
    if json:
        answer_json(
            {
                "relocation": file.case.id,
                "direction": course.direction,
                "state": file.case.state,
                "responsible": course.responsible,
                "next": course.next.step if course.next else None,
                "overdue": {line.step.value: line.days_late for line in course.overdue},
                "steps": [_plain(line) for line in course.lines],
                "missing": file.missing,
            }
        )
        return
    who = _(PARTY_LABELS[course.responsible])
    answer(_("现在由{who}负责监督管理").format(who=who))
    for line in course.lines:
        taken = line.taken
        name = _(STEP_LABELS[course.direction][line.step])
        answer(f"{name}\t{line.due or ''}\t{taken.on if taken else ''}\t{line.days_late or ''}")


@app.command("request", help=_("登记变更执行地的书面申请。"))
@opens_vault
def request(  # noqa: PLR0913 - one parameter per option
    vault: VaultOptions,
    *,
    person: Annotated[str, typer.Argument(help=_("姓名、首字母、证件号码末几位或人员编号。"))],
    move_on: Annotated[str, typer.Option("--move-on", help=_("拟迁居日期。"))],
    address: AddressOption,
    county: CountyOption,
    reason: ReasonOption,
    proof: Annotated[list[str], typer.Option("--proof", help=_("证明材料名称。"))],
    requested_on: Annotated[
        str | None, typer.Option("--requested-on", help=_("申请日期，默认今天。"))
    ] = None,
    late_reason: Annotated[str, typer.Option("--late-reason", help=_("没有按时申请的理由。"))] = "",
    by_prison: PrisonOption = False,
    json: JsonOption = False,
) -> None:
    """Takes down a written application; the person must be named without doubt."""
    with vault.opened() as desk:
        card = the_person(desk, person)
        application = MoveApplication(
            requested_on=day_or_today(desk, requested_on, "requested_on"),
            move_on=day(move_on, "move_on"),
            reason=reason,
            new_address=address,
            new_county=county,
            proofs=tuple(proof),
            late_reason=late_reason,
            by_prison=by_prison,
        )
        made, _changes = desk.act(
            lambda uow: request_move(uow, desk.law(), card.supervision_id, application)
        )
    done(json=json, relocation=made)


@app.command("receive", help=_("登记外县征求意见的来函（转入）。"))
@opens_vault
def receive(  # noqa: PLR0913 - one parameter per option
    vault: VaultOptions,
    *,
    name: Annotated[str, typer.Option("--name", help=_("姓名。"))],
    id_number: Annotated[str, typer.Option("--id-number", help=_("身份证号。"))],
    county: CountyOption,
    document: DocumentOption,
    address: AddressOption,
    received_on: Annotated[
        str | None, typer.Option("--received-on", help=_("收到日期，默认今天。"))
    ] = None,
    reason: ReasonOption = "",
    phone: Annotated[str, typer.Option("--phone", help=_("电话。"))] = "",
    by_prison: PrisonOption = False,
    json: JsonOption = False,
) -> None:
    """Takes down the letter that asks whether somebody may come here."""
    with vault.opened() as desk:
        letter = IncomingLetter(
            received_on=day_or_today(desk, received_on, "received_on"),
            person_name=name,
            id_number=id_number,
            old_county=county,
            document=document,
            new_address=address,
            reason=reason,
            phone=phone,
            by_prison=by_prison,
        )
        made, _changes = desk.act(lambda uow: receive_letter(uow, desk.law(), letter))
    done(json=json, relocation=made)


@app.command("step", help=_("登记一步；到新执行地报到后，名册随之变更。"))
@opens_vault
def step_command(  # noqa: PLR0913 - one parameter per option
    vault: VaultOptions,
    *,
    case: CaseArgument,
    step: StepArgument,
    on: Annotated[str | None, typer.Option("--on", help=_("日期，默认今天。"))] = None,
    outcome: Annotated[
        Outcome | None, typer.Option("--outcome", help=_("同意或者不同意。"))
    ] = None,
    document: DocumentOption = "",
    agency: Annotated[str, typer.Option("--agency", help=_("机关名称。"))] = "",
    words: Annotated[str, typer.Option("--words", help=_("意见、理由或者情况。"))] = "",
    arrived_on: Annotated[
        str | None, typer.Option("--arrived-on", help=_("对方收到日期。"))
    ] = None,
    json: JsonOption = False,
) -> None:
    """Records a step from its paper; tells what comes next and what was late."""
    with vault.opened() as desk:
        facts = StepFacts(
            step=step,
            on=day_or_today(desk, on, "on"),
            outcome=outcome,
            document=document,
            agency=agency,
            words=words,
            arrived_on=day(arrived_on, "arrived_on") if arrived_on else None,
        )
        made, _changes = desk.act(
            lambda uow: record_step_and_register(uow, desk.law(), case, facts)
        )
        file = _file(desk, case)
    line = file.course.line(step)
    late = line.days_late if line else 0
    following = file.course.next.step if file.course.next else None
    if json:
        answer_json({"step": made, "days_late": late, "next": following})
        return
    answer(_("已登记，迟延 {days} 天").format(days=late) if late else _("已登记"))


@app.command("undo", help=_("撤销登记错误的一步。"))
@opens_vault
def undo(
    vault: VaultOptions,
    *,
    case: CaseArgument,
    step: StepArgument,
    reason: ReasonOption,
    json: JsonOption = False,
) -> None:
    """Takes a step back; those that rest on it have to go first."""
    with vault.opened() as desk:
        line = _file(desk, case).course.line(step)
        taken = line.taken if line else None
        if taken is None:
            raise UserError(_("没有登记过这一步。"), field="step")
        desk.act(lambda uow: take_step_back(uow, taken.id, reason))
    done(json=json, relocation=case, step=step.value)


@app.command("pack", help=_("清点移交材料：哪些已备齐，哪些欠缺。"))
@opens_vault
def pack(
    vault: VaultOptions,
    *,
    case: CaseArgument,
    present: Annotated[
        list[str] | None, typer.Option("--present", help=_("已备齐的材料。"))
    ] = None,
    missing: Annotated[list[str] | None, typer.Option("--missing", help=_("欠缺的材料。"))] = None,
    note: Annotated[str, typer.Option("--note", help=_("欠缺的原因或者补交时间。"))] = "",
    json: JsonOption = False,
) -> None:
    """Keeps the checklist; things are named by title or by their key, e.g. judgment."""
    with vault.opened() as desk:
        titles = {item.key: item.title for item in _file(desk, case).pack if item.key}
        items = [PackItem(titles.get(name, name), present=True) for name in present or ()]
        items += [
            PackItem(titles.get(name, name), present=False, note=note) for name in missing or ()
        ]
        desk.act(lambda uow: keep_pack(uow, case, items))
        left = _file(desk, case).missing
    if json:
        answer_json({"relocation": case, "missing": left})
        return
    answer(_("欠缺 {count} 项：{titles}").format(count=len(left), titles="、".join(left)))


@app.command("withdraw", help=_("撤回申请。"))
@opens_vault
def withdraw(
    vault: VaultOptions,
    *,
    case: CaseArgument,
    reason: ReasonOption,
    json: JsonOption = False,
) -> None:
    """Ends a relocation that is no longer wanted."""
    with vault.opened() as desk:
        desk.act(lambda uow: withdraw_move(uow, case, reason))
    done(json=json, relocation=case)


@app.command("sheet", help=_("打印审批表、征求意见函，或签发告知书、移交函、送达回执。"))
@opens_vault
def sheet(
    vault: VaultOptions,
    *,
    case: CaseArgument,
    which: Annotated[str, typer.Argument(help=" | ".join((*FORMS, *SHEETS)))],
    out: Annotated[Path, typer.Option("--out", help=_("PDF 写入此文件。"))],
    json: JsonOption = False,
) -> None:
    """Writes a form to sign, or issues a sheet with its number."""
    check_choice("which", which, (*FORMS, *SHEETS))
    refuse_existing(out)
    with vault.opened() as desk:
        law = desk.law()
        if which in FORMS:
            write_new(out, desk.print_sheet(lambda uow: FORMS[which](uow, law, case)))
            done(json=json, file=str(out))
            return
        made = desk.issue(
            lambda uow, press, seal: issue_sheet(
                uow, law, case, SHEETS[which], press=press, seal=seal
            )
        )
        write_issued(desk, made, out, json=json)


def _file(desk: Desk, case: str) -> RelocationFile:
    with desk.read() as session:
        found = relocation_file(session, desk.office.id, desk.law(), case)
    if found is None:
        raise UserError(_("没有找到这次执行地变更。"), field="case")
    return found


def _plain(line: Any) -> dict[str, Any]:
    taken = line.taken
    return {
        "step": line.step,
        "who": line.who,
        "due": line.due,
        "on": taken.on if taken else None,
        "outcome": taken.outcome if taken else None,
        "document": taken.document if taken else "",
        "days_late": line.days_late,
        "citations": [each.id for each in line.citations],
    }
