"""`desk` and `checkin`: who has to report today, and that somebody did."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime
from typing import Annotated

import typer

from corrdesk.base.clock import CHINA
from corrdesk.base.dates import DateProblem, parse_date
from corrdesk.base.errors import UserError
from corrdesk.base.i18n import _
from corrdesk.base.typed import read_time
from corrdesk.bootstrap import Desk
from corrdesk.casework.caseload.model import PersonCard
from corrdesk.casework.caseload.queries import find_people
from corrdesk.casework.leave.queries import leaves_page
from corrdesk.casework.permissions import may
from corrdesk.casework.reporting.model import (
    DUTY_LABELS,
    CheckInFacts,
    DutyKind,
    Outcome,
    Presence,
)
from corrdesk.casework.reporting.queries import (
    DUTY_LISTS,
    TERM_LISTS,
    counted_into,
    desk_counts,
    desk_page,
    open_windows_of,
)
from corrdesk.casework.reporting.service import open_duties, record_check_in
from corrdesk.cli.opening import (
    JsonOption,
    VaultOptions,
    day,
    opens_vault,
)
from corrdesk.cli.output import answer, answer_json

EVERYTHING = 1_000_000


def register(app: typer.Typer) -> None:
    """Adds the commands of this module."""
    app.command("desk", help=_("今日工作台：应报到、逾期、待补证明。"))(desk_)
    app.command("checkin", help=_("登记报到。"))(check_in)


@opens_vault
def desk_(
    vault: VaultOptions,
    *,
    json: JsonOption = False,
) -> None:
    """Opens the windows that have begun and lists what is due, overdue and waiting."""
    with vault.opened() as desk:
        today = desk.clock.today()
        if may(desk.actor, "duties.open") and not desk.alarms:
            desk.act(lambda uow: open_duties(uow, desk.law()))
        with desk.read() as session:
            counts = desk_counts(session, desk.office.id, today)
            lists = {
                name: desk_page(session, desk.office.id, today, name, limit=EVERYTHING)
                for name in (*DUTY_LISTS, *TERM_LISTS)
            }
            absent = leaves_page(session, desk.office.id, desk.law(), "overdue", limit=EVERYTHING)
        office = desk.office.name
    if json:
        whole = {"as_of": today, "office": office, "counts": counts, **lists}
        answer_json(whole | {"leave_overdue": absent})
        return
    answer(
        _("{office} {day}：应办 {due}，逾期 {overdue}，待补证明 {waiting}").format(
            office=office,
            day=today,
            due=counts.due,
            overdue=counts.overdue,
            waiting=counts.waiting,
        )
    )
    for name in ("overdue", "due", "waiting"):
        for line in lists[name]:
            label = _(DUTY_LABELS[line.kind])
            answer(f"{name}\t{line.name}\t{label}\t{line.period_start}—{line.period_end}")
    for away in absent:
        answer(f"leave_overdue\t{away.name}\t{away.destination}\t{away.depart}—{away.return_on}")


@opens_vault
def check_in(  # noqa: PLR0913 - one parameter per option
    vault: VaultOptions,
    *,
    person: Annotated[str, typer.Argument(help=_("姓名、首字母、证件号码末几位或人员编号。"))],
    kind: Annotated[DutyKind, typer.Option("--kind", help=_("报告方式。"))] = DutyKind.CHECK_IN,
    presence: Annotated[
        Presence | None, typer.Option("--presence", help=_("如何确认本人。"))
    ] = None,
    outcome: Annotated[Outcome, typer.Option("--outcome", help=_("结果。"))] = Outcome.COMPLIED,
    reason: Annotated[str, typer.Option("--reason", help=_("理由。"))] = "",
    evidence_due: Annotated[
        str | None, typer.Option("--evidence-due", help=_("补交证明的期限。"))
    ] = None,
    happened_at: Annotated[
        str | None, typer.Option("--happened-at", help=_("实际发生时间，补录时使用。"))
    ] = None,
    duty: Annotated[
        str | None, typer.Option("--duty", help=_("报告义务编号，见 desk --json。"))
    ] = None,
    note: Annotated[str, typer.Option("--note", help=_("备注。"))] = "",
    json: JsonOption = False,
) -> None:
    """Records one report of one person; the person must be named without doubt."""
    with vault.opened() as desk:
        card = the_person(desk, person)
        today = desk.clock.today()
        desk.act(lambda uow: open_duties(uow, desk.law()))
        facts = CheckInFacts(
            kind=kind,
            presence=presence or _usual_presence(kind, outcome),
            outcome=outcome,
            happened_at=moment_of(desk, happened_at, "happened_at"),
            reason=reason,
            evidence_due=day(evidence_due, "evidence_due") if evidence_due else None,
            note=note,
        )
        check_in_id, _changes = desk.act(
            lambda uow: record_check_in(uow, card.supervision_id, facts, duty_id=duty)
        )
        with desk.read() as session:
            counted = counted_into(session, desk.office.id, check_in_id)
            left = open_windows_of(session, desk.office.id, card.supervision_id, today)
    if json:
        answer_json(
            {
                "check_in": check_in_id,
                "person": card.person_id,
                "kind": kind,
                "outcome": outcome,
                "happened_at": facts.happened_at,
                "counted_into": counted,
                "still_open": left,
            }
        )
    else:
        answer(_recorded(card, facts))
        if duty is not None and counted != duty:
            answer(_("实际日期不在所指的报告期内，没有计入这一次报告义务。"))


def _recorded(card: PersonCard, facts: CheckInFacts) -> str:
    return _("已登记：{name} {kind} {when}").format(
        name=card.name,
        kind=_(DUTY_LABELS[facts.kind]),
        when=f"{facts.happened_at:%Y-%m-%d %H:%M}",
    )


def the_person(desk: Desk, term: str) -> PersonCard:
    """The one person whom the term names. Raises UserError for nobody and for several."""
    with desk.read() as session:
        found = find_people(session, desk.office.id, term, limit=20)
    exact = [card for card in found if card.name == term] or found
    if not exact:
        raise UserError(
            _("没有找到此人。"), remedy=_("请用姓名、首字母或证件号码末几位。"), field="person"
        )
    if len(exact) > 1:
        raise UserError(
            _("有 {count} 人符合，请说得更具体。").format(count=len(exact)),
            remedy=_("可以输入完整的证件号码。"),
            field="person",
        )
    return exact[0]


def _usual_presence(kind: DutyKind, outcome: Outcome) -> Presence:
    if outcome is not Outcome.COMPLIED:
        return Presence.NONE
    usual = {DutyKind.PHONE_REPORT: Presence.PHONE, DutyKind.WRITTEN_REPORT: Presence.PAPER}
    return usual.get(kind, Presence.OFFICER_SAW)


def moment_of(desk: Desk, text: str | None, field: str) -> datetime:
    """A moment as somebody typed it, now without one. Raises UserError naming the field."""
    if text is None:
        return desk.clock.now()
    moment = _moment(text)
    if moment is None:
        raise UserError(_("时间写法不正确。"), remedy=_("请写成 2026-06-10T09:30。"), field=field)
    return moment if moment.tzinfo else moment.replace(tzinfo=CHINA)


def _moment(text: str) -> datetime | None:
    """A moment in the form of machines, or a day and a time as people write them."""
    with suppress(ValueError):
        return datetime.fromisoformat(text)
    written_day, _space, written_time = text.strip().replace("T", " ").partition(" ")
    at = read_time(written_time)
    with suppress(DateProblem):
        return None if at is None else datetime.combine(parse_date(written_day), at)
    return None
