"""What two sides said differently, side by side in words, and what could not be applied."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Final

from fastapi import APIRouter, Depends, Form, Query, Request, Response

from corrdesk.base.errors import UserError
from corrdesk.base.i18n import N_, _
from corrdesk.county.clocks import doubted_entries
from corrdesk.county.county import County
from corrdesk.county.settling import Open, authors, keep, opened, settle
from corrdesk.county.web.paging import Turning, part
from corrdesk.county.web.sheets import download, words, workbook
from corrdesk.county.web.visits import (
    PageNumber,
    Reader,
    Speaker,
    after,
    county_of,
    decider_of,
    page,
)
from corrdesk.sync.naming import act_words, field_words, has_words, kind_words
from corrdesk.sync.repairing import Outcome
from corrdesk.sync.settling import Said
from corrdesk.sync.tables import SyncRepair
from corrdesk.sync.telling import SHOWN_ID
from corrdesk.sync.words import aside, outcome

router = APIRouter(include_in_schema=False)
HEADS = ("司法所", "人员", "记录", "栏目", "各方内容")
ASIDE_HEADS = ("司法所", "登记时间", "事项", "记录", "原因")
MOST_REPAIRS = 200  # of each office on the page; the workbook has all
REPAIR_HEADS = ("司法所", "时间", "记录", "栏目", "情况")
CARDS: Final = 20  # conflicts on a page: each is as high as five lines of a list
PATH: Final = "/conflicts"
CLOCK: Final = N_("，时钟存疑")
ASIDE: Final = "aside"  # the page of what was set aside


@dataclass(frozen=True, slots=True)
class Where:
    """What of the page somebody has before them: of which office, and which part of the lists."""

    office: str = ""
    number: int = 1
    aside: int = 1

    @property
    def query(self) -> dict[str, str]:
        """The same in an address."""
        return {"office": self.office, "page": str(self.number), ASIDE: str(self.aside)}


def _asked(
    office: str = "",
    number: Annotated[PageNumber, Query(alias="page")] = 1,
    aside: PageNumber = 1,
) -> Where:
    return Where(office, number, aside)


def _left(
    only: Annotated[str, Form(max_length=12)] = "",
    number: Annotated[int, Form(alias="page", ge=1, le=100_000)] = 1,
    aside: Annotated[int, Form(ge=1, le=100_000)] = 1,
) -> Where:
    """Where a form comes from, to lead back there."""
    return Where(only, number, aside)


@router.get("/conflicts")
def show_conflicts(
    request: Request, visit: Reader, where: Annotated[Where, Depends(_asked)]
) -> Response:
    """Open conflicts of all offices or of one, and changes set aside, a page at a time."""
    return _conflicts(request, visit, where)


@router.get("/conflicts.xlsx")
def export_conflicts(request: Request, visit: Reader, office: str = "") -> Response:
    """The conflicts as a workbook, with authors and times."""
    county = county_of(request)
    found = opened(county, visit.person.role, office)
    names, doubted = authors(county), doubted_entries(county)
    rows = [
        (each.office, each.person, kind_words(each.conflict.kind),
         field_words(each.conflict.field, each.conflict.kind),
         " ↔ ".join(
             f"{value}（{_who(county, names, said)} {_when(said.entered_at)}"
             f"{_(CLOCK) if doubted(each.office_id, said.entry) else ''}）"
             for value, said in zip(each.values, each.conflict.said, strict=True)))
        for each in found.conflicts
    ]  # fmt: skip
    return download("数据冲突.xlsx", workbook("数据冲突", HEADS, rows))


@router.get("/aside.xlsx")
def export_aside(request: Request, visit: Reader, office: str = "") -> Response:
    """What was set aside, as a workbook."""
    found = opened(county_of(request), visit.person.role, office)
    rows = [
        (name, _when(each.entered_at), act_words(each.act), kind_words(each.kind),
         aside(each.reason))
        for name, each in found.set_aside
    ]  # fmt: skip
    return download("搁置的改动.xlsx", workbook("搁置的改动", ASIDE_HEADS, rows))


@router.get("/repairs.xlsx")
def export_repairs(request: Request, visit: Reader, office: str = "") -> Response:
    """What was put right, as a workbook."""
    found = opened(county_of(request), visit.person.role, office)
    rows = [
        (name, _when(each.at), _what(each), _fields(each), outcome(each.outcome))
        for name, each in found.repaired
    ]  # fmt: skip
    return download("修复的记录.xlsx", workbook("修复的记录", REPAIR_HEADS, rows))


@router.post("/conflicts")
def choose(
    request: Request,
    visit: Speaker,
    office: Annotated[str, Form(max_length=12)],
    kind: Annotated[str, Form(max_length=60)],
    row: Annotated[str, Form(max_length=32)],
    field: Annotated[str, Form(max_length=60)],
    *,
    where: Annotated[Where, Depends(_left)],
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
        return _conflicts(request, visit, where, str(problem))
    words = _("已选定，下次交换时各处随之更新。") if entry else _("已核对，两条都保留。")
    return after(visit, PATH, words, where.query)


def _conflicts(request: Request, visit: Reader, where: Where, problem: str = "") -> Response:
    county, office, query = county_of(request), where.office, where.query
    found: Open = opened(county, visit.person.role, office, most=MOST_REPAIRS)
    names = authors(county)
    shown, turn = part(found.conflicts, Turning(PATH, query, where.number, size=CARDS))
    asides, aside_turn = part(found.set_aside, Turning(PATH, query, where.aside, key=ASIDE))
    return page(
        request,
        visit,
        "conflicts.html",
        found=found,
        shown=shown,
        turn=turn,
        asides=asides,
        aside_turn=aside_turn,
        problem=problem,
        office=office,
        office_name=_office_name(county, office),
        words=words,
        outcome=outcome,
        what=_what,
        fields=_fields,
        kind_words=kind_words,
        field_words=field_words,
        act_words=act_words,
        aside=aside,
        who=lambda said: _who(county, names, said),
        when=_when,
        doubted=doubted_entries(county),
        status=400 if problem else 200,
    )


def _office_name(county: County, office: str) -> str:
    with county.registry() as registry:
        return next((each.name for each in registry.offices() if each.office_id == office), "")


def _who(county: County, names: dict[str, str], said: Said) -> str:
    """Who entered a value: an officer, an account, or the county by command."""
    own = {each.device for each in county.identity.certificates()}
    return names.get(said.actor_id, _("县级") if said.device_id in own else _("不详"))


def _what(repair: SyncRepair) -> str:
    """Which record was put right; none where everything was compared."""
    if not repair.kind:
        return _("整体核对")
    return f"{kind_words(repair.kind)} {repair.row_id[-SHOWN_ID:]}"


def _fields(repair: SyncRepair) -> str:
    """What of it was altered, as far as people have a name for it, and how much besides."""
    altered = repair.fields if repair.outcome == Outcome.ALTERED else []
    names = [
        field_words(name, repair.kind) for name, *_values in altered
        if has_words(name, repair.kind)
    ]  # fmt: skip
    said = "、".join(dict.fromkeys(names))
    if len(names) == len(altered):
        return said
    words = _("{names}等 {count} 栏") if names else _("{count} 栏")
    return words.format(names=said, count=len(altered))


def _when(moment: str) -> str:
    """A moment as it was entered, to the minute."""
    return moment[:16].replace("T", " ")
