"""`travel …`: recurring travel across counties: request, decision, each trip, its end."""

from __future__ import annotations

from typing import Annotated

import typer

from corrdesk.base.errors import UserError
from corrdesk.base.i18n import N_, _
from corrdesk.casework.leave.model import (
    Approver,
    LeaveOutcome,
    LeaveVerdict,
    PermitApplication,
    TripManner,
    TripReport,
)
from corrdesk.casework.leave.queries import PERMIT_LISTS, permit_file, permits_page
from corrdesk.casework.leave.travel import (
    end_permit,
    record_permit_decision,
    report_back,
    report_trip,
    request_permit,
)
from corrdesk.cli.desk import EVERYTHING, the_person
from corrdesk.cli.frame import Commands
from corrdesk.cli.opening import (
    JsonOption,
    VaultOptions,
    day,
    day_or_today,
    opens_vault,
)
from corrdesk.cli.output import answer, answer_json, done

app = Commands()

LIST_LABELS = {
    "permit_requested": N_("待决定"),
    "permit_valid": N_("有效"),
    "permit_expiring": N_("即将到期"),
    "permit_past": N_("已结束"),
}
PermitArgument = Annotated[str, typer.Argument(help=_("经常性活动编号，见 travel list --json。"))]
ReasonOption = Annotated[str, typer.Option("--reason", help=_("理由。"))]
MannerOption = Annotated[TripManner, typer.Option("--manner", help=_("报告方式。"))]
NoteOption = Annotated[str, typer.Option("--note", help=_("说明。"))]
ReportedOption = Annotated[
    str | None, typer.Option("--reported-on", help=_("报告日期，默认今天。"))
]


def register(root: typer.Typer) -> None:
    """Adds the group."""
    root.add_typer(app, name="travel", help=_("经常性跨市县活动：申请、决定、逐次报告。"))


@app.command("list", help=_("名单：待决定、有效、即将到期、已结束。"))
@opens_vault
def list_(
    vault: VaultOptions,
    *,
    json: JsonOption = False,
) -> None:
    """Lists permits by where they stand."""
    with (
        vault.opened() as desk,
        desk.read() as session,
    ):
        law = desk.law()
        lists = {
            name: [
                {
                    "permit": row.id,
                    "name": row.name,
                    "places": row.places,
                    "valid_from": row.valid_from,
                    "valid_to": row.valid_to,
                    "state": row.state,
                }
                for row in permits_page(session, desk.office.id, law, name, limit=EVERYTHING)
            ]
            for name in PERMIT_LISTS
        }
    if json:
        answer_json({"as_of": law.as_of, **lists})
        return
    for name, rows in lists.items():
        for row in rows:
            stands, until = _(LIST_LABELS[name]), row["valid_to"] or ""
            answer(f"{stands}\t{row['permit']}\t{row['name']}\t{until}")


@app.command("request", help=_("登记经常性跨市县活动的申请。"))
@opens_vault
def request(  # noqa: PLR0913 - one parameter per option
    vault: VaultOptions,
    *,
    person: Annotated[str, typer.Argument(help=_("姓名、首字母、证件号码末几位或人员编号。"))],
    place: Annotated[list[str], typer.Option("--place", help=_("前往的市、县及地点。"))],
    times: Annotated[str, typer.Option("--times", help=_("活动时间。"))],
    frequency: Annotated[str, typer.Option("--frequency", help=_("活动频次。"))],
    reason: ReasonOption,
    reporting: Annotated[str, typer.Option("--reporting", help=_("外出前后的报告方式。"))] = "",
    proof: Annotated[list[str] | None, typer.Option("--proof", help=_("证明材料名称。"))] = None,
    requested_on: Annotated[
        str | None, typer.Option("--requested-on", help=_("申请日期，默认今天。"))
    ] = None,
    json: JsonOption = False,
) -> None:
    """Takes down a written request."""
    with vault.opened() as desk:
        card = the_person(desk, person)
        application = PermitApplication(
            reason=reason,
            places=tuple(place),
            times=times,
            frequency=frequency,
            requested_on=day_or_today(desk, requested_on, "requested_on"),
            proofs=tuple(proof or ()),
            reporting=reporting,
        )
        made, _changes = desk.act(lambda uow: request_permit(uow, card.supervision_id, application))
    done(json=json, permit=made)


