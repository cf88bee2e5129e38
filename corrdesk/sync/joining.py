"""Enrolling over the network with eight words: the desk's side of an invitation.

Before it is enrolled the desk trusts no authority, so the line is opened without asking one; the
words prove what is at its other end, and nothing is taken before they have.
"""

from __future__ import annotations

import base64
import hashlib
import http.client
import json
import ssl
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

from corrdesk.base.errors import UserError
from corrdesk.base.i18n import _
from corrdesk.sync.core.enrolment import LARGEST, Grant
from corrdesk.sync.core.invitation import (
    Code,
    NotACode,
    answer_proof,
    ask_proof,
    read_code,
    same,
)
from corrdesk.sync.exchange import Exchange
from corrdesk.sync.transports.base import TransportFault, Trouble
from corrdesk.sync.transports.patience import Patience

TIMEOUT_SECONDS: Final = 30.0
PATH: Final = "/enrol"


@dataclass(frozen=True, slots=True)
class _Answer:
    """What the server said."""

    status: int
    body: bytes


def join(
    exchange: Exchange,
    code: str,
    where: str,
    label: str = "",
    *,
    cancelled: Callable[[], bool] = lambda: False,
) -> Grant:
    """Enrols this device at a county's server with the words of an invitation.

    `label` as for `Exchange.request`. Raises UserError for words that are none, that the server
    does not know, or for a server that does not know them; `TransportFault` for a line that does
    not hold; `Cancelled`. Nothing is changed then, though the county may have used the invitation
    up.
    """
    words = typed_code(code)
    line = _Line(where)
    patience = Patience(line.close, cancelled)
    try:
        certificate, key = patience.ask(line.open), words.key()
        request = exchange.request(label)
        asked: dict[str, str | int] = {
            "number": words.number,
            "request": base64.b64encode(request).decode("ascii"),
            "proof": ask_proof(key, certificate, request).hex(),
        }
        answer = patience.ask(lambda: line.ask(asked))
    except TimeoutError:
        raise TransportFault(Trouble.SLOW) from None
    except (OSError, http.client.HTTPException):
        raise TransportFault(Trouble.GONE) from None
    finally:
        patience.close()
    return exchange.accept(_granted(answer, key, certificate, request))


def typed_code(text: str) -> Code:
    """The code that somebody typed. Raises UserError naming the word that is none."""
    try:
        return read_code(text)
    except NotACode as wrong:
        said = (
            _("邀请码是八个词，每个词两个字。")
            if not wrong.word
            else _("第 {number} 个词不对，请核对。").format(number=wrong.word)
        )
        raise UserError(said, field="code") from None


def _granted(answer: _Answer, key: bytes, certificate: bytes, request: bytes) -> bytes:
    if answer.status == 403:
        raise UserError(
            _("县级不认这个邀请码：词不对、已用过或已过期。"),
            remedy=_("请逐个核对八个词；错五次即作废，作废后请县级重新发邀请。"),
            field="code",
        )
    if answer.status in {429, 503}:
        raise TransportFault(Trouble.SLOW)
    try:
        content = json.loads(answer.body)
        grant = base64.b64decode(content["grant"], validate=True)
        proof = bytes.fromhex(content["proof"])
    except (ValueError, KeyError, TypeError):
        raise TransportFault(Trouble.WRONG) from None
    if answer.status != 200 or not same(proof, answer_proof(key, certificate, request, grant)):
        raise UserError(
            _("对方不知道这个邀请码，不是发邀请的县级服务器，没有登记。"),
            remedy=_("请与县级电话核对服务器地址。"),
            field="via",
        )
    return grant


class _Line:
    """One request to a server that is not known yet."""

    def __init__(self, where: str) -> None:
        place = urlsplit(where.strip())
        try:
            port = place.port
        except ValueError:
            port = 0
        if place.scheme != "https" or not place.hostname or port == 0:
            raise UserError(
                _("用邀请码登记要经过县级服务器。"),
                remedy=_("请写 https://服务器 或 https://服务器:端口。"),
                field="via",
            )
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.minimum_version = ssl.TLSVersion.TLSv1_2
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE  # the words prove who it is, before anything is taken
        self._path = place.path.rstrip("/") + PATH
        self._connection = http.client.HTTPSConnection(
            place.hostname, port, timeout=TIMEOUT_SECONDS, context=context
        )

    def open(self) -> bytes:
        """Opens it. Returns the digest of the certificate at its other end."""
        self._connection.connect()
        seen = self._connection.sock.getpeercert(binary_form=True)
        return hashlib.sha256(seen or b"").digest()

    def ask(self, content: dict[str, str | int]) -> _Answer:
        """Sends one JSON document."""
        headers = {"content-type": "application/json"}
        self._connection.request("POST", self._path, json.dumps(content).encode(), headers)
        answer = self._connection.getresponse()
        return _Answer(answer.status, answer.read(2 * LARGEST))

    def close(self) -> None:
        """Lets go of it."""
        self._connection.close()
