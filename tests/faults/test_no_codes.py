"""No page and no workbook of the console shows a code of the program: every word is Chinese.

The county is a bureau of the demo office, with a conflict in every field of every kind of record,
every code among its values. All pages are walked by their links.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import datetime, time, timedelta
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import urldefrag, urljoin

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import JSON, Connection, insert

from corrdesk.base.actor import Role
from corrdesk.base.clock import CHINA, FixedClock
from corrdesk.casework.deciding.model import Answer, MatterKind
from corrdesk.cli.demo.office import make_office
from corrdesk.county.decisions import Decider, Said, queue, speak
from corrdesk.county.web.limits import RequestLimits
from corrdesk.store.base import BOOKKEEPING, table_of
from corrdesk.store.journal import JournalAside
from corrdesk.sync.coding import CODES
from corrdesk.sync.repairing import Outcome
from corrdesk.sync.shapes import recorded_shapes
from corrdesk.sync.state import writing
from corrdesk.sync.tables import SyncConflict, SyncRepair
from corrdesk.sync.words import ASIDES
from tests.casework.people import new_person
from tests.county.conftest import MORNING, Bureau, _cheap_guesses, bureau, founded_county
from tests.county.offices import Pair, enrol
from tests.county.scanned import proposed
from tests.county.web.console import cells, enter, every_route
from tests.county.web.test_visits import KEEPING, PACKS, READING

__all__ = ["_cheap_guesses", "bureau", "founded_county"]  # fixtures

A_WORD = re.compile(r"[A-Za-z_][A-Za-z_.-]*")
ALLOWED = re.compile(
    r"""
    [0-9a-f]{8,}                 # an id, or its end
    | https?://[\w.:/-]*         # an address
    | [\w.-]+\.(?:pdf|png|jpe?g|docx?|xlsx|txt)  # the name of a file
    | [0-9*]{17}X                # the number of a person
    | \.pem | \.zip | Excel
    | ［[MC]                      # how sure the reading of a clause is, as everywhere
    | cn[\w.-]*                  # a rule pack and its version
    """,
    re.VERBOSE,
)
NOT_WALKED = re.compile(r"/(logout|help|static|alive)|.*year=(?!2026)")  # years have no end
NO_WORDS = {
    "/alive", "/packs/{name}", "/people/{office_id}/{person_id}/papers/{attachment_id}",
    "/matters/{matter_id}/papers/{attachment_id}",
}  # fmt: skip
ID = "a" * 32


class Words(HTMLParser):
    """What a page says in its middle, and where it leads."""

    def __init__(self) -> None:
        super().__init__()
        self.said: list[str] = []
        self.links: list[str] = []
        self._within = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._within = self._within or tag == "main"
        if tag == "a":
            self.links.append(dict(attrs).get("href") or "")

    def handle_endtag(self, tag: str) -> None:
        self._within = self._within and tag != "main"

    def handle_data(self, data: str) -> None:
        if self._within and data.strip():
            self.said.append(data.strip())


def raw(text: str) -> list[str]:
    """The words of a text that are none of ours."""
    return A_WORD.findall(ALLOWED.sub("", text))


def walk(browser: TestClient, *starts: str) -> Iterator[tuple[str, list[str]]]:
    """Every page that links lead to, and what it says; of a workbook its cells."""
    ahead, seen = list(starts), set(starts)
    while ahead:
        address = ahead.pop()
        answer = browser.get(address)
        if "attachment" in answer.headers.get("content-disposition", ""):
            if address.partition("?")[0].endswith(".xlsx"):
                yield address, sheet_words(answer.content)
            continue
        assert answer.status_code == 200, address
        page = Words()
        page.feed(answer.text)
        yield address, page.said
        for link in page.links:
            found = urldefrag(urljoin(address, link)).url
            if found.startswith("/") and not NOT_WALKED.match(found) and found not in seen:
                seen.add(found)
                ahead.append(found)


def route_of(browser: Any, address: str) -> str:
    """The endpoint that answers for an address."""
    path = address.partition("?")[0]
    return next(
        each.path
        for each in every_route(browser.app)
        if each.methods and "GET" in each.methods and each.path_regex.match(path)
    )


def sheet_words(content: bytes) -> list[str]:
    return [str(cell) for row in cells(content) for cell in row]


def codes_of(table: str, column: Any) -> list[Any]:
    """Every code of a field, or values of its type; lists as the journal has them."""
    found: list[Any] = list(CODES.get(f"{table}.{column.key}", {}))
    if isinstance(column.type, JSON):
        return [json.dumps(each) for each in (found or ["甲", "乙"], {"note": "丙", "by": ID})]
    return [*found, ID] if found else ([ID] if column.key.endswith("_id") else ["甲", None])


def fill(pair: Pair, connection: Connection) -> None:
    """A conflict in each field of each kind, every reason to set aside, every kind of repair."""
    entry = f"{pair.desk.exchange.device}:1"
    conflicts, repairs = [], []
    for shape in recorded_shapes():
        table = shape.table
        fields = [each for each in table.columns if each.key not in BOOKKEEPING]
        altered = [[each.key, None, "x"] for each in fields]
        repairs += [
            {"kind": table.name, "row_id": ID, "outcome": outcome.value, "fields": altered}
            for outcome in Outcome
        ]
        place = {"office_id": pair.office, "kind": table.name, "row_id": ID, "state": "open"}
        conflicts += [
            {**place, "field": each.key,
             "versions": [[entry, value] for value in codes_of(table.name, each)]}
            for each in fields if shape.is_form
        ]  # fmt: skip
    connection.execute(insert(table_of(SyncConflict)), conflicts)
    repairs.append({"kind": "", "row_id": "", "outcome": Outcome.OPEN.value, "fields": []})
    own = {"office_id": pair.office, "at": MORNING.isoformat()}
    connection.execute(
        insert(table_of(SyncRepair)),
        [{**own, "number": number, **each} for number, each in enumerate(repairs, 1)],
    )
    connection.execute(
        insert(table_of(JournalAside)),
        [
            {
                "office_id": pair.office, "device_id": pair.desk.exchange.device, "seq": 1,
                "position": number, "kind": shape.table.name, "row_id": ID, "fields": [],
                "reason": list(ASIDES)[number % len(ASIDES)],
            }
            for number, shape in enumerate(recorded_shapes())
        ],
    )  # fmt: skip


def test_every_word_of_every_page_is_chinese(
    bureau: Bureau, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(RequestLimits, "allows", lambda *_arguments, **_named: True)
    day = bureau.clock.today()
    clock = FixedClock(datetime.combine(day, time(8, 30), CHINA))
    office = make_office(tmp_path / "demo", clock, day, say=lambda _words: None)
    pair = Pair(office.desk, bureau.county)
    enrol(pair.desk, bureau.county)
    scanned = proposed(pair)
    by = Decider("1" * 32, "李局", Role.HEAD)
    waiting = queue(pair.county, Role.HEAD)
    decided = [each for each in waiting if each.id != scanned][::2]
    assert MatterKind.MEASURE in {each.kind for each in decided}
    for matter in decided:
        speak(pair.county, matter.id, Said(Answer.REFUSE, "材料不齐", "管理办法"), by)
    with writing(pair.county.store, pair.office) as (_session, connection):
        fill(pair, connection)
    clock.advance(timedelta(days=12))  # what a wrong clock stamped has a list of its own
    new_person(pair.desk, 77)
    pair.round()
    walked, found, browsers = set[str](), dict[str, str](), dict[Role, TestClient]()
    for role, starts in (
        (Role.HEAD, ("/", "/people", "/conflicts")),
        (Role.ADMINISTRATOR, ("/devices",)),
    ):
        browser = browsers[role] = enter(bureau, role)
        for address, said in walk(browser, *starts):
            walked.add(route_of(browser, address))
            found |= {word: f"{address}: {text}" for text in said for word in raw(text)}
    pair.desk.close()
    assert found == {}
    made = cells(browsers[Role.HEAD].get("/decided.xlsx").content)[1:]
    assert {row[3] for row in made} == {"不批准"}  # whatever was decided, and of each it is said
    assert len(made) == len(decided)
    assert (READING | PACKS | KEEPING) - walked == NO_WORDS


def test_a_code_would_be_found() -> None:
    assert raw("已作废 void，in_person") == ["void", "in_person"]
    assert raw("编号 0a1b2c3d4e，扫描件 scan-1.pdf，https://a.b:8443/，导出 Excel") == []
