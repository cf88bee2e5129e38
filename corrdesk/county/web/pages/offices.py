"""The offices of the county: when each last spoke and what is in trouble; its devices."""

from __future__ import annotations

import base64
from typing import Annotated

from fastapi import APIRouter, Form, Request, Response, UploadFile
from fastapi.responses import RedirectResponse

from corrdesk.base.errors import UserError
from corrdesk.base.i18n import _
from corrdesk.county.exchange import last_held
from corrdesk.county.overview import OfficeLine, office_lines
from corrdesk.county.web.sheets import download, workbook
from corrdesk.county.web.visits import Keeper, KeeperForm, Reader, county_of, page
from corrdesk.sync.core.enrolment import LARGEST, eight_words, read_request
from corrdesk.sync.core.refusal import Refused

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


@router.get("/devices")
def show_devices(request: Request, visit: Keeper) -> Response:
    """Every device, and the form that enrols one."""
    return _devices(request, visit)


@router.post("/devices")
async def read_request_file(
    request: Request,
    visit: KeeperForm,
    file: UploadFile,
    address: Annotated[str, Form(max_length=200)] = "",
) -> Response:
    """Shows who asks, and the eight words to compare by telephone before anything is granted."""
    raw = await file.read(LARGEST + 1)
    try:
        asked = read_request(raw)
    except Refused:
        return _devices(request, visit, _("这不是登记申请文件，或者文件已损坏。"))
    return page(
        request,
        visit,
        "grant.html",
        asked=asked,
        words=eight_words(raw),
        raw=base64.b64encode(raw).decode("ascii"),
        address=address,
    )


@router.post("/devices/grant")
def grant_device(
    request: Request,
    visit: KeeperForm,
    raw: Annotated[str, Form(max_length=2 * LARGEST)],
    address: Annotated[str, Form(max_length=200)] = "",
) -> Response:
    """The words were the same: enrols the device and hands out the grant to take back."""
    county = county_of(request)
    try:
        content = base64.b64decode(raw, validate=True)
    except ValueError:  # not only what base64 raises itself: letters that are not ASCII, too
        return _devices(request, visit, _("这不是登记申请文件，或者文件已损坏。"))
    try:
        with county.registry() as registry:
            authority = county.folder.root_certificate.read_text("ascii")
            asked, grant = registry.enrol(content, authority=authority, address=address)
    except UserError as problem:
        return _devices(request, visit, str(problem))
    name = f"{asked.office_name}-{asked.label}.grant"
    return download(name, grant, "application/octet-stream")


@router.post("/devices/{device_id}/revoke")
def revoke_device(request: Request, visit: KeeperForm, device_id: str) -> Response:
    """Listens to a device no more after what it has handed over until now."""
    county = county_of(request)
    last = last_held(county, device_id)
    try:
        with county.registry() as registry:
            registry.revoke(device_id, last)
    except UserError as problem:
        return _devices(request, visit, str(problem))
    return RedirectResponse("/devices", 303)


def _devices(request: Request, visit: Keeper, problem: str = "") -> Response:
    with county_of(request).registry() as registry:
        devices = registry.devices()
        names = {each.office_id: each.name for each in registry.offices()}
    return page(
        request,
        visit,
        "devices.html",
        devices=devices,
        names=names,
        problem=problem,
        status=400 if problem else 200,
    )


def _row(office: OfficeLine) -> tuple[object, ...]:
    return (
        office.name, office.contact_at, office.silent_days, office.people, office.waiting,
        office.set_aside, office.trouble or _("无"),
    )  # fmt: skip
