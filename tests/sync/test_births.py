"""New records taken column by column come to exactly what they come to one by one."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count
from typing import Any

import cbor2
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from corrdesk.base.ids import derived_id
from corrdesk.store.chain import Change, pack_changes
from corrdesk.store.engine import Store
from corrdesk.store.schema import latest_revision, upgrade
from corrdesk.sync import applying
from corrdesk.sync.births import Births
from corrdesk.sync.digesting import forget
from corrdesk.sync.replica import Replica
from corrdesk.sync.shapes import Shape, recorded_shapes
from corrdesk.sync.state import writing
from tests.sync.values import of_shape
from tests.sync.worlds import OFFICE, Device, change, contents, memory_store, officer, sides

SHAPES = {shape.table.name: shape for shape in recorded_shapes()}
IDS = [derived_id("n", str(number)) for number in range(6)]
ODD: list[Any] = [
    None, True, 0, 1, -1, 1 << 40, 1.5, "", "x" * 500, "2026-13-01", "2026-06-10", b"\x00", [], {},
    "\x00", {"b": 1, "a": [1.0]}, "2026-06-10T09:00:00",
]  # fmt: skip


OFFICES = (f"{number:012x}" for number in count())  # a new one each time: engines are dear


@pytest.fixture(scope="module")
def stores() -> Iterator[tuple[Store, Store]]:
    both = memory_store(), memory_store()
    yield both
    for store in both:
        store.dispose()


def one_by_one(patch: pytest.MonkeyPatch) -> None:
    """As if nothing were ever plain."""
    patch.setattr(Births, "put", lambda self: (list(self._entries), []))


@st.composite
def births(draw: st.DrawFn) -> Change:
    """A new record: sound, or with a wrong value, one field too few or too many, a reference."""
    shape: Shape = SHAPES[draw(st.sampled_from(sorted(SHAPES)))]
    fields = draw(of_shape(shape))
    twist = draw(st.sampled_from(["", "", "", "", "value", "less", "more", "refers"]))
    name = draw(st.sampled_from(sorted(fields) or ["x"]))
    if twist == "value":
        fields[name] = draw(st.sampled_from(ODD))
    elif twist == "less":
        fields.pop(name, None)
    elif twist == "more":
        fields["later"] = draw(st.sampled_from(ODD))
    elif twist == "refers" and shape.references:
        fields[shape.references[0].column] = draw(st.sampled_from(IDS))
    row_id = draw(st.sampled_from([*IDS, *IDS, *IDS, "", "x" * 33, "a\x00"]))
    return Change(shape.table.name, row_id, fields, {})


def longer(body: bytes) -> bytes:
    """The same value in a form that is not its canonical one."""
    return bytes([0x98, body[0] & 0x1F]) + body[1:]


NAME = {"name": "乙"}


@st.composite
def bodies(draw: st.DrawFn) -> bytes:
    """What an entry says: births mostly, changes, and things that are none."""
    kind = draw(st.sampled_from(["births"] * 6 + ["mixed", "loose", "long", "raw"]))
    said = draw(st.lists(births(), min_size=1, max_size=3))
    if kind == "mixed":
        said.append(change("officer", draw(st.sampled_from(IDS)), NAME, "nobody:1"))
    if kind == "loose":  # not the canonical form
        return cbor2.dumps(
            [[c.table, c.row_id, dict(reversed(c.fields.items())), {}] for c in said]
        )
    if kind == "long":  # the count in more bytes than it needs
        return longer(pack_changes(said))
    if kind == "raw":
        return draw(st.sampled_from([b"", b"\x80", b"\x01", b"\xff", b"\x81\x84aabb\xa0\xa0\x00"]))
    return pack_changes(said)


@pytest.mark.slow
@settings(
    max_examples=120, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)
@given(st.lists(bodies(), min_size=1, max_size=8), st.integers(1, 8))
@example([longer(pack_changes([officer(IDS[0])])), pack_changes([officer(IDS[1])])], 8)
@example([pack_changes([officer(IDS[0])]), pack_changes([officer(IDS[0], name="乙")])], 8)
@example([pack_changes([officer(IDS[0])]), pack_changes([officer(IDS[0], name="乙")])], 1)
def test_any_entries_come_to_the_same_either_way(
    stores: tuple[Store, Store], said: list[bytes], piece: int
) -> None:
    device = Device("a", office=next(OFFICES))
    for body in said:
        device.act(body=body)
    found = []
    for store, slow in zip(stores, (False, True), strict=True):
        with pytest.MonkeyPatch.context() as patch:
            if slow:
                one_by_one(patch)
            replica = Replica(store, device.office)
            for first in range(1, len(said) + 1, piece):
                replica.take(device.segment(first, first + piece - 1), sides([device]))
        if not slow:
            word = replica.digests(latest_revision(), 0)
            with writing(store, device.office) as (_session, connection):
                forget(connection, device.office)
            assert word == replica.digests(latest_revision(), 0)  # as if all had been read
        found.append((contents(store, device.office), replica.changed))
    assert found[0] == found[1]


def test_they_are_taken_whole_on_a_server_too(
    postgres_database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    device = Device("a")
    for number in range(40):
        device.act(officer(derived_id("o", str(number)), name=f"某\t{number}\\"))
    monkeypatch.setattr(applying, "items_of", None)  # nothing is looked at one by one
    found = []
    server = Store.at(postgres_database)
    upgrade(server.engine)
    for store in (memory_store(), server):
        replica = Replica(store, OFFICE)
        replica.take(device.segment(), sides([device]))
        found.append((contents(store), replica.digests(latest_revision(), 0)))
        store.dispose()
    assert found[0] == found[1]
    assert len(found[0][0]["officer"]) == 40


def test_what_waited_for_a_new_record_is_taken_up() -> None:
    store = memory_store()
    first, second = Device("a"), Device("b")
    born = second.act(officer(IDS[0]))
    first.act(change("officer", IDS[0], NAME, born))
    replica = Replica(store, OFFICE)
    assert replica.take(first.segment(), {}).set_aside == 1
    assert replica.take(second.segment(), {}).set_aside == 0
    assert contents(store)["officer"][0]["name"] == "乙"
    assert "journal_aside" not in contents(store)
    store.dispose()
