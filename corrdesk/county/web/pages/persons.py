"""One person: what is being served, hours, the goals of the plan, what waits, the files kept."""

from __future__ import annotations

from typing import Final

from fastapi import APIRouter, Request, Response

from corrdesk.base.i18n import _
from corrdesk.base.idnumber import mask
from corrdesk.casework.caseload.hours import (
    HOUR_LABELS,
    SORT_LABELS,
    HourKind,
    HourSort,
    hours_number,
)
from corrdesk.casework.caseload.model import (
    CATEGORY_LABELS,
    CLASS_LABELS,
    SEX_LABELS,
    STATUS_LABELS,
    Category,
    Sex,
    Status,
    SupervisionClass,
)
from corrdesk.casework.programs.goals.queries import reached_of
from corrdesk.county.clocks import doubted_entries
from corrdesk.county.dossiers import Dossier, FiledPaper, OrderFile, dossier
from corrdesk.county.evidence import read_filed_paper
from corrdesk.county.web.pages.programs import (
    EVENTS,
    GOAL_HEADS,
    HOUR_HEADS,
    goal_cells,
    hour_cells,
)
from corrdesk.county.web.refusals import Refusal, refuse
from corrdesk.county.web.sheets import download, workbook
from corrdesk.county.web.visits import Reader, county_of, decider_of, page
from corrdesk.sync.naming import kind_words

router = APIRouter(include_in_schema=False)
PAPER_HEADS: Final = ("文件", "属于", "存入时间", "情况")
EVENT_HEADS: Final = ("日期", "种类", "事由", "小时", "理由")
PAGE: Final = "/people/{office_id}/{person_id}"


@router.get(PAGE)
def show_person(request: Request, visit: Reader, office_id: str, person_id: str) -> Response:
    """Somebody's file, as far as the role may read it; numbers masked as in the lists."""
    county = county_of(request)
    file = dossier(county, office_id, person_id, visit.person.role)
    if file is None:
        return _nobody(request)
    return page(
        request, visit, "person.html", file=file, masked=mask(file.person.id_number),
        sex=_(SEX_LABELS[Sex(file.person.sex)]), orders=[_order(each) for each in file.orders],
        goal_heads=GOAL_HEADS, hour_heads=("种类", *HOUR_HEADS), paper_heads=PAPER_HEADS,
        papers=[(each, _paper_row(each)) for each in file.papers], doubted=doubted_entries(county),
        event_heads=EVENT_HEADS, events=_events(file),
    )  # fmt: skip


@router.get(PAGE + "/hours.xlsx")
def export_hours_of(request: Request, visit: Reader, office_id: str, person_id: str) -> Response:
    """What the hours of the period come from, as a workbook."""
    file = dossier(county_of(request), office_id, person_id, visit.person.role)
    if file is None:
        return _nobody(request)
    return download("时长明细.xlsx", workbook("时长明细", EVENT_HEADS, _events(file)))


@router.get(PAGE + "/papers.xlsx")
def export_papers(request: Request, visit: Reader, office_id: str, person_id: str) -> Response:
    """The list of the files as a workbook, without their contents."""
    file = dossier(county_of(request), office_id, person_id, visit.person.role)
    if file is None:
        return _nobody(request)
    rows = [_paper_row(each) for each in file.papers]
    return download("档案文件.xlsx", workbook("档案文件", PAPER_HEADS, rows))


@router.get(PAGE + "/papers/{attachment_id}")
def show_filed_paper(
    request: Request, visit: Reader, office_id: str, person_id: str, attachment_id: str
) -> Response:
    """One of the files, to keep; who reads it is entered in the register of the file."""
    county = county_of(request)
    file = dossier(county, office_id, person_id, visit.person.role)
    if file is None:
        return _nobody(request)
    name, content = read_filed_paper(county, file, attachment_id, decider_of(visit))
    return download(name, content, "application/octet-stream")


def _nobody(request: Request) -> Response:
    """The same answer for nobody, for a sealed file, and for one that is closed to the role."""
    return refuse(request, Refusal(404, _("没有找到这个人的档案。")))


def _order(file: OrderFile) -> dict[str, object]:
    order = file.order
    facts = (
        (_("矫正类别"), _(CATEGORY_LABELS[Category(order.category)])),
        (_("状态"), _(STATUS_LABELS[Status(order.status)])),
        (_("管理类别"), _(CLASS_LABELS[SupervisionClass(order.class_)]) if order.class_ else ""),
        (_("矫正期限"), f"{order.term_start} — {order.term_end}"),
        (_("入矫报到"), order.reported_in_on or ""),
        (_("罪名"), order.offence),
        (_("决定机关"), order.decision_organ),
        (_("裁判文书号"), order.judgment_number),
    )
    reached, count = reached_of(file.goals)
    return {
        "facts": [(label, value) for label, value in facts if value],
        "plan": file.plan,
        "reached": reached,
        "count": count,
        "goals": [goal_cells(each) for each in file.goals],
        "hours": [(_(HOUR_LABELS[each.kind]), *hour_cells(each, EVENTS)) for each in file.accounts],
    }


def _events(file: Dossier) -> list[tuple[object, ...]]:
    """What moved the hours of the period, the latest first."""
    events = [each for o in file.orders for account in o.accounts for each in account.events]
    return [
        (
            each.on, _(HOUR_LABELS[HourKind(each.kind)]), _(SORT_LABELS[HourSort(each.sort)]),
            hours_number(each.minutes), each.reason or "—",
        )
        for each in sorted(events, key=lambda each: (each.on, each.id), reverse=True)
    ]  # fmt: skip


def _paper_row(paper: FiledPaper) -> tuple[object, ...]:
    state = _("可以下载") if paper.here else _("文件尚未送达")
    return paper.attachment.name, kind_words(paper.kind), paper.attachment.added_at, state
