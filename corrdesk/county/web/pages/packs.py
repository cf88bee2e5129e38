"""Rule packs: which one holds at each office, and those that are kept here to hand out."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response, UploadFile
from fastapi.concurrency import run_in_threadpool

from corrdesk.base.errors import UserError
from corrdesk.base.i18n import _
from corrdesk.county.county import County
from corrdesk.county.packs import add_pack, pack_files, packs_in_use, read_pack
from corrdesk.county.web.refusals import Refusal, refuse
from corrdesk.county.web.sheets import download, workbook
from corrdesk.county.web.visits import KeeperForm, PackReader, after, county_of, page
from corrdesk.rules.catalog import NATIONAL

router = APIRouter(include_in_schema=False)
LARGEST_PACK = 4 << 20
HEADS = ("司法所", "规则包", "版本")


@router.get("/packs")
def show_packs(request: Request, visit: PackReader) -> Response:
    """What is in force where, and the files to hand out."""
    return _packs(request, visit)


@router.get("/packs.xlsx")
def export_packs(request: Request, visit: PackReader) -> Response:  # noqa: ARG001 - who may
    """What is in force where, as a workbook."""
    return download("规则包.xlsx", workbook("规则包", HEADS, _in_use(county_of(request))))


@router.post("/packs")
async def take_pack(
    request: Request, visit: KeeperForm, file: UploadFile, signer: UploadFile
) -> Response:
    """Keeps a signed pack, after its signature was checked against the signer's public key."""
    content, key = await file.read(LARGEST_PACK), await signer.read(LARGEST_PACK)
    try:
        name = await run_in_threadpool(add_pack, county_of(request), content, key)
    except UserError as problem:
        return _packs(request, visit, str(problem))
    return after(visit, "/packs", _("签名无误，已保存规则包 {name}。").format(name=name))


@router.get("/packs/{name}")
def give_pack(request: Request, visit: PackReader, name: str) -> Response:  # noqa: ARG001
    """A pack's file, as offices install it."""
    content = read_pack(county_of(request), name)
    if content is None:
        return refuse(request, Refusal(404, _("没有这个规则包。")))
    return download(name, content, "application/octet-stream")


def _packs(request: Request, visit: PackReader, problem: str = "") -> Response:
    county = county_of(request)
    return page(
        request,
        visit,
        "packs.html",
        in_use=_in_use(county),
        files=pack_files(county),
        problem=problem,
        status=400 if problem else 200,
    )


def _in_use(county: County) -> list[tuple[str, str, str]]:
    """Office, pack and version as the page and the workbook show them."""
    national = _("全国规则（{pack}）").format(pack=NATIONAL)
    return [
        (office, national if pack == NATIONAL else pack or "—", version or "—")
        for office, pack, version in packs_in_use(county)
    ]
