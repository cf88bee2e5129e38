"""The invariants, held against an oracle that knows only who saw what when writing a value."""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from collections.abc import Collection
from datetime import datetime

from corrdesk.store.chain import Entry, check_chains
from corrdesk.sync.core.clocks import Sign, doubts, told
from corrdesk.sync.core.county_word import ROSTER
from corrdesk.sync.core.heard import HOLDINGS
from corrdesk.sync.core.merge import Side
from corrdesk.sync.core.names import numbered, runs, snapshots
from corrdesk.sync.core.receipt import read_holdings
from corrdesk.sync.core.rosters import LEAD
from corrdesk.sync.core.tidying import KEPT
from tests.faults.simulation.exchanging import COUNTY, DAY_MS, OFFICE
from tests.faults.simulation.ledger import MemoryLedger
from tests.faults.simulation.world import FIELDS, Broken, World

TWO_DAYS = 2 * DAY_MS
SECOND = 1000


def check(world: World, survivors: set[str]) -> None:
    """Raises `Broken` for the first invariant that does not hold."""
    _nothing_lost(world, survivors)
    _everybody_the_same(world)
    _nothing_doubled(world)
    _only_authentic(world)
    _values(world, world.county)
    _future_fields(world)
    _all_delivered(world)
    _nothing_mended_silently(world)
    _files(world)
    _few_names(world)
    _clocks(world)
    _few_rosters(world)


def require(holds: object, what: str) -> None:
    """Raises `Broken` unless it holds."""
    if not holds:
        raise Broken(what)


def _nothing_lost(world: World, survivors: set[str]) -> None:
    held = set(world.county.facts())
    require(survivors <= held, f"I1: lost {sorted(survivors - held)[:5]}")


def _everybody_the_same(world: World) -> None:
    world.county.sides = world.roster.sides()
    expected = world.county.digest()
    for desk in world.desks:
        desk.ledger.sides = world.roster.sides()
        require(desk.ledger.digest() == expected, f"I2: {desk.device} differs from the county")


def _nothing_mended_silently(world: World) -> None:
    """Digests agree and no record is other than its journal; what was put right, somebody sees."""
    ledgers = [world.county, *(desk.ledger for desk in world.desks)]
    said = world.county.digests("1", 0)
    for ledger in ledgers:
        require(not ledger.harmed, "I2: a harmed record was not put right")
        require(ledger.digests("1", 0) == said, "I2: a digest differs from the county's")
        require(set(ledger.harms) <= set(ledger.reports), "a record was put right silently")
        require(
            world.harmful or not ledger.reports, "nothing was wrong, and something was reported"
        )


def _nothing_doubled(world: World) -> None:
    contents: dict[str, set[str]] = defaultdict(set)
    for item in world.county.items():
        if item.kind == "fact":
            contents[item.row_id].add(repr(item.fields))
    for fact, said in contents.items():  # one record, also where two desks saved its branch
        require(len(said) == 1, f"I3: {fact} has {len(said)} contents")
    hashes = Counter(e.hash for chain in world.county.chains.values() for e in chain)
    require(not hashes or max(hashes.values()) == 1, "I3: an entry twice")


def _only_authentic(world: World) -> None:
    for ledger in [world.county, *(desk.ledger for desk in world.desks)]:
        require("forged" not in ledger.facts(), "I5: a forged entry was taken")
        for chain in ledger.chains.values():
            require(not list(check_chains(chain)), "I5: a chain that does not hold")


def _values(world: World, ledger: MemoryLedger) -> None:
    """I4 and I6, by what the writers saw, not by what the entries say of it."""
    there: dict[tuple[str, str], set[str]] = defaultdict(set)
    for item in ledger.items():
        if item.kind == "form":
            for name, value in item.fields.items():
                there[item.row_id, name].add(str(value))
    for row, merged in ledger.records().items():
        for name in FIELDS:
            present = there[row, name]
            known = {value: world.written[row, name, value] for value in present}
            replaced = {each.saw for each in known.values()}
            living = {value for value in present if value not in replaced}
            shown = str(merged.fields[name])
            certain = row != "shared" and not _ambiguous(ledger, row, name)
            require(
                shown in living or not certain,
                f"I6: {row}.{name} shows {shown}, which was replaced",
            )
            listed = {str(v) for _uid, v in merged.conflicts[name].versions} if (
                name in merged.conflicts
            ) else {shown}  # fmt: skip
            require(living <= listed | {shown}, f"I4: a value of {row}.{name} is nowhere listed")
            by_county = {value for value in living if known[value].side is Side.COUNTY}
            if name == "court" and by_county and certain:
                require(shown in by_county, "I6: the owner of the field did not go first")


def _ambiguous(ledger: MemoryLedger, row: str, name: str) -> bool:
    """Whether a change names an entry that two branches had under one number.

    Only a desk that wrote on a copy of a branch that was lost does so. Nobody can know then which
    of the two was seen; both stay listed, and a person is asked.
    """
    touching = [i for i in ledger.items() if i.row_id == row and name in i.fields]
    former = {uid for item in touching for uid in item.former}
    return any(former & set(item.replaced.get(name, "").split()) for item in touching)


