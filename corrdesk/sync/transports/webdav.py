"""Any WebDAV server as target: a share of the county's cloud, a storage box in the office.

A piece is left under a temporary name and moved to its own without overwriting, so that nobody
reads a half one. The server sees sealed pieces only.
"""

from __future__ import annotations

import secrets
import ssl
from collections.abc import Iterable, Iterator
from typing import Final
from urllib.parse import quote, unquote, urlsplit
from xml.etree.ElementTree import fromstring

import httpx

from corrdesk.sync.core.wire import LARGEST_SEALED
from corrdesk.sync.transports.base import (
    Transport,
    TransportFault,
    Trouble,
    checked_name,
    checked_prefix,
)
from corrdesk.sync.transports.web import LARGEST_LIST, TIMEOUT_SECONDS, content_of, require, spoken

DAV: Final = "{DAV:}"


class WebdavTransport:
    """One collection on a WebDAV server."""

    def __init__(
        self, base: str, *, authority: str = "", transport: httpx.BaseTransport | None = None
    ) -> None:
        """`base` is the collection's address, with user and password where it asks for them."""
        context: ssl.SSLContext | bool = True
        if authority:
            context = ssl.create_default_context(cadata=authority)
        self._client = httpx.Client(
            base_url=base.rstrip("/") + "/", verify=context, timeout=TIMEOUT_SECONDS,
            transport=transport, trust_env=False,
        )  # fmt: skip
        self._root = urlsplit(str(self._client.base_url)).path
        self._made: set[str] = set()

    def list(self, prefix: str) -> list[str]:
        start = checked_prefix(prefix)
        with spoken():
            self._require_root()
            found = list(self._below(start.rpartition("/")[0]))
            return sorted(name for name in found if name.startswith(start))

    def get(self, name: str) -> bytes | None:
        with spoken():
            answer = self._client.get(quote(checked_name(name)))
            if answer.status_code == 404:
                self._require_root()
                return None
            require(answer, 200)
            return content_of(answer, LARGEST_SEALED)

    def put(self, name: str, content: bytes) -> None:
        with spoken():
            folder = checked_name(name).rpartition("/")[0]
            self._require_root()
            self._make(folder)
            part = f"{folder}/.{secrets.token_hex(8)}.part"
            require(self._client.put(quote(part), content=content), 200, 201, 204)
            target = str(self._client.base_url.join(quote(name)))
            moved = self._client.request(
                "MOVE", quote(part), headers={"destination": target, "overwrite": "F"}
            )
            if moved.status_code == 412:  # there already
                self._client.delete(quote(part))
                return
            require(moved, 201, 204)

    def clear(self, names: Iterable[str]) -> None:
        with spoken():
            cleared = sorted(map(checked_name, names))
            for name in cleared:
                require(self._client.delete(quote(name)), 200, 204, 404)
            for folder in sorted({name.rpartition("/")[0] for name in cleared}):
                if not list(self._below(folder)):
                    self._client.delete(quote(f"{folder}/"))
                    self._made.discard(f"{folder}/")

    def close(self) -> None:
        self._client.close()

    def _require_root(self) -> None:
        answer = self._client.request("PROPFIND", "", headers={"depth": "0"})
        if answer.status_code == 404:
            raise TransportFault(Trouble.GONE)
        require(answer, 207)

    def _make(self, folder: str) -> None:
        """Makes the collections above a name that are not there yet."""
        path = ""
        for part in folder.split("/"):
            path = f"{path}{part}/"
            if path not in self._made:
                require(self._client.request("MKCOL", quote(path)), 201, 405)  # 405: there
                self._made.add(path)

    def _below(self, folder: str) -> Iterator[str]:
        """Every piece below a collection, one request for each collection."""
        path = f"{folder}/" if folder else ""
        answer = self._client.request("PROPFIND", quote(path), headers={"depth": "1"})
        if answer.status_code == 404:
            return
        require(answer, 207)
        content = content_of(answer, LARGEST_LIST)
        if b"<!" in content:  # no entity of a hostile server is ever expanded
            raise TransportFault(Trouble.WRONG)
        tree = fromstring(content)  # noqa: S314 - without declarations nothing expands
        for response in tree.iter(f"{DAV}response"):
            href = response.findtext(f"{DAV}href") or ""
            name = unquote(urlsplit(href).path).removeprefix(self._root)
            if name.rstrip("/") == path.rstrip("/") or name.rpartition("/")[2].startswith("."):
                continue
            if response.find(f".//{DAV}resourcetype/{DAV}collection") is not None:
                if not name.rstrip("/").rpartition("/")[2].startswith("."):
                    yield from self._below(name.rstrip("/"))
            else:
                yield name


def open_webdav(where: str) -> Transport:
    """The collection that `webdav+https://…` (or, inside an office, `webdav+http://…`) names."""
    return WebdavTransport(where.removeprefix("webdav+"))
