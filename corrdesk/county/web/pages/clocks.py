"""Entries that a wrong clock has stamped: of which PC, by how much, and when they came in."""

from __future__ import annotations

from datetime import datetime

from fastapi import APIRouter, Request, Response

from corrdesk.base.i18n import _
from corrdesk.county.clocks import DoubtLine, doubt_lines
from corrdesk.county.web.sheets import download, workbook
from corrdesk.county.web.visits import Reader, county_of, page
from corrdesk.sync.words import doubt

router = APIRouter(include_in_schema=False)
HEADS = ("司法所", "电脑", "日志编号", "条数", "情况", "县级收到时间")


@router.get("/clocks")
def show_clocks(request: Request, visit: Reader, office: str = "") -> Response:
    """What is marked of all offices or of one, what came in last first."""
    rows = [_row(each) for each in doubt_lines(county_of(request), office)]
    return page(request, visit, "clocks.html", heads=HEADS, rows=rows, office=office)


@router.get("/clocks.xlsx")
def export_clocks(request: Request, visit: Reader, office: str = "") -> Response:  # noqa: ARG001
    """The same as a workbook."""
    rows = [_row(each) for each in doubt_lines(county_of(request), office)]
    return download("时钟存疑.xlsx", workbook("时钟存疑", HEADS, rows))


def _row(line: DoubtLine) -> tuple[object, ...]:
    found = line.doubt
    entries = str(found.first) if found.count == 1 else f"{found.first}—{found.last}"
    at = datetime.fromisoformat(found.at).strftime("%Y-%m-%d %H:%M")
    mark = _("时钟存疑：{why}").format(why=doubt(found))
    return line.office, line.computer, entries, found.count, mark, at
