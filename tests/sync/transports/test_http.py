"""The county's server as target: the contract over signed requests, and what it may refuse."""

from __future__ import annotations

import gzip
import json
from base64 import b64encode
from collections.abc import Callable
from functools import partial
from urllib.parse import unquote

import httpx
import pytest
from http_message_signatures import (
    HTTPMessageVerifier,
    HTTPSignatureKeyResolver,
    algorithms,
)
from http_message_signatures.exceptions import HTTPMessageSignaturesException

from corrdesk.sync.core.wire import LARGEST_SEALED
from corrdesk.sync.transports import http
from corrdesk.sync.transports.base import Trouble
from corrdesk.sync.transports.http import COVERED, TAG, Credentials, HttpTransport
from tests.sync.transports.contract import Open, TransportContract
from tests.sync.worlds import Device, signing

BASE = "https://county.test:8443/office"
A = Device("a")


class Keys(HTTPSignatureKeyResolver):
    """The server knows one device."""

    def resolve_public_key(self, key_id: str) -> object:
        if key_id != A.id:
            raise HTTPMessageSignaturesException("stranger")
        return signing("a").public_key()


class Message:
    """A request as the verifier reads it."""

    def __init__(self, request: httpx.Request) -> None:
        self.method, self.url, self.headers = request.method, str(request.url), request.headers


class Server:
    """A mailbox behind HTTP that checks every signature."""

    def __init__(self) -> None:
        self.content: dict[str, bytes] = {}
        self.brings: list[str] = []  # what goes with a list of names
        self.asked: list[str] = []
        self.answer: httpx.Response | Exception | None = None
        self.verifier = HTTPMessageVerifier(
            signature_algorithm=algorithms.ED25519, key_resolver=Keys()
        )

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.asked.append(f"{request.method} {request.url.path}")
        if isinstance(self.answer, Exception):
            raise self.answer
        if self.answer is not None:
            return self.answer
        try:
            self.verifier.verify(
                Message(request), require_components=COVERED, expect_tag=TAG, body=request.content
            )
        except HTTPMessageSignaturesException:
            return httpx.Response(401)
        path = unquote(request.url.path).removeprefix("/office/box").lstrip("/")
        if not path:
            prefix = request.url.params["prefix"]
            names = [name for name in self.content if name.startswith(prefix)]
            have = request.url.params["have"].split(",")
            told = {n: b64encode(self.content[n]).decode() for n in self.brings if n not in have}
            return httpx.Response(200, json={"names": names, "brought": told})
        if request.method == "GET":
            found = self.content.get(path)
            return httpx.Response(404) if found is None else httpx.Response(200, content=found)
        if path in self.content:
            return httpx.Response(412)
        self.content[path] = request.content
        return httpx.Response(201)


