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
from corrdesk.county.overview import PersonLine, decided, figures, people
from corrdesk.county.settling import authors
from corrdesk.county.web.sheets import download, workbook
from corrdesk.county.web.visits import Reader, county_of, page
from corrdesk.sync.naming import kind_words

router = APIRouter(include_in_schema=False)
HEADS = ("司法所", "姓名", "身份证号", "矫正类别", "管理类别", "状态", "期满日期")
LONGEST_TERM = 100
ALL = "all"  # classes
DECIDED_HEADS = ("司法所", "时间", "决定人", "有关记录")


@router.get("/people")
def show_people(
    request: Request, visit: Reader, q: str = "", office: str = "", class_: str = ALL
) -> Response:
    """People in the register, as far as the role may see them."""
    county = county_of(request)
    with county.registry() as registry:
        offices = registry.offices()
    found = people(county, visit.person.role, q[:LONGEST_TERM], office, _class(class_))
    return page(
        request, visit, "people.html", people=[(each, _row(each)) for each in found], q=q,
        office=office, offices=offices, class_=class_, class_words=_class_words(class_),
    )  # fmt: skip


@router.get("/people.xlsx")
def export_people(
    request: Request, visit: Reader, q: str = "", office: str = "", class_: str = ALL
) -> Response:
    """The same as a workbook, numbers masked as on the screen."""
    county = county_of(request)
    found = people(county, visit.person.role, q[:LONGEST_TERM], office, _class(class_))
    return download("人员.xlsx", workbook("人员", HEADS, [_row(each) for each in found]))


@router.get("/figures")
def show_figures(request: Request, visit: Reader, year: int = 0) -> Response:
    """Each office's people by class and the decisions of a year; the last line is the sum."""
    county = county_of(request)
    wanted = year or county.clock.today().year
    return page(
        request, visit, "figures.html", heads=_heads(), rows=_table(county, wanted),
        links=_links(county, wanted), year=wanted,
    )  # fmt: skip


@router.get("/figures.xlsx")
def export_figures(request: Request, visit: Reader, year: int = 0) -> Response:  # noqa: ARG001
    """The same as a workbook."""
    county = county_of(request)
    wanted = year or county.clock.today().year
    return download("统计.xlsx", workbook("统计", _heads(), _table(county, wanted)))


@router.get("/decided")
def show_decided(request: Request, visit: Reader, year: int = 0, office: str = "") -> Response:
    """The decisions of a year that the figures count."""
    county = county_of(request)
    wanted = year or county.clock.today().year
    return page(
        request, visit, "decided.html", rows=_decided(county, wanted, office),
        heads=DECIDED_HEADS, year=wanted, office=office,
    )  # fmt: skip


@router.get("/decided.xlsx")
def export_decided(request: Request, visit: Reader, year: int = 0, office: str = "") -> Response:  # noqa: ARG001 - who may
    """The same as a workbook."""
    county = county_of(request)
    wanted = year or county.clock.today().year
    rows = _decided(county, wanted, office)
    return download("县级决定.xlsx", workbook("县级决定", DECIDED_HEADS, rows))


def _decided(county: County, year: int, office: str) -> list[tuple[str, ...]]:
    names = authors(county)
    return [
        (each.office, each.entered_at[:16].replace("T", " "),
         names.get(each.actor_id, _("县级")), "、".join(kind_words(kind) for kind in each.kinds))
        for each in decided(county, year, office)
    ]  # fmt: skip


def _class(chosen: str) -> str | None:
    """The class that is asked for; None for all, or for one that there is not."""
    known = {"", *(each.value for each in SupervisionClass)}
    return chosen if chosen in known else None


def _class_words(chosen: str) -> str:
    wanted = _class(chosen)
    if wanted is None:
        return ""
    return _(CLASS_LABELS[SupervisionClass(wanted)]) if wanted else _("未定类别")


def _links(county: County, year: int) -> list[list[str]]:
    """Where each figure leads, by row and column, the sums included."""
    offices = [each.office_id for each in figures(county, year)]
    classes = [ALL, *(each.value for each in SupervisionClass), ""]
    return [
        [*(f"/people?office={office}&class_={each}" for each in classes),
         f"/decided?office={office}&year={year}"]
        for office in [*offices, ""]
    ]  # fmt: skip


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
