"""`programs roster|scan|slip|record|certificate`: what a session and its people have on paper."""

from __future__ import annotations

import mimetypes
from pathlib import Path
from typing import Annotated

import typer

from corrdesk.base.errors import UserError
from corrdesk.base.i18n import _
from corrdesk.bootstrap import Desk
from corrdesk.casework.caseload.hours import HourKind
from corrdesk.casework.documents.queries import find_document
from corrdesk.casework.hour_flows import record_scan
from corrdesk.casework.hour_sheets import draw_record, draw_slip, issue_certificate
from corrdesk.casework.programs.model import Manner, Sighting, Turnout
from corrdesk.casework.programs.papers import draw_rosters
from corrdesk.casework.programs.queries import SessionFile, programs, session_file
from corrdesk.cli.desk import the_person
from corrdesk.cli.opening import (
    JsonOption,
    VaultOptions,
    opens_vault,
)
from corrdesk.cli.output import answer, answer_json, write_new

SessionArgument = Annotated[str, typer.Argument(help=_("活动编号或签到表上的编码。"))]
PersonArgument = Annotated[str, typer.Argument(help=_("姓名、首字母、证件号码末几位或人员编号。"))]
OutOption = Annotated[Path, typer.Option("--out", help=_("PDF 写入此文件。"))]


def add_papers(app: typer.Typer) -> None:
    """Adds the commands of paper to the group."""
    app.command("roster", help=_("打印签到表（PDF）；未成年人自动单列。"))(roster)
    app.command("scan", help=_("识别签到表扫描件：哪些行已签名；--record 登记并存档。"))(scan)
    app.command("slip", help=_("打印时长确认单（PDF）。"))(slip)
    app.command("record", help=_("打印教育学习和公益活动记录表（PDF）。"))(record_)
    app.command("certificate", help=_("签发学习（培训）证明并编号。"))(certificate)


def program_of(desk: Desk, wanted: str) -> str:
    """The id of a programme by its id or name. Raises UserError when that is not clear."""
    with desk.read() as session:
        rows = programs(session, desk.office.id)
    found = [row.id for row in rows if wanted in {row.id, row.name}]
    if len(found) != 1:
        raise UserError(
            _("没有这个项目，或者有同名的项目。"), remedy=_("请用项目编号。"), field="program"
        )
    return str(found[0])


def session_of(desk: Desk, wanted: str) -> SessionFile:
    """A session by its id or printed code. Raises UserError when there is none."""
    with desk.read() as session:
        found = session_file(session, desk.office.id, wanted)
    if found is None:
        raise UserError(_("没有找到这次活动。"), field="session")
    return found


def done(*, json: bool, **what: object) -> None:
    """What a command made: as one JSON object, or in one line."""
    if json:
        answer_json(what)
    else:
        answer("\t".join(str(each) for each in what.values()))


@opens_vault
def roster(
    vault: VaultOptions,
    *,
    session_id: SessionArgument,
    out: OutOption,
    json: JsonOption = False,
) -> None:
    """Writes the lists of a session, each on pages of its own."""
    from corrdesk.printing.forms.roster import render_rosters

    require_free(out)
    with vault.opened() as desk:
        file = session_of(desk, session_id)
        with desk.unit_of_work() as uow:
            sheets = draw_rosters(uow, file.session.id)
        write_new(out, render_rosters(sheets))
    rows = [len(sheet.rows) for sheet in sheets]
    done(json=json, session=file.session.id, code=file.session.code, lists=rows, file=str(out))


