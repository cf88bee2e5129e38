"""`programs partner …|volunteer …|exempt …|staff …`: who helps, who need not, and own training."""

from __future__ import annotations

import mimetypes
from dataclasses import replace
from pathlib import Path
from typing import Annotated, Any

import typer

from corrdesk.base.errors import UserError
from corrdesk.base.i18n import _
from corrdesk.bootstrap import Desk
from corrdesk.casework.caseload.hours import HourKind, HourSort, exemption_rows, hours_number
from corrdesk.casework.caseload.service import add_attachment
from corrdesk.casework.hour_flows import (
    Helper,
    enter_hours_and_duties,
    exempt_and_duties,
    helpers,
    staff_account,
    withdraw_exemption_and_duties,
)
from corrdesk.casework.partners.model import PartnerFacts, PartnerKind, VolunteerFacts
from corrdesk.casework.partners.queries import partners, volunteers
from corrdesk.casework.partners.service import (
    add_partner,
    add_volunteer,
    end_partner,
    end_volunteer,
)
from corrdesk.casework.programs.accounts import Entry, add_qualification
from corrdesk.casework.programs.model import ExemptionFacts, Ground, QualificationFacts
from corrdesk.cli.desk import the_person
from corrdesk.cli.frame import Commands
from corrdesk.cli.opening import (
    JsonOption,
    VaultOptions,
    day,
    opens_vault,
)
from corrdesk.cli.output import answer, answer_json
from corrdesk.cli.program_papers import PersonArgument, done
from corrdesk.store.types import AnyRow
from corrdesk.store.unit_of_work import UnitOfWork

partner = Commands()
volunteer = Commands()
exemption = Commands()
staff = Commands()

NameArgument = Annotated[str, typer.Argument(help=_("名称或姓名。"))]
HelperArgument = Annotated[str, typer.Argument(help=_("工作人员或志愿者的姓名或编号。"))]
PhoneOption = Annotated[str, typer.Option("--phone", help=_("电话。"))]
LeftOption = Annotated[str | None, typer.Option("--on", help=_("最后一天，默认今天。"))]


def add_people(app: typer.Typer) -> None:
    """Adds the groups below `programs`."""
    app.add_typer(partner, name="partner", help=_("合作单位。"))
    app.add_typer(volunteer, name="volunteer", help=_("志愿者。"))
    app.add_typer(exemption, name="exempt", help=_("时长的免除：没有参加能力或者经批准。"))
    app.add_typer(staff, name="staff", help=_("工作人员、志愿者自己的培训和资格。"))


@partner.command("add", help=_("登记合作单位。"))
@opens_vault
def partner_add(
    vault: VaultOptions,
    *,
    name: NameArgument,
    kind: Annotated[PartnerKind, typer.Option("--kind", help=_("单位种类。"))],
    contact: Annotated[str, typer.Option("--contact", help=_("联系人。"))] = "",
    phone: PhoneOption = "",
    note: Annotated[str, typer.Option("--note", help=_("备注。"))] = "",
    json: JsonOption = False,
) -> None:
    """Takes in an organisation."""
    facts = PartnerFacts(name, kind, contact, phone, note)
    with vault.opened() as desk:
        made, _changes = desk.act(lambda uow: add_partner(uow, facts))
    done(json=json, partner=made)


@partner.command("list", help=_("现有的合作单位。"))
@opens_vault
def partner_list(
    vault: VaultOptions,
    *,
    json: JsonOption = False,
) -> None:
    """Lists the organisations that take part now."""
    with (
        vault.opened() as desk,
        desk.read() as session,
    ):
        rows = partners(session, desk.office.id)
    if json:
        names = ("id", "name", "kind", "contact", "phone", "note")
        answer_json([{name: getattr(row, name) for name in names} for row in rows])
        return
    for row in rows:
        answer(f"{row.id}\t{row.name}\t{row.kind}\t{row.contact}")


@partner.command("end", help=_("合作结束；做过的事仍在记录里。"))
@opens_vault
def partner_end(
    vault: VaultOptions,
    *,
    name: NameArgument,
    on: LeftOption = None,
    json: JsonOption = False,
) -> None:
    """Records the last day of an organisation."""
    with vault.opened() as desk:
        with desk.read() as session:
            found = _the_one(partners(session, desk.office.id), name)
        left = day(on, "on") if on else desk.clock.today()
        desk.act(lambda uow: end_partner(uow, found, left))
    done(json=json, partner=found)


