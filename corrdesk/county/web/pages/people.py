"""The people of all offices, found by name, initials or the end of a number; and the figures."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response

from corrdesk.base.i18n import _
from corrdesk.casework.caseload.model import (
    CATEGORY_LABELS,
    CLASS_LABELS,
    STATUS_LABELS,
    Category,
    Status,
    SupervisionClass,
)
from corrdesk.county.county import County
from corrdesk.county.overview import PersonLine, figures, people
from corrdesk.county.web.sheets import download, workbook
from corrdesk.county.web.visits import Reader, county_of, page

router = APIRouter(include_in_schema=False)
HEADS = ("司法所", "姓名", "身份证号", "矫正类别", "管理类别", "状态", "期满日期")
LONGEST_TERM = 100


@router.get("/people")
def show_people(request: Request, visit: Reader, q: str = "", office: str = "") -> Response:
    """People in the register, as far as the role may see them."""
    county = county_of(request)
    with county.registry() as registry:
        offices = registry.offices()
    found = people(county, visit.person.role, q[:LONGEST_TERM], office)
    return page(
        request, visit, "people.html", people=[(each, _row(each)) for each in found], q=q,
        office=office, offices=offices,
    )  # fmt: skip


@router.get("/people.xlsx")
def export_people(request: Request, visit: Reader, q: str = "", office: str = "") -> Response:
    """The same as a workbook, numbers masked as on the screen."""
    found = people(county_of(request), visit.person.role, q[:LONGEST_TERM], office)
    return download("人员.xlsx", workbook("人员", HEADS, [_row(each) for each in found]))


@router.get("/figures")
def show_figures(request: Request, visit: Reader, year: int = 0) -> Response:
    """Each office's people by class and the decisions of a year; the last line is the sum."""
    county = county_of(request)
    wanted = year or county.clock.today().year
    return page(request, visit, "figures.html", heads=_heads(), rows=_table(county, wanted),
                year=wanted)  # fmt: skip


@router.get("/figures.xlsx")
def export_figures(request: Request, visit: Reader, year: int = 0) -> Response:  # noqa: ARG001
    """The same as a workbook."""
    county = county_of(request)
    wanted = year or county.clock.today().year
    return download("统计.xlsx", workbook("统计", _heads(), _table(county, wanted)))


def _heads() -> list[str]:
    classes = [_(CLASS_LABELS[each]) for each in SupervisionClass]
    return ["司法所", "在册人数", *classes, "未定类别", "本年县级决定"]


def _table(county: County, year: int) -> list[list[object]]:
    rows: list[list[object]] = []
    for each in figures(county, year):
        classes: list[object] = [each.by_class.get(kind.value, 0) for kind in SupervisionClass]
        rows.append([each.name, each.people, *classes, each.by_class.get("", 0), each.decided])
    sums = [sum(int(str(row[column])) for row in rows) for column in range(1, len(_heads()))]
    return [*rows, ["合计", *sums]]


def _row(line: PersonLine) -> tuple[object, ...]:
    return (
        line.office,
        line.name,
        line.masked_id,
        _(CATEGORY_LABELS[Category(line.category)]),
        _(CLASS_LABELS[SupervisionClass(line.class_)]) if line.class_ else _("未定"),
        _(STATUS_LABELS[Status(line.status)]),
        line.term_end,
    )
