"""`place …` and `visit …`: special places and visitors, which the county approves."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from corrdesk.base.errors import UserError
from corrdesk.base.i18n import _
from corrdesk.bootstrap import Desk
from corrdesk.casework.approvals.model import (
    ApprovalKind,
    ApprovalOutcome,
    ApprovalRequest,
    ApprovalWord,
    Contact,
)
from corrdesk.casework.approvals.papers import approval_form, issue_notice
from corrdesk.casework.approvals.queries import (
    APPROVAL_LISTS,
    ApprovalFile,
    approval_file,
    approvals_page,
    injunction_of,
)
from corrdesk.casework.approvals.service import (
    record_approval_decision,
    record_told,
    request_approval,
    withdraw_approval,
)
from corrdesk.cli.desk import EVERYTHING, the_person
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

place = Commands()
visit = Commands()
GROUPS = {ApprovalKind.PLACE: place, ApprovalKind.CONTACT: visit}

ApprovalArgument = Annotated[str, typer.Argument(help=_("审批编号，见 list --json。"))]
PersonArgument = Annotated[str, typer.Argument(help=_("姓名、首字母、证件号码末几位或人员编号。"))]
FromOption = Annotated[str, typer.Option("--from", help=_("自哪天起。"))]
UntilOption = Annotated[str, typer.Option("--until", help=_("至哪天止。"))]
TimesOption = Annotated[str, typer.Option("--times", help=_("具体时段。"))]
ReasonOption = Annotated[str, typer.Option("--reason", help=_("理由。"))]
ProofOption = Annotated[list[str] | None, typer.Option("--proof", help=_("证明材料名称。"))]
RequestedOption = Annotated[
    str | None, typer.Option("--requested-on", help=_("申请日期，默认今天。"))
]


def register(root: typer.Typer) -> None:
    """Adds both groups."""
    root.add_typer(place, name="place", help=_("进入特定区域（场所）：申请、决定、告知。"))
    root.add_typer(visit, name="visit", help=_("会客：申请、决定。"))


@place.command("request", help=_("登记进入特定区域（场所）的申请。"))
@opens_vault
def request_place(  # noqa: PLR0913 - one parameter per option
    vault: VaultOptions,
    *,
    person: PersonArgument,
    where: Annotated[str, typer.Option("--place", help=_("拟进入的场所。"))],
    from_on: FromOption,
    until: UntilOption,
    reason: ReasonOption,
    injunction: Annotated[
        str | None, typer.Option("--injunction", help=_("禁止令内容，默认照档案。"))
    ] = None,
    proof: ProofOption = None,
    times: TimesOption = "",
    requested_on: RequestedOption = None,
    json: JsonOption = False,
) -> None:
    """Takes down a written request; the injunction of the person's order is filled in."""
    with vault.opened() as desk:
        card = the_person(desk, person)
        with desk.read() as session:
            known = injunction_of(session, desk.office.id, card.supervision_id)
        request = ApprovalRequest(
            kind=ApprovalKind.PLACE,
            requested_on=day_or_today(desk, requested_on, "requested_on"),
            subject=where,
            reason=reason,
            from_on=day(from_on, "from_on"),
            until_on=day(until, "until_on"),
            proofs=tuple(proof or ()),
            times=times,
            injunction=known if injunction is None else injunction,
        )
        made, _changes = desk.act(
            lambda uow: request_approval(uow, desk.law(), card.supervision_id, request)
        )
    done(json=json, approval=made)


@visit.command("request", help=_("登记会客的申请；不得接触的人不受理。"))
@opens_vault
def request_visit(  # noqa: PLR0913 - one parameter per option
    vault: VaultOptions,
    *,
    person: PersonArgument,
    whom: Annotated[str, typer.Option("--whom", help=_("拟接触的人。"))],
    contact: Annotated[Contact, typer.Option("--contact", help=_("与本案的关系。"))],
    from_on: FromOption,
    until: UntilOption,
    reason: ReasonOption,
    proof: ProofOption = None,
    times: TimesOption = "",
    requested_on: RequestedOption = None,
    json: JsonOption = False,
) -> None:
    """Takes down a written request to meet somebody."""
    with vault.opened() as desk:
        card = the_person(desk, person)
        request = ApprovalRequest(
            kind=ApprovalKind.CONTACT,
            requested_on=day_or_today(desk, requested_on, "requested_on"),
            subject=whom,
            reason=reason,
            from_on=day(from_on, "from_on"),
            until_on=day(until, "until_on"),
            proofs=tuple(proof or ()),
            times=times,
            contact=contact,
        )
        made, _changes = desk.act(
            lambda uow: request_approval(uow, desk.law(), card.supervision_id, request)
        )
    done(json=json, approval=made)


@place.command("list", help=_("名单：待决定、准许期内、待告知、已结束。"))
@opens_vault
def list_places(
    vault: VaultOptions,
    *,
    json: JsonOption = False,
) -> None:
    """Lists requests to enter places by where they stand."""
    with vault.opened() as desk:
        _list(desk, ApprovalKind.PLACE, json=json)


@visit.command("list", help=_("名单：待决定、准许期内、已结束。"))
@opens_vault
def list_visits(
    vault: VaultOptions,
    *,
    json: JsonOption = False,
) -> None:
    """Lists requests for visits by where they stand."""
    with vault.opened() as desk:
        _list(desk, ApprovalKind.CONTACT, json=json)


