"""`programs goals|add-goal|drop-goal|confirm-goal`, and the files of a programme, by script."""

from __future__ import annotations

import mimetypes
from pathlib import Path
from typing import Annotated, Any

import typer

from corrdesk.base.errors import UserError
from corrdesk.base.i18n import _
from corrdesk.bootstrap import Desk
from corrdesk.casework.caseload.hours import MINUTES, hours_number
from corrdesk.casework.programs.goals.model import (
    Feat,
    GoalFacts,
    Measure,
    PlanFacts,
    Subject,
)
from corrdesk.casework.programs.goals.queries import GoalLine, PlanFile, goal_lines, plan_file
from corrdesk.casework.programs.goals.service import confirm_goal, revise_plan
from corrdesk.casework.programs.goals.wording import goal_result
from corrdesk.casework.programs.materials import attach_material, materials_of, withdraw_material
from corrdesk.cli.desk import the_person
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
from corrdesk.cli.output import answer, answer_json, write_new
from corrdesk.cli.program_papers import (
    PersonArgument,
    content_of,
    done,
    program_of,
    require_free,
)

GoalArgument = Annotated[str, typer.Argument(help=_("目标编号（programs goals 列出）。"))]
FileArgument = Annotated[str, typer.Argument(help=_("材料编号（programs materials 列出）。"))]
ProgramArgument = Annotated[str, typer.Argument(help=_("项目编号或名称。"))]
PlanReason = Annotated[str, typer.Option("--reason", help=_("为什么调整；第一版不需要。"))]
PlanDay = Annotated[str | None, typer.Option("--on", help=_("制定或调整日期，默认今天。"))]


def add_goals(app: typer.Typer) -> None:
    """Adds these commands to the group."""
    app.command("goals", help=_("矫正方案的目标及完成情况，以及合成每个数字的明细。"))(goals)
    app.command("add-goal", help=_("在矫正方案里增加一个目标（方案的新一版）。"))(add_goal)
    app.command("drop-goal", help=_("从矫正方案里删去一个目标（方案的新一版）。"))(drop_goal)
    app.command("confirm-goal", help=_("确认目标已经达到，或者撤回确认。"))(confirm)
    app.command("materials", help=_("项目的材料文件。"))(materials)
    app.command("attach", help=_("给项目添加材料文件，加密保存。"))(attach)
    app.command("detach", help=_("从项目去掉一份材料；原件仍在案卷里。"))(detach)
    app.command("material", help=_("取出一份材料，写入文件（不加密）。"))(material)


@opens_vault
def goals(
    vault: VaultOptions,
    *,
    person: Annotated[str | None, typer.Option("--person", help=_("只看一个人。"))] = None,
    waiting: Annotated[bool, typer.Option("--open", help=_("只列还没有达到的。"))] = False,
    json: JsonOption = False,
) -> None:
    """Lists goals, those due first at the top; `feats` add up to `done`."""
    with vault.opened() as desk:
        wanted = the_person(desk, person).supervision_id if person else None
        with desk.read() as session:
            today = desk.clock.today()
            lines = goal_lines(session, desk.office.id, today, reached_too=not waiting)
    found = [line for line in lines if wanted in {None, line.supervision_id}]
    if json:
        answer_json([goal_json(line) for line in found])
        return
    for line in found:
        answer(f"{line.progress.goal.goal_id}\t{line.name}\t{goal_result(line.progress)}")


@opens_vault
def add_goal(  # noqa: PLR0913 - one parameter per option
    vault: VaultOptions,
    *,
    person: PersonArgument,
    words: Annotated[str, typer.Argument(help=_("目标内容。"))],
    due: Annotated[str, typer.Option("--due", help=_("期限。"))],
    measure: Annotated[Measure, typer.Option("--measure", help="word | hours | sessions")] = (
        Measure.WORD
    ),
    subject: Annotated[Subject | None, typer.Option("--subject", help=_("哪一类。"))] = None,
    target: Annotated[float, typer.Option("--target", help=_("小时数或者次数。"))] = 0,
    on: PlanDay = None,
    reason: PlanReason = "",
    json: JsonOption = False,
) -> None:
    """Makes the plan, or its next edition, with one goal more."""
    amount = round(target * MINUTES) if measure is Measure.HOURS else int(target)
    if measure is not Measure.HOURS and amount != target:
        raise UserError(_("次数应为整数。"), field="target")
    made = GoalFacts(words, day(due, "due"), measure, subject, amount)
    with vault.opened() as desk:
        wanted = the_person(desk, person).supervision_id
        with desk.read() as session:
            plan = plan_file(session, desk.office.id, wanted)
        kept = _kept(plan, "")
        revised = _revised(desk, wanted, plan, (*kept, made), on, reason)
        with desk.read() as session:
            now = plan_file(session, desk.office.id, wanted)
    goal = now.goals[-1].goal_id if now is not None else ""
    done(json=json, plan=revised, goal=goal)


@opens_vault
def drop_goal(
    vault: VaultOptions,
    *,
    person: PersonArgument,
    goal: GoalArgument,
    reason: PlanReason,
    on: PlanDay = None,
    json: JsonOption = False,
) -> None:
    """Makes the next edition of a plan without one of its goals."""
    with vault.opened() as desk:
        wanted = the_person(desk, person).supervision_id
        with desk.read() as session:
            plan = plan_file(session, desk.office.id, wanted)
        if plan is None or goal not in {each.goal_id for each in plan.goals}:
            raise UserError(_("没有找到这个目标。"), field="goal")
        revised = _revised(desk, wanted, plan, _kept(plan, goal), on, reason)
    done(json=json, plan=revised)


