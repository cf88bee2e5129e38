"""The server's mailbox for devices: each request signed by its device (RFC 9421), over TLS.

A device sees its own office and writes only where devices write. Content is sealed; who may read it
is not decided here. The age of a signature is not checked: names are written once, so that saying
something again changes nothing, and evidence is never refused for a wrong clock.
"""

from __future__ import annotations

import base64
import gzip
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from fastapi import APIRouter, Request, Response
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import PlainTextResponse
from http_message_signatures import (
    HTTPMessageVerifier,
    HTTPSignatureKeyResolver,
    algorithms,
)
from http_message_signatures.exceptions import HTTPMessageSignaturesException
from sqlalchemy.exc import DBAPIError

from corrdesk.county.county import County
from corrdesk.county.exchange import serve
from corrdesk.county.intake import Intake
from corrdesk.county.registry import Registry
from corrdesk.sync.core import rosters
from corrdesk.sync.core.files import LARGEST_CHUNK
from corrdesk.sync.core.names import (
    RECEIPTS,
    files_folder,
    inbox,
    is_chunk_name,
    numbered,
    outbox,
    runs,
)
from corrdesk.sync.core.wire import LARGEST_SEALED
from corrdesk.sync.transports.base import TransportFault, checked_name, checked_prefix
from corrdesk.sync.transports.http import COVERED, TAG

router = APIRouter(tags=["box"])
PATH: Final = "/box"
WORTH_PACKING: Final = 400  # bytes of a list
ROOM: Final = 128  # chunks that wait here for one device: 32 MB
MOST_CHUNKS: Final = 1024  # of one office, both ways; above that the county takes in first
EVER: Final = timedelta(days=36525)
LARGEST_BROUGHT: Final = 16 << 10  # bytes of a word that goes with a list


class _Verifier(HTTPMessageVerifier):
    """Takes signatures of any age, also from the future of a wrong clock."""

    max_clock_skew = EVER


class _Keys(HTTPSignatureKeyResolver):
    """The keys of serving devices. `fault`: what kept a key from being looked up."""

    def __init__(self, registry: Registry) -> None:
        self._registry = registry
        self.fault: DBAPIError | None = None

    def resolve_public_key(self, key_id: str) -> Any:
        """The device's key; a stranger has none."""
        try:
            key = self._registry.key_of(key_id)
        except DBAPIError as fault:
            self.fault = fault  # the verifier would call it a wrong signature
            return None
        return None if key is None else Ed25519PublicKey.from_public_bytes(key)


@dataclass(frozen=True, slots=True)
class _Message:
    """A request in the form that the verifier reads."""

    method: str
    url: str
    headers: Any


@dataclass(frozen=True, slots=True)
class Caller:
    """A device whose signature holds, and its office."""

    device: str
    office: str


@router.get("/box")
async def names(request: Request, prefix: str = "", have: str | None = None) -> Response:
    """What lies in the office's part of the box. Whoever looks for answers gets the latest.

    With the names of answers go the county's latest words, except those that the device says it
    has (`have`, with commas; not given, it takes none): it would ask for them next, one by one.
    """
    caller = await _caller(request, b"")
    if caller is None:
        return _stranger()
    try:
        lead = checked_prefix(prefix)
    except ValueError:
        return PlainTextResponse("", 400)
    if not lead.startswith(f"{caller.office}/"):
        return PlainTextResponse("", 403)
    county: County = request.app.state.county
    intake: Intake = request.app.state.intake

    def listed() -> tuple[list[str], dict[str, bytes]]:
        if lead.startswith((outbox(caller.office), files_folder(caller.office))):
            with intake.serving(caller.office) as before:
                serve(county, county.box, [caller.office], room=ROOM, before=before)
        found = county.box.list(lead)
        if not lead.startswith(outbox(caller.office)) or have is None:
            return found, {}
        return found, _latest_words(county, found, have.split(","))

    return _names(*await run_in_threadpool(listed), request)


def _latest_words(county: County, names: list[str], have: list[str]) -> dict[str, bytes]:
    """The county's latest roster and receipt among these names, unless they are there already."""
    latest = [numbered(names, lead)[:1] for lead in (rosters.LEAD, RECEIPTS)]
    found = {}
    for name in [name for some in latest for _number, name in some if name not in have]:
        content = county.box.get(name)
        if content is not None and len(content) <= LARGEST_BROUGHT:
            found[name] = content
    return found


