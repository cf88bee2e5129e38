"""The goals of everybody's plan and the hours of the period, over all offices or of one person."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Final

from fastapi import APIRouter, Query, Request, Response

from corrdesk.base.i18n import _
from corrdesk.casework.caseload.hours import HOUR_LABELS, hours_number
from corrdesk.casework.hour_flows import HourAccount
from corrdesk.casework.programs.goals.model import (
    GOAL_LABELS,
    SUBJECT_LABELS,
    GoalState,
    Measure,
    Progress,
)
from corrdesk.casework.programs.goals.wording import amount
from corrdesk.county.dossiers import OfficeGoal, OfficeHours, goal_list, hour_list
from corrdesk.county.web.paging import Turning, part
from corrdesk.county.web.sheets import download, workbook
from corrdesk.county.web.visits import PageNumber, Reader, county_of, page

router = APIRouter(include_in_schema=False)
GOAL_HEADS: Final = ("目标", "状态", "要求", "完成", "期限", "达到日期")
HOUR_HEADS: Final = ("本期", "应完成", "合计", "尚缺", "状态")
EVENTS: Final = "#hour-events"
GOAL_MARKS: Final = {
    GoalState.REACHED: ("✓", "ok"),
    GoalState.CONFIRMED: ("✓", "ok"),
    GoalState.OPEN: ("○", "plain"),
    GoalState.OVERDUE: ("▲", "bad"),
}


@dataclass(frozen=True, slots=True)
class Look:
    """A state as a page shows it: a shape, a colour's name, and the words that say it all."""

    shape: str
    tone: str
    words: str

    def __str__(self) -> str:
        return self.words


@dataclass(frozen=True, slots=True)
class Counted:
    """A figure that leads to the list which it counts."""

    words: object
    href: str


@router.get("/goals")
def show_goals(
    request: Request, visit: Reader, office: str = "", person: str = "", reached: str = ""
) -> Response:
    """The goals that are not reached yet, or all; those due first at the top."""
    county, role = county_of(request), visit.person.role
    found = goal_list(county, role, office, person, reached=bool(reached))
    with county.registry() as registry:
        offices = registry.offices()
    return page(
        request, visit, "goals.html", heads=("司法所", "姓名", *GOAL_HEADS), office=office,
        offices=offices, person=person, reached=reached, which="goals",
        rows=[(each.office_id, each.line.person_id, _goal_row(each)) for each in found],
    )  # fmt: skip


@router.get("/goals.xlsx")
def export_goals(
    request: Request, visit: Reader, office: str = "", person: str = "", reached: str = ""
) -> Response:
    """The same as a workbook."""
    found = goal_list(county_of(request), visit.person.role, office, person, reached=bool(reached))
    rows = [_goal_row(each) for each in found]
    heads = ("司法所", "姓名", *GOAL_HEADS)
    return download("方案目标.xlsx", workbook("方案目标", heads, rows))


@router.get("/hours")
def show_hours(
    request: Request,
    visit: Reader,
    office: str = "",
    person: str = "",
    short: str = "",
    page_: Annotated[PageNumber, Query(alias="page")] = 1,
) -> Response:
    """The hours of the period of today, of everybody or of those who lack some, by pages."""
    county, role = county_of(request), visit.person.role
    found = hour_list(county, role, office, person, short=bool(short))
    where = {"office": office, "person": person, "short": short}
    shown, turn = part(found, Turning("/hours", where, page_))
    with county.registry() as registry:
        offices = registry.offices()
    return page(
        request, visit, "hours.html", heads=("司法所", "姓名", "种类", *HOUR_HEADS), office=office,
        offices=offices, person=person, short=short, which="hours",
        rows=[(each.office_id, each.account.person_id, _hour_row(each, EVENTS)) for each in shown],
        turn=turn,
    )  # fmt: skip


@router.get("/hours.xlsx")
def export_hours(
    request: Request, visit: Reader, office: str = "", person: str = "", short: str = ""
) -> Response:
    """The same as a workbook."""
    found = hour_list(county_of(request), visit.person.role, office, person, short=bool(short))
    rows = [_hour_row(each) for each in found]
    heads = ("司法所", "姓名", "种类", *HOUR_HEADS)
    return download("本期时长.xlsx", workbook("本期时长", heads, rows))


def goal_cells(progress: Progress) -> tuple[object, ...]:
    """The cells of a goal below `GOAL_HEADS`."""
    goal = progress.goal
    wanted = _("工作人员确认") if goal.subject is None else _(SUBJECT_LABELS[goal.subject])
    done = "—"
    if goal.measure is not Measure.WORD:
        reached = amount(goal.measure, progress.done)
        done = f"{reached} / {amount(goal.measure, goal.target)}"
    look = Look(*GOAL_MARKS[progress.state], _(GOAL_LABELS[progress.state]))
    return goal.words, look, wanted, done, goal.due_on, progress.reached_on or "—"


def hour_cells(account: HourAccount, href: str = "") -> tuple[object, ...]:
    """The cells of an account below `HOUR_HEADS`, in hours. `href`: where its events are listed."""
    mine = account.tally
    sum_: object = hours_number(mine.balance)
    if href and account.events:
        sum_ = Counted(sum_, href)
    target: object = "—" if mine.target is None else hours_number(mine.target)
    short: object = hours_number(0 if account.exempt else mine.short)
    if mine.target is None:
        short = "—"  # nobody can lack what is not asked for
    span = f"{account.period_start} — {account.period_end}"
    return span, target, sum_, short, _state(account)


def _state(account: HourAccount) -> Look:
    if account.exempt:
        return Look("■", "plain", _("本期免除"))
    if account.tally.target is None:
        return Look("■", "plain", _("规则未规定"))
    if not account.is_short:
        return Look("✓", "ok", _("已完成"))
    if not account.will_be_short:
        return Look("○", "plain", _("已安排够"))
    missing = hours_number(account.tally.will_be_short)
    return Look("▲", "bad", _("缺 {hours} 小时").format(hours=missing))


def _goal_row(each: OfficeGoal) -> tuple[object, ...]:
    return each.office, each.line.name, *goal_cells(each.line.progress)


def _hour_row(each: OfficeHours, listed: str = "") -> tuple[object, ...]:
    """`listed`: the part of somebody's page where the events are."""
    account = each.account
    href = f"/people/{each.office_id}/{account.person_id}{listed}" if listed else ""
    return each.office, account.name, _(HOUR_LABELS[account.kind]), *hour_cells(account, href)
