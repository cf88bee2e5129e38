"""`leave …`: from the request for leave to the return, step by step for scripts."""

from __future__ import annotations

import mimetypes
from pathlib import Path
from typing import Annotated

import typer

from corrdesk.base.errors import UserError
from corrdesk.base.i18n import N_, _
from corrdesk.bootstrap import Desk
from corrdesk.casework.caseload.delegations import Task, delegate
from corrdesk.casework.caseload.service import add_attachment
from corrdesk.casework.documents.queries import find_document
from corrdesk.casework.flows import (
    cancel_leave_and_duties,
    decide_leave_and_duties,
    record_leave_and_duties,
    return_and_duties,
)
from corrdesk.casework.leave.certificates import issue_certificate
from corrdesk.casework.leave.model import (
    APPROVER_LABELS,
    STATE_LABELS,
    Approver,
    LeaveApplication,
    LeaveOutcome,
    LeavePlan,
    LeaveReason,
    LeaveState,
    LeaveVerdict,
    ReportManner,
    ReturnReport,
)
from corrdesk.casework.leave.queries import (
    LEAVE_LISTS,
    LeaveFile,
    leave_file,
    leaves_page,
)
from corrdesk.casework.leave.service import (
    add_proof,
    request_extension,
    request_leave,
    withdraw_request,
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
from corrdesk.cli.papers import refuse_existing
from corrdesk.store.unit_of_work import UnitOfWork

LIST_LABELS = {"upcoming": N_("待出发"), "away": N_("外出中"), "overdue": N_("逾期未归")}
"""Where a leave stands that is granted; of the others their state says it."""

app = Commands()

LeaveArgument = Annotated[str, typer.Argument(help=_("外出编号，见 leave list --json。"))]
DepartOption = Annotated[str, typer.Option("--depart", help=_("出发日期，计入天数。"))]
ReturnOption = Annotated[str, typer.Option("--return", help=_("返回日期，计入天数。"))]
ProofOption = Annotated[list[str] | None, typer.Option("--proof", help=_("证明材料名称。"))]
FileOption = Annotated[list[Path] | None, typer.Option("--file", help=_("证明材料文件。"))]
RequestedOption = Annotated[
    str | None, typer.Option("--requested-on", help=_("申请日期，默认今天。"))
]
LateOption = Annotated[str, typer.Option("--late-reason", help=_("没有按时申请的理由。"))]
ReasonOption = Annotated[str, typer.Option("--reason", help=_("理由。"))]


def register(root: typer.Typer) -> None:
    """Adds the group."""
    root.add_typer(app, name="leave", help=_("外出：申请、决定、证明、销假。"))


@app.command("list", help=_("外出名单：待决定、待出发、在外、逾期未归、已结束。"))
@opens_vault
def list_(
    vault: VaultOptions,
    *,
    which: Annotated[str | None, typer.Option("--list", help=" | ".join(LEAVE_LISTS))] = None,
    json: JsonOption = False,
) -> None:
    """Lists leaves by where they stand; as JSON one list, or all of them by name."""
    check_choice("--list", which, LEAVE_LISTS)
    names = LEAVE_LISTS if which is None else (which,)
    with (
        vault.opened() as desk,
        desk.read() as session,
    ):
        law = desk.law()
        lists = {
            name: leaves_page(session, desk.office.id, law, name, limit=EVERYTHING)
            for name in names
        }
    if json:
        answer_json({"as_of": law.as_of, **lists} if which is None else lists[which])
        return
    for name, lines in lists.items():
        for line in lines:
            stands = _(LIST_LABELS.get(name) or STATE_LABELS[line.state])
            answer(
                f"{stands}\t{line.leave_id}\t{line.name}\t{line.depart}—{line.return_on}"
                f"\t{line.destination}"
            )


@app.command("request", help=_("登记外出申请，算出天数、累计天数和批准机关。"))
@opens_vault
def request(  # noqa: PLR0913 - one parameter per option
    vault: VaultOptions,
    *,
    person: Annotated[str, typer.Argument(help=_("姓名、首字母、证件号码末几位或人员编号。"))],
    depart: DepartOption,
    return_: ReturnOption,
    destination: Annotated[str, typer.Option("--destination", help=_("目的地。"))],
    kind: Annotated[LeaveReason, typer.Option("--kind", help=_("事由种类。"))],
    reason: ReasonOption,
    proof: ProofOption = None,
    file: FileOption = None,
    requested_on: RequestedOption = None,
    late_reason: LateOption = "",
    transport: Annotated[str, typer.Option("--transport", help=_("交通方式。"))] = "",
    contact: Annotated[str, typer.Option("--contact", help=_("外出期间联系人及电话。"))] = "",
    abroad: Annotated[bool, typer.Option("--abroad", help=_("是否出境。"))] = False,
    json: JsonOption = False,
) -> None:
    """Takes down a written request; the person must be named without doubt."""
    with vault.opened() as desk:
        card = the_person(desk, person)
        asked = day_or_today(desk, requested_on, "requested_on")
        plan = LeavePlan(day(depart, "depart"), day(return_, "return"), asked, abroad=abroad)
        application = LeaveApplication(
            plan=plan,
            reason=kind,
            reason_text=reason,
            destination=destination,
            proofs=tuple(proof or ()),
            transport=transport,
            contact=contact,
            late_reason=late_reason,
        )

        def work(uow: UnitOfWork) -> str:
            leave = request_leave(uow, desk.law(), card.supervision_id, application)
            _attach(desk, uow, leave, file or [])
            return leave

        leave_id, _changes = desk.act(work)
        _tell_request(desk, leave_id, json=json)


@app.command("extend", help=_("登记延长外出的申请；按整个外出计算天数。"))
@opens_vault
def extend(
    vault: VaultOptions,
    *,
    leave: LeaveArgument,
    return_: ReturnOption,
    reason: ReasonOption,
    proof: ProofOption = None,
    file: FileOption = None,
    requested_on: RequestedOption = None,
    late_reason: LateOption = "",
    json: JsonOption = False,
) -> None:
    """Takes down the request to stay away longer."""
    with vault.opened() as desk:
        asked = day_or_today(desk, requested_on, "requested_on")
        until = day(return_, "return")

        def work(uow: UnitOfWork) -> str:
            longer = request_extension(
                uow,
                desk.law(),
                leave,
                until,
                requested_on=asked,
                reason_text=reason,
                proofs=proof or (),
                late_reason=late_reason,
            )
            _attach(desk, uow, longer, file or [])
            return longer

        leave_id, _changes = desk.act(work)
        _tell_request(desk, leave_id, json=json)


@app.command("decide", help=_("作出（受委托时）或登记外出决定。"))
@opens_vault
def decide(  # noqa: PLR0913 - one parameter per option
    vault: VaultOptions,
    *,
    leave: LeaveArgument,
    outcome: Annotated[LeaveOutcome, typer.Argument(help=_("决定。"))],
    decider: Annotated[Approver, typer.Option("--decider", help=_("决定机关。"))] = Approver.OFFICE,
    document: Annotated[str, typer.Option("--document", help=_("文号（县级以上决定）。"))] = "",
    decided_on: Annotated[
        str | None, typer.Option("--decided-on", help=_("决定日期，默认今天。"))
    ] = None,
    decided_by: Annotated[str, typer.Option("--decided-by", help=_("决定机关名称。"))] = "",
    reason: ReasonOption = "",
    legal_reason: Annotated[
        str, typer.Option("--legal-reason", help=_("有正当理由而不批准的法律依据。"))
    ] = "",
    json: JsonOption = False,
) -> None:
    """The office decides what is delegated to it; other decisions are recorded from paper."""
    with vault.opened() as desk:
        verdict = LeaveVerdict(
            outcome=outcome,
            decided_on=day_or_today(desk, decided_on, "decided_on"),
            decider=decider,
            document=document,
            decided_by=decided_by,
            reason=reason,
            legal_reason=legal_reason,
        )
        own = decider is Approver.OFFICE
        act = decide_leave_and_duties if own else record_leave_and_duties
        decision_id, _changes = desk.act(lambda uow: act(uow, desk.law(), leave, verdict))
    done(json=json, decision=decision_id, outcome=outcome.value)


@app.command("return", help=_("登记销假。"))
@opens_vault
def return_command(
    vault: VaultOptions,
    *,
    leave: LeaveArgument,
    returned_on: Annotated[
        str | None, typer.Option("--returned-on", help=_("实际返回日期，默认今天。"))
    ] = None,
    reported_on: Annotated[
        str | None, typer.Option("--reported-on", help=_("销假日期，默认今天。"))
    ] = None,
    manner: Annotated[
        ReportManner, typer.Option("--manner", help=_("销假方式。"))
    ] = ReportManner.IN_PERSON,
    note: Annotated[str, typer.Option("--note", help=_("情况说明；逾期必填。"))] = "",
    json: JsonOption = False,
) -> None:
    """Records the return report; days overdue are the answer of the rules."""
    with vault.opened() as desk:
        report = ReturnReport(
            returned_on=day_or_today(desk, returned_on, "returned_on"),
            reported_on=day_or_today(desk, reported_on, "reported_on"),
            manner=manner,
            note=note,
        )
        desk.act(lambda uow: return_and_duties(uow, desk.law(), leave, report))
        returned = _file(desk, leave).returned
    overdue = 0 if returned is None else returned.days_overdue
    if json:
        answer_json({"leave": leave, "returned_on": report.returned_on, "days_overdue": overdue})
    else:
        answer(_("已销假，逾期 {days} 天").format(days=overdue) if overdue else _("已销假"))


@app.command("withdraw", help=_("撤回未决定的申请，或取消没有成行的外出。"))
@opens_vault
def withdraw(
    vault: VaultOptions,
    *,
    leave: LeaveArgument,
    reason: ReasonOption,
    json: JsonOption = False,
) -> None:
    """Ends a request, or a granted leave that was never begun."""
    with vault.opened() as desk:
        file = _file(desk, leave)
        granted = file.leave.id == leave and file.leave.state == LeaveState.APPROVED

        def work(uow: UnitOfWork) -> None:
            if granted:
                cancel_leave_and_duties(uow, desk.law(), leave, reason)
            else:
                withdraw_request(uow, leave, reason)

        desk.act(work)
    state = LeaveState.CANCELLED if granted else LeaveState.WITHDRAWN
    done(json=json, leave=leave, state=state.value)


@app.command("certificate", help=_("签发外出证明，或取出已签发的原件。"))
@opens_vault
def certificate(
    vault: VaultOptions,
    *,
    which: Annotated[str, typer.Argument(help=_("外出编号（签发），或文号、核验码（取出）。"))],
    out: Annotated[Path, typer.Option("--out", help=_("PDF 写入此文件。"))],
    json: JsonOption = False,
) -> None:
    """Issues the certificate of a granted leave, or takes out one that was issued."""
    refuse_existing(out)
    with vault.opened() as desk:
        with desk.read() as session:
            known = find_document(session, desk.office.id, which)
        sheet_id = known.id if known else _issue(desk, which)
        with desk.read() as session:
            row = find_document(session, desk.office.id, sheet_id)
        if row is None:
            raise UserError(_("没有找到这份文书。"), field="which")
        write_new(out, desk.original(row.attachment_id))
    done(json=json, certificate=row.id, serial=row.serial, check_code=row.check_code)


@app.command("delegate", help=_("登记县级机构委托本所批准外出。"))
@opens_vault
def delegate_command(
    vault: VaultOptions,
    *,
    document: Annotated[str, typer.Option("--document", help=_("委托文书文号。"))],
    from_on: Annotated[str, typer.Option("--from", help=_("自哪天起。"))],
    until: Annotated[str | None, typer.Option("--until", help=_("至哪天止，可不填。"))] = None,
    json: JsonOption = False,
) -> None:
    """Records the county's delegation; without one the office grants no leave."""
    first = day(from_on, "from_on")
    last = day(until, "until_on") if until else None
    with vault.opened() as desk:
        made, _changes = desk.act(lambda uow: delegate(uow, Task.LEAVE, document, first, last))
    done(json=json, delegation=made)


def _issue(desk: Desk, leave_id: str) -> str:
    return desk.issue(
        lambda uow, press, seal: issue_certificate(uow, leave_id, press=press, seal=seal)
    )


def _file(desk: Desk, leave_id: str) -> LeaveFile:
    with desk.read() as session:
        found = leave_file(session, desk.office.id, leave_id)
    if found is None:
        raise UserError(_("没有找到这次外出。"), field="leave")
    return found


def _tell_request(desk: Desk, leave_id: str, *, json: bool) -> None:
    file = _file(desk, leave_id)
    row = next(each for each in (file.leave, *file.extensions) if each.id == leave_id)
    if json:
        answer_json(
            {
                "leave": row.id,
                "extends": row.extends,
                "days": row.days,
                "days_in_window": row.days_in_window,
                "approver": row.approver,
                "apply_by": row.apply_by,
                "citations": row.citations,
                "rule_version": row.rule_version,
            }
        )
        return
    answer(
        _("已登记：{days} 天，规定期间内累计 {total} 天，由{who}决定\t{id}").format(
            days=row.days,
            total=row.days_in_window,
            who=_(APPROVER_LABELS[Approver(row.approver)]),
            id=row.id,
        )
    )


def _attach(desk: Desk, uow: UnitOfWork, leave_id: str, files: list[Path]) -> None:
    for path in files:
        try:
            content = path.read_bytes()
        except OSError:
            raise UserError(_("证明材料文件读不出来。"), field="file") from None
        media_type = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
        attachment = add_attachment(
            uow, leave_id, content, name=path.name, media_type=media_type, seal=desk.seal
        )
        add_proof(uow, leave_id, path.name, attachment_id=attachment)
