"""Who takes part in a play, their work, and their exchanges: the part without mishaps."""

from __future__ import annotations

import hashlib
import random
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Any, TypeVar

from corrdesk.base.ids import derived_id
from corrdesk.store.chain import Change
from corrdesk.sync.core import fork
from corrdesk.sync.core.county import CountySide
from corrdesk.sync.core.county_word import EPOCHS, READ, ROSTER, Trust
from corrdesk.sync.core.files import ATTEMPTS, Moved, secret_key
from corrdesk.sync.core.hiding import FEW, SHARE
from corrdesk.sync.core.holding import note_durable
from corrdesk.sync.core.membership import Certificate, Member, Roster
from corrdesk.sync.core.merge import Side
from corrdesk.sync.core.names import file_name, is_chunk_name, numbered
from corrdesk.sync.core.office import OfficeSide, Report
from corrdesk.sync.core.rosters import LEAD
from corrdesk.sync.core.stops import Guard, Stopped
from corrdesk.sync.core.talk import Clear, Get, List, Me, Put, Room, Talk
from tests.faults.simulation.ledger import MemoryLedger, in_sight, uid_of, versions_of
from tests.faults.simulation.shelf import CHUNK, MemoryShelf, content_of, naming
from tests.sync.core.parties import PlainBox
from tests.sync.worlds import public, signing

COUNTY = derived_id("county", "simulated")
OFFICE = "5123456789ab"
ROOT = signing("simulated county")
TRUST = Trust(COUNTY, public(ROOT))
FIELDS = ("court", "phone", "name")
CONFIRMED = (Guard.EMPTIED, Guard.ROLLED_BACK, Guard.FOREIGN, Guard.CLOCK, Guard.HIDES)
DAY_MS = 86_400_000
ROUNDS = 8  # a fork takes some: it is told, handed on, said anew, enrolled, sent
FILE_ROUNDS = 24  # a name that somebody blocked is tried twice before another is asked for
ROOM = 6  # chunks for one device
SMALL_TARGETS = 3  # every fifth seed: targets that are full now and then
RETIRED = 1 << 31  # whatever it wrote before is taken
Result = TypeVar("Result")


class Cut(Exception):
    """The line broke, or somebody's machine stopped."""


class Broken(AssertionError):
    """An invariant that does not hold."""


@dataclass
class Desk:
    """One PC of the office."""

    name: str  # of its keys: a clone has the same
    device: str
    ledger: MemoryLedger
    skew: int = 0  # milliseconds
    shelf: MemoryShelf = field(init=False)

    def __post_init__(self) -> None:
        self.shelf = MemoryShelf(self.ledger)

    def put_back(self, ledger: MemoryLedger, shelf: MemoryShelf) -> None:
        """Everything on this PC is as in a copy."""
        self.ledger = ledger.copy()
        self.shelf = shelf.copy(self.ledger)

    def me(self) -> Me:
        return Me(self.device, signing(self.name).sign, PlainBox(f"age-{self.name}"))


@dataclass
class Written:
    """What the oracle remembers of a value: which one its writer saw, and on which side it was."""

    saw: str | None
    side: Side