@volunteer.command("add", help=_("登记志愿者；须先签署保密承诺。"))
@opens_vault
def volunteer_add(
    vault: VaultOptions,
    *,
    name: NameArgument,
    secrecy: Annotated[str, typer.Option("--secrecy", help=_("保密承诺签署日期。"))],
    phone: PhoneOption = "",
    skills: Annotated[str, typer.Option("--skills", help=_("专长。"))] = "",
    sent_by: Annotated[str | None, typer.Option("--partner", help=_("所属合作单位。"))] = None,
    insured: Annotated[str | None, typer.Option("--insured", help=_("保险有效期至。"))] = None,
    json: JsonOption = False,
) -> None:
    """Takes in a volunteer."""
    with vault.opened() as desk:
        with desk.read() as session:
            sender = _the_one(partners(session, desk.office.id), sent_by) if sent_by else None
        facts = VolunteerFacts(
            name,
            phone=phone,
            partner_id=sender,
            skills=skills,
            secrecy_on=day(secrecy, "secrecy"),
            insured_until=day(insured, "insured") if insured else None,
        )
        made, _changes = desk.act(lambda uow: add_volunteer(uow, facts))
    done(json=json, volunteer=made)


@volunteer.command("end", help=_("志愿者退出；做过的事仍在记录里。"))
@opens_vault
def volunteer_end(
    vault: VaultOptions,
    *,
    name: NameArgument,
    on: LeftOption = None,
    json: JsonOption = False,
) -> None:
    """Records the last day of a volunteer."""
    with vault.opened() as desk:
        with desk.read() as session:
            found = _the_one(volunteers(session, desk.office.id), name)
        left = day(on, "on") if on else desk.clock.today()
        desk.act(lambda uow: end_volunteer(uow, found, left))
    done(json=json, volunteer=found)


@exemption.command("add", help=_("登记免除；须有理由、证明和到期日。"))
@opens_vault
def exempt_add(  # noqa: PLR0913 - one parameter per option
    vault: VaultOptions,
    *,
    person: PersonArgument,
    kind: Annotated[HourKind, typer.Option("--kind", help="education | public_service")],
    ground: Annotated[Ground, typer.Option("--ground", help="inability | exemption")],
    from_on: Annotated[str, typer.Option("--from", help=_("自哪天。"))],
    until_on: Annotated[str, typer.Option("--until", help=_("至哪天（包括当日）。"))],
    reason: Annotated[str, typer.Option("--reason", help=_("理由。"))],
    proof: Annotated[str, typer.Option("--proof", help=_("证明材料。"))],
    file: Annotated[Path | None, typer.Option("--file", help=_("证明材料文件，加密存档。"))] = None,
    json: JsonOption = False,
) -> None:
    """Records that somebody need not do hours for some days."""
    facts = ExemptionFacts(
        kind, ground, day(from_on, "from_on"), day(until_on, "until_on"), reason, proof
    )
    with vault.opened() as desk:
        wanted = the_person(desk, person).supervision_id
        made, _changes = desk.act(lambda uow: _exempt(desk, uow, wanted, facts, file))
    done(json=json, exemption=made)


@exemption.command("list", help=_("有效的免除登记。"))
@opens_vault
def exempt_list(
    vault: VaultOptions,
    *,
    person: Annotated[str | None, typer.Option("--person", help=_("只看一个人。"))] = None,
    json: JsonOption = False,
) -> None:
    """Lists the exemptions that stand, those of the past too."""
    with vault.opened() as desk:
        wanted = [the_person(desk, person).supervision_id] if person else None
        with desk.read() as session:
            rows = exemption_rows(session, desk.office.id, wanted)
    if json:
        names = (
            "id supervision_id kind ground from_on until_on reason proof attachment_id"
        ).split()
        answer_json([{name: getattr(row, name) for name in names} for row in rows])
        return
    for row in rows:
        answer(f"{row.id}\t{row.kind}\t{row.from_on}—{row.until_on}\t{row.reason}")


@exemption.command("withdraw", help=_("撤销免除，须写明理由；任务恢复。"))
@opens_vault
def exempt_withdraw(
    vault: VaultOptions,
    *,
    exemption_id: Annotated[str, typer.Argument(help=_("免除登记的编号。"))],
    reason: Annotated[str, typer.Option("--reason", help=_("理由。"))],
    json: JsonOption = False,
) -> None:
    """Takes an exemption back."""
    with vault.opened() as desk:
        desk.act(lambda uow: withdraw_exemption_and_duties(uow, exemption_id, reason))
    done(json=json, exemption=exemption_id)


@staff.command("list", help=_("每人本年的培训小时、应完成、资格和最早到期日，以及明细。"))
@opens_vault
def staff_list(
    vault: VaultOptions,
    *,
    json: JsonOption = False,
) -> None:
    """Lists officers and volunteers; `events` add up to `balance`."""
    with vault.opened() as desk:
        found = _helpers(desk)
        with desk.read() as session:
            events = {
                each.learner_id: staff_account(
                    session, desk.office.id, desk.law(), each.learner_id
                )[1]
                for each in found
            }
    if json:
        answer_json([_helper_json(each, events[each.learner_id]) for each in found])
        return
    for each in found:
        target = "—" if each.tally.target is None else hours_number(each.tally.target)
        answer(f"{each.name}\t{each.learner}\t{hours_number(each.tally.balance)}/{target}")


