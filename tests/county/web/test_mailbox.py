"""The mailbox over HTTP: signed requests of enrolled devices, each in its own office."""

from __future__ import annotations

import threading
import time
from base64 import b64decode
from collections.abc import Callable
from threading import Event
from urllib.parse import unquote

import httpx
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from fastapi.testclient import TestClient

from corrdesk.base.actor import Role
from corrdesk.casework.caseload.service import add_attachment
from corrdesk.county import intake
from corrdesk.county.exchange import last_held
from corrdesk.county.intake import Intake
from corrdesk.county.web import mailbox
from corrdesk.sync.core.files import LARGEST_CHUNK
from corrdesk.sync.core.names import chunk_name, files_folder, inbox, outbox, runs
from corrdesk.sync.core.wire import LARGEST_SEALED
from corrdesk.sync.transports.base import TransportFault, Trouble
from corrdesk.sync.transports.http import Credentials, HttpTransport, Signature
from tests.casework import cases
from tests.casework.people import new_person
from tests.county.conftest import Bureau
from tests.county.offices import ADDRESS, Pair
from tests.county.scanned import SCAN
from tests.county.web.serving import served

LONGEST = 20.0  # seconds until something is given up


class Wire(httpx.BaseTransport):
    """Carries requests of the real client to the application, without a socket."""

    def __init__(self, browser: TestClient) -> None:
        self._browser = browser
        self.carried: list[str] = []

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        self.carried.append(f"{request.method} {unquote(request.url.path).rpartition('/')[2]}")
        answer = self._browser.request(
            request.method, str(request.url), content=request.read(),
            headers=dict(request.headers),
        )  # fmt: skip
        headers = {k: v for k, v in answer.headers.items() if k != "content-encoding"}  # unpacked
        return httpx.Response(answer.status_code, content=answer.content, headers=headers)


def client(bureau: Bureau, device: str, key: Ed25519PrivateKey) -> HttpTransport:
    """The office's own transport, pointed at the application."""
    wire = Wire(bureau.browser())
    return HttpTransport(ADDRESS, Credentials(device, key, ""), transport=wire)


@pytest.fixture
def transport(bureau: Bureau, pair: Pair) -> HttpTransport:
    return client(bureau, pair.desk.exchange.device, pair.desk.exchange.key)


def test_a_whole_exchange_goes_over_it(pair: Pair, transport: HttpTransport) -> None:
    new_person(pair.desk)
    outcome = pair.sync(transport)
    assert outcome.report.held == pair.desk.head().seq
    with pair.county.registry() as registry:
        assert registry.devices()[0].seen_at == pair.county.clock.now()


def asked_by(bureau: Bureau, pair: Pair) -> list[str]:
    """What an exchange of the office asks of the server: each costs a poor line its whole delay."""
    wire = Wire(bureau.browser())
    credentials = Credentials(pair.desk.exchange.device, pair.desk.exchange.key, "")
    outcome = pair.sync(HttpTransport(ADDRESS, credentials, transport=wire))
    assert not outcome.report.refused
    assert outcome.report.held == pair.desk.head().seq
    return [each.partition("-")[0] for each in wire.carried]


def test_an_everyday_exchange_asks_four_times_and_one_without_news_once(
    bureau: Bureau, pair: Pair
) -> None:
    asked_by(bureau, pair)
    asked_by(bureau, pair)
    assert asked_by(bureau, pair) == ["GET box"]
    new_person(pair.desk)
    assert asked_by(bureau, pair) == ["GET box", "PUT 0000000002", "GET box", "PUT holdings"]


