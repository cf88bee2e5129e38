"""The offices of the county: when each last spoke and what is in trouble."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response

from corrdesk.base.i18n import _
from corrdesk.county.overview import OfficeLine, office_lines
from corrdesk.county.web.sheets import download, workbook
from corrdesk.county.web.visits import Reader, county_of, page

router = APIRouter(include_in_schema=False)
HEADS = ("司法所", "最近联系", "多少天没有联系", "在册人数", "待县级决定", "搁置", "异常")


@router.get("/offices")
def show_offices(request: Request, visit: Reader) -> Response:
    """Every office, who has been silent longest first."""
    return page(request, visit, "offices.html", offices=office_lines(county_of(request)))


@router.get("/offices.xlsx")
def export_offices(request: Request, visit: Reader) -> Response:  # noqa: ARG001 - who may
    """The same as a workbook."""
    rows = [_row(each) for each in office_lines(county_of(request))]
    return download("司法所.xlsx", workbook("司法所", HEADS, rows))


def _row(office: OfficeLine) -> tuple[object, ...]:
    doubted = _("时钟存疑 {count} 条").format(count=office.doubted) if office.doubted else ""
    trouble = "；".join(each for each in (office.trouble, doubted) if each)
    return (
        office.name, office.contact_at, office.silent_days, office.people, office.waiting,
        office.set_aside, trouble or _("无"),
    )  # fmt: skip
