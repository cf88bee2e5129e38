"""Older and newer programs exchange: nothing is lost, and who is brought up to date has all of it.

A program of another version is this one without some tables and columns, as it was before the step
that made them. Desks from two versions back to one ahead, counties from one back to one ahead.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import datetime
from typing import Any
from unittest.mock import patch

import pytest
from sqlalchemy import Table, select

from corrdesk.base.ids import derived_id
from corrdesk.store.base import is_recorded, table_of
from corrdesk.store.chain import Change
from corrdesk.store.engine import Store
from corrdesk.sync import canon, shapes
from corrdesk.sync.core import clocks, spoilt
from corrdesk.sync.core.county_word import ROSTER
from corrdesk.sync.core.files import FileTalk
from corrdesk.sync.core.hiding import Hiding
from corrdesk.sync.core.merge import Side
from corrdesk.sync.core.names import chunks, file_name
from corrdesk.sync.replica import Replica
from corrdesk.sync.shapes import Shape
from corrdesk.sync.tables import SyncRepair
from corrdesk.sync.words import CONFIRMABLE
from tests.faults.simulation.shelf import CHUNK, content_of, naming
from tests.sync.core.parties import NOW, Exchange
from tests.sync.worlds import (
    OFFICE,
    Device,
    change,
    contents,
    memory_store,
    officer,
    run_fact,
)

DESKS, COUNTIES = (-2, -1, 0, 1), (-1, 0, 1)
NEWEST = 1
# In which version each came.
TABLES = {"duty_run": -1, "leave_proof": 1}
COLUMNS = {
    ("delegation", "until_on"): 0,
    ("qualification", "valid_until"): 0,
    ("partner", "left_on"): 1,
}


@contextmanager
def program(version: int) -> Iterator[None]:
    """What runs inside is a program of this version."""
    real_init, real_recorded = Shape.__init__, is_recorded

    def as_then(self: Shape, table: Table) -> None:
        real_init(self, table)
        gone = {c for (t, c), since in COLUMNS.items() if t == table.name and version < since}
        self.columns = {key: column for key, column in self.columns.items() if key not in gone}
        self._plan = tuple(each for each in self._plan if each[0] not in gone)

    def recorded_then(table: Table) -> bool:
        return bool(real_recorded(table)) and version >= TABLES.get(table.name, version)

    def forget() -> None:
        shapes.shape_of.cache_clear()
        canon.canons.cache_clear()

    with ExitStack() as stack:
        stack.callback(forget)
        stack.enter_context(patch.object(Shape, "__init__", as_then))
        stack.enter_context(patch.object(shapes, "is_recorded", recorded_then))
        forget()
        yield


def known(version: int, table: str, fields: dict[str, Any]) -> dict[str, Any]:
    """The fields that a program of this version writes."""
    return {k: v for k, v in fields.items() if version >= COLUMNS.get((table, k), version)}


def _exchange() -> Any:
    """With ledgers of another kind than it is made for."""
    return Exchange()


class Office:
    """Two desks and their county, each with its version, its store and its chain."""

    def __init__(self, desk: int, county: int) -> None:
        self.world = _exchange()
        self.versions = {"a": desk, "b": 0, "county": county}
        self.stores: dict[str, Store] = {name: memory_store() for name in self.versions}
        ledgers = {name: Replica(store, OFFICE) for name, store in self.stores.items()}
        self.world.county = ledgers.pop("county")
        self.world.desks = ledgers
        for ledger in ledgers.values():
            ledger.remember({ROSTER: self.world.roster.packed()})
        self.devices = {name: Device(name) for name in ("a", "b")}
        self.devices["county"] = Device("county", Side.COUNTY)

    def dispose(self) -> None:
        for store in self.stores.values():
            store.dispose()

    def ledger(self, name: str) -> Replica:
        found: Replica = self.world.county if name == "county" else self.world.desks[name]
        return found

    def write(self, name: str, *changes: Change) -> str:
        """One act of this device, in its own journal and tables."""
        device = self.devices[name]
        chains = [each.entries for each in self.devices.values()]
        newest = max((chain[-1].hlc for chain in chains if chain), default=0)
        uid = device.act(*changes, hlc=newest + 1)
        with program(self.versions[name]):
            run = device.segment(len(device.entries))
            self.ledger(name).take(run, self.world.roster.sides())
        return uid

    def round(self) -> None:
        """Everybody exchanges until nobody has anything new."""
        for name in ("a", "county", "b", "county", "a", "county", "b"):
            schema = f"{100 + self.versions[name]:04d}"
            with program(self.versions[name]):
                if name == "county":
                    self.world.serve(schema=schema)
                else:
                    self.world.sync(name, schema=schema)

    def work(self) -> None:
        """Records of every table concerned are made and changed, by each as far as it knows."""
        version = self.versions["a"]
        given = {"task": "training", "document": "1号", "from_on": "2026-06-01"}
        given |= {"until_on": "2026-12-31"}
        learnt = {
            "learner": "officer", "learner_id": "r1", "name": "证", "title": "题", "number": "1",
            "issued_on": "2026-06-01", "valid_until": "2027-06-01",
        }  # fmt: skip
        ally = {"name": "社", "kind": "other", "contact": "", "phone": "", "note": ""}
        ally |= {"left_on": "2026-06-09"}
        changes = [
            officer("r1"),
            Change("delegation", "d1", known(version, "delegation", given), {}),
            Change("qualification", "q1", known(version, "qualification", learnt), {}),
            Change("partner", "p1", known(version, "partner", ally), {}),
        ]
        if version >= TABLES["duty_run"]:
            changes.append(run_fact("f1"))
        if version >= TABLES["leave_proof"]:
            proof = {"subject_id": "x", "title": "证明", "attachment_id": None}
            changes.append(Change("leave_proof", "l1", proof, {}))
        born = self.write("a", *changes)
        self.round()
        again = known(version, "delegation", {"document": "2号", "until_on": "2027-01-31"})
        second = self.write("a", change("delegation", "d1", again, born))
        self.round()
        self.write("b", change("delegation", "d1", {"document": "3号"}, second), run_fact("f2"))
        self.write("b", change("partner", "p1", {"name": "新社"}, born))
        self.round()
        late = known(self.versions["county"], "delegation", {"task": "visit", "until_on": None})
        named = {field: second if field in again else born for field in late}
        self.write("county", Change("delegation", "d1", late, named))
        self.round()

    def brought_up_to_date(self) -> None:
        """Everybody has the newest program, and exchanges."""
        self.versions = dict.fromkeys(self.versions, NEWEST)
        self.round()
        self.round()


@pytest.fixture
def office(request: pytest.FixtureRequest) -> Iterator[Office]:
    made = Office(*request.param)
    yield made
    made.dispose()


def as_if_always_new(office: Office) -> dict[str, Any]:
    """What a newest program makes of the same entries that has them all from the beginning."""
    store = memory_store()
    with program(NEWEST):
        ledger = Replica(store, OFFICE)
        for device in office.devices.values():
            ledger.take(device.segment(), office.world.roster.sides())
        found = contents(store)
    store.dispose()
    return found


def shown(office: Office, name: str, version: int) -> dict[str, Any]:
    """The records of a party, as far as a program of this version knows them."""
    found = {}
    with program(version):
        for table, rows in contents(office.stores[name]).items():
            gone = {c for (t, c), since in COLUMNS.items() if t == table and version < since}
            if table not in {"journal_aside", "sync_conflict"}:
                found[table] = [{k: v for k, v in row.items() if k not in gone} for row in rows]
    return found


@pytest.mark.slow
@pytest.mark.parametrize("office", list(itertools.product(DESKS, COUNTIES)), indirect=True)
def test_every_pair_of_versions_comes_to_the_same_and_loses_no_field(office: Office) -> None:
    office.work()
    for name in office.versions:
        ledger = office.ledger(name)
        for device in office.devices.values():  # every entry, byte for byte, on every machine
            assert ledger.run(device.id, 1, 100) == device.entries
    for one, other in itertools.combinations(office.versions, 2):
        least = min(office.versions[one], office.versions[other])
        assert shown(office, one, least) == shown(office, other, least)
    office.brought_up_to_date()
    expected = as_if_always_new(office)
    assert not expected.get("journal_aside")
    for name, store in office.stores.items():
        with program(NEWEST):
            assert contents(store) == expected, name
        with store.read() as session:  # that was learnt, not found damaged and repaired
            assert session.execute(select(table_of(SyncRepair))).all() == []


def test_the_versions_really_differ() -> None:
    with program(-2):
        assert shapes.shape_of("duty_run") is None
    with program(-1):
        assert shapes.shape_of("duty_run") is not None
        old = shapes.shape_of("delegation")
        assert old is not None
        assert "until_on" not in old.columns
    present = shapes.shape_of("delegation")
    assert present is not None
    assert "until_on" in present.columns


NEW, FORMER = True, False


def _serve(world: Exchange, *, new: bool) -> None:
    """The county's turn; a former program names files by the key that stands in the roster."""
    side = world.county_side()
    if not new:
        me, keys = side._me, [world.roster.naming]
        side._names = {}
        side._files = FileTalk(
            world.county_shelf, me, world.roster, Side.COUNTY, keys=keys, now=NOW
        )
    world.mailbox.talk(side.serve())