@dataclass
class Place:
    """The office, its county and what is between them: who is who, and what time it is."""

    seed: int
    steps: int = 90
    desks: list[Desk] = field(default_factory=list)
    county: MemoryLedger = field(default_factory=lambda: MemoryLedger(OFFICE))
    targets: dict[str, dict[str, bytes]] = field(default_factory=lambda: {"net": {}, "stick": {}})
    written: dict[tuple[str, str, str], Written] = field(default_factory=dict)
    once_held: set[tuple[str, int, bytes]] = field(default_factory=set)
    counts: dict[str, int] = field(default_factory=dict)
    knew: dict[bytes, frozenset[bytes]] = field(default_factory=dict)  # what else was there then
    words: set[tuple[str, bytes]] = field(default_factory=set)  # receipts that the county left

    def __post_init__(self) -> None:
        self.random = random.Random(self.seed)
        # A source of its own, so that the other faults of a seed stay what they were.
        self.mishaps = random.Random(self.seed + (1 << 32))
        self.harmful = self.mishaps.choice([0.0, 0.04])
        self.file_random = random.Random(f"files {self.seed}")  # what befalls files alone
        self.rot_random = random.Random(f"rot {self.seed}")  # what befalls what lies at a target
        self.trace = hashlib.sha256()
        self.county_shelf = MemoryShelf(self.county)
        self.file_names: set[str] = set()
        self.now = 1_781_000_000_000
        self.county_skew = 0
        self.epoch = 1
        self.serial = 0
        self.issued: dict[str, Certificate] = {}
        self.roster = Roster(COUNTY, OFFICE, 1, self._epoch_id(), b"n" * 32, ())
        self.copies: list[dict[str, bytes]] = []
        self.desk_backups: list[tuple[Desk, MemoryLedger, MemoryShelf]] = []
        self.county_backups: list[tuple[MemoryLedger, MemoryShelf, tuple[str, ...]]] = []
        self.faults = self.random.choice([0.0, 0.03, 0.1])
        self._enrol_county()
        self.county_backed_up()
        for number in range(self.random.randint(1, 3)):
            self._new_desk(f"pc{number}", MemoryLedger(OFFICE))

    def _epoch_id(self) -> str:
        return derived_id("epoch", str(self.epoch))

    @property
    def county_device(self) -> str:
        return derived_id("county device", str(self.epoch))

    def _certificate(self, device: str, side: Side, name: str, key: bytes) -> Certificate:
        office = OFFICE if side is Side.OFFICE else ""
        made = Certificate(COUNTY, office, device, side, name, key, f"age-{name}", "2090-01-01")
        return made.signed(ROOT.sign)

    def _enrol(self, certificate: Certificate) -> None:
        self.issued[certificate.device] = certificate
        if self.roster.member(certificate.device) is None:
            self.renew_roster(members=(*self.roster.members, Member(certificate)))

    def renew_roster(self, **changed: Any) -> None:
        """The county's next word about who belongs to the office."""
        following = replace(self.roster, number=self.roster.number + 1, **changed)
        self.roster = following.signed(ROOT.sign)

    def _enrol_county(self) -> None:
        self._enrol(self._certificate(self.county_device, Side.COUNTY, "county", public(ROOT)))

    def _enrol_desk(self, desk: Desk) -> None:
        self._enrol(
            self._certificate(desk.device, Side.OFFICE, desk.name, public(signing(desk.name)))
        )

    def _new_desk(self, name: str, ledger: MemoryLedger) -> Desk:
        desk = Desk(name, derived_id("device", name, str(self.seed)), ledger)
        self._enrol_desk(desk)
        ledger.state = {ROSTER: self.roster.packed()}
        self.desks.append(desk)
        return desk

    def told(self, *what: object) -> None:
        """Adds to the trace."""
        self.trace.update(repr(what).encode())
        self.counts[str(what[0])] = self.counts.get(str(what[0]), 0) + 1

    def iso(self, skew: int) -> str:
        """A moment as that machine's clock shows it."""
        from datetime import UTC, datetime

        return datetime.fromtimestamp((self.now + skew) / 1000, UTC).isoformat()

    def county_backed_up(self) -> None:
        ended = (*self.roster.ended, self.roster.epoch)
        ledger = self.county.copy()
        self.county_backups.append((ledger, self.county_shelf.copy(ledger), ended))
        heads = self.county.heads().items()
        note_durable(self.county, {device: head.seq for device, head in heads})

    def _note_held(self) -> None:
        for device, chain in self.county.chains.items():
            self.once_held |= {(device, entry.seq, entry.hash) for entry in chain}
        at = self.now + self.county_skew
        for chain in self.county.chains.values():
            for entry in chain:
                self.county.arrived.setdefault(entry.hash, at)
        for card in self.county_shelf.cards():
            self.file_names |= names_of(secret_key(ROOT.sign, self.roster), card.sha256)

    def _know_own_chains(self) -> None:
        """A chain of an earlier epoch that came back belongs on the roster again."""
        for device, side in sorted(self.county.sides.items()):
            if side is Side.COUNTY and device in self.county.chains:
                self._enrol(self._certificate(device, Side.COUNTY, "county", public(ROOT)))


