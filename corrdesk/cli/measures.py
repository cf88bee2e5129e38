"""`case measure …`: measures step by step, their packs, clocks and papers."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from corrdesk.base.errors import UserError
from corrdesk.base.i18n import _
from corrdesk.casework.documents.queries import find_document
from corrdesk.casework.endings import step_and_effect
from corrdesk.casework.enforcement.measures.issuing import issue_sheet, preview_sheet
from corrdesk.casework.enforcement.measures.model import (
    KIND_LABELS,
    MeasureKind,
    Opening,
    Stage,
    Step,
    StepFacts,
)
from corrdesk.casework.enforcement.measures.queries import (
    MEASURE_LISTS,
    measure_file,
    measure_lines,
)
from corrdesk.casework.enforcement.measures.service import check_measure, start_measure
from corrdesk.cli.desk import moment_of, the_person
from corrdesk.cli.frame import Commands
from corrdesk.cli.mistakes import check_choice
from corrdesk.cli.opening import (
    JsonOption,
    VaultOptions,
    day,
    opens_vault,
)
from corrdesk.cli.output import answer, answer_json, done, write_new

app = Commands()
MeasureArgument = Annotated[str, typer.Argument(help=_("事项编号，见 case measure list --json。"))]
BY_HEAD = frozenset({Step.CHECK, Step.SEND_BACK})


def register(group: typer.Typer) -> None:
    """Adds the group to `case`."""
    group.add_typer(app, name="measure", help=_("提请、奖励和措施：期限、步骤、材料、文书。"))


@app.command("list", help=_("事项列表；due 为有期限的事项。"))
@opens_vault
def list_(
    vault: VaultOptions,
    *,
    which: Annotated[str, typer.Option("--list", help=" | ".join(MEASURE_LISTS))] = "due",
    json: JsonOption = False,
) -> None:
    """Lists measures with what is due for each."""
    check_choice("--list", which, MEASURE_LISTS)
    with (
        vault.opened() as desk,
        desk.read() as session,
    ):
        lines = measure_lines(session, desk.office.id, desk.law(), which)
    if json:
        answer_json(lines)
        return
    for line in lines:
        first = line.first_due
        due = "" if first is None else str(first.due)
        answer(f"{line.measure_id}\t{line.name}\t{_(KIND_LABELS[line.kind])}\t{due}")


@app.command("show", help=_("一个事项：步骤、材料、接下来可以办理什么。"))
@opens_vault
def show(
    vault: VaultOptions,
    *,
    measure: MeasureArgument,
    json: JsonOption = False,
) -> None:
    """Shows one measure."""
    with (
        vault.opened() as desk,
        desk.read() as session,
    ):
        file = measure_file(session, desk.office.id, desk.law(), measure)
    if file is None:
        raise UserError(_("没有找到这一事项。"), field="measure")
    whole = {
        "measure": file.measure.id,
        "kind": file.measure.kind,
        "stage": Stage(file.measure.stage),
        "steps": [dict(row._mapping) for row in file.steps],  # noqa: SLF001 - the public way
        "next": [way.step for way in file.ways],
        "dues": file.dues,
        "papers": file.papers,
    }
    if json:
        answer_json(whole)
        return
    answer(f"{file.measure.kind}\t{file.measure.stage}\t{file.person.name}")
    for row in file.steps:
        answer(f"{row.at:%Y-%m-%d %H:%M}\t{row.step}\t{row.who}\t{row.document}\t{row.note}")


@app.command("start", help=_("建立一个事项。"))
@opens_vault
def start(
    vault: VaultOptions,
    *,
    person: Annotated[str, typer.Argument(help=_("姓名、首字母、证件号码末几位或人员编号。"))],
    kind: Annotated[MeasureKind, typer.Argument(help=_("办理什么。"))],
    ground: Annotated[list[str] | None, typer.Option("--ground", help=_("条件、情形。"))] = None,
    text: Annotated[
        list[str] | None, typer.Option("--text", help=_("文书用语，写成 facts=……。"))
    ] = None,
    since: Annotated[str | None, typer.Option("--since", help=_("最后联系日、开始日。"))] = None,
    until: Annotated[str | None, typer.Option("--until", help=_("最后一日。"))] = None,
    origin: Annotated[
        str | None, typer.Option("--origin", help=_("县级已批准的处理意见，或撤销建议。"))
    ] = None,
    json: JsonOption = False,
) -> None:
    """Begins a measure."""
    opening = Opening(
        grounds=tuple(ground or ()),
        texts=dict(_pair(each) for each in text or ()),
        since=day(since, "since") if since else None,
        until=day(until, "until") if until else None,
        origin_id=origin,
    )
    with vault.opened() as desk:
        card = the_person(desk, person)
        law = desk.law()
        measure, _changes = desk.act(
            lambda uow: start_measure(uow, law, card.supervision_id, kind, opening)
        )
    done(json=json, measure=measure)


@app.command("step", help=_("登记事项的一步。"))
@opens_vault
def step(  # noqa: PLR0913 - one parameter per option
    vault: VaultOptions,
    *,
    measure: MeasureArgument,
    what: Annotated[Step, typer.Argument(help=_("哪一步。"))],
    at: Annotated[str | None, typer.Option("--at", help=_("时间，如 2026-06-10T09:30。"))] = None,
    document: Annotated[str, typer.Option("--document", help=_("文号。"))] = "",
    who: Annotated[str, typer.Option("--who", help=_("机关、单位。"))] = "",
    note: Annotated[str, typer.Option("--note", help=_("情况。"))] = "",
    until: Annotated[str | None, typer.Option("--until", help=_("最后一日。"))] = None,
    paper: Annotated[str, typer.Option("--paper", help=_("材料代码。"))] = "",
    json: JsonOption = False,
) -> None:
    """Takes one step."""
    with vault.opened() as desk:
        facts = StepFacts(
            step=what,
            at=moment_of(desk, at, "at"),
            document=document,
            who=who,
            note=note,
            until=day(until, "until") if until else None,
            paper=paper,
        )
        take = check_measure if what in BY_HEAD else step_and_effect
        taken, _changes = desk.act(lambda uow: take(uow, desk.law(), measure, facts))
    done(json=json, step=taken)


@app.command("sheet", help=_("签发或打印事项的文书；--preview 只看样张。"))
@opens_vault
def sheet(
    vault: VaultOptions,
    *,
    measure: MeasureArgument,
    form: Annotated[str, typer.Argument(help=_("表单编号，见 forms list。"))],
    out: Annotated[Path, typer.Option("--out", help=_("PDF 写入此文件。"))],
    preview: Annotated[bool, typer.Option("--preview", help=_("只看样张，不编号。"))] = False,
    json: JsonOption = False,
) -> None:
    """Issues a sheet of a measure, or draws it without a number."""
    if out.exists():
        raise UserError(_("文件已存在，不会覆盖。"), remedy=_("请换一个文件名。"), field="out")
    with vault.opened() as desk:
        if preview:
            write_new(out, desk.print_sheet(lambda uow: preview_sheet(uow, measure, form)))
            done(json=json, file=str(out))
            return
        made = desk.issue(
            lambda uow, press, seal: issue_sheet(uow, measure, form, press=press, seal=seal)
        )
        with desk.read() as session:
            row = find_document(session, desk.office.id, made)
        if row is None:
            raise UserError(_("没有找到这份文书。"))
        write_new(out, desk.original(row.attachment_id))
    done(json=json, document=row.id, serial=row.serial, file=str(out))


def _pair(text: str) -> tuple[str, str]:
    name, found, words = text.partition("=")
    if not found:
        raise UserError(_("文书用语请写成 facts=……。"), field="text")
    return name, words