@opens_vault
def scan(
    vault: VaultOptions,
    *,
    file: Annotated[Path, typer.Argument(help=_("扫描件：PDF、PNG、JPEG 或 TIFF。"))],
    record: Annotated[bool, typer.Option("--record", help=_("按签名登记到场并存档。"))] = False,
    json: JsonOption = False,
) -> None:
    """Names the session by the codes on the scan; rows of another one are refused."""
    from corrdesk.printing.roster_scan import read_roster

    content = content_of(file)
    rows = read_roster(content)
    codes = {row.session_code for row in rows}
    if len(codes) != 1:
        raise UserError(
            _("扫描件上没有签到表，或者有不同活动的签到表。"),
            remedy=_("请一次只扫描一次活动的签到表。"),
            field="file",
        )
    with vault.opened() as desk:
        held = session_of(desk, next(iter(codes)))
        signed = {row.number for row in rows if row.signed}
        seen = {row.number for row in rows}
        lines = [line for line in held.roster if line.number in seen]
        sightings = [
            Sighting(
                line.learner_id,
                Turnout.PRESENT if line.number in signed else Turnout.ABSENT,
                Manner.PAPER,
            )
            for line in lines
            if line.turnout is None
        ]
        if record:
            media = mimetypes.guess_type(file.name)[0] or "application/octet-stream"
            desk.act(
                lambda uow: record_scan(
                    uow, held.session.id, sightings, content, file.name, media, desk.seal
                )
            )
    if json:
        found = [{"number": row.number, "signed": row.signed} for row in rows]
        recorded = len(sightings) if record else 0
        answer_json({"session": held.session.id, "rows": found, "recorded": recorded})
        return
    answer(_("识别 {count} 行，已签名 {signed} 行").format(count=len(rows), signed=len(signed)))


@opens_vault
def slip(
    vault: VaultOptions,
    *,
    person: PersonArgument,
    out: OutOption,
    kind: Annotated[HourKind, typer.Option("--kind", help="education | public_service")] = (
        HourKind.EDUCATION
    ),
    json: JsonOption = False,
) -> None:
    """Writes the balance of this period, to be signed."""
    require_free(out)
    with vault.opened() as desk:
        wanted = the_person(desk, person).supervision_id
        law = desk.law()
        write_new(out, desk.print_sheet(lambda uow: draw_slip(uow, law, wanted, kind)))
    done(json=json, supervision=wanted, file=str(out))


@opens_vault
def record_(
    vault: VaultOptions,
    *,
    person: PersonArgument,
    out: OutOption,
    json: JsonOption = False,
) -> None:
    """Writes the training record of one person, for file and court."""
    require_free(out)
    with vault.opened() as desk:
        wanted = the_person(desk, person).supervision_id
        law = desk.law()
        write_new(out, desk.print_sheet(lambda uow: draw_record(uow, law, wanted)))
    done(json=json, supervision=wanted, file=str(out))


@opens_vault
def certificate(
    vault: VaultOptions,
    *,
    person: PersonArgument,
    program: Annotated[str, typer.Option("--program", help=_("项目编号或名称。"))],
    out: OutOption,
    json: JsonOption = False,
) -> None:
    """Issues the numbered certificate of somebody who has been there and passed."""
    require_free(out)
    with vault.opened() as desk:
        wanted, program_id = the_person(desk, person).supervision_id, program_of(desk, program)
        law = desk.law()
        made = desk.issue(
            lambda uow, press, seal: issue_certificate(
                uow, law, wanted, program_id, press=press, seal=seal
            )
        )
        with desk.read() as session:
            row = find_document(session, desk.office.id, made)
        if row is None:
            raise UserError(_("没有找到这份文书。"))
        write_new(out, desk.original(row.attachment_id))
    done(json=json, document=made, serial=row.serial, check_code=row.check_code, file=str(out))


def require_free(out: Path) -> None:
    """Raises UserError where a file of this name is there already."""
    if out.exists():
        raise UserError(_("文件已存在，不会覆盖。"), remedy=_("请换一个文件名。"), field="out")


def content_of(path: Path) -> bytes:
    """What is in a file. Raises UserError when it cannot be read."""
    try:
        return path.read_bytes()
    except OSError:
        raise UserError(_("扫描件读不出来。"), field="file") from None