def confirm(  # noqa: PLR0913 - one parameter per option
    vault: VaultArgument,
    *,
    goal: GoalArgument,
    remark: Annotated[str, typer.Option("--remark", help=_("怎样核实的。"))],
    on: Annotated[str | None, typer.Option("--on", help=_("哪天达到，默认今天。"))] = None,
    back: Annotated[bool, typer.Option("--back", help=_("撤回确认。"))] = False,
    officer: OfficerOption = None,
    passphrase_file: PassphraseOption = None,
    device_secret_file: DeviceSecretOption = None,
    as_of: AsOfOption = None,
    json: JsonOption = False,
) -> None:
    """Gives an officer's word on a goal."""
    with opened(vault, officer, passphrase_file, device_secret_file, as_of) as desk:
        when = day(on, "on") if on else desk.clock.today()
        word, _changes = desk.act(
            lambda uow: confirm_goal(uow, goal, on=when, remark=remark, reached=not back)
        )
    done(json=json, word=word)


@opens_vault
def materials(
    vault: VaultOptions,
    *,
    program: ProgramArgument,
    json: JsonOption = False,
) -> None:
    """Lists the files of a programme."""
    with vault.opened() as desk:
        wanted = program_of(desk, program)
        with desk.read() as session:
            files = materials_of(session, desk.office.id, wanted)
    if json:
        names = ("id", "name", "media_type", "size", "sha256", "added_at")
        answer_json([{name: getattr(file, name) for name in names} for file in files])
        return
    for file in files:
        answer(f"{file.id}\t{file.name}\t{file.size}")


@opens_vault
def attach(
    vault: VaultOptions,
    *,
    program: ProgramArgument,
    file: Annotated[Path, typer.Argument(help=_("材料文件。"))],
    json: JsonOption = False,
) -> None:
    """Seals a file as material of a programme."""
    content = content_of(file)
    media = mimetypes.guess_type(file.name)[0] or "application/octet-stream"
    with vault.opened() as desk:
        wanted = program_of(desk, program)
        made, _changes = desk.act(
            lambda uow: attach_material(
                uow, wanted, content, name=file.name, media_type=media, seal=desk.seal
            )
        )
    done(json=json, material=made)


@opens_vault
def detach(
    vault: VaultOptions,
    *,
    material_id: FileArgument,
    reason: Annotated[str, typer.Option("--reason", help=_("理由。"))],
    json: JsonOption = False,
) -> None:
    """Takes a file off its programme."""
    with vault.opened() as desk:
        desk.act(lambda uow: withdraw_material(uow, material_id, reason))
    done(json=json, material=material_id)


@opens_vault
def material(
    vault: VaultOptions,
    *,
    program: ProgramArgument,
    material_id: FileArgument,
    out: Annotated[Path, typer.Option("--out", help=_("写入此文件。"))],
    json: JsonOption = False,
) -> None:
    """Writes a file of a programme out, as it was when it was added."""
    require_free(out)
    with vault.opened() as desk:
        wanted = program_of(desk, program)
        with desk.read() as session:
            files = materials_of(session, desk.office.id, wanted)
        found = next((file for file in files if file.id == material_id), None)
        if found is None:
            raise UserError(_("没有找到这份材料。"), field="material_id")
        write_new(out, desk.unseal(found.address))
    done(json=json, material=material_id, file=str(out))


def goal_json(line: GoalLine) -> dict[str, Any]:
    """One goal as scripts get it; `done` is the sum of `feats` in hours, or their number."""
    goal, mine = line.progress.goal, line.progress
    hours = goal.measure is Measure.HOURS
    return {
        "goal": goal.goal_id,
        "person": line.person_id,
        "supervision": line.supervision_id,
        "name": line.name,
        "number": goal.number,
        "words": goal.words,
        "measure": goal.measure,
        "subject": goal.subject,
        "target": hours_number(goal.target) if hours else goal.target,
        "done": hours_number(mine.done) if hours else mine.done,
        "from_on": goal.from_on,
        "due_on": goal.due_on,
        "state": mine.state,
        "reached_on": mine.reached_on,
        "remark": mine.said.remark if mine.said is not None else "",
        "feats": [_feat(each) for each in mine.feats],
    }


def _feat(each: Feat) -> dict[str, Any]:
    return {
        "on": each.on,
        "hours": hours_number(each.minutes),
        "minutes": each.minutes,
        "source_id": each.source_id,
        "words": each.words,
    }


def _kept(plan: PlanFile | None, dropped: str) -> tuple[GoalFacts, ...]:
    """The goals of a plan for its next edition, but for one."""
    return tuple(
        GoalFacts(each.words, each.due_on, each.measure, each.subject, each.target, each.goal_id)
        for each in (plan.goals if plan is not None else ())
        if each.goal_id != dropped
    )


def _revised(
    desk: Desk,
    supervision_id: str,
    plan: PlanFile | None,
    kept: tuple[GoalFacts, ...],
    on: str | None,
    reason: str,
) -> str:
    when = day(on, "on") if on else desk.clock.today()
    edition = plan.plan.edition if plan is not None else 0
    facts = PlanFacts(when, kept, edition, reason)
    return desk.act(lambda uow: revise_plan(uow, supervision_id, facts))[0]
