"""`documents …`: issued sheets for scripts: issue, stamp, serve, file, scan, void, register."""

from __future__ import annotations

import mimetypes
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from corrdesk.base.errors import UserError
from corrdesk.base.i18n import _
from corrdesk.bootstrap import Desk
from corrdesk.casework.documents.facts import ISSUED_ELSEWHERE
from corrdesk.casework.documents.model import Draft, Manner, Step, StepFacts
from corrdesk.casework.documents.queries import (
    DOCUMENT_LISTS,
    FoundDocument,
    documents_page,
    find_by_code,
    find_document,
    number_register,
    open_document,
    register_words,
)
from corrdesk.casework.documents.service import (
    issue_document,
    record_scan,
    record_step,
    void_document,
)
from corrdesk.casework.permissions import require
from corrdesk.casework.plan_sheets import facts_for_form
from corrdesk.cli.desk import EVERYTHING, the_person
from corrdesk.cli.forms import read_facts
from corrdesk.cli.frame import Commands
from corrdesk.cli.mistakes import check_choice
from corrdesk.cli.numbers import add_numbers
from corrdesk.cli.opening import (
    JsonOption,
    VaultOptions,
    day,
    opens_vault,
    opens_vault_today,
)
from corrdesk.cli.output import answer, answer_json, done, write_new
from corrdesk.store.types import AnyRow

app = Commands()

CodeArgument = Annotated[str, typer.Argument(metavar="CODE", help=_("查验码、文号或编号。"))]
OnOption = Annotated[str | None, typer.Option("--on", help=_("日期，默认今天。"))]
OutOption = Annotated[Path, typer.Option("--out", help=_("PDF 写入此文件。"))]
ReasonOption = Annotated[str, typer.Option("--reason", help=_("理由。"))]


def register(root: typer.Typer) -> None:
    """Adds the group."""
    add_numbers(app)
    root.add_typer(app, name="documents", help=_("文书：签发、盖章、送达、归档、编号登记。"))


@app.command("list", help=_("文书名单：待盖章、待送达、待归档、已归档、已作废。"))
@opens_vault_today
def list_(
    vault: VaultOptions,
    *,
    which: Annotated[str | None, typer.Option("--list", help=" | ".join(DOCUMENT_LISTS))] = None,
    json: JsonOption = False,
) -> None:
    """Lists sheets by where they stand; as JSON one list, or all of them by name."""
    check_choice("--list", which, DOCUMENT_LISTS)
    names = DOCUMENT_LISTS if which is None else (which,)
    with (
        vault.opened() as desk,
        desk.read() as session,
    ):
        lists = {
            name: [_short(row) for row in documents_page(session, desk.office.id, name,
                                                         limit=EVERYTHING)]
            for name in names
        }  # fmt: skip
    if json:
        answer_json(lists if which is None else lists[which])
        return
    for name, rows in lists.items():
        for row in rows:
            words = (name, row["check_code"], row["serial"], row["title"], row["name"])
            answer("\t".join(str(word or "") for word in words))


@app.command("show", help=_("按查验码或文号查找一份文书及其办理经过。"))
@opens_vault_today
def show(
    vault: VaultOptions,
    *,
    code: CodeArgument,
    json: JsonOption = False,
) -> None:
    """Finds a sheet; for a void one says which sheet holds now."""
    with vault.opened() as desk:
        found = _found(desk, code)
    steps = [
        {"step": step.step, "on": step.on, "note": step.note, "at": step.at} for step in found.steps
    ]
    current = _short(found.current) if found.current is not None else None
    if json:
        answer_json(_short(found.document) | {"steps": steps, "current": current})
        return
    answer(f"{found.document.title}\t{found.document.serial}\t{found.document.state}")
    for step in steps:
        answer(f"{step['on']}\t{step['step']}\t{step['note']}")
    if current is not None:
        answer(_("现行文书：{serial}").format(serial=current["serial"]))