def test_the_latest_words_go_with_the_names_of_answers_to_whoever_lacks_them(
    bureau: Bureau, pair: Pair, transport: HttpTransport, monkeypatch: pytest.MonkeyPatch
) -> None:
    pair.sync(transport)
    lead, browser = outbox(pair.office), bureau.browser()
    signature = Signature(Credentials(pair.desk.exchange.device, pair.desk.exchange.key, ""))

    def brought(**asked: str) -> dict[str, str]:
        request = httpx.Request("GET", f"{ADDRESS}/box", params={"prefix": lead} | asked)
        request = next(signature.auth_flow(request))
        told = browser.get(str(request.url), headers=dict(request.headers)).json()
        return dict(told.get("brought", {}))

    words = brought(have="")
    (receipt, roster) = sorted(words)
    assert receipt.startswith(f"{lead}receipt-")
    assert roster.startswith(f"{lead}roster-")
    assert {name: b64decode(word) for name, word in words.items()} == {
        name: pair.county.box.get(name) for name in words
    }
    assert [*brought(have=receipt)] == [roster]
    assert brought(have=f"{receipt},{roster}") == {}
    assert brought() == {}  # a former program has no use for them
    assert brought(have="", prefix=inbox(pair.office)) == {}
    monkeypatch.setattr(mailbox, "LARGEST_BROUGHT", 10)
    assert brought(have="") == {}


def test_a_long_list_travels_packed_and_answers_carry_what_a_device_needs(
    bureau: Bureau, pair: Pair, transport: HttpTransport
) -> None:
    lead = inbox(pair.office)
    names = [f"{lead}{number:04d}" for number in range(100)]
    for name in names:
        transport.put(name, b"1")
    browser = bureau.browser()
    signature = Signature(Credentials(pair.desk.exchange.device, pair.desk.exchange.key, ""))
    for coding in ("gzip", "identity"):
        asked = httpx.Request(
            "GET", f"{ADDRESS}/box", params={"prefix": lead}, headers={"accept-encoding": coding}
        )
        asked = next(signature.auth_flow(asked))
        answer = browser.request("GET", str(asked.url), headers=dict(asked.headers))
        assert answer.json()["names"] == names
        packed = answer.headers.get("content-encoding") == "gzip"
        assert packed is (coding == "gzip")
        assert (int(answer.headers["content-length"]) < 600) is packed
        assert {"x-content-type-options", "cache-control"} <= set(answer.headers)
        assert "content-security-policy" not in answer.headers


def test_a_stranger_gets_nothing(bureau: Bureau, pair: Pair) -> None:
    for device, key in (
        ("0" * 32, pair.desk.exchange.key),
        (pair.desk.exchange.device, Ed25519PrivateKey.generate()),
    ):
        with pytest.raises(TransportFault):
            client(bureau, device, key).list(inbox(pair.office))
    browser = bureau.browser()
    assert browser.get("/box", params={"prefix": inbox(pair.office)}).status_code == 401
    assert browser.put(f"/box/{inbox(pair.office)}x", content=b"x").status_code == 401
    assert bureau.county.box.size() == (0, 0)


def test_a_revoked_device_is_a_stranger(pair: Pair, transport: HttpTransport) -> None:
    transport.list(inbox(pair.office))
    with pair.county.registry() as registry:
        registry.revoke(pair.desk.exchange.device, 0)
    with pytest.raises(TransportFault):
        transport.list(inbox(pair.office))


@pytest.mark.parametrize("name", ["000000000000/in/a", "{office}/out/a", "{office}x/in/a"])
def test_a_device_stays_in_its_own_office(pair: Pair, transport: HttpTransport, name: str) -> None:
    with pytest.raises(TransportFault):
        transport.put(name.format(office=pair.office), b"x")
    assert pair.county.box.size() == (0, 0)
    for foreign in ("000000000000/", "", f"{pair.office}x/"):
        with pytest.raises(TransportFault):
            transport.list(foreign)