def _future_fields(world: World) -> None:
    """I7: what nobody here knows is handed on."""
    for item in world.county.items():
        if item.kind == "form" and "of_the_future" in item.fields:
            merged = world.county.records()[item.row_id]
            require(merged.fields.get("of_the_future") == "kept", "I7: a field was dropped")


def _all_delivered(world: World) -> None:
    """I8: whatever stood in the way, everything has arrived and every desk knows it."""
    for desk in world.desks:
        report = world.sync(desk, "net", calm=True)
        require(report is not None and report.waiting == 0, f"I8: {desk.device} still waits")


def _files(world: World) -> None:
    """I9: what is kept is what the record names, and nothing of it lies about that nobody lacks."""
    for shelf in [world.county_shelf, *(desk.shelf for desk in world.desks)]:
        for sha256, content in shelf.files.items():
            require(hashlib.sha256(content).hexdigest() == sha256, "I9: a false file was kept")


def _clocks(world: World) -> None:
    """I11: what a wrong clock stamped was taken and is marked, nothing else is, and desks know."""
    entries = {e.hash: e for chain in world.county.chains.values() for e in chain}
    said, sides, arrived = doubts(world.county), world.roster.sides(), world.county.arrived
    judged = [e for e in entries.values() if sides.get(e.device_id) is Side.OFFICE]
    ahead = {e.hash: e.hlc >> 16 for e in judged if _time(e) - arrived[e.hash] > TWO_DAYS}
    # Who was ahead may itself have had its hybrid clock from somebody else.
    first = {clock for h, clock in ahead.items() if abs(clock - _time(entries[h])) < SECOND}
    for entry in judged:
        signs = {each.sign for each in said if each.holds(entry.device_id, entry.seq)}
        require((Sign.AHEAD in signs) == (entry.hash in ahead), "I11: it is ahead, or not")
        known = world.knew.get(entry.hash)
        # Others were said anew, or written in a state that was lost.
        if known is not None and entry.hash not in ahead and known <= entries.keys():
            later = {k for k in known if _time(entries[k]) - _time(entry) > TWO_DAYS}
            # Or it had the clock of such a one from somebody who was behind as well.
            told_of = {k for k in known if (entries[k].hlc >> 16) - _time(entry) > TWO_DAYS}
            right = {
                k for k in (later | told_of) - ahead.keys() if entries[k].hlc >> 16 not in first
            }
            require(Sign.BEHIND not in signs or right, "I11: it is not behind")
            unsure = _is_of_wrong_clock(entry.hlc >> 16, arrived[entry.hash], ahead.values())
            require(Sign.BEHIND in signs or not later or unsure, "I11: it is behind")
    for desk in world.desks:
        report = world.sync(desk, "net", calm=True)
        require(report and told(report.receipt) == said, f"I11: {desk.device} was not told")


def _time(entry: Entry) -> int:
    """What the clock of its machine showed, in milliseconds."""
    return int(datetime.fromisoformat(entry.entered_at).timestamp() * 1000)


def _is_of_wrong_clock(clock: int, arrived: int, ahead: Collection[int]) -> bool:
    """Whether a hybrid clock may come from somebody's wrong one, and tells nothing of this one."""
    if clock - arrived > TWO_DAYS:
        return True
    return bool(ahead) and min(ahead) <= clock <= max(ahead)


def _few_names(world: World) -> None:
    """I10: what has served its turn does not lie about for ever."""
    world.serve("net", calm=True)
    content = world.targets["net"]
    words = [name for name in content if (name, content[name]) in world.words]
    receipts = numbered(words, "receipt-")
    require(len(receipts) <= KEPT + 1, "I10: receipts that later ones replaced")
    for desk in world.desks:
        body = world.county.recall(HOLDINGS + desk.device)
        known = read_holdings(body, county=COUNTY, office=OFFICE).number if body else 0
        numbers = [number for number, _name in numbered(content, f"holdings-{desk.device}-")]
        require(all(n >= known for n in numbers), "I10: words that later ones replaced")
    present = {desk.device for desk in world.desks}
    absent = set(world.roster.devices(Side.OFFICE)) - present  # what it lacks waits for it
    for run in runs(content):
        if absent and "/out/" in run.name:
            continue
        here = world.county.hash_at(run.device, run.last)
        require(
            here is None or not here.hex().startswith(run.head), "I10: a run that everybody holds"
        )
    require(absent or not snapshots(content), "I10: a snapshot that nobody asks for")


def _few_rosters(world: World) -> None:
    """I10: rosters do not lie about for ever, and who was away for long finds the latest."""
    for _change in range(2 * KEPT):
        world.renew_roster()
        world.serve("net", calm=True)
    world.serve("net", calm=True)
    content = world.targets["net"]
    words = [name for name in content if (name, content[name]) in world.words]
    require(len(numbered(words, LEAD)) <= KEPT, "I10: rosters that later ones replaced")
    for desk in world.desks:
        world.sync(desk, "net", calm=True)
        known = desk.ledger.recall(ROSTER)
        require(known == world.roster.packed(), "I10: a roster that nobody finds any more")