def _sync(world: Exchange, name: str, *, new: bool) -> None:
    with ExitStack() as stack:
        if not new:
            by_roster = patch(
                "corrdesk.sync.core.office.told_keys", lambda _word, told: [told.naming]
            )
            stack.enter_context(by_roster)
        world.sync_all(name)


@pytest.mark.parametrize("county", [NEW, FORMER])
@pytest.mark.parametrize("a", [NEW, FORMER])
@pytest.mark.parametrize("b", [NEW, FORMER])
def test_files_reach_everybody_whoever_has_the_former_program(
    county: bool, a: bool, b: bool
) -> None:
    world = Exchange()
    content = content_of(1, 3 * CHUNK)
    world.desks["a"].write(derived_id("device", "a"), [naming("f1", content)], 1)
    sha256 = world.shelves["a"].add(content)
    told = {file_name(world.roster.naming, sha256, side) for side in Side}
    seen: set[str] = set()
    for _round in range(4):
        for name, new in (("a", a), ("b", b)):
            _sync(world, name, new=new)
            seen |= set(chunks(world.mailbox.content))
            _serve(world, new=county)
            seen |= set(chunks(world.mailbox.content))
    for shelf in (world.county_shelf, world.shelves["b"]):
        assert shelf.files == {sha256: content}
    assert seen
    assert bool(seen & told) is not (county and a and b)  # only where somebody knows no other


