"""Files travel after their records: whole or not at all, resumed, sealed to those who serve."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corrdesk.base.ids import derived_id
from corrdesk.sync.core import files as rules
from corrdesk.sync.core.files import LARGEST_CHUNK, LARGEST_FILE, FileTalk, Piece
from corrdesk.sync.core.frame import Kind, frame
from corrdesk.sync.core.merge import Side
from corrdesk.sync.core.names import chunk_name, chunks, file_name, files_folder
from corrdesk.sync.core.refusal import Reason
from corrdesk.sync.core.talk import Clear, Get, List, Put, Talk
from corrdesk.sync.core.wire import dumps
from tests.faults.simulation.shelf import CHUNK, MemoryShelf, content_of, naming
from tests.sync.core.parties import NOW, Exchange, Mailbox, PlainBox, certificate, me
from tests.sync.worlds import COUNTY, OFFICE, run_fact, signing

A, B = derived_id("device", "a"), derived_id("device", "b")
FIVE = content_of(1, 5 * CHUNK - 3)


class Stop(Exception):
    """The line broke."""


@dataclass
class CutMailbox:
    """Breaks at one step, before or after it was done, and counts what was left and fetched."""

    mailbox: Mailbox
    at: int = -1
    done: bool = False

    def __post_init__(self) -> None:
        self.steps = 0
        self.puts: list[str] = []
        self.gets: list[str] = []

    def talk(self, talk: Talk[Any]) -> Any:
        answer: Any = None
        while True:
            try:
                ask = talk.send(answer)
            except StopIteration as end:
                return end.value
            if self.steps == self.at and not self.done:
                raise Stop
            if isinstance(ask, Put) and "/files/" in ask.name:
                self.puts.append(ask.name)
            if isinstance(ask, Get) and "/files/" in ask.name:
                self.gets.append(ask.name)
            answer = self.mailbox.answer(ask)
            if self.steps == self.at:
                raise Stop
            self.steps += 1


def add(world: Exchange, name: str, content: bytes, row: str = "f1") -> str:
    """A desk adds a file with its record."""
    world.desks[name].write(derived_id("device", name), [naming(row, content)], 1)
    return world.shelves[name].add(content)


def delivered(world: Exchange, name: str = "a") -> None:
    """The records and files of a desk reach the county."""
    for _round in range(2):
        world.sync_all(name)
        world.serve()


def test_a_file_reaches_the_county_after_its_record_and_then_the_other_desk() -> None:
    world = Exchange()
    sha256 = add(world, "a", FIVE)
    world.sync_all("a")
    assert not [name for name in world.mailbox.content if "/files/" in name]
    receipt = world.serve().receipt
    assert len(receipt.wanted) == 2  # by the secret name, and for a former program by its own
    assert world.sync_all("a").moved.sent == 5
    served = world.serve()
    assert (served.files, served.receipt.wanted) == (1, ())
    assert world.county_shelf.files == {sha256: FIVE}
    world.sync_all("b")
    world.serve()
    side = world.sync_all("b")
    assert (side.moved.received, side.moved.whole) == (5, 1)
    assert world.shelves["b"].files == {sha256: FIVE}
    world.serve()
    assert not [name for name in world.mailbox.content if "/files/" in name]


def test_nothing_is_left_for_a_record_that_the_county_does_not_hold() -> None:
    world = Exchange()
    add(world, "a", FIVE)
    side = world.side("a")
    world.mailbox.talk(side.exchange())
    world.mailbox.talk(side.files())
    assert side.moved.sent == 0
    assert side.report.waiting == 1


def test_the_name_of_a_file_tells_nothing_and_each_side_has_its_own() -> None:
    world = Exchange()
    sha256 = add(world, "a", FIVE)
    world.sync_all("a")
    world.serve()
    world.sync_all("a")
    (name,) = chunks(world.mailbox.content)
    assert name == file_name(world.names_key(), sha256, Side.COUNTY)
    # Whoever has the roster, as everybody at a target has, and a file, does not find it out.
    assert name not in {file_name(world.roster.naming, sha256, side) for side in Side}
    assert name != file_name(world.names_key(), sha256, Side.OFFICE)
    assert not any(sha256 in each for each in world.mailbox.content)


@given(at=st.integers(0, 40), done=st.booleans(), who=st.sampled_from(["desk", "county", "other"]))
def test_a_cut_anywhere_costs_at_most_one_chunk(at: int, done: bool, who: str) -> None:
    """Leaving and fetching, on every side, before and after each step was done."""
    world = Exchange()
    sha256 = add(world, "a", FIVE)
    world.sync_all("a")
    world.serve()
    if who != "desk":
        world.sync_all("a")
    if who == "other":
        world.serve()
        world.sync_all("b")
        world.serve()
    play, shelf = _playing(world, who)
    cut = CutMailbox(world.mailbox, at, done)
    try:
        play(cut)
    except Stop:
        again = CutMailbox(world.mailbox)
        play(again)
        cut.puts += again.puts
        cut.gets += again.gets
    moved = cut.puts if who == "desk" else cut.gets
    assert len(moved) in {5, 6}
    assert len(set(moved)) == 5
    if who == "desk":
        world.serve()
        shelf = world.county_shelf
    assert shelf.files[sha256] == FIVE


def _playing(world: Exchange, who: str) -> tuple[Callable[[CutMailbox], Any], MemoryShelf]:
    if who == "county":
        return lambda box: box.talk(world.county_side().serve()), world.county_shelf
    name = "a" if who == "desk" else "b"

    def play(box: CutMailbox) -> None:
        side = world.side(name)
        box.talk(side.exchange())
        box.talk(side.files())

    return play, world.shelves[name]


def _hostile(true: str, sender: str = "a", key: str | None = None, **changes: Any) -> bytes:
    """A chunk as an enrolled device might forge it."""
    told: dict[str, Any] = {"size": len(FIVE), "index": 0, "content": FIVE[:CHUNK]} | changes
    county, office = told.pop("county", COUNTY), told.pop("office", OFFICE)
    version = told.pop("version", 1)
    piece = Piece(told.pop("sha256", true), **told)
    body = dumps([version, county, office, *piece.body])
    raw = frame(Kind.CHUNK, derived_id("device", sender), body, signing(key or sender).sign)
    return PlainBox("").seal(raw, ["age-county"])


HOSTILE: dict[Reason, list[dict[str, Any]]] = {
    Reason.SIGNATURE: [{"key": "stranger"}],
    Reason.STRANGER: [{"sender": "nobody"}, {"sender": "county"}],
    Reason.VERSION: [{"version": 2}],
    Reason.AUDIENCE: [{"county": "0" * 32}, {"office": "other"}],
    Reason.CONTENT: [{"sha256": "0" * 64}, {"index": 1}],
    Reason.SIZE: [
        {"size": len(FIVE) + 1},
        {"size": LARGEST_FILE + 1},
        {"content": FIVE[: CHUNK - 1]},
        {"content": FIVE[: CHUNK + 1]},
        {"content": b""},
    ],
}
CASES = [(reason, changes) for reason, listed in HOSTILE.items() for changes in listed]


@pytest.mark.parametrize(("reason", "changes"), CASES)
def test_a_wrong_chunk_is_refused_and_named_and_nothing_of_it_is_kept(
    reason: Reason, changes: dict[str, Any]
) -> None:
    world = Exchange()
    sha256 = add(world, "a", FIVE)
    world.sync_all("a")
    world.serve()
    name = chunk_name(OFFICE, file_name(world.names_key(), sha256, Side.COUNTY), 0)
    world.mailbox.content[name] = _hostile(sha256, **changes)
    served = world.serve()
    assert served.refused == {name: reason}
    assert not world.county_shelf.kept.get(sha256)
    assert not world.county_shelf.files


@pytest.mark.parametrize("raw", [b"", b"junk", b"x" * (LARGEST_CHUNK + 1)])
def test_what_is_no_chunk_at_all_is_refused(raw: bytes) -> None:
    world = Exchange()
    sha256 = add(world, "a", FIVE)
    world.sync_all("a")
    world.serve()
    name = chunk_name(OFFICE, file_name(world.names_key(), sha256, Side.COUNTY), 0)
    world.mailbox.content[name] = raw
    expected = Reason.SIZE if len(raw) > LARGEST_CHUNK else Reason.SEALED
    assert world.serve().refused == {name: expected}


def test_a_well_formed_whole_with_other_content_is_thrown_away_and_asked_for_anew() -> None:
    """A hostile device of the office: every chunk is in form, only the whole is not the file."""
    world = Exchange()
    sha256 = add(world, "a", FIVE)
    world.sync_all("a")
    world.serve()
    other = content_of(2, len(FIVE))
    name = file_name(world.names_key(), sha256, Side.COUNTY)
    for index in range(5):
        content = other[index * CHUNK : (index + 1) * CHUNK]
        world.mailbox.content[chunk_name(OFFICE, name, index)] = _hostile(
            sha256, "b", index=index, content=content
        )
    assert world.serve().refused == {name: Reason.CONTENT}
    assert not world.county_shelf.files
    assert world.serve().refused == {name: Reason.CONTENT}
    delivered(world)
    assert world.county_shelf.files == {sha256: FIVE}


def test_a_name_under_which_something_damaged_lies_is_given_up() -> None:
    world = Exchange()
    sha256 = add(world, "a", FIVE)
    world.sync_all("a")
    world.serve()
    world.sync_all("a")
    name = chunk_name(OFFICE, file_name(world.names_key(), sha256, Side.COUNTY), 2)
    world.mailbox.content[name] = world.mailbox.content[name][:-3]
    for _time in range(rules.REFUSALS):
        assert world.serve().refused == {name: Reason.SEALED}
    delivered(world)
    assert world.county_shelf.files == {sha256: FIVE}


def test_a_pc_that_joins_later_gets_what_was_sealed_to_the_others() -> None:
    world = Exchange(("a", "b", "c"))
    late = world.roster
    world.roster = replace(late, members=late.members[:-1]).signed(signing("county").sign)
    sha256 = add(world, "a", FIVE)
    delivered(world)
    world.sync_all("b")
    world.serve()  # handed on, readable by a and b
    world.desks["c"].chains = world.desks["a"].copy().chains
    world.roster = replace(late, number=late.number + 1).signed(signing("county").sign)
    world.serve()
    for _round in range(5):
        world.sync_all("c")
        world.serve()
    assert world.shelves["c"].files == {sha256: FIVE}


def test_a_revoked_device_is_handed_nothing_and_can_read_nothing_new() -> None:
    world = Exchange()
    add(world, "a", FIVE)
    delivered(world)
    world.sync_all("b")
    world.revoke("b", 0)
    world.serve()
    assert not [name for name in world.mailbox.content if "/files/" in name]
    world = Exchange(("a", "b", "c"))
    add(world, "a", FIVE)
    delivered(world)
    world.sync_all("c")
    world.revoke("b", 0)
    world.serve()
    left = [raw for name, raw in world.mailbox.content.items() if "/files/" in name]
    assert left
    for raw in left:
        PlainBox("age-c").open(raw)
        with pytest.raises(Exception, match="sealed"):
            PlainBox("age-b").open(raw)


def test_a_county_that_lost_its_files_gets_them_again() -> None:
    world = Exchange()
    sha256 = add(world, "a", FIVE)
    delivered(world)
    world.county_shelf.files.clear()
    world.serve()
    delivered(world)
    assert world.county_shelf.files == {sha256: FIVE}


def test_a_file_that_a_desk_lost_comes_back_from_the_county() -> None:
    world = Exchange()
    sha256 = add(world, "a", FIVE)
    delivered(world)
    world.shelves["a"].files.clear()
    delivered(world)
    world.sync_all("a")
    assert world.shelves["a"].files == {sha256: FIVE}


def test_the_room_of_one_device_takes_nothing_from_another() -> None:
    world = Exchange(("a", "b", "c"))
    for number in range(4):
        add(world, "a", content_of(number, 2 * CHUNK), f"f{number}")
    delivered(world)
    for name in ("b", "c"):
        world.sync_all(name)
    world.serve(room=3)
    names = chunks(world.mailbox.content)
    assert sum(map(len, names.values())) == 4  # one room's worth, to the end of a file
    for _round in range(4):
        world.sync_all("c")  # b never comes
        world.serve(room=3)
    assert len(world.shelves["c"].files) == 4


def test_what_a_target_lost_of_files_takes_no_room_from_what_is_lacking() -> None:
    world = Exchange()
    for number in range(3):
        add(world, "a", content_of(number, 3 * CHUNK), f"f{number}")
    delivered(world)
    world.sync_all("b")
    world.serve(room=6)
    lying = sorted(name for name in world.mailbox.content if "/files/" in name)
    assert len(lying) == 6
    for name in lying[::3]:  # the first chunk of each file, without which nothing is fetched
        del world.mailbox.content[name]
    for _round in range(4):
        world.serve(room=4)
        world.sync_all("b")
    assert len(world.shelves["b"].files) == 3


def test_many_files_are_asked_for_in_as_many_words_as_it_takes(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(rules, "MOST_NAMES", 2)
    world = Exchange()
    for number in range(5):
        add(world, "a", content_of(number, CHUNK), f"f{number}")
    world.sync_all("a")
    assert len(world.serve().receipt.wanted) == 2
    for _round in range(3):
        delivered(world)
    assert len(world.county_shelf.files) == 5


def test_what_is_asked_for_and_lost_here_stops_nothing() -> None:
    world = Exchange()
    add(world, "a", FIVE)
    world.sync_all("a")
    world.serve()
    world.shelves["a"].files.clear()
    assert world.sync_all("a").moved.sent == 0


def test_a_record_that_states_another_size_hinders_nobody() -> None:
    world = Exchange()
    sha256 = add(world, "a", FIVE)
    lie = naming("f2", FIVE)
    world.desks["b"].write(B, [replace_size(lie, 7)], 1)
    for name in ("b", "a"):
        delivered(world, name)
    assert world.county_shelf.files == {sha256: FIVE}


def replace_size(change: Any, size: int) -> Any:
    """The record with another size."""
    return replace(change, fields=change.fields | {"size": size})


def test_files_are_the_last_thing_of_an_exchange_and_a_desk_without_any_asks_nothing() -> None:
    world = Exchange()
    world.desks["a"].write(A, [run_fact("f1")], 1)
    asked: list[Any] = []
    side = world.side("a")
    for talk in (side.exchange(), side.files()):
        answer: Any = None
        while True:
            try:
                asked.append(talk.send(answer))
            except StopIteration:
                break
            answer = world.mailbox.answer(asked[-1])
    assert List(files_folder(OFFICE)) not in asked


def test_chunks_of_a_device_whose_certificate_has_expired_are_refused() -> None:
    world = Exchange()
    sha256 = add(world, "a", FIVE)
    delivered(world)
    world.county_shelf.files.clear()
    world.serve()
    world.sync_all("a")
    old = replace(certificate("a", Side.OFFICE), until="2026-06-09").signed(signing("county").sign)
    members = [replace(m, certificate=old) if m.certificate.device == A else m
               for m in world.roster.members]  # fmt: skip
    world.roster = replace(world.roster, members=tuple(members)).signed(signing("county").sign)
    assert set(world.serve().refused.values()) == {Reason.EXPIRED}
    assert hashlib.sha256(FIVE).hexdigest() == sha256
    assert not world.county_shelf.files


def test_chunks_kept_in_another_machines_name_are_begun_anew() -> None:
    world = Exchange()
    sha256 = add(world, "a", FIVE)
    shelf = MemoryShelf(world.desks["a"])
    for index in range(5):
        shelf.keep(sha256, index, len(FIVE), b"sealed to another")
    talk = FileTalk(shelf, me("a"), world.roster, Side.OFFICE, keys=[world.names_key()], now=NOW)
    world.mailbox.talk(talk.take())
    assert (shelf.kept, shelf.files) == ({}, {})


@dataclass
class Unforgetting(Mailbox):
    """A target where nothing is ever taken away."""

    def answer(self, ask: Any) -> Any:
        return None if isinstance(ask, Clear) else super().answer(ask)


def _all_names_taken(world: Exchange, sha256: str, to: Side, raw: Callable[[int], bytes]) -> None:
    """Somebody at the target leaves something under every name where nothing is."""
    for attempt in range(rules.ATTEMPTS):
        name = file_name(world.names_key(), sha256, to, attempt)
        for index in range(5):
            world.mailbox.content.setdefault(chunk_name(OFFICE, name, index), raw(index))


def _junk(_index: int) -> bytes:
    return b"junk"


def _another_whole(sha256: str) -> Callable[[int], bytes]:
    other = content_of(2, len(FIVE))

    def chunk(index: int) -> bytes:
        return _hostile(sha256, "b", index=index, content=other[index * CHUNK :][:CHUNK])

    return chunk


@pytest.mark.parametrize("signed", [False, True])
@pytest.mark.parametrize("remedy", ["forgets", "deleted", "another"])
def test_a_file_of_which_every_name_is_taken_comes_in_the_end(remedy: str, signed: bool) -> None:
    world = Exchange(mailbox=Mailbox() if remedy == "forgets" else Unforgetting())
    sha256 = add(world, "a", FIVE)
    world.sync_all("a")
    for _round in range(rules.REFUSALS * rules.ATTEMPTS):
        _all_names_taken(world, sha256, Side.COUNTY, _another_whole(sha256) if signed else _junk)
        world.serve()
        assert world.county_shelf.files == {}
        world.sync_all("a")
    if remedy != "forgets":
        delivered(world)
        assert all(card.is_blocked for card in world.county_shelf.lacking())
        assert world.county_shelf.files == {}
    if remedy == "deleted":  # what the page asks people to do
        content = world.mailbox.content
        world.mailbox.content = {name: content[name] for name in content if "/files/" not in name}
    if remedy == "another":
        world.mailbox = Mailbox()
    for _round in range(3):
        world.sync_all("a", target=remedy)
        world.serve()
    assert world.county_shelf.files == {sha256: FIVE}
    assert not any(card.is_blocked for card in world.county_shelf.cards())


def test_a_desk_makes_its_last_name_free_again_too() -> None:
    world = Exchange()
    sha256 = add(world, "a", FIVE)
    delivered(world)
    for _round in range(rules.REFUSALS * rules.ATTEMPTS):
        _all_names_taken(world, sha256, Side.OFFICE, _junk)
        world.sync_all("b")
        assert world.shelves["b"].files == {}
    for _round in range(2):
        world.serve()
        world.sync_all("b")
    assert world.shelves["b"].files == {sha256: FIVE}