@app.command("issue", help=_("为一名社区矫正对象签发一份文书；档案中已有的内容自动填入。"))
@opens_vault
def issue(
    vault: VaultOptions,
    *,
    form_id: Annotated[str, typer.Argument(metavar="FORM", help=_("文书编号，见 forms list。"))],
    person: Annotated[str, typer.Argument(help=_("姓名、首字母或证件号码末几位。"))],
    out: OutOption,
    facts: Annotated[str, typer.Option("--facts", help=_("事实文件（JSON）；- 为标准输入。"))] = "",
    serve: Annotated[bool, typer.Option("--serve/--no-serve", help=_("是否需要送达。"))] = True,
    replaces: Annotated[str, typer.Option("--replaces", help=_("换发：原件的查验码。"))] = "",
    reason: ReasonOption = "",
    json: JsonOption = False,
) -> None:
    """Issues a form that stands on no decision; those that do are issued with the decision."""
    if form_id in ISSUED_ELSEWHERE:
        raise UserError(_("这份文书在“{page}”中签发。").format(page=ISSUED_ELSEWHERE[form_id]))
    if out.exists():
        raise UserError(_("文件已存在，不会覆盖。"), remedy=_("请换一个文件名。"), field="out")
    given = read_facts(facts) if facts else {}
    with vault.opened() as desk:
        card = the_person(desk, person)
        fields = {field.name for field in desk.press.form(form_id).fields}
        with desk.read() as session:
            known = facts_for_form(
                session,
                desk.office.id,
                form_id=form_id,
                fields=fields,
                person_id=card.person_id,
                supervision_id=card.supervision_id,
            )
        said = known | given
        draft = Draft(
            form_id,
            said,
            person_id=card.person_id,
            supervision_id=card.supervision_id,
            addressees=(str(said.get("addressee") or card.name),) if serve else (),
        )
        old = _found(desk, replaces).document.id if replaces else ""
        made = desk.issue(
            lambda uow, press, seal: issue_document(
                uow, draft, press=press, seal=seal, replaces=old, reason=reason
            )
        )
        row = _row(desk, made)
        write_new(out, desk.original(row.attachment_id))
    done(json=json, document=row.id, serial=row.serial, check_code=row.check_code, file=str(out))


@app.command("stamp", help=_("登记已盖章。"))
@opens_vault
def stamp(
    vault: VaultOptions,
    *,
    code: CodeArgument,
    on: OnOption = None,
    json: JsonOption = False,
) -> None:
    """Records that the county has stamped the sheet."""
    with vault.opened() as desk:
        _take(desk, code, StepFacts(Step.STAMPED, _day(desk, on)), json=json)


@app.command("serve", help=_("登记送达：日期、方式、收件人、见证人。"))
@opens_vault
def serve_(
    vault: VaultOptions,
    *,
    code: CodeArgument,
    on: OnOption = None,
    manner: Annotated[Manner, typer.Option("--manner", help=_("送达方式。"))] = Manner.DIRECT,
    receiver: Annotated[str, typer.Option("--receiver", help=_("签收人。"))] = "",
    witness: Annotated[str, typer.Option("--witness", help=_("见证人，拒收时必填。"))] = "",
    note: Annotated[str, typer.Option("--note", help=_("备注。"))] = "",
    json: JsonOption = False,
) -> None:
    """Records what the proof of service says."""
    with vault.opened() as desk:
        taken = StepFacts(
            Step.SERVED, _day(desk, on), manner, receiver=receiver, witness=witness, note=note
        )
        _take(desk, code, taken, json=json)


@app.command("file", help=_("登记已归档。"))
@opens_vault
def file_(
    vault: VaultOptions,
    *,
    code: CodeArgument,
    on: OnOption = None,
    json: JsonOption = False,
) -> None:
    """Records that the sheet lies in its dossier."""
    with vault.opened() as desk:
        _take(desk, code, StepFacts(Step.FILED, _day(desk, on)), json=json)


@app.command("scan", help=_("存入扫描件或照片：识别二维码，找到文书，登记所证明的一步。"))
@opens_vault
def scan(
    vault: VaultOptions,
    *,
    file: Annotated[Path, typer.Argument(help=_("PDF、JPG 或 PNG 文件。"))],
    json: JsonOption = False,
) -> None:
    """Reads the code on a scan and keeps the scan with its sheet."""
    from corrdesk.printing.scanning import read_codes

    try:
        content = file.read_bytes()
    except OSError:
        raise UserError(_("扫描件读不出来。"), field="file") from None
    with vault.opened() as desk:
        found = _scanned(desk, [code.text for code in read_codes(content)])
        media_type = mimetypes.guess_type(file.name)[0] or "application/octet-stream"
        step, _changes = desk.act(
            lambda uow: record_scan(
                uow,
                found.document.id,
                content,
                name=file.name,
                media_type=media_type,
                seal=desk.seal,
            )
        )
        row = _row(desk, found.document.id)
    taken = step.value if step else ""
    done(json=json, document=row.id, serial=row.serial, step=taken, state=row.state)


@app.command("void", help=_("作废一份未送达的文书；文号保留，不再使用。"))
@opens_vault
def void(
    vault: VaultOptions,
    *,
    code: CodeArgument,
    reason: ReasonOption,
    json: JsonOption = False,
) -> None:
    """Voids a sheet, with the reason."""
    with vault.opened() as desk:
        found = _found(desk, code)
        desk.act(lambda uow: void_document(uow, found.document.id, reason))
        row = _row(desk, found.document.id)
    done(json=json, document=row.id, serial=row.serial, state=row.state)