@dataclass
class Working(Place):
    """Desks and the county at their work."""

    def edit(self) -> None:
        desk = self.random.choice(self.desks)
        self._write(desk.ledger, desk.shelf, desk.device, Side.OFFICE, desk.skew)

    def county_edits(self) -> None:
        device = self.county_device
        self._write(self.county, self.county_shelf, device, Side.COUNTY, self.county_skew)
        self._note_held()

    def poison(self) -> None:
        desk = self.random.choice(self.desks)
        body = self.random.choice([b"\xff", b"\x01", b"\x81\x00", b""])
        entry = desk.ledger.write(desk.device, [], self.now + desk.skew, body)
        self.told("poison", entry.hash)

    def _write(
        self, ledger: MemoryLedger, shelf: MemoryShelf, device: str, side: Side, skew: int
    ) -> None:
        self.serial += 1
        changes = [Change("fact", f"f{self.serial}", {"n": self.serial}, {})]
        if self.random.random() < 0.8:
            changes.append(self._form_change(ledger, side))
        if self.file_random.random() < 0.3:
            content = content_of(self.serial, self.file_random.randint(1, 4 * CHUNK))
            changes.append(naming(f"a{self.serial}", content))
            shelf.add(content)
        ledger.sides = self.roster.sides()
        known = frozenset(entry.hash for chain in ledger.chains.values() for entry in chain)
        entry = ledger.write(device, changes, self.now + skew)
        self.knew[entry.hash] = known
        self.told("write", uid_of(entry), entry.hash)

    def _form_change(self, ledger: MemoryLedger, side: Side) -> Change:
        row = self.random.choice([f"r{n}" for n in range(4)] + ["shared"])
        ledger.sides = self.roster.sides()
        merged = ledger.records().get(row)
        if merged is None:
            first = "first" if row == "shared" else f"first{self.serial}"
            fields: dict[str, Any] = dict.fromkeys(FIELDS, first)
            if self.random.random() < 0.3:
                fields["of_the_future"] = "kept"
            for name in FIELDS:
                self.written.setdefault((row, name, first), Written(None, side))
            return Change("form", row, fields, {})
        names = self.random.sample(FIELDS, self.random.randint(1, len(FIELDS)))
        versions = versions_of(ledger, row)
        values = dict.fromkeys(names, f"v{self.serial}")
        for name in names:
            saw = str(merged.fields[name])
            self.written[row, name, values[name]] = Written(saw, side)
        return Change("form", row, values, {name: versions[name] for name in names})