@opens_vault
def decide(  # noqa: PLR0913 - one parameter per option
    vault: VaultOptions,
    *,
    approval: ApprovalArgument,
    outcome: Annotated[ApprovalOutcome, typer.Argument(help=_("决定。"))],
    document: Annotated[str, typer.Option("--document", help=_("决定文书文号。"))],
    decided_on: Annotated[
        str | None, typer.Option("--decided-on", help=_("决定日期，默认今天。"))
    ] = None,
    decided_by: Annotated[str, typer.Option("--decided-by", help=_("决定机关名称。"))] = "",
    from_on: Annotated[str | None, typer.Option("--from", help=_("准许自哪天起。"))] = None,
    until: Annotated[str | None, typer.Option("--until", help=_("准许至哪天止。"))] = None,
    requirements: Annotated[str, typer.Option("--requirements", help=_("应当遵守的要求。"))] = "",
    reason: Annotated[str, typer.Option("--reason", help=_("不批准的理由和法律依据。"))] = "",
    json: JsonOption = False,
) -> None:
    """Records the county's decision from its paper."""
    with vault.opened() as desk:
        word = ApprovalWord(
            outcome=outcome,
            decided_on=day_or_today(desk, decided_on, "decided_on"),
            document=document,
            decided_by=decided_by,
            from_on=day(from_on, "from_on") if from_on else None,
            until_on=day(until, "until_on") if until else None,
            requirements=requirements,
            reason=reason,
        )
        desk.act(lambda uow: record_approval_decision(uow, approval, word))
        file = _file(desk, approval)
    if json:
        answer_json(
            {
                "approval": approval,
                "state": file.approval.state,
                "from": file.approval.from_on,
                "until": file.approval.until_on,
                "to_tell": file.to_tell,
            }
        )
    else:
        answer(str(file.approval.state))


@opens_vault
def withdraw(
    vault: VaultOptions,
    *,
    approval: ApprovalArgument,
    reason: ReasonOption,
    json: JsonOption = False,
) -> None:
    """Takes back a request that is not decided yet."""
    with vault.opened() as desk:
        desk.act(lambda uow: withdraw_approval(uow, approval, reason))
    done(json=json, approval=approval)


@opens_vault
def sheet(
    vault: VaultOptions,
    *,
    approval: ApprovalArgument,
    which: Annotated[str, typer.Argument(help="form | notice")],
    out: Annotated[Path, typer.Option("--out", help=_("PDF 写入此文件。"))],
    json: JsonOption = False,
) -> None:
    """Writes the approval form to sign, or issues the notice with its number."""
    check_choice("which", which, ("form", "notice"))
    refuse_existing(out)
    with vault.opened() as desk:
        if which == "form":
            write_new(out, desk.print_sheet(lambda uow: approval_form(uow, approval)))
            done(json=json, file=str(out))
            return
        made = desk.issue(
            lambda uow, press, seal: issue_notice(uow, approval, press=press, seal=seal)
        )
        write_issued(desk, made, out, json=json)


@place.command("told", help=_("登记已告知原审人民法院或县级人民检察院。"))
@opens_vault
def told(
    vault: VaultOptions,
    *,
    approval: ApprovalArgument,
    body: Annotated[str, typer.Argument(help="original | procuratorate")],
    on: Annotated[str | None, typer.Option("--on", help=_("告知日期，默认今天。"))] = None,
    name: Annotated[str, typer.Option("--name", help=_("机关名称。"))] = "",
    document: Annotated[str, typer.Option("--document", help=_("函件文号。"))] = "",
    json: JsonOption = False,
) -> None:
    """Records that an agency was told of a granted approval."""
    with vault.opened() as desk:
        when = day_or_today(desk, on, "on")
        desk.act(lambda uow: record_told(uow, approval, body, when, name=name, document=document))
        left = _file(desk, approval).to_tell
    if json:
        answer_json({"approval": approval, "to_tell": left})
    else:
        answer(" ".join(left))


for _group in GROUPS.values():
    _group.command("decide", help=_("登记县级机构的决定（照纸质文书）。"))(decide)
    _group.command("withdraw", help=_("撤回未决定的申请。"))(withdraw)
    _group.command("sheet", help=_("打印审批表，或签发告知书。"))(sheet)


def _list(desk: Desk, kind: ApprovalKind, *, json: bool) -> None:
    today = desk.clock.today()
    with desk.read() as session:
        lists = {
            name: [
                {
                    "approval": row.id,
                    "name": row.name,
                    "subject": row.subject,
                    "contact": row.contact,
                    "from": row.from_on,
                    "until": row.until_on,
                    "state": row.state,
                }
                for row in approvals_page(
                    session, desk.office.id, today, name, kind=kind, limit=EVERYTHING
                )
            ]
            for name in APPROVAL_LISTS
        }
    if json:
        answer_json({"as_of": today, **lists})
        return
    for name, rows in lists.items():
        for row in rows:
            answer(f"{name}\t{row['approval']}\t{row['name']}\t{row['subject']}")


def _file(desk: Desk, approval: str) -> ApprovalFile:
    with desk.read() as session:
        found = approval_file(session, desk.office.id, approval)
    if found is None:
        raise UserError(_("没有找到这项审批。"), field="approval")
    return found