@staff.command("hours", help=_("登记或扣减一名工作人员、志愿者的培训时长，须有理由。"))
@opens_vault
def staff_hours(
    vault: VaultOptions,
    *,
    name: HelperArgument,
    amount: Annotated[float, typer.Option("--hours", help=_("小时数；扣减填正数。"))],
    reason: Annotated[str, typer.Option("--reason", help=_("理由。"))],
    sort: Annotated[HourSort, typer.Option("--sort", help="adjustment | penalty")] = (
        HourSort.ADJUSTMENT
    ),
    on: Annotated[str | None, typer.Option("--on", help=_("记在哪一天，默认今天。"))] = None,
    json: JsonOption = False,
) -> None:
    """Writes an entry into somebody's own training."""
    with vault.opened() as desk:
        who = _the_helper(desk, name)
        when = day(on, "on") if on else desk.clock.today()
        entry = Entry(
            who.learner, who.learner_id, HourKind.TRAINING, sort, round(amount * 60), when, reason
        )
        event, _changes = desk.act(lambda uow: enter_hours_and_duties(uow, entry))
    done(json=json, event=event, hours=hours_number(entry.minutes))


@staff.command("qualify", help=_("登记一名工作人员、志愿者的资格。"))
@opens_vault
def staff_qualify(
    vault: VaultOptions,
    *,
    name: HelperArgument,
    title: Annotated[str, typer.Option("--title", help=_("资格名称。"))],
    issued: Annotated[str, typer.Option("--issued", help=_("取得日期。"))],
    number: Annotated[str, typer.Option("--number", help=_("证号。"))] = "",
    valid_to: Annotated[str | None, typer.Option("--until", help=_("有效期至。"))] = None,
    json: JsonOption = False,
) -> None:
    """Records what somebody is qualified for."""
    with vault.opened() as desk:
        who = _the_helper(desk, name)
        facts = QualificationFacts(
            learner=who.learner,
            learner_id=who.learner_id,
            name=who.name,
            title=title,
            issued_on=day(issued, "issued"),
            number=number,
            valid_until=day(valid_to, "valid_to") if valid_to else None,
        )
        made, _changes = desk.act(lambda uow: add_qualification(uow, facts))
    done(json=json, qualification=made)


def _exempt(
    desk: Desk, uow: UnitOfWork, supervision_id: str, facts: ExemptionFacts, file: Path | None
) -> str:
    """Records the exemption and, in the same act, the file that proves it."""
    if file is None:
        return exempt_and_duties(uow, supervision_id, facts)
    try:
        content = file.read_bytes()
    except OSError:
        raise UserError(_("证明材料文件读不出来。"), field="file") from None
    media_type = mimetypes.guess_type(file.name)[0] or "application/octet-stream"
    kept = add_attachment(
        uow, supervision_id, content, name=file.name, media_type=media_type, seal=desk.seal
    )
    return exempt_and_duties(uow, supervision_id, replace(facts, attachment_id=kept))


def _helpers(desk: Desk) -> list[Helper]:
    with desk.read() as session:
        return helpers(session, desk.office.id, desk.law())


def _the_helper(desk: Desk, term: str) -> Helper:
    """The one officer or volunteer of this name or id. Raises UserError when that is not clear."""
    found = [each for each in _helpers(desk) if term in {each.learner_id, each.name}]
    if len(found) != 1:
        raise UserError(_("没有这个人，或者有同名的人。"), remedy=_("请用编号。"), field="name")
    return found[0]


def _the_one(rows: Any, term: str) -> str:
    found = [row.id for row in rows if term in {row.id, row.name}]
    if len(found) != 1:
        raise UserError(_("没有找到，或者有同名的。"), remedy=_("请用编号。"), field="name")
    return str(found[0])


def _helper_json(each: Helper, events: Any) -> dict[str, Any]:
    mine = each.tally
    return {
        "id": each.learner_id,
        "name": each.name,
        "learner": each.learner,
        "balance": hours_number(mine.balance),
        "target": None if mine.target is None else hours_number(mine.target),
        "short": hours_number(mine.short),
        "planned": hours_number(mine.planned),
        "qualified": list(each.qualified),
        "runs_out": each.runs_out,
        "events": [_event(row) for row in events],
    }


def _event(row: AnyRow) -> dict[str, Any]:
    return {
        "on": row.on,
        "sort": row.sort,
        "hours": hours_number(row.minutes),
        "reason": row.reason,
    }
