"""The people of all offices, found by name, initials or the end of a number; and the figures."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Final
from urllib.parse import urlencode

from fastapi import APIRouter, Query, Request, Response

from corrdesk.base.i18n import _
from corrdesk.casework.caseload.model import (
    CATEGORY_LABELS,
    CLASS_LABELS,
    STATUS_LABELS,
    Category,
    Status,
    SupervisionClass,
)
from corrdesk.casework.deciding.model import ANSWER_LABELS
from corrdesk.casework.relocation.model import OUTCOME_LABELS
from corrdesk.county.county import County
from corrdesk.county.overview import (
    PAGE,
    DecidedLine,
    PeopleWanted,
    PersonLine,
    decided,
    figures,
    people,
)
from corrdesk.county.settling import authors
from corrdesk.county.web.paging import Turning
from corrdesk.county.web.sheets import download, workbook
from corrdesk.county.web.visits import PageNumber, Reader, county_of, page
from corrdesk.sync.coding import DECIDED
from corrdesk.sync.naming import kind_words

router = APIRouter(include_in_schema=False)
HEADS = ("司法所", "姓名", "身份证号", "矫正类别", "管理类别", "状态", "期满日期")
LONGEST_TERM = 100
ALL = "all"  # classes
DECIDED_HEADS = ("时间", "司法所", "姓名", "决定", "文号", "有关记录", "决定人")
OUTCOMES: Final[Mapping[str, str]] = {
    str(code): words
    for table in (OUTCOME_LABELS, DECIDED, ANSWER_LABELS)
    for code, words in table.items()
}
"""Of a relocation, of what each capability decides, and of a measure, which takes the answer."""


@router.get("/people")
def show_people(
    request: Request,
    visit: Reader,
    q: str = "",
    office: str = "",
    class_: str = ALL,
    page_: Annotated[PageNumber, Query(alias="page")] = 1,
) -> Response:
    """People in the register, as far as the role may see them, a page at a time."""
    county = county_of(request)
    with county.registry() as registry:
        offices = registry.offices()
    wanted, role = _wanted(q, office, class_), visit.person.role
    where = {"q": q, "office": office, "class_": class_}
    total, found = people(county, role, wanted, first=(page_ - 1) * PAGE, most=PAGE)
    turn = Turning("/people", where, page_, total).within()
    if total and not found:  # a page after the last
        total, found = people(county, role, wanted, first=turn.first, most=PAGE)
    return page(
        request, visit, "people.html", people=[(each, _row(each)) for each in found], q=q,
        office=office, offices=offices, class_=ALL if wanted.class_ is None else wanted.class_,
        classes=_class_choices(), query=urlencode(where), turn=turn,
    )  # fmt: skip


@router.get("/people.xlsx")
def export_people(
    request: Request, visit: Reader, q: str = "", office: str = "", class_: str = ALL
) -> Response:
    """All of them as a workbook, numbers masked as on the screen."""
    _total, found = people(county_of(request), visit.person.role, _wanted(q, office, class_))
    return download("人员.xlsx", workbook("人员", HEADS, [_row(each) for each in found]))


@router.get("/figures")
def show_figures(request: Request, visit: Reader, year: int = 0) -> Response:
    """Each office's people by class and the decisions of a year; the last line is the sum."""
    county = county_of(request)
    wanted = year or county.clock.today().year
    return page(
        request, visit, "figures.html", heads=_heads(wanted), rows=_table(county, wanted),
        links=_links(county, wanted), year=wanted,
    )  # fmt: skip


@router.get("/figures.xlsx")
def export_figures(request: Request, visit: Reader, year: int = 0) -> Response:  # noqa: ARG001
    """The same as a workbook."""
    county = county_of(request)
    wanted = year or county.clock.today().year
    return download("统计.xlsx", workbook("统计", _heads(wanted), _table(county, wanted)))


@router.get("/decided")
def show_decided(request: Request, visit: Reader, year: int = 0, office: str = "") -> Response:
    """The decisions of a year that the figures count."""
    county = county_of(request)
    wanted = year or county.clock.today().year
    found = decided(county, wanted, visit.person.role, office)
    return page(
        request, visit, "decided.html", rows=list(zip(found, _decided(county, found), strict=True)),
        heads=DECIDED_HEADS, year=wanted, office=office,
    )  # fmt: skip


@router.get("/decided.xlsx")
def export_decided(request: Request, visit: Reader, year: int = 0, office: str = "") -> Response:
    """The same as a workbook."""
    county = county_of(request)
    wanted = year or county.clock.today().year
    rows = _decided(county, decided(county, wanted, visit.person.role, office))
    return download("县级决定.xlsx", workbook("县级决定", DECIDED_HEADS, rows))


def _decided(county: County, found: list[DecidedLine]) -> list[tuple[str, ...]]:
    names = authors(county)
    return [
        (each.entered_at[:16].replace("T", " "), each.office,
         each.subject.name if each.subject else "",
         _(OUTCOMES[each.outcome]) if each.outcome in OUTCOMES else "", each.document,
         "、".join(kind_words(kind) for kind in each.kinds), names.get(each.actor_id, _("县级")))
        for each in found
    ]  # fmt: skip


def _wanted(term: str, office: str, class_: str) -> PeopleWanted:
    """What is asked for; a class that there is not means all of them."""
    known = {"", *(each.value for each in SupervisionClass)}
    return PeopleWanted(term[:LONGEST_TERM], office, class_ if class_ in known else None)


def _class_choices() -> list[tuple[str, str]]:
    classes = [(each.value, _(CLASS_LABELS[each])) for each in SupervisionClass]
    return [(ALL, _("全部")), *classes, ("", _("未定类别"))]


def _links(county: County, year: int) -> list[list[str]]:
    """Where each figure leads, by row and column, the sums included."""
    offices = [each.office_id for each in figures(county, year)]
    classes = [ALL, *(each.value for each in SupervisionClass), ""]
    return [
        [*(f"/people?office={office}&class_={each}" for each in classes),
         f"/decided?office={office}&year={year}"]
        for office in [*offices, ""]
    ]  # fmt: skip


def _heads(year: int) -> list[str]:
    classes = [_(CLASS_LABELS[each]) for each in SupervisionClass]
    return ["司法所", "在册人数", *classes, "未定类别", f"{year} 年县级决定"]


def _table(county: County, year: int) -> list[list[object]]:
    rows: list[list[object]] = []
    for each in figures(county, year):
        classes: list[object] = [each.by_class.get(kind.value, 0) for kind in SupervisionClass]
        rows.append([each.name, each.people, *classes, each.by_class.get("", 0), each.decided])
    columns = range(1, len(_heads(year)))
    sums = [sum(int(str(row[column])) for row in rows) for column in columns]
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
