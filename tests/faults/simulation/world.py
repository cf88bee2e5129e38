"""One seed drives an office's desks, the county, a network and a courier; no thread, no clock.

The rules are those that ship; only ledgers, boxes and targets are of memory. Everything that
happens goes into a trace, so that a seed can be played again and seen to be the same.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from corrdesk.store.chain import Change
from corrdesk.sync.core.files import FileTalk, secret_key
from corrdesk.sync.core.frame import Kind, frame
from corrdesk.sync.core.membership import Member, Roster
from corrdesk.sync.core.merge import Side
from corrdesk.sync.core.names import (
    chunk_name,
    file_name,
    handed_on,
    holdings_name,
    inbox,
    is_chunk_name,
    receipt_name,
    roster_name,
    run_name,
)
from corrdesk.sync.core.segment import claim_run, packed_run, write_segment
from tests.faults.simulation.exchanging import (
    COUNTY,
    DAY_MS,
    FIELDS,
    FILE_ROUNDS,
    OFFICE,
    RETIRED,
    ROOT,
    ROUNDS,
    Broken,
    Desk,
    Exchanging,
)
from tests.faults.simulation.ledger import HIDE, MemoryLedger, harm
from tests.faults.simulation.shelf import MemoryShelf, content_of
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
        self.something_with_files()
        if self.rot_random.random() < 0.04:
            self.something_rots()
        if self.rot_random.random() < 0.02:
            self.much_is_hidden()

    def much_is_hidden(self) -> None:
        """A desk or the county takes many facts back at once, or a day's few."""
        desk = self.rot_random.choice(self.desks)
        places = [(self.county, self.county_device, self.county_skew),
                  (desk.ledger, desk.device, desk.skew)]  # fmt: skip
        ledger, device, skew = self.rot_random.choice(places)
        facts = sorted(ledger.facts())
        some = self.rot_random.sample(facts, self.rot_random.randint(0, len(facts)))
        for first in range(0, len(some), 4):  # in several acts, which may travel one by one
            changes = [Change(HIDE, fact, {}, {}) for fact in some[first : first + 4]]
            ledger.write(device, changes, self.now + skew)
        self.told("hidden", len(some))

    def something_rots(self) -> None:
        """One bit of what lies at a target is another one; for chunks see `false_file`."""
        target = self.targets[self.rot_random.choice(sorted(self.targets))]
        if target:
            name = self.rot_random.choice(sorted(target))
            rotten = bytearray(target[name])
            rotten[self.rot_random.randrange(len(rotten))] ^= 1 << self.rot_random.randrange(8)
            if not is_chunk_name(name):
                target[name] = bytes(rotten)
                self.told("rotten", name)

    def something_with_files(self) -> None:
        """A disk loses one, or an enrolled device leaves under its name what it is not."""
        chance = self.file_random.random()
        if chance < 0.03:
            shelf = self.file_random.choice([self.county_shelf, *(d.shelf for d in self.desks)])
            if shelf.files:
                lost = self.file_random.choice(sorted(shelf.files))
                del shelf.files[lost]
                self.told("file lost", lost)
        elif chance < 0.08:
            self.false_file()

    def false_file(self) -> None:
        """Junk, or chunks in perfect form and properly signed of some other content."""
        cards = self.county_shelf.lacking()
        if not cards:
            return
        card = self.file_random.choice(cards)
        desk = self.file_random.choice(self.desks)
        size = min(card.sizes)
        false = MemoryShelf(self.county, files={card.sha256: content_of(-1, size)})
        key = secret_key(ROOT.sign, self.roster)
        me, name = desk.me(), file_name(key, card.sha256, Side.COUNTY, card.attempt)
        talk = FileTalk(false, me, self.roster, Side.OFFICE, keys=[key], now=self.iso(0))
        target = self.targets[self.file_random.choice(sorted(self.targets))]
        if self.file_random.random() < 0.5:
            target.setdefault(chunk_name(OFFICE, name, 0), b"junk")
        else:
            self.lead(talk.leave([name]), "net", calm=True)
        self.told("false file", card.sha256)

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
        ledger = desk.ledger.copy()
        self.desk_backups.append((desk, ledger, desk.shelf.copy(ledger)))

    def desk_restored(self) -> None:
        if self.desk_backups:
            desk, backup, shelf = self.random.choice(self.desk_backups)
            if desk in self.desks and desk.device in {*backup.chains, desk.device}:
                desk.put_back(backup, shelf)
                self.told("restored", desk.device)

    def county_restored(self) -> None:
        """The database goes back; the epoch is new, and the desks are enrolled as they are."""
        backup, shelf, ended = self.random.choice(self.county_backups)
        self.county = backup.copy()
        self.county_shelf = shelf.copy(self.county)
        if self.file_random.random() < 0.3:
            self.county_shelf.files.clear()  # the database came back, the folder beside it did not
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
            self.desks[-1].put_back(desk.ledger, desk.shelf)
            self.told("cloned", desk.device)

    def desk_joins(self) -> None:
        """Another PC begins from a backup, or from nothing, with a name and keys of its own."""
        if len(self.desks) < 5:
            self.serial += 1
            model = self.random.choice(self.desks)
            begins = model.ledger.copy()
            from_nothing = self.random.random() < 0.5
            if from_nothing:
                begins = MemoryLedger(OFFICE)
            made = self._new_desk(f"late{self.serial}", begins)
            if not from_nothing:
                made.shelf = model.shelf.copy(begins)

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
            harm(ledger, self.mishaps.choice(rows), f"harmed {self.serial}")
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
        run = packed_run([entry])
        proof = claim_run(run, COUNTY, "1", stranger.sign)
        sender = self.random.choice([device, self.county_device, "0" * 32])
        raw = frame(Kind.SEGMENT, sender, write_segment(proof, run.body), stranger.sign)
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
            if [ledger.heads() for ledger in self._ledgers()] == before and self._agree():
                break
        self._settle_files()
        check(self, survivors)

    def _agree(self) -> bool:
        """Whether everybody holds the same journal and the same records."""
        ledgers = self._ledgers()
        for ledger in ledgers:
            ledger.sides = self.roster.sides()
        expected = self.county.digest()
        return all(ledger.digest() == expected for ledger in ledgers)

    def _settle_files(self) -> None:
        """Within some rounds more whoever lacks a file has it, if anybody does."""
        alive = {sha256 for shelf in self._shelves() for sha256 in shelf.files}
        for _round in range(FILE_ROUNDS):
            if not any(self._lacking(shelf, alive) for shelf in self._shelves()):
                return
            for desk in self.desks:
                # A server answers whoever asks; or a copy of the same device would be asked for.
                self.sync(desk, "net", calm=True)
                self.serve("net", calm=True)
                self.sync(desk, "net", calm=True)
        lacking = [self._lacking(shelf, alive) for shelf in self._shelves()]
        if any(lacking):
            raise Broken(f"I9: files that somebody holds have not come: {lacking}")

    def _lacking(self, shelf: MemoryShelf, alive: set[str]) -> list[str]:
        return [card.sha256 for card in shelf.lacking() if card.sha256 in alive]

    def _shelves(self) -> list[MemoryShelf]:
        return [self.county_shelf, *(desk.shelf for desk in self.desks)]

    def _ledgers(self) -> list[MemoryLedger]:
        return [self.county, *(desk.ledger for desk in self.desks)]
