"""One seed drives an office's desks, the county, a network and a courier; no thread, no clock.

The rules are those that ship; only ledgers, boxes and targets are of memory. Everything that
happens goes into a trace, so that a seed can be played again and seen to be the same.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from corrdesk.store.chain import Change
from corrdesk.sync.core.frame import Kind, frame
from corrdesk.sync.core.membership import Member, Roster
from corrdesk.sync.core.merge import Side
from corrdesk.sync.core.names import (
    handed_on,
    holdings_name,
    inbox,
    receipt_name,
    roster_name,
    run_name,
)
from corrdesk.sync.core.segment import claim_run, write_segment
from tests.faults.simulation.exchanging import (
    COUNTY,
    DAY_MS,
    FIELDS,
    OFFICE,
    RETIRED,
    ROUNDS,
    Broken,
    Desk,
    Exchanging,
)
from tests.faults.simulation.ledger import MemoryLedger
from tests.sync.core.parties import PlainBox
from tests.sync.worlds import signing

__all__ = ["FIELDS", "Broken", "World"]


@dataclass
class World(Exchanging):
    """Everything that one seed plays."""

    def play(self) -> str:
        """Plays the whole schedule, lets everything settle, checks; returns the trace's hash."""
        for _step in range(self.steps):
            self.step()
        self.settle()
        return self.trace.hexdigest()

    def step(self) -> None:
        """One thing happens."""
        actions: list[tuple[int, Callable[[], None]]] = [
            (30, self.edit), (6, self.county_edits), (18, self.sync_by_net), (12, self.serve_net),
            (8, self.sync_by_stick), (8, self.serve_stick), (4, self.stick_travels),
            (2, self.desk_restored), (4, self.desk_backed_up), (3, self.county_backed_up),
            (1, self.county_restored), (1, self.desk_cloned), (1, self.desk_joins),
            (3, self.clock_jumps), (5, self.forgery), (3, self.poison),
        ]  # fmt: skip
        weights = [weight for weight, _action in actions]
        action = self.random.choices([each for _weight, each in actions], weights)[0]
        self.now += self.random.randint(1, 4 * 3_600_000)
        self.told("step", action.__name__)
        action()
        if self.mishaps.random() < self.harmful:
            self.record_harmed()

    def stick_travels(self) -> None:
        """The stick is copied, an old copy comes back, or some of what lay on it is lost."""
        what = self.random.choice(["copy", "back", "lose", "empty"])
        stick = self.targets["stick"]
        if what == "copy":
            self.copies.append(dict(stick))
        elif what == "back" and self.copies:
            self.targets["stick"] = dict(self.random.choice(self.copies))
        elif what == "lose":
            for name in sorted(stick):
                if self.random.random() < 0.3:
                    del stick[name]
        elif what == "empty":
            self.targets["stick"] = {}
        self.told("stick", what)

    def desk_backed_up(self) -> None:
        desk = self.random.choice(self.desks)
        self.desk_backups.append((desk, desk.ledger.copy()))

    def desk_restored(self) -> None:
        if self.desk_backups:
            desk, backup = self.random.choice(self.desk_backups)
            if desk in self.desks and desk.device in {*backup.chains, desk.device}:
                desk.ledger = backup.copy()
                self.told("restored", desk.device)

    def county_restored(self) -> None:
        """The database goes back; the epoch is new, and the desks are enrolled as they are."""
        self.county, ended = self.random.choice(self.county_backups)
        self.county = self.county.copy()
        self.epoch += 1
        # Certificates are kept as files beside the database; who serves no longer is retired.
        serving = {desk.device for desk in self.desks}
        members = tuple(
            Member(each, None if each.side is Side.COUNTY or each.device in serving else RETIRED)
            for _device, each in sorted(self.issued.items())
        )
        self.roster = Roster(
            COUNTY, OFFICE, self.random.randint(1, 3), self._epoch_id(), b"n" * 32, members, ended
        )
        self._enrol_county()
        self._know_own_chains()
        if self.random.random() < 0.5:
            self.targets["net"] = {
                name: content
                for name, content in self.targets["net"].items()
                if "/out/" not in name and self.random.random() < 0.5
            }
        self._note_held()
        self.told("county restored", self.epoch)

    def desk_cloned(self) -> None:
        if len(self.desks) < 5:
            desk = self.random.choice(self.desks)
            self.desks.append(Desk(desk.name, desk.device, desk.ledger.copy(), desk.skew))
            self.told("cloned", desk.device)

    def desk_joins(self) -> None:
        """Another PC begins from a backup, or from nothing, with a name and keys of its own."""
        if len(self.desks) < 5:
            self.serial += 1
            begins = self.random.choice(self.desks).ledger.copy()
            if self.random.random() < 0.5:
                begins = MemoryLedger(OFFICE)
            self._new_desk(f"late{self.serial}", begins)

    def clock_jumps(self) -> None:
        skew = self.random.randint(-400, 400) * DAY_MS
        who = self.random.randrange(len(self.desks) + 1)
        if who == len(self.desks):
            self.county_skew = skew
        else:
            self.desks[who].skew = skew

    def record_harmed(self) -> None:
        """A record changes in somebody's tables, and no journal knows of it."""
        desk = self.mishaps.choice(self.desks).ledger
        ledger = self.mishaps.choice([self.county, desk])
        rows = sorted(ledger.table())
        if rows:
            self.serial += 1
            ledger.harm(self.mishaps.choice(rows), f"harmed {self.serial}")
            self.told("harmed", self.serial)

    def forgery(self) -> None:
        """Somebody without a key leaves something where the office or the county will look."""
        stranger = signing("stranger")
        target = self.targets[self.random.choice(sorted(self.targets))]
        ledger = MemoryLedger(OFFICE)
        device = self.random.choice(self.desks).device
        start = self.county.chains.get(device, [])
        ledger.chains[device] = list(start)
        entry = ledger.write(device, [Change("fact", "forged", {"n": 0}, {})], self.now)
        proof = claim_run([entry], COUNTY, "1", stranger.sign)
        sender = self.random.choice([device, self.county_device, "0" * 32])
        raw = frame(Kind.SEGMENT, sender, write_segment(proof, [entry]), stranger.sign)
        readers = ["age-county", *(f"age-{desk.name}" for desk in self.desks)]
        content = PlainBox("").seal(raw, readers)
        how = self.random.choice(["signed", "signed", "damaged", "misnamed", "numbered"])
        there = handed_on(OFFICE, self.roster.epoch, self.roster.recipients(Side.OFFICE))
        folder = self.random.choice([inbox(OFFICE), there])
        name = run_name(folder, proof.claim)
        if how in {"damaged", "misnamed"} and target:
            content = self.random.choice([target[each] for each in sorted(target)])
        if how == "damaged":
            damaged = bytearray(content)
            damaged[self.random.randrange(len(damaged))] ^= 1 << self.random.randrange(8)
            content = bytes(damaged)
        if how == "numbered":
            number = 10 ** self.random.randint(1, 12) - 1
            names = [receipt_name(OFFICE, number), roster_name(OFFICE, number)]
            name = self.random.choice([*names, holdings_name(OFFICE, device, number)])
        target.setdefault(name, content)
        self.told("forged", sender, how)

    def settle(self) -> None:
        """The faults stop; within a few rounds everybody has the same, and all of it."""
        from tests.faults.simulation.checks import check

        survivors = {
            fact for ledger in self._ledgers() for fact in ledger.facts() if fact != "forged"
        }
        self.county_skew = 0
        for desk in self.desks:
            desk.skew = 0
        for _round in range(ROUNDS):
            before = [ledger.heads() for ledger in self._ledgers()]
            for desk in self.desks:
                self.sync(desk, "net", calm=True)
                self.serve("net", calm=True)
                self.sync(desk, "net", calm=True)
            heads = [ledger.heads() for ledger in self._ledgers()]
            if heads == before and all(each == heads[0] for each in heads):
                break
        check(self, survivors)

    def _ledgers(self) -> list[MemoryLedger]:
        return [self.county, *(desk.ledger for desk in self.desks)]