def _names(found: list[str], words: Mapping[str, bytes], request: Request) -> Response:
    """A list of names, packed where the other side can read that: they are much alike."""
    told: dict[str, Any] = {"names": found}
    if words:
        told["brought"] = {name: base64.b64encode(each).decode() for name, each in words.items()}
    content = json.dumps(told, separators=(",", ":")).encode()
    headers = {}
    if len(content) >= WORTH_PACKING and "gzip" in request.headers.get("accept-encoding", ""):
        content = gzip.compress(content, mtime=0)
        headers["content-encoding"] = "gzip"
    return Response(content, media_type="application/json", headers=headers)


@router.get("/box/{name:path}")
async def take(request: Request, name: str) -> Response:
    """What was left under a name."""
    caller = await _caller(request, b"")
    if caller is None:
        return _stranger()
    county: County = request.app.state.county
    if not _is_name(name):
        return PlainTextResponse("", 400)
    if not name.startswith(f"{caller.office}/"):
        return PlainTextResponse("", 403)
    content = await run_in_threadpool(county.box.get, name)
    if content is None:
        return PlainTextResponse("", 404)
    return Response(content, media_type="application/octet-stream")


@router.put("/box/{name:path}", status_code=201)
async def leave(request: Request, name: str) -> Response:
    """Leaves something under a new name; once it is there it stays as it is.

    That it lies there is all that the answer says: what is held, only a receipt does.
    """
    body = await _body(request)
    if body is None:
        return PlainTextResponse("", 413)
    # In one go: while the intake is at work, each way to a thread and back waits for its turn.
    return PlainTextResponse("", await run_in_threadpool(_left, request, name, body))


def _left(request: Request, name: str, body: bytes) -> int:
    """Puts it into the box, if all is well with it; returns the status to answer."""
    caller = _proven(request, body)
    if caller is None:
        return 401
    if not _is_name(name) or not body:
        return 400
    if not name.startswith((inbox(caller.office), files_folder(caller.office))):
        return 403
    county: County = request.app.state.county
    wrong = _as_chunk(county, caller.office, name, body)
    if wrong:
        return wrong
    try:
        county.box.put(name, body)
    except TransportFault:
        return 507
    if runs([name]):
        intake: Intake = request.app.state.intake
        intake.tell(caller.office, len(body))
    return 201


def _as_chunk(county: County, office: str, name: str, body: bytes) -> int:
    """The status to answer where something is wrong with a chunk of a file; else 0."""
    if not name.startswith(files_folder(office)):
        return 0
    if not is_chunk_name(name):
        return 400
    if len(body) > LARGEST_CHUNK:
        return 413
    return 507 if county.box.count(files_folder(office)) >= MOST_CHUNKS else 0


async def _body(request: Request) -> bytes | None:
    """The content, None as soon as it is larger than anything that is ever sent."""
    content = bytearray()
    async for piece in request.stream():
        content += piece
        if len(content) > LARGEST_SEALED:
            return None
    return bytes(content)


async def _caller(request: Request, body: bytes) -> Caller | None:
    return await run_in_threadpool(_proven, request, body)


def _proven(request: Request, body: bytes) -> Caller | None:
    """Who signed the request; None unless a serving device did, over all that counts."""
    county: County = request.app.state.county
    message = _Message(request.method, str(request.url), request.headers)
    with county.registry() as registry:
        keys = _Keys(registry)
        verifier = _Verifier(signature_algorithm=algorithms.ED25519, key_resolver=keys)
        try:
            (proof,) = verifier.verify(
                message, max_age=None, expect_tag=TAG, require_components=COVERED, body=body
            )
        except (HTTPMessageSignaturesException, ValueError):
            if keys.fault is not None:
                raise keys.fault from None
            return None
        device = str(proof.parameters["keyid"])
        office = registry.office_of(device)
        if office is None:
            return None
        registry.seen(device)
    return Caller(device, office)


def _is_name(name: str) -> bool:
    try:
        checked_name(name)
    except ValueError:
        return False
    return True


def _stranger() -> Response:
    return PlainTextResponse("", 401)
