"""What two sides said differently, side by side in words, and what could not be applied."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form, Request, Response
from fastapi.responses import RedirectResponse

from corrdesk.base.errors import UserError
from corrdesk.base.i18n import _
from corrdesk.county.settling import Open, keep, opened, settle
from corrdesk.county.web.sheets import download, words, workbook
from corrdesk.county.web.visits import Reader, Speaker, county_of, decider_of, page
from corrdesk.sync.words import outcome

router = APIRouter(include_in_schema=False)
HEADS = ("司法所", "记录", "栏目", "各方内容")


@router.get("/conflicts")
def show_conflicts(request: Request, visit: Reader) -> Response:
    """Open conflicts of all offices, and changes set aside."""
    return _conflicts(request, visit)


@router.get("/conflicts.xlsx")
def export_conflicts(request: Request, visit: Reader) -> Response:
    """The same as a workbook."""
    found = opened(county_of(request), visit.person.role)
    rows = [
        (each.office, each.conflict.kind, each.conflict.field,
         " / ".join(words(said.value) for said in each.conflict.said))
        for each in found.conflicts
    ]  # fmt: skip
    return download("数据冲突.xlsx", workbook("数据冲突", HEADS, rows))


@router.post("/conflicts")
def choose(
    request: Request,
    visit: Speaker,
    office: Annotated[str, Form(max_length=12)],
    kind: Annotated[str, Form(max_length=60)],
    row: Annotated[str, Form(max_length=32)],
    field: Annotated[str, Form(max_length=60)],
    entry: Annotated[str, Form(max_length=60)] = "",
) -> Response:
    """The word on a conflict: the value of one entry holds; none named: both records stay."""
    county, by = county_of(request), decider_of(visit)
    place = (office, kind, row, field)
    try:
        if entry:
            settle(county, place, entry, by)
        else:
            keep(county, place, by)
    except UserError as problem:
        return _conflicts(request, visit, str(problem))
    return RedirectResponse("/conflicts", 303)


def _conflicts(request: Request, visit: Reader, problem: str = "") -> Response:
    found: Open = opened(county_of(request), visit.person.role)
    return page(
        request,
        visit,
        "conflicts.html",
        found=found,
        problem=problem,
        words=words,
        outcome=outcome,
        nothing=_("（空）"),
        status=400 if problem else 200,
    )