@dataclass
class Exchanging(Working):
    """Exchange over targets where anything may happen."""

    def sync_by_net(self) -> None:
        self.sync(self.random.choice(self.desks), "net")

    def sync_by_stick(self) -> None:
        self.sync(self.random.choice(self.desks), "stick")

    def serve_net(self) -> None:
        self.serve("net")

    def serve_stick(self) -> None:
        self.serve("stick")

    def sync(self, desk: Desk, target: str, *, calm: bool = False) -> Report | None:
        """One exchange; a stop is looked at and, mostly, confirmed."""
        confirmed: tuple[Guard, ...] = ()
        for _try in range(3):
            side = OfficeSide(
                desk.ledger, desk.me(), TRUST, schema="1", target=target,
                now=self.iso(desk.skew), confirmed=confirmed, shelf=desk.shelf,
            )  # fmt: skip
            went_back = not confirmed and self._went_back(desk, target)
            epochs, seen = desk.ledger.state.get(EPOCHS), in_sight(desk.ledger)
            try:
                report = self.lead(side.exchange(), target, calm=calm)
            except Stopped as stopped:
                self.told("stopped", desk.device, stopped.guard.value)
                if stopped.guard is Guard.FORK:
                    self._part(desk, target, calm=calm)
                    return None
                if stopped.guard is Guard.NOT_ENROLLED:
                    return None
                if not calm and self.random.random() < 0.3:
                    return None
                confirmed = CONFIRMED
            except Cut:
                self.told("cut", desk.device)
                return None
            else:
                if went_back and desk.ledger.state.get(EPOCHS) == epochs:
                    raise Broken("a place that went back was taken for what it was")
                if Guard.HIDES not in confirmed and lost_sight(seen, in_sight(desk.ledger)):
                    raise Broken("I12: much was put out of sight, and nobody was asked")
                self._check_belief(desk, report)
                self.told("synced", desk.device, report.sent, report.received, report.held)
                self._move_files(desk, side, target, calm=calm)
                return report
        return None

    def _move_files(self, desk: Desk, side: OfficeSide, target: str, *, calm: bool) -> None:
        """Files, after the records; what cuts them takes nothing of those back."""
        try:
            self.lead(side.files(), target, calm=calm)
        except Stopped as stopped:
            self.told("stopped", desk.device, stopped.guard.value)
        except Cut:
            self.told("file cut", desk.device)
        moved = side.moved
        if moved != Moved():
            self.told("files", desk.device, moved.sent, moved.received, sorted(moved.refused))

    def _part(self, desk: Desk, target: str, *, calm: bool) -> None:
        """The desk goes on under another name with what the county knows otherwise."""
        side = OfficeSide(
            desk.ledger, desk.me(), TRUST, schema="1", target=target, now=self.iso(desk.skew)
        )
        try:
            first = self.lead(side.parting(), target, calm=calm)
        except Cut:
            return
        if not first:
            return
        branch = desk.ledger.chains[desk.device][first - 1 :]
        heir = fork.successor(desk.device, branch[-1].hash)
        count = desk.ledger.say_anew(desk.device, first, heir)
        desk.device = heir
        self._enrol_desk(desk)
        self.told("parted", heir, first, count)

    def serve(self, target: str, *, calm: bool = False) -> None:
        """The county looks at a target."""
        side = CountySide(
            self.county,
            Me(self.county_device, ROOT.sign, PlainBox("age-county")),
            self.roster,
            root=TRUST.root,
            schema="1",
            now=self.iso(self.county_skew),
            apart=target != "net",
            shelf=self.county_shelf,
            room=ROOM,
        )
        try:
            report = self.lead(side.serve(), target, calm=calm)
            if report.epochs:
                self.renew_roster(ended=(*self.roster.ended, *sorted(report.epochs)))
            self.told("served", report.received, report.sent, report.files, sorted(report.forks))
        except Cut:
            self.told("county cut")
        self._know_own_chains()
        self._note_held()

    def _went_back(self, desk: Desk, target: str) -> bool:
        """Whether this desk has seen a later word of the county there than any that is there."""
        content = self.targets[target]
        words = numbered(content, "receipt-")
        there = [number for number, name in words if (name, content[name]) in self.words]
        seen = int(desk.ledger.state.get(f"target:{target}", b"0"))
        return READ + desk.device in desk.ledger.state and max(there, default=0) < seen

    def _check_belief(self, desk: Desk, report: Report) -> None:
        """Nothing is shown as delivered that the county did not have when it said so."""
        if report.held:
            head = desk.ledger.hash_at(desk.device, report.held)
            if head is None or (desk.device, report.held, head) not in self.once_held:
                raise Broken("I1: shown as delivered, and never was")

    def lead(self, talk: Talk[Result], target: str, *, calm: bool) -> Result:
        """Leads a conversation over a target where anything may happen."""
        answer: Any = None
        while True:
            try:
                ask = talk.send(answer)
            except StopIteration as end:
                result: Result = end.value
                return result
            if isinstance(ask, Room):
                answer = None  # these targets do not tell
                continue
            answer = self._answer(ask, self.targets[target], calm=calm)

    def _answer(self, ask: Any, content: dict[str, bytes], *, calm: bool) -> Any:
        chance = self.file_random if _is_of_files(ask) else self.random
        fails = not calm and chance.random() < self.faults
        if fails and chance.random() < 0.5:
            raise Cut
        answer: Any = None
        if isinstance(ask, List):
            answer = sorted(name for name in content if name.startswith(ask.prefix))
            if not calm:
                chance.shuffle(answer)
        elif isinstance(ask, Get):
            answer = content.get(ask.name)
            if fails and answer and chance.random() < 0.5:
                return answer[: chance.randrange(len(answer))]
        elif isinstance(ask, Put):
            answer = self._put(ask, content, calm=calm)
        elif isinstance(ask, Clear):
            for name in ask.names:
                content.pop(name, None)
        if fails:
            raise Cut
        return answer

    def _put(self, ask: Put, content: dict[str, bytes], *, calm: bool) -> Any:
        """Leaves it; for what can wait a disk may be full just now."""
        is_small = self.seed % 5 == SMALL_TARGETS and ask.spare and not calm
        if is_small and self.file_random.random() < self.faults:
            return False
        self._note_put(ask)
        content.setdefault(ask.name, ask.content)
        return None

    def _note_put(self, ask: Put) -> None:
        self._require_safe(ask.name)
        if numbered([ask.name], "receipt-") or numbered([ask.name], LEAD):
            self.words.add((ask.name, ask.content))

    def _require_safe(self, name: str) -> None:
        """A file is left only once the county holds the record that names it."""
        if not is_chunk_name(name):
            return
        if name.split("/")[-2] not in self.file_names:
            self._note_held()
        if name.split("/")[-2] not in self.file_names:
            raise Broken("I9: a file was left before its record was safe")


def lost_sight(before: set[str], now: set[str]) -> bool:
    """Whether more than a few and more than a tenth of what was seen is seen no more."""
    gone = len(before - now)
    return gone > FEW and gone * SHARE > len(now) + gone


@lru_cache(maxsize=10_000)
def names_of(key: bytes, sha256: str) -> frozenset[str]:
    """Under which names a file may lie."""
    return frozenset(
        file_name(key, sha256, to, attempt) for to in Side for attempt in range(ATTEMPTS)
    )


def _is_of_files(ask: Any) -> bool:
    if isinstance(ask, Clear):
        return True
    return "/files/" in (ask.prefix if isinstance(ask, List) else ask.name)