class TestHttp(TransportContract):
    @pytest.fixture
    def server(self) -> Server:
        return Server()

    @pytest.fixture
    def opens(self, server: Server) -> Open:
        return lambda: self.as_device(server, A.id, "a")

    @staticmethod
    def as_device(server: Callable[[httpx.Request], httpx.Response], name: str, key: str) -> (
        HttpTransport
    ):  # fmt: skip
        credentials = Credentials(name, signing(key), "")
        return HttpTransport(BASE, credentials, transport=httpx.MockTransport(server))

    def test_another_key_or_another_device_is_refused(self, server: Server) -> None:
        for name, key in ((A.id, "b"), ("0" * 32, "a")):
            way = self.as_device(server, name, key)
            assert self.trouble(partial(way.put, "o/x", b"1")) is Trouble.STRANGER
        assert server.content == {}

    def test_a_signature_counts_for_its_own_content_only(self, server: Server) -> None:
        def in_between(request: httpx.Request) -> httpx.Response:
            altered = httpx.Request(
                request.method, request.url, headers=request.headers, content=b"other"
            )
            return server(altered)

        way = self.as_device(in_between, A.id, "a")
        assert self.trouble(lambda: way.put("o/x", b"1")) is Trouble.STRANGER

    @pytest.mark.parametrize(
        ("answer", "expected"),
        [
            (httpx.Response(507), Trouble.FULL),
            (httpx.Response(403), Trouble.FORBIDDEN),
            (httpx.Response(429), Trouble.SLOW),
            (httpx.ReadTimeout("slow"), Trouble.SLOW),
            (httpx.ConnectError("gone"), Trouble.GONE),
            (httpx.RemoteProtocolError("half an answer"), Trouble.BROKEN),
            (httpx.Response(500), Trouble.BROKEN),
        ],
    )
    def test_trouble(
        self, server: Server, opens: Open, answer: httpx.Response | Exception, expected: Trouble
    ) -> None:
        server.answer = answer
        way = opens()
        for call in (lambda: way.list(""), lambda: way.get("o/x"), lambda: way.put("o/x", b"1")):
            assert self.trouble(call) is expected

    def test_what_came_with_the_names_is_not_asked_for(self, server: Server, opens: Open) -> None:
        server.content = {"o/a": b"1", "o/b": b"2", "p/c": b"3"}
        server.brings = ["o/a", "p/c"]
        way = opens()
        assert way.list("o/") == ["o/a", "o/b"]
        assert (way.get("o/a"), way.get("o/a"), way.get("o/b")) == (b"1", b"1", b"2")
        assert way.get("p/c") == b"3"  # it came with names that it is none of
        asked = [path.rpartition("/box")[2] for path in server.asked]
        assert asked == ["", "/o/b", "/p/c"]

    def test_what_is_here_does_not_come_again(self, server: Server, opens: Open) -> None:
        server.content, server.brings = {"o/a": b"1"}, ["o/a"]
        way = opens()
        way.list("o/")
        way.list("p/")
        server.content["o/a"] = b"what is written once does not change"
        way.list("o/")
        assert way.get("o/a") == b"1"

    def test_what_has_gone_is_forgotten(self, server: Server, opens: Open) -> None:
        server.content, server.brings = {"o/a": b"1"}, ["o/a"]
        way = opens()
        way.list("o/")
        server.content, server.brings = {}, []
        way.list("o/")
        assert way.get("o/a") is None

    @pytest.mark.parametrize(
        "body",
        [
            b"", b"[]", b'{"names": 1}', b'{"names": [1]}', b'{"names": ["../x"]}', b"\xff",
            b'{"names": ["x"], "brought": {"x": 1}}', b'{"names": ["x"], "brought": {"x": "!"}}',
            b'{"names": ["x"], "brought": 1}',
        ],
    )  # fmt: skip
    def test_a_hostile_list_is_refused(self, server: Server, opens: Open, body: bytes) -> None:
        server.answer = httpx.Response(200, content=body)
        assert self.trouble(lambda: opens().list("")) is Trouble.WRONG

    @pytest.mark.parametrize("time", ["", "yesterday", "2026-06-10"])
    def test_a_time_that_is_none_stops_nothing_but_lies(
        self, server: Server, opens: Open, time: str
    ) -> None:
        server.answer = httpx.Response(200, json={"names": []}, headers={http.TIME: time})
        if time == "yesterday":
            assert self.trouble(lambda: opens().list("")) is Trouble.WRONG
        else:
            assert opens().list("") == []

    def test_no_more_is_taken_than_is_ever_sent(self, server: Server, opens: Open) -> None:
        server.answer = httpx.Response(200, content=bytes(LARGEST_SEALED + 1))
        assert self.trouble(lambda: opens().get("o/x")) is Trouble.WRONG

    def test_a_packed_list_is_unpacked_and_no_further_than_any_list_goes(
        self, server: Server, opens: Open, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(http, "LARGEST_LIST", 1000)
        names = [f"o/{number:06d}" for number in range(2000)]
        server.answer = _packed(names[:10])
        assert opens().list("o/") == names[:10]
        server.answer = _packed(names)
        assert self.trouble(lambda: opens().list("o/")) is Trouble.WRONG

    def test_no_more_is_said_than_is_needed(self) -> None:
        said: list[httpx.Headers] = []

        def heard(request: httpx.Request) -> httpx.Response:
            said.append(request.headers)
            return httpx.Response(404)

        self.as_device(heard, A.id, "a").get("o/x")
        assert set(said[0]) == {
            "host", "accept-encoding", "connection", "user-agent", "content-digest",
            "signature-input", "signature",
        }  # fmt: skip


def _packed(names: list[str]) -> httpx.Response:
    content = gzip.compress(json.dumps({"names": names}).encode())
    return httpx.Response(200, content=content, headers={"content-encoding": "gzip"})
