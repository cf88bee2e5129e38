"""A PC enrols over the network with the eight words of an invitation; nobody has to sign in for it.

Both sides prove that they know the words, over the certificate that is on the line (see
`sync.core.invitation`). Whatever is wrong gets one and the same answer.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
from dataclasses import dataclass
from typing import Any, Final

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from fastapi import APIRouter, Request, Response
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import JSONResponse, PlainTextResponse

from corrdesk.base.errors import UserError
from corrdesk.county.county import County
from corrdesk.sync.core.enrolment import LARGEST

router = APIRouter(tags=["enrol"])
PATH: Final = "/enrol"
PROOF: Final = 32


@dataclass(frozen=True, slots=True)
class _Asked:
    """What a PC sends: the invitation's number, its request, its proof."""

    number: int
    request: bytes
    proof: bytes


@router.post(PATH)
async def join(request: Request) -> Response:
    """The grant for a request that proves to know an open invitation."""
    raw = bytearray()
    async for piece in request.stream():
        raw += piece
        if len(raw) > 2 * LARGEST:
            return PlainTextResponse("", 413)
    asked = _read(bytes(raw))
    if asked is None:
        return PlainTextResponse("", 400)
    state = request.app.state
    return await run_in_threadpool(_answer, state.county, state.certificate, asked)


def certificate_digest(county: County) -> bytes:
    """The SHA-256 of the certificate that the server shows; it is read when the server starts."""
    pem = county.folder.server_certificate.read_bytes()
    return hashlib.sha256(x509.load_pem_x509_certificate(pem).public_bytes(Encoding.DER)).digest()


def _answer(county: County, certificate: bytes, asked: _Asked) -> Response:
    authority = county.folder.root_certificate.read_text("ascii")
    try:
        with county.enrolling() as (invitations, registry):
            found = invitations.take(asked.number, asked.request, asked.proof, certificate)
            _request, grant = registry.enrol(
                asked.request, authority=authority, address=found.address
            )
            proof = invitations.answer(found, certificate, asked.request, grant)
    except UserError:
        return PlainTextResponse("", 403)
    return JSONResponse({"grant": base64.b64encode(grant).decode("ascii"), "proof": proof.hex()})


def _read(raw: bytes) -> _Asked | None:
    """What was sent, None for anything else."""
    try:
        content: Any = json.loads(raw)
        number, request, proof = content["number"], content["request"], content["proof"]
        if type(number) is not int or not 0 <= number <= 255:
            return None
        found = _Asked(number, base64.b64decode(request, validate=True), bytes.fromhex(proof))
    except (ValueError, KeyError, TypeError, RecursionError, binascii.Error):
        return None
    return found if len(found.proof) == PROOF and found.request else None
