"""The lists of education and service: where their rows come from, and their columns."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from corrdesk.base.i18n import N_, _
from corrdesk.bootstrap import Desk
from corrdesk.casework.caseload.hours import HOUR_LABELS, LEARNER_LABELS
from corrdesk.casework.hour_flows import Helper, HourAccount, helpers, hour_accounts, short_accounts
from corrdesk.casework.partners.model import PARTNER_LABELS, PartnerKind
from corrdesk.casework.partners.queries import partners
from corrdesk.casework.programs.materials import programs_with_files
from corrdesk.casework.programs.model import PHASE_LABELS, TYPE_LABELS, Phase, ProgramType
from corrdesk.casework.programs.queries import (
    SessionLine,
    TaskLine,
    count_sessions,
    count_tasks,
    sessions_page,
    tasks_page,
)
from corrdesk.ui.programs.looks import account_state, hours_of, session_state
from corrdesk.ui.shell.table import Cell, Column, ListSource
from corrdesk.ui.shell.tokens import Shape, Tone
from corrdesk.ui.shell.words import full_day, short_day


def session_source(name: str) -> ListSource[SessionLine]:
    """The rows of a list of sessions."""

    def count(desk: Desk) -> int:
        with desk.read() as session:
            return count_sessions(session, desk.office.id, desk.clock.today(), name)

    def page(desk: Desk, offset: int, limit: int) -> list[SessionLine]:
        today = desk.clock.today()
        with desk.read() as session:
            return sessions_page(session, desk.office.id, today, name, offset=offset, limit=limit)

    return ListSource(count, page)


def account_source(name: str) -> ListSource[HourAccount]:
    """All accounts, or those that will be short."""

    def rows(desk: Desk) -> list[HourAccount]:
        with desk.read() as session:
            if name == "short":
                return short_accounts(session, desk.office.id, desk.law(), at_end=True)
            return hour_accounts(session, desk.office.id, desk.law())

    return at_once(rows)


def task_source(_name: str) -> ListSource[TaskLine]:
    """The open tasks to make a session up."""

    def count(desk: Desk) -> int:
        with desk.read() as session:
            return count_tasks(session, desk.office.id)

    def page(desk: Desk, offset: int, limit: int) -> list[TaskLine]:
        with desk.read() as session:
            return tasks_page(session, desk.office.id, offset=offset, limit=limit)

    return ListSource(count, page)


def program_source(_name: str) -> ListSource[Any]:
    """The programmes."""

    def rows(desk: Desk) -> Sequence[Any]:
        with desk.read() as session:
            return programs_with_files(session, desk.office.id)

    return at_once(rows)


def helper_source(_name: str) -> ListSource[Helper]:
    """Officers and volunteers with their training."""

    def rows(desk: Desk) -> list[Helper]:
        with desk.read() as session:
            return helpers(session, desk.office.id, desk.law())

    return at_once(rows)


def partner_source(_name: str) -> ListSource[Any]:
    """The organisations that take part now."""

    def rows(desk: Desk) -> Sequence[Any]:
        with desk.read() as session:
            return partners(session, desk.office.id)

    return at_once(rows)


def at_once(rows: Callable[[Desk], Sequence[Any]]) -> ListSource[Any]:
    """A source over a list that is asked for as a whole."""
    return ListSource(
        lambda desk: len(rows(desk)),
        lambda desk, offset, limit: rows(desk)[offset : offset + limit],
    )


def session_columns(today: date) -> tuple[Column[SessionLine], ...]:
    """The columns of a list of sessions."""
    return (
        Column(N_("日期"), lambda line: Cell(f"{short_day(line.on, today)} {line.starts}"), 170),
        Column(N_("状态"), lambda line: session_state(line.state, line.on, today), 110),
        Column(N_("项目"), lambda line: Cell(line.name, tip=line.name), 160, stretch=True),
        Column(N_("种类"), lambda line: Cell(_(TYPE_LABELS[ProgramType(line.type)])), 130, rank=2),
        Column(N_("小时"), lambda line: Cell(hours_of(line.minutes)), 60, rank=3),
        Column(N_("到场/名单"), lambda line: Cell(f"{line.came}/{line.invited}"), 96),
        Column(N_("地点"), lambda line: Cell(line.place), 150, rank=4),
    )


def account_columns(today: date) -> tuple[Column[HourAccount], ...]:
    """The columns of the accounts."""
    return (
        Column(N_("姓名"), lambda each: Cell(each.name), 100),
        Column(N_("种类"), lambda each: Cell(_(HOUR_LABELS[each.kind])), 96),
        Column(N_("状态"), account_state, 130),
        Column(N_("合计"), lambda each: Cell(hours_of(each.tally.balance)), 64),
        Column(N_("应完成"), lambda each: Cell(hours_of(each.tally.target)), 70),
        Column(N_("期末预计"), lambda each: Cell(hours_of(each.tally.forecast)), 84),
        Column(N_("扣减"), lambda each: Cell(hours_of(each.tally.penalty)), 64, rank=4),
        Column(N_("调整"), lambda each: Cell(hours_of(each.tally.adjusted)), 64, rank=4),
        Column(N_("期末"), lambda each: Cell(short_day(each.period_end, today)), 120,
               stretch=True, rank=2),
    )  # fmt: skip


def account_key(each: HourAccount) -> str:
    """What tells accounts apart."""
    return f"{each.supervision_id}-{each.kind}"


def task_columns() -> tuple[Column[TaskLine], ...]:
    """The columns of the tasks."""
    return (
        Column(N_("姓名"), lambda each: Cell(each.name), 100),
        Column(N_("缺席的活动"), lambda each: Cell(each.program), 200, stretch=True),
        Column(N_("缺席日期"), lambda each: Cell(full_day(each.missed_on)), 140),
        Column(N_("补课期限"), lambda each: Cell(full_day(each.due_on)), 140),
    )


def program_columns() -> tuple[Column[Any], ...]:
    """The columns of the programmes."""
    return (
        Column(N_("项目"), lambda each: Cell(each.name), 200, stretch=True),
        Column(N_("种类"), lambda each: Cell(_(TYPE_LABELS[ProgramType(each.type)])), 130),
        Column(N_("阶段"), lambda each: Cell(_(PHASE_LABELS[Phase(each.phase)])), 100),
        Column(N_("每次小时"), lambda each: Cell(hours_of(each.minutes)), 84),
        Column(N_("材料文件"), lambda each: Cell(str(each.files)), 84, rank=2),
        Column(N_("地点"), lambda each: Cell(each.place), 150, rank=3),
        Column(N_("提供者"), lambda each: Cell(each.provider_name or each.organiser), 150, rank=4),
    )


def helper_columns() -> tuple[Column[Helper], ...]:
    """The columns of officers and volunteers."""
    return (
        Column(N_("姓名"), lambda each: Cell(each.name), 100),
        Column(N_("身份"), lambda each: Cell(_(LEARNER_LABELS[each.learner])), 100),
        Column(N_("本年培训"), _training, 150),
        Column(N_("小时"), lambda each: Cell(hours_of(each.tally.balance)), 64),
        Column(N_("应完成"), lambda each: Cell(hours_of(each.tally.target)), 70),
        Column(N_("资格"), lambda each: Cell("、".join(each.qualified)), 160, stretch=True),
        Column(N_("最早到期"), lambda each: Cell(full_day(each.runs_out)), 140, rank=2),
    )


def partner_columns() -> tuple[Column[Any], ...]:
    """The columns of the partner organisations."""
    return (
        Column(N_("单位名称"), lambda each: Cell(each.name, tip=each.name), 220, stretch=True),
        Column(N_("单位种类"), lambda each: Cell(_(PARTNER_LABELS[PartnerKind(each.kind)])), 170),
        Column(N_("联系人"), lambda each: Cell(each.contact), 100),
        Column(N_("电话"), lambda each: Cell(each.phone), 130),
        Column(N_("备注"), lambda each: Cell(each.note, tip=each.note), 200, rank=3),
    )


def _training(each: Helper) -> Cell:
    if each.tally.target is None:
        return Cell(_("规则未规定"), Shape.SQUARE, Tone.PLAIN)
    if each.is_due:
        words = _("还差 {hours} 小时").format(hours=hours_of(each.tally.short))
        return Cell(words, Shape.DIAMOND, Tone.WARN)
    return Cell(_("已完成"), Shape.TICK, Tone.OK)
