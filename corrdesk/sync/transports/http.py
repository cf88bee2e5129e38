"""The county's server as target: HTTPS with the county's own authority, each request signed.

Signatures are RFC 9421 by the device's key over method, address and the digest of the content, so
that a stolen address or a machine in between gains nothing. A mailbox by names:

    GET BASE/box?prefix=P → {"names": […]}    GET BASE/box/NAME    PUT BASE/box/NAME

On a poor network it is the questions that take long. So with a list of names the server may bring
what is asked for next, its latest words, unless `have` names them: {"names": […], "brought": {…}}.
"""

from __future__ import annotations

import base64
import json
import ssl
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from urllib.parse import quote

import httpx
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from http_message_signatures import HTTPMessageSigner, HTTPSignatureKeyResolver, algorithms

from corrdesk.sync.core.wire import LARGEST_SEALED
from corrdesk.sync.transports.base import (
    TransportFault,
    Trouble,
    checked_name,
    checked_prefix,
)
from corrdesk.sync.transports.web import LARGEST_LIST, TIMEOUT_SECONDS, content_of, require, spoken

COVERED: Final = ("@method", "@authority", "@target-uri", "content-digest")
TAG: Final = "corrdesk"
TIME: Final = "corrdesk-time"  # of the county, with its list of names
HAVE: Final = 4  # so many of the names that were brought last are said


@dataclass(frozen=True, slots=True)
class Credentials:
    """The device that asks: its name, its key, and the county's authority (PEM)."""

    device: str
    key: Ed25519PrivateKey
    authority: str


class _Key(HTTPSignatureKeyResolver):
    """The one key of this device."""

    def __init__(self, key: Ed25519PrivateKey) -> None:
        self._key = key

    def resolve_private_key(self, key_id: str) -> Any:  # noqa: ARG002 - there is one
        """The signing key."""
        return self._key


class Signature(httpx.Auth):
    """Signs every request."""

    requires_request_body = True

    def __init__(self, credentials: Credentials) -> None:
        self._device = credentials.device
        self._signer = HTTPMessageSigner(
            signature_algorithm=algorithms.ED25519, key_resolver=_Key(credentials.key)
        )

    def auth_flow(self, request: httpx.Request) -> Iterator[httpx.Request]:  # type: ignore[override]
        """Adds digest and signature."""
        self._signer.sign(
            _Message(request),
            key_id=self._device,
            tag=TAG,
            covered_component_ids=COVERED,
            body=request.content,
        )
        yield request


class _Message:
    """A request in the form that the signer reads."""

    def __init__(self, request: httpx.Request) -> None:
        self.method = request.method
        self.url = str(request.url)
        self.headers = request.headers


class HttpTransport:
    """The mailbox of one office at the county's server."""

    def __init__(
        self, base: str, credentials: Credentials, *, transport: httpx.BaseTransport | None = None
    ) -> None:
        """`transport`: another way to the server, for tests."""
        self._client = httpx.Client(
            base_url=base.rstrip("/") + "/",
            auth=Signature(credentials),
            verify=trusting(credentials.authority),
            timeout=TIMEOUT_SECONDS,
            transport=transport,
            trust_env=False,  # no proxy that somebody put into the environment
            headers={"accept-encoding": "gzip", "user-agent": "corrdesk"},
        )
        self._heeded: Callable[[datetime], None] | None = None
        self._brought: dict[str, bytes] = {}
        del self._client.headers["accept"]  # what is not said need not be sent each time

    def list(self, prefix: str) -> list[str]:
        with spoken():
            have = ",".join([*self._brought][-HAVE:])
            asked = {"prefix": checked_prefix(prefix), "have": have}
            with self._client.stream("GET", "box", params=asked) as answer:
                content = content_of(answer, LARGEST_LIST)
            _require(answer, 200)
            told = json.loads(content)
            names = told["names"]
            if not all(isinstance(name, str) for name in names):
                raise TransportFault(Trouble.WRONG)
            found = sorted(checked_name(name) for name in names if name.startswith(prefix))
            self._keep(told.get("brought", {}), prefix, found)
            said = answer.headers.get(TIME)
            at = datetime.fromisoformat(said).astimezone() if said else None
        if at is not None and self._heeded is not None:
            self._heeded(at)
        return found

    def heed(self, said: Callable[[datetime], None] | None) -> None:
        self._heeded = said

    def get(self, name: str) -> bytes | None:
        if name in self._brought:
            return self._brought[name]
        path = f"box/{quote(checked_name(name))}"
        with spoken(), self._client.stream("GET", path) as answer:
            content = content_of(answer, LARGEST_SEALED)  # to its end, or the line is given up
            if answer.status_code == 404:
                return None
            _require(answer, 200)
            return content

    def put(self, name: str, content: bytes) -> None:
        with spoken():
            answer = self._client.put(
                f"box/{quote(checked_name(name))}",
                content=content,
                headers={"content-type": "application/octet-stream", "if-none-match": "*"},
            )
            if answer.status_code != 412:  # there already
                _require(answer, 200, 201, 204)

    def close(self) -> None:
        self._client.close()

    def _keep(self, brought: Mapping[str, str], prefix: str, names: Collection[str]) -> None:
        """What came with a list and lies there; names are written once, so it stays what it is."""
        gone = {name for name in self._brought if name.startswith(prefix)}.difference(names)
        for name in gone:
            del self._brought[name]
        for name in names:
            if name in brought:
                self._brought[name] = base64.b64decode(brought[name], validate=True)


def trusting(authority: str) -> ssl.SSLContext | bool:
    """What checks a server's certificate: by this authority (PEM), by all usual ones for none."""
    if not authority:
        return True
    context = ssl.create_default_context(cadata=authority)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    return context


def _require(answer: httpx.Response, *good: int) -> None:
    """As `require`; here it is not a password that the server does not take."""
    if answer.status_code == 401:
        raise TransportFault(Trouble.STRANGER)
    require(answer, *good)
