"""`programs …`: planning, rosters, attendance and the ledger of hours, step by step for scripts."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from corrdesk.base.errors import UserError
from corrdesk.base.i18n import _
from corrdesk.bootstrap import Desk
from corrdesk.casework.caseload.hours import HourKind, HourSort, Learner, hours_number
from corrdesk.casework.hour_flows import (
    HourAccount,
    choose,
    enter_hours_and_duties,
    hour_accounts,
    import_online,
    pupils,
    record_turnout_and_duties,
)
from corrdesk.casework.programs.accounts import Entry
from corrdesk.casework.programs.choosing import Wanted
from corrdesk.casework.programs.model import (
    Manner,
    Phase,
    ProgramFacts,
    ProgramType,
    Provider,
    SessionFacts,
    Sighting,
    Turnout,
)
from corrdesk.casework.programs.online import REASONS, read_online
from corrdesk.casework.programs.policy import Every, OnRest, Recurrence, real_dates
from corrdesk.casework.programs.queries import (
    SESSION_LISTS,
    SessionFile,
    sessions_page,
)
from corrdesk.casework.programs.rosters import everyone_but, invite
from corrdesk.casework.programs.service import add_program, plan_sessions
from corrdesk.cli.desk import EVERYTHING, the_person
from corrdesk.cli.frame import Commands
from corrdesk.cli.mistakes import check_choice
from corrdesk.cli.opening import (
    AsOfOption,
    DeviceSecretOption,
    JsonOption,
    OfficerOption,
    PassphraseOption,
    VaultArgument,
    VaultOptions,
    day,
    opened,
    opens_vault,
)
from corrdesk.cli.output import answer, answer_json
from corrdesk.cli.program_goals import add_goals
from corrdesk.cli.program_papers import (
    SessionArgument,
    add_papers,
    done,
    program_of,
    session_of,
)
from corrdesk.cli.program_people import add_people
from corrdesk.store.types import AnyRow

app = Commands()

PeopleOption = Annotated[
    list[str] | None,
    typer.Option("--person", help=_("姓名、首字母、证件号码末几位或人员编号，可多次给出。")),
]
KindOption = Annotated[
    HourKind | None, typer.Option("--kind", help="education | public_service | training")
]
ReasonOption = Annotated[str, typer.Option("--reason", help=_("理由。"))]


def register(root: typer.Typer) -> None:
    """Adds the group."""
    add_papers(app)
    add_goals(app)
    add_people(app)
    root.add_typer(app, name="programs", help=_("教育学习、公益活动：安排、签到、时长。"))


@app.command("hours", help=_("每人本期时长：计入、扣减、调整、合计、应完成，以及每一笔明细。"))
@opens_vault
def hours(
    vault: VaultOptions,
    *,
    person: Annotated[str | None, typer.Option("--person", help=_("只看一个人。"))] = None,
    kind: KindOption = None,
    json: JsonOption = False,
) -> None:
    """One line per person and kind of hours, in hours, for the period that holds the day."""
    with vault.opened() as desk:
        wanted = the_person(desk, person).supervision_id if person else None
        with desk.read() as session:
            accounts = hour_accounts(session, desk.office.id, desk.law(), supervision_id=wanted)
    found = [each for each in accounts if kind is None or each.kind is kind]
    if json:
        answer_json([account_json(each) for each in found])
        return
    for each in found:
        mine = each.tally
        target = "—" if mine.target is None else hours_number(mine.target)
        answer(
            f"{each.name}\t{each.kind}\t{each.period_start}—{each.period_end}"
            f"\t{hours_number(mine.balance)}/{target}"
        )


@app.command("add", help=_("新建课程或活动。"))
@opens_vault
def add(  # noqa: PLR0913 - one parameter per option
    vault: VaultOptions,
    *,
    name: Annotated[str, typer.Argument(help=_("项目名称。"))],
    type_: Annotated[ProgramType, typer.Option("--type", help=_("种类。"))],
    minutes: Annotated[int, typer.Option("--minutes", help=_("每次时长（分钟）。"))],
    phase: Annotated[Phase, typer.Option("--phase", help=_("阶段。"))] = Phase.ANY,
    provider: Annotated[Provider, typer.Option("--provider", help=_("由谁提供。"))] = (
        Provider.OFFICE
    ),
    provider_name: Annotated[str, typer.Option("--provider-name", help=_("单位或姓名。"))] = "",
    organiser: Annotated[str, typer.Option("--organiser", help=_("公益活动组织单位。"))] = "",
    place: Annotated[str, typer.Option("--place", help=_("地点。"))] = "",
    capacity: Annotated[int | None, typer.Option("--capacity", help=_("人数上限。"))] = None,
    materials: Annotated[str, typer.Option("--materials", help=_("材料。"))] = "",
    full_mark: Annotated[int | None, typer.Option("--full-mark", help=_("考试满分。"))] = None,
    pass_mark: Annotated[int | None, typer.Option("--pass-mark", help=_("合格分。"))] = None,
    staff: Annotated[bool, typer.Option("--staff", help=_("工作人员、志愿者培训。"))] = False,
    json: JsonOption = False,
) -> None:
    """Takes a programme in."""
    facts = ProgramFacts(
        name=name,
        type=type_,
        minutes=minutes,
        phase=phase,
        provider=provider,
        provider_name=provider_name,
        organiser=organiser,
        place=place,
        capacity=capacity,
        materials=materials,
        full_mark=full_mark,
        pass_mark=pass_mark,
        for_staff=staff,
    )
    with vault.opened() as desk:
        made, _changes = desk.act(lambda uow: add_program(uow, facts))
    done(json=json, program=made)


@app.command("plan", help=_("安排一次或一系列活动；避开节假日，--dry-run 只看日期。"))
@opens_vault
def plan(  # noqa: PLR0913 - one parameter per option
    vault: VaultOptions,
    *,
    program: Annotated[str, typer.Argument(help=_("项目编号或名称。"))],
    on: Annotated[str, typer.Option("--on", help=_("（首次）日期。"))],
    starts: Annotated[str, typer.Option("--starts", help=_("开始时间，如 14:30。"))],
    minutes: Annotated[int | None, typer.Option("--minutes", help=_("时长（分钟）。"))] = None,
    every: Annotated[Every, typer.Option("--every", help=_("重复方式。"))] = Every.ONCE,
    count: Annotated[int | None, typer.Option("--count", help=_("共几次。"))] = None,
    until: Annotated[str | None, typer.Option("--until", help=_("到哪天为止。"))] = None,
    on_rest: Annotated[OnRest, typer.Option("--on-rest", help=_("遇休息日怎样处理。"))] = (
        OnRest.LATER
    ),
    place: Annotated[str, typer.Option("--place", help=_("地点。"))] = "",
    teacher: Annotated[str, typer.Option("--teacher", help=_("讲师或负责人。"))] = "",
    topic: Annotated[str, typer.Option("--topic", help=_("主题。"))] = "",
    capacity: Annotated[int | None, typer.Option("--capacity", help=_("人数上限。"))] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help=_("只列出日期，不保存。"))] = False,
    json: JsonOption = False,
) -> None:
    """Puts sessions on real days; `dates` says where each came from."""
    rhythm = Recurrence(
        day(on, "on"), every, count, day(until, "until") if until else None, on_rest
    )
    with vault.opened() as desk:
        days = real_dates(rhythm, desk.law().calendar)
        real = tuple(each.on for each in days if each.on is not None)
        facts = SessionFacts(real, starts, minutes, place, teacher, topic, capacity)
        made: list[str] = []
        if not dry_run:
            program_id = program_of(desk, program)
            made, _changes = desk.act(lambda uow: plan_sessions(uow, program_id, facts))
    if json:
        answer_json({"sessions": made, "dates": days})
        return
    for each in days:
        moved = "" if each.on == each.nominal else f"\t{each.nominal}\t{each.why} {each.holiday}"
        answer(f"{each.on or '—'}{moved}")


@app.command("list", help=_("活动名单：待举行、待登记、已登记、已取消。"))
@opens_vault
def list_(
    vault: VaultOptions,
    *,
    which: Annotated[str, typer.Option("--list", help=" | ".join(SESSION_LISTS))] = "upcoming",
    json: JsonOption = False,
) -> None:
    """Lists sessions by where they stand."""
    check_choice("--list", which, SESSION_LISTS)
    with (
        vault.opened() as desk,
        desk.read() as session,
    ):
        lines = sessions_page(session, desk.office.id, desk.clock.today(), which, limit=EVERYTHING)
    if json:
        answer_json(lines)
        return
    for line in lines:
        answer(f"{line.session_id}\t{line.on} {line.starts}\t{line.name}\t{line.invited}")


@app.command("invite", help=_("把人加入活动名单：指定的人，或按类别、村居、阶段、时长不足筛选。"))
@opens_vault
def invite_(
    vault: VaultOptions,
    *,
    session_id: SessionArgument,
    person: PeopleOption = None,
    class_: Annotated[str | None, typer.Option("--class", help="strict | normal | light")] = None,
    village: Annotated[str, typer.Option("--village", help=_("居住地包含的文字。"))] = "",
    phase: Annotated[Phase, typer.Option("--phase", help=_("所处阶段。"))] = Phase.ANY,
    short: Annotated[bool, typer.Option("--short", help=_("本期时长不足的人。"))] = False,
    everybody: Annotated[bool, typer.Option("--all", help=_("所有在册的人。"))] = False,
    json: JsonOption = False,
) -> None:
    """Puts people on the roster; without any filter nobody is meant by chance."""
    wanted = Wanted(class_=class_, village=village, phase=phase, short=short)
    if not (person or everybody or wanted != Wanted()):
        raise UserError(_("请指定人员或筛选条件。"), field="person")
    with vault.opened() as desk:
        file = session_of(desk, session_id)
        ids = {the_person(desk, each).supervision_id for each in person or ()}
        with desk.read() as session:
            kind = HourKind(file.program.hour_kind)
            people = choose(session, desk.office.id, desk.law(), wanted, kind, only=ids or None)
        count, _changes = desk.act(lambda uow: invite(uow, file.session.id, people))
    done(json=json, session=file.session.id, added=count)


@app.command("attend", help=_("登记到场：指定的人，或者“除……以外都到场”。"))
@opens_vault
def attend(  # noqa: PLR0913 - one parameter per option
    vault: VaultOptions,
    *,
    session_id: SessionArgument,
    person: PeopleOption = None,
    but: Annotated[
        list[str] | None, typer.Option("--everyone-but", help=_("缺席的人；其余都到场。"))
    ] = None,
    everyone: Annotated[bool, typer.Option("--everyone", help=_("全部到场。"))] = False,
    turnout: Annotated[Turnout, typer.Option("--turnout", help=_("结果。"))] = Turnout.PRESENT,
    minutes: Annotated[int | None, typer.Option("--minutes", help=_("实际分钟数。"))] = None,
    mark: Annotated[int | None, typer.Option("--mark", help=_("成绩。"))] = None,
    make_up_by: Annotated[
        str | None, typer.Option("--make-up-by", help=_("缺席的人在此日期前补课。"))
    ] = None,
    reason: ReasonOption = "",
    confirm: Annotated[bool, typer.Option("--confirm", help=_("确认更改及其影响。"))] = False,
    json: JsonOption = False,
) -> None:
    """Records outcomes; changing one needs a reason and, where something rests on it, --confirm."""
    with vault.opened() as desk:
        file = session_of(desk, session_id)
        if everyone or but:
            missed = {_learner(desk, file, each): Turnout.ABSENT for each in but or ()}
            known = [line.learner_id for line in file.roster if line.turnout is not None]
            sightings = everyone_but([line.learner_id for line in file.roster], missed, known=known)
        else:
            sightings = [
                Sighting(_learner(desk, file, each), turnout, Manner.SEARCH, minutes, mark)
                for each in person or ()
            ]
        by = day(make_up_by, "make_up_by") if make_up_by else None
        changed, _changes = desk.act(
            lambda uow: record_turnout_and_duties(
                uow, file.session.id, sightings, make_up_by=by, reason=reason, confirmed=confirm
            )
        )
        lines = session_of(desk, file.session.id).roster
    if json:
        answer_json({"session": file.session.id, "changed": len(changed), "roster": lines})
    else:
        answer(_("已登记 {count} 人").format(count=len(changed)))


@app.command("adjust", help=_("调整或扣减时长，须有理由。"))
def adjust(  # noqa: PLR0913 - one parameter per option
    vault: VaultArgument,
    *,
    person: Annotated[str, typer.Argument(help=_("姓名、首字母、证件号码末几位或人员编号。"))],
    amount: Annotated[float, typer.Option("--hours", help=_("小时数；扣减填正数。"))],
    reason: ReasonOption,
    sort: Annotated[HourSort, typer.Option("--sort", help="adjustment | penalty")] = (
        HourSort.ADJUSTMENT
    ),
    kind: Annotated[HourKind, typer.Option("--kind", help="education | public_service")] = (
        HourKind.EDUCATION
    ),
    on: Annotated[str | None, typer.Option("--on", help=_("记在哪一天，默认今天。"))] = None,
    officer: OfficerOption = None,
    passphrase_file: PassphraseOption = None,
    device_secret_file: DeviceSecretOption = None,
    as_of: AsOfOption = None,
    json: JsonOption = False,
) -> None:
    """Writes an officer's own entry into the ledger."""
    with opened(vault, officer, passphrase_file, device_secret_file, as_of) as desk:
        card = the_person(desk, person)
        when = day(on, "on") if on else desk.clock.today()
        entry = Entry(
            Learner.SUPERVISION, card.supervision_id, kind, sort, round(amount * 60), when, reason
        )
        event, _changes = desk.act(lambda uow: enter_hours_and_duties(uow, entry))
    done(json=json, event=event, hours=hours_number(entry.minutes))