def test_a_signature_is_good_for_its_own_request_alone(bureau: Bureau, pair: Pair) -> None:
    heard: list[httpx.Request] = []

    class Ear(httpx.BaseTransport):
        def handle_request(self, request: httpx.Request) -> httpx.Response:
            request.read()
            heard.append(request)
            return httpx.Response(201)

    key = pair.desk.exchange.key
    credentials = Credentials(pair.desk.exchange.device, key, "")
    HttpTransport(ADDRESS, credentials, transport=Ear()).put(f"{inbox(pair.office)}a", b"x")
    (said,) = heard
    browser = bureau.browser()
    headers = dict(said.headers)
    for url, content in ((str(said.url), b"y"), (str(said.url) + "b", b"x")):
        assert browser.put(url, content=content, headers=headers).status_code == 401
    assert browser.put(str(said.url), content=b"x", headers=headers).status_code == 201


def test_sizes_and_names_are_bounded(pair: Pair, transport: HttpTransport) -> None:
    with pytest.raises(TransportFault):
        transport.put(f"{inbox(pair.office)}a", bytes(LARGEST_SEALED + 1))
    with pytest.raises(TransportFault):
        transport.put(f"{inbox(pair.office)}a", b"")
    assert transport.get(f"{inbox(pair.office)}a") is None


def test_a_file_goes_over_it_in_one_exchange_and_nothing_stays_in_the_box(
    pair: Pair, transport: HttpTransport
) -> None:
    """The server answers at once, so that records, files and the word about both go together."""
    violation = cases.violation(pair.desk, new_person(pair.desk)[1], evidence=False)
    pair.desk.act(
        lambda uow: add_attachment(
            uow, violation, SCAN, name="a.pdf", media_type="", seal=pair.desk.seal
        )
    )
    outcome = pair.sync(transport)
    assert (outcome.files.sent, outcome.cut) == (3, None)
    assert pair.county.shelf(pair.office).lacking() == []
    receipt = pair.desk.exchange.standing.balance()
    assert receipt.held == receipt.written
    assert pair.county.box.count(files_folder(pair.office)) == 0


def test_what_the_county_adds_comes_in_one_exchange(pair: Pair, transport: HttpTransport) -> None:
    person = new_person(pair.desk)[0]
    pair.sync(transport)
    with pair.county.unit_of_work(pair.office, "1" * 32, "田管理", Role.HEAD) as uow:
        made = add_attachment(
            uow, person, SCAN, name="a.pdf", media_type="", seal=pair.county.sealed.put
        )
        uow.commit()
    pair.sync(transport)
    assert pair.desk.original(made) == SCAN
    transport.list(files_folder(pair.office))
    assert pair.county.box.count(files_folder(pair.office)) == 0


def test_chunks_are_bounded_in_name_size_and_number(
    pair: Pair, transport: HttpTransport, monkeypatch: pytest.MonkeyPatch
) -> None:
    good = chunk_name(pair.office, "0a" * 32, 0)
    for name, content in (
        (files_folder(pair.office) + "x", b"x"),
        (good, bytes(LARGEST_CHUNK + 1)),
    ):
        with pytest.raises(TransportFault):
            transport.put(name, content)
    monkeypatch.setattr(mailbox, "MOST_CHUNKS", 1)
    transport.put(good, b"x")
    with pytest.raises(TransportFault) as fault:
        transport.put(chunk_name(pair.office, "0a" * 32, 1), b"x")
    assert fault.value.trouble is Trouble.FULL
    transport.list(files_folder(pair.office))  # the county takes in, and clears what nobody needs
    assert pair.county.box.count(files_folder(pair.office)) == 0
    transport.put(chunk_name(pair.office, "0a" * 32, 1), b"x")


@pytest.fixture
def segments(pair: Pair) -> dict[str, bytes]:
    """What an office left elsewhere: three runs, by name, in their order."""
    for number in range(3):
        new_person(pair.desk, number)
        pair.sync()
    found = {name: raw for name, raw in sorted(pair.place.content.items()) if runs([name])}
    assert len(found) == 3
    return found