@app.command("bind", help=_("装订卷宗：封面、卷内目录、编页、备考表，一个带书签的 PDF。"))
@opens_vault
def bind(
    vault: VaultOptions,
    *,
    person: Annotated[str, typer.Argument(help=_("姓名、首字母或证件号码末几位。"))],
    out: OutOption,
    json: JsonOption = False,
) -> None:
    """Binds the dossier of somebody's order, and names the papers that are missing."""
    from corrdesk.casework.dossiers import dossier_of
    from corrdesk.printing.forms.dossier import bind_dossier

    if out.exists():
        raise UserError(_("文件已存在，不会覆盖。"), remedy=_("请换一个文件名。"), field="out")
    with vault.opened() as desk:
        require(desk.actor, "file.read")
        card = the_person(desk, person)
        with desk.read() as session:
            bound = dossier_of(session, desk.office.id, card.supervision_id, desk.law())
        made = bind_dossier(bound, desk.original, out)
    if json:
        answer_json({"papers": made.papers, "pages": made.pages, "missing": made.missing})
        return
    answer(_("已装订 {papers} 件 {pages} 页").format(papers=made.papers, pages=made.pages))
    for title in made.missing:
        answer(_("缺少：{title}").format(title=title))


@app.command("register", help=_("文书编号登记簿：每个号的去向，空号的原因。"))
@opens_vault
def register_(
    vault: VaultOptions,
    *,
    year: Annotated[int | None, typer.Option("--year", help=_("年份，默认今年。"))] = None,
    word: Annotated[str, typer.Option("--word", help=_("文书字，如 矫警；不给则全部。"))] = "",
    out: Annotated[Path | None, typer.Option("--out", help=_("打印到此 PDF 文件。"))] = None,
    json: JsonOption = False,
) -> None:
    """The register of a year, by word; printed for one word."""
    if out is not None and not word:
        raise UserError(_("打印登记簿请用 --word 指定文书字。"), field="word")
    with vault.opened() as desk:
        wanted = desk.clock.today().year if year is None else year
        office = desk.office.id
        with desk.read() as session:
            words = [word] if word else register_words(session, office, wanted)
            pages = [number_register(session, office, wanted, each) for each in words]
        if out is not None:
            from corrdesk.printing.forms.documents import render_register

            write_new(out, render_register(pages[0], desk.office.name, {}))
    if json:
        answer_json(
            [
                {
                    "word": page.word,
                    "year": page.year,
                    "numbers": [_short(line) for line in page.lines],
                    "gaps": page.gaps,
                    "unexplained": page.unexplained,
                }
                for page in pages
            ]
        )
        return
    for page in pages:
        for line in page.lines:
            answer(f"{page.word}\t{line.number}\t{line.title}\t{line.state}\t{line.void_reason}")
        for gap in page.gaps:
            answer(f"{page.word}\t{gap.first}—{gap.last}\t{gap.why({})}")


def _take(desk: Desk, code: str, taken: StepFacts, *, json: bool) -> None:
    found = _found(desk, code)
    desk.act(lambda uow: record_step(uow, found.document.id, taken))
    row = _row(desk, found.document.id)
    done(json=json, document=row.id, serial=row.serial, state=row.state)


def _found(desk: Desk, term: str) -> FoundDocument:
    with desk.read() as session:
        found = find_by_code(session, desk.office.id, term)
        if found is None:
            known = find_document(session, desk.office.id, term)
            found = open_document(session, desk.office.id, known.id) if known else None
    if found is None:
        raise UserError(_("没有找到这份文书。"), field="code")
    return found


def _scanned(desk: Desk, codes: Sequence[str]) -> FoundDocument:
    with desk.read() as session:
        for code in codes:
            found = find_by_code(session, desk.office.id, code)
            if found is not None:
                return found
    raise UserError(
        _("扫描件上没有本所文书的二维码。"),
        remedy=_("请重新扫描，或者用查验码登记。"),
        field="file",
    )


def _row(desk: Desk, document_id: str) -> AnyRow:
    with desk.read() as session:
        row = find_document(session, desk.office.id, document_id)
    if row is None:
        raise UserError(_("没有找到这份文书。"), field="code")
    return row


def _day(desk: Desk, text: str | None) -> date:
    return desk.clock.today() if text is None else day(text, "on")


SHOWN = (
    "id form_id title serial check_code version state issued_on served_on manner receiver witness"
    " void_reason number addressees copies"
).split()


def _short(row: AnyRow) -> dict[str, object]:
    values = {name: getattr(row, name) for name in SHOWN}
    return values | {"name": getattr(row, "name", None)}