@app.command("online", help=_("导入网上学习完成情况（xlsx、xls、csv）。"))
@opens_vault
def online(
    vault: VaultOptions,
    *,
    file: Annotated[Path, typer.Argument(help=_("学习平台导出的文件。"))],
    dry_run: Annotated[bool, typer.Option("--dry-run", help=_("只核对，不保存。"))] = False,
    json: JsonOption = False,
) -> None:
    """Takes the lines that can be named for sure; the others are listed with their reason."""
    with vault.opened() as desk:
        with desk.read() as session:
            known = pupils(session, desk.office.id)
        found = read_online(file, known, desk.clock.today())
        people = 0
        if not dry_run:
            people, _changes = desk.act(lambda uow: import_online(uow, found))
    if json:
        answer_json({"read": len(found.rows), "people": people, "rejected": found.rejected})
        return
    answer(_("读到 {count} 条，计入 {people} 人").format(count=len(found.rows), people=people))
    for each in found.rejected:
        answer(f"{each.number}\t{_(REASONS[each.reason])}")


def account_json(each: HourAccount) -> dict[str, Any]:
    """One account as scripts get it: everything in hours, the events with their minutes too."""
    mine = each.tally
    return {
        "person": each.person_id,
        "supervision": each.supervision_id,
        "name": each.name,
        "kind": each.kind,
        "unit": "hour",
        "credited": hours_number(mine.credited),
        "penalty": hours_number(mine.penalty),
        "adjusted": hours_number(mine.adjusted),
        "balance": hours_number(mine.balance),
        "target": None if mine.target is None else hours_number(mine.target),
        "exempt": each.exempt,
        "short": 0 if each.exempt else hours_number(mine.short),
        "planned": hours_number(mine.planned),
        "forecast": hours_number(mine.forecast),
        "period_start": each.period_start,
        "period_end": each.period_end,
        "events": [_event(row) for row in each.events],
    }


def _event(row: AnyRow) -> dict[str, Any]:
    return {
        "id": row.id,
        "on": row.on,
        "sort": row.sort,
        "hours": hours_number(row.minutes),
        "minutes": row.minutes,
        "source": row.source,
        "source_id": row.source_id,
        "reason": row.reason,
        "by": row.by,
        "at": row.at,
    }


def _learner(desk: Desk, file: SessionFile, term: str) -> str:
    """Somebody on the roster, by the number on it, by name, or as anywhere else."""
    same = [
        line.learner_id
        for line in file.roster
        if term in {str(line.number), line.name, line.learner_id}
    ]
    return same[0] if len(same) == 1 else the_person(desk, term).supervision_id