@app.command("decide", help=_("登记县级机构的决定（照纸质文书）。"))
@opens_vault
def decide(
    vault: VaultOptions,
    *,
    permit: PermitArgument,
    outcome: Annotated[LeaveOutcome, typer.Argument(help=_("决定。"))],
    document: Annotated[str, typer.Option("--document", help=_("决定文书文号。"))],
    decided_on: Annotated[
        str | None, typer.Option("--decided-on", help=_("决定日期，默认今天。"))
    ] = None,
    reason: ReasonOption = "",
    legal_reason: Annotated[str, typer.Option("--legal-reason", help=_("不批准的法律依据。"))] = "",
    json: JsonOption = False,
) -> None:
    """Records the county's decision; granted, it holds as long as the law says."""
    with vault.opened() as desk:
        verdict = LeaveVerdict(
            outcome=outcome,
            decided_on=day_or_today(desk, decided_on, "decided_on"),
            decider=Approver.COUNTY,
            document=document,
            reason=reason,
            legal_reason=legal_reason,
        )
        desk.act(lambda uow: record_permit_decision(uow, desk.law(), permit, verdict))
        with desk.read() as session:
            file = permit_file(session, desk.office.id, permit)
    until = file.permit.valid_to if file else None
    if json:
        answer_json({"permit": permit, "outcome": outcome, "valid_to": until})
    else:
        answer(str(until or outcome.value))


@app.command("trip", help=_("登记一次外出报告。"))
@opens_vault
def trip(
    vault: VaultOptions,
    *,
    permit: PermitArgument,
    place: Annotated[str, typer.Option("--place", help=_("前往地点，须在批准之列。"))],
    depart: Annotated[str | None, typer.Option("--depart", help=_("出发日期，默认今天。"))] = None,
    back_on: Annotated[
        str | None, typer.Option("--back-on", help=_("已返回的，返回日期。"))
    ] = None,
    manner: MannerOption = TripManner.PHONE,
    reported_on: ReportedOption = None,
    note: NoteOption = "",
    json: JsonOption = False,
) -> None:
    """Records that the person told of a trip."""
    with vault.opened() as desk:
        report = TripReport(
            depart=day_or_today(desk, depart, "depart"),
            place=place,
            manner=manner,
            reported_on=day_or_today(desk, reported_on, "reported_on"),
            back_on=day(back_on, "back_on") if back_on else None,
            note=note,
        )
        made, _changes = desk.act(lambda uow: report_trip(uow, permit, report))
    done(json=json, trip=made)


@app.command("back", help=_("登记一次外出的返回。"))
@opens_vault
def back(
    vault: VaultOptions,
    *,
    permit: PermitArgument,
    back_on: Annotated[str | None, typer.Option("--on", help=_("返回日期，默认今天。"))] = None,
    manner: MannerOption = TripManner.PHONE,
    reported_on: ReportedOption = None,
    note: NoteOption = "",
    json: JsonOption = False,
) -> None:
    """Records the return from the trip that is not over yet."""
    with vault.opened() as desk:
        with desk.read() as session:
            file = permit_file(session, desk.office.id, permit)
        away = file.away if file else None
        if away is None:
            raise UserError(_("没有尚未返回的外出。"), field="permit")
        on = day_or_today(desk, back_on, "on")
        told = day_or_today(desk, reported_on, "reported_on")
        desk.act(lambda uow: report_back(uow, away.id, on, manner, reported_on=told, note=note))
    done(json=json, trip=away.id, back_on=on.isoformat())


@app.command("end", help=_("撤回申请，或终止批准。"))
@opens_vault
def end(
    vault: VaultOptions,
    *,
    permit: PermitArgument,
    reason: ReasonOption,
    json: JsonOption = False,
) -> None:
    """Takes back a request, or ends a permit."""
    with vault.opened() as desk:
        desk.act(lambda uow: end_permit(uow, permit, reason))
    done(json=json, permit=permit)
