"""The devices of the county's offices: enrolling by file or by eight words, and revoking."""

from __future__ import annotations

import base64
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Form, Request, Response, UploadFile

from corrdesk.base.errors import UserError
from corrdesk.base.i18n import N_, _
from corrdesk.county.clocks import doubt_lines
from corrdesk.county.exchange import last_held
from corrdesk.county.invitations import USUAL_HOURS, InvitationCard, State
from corrdesk.county.registry import DeviceCard
from corrdesk.county.web.sheets import download, workbook
from corrdesk.county.web.visits import Keeper, KeeperForm, after, county_of, page
from corrdesk.sync.core.enrolment import LARGEST, eight_words, read_request
from corrdesk.sync.core.refusal import Refused

router = APIRouter(include_in_schema=False)
DEVICE_HEADS = ("司法所", "名称", "设备编号", "状态", "有效至", "登记时间", "最近联系", "时钟")
INVITATION_HEADS = (
    "司法所", "备注", "发出人", "发出时间", "有效至", "状态", "输错次数", "登记的电脑",
)  # fmt: skip
SILENT = 30  # days after which somebody should ask whether a PC is still there
STATES = {
    State.OPEN: N_("未用"),
    State.USED: N_("已用"),
    State.VOID: N_("已作废"),
    State.OVER: N_("已过期"),
}


@dataclass(frozen=True, slots=True)
class Asked:
    """What was typed into the form of an invitation."""

    office: str = ""
    note: str = ""
    address: str = ""
    hours: int = USUAL_HOURS


@router.get("/devices")
def show_devices(request: Request, visit: Keeper) -> Response:
    """Every device, the invitations, and the forms that enrol one."""
    return _devices(request, visit)


@router.get("/devices.xlsx")
def export_devices(request: Request, visit: Keeper) -> Response:  # noqa: ARG001 - who may
    """The devices as a workbook."""
    doubted = _doubted(request)
    with county_of(request).registry() as registry:
        names = {each.office_id: each.name for each in registry.offices()}
        rows = [
            (*_device_row(each, names), _("时钟存疑") if each.device_id in doubted else "")
            for each in registry.devices()
        ]
    return download("设备.xlsx", workbook("设备", DEVICE_HEADS, rows))


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
def revoke_device(
    request: Request,
    visit: KeeperForm,
    device_id: str,
    lost: Annotated[str, Form(max_length=5)] = "",
) -> Response:
    """Listens to a device no more after what it has handed over until now.

    With `lost` the office's files are named anew as well.
    """
    county = county_of(request)
    last = last_held(county, device_id)
    try:
        with county.registry() as registry:
            registry.revoke(device_id, last, lost=bool(lost))
    except UserError as problem:
        return _devices(request, visit, str(problem))
    words = _("已吊销。司法所的名册已经更新。")
    if lost:
        words = _("已吊销，该所的文件已换用新的名称密钥。司法所的名册已经更新。")
    return after(visit, "/devices", words)


@router.get("/invitations.xlsx")
def export_invitations(request: Request, visit: Keeper) -> Response:  # noqa: ARG001 - who may
    """The invitations as a workbook; never their words."""
    with county_of(request).enrolling() as (invitations, registry):
        names = {each.office_id: each.name for each in registry.offices()}
        labels = {each.device_id: each.label for each in registry.devices()}
        rows = [_invitation_row(each, names, labels) for each in invitations.everything()]
    return download("邀请.xlsx", workbook("邀请", INVITATION_HEADS, rows))


@router.post("/invitations")
def invite(
    request: Request,
    visit: KeeperForm,
    office: Annotated[str, Form(max_length=12)] = "",
    note: Annotated[str, Form(max_length=80)] = "",
    address: Annotated[str, Form(max_length=200)] = "",
    hours: Annotated[int, Form()] = USUAL_HOURS,
) -> Response:
    """A new invitation: its eight words are shown this once, to be read out by telephone."""
    where = address.strip() or str(request.base_url).rstrip("/")
    try:
        with county_of(request).enrolling() as (invitations, registry):
            names = {each.office_id: each.name for each in registry.offices()}
            if office and office not in names:
                raise UserError(_("没有这个司法所。"), field="office")
            card, code = invitations.invite(
                office_id=office, note=note, address=where, by=visit.person.name, hours=hours
            )
    except UserError as problem:
        return _devices(request, visit, str(problem), Asked(office, note, address.strip(), hours))
    return page(
        request, visit, "invitation.html", card=card, words=code.words(), address=where,
        office=names.get(office, ""),
    )  # fmt: skip


@router.post("/invitations/{invitation_id}/withdraw")
def withdraw(request: Request, visit: KeeperForm, invitation_id: str) -> Response:
    """Ends an invitation that nobody has used."""
    try:
        with county_of(request).enrolling() as (invitations, _registry):
            invitations.withdraw(invitation_id)
    except UserError as problem:
        return _devices(request, visit, str(problem))
    return after(visit, "/devices", _("邀请已收回。"))


def _devices(
    request: Request, visit: Keeper, problem: str = "", asked: Asked | None = None
) -> Response:
    with county_of(request).enrolling() as (invitations, registry):
        devices = registry.devices()
        offices = registry.offices()
        invited = invitations.everything()
    return page(
        request,
        visit,
        "devices.html",
        devices=devices,
        offices=offices,
        names={each.office_id: each.name for each in offices},
        labels={each.device_id: each.label for each in devices},
        invitations=invited,
        states={state.value: _(words) for state, words in STATES.items()},
        asked=asked or Asked(),
        address=(asked.address if asked else "") or str(request.base_url).rstrip("/"),
        problem=problem,
        silent=SILENT,
        doubted=_doubted(request),
        status=400 if problem else 200,
    )


def _doubted(request: Request) -> set[str]:
    """The devices that stamped entries while their clock was wrong."""
    return {line.doubt.device for line in doubt_lines(county_of(request))}


def _device_row(device: DeviceCard, names: dict[str, str]) -> tuple[object, ...]:
    state = _("使用中")
    if device.revoked:
        state = _("已吊销")
    elif device.silent_days >= SILENT:
        state = _("{days} 天没有联系").format(days=device.silent_days)
    return (
        names[device.office_id], device.label, device.device_id, state, device.until,
        device.made_at, device.seen_at,
    )  # fmt: skip


def _invitation_row(
    card: InvitationCard, names: dict[str, str], labels: dict[str, str]
) -> tuple[object, ...]:
    return (
        names.get(card.office_id, _("新司法所")), card.note, card.made_by, card.made_at, card.until,
        _(STATES[card.state]), card.wrong, labels.get(card.device_id, ""),
    )  # fmt: skip