def line(pair: Pair, address: str) -> HttpTransport:
    """The office's way to a real server."""
    authority = pair.county.folder.root_certificate.read_text("ascii")
    own = pair.desk.exchange
    return HttpTransport(address, Credentials(own.device, own.key, authority))


def held(pair: Pair) -> int:
    return last_held(pair.county, pair.desk.exchange.device)


def until(holds: Callable[[], bool]) -> None:
    give_up = time.monotonic() + LONGEST
    while not holds():
        assert time.monotonic() < give_up
        time.sleep(0.02)


def test_what_is_left_comes_in_by_itself_and_a_receipt_only_when_it_is_asked_for(
    pair: Pair, segments: dict[str, bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(intake, "ENOUGH", 1)
    written = pair.desk.head().seq
    foreign = f"{inbox(pair.office)}{'0' * 32}/0000000001-0000000002-{'0' * 16}.seg"
    with served(pair.county) as address:
        transport = line(pair, address)
        for name, raw in {foreign: b"spoilt", **segments}.items():
            transport.put(name, raw)
        until(lambda: held(pair) == written)
        lying = pair.county.box.list(f"{pair.office}/")
        assert lying == sorted({foreign, *segments})  # nothing was said to anybody
        outcome = pair.sync(transport)
        transport.close()
    assert (outcome.report.held, outcome.report.sent) == (written, 0)
    with pair.county.registry() as registry:
        (office,) = registry.offices()
    assert "损坏" in office.trouble  # of what was refused in between as well
    assert pair.county.box.list(foreign) == []  # the serving put it aside


def test_what_came_in_by_itself_counts_when_the_office_is_served(
    pair: Pair, segments: dict[str, bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(intake, "ENOUGH", 1)
    with pair.county.registry() as registry:
        registry.heard(pair.office, "以前的")
    with served(pair.county) as address:
        transport = line(pair, address)
        for name, raw in segments.items():
            transport.put(name, raw)
        until(lambda: held(pair) == pair.desk.head().seq)
        transport.list(outbox(pair.office))
        transport.close()
    with pair.county.registry() as registry:
        assert registry.offices()[0].trouble == ""  # they came, and nothing was refused


def test_everyday_exchanges_wake_nobody(
    pair: Pair, segments: dict[str, bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(intake, "ENOUGH", sum(map(len, segments.values())) + 1)
    with served(pair.county) as address:
        transport = line(pair, address)
        for name, raw in segments.items():
            transport.put(name, raw)
        transport.list(inbox(pair.office))
        assert held(pair) == 0
        pair.sync(transport)
        transport.close()
    assert held(pair) == pair.desk.head().seq


def test_a_server_that_is_told_to_end_does_so_and_loses_nothing(
    pair: Pair, segments: dict[str, bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(intake, "ENOUGH", sum(map(len, segments.values())))
    box, get = pair.county.box, pair.county.box.get
    reading, ending = Event(), Event()

    def slow(name: str) -> bytes | None:
        if name == [*segments][1]:
            reading.set()
            assert ending.wait(LONGEST)
        return get(name)

    stop = Intake.stop

    def stopped(worker: Intake) -> None:
        worker._ending = True
        ending.set()
        stop(worker)

    monkeypatch.setattr(box, "get", slow)
    monkeypatch.setattr(Intake, "stop", stopped)
    with served(pair.county) as address:
        transport = line(pair, address)
        for name, raw in segments.items():
            transport.put(name, raw)
        assert reading.wait(LONGEST)
        transport.close()
    assert ending.is_set()
    assert "corrdesk-intake" not in {thread.name for thread in threading.enumerate()}
    came = held(pair)
    assert 0 < came < pair.desk.head().seq  # what it had read; the third it did not begin
    assert set(box.list(f"{pair.office}/")) == {*segments}
    with served(pair.county) as address:
        transport = line(pair, address)
        outcome = pair.sync(transport)
        transport.close()
    assert (outcome.report.held, outcome.report.sent) == (pair.desk.head().seq, 0)