def test_who_is_brought_up_to_date_on_the_way_goes_on() -> None:
    world = Exchange()
    content = content_of(1, 3 * CHUNK)
    world.desks["a"].write(derived_id("device", "a"), [naming("f1", content)], 1)
    sha256 = world.shelves["a"].add(content)
    _sync(world, "a", new=FORMER)
    _serve(world, new=FORMER)
    _sync(world, "a", new=FORMER)  # lies there by the former name
    _serve(world, new=NEW)
    assert world.county_shelf.files == {sha256: content}
    _sync(world, "b", new=FORMER)  # asks by the former name
    for _round in range(3):
        _serve(world, new=NEW)
        _sync(world, "b", new=NEW)
    assert world.shelves["b"].files == {sha256: content}


def _former(*, county: bool) -> ExitStack:
    """The words of a program that knows nothing of clocks, damaged runs and what is hidden."""
    stack = ExitStack()
    if county:
        stack.enter_context(patch.object(clocks, "note", lambda *_given: False))
        stack.enter_context(patch.object(clocks, "said", lambda _found: {}))
        stack.enter_context(patch.object(spoilt, "told", lambda _words: {}))
    else:
        stack.enter_context(patch.object(spoilt, "said", lambda _marks: {}))
        stack.enter_context(patch.object(clocks, "told", lambda _receipt: []))
        stack.enter_context(patch.object(Hiding, "about_to_take", lambda *_given: None))
    return stack


@pytest.mark.parametrize("county", [NEW, FORMER])
@pytest.mark.parametrize("a", [NEW, FORMER])
@pytest.mark.parametrize("b", [NEW, FORMER])
def test_wrong_clocks_and_damage_come_to_the_same_whoever_has_the_former_program(
    county: bool, a: bool, b: bool
) -> None:
    """What one says more than another knows changes nothing of what is held."""
    world = Exchange()
    far = int(datetime.fromisoformat(NOW).timestamp() * 1000) + 400 * 86_400_000
    new = {"a": a, "b": b}

    def round_of_all() -> None:
        for name in ("a", "b"):
            with ExitStack() if new[name] else _former(county=False):
                world.sync(name, confirmed=CONFIRMABLE)
            with ExitStack() if county else _former(county=True):
                world.serve()

    for number, name in enumerate(("a", "b", "a", "b")):
        device = derived_id("device", name)
        wall = far if number % 2 else far - 399 * 86_400_000
        world.desks[name].write(device, [Change("fact", f"f{number}", {}, {})], wall)
        round_of_all()
        if number == 1:
            runs_out = [n for n in world.mailbox.content if "/out/" in n and n.endswith(".seg")]
            assert runs_out
            for each in runs_out:
                content = world.mailbox.content[each]
                world.mailbox.content[each] = content[:-1] + bytes([content[-1] ^ 1])
    for each in [each for each in world.mailbox.content if "/out/" in each]:
        if each.endswith(".seg") and not (county and a and b):
            del world.mailbox.content[each]  # what the help page says to do
    round_of_all()
    round_of_all()
    heads = world.county.heads()
    assert sum(head.seq for head in heads.values()) == 4
    for desk in world.desks.values():
        assert desk.heads() == heads
        assert desk.table() == world.county.table()
    marked = {each.device for each in clocks.doubts(world.county)}
    assert marked == ({derived_id("device", "b")} if county else set())
