"""The county's side, for one office: take what its devices left, hand on, and say what is held.

What a county does with a segment is all here; serving it over a network is not.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from corrdesk.sync.core import clocks, rosters, spoilt
from corrdesk.sync.core.closing import hear
from corrdesk.sync.core.digests import LOOK
from corrdesk.sync.core.files import NAMES, FileShelf, FileTalk, secret_key
from corrdesk.sync.core.frame import Kind, frame, read_frame
from corrdesk.sync.core.gathering import Gathered
from corrdesk.sync.core.heard import Heard
from corrdesk.sync.core.hiding import Hidden, Hiding, leave_word, take_word
from corrdesk.sync.core.holding import durable
from corrdesk.sync.core.ledger import Ledger
from corrdesk.sync.core.membership import Roster, allow
from corrdesk.sync.core.merge import Side
from corrdesk.sync.core.names import (
    LONGEST_LEAP,
    RECEIPTS,
    Run,
    handed_on,
    inbox,
    numbered,
    outbox,
    receipt_name,
    require_named,
    runs,
    unread_name,
)
from corrdesk.sync.core.receipt import Held, Receipt
from corrdesk.sync.core.refusal import Reason, Refused
from corrdesk.sync.core.segment import Segment, claimed_by, read_segment
from corrdesk.sync.core.sending import Sender, leave, missing
from corrdesk.sync.core.snapshot import ASK, WORTH, offer, offered
from corrdesk.sync.core.talk import Clear, Get, List, Me, Put, Talk
from corrdesk.sync.core.tidying import (
    spent_receipts,
    spent_rosters,
    spent_runs,
    spent_snapshots,
    spent_words,
)

NUMBER = "receipt"
ROOM = 1024  # chunks that lie at a target for one device


@dataclass(slots=True)
class Ingested:
    """What serving an office did. `refused`: by name at the target why it was not taken.

    `repaired`: records that were not what the journal makes of them.

    `hidden`: what went out of sight, where that was much at once.

    `doubted`: devices of which entries came in whose clock was wrong.

    `forks`: devices of which another branch lies there. `epochs`: those that devices still know and
    that are over; they belong into the roster's `ended`, or these devices stay behind. `files`: how
    many arrived whole; `no_room`: as in `Moved`. `heard`: devices of which a new word was read.
    """

    received: int = 0
    sent: int = 0
    set_aside: int = 0
    refused: dict[str, Reason] = field(default_factory=dict)
    repaired: int = 0
    forks: set[str] = field(default_factory=set)
    epochs: set[str] = field(default_factory=set)
    heard: set[str] = field(default_factory=set)
    doubted: set[str] = field(default_factory=set)
    hidden: list[Hidden] = field(default_factory=list)
    receipt: Receipt | None = None
    files: int = 0
    no_room: dict[str, int] = field(default_factory=dict)


class CountySide:
    """The county for one office at one target."""

    def __init__(
        self,
        ledger: Ledger,
        me: Me,
        roster: Roster,
        *,
        root: bytes,
        schema: str,
        now: str,
        apart: bool = True,
        shelf: FileShelf | None = None,
        room: int = ROOM,
    ) -> None:
        """`apart`: what lies at the target may outlive what is kept here. `room`: see `hand_on`."""
        self._ledger = ledger
        self._me = me
        self._roster = roster
        self._root = root
        own = frozenset(roster.devices(Side.COUNTY))
        self._sender = Sender(roster.county, me, schema, also=own)
        self._now = now
        self._apart = apart
        self._room = room
        self._files = None
        self._spoilt: list[str] = []  # runs for the county that do not open
        self._names: dict[str, bytes] = {}
        self._roster_lies = 0  # under the name of this number
        if shelf is not None:
            secret = secret_key(me.sign, roster)
            self._names = {NAMES: secret}
            # What a device of a former program asks for and leaves has its name by the roster's.
            keys = (secret, roster.naming)
            self._files = FileTalk(shelf, me, roster, Side.COUNTY, keys=keys, now=now)
        self._schema = schema
        self._digests: dict[str, bytes] = {}
        self._clocks: dict[str, bytes] | None = None  # what is said of clocks, while it holds
        self.heard = Heard(ledger, me.box, roster, now[:10])
        self.report = Ingested(epochs=self.heard.epochs, heard=self.heard.new)
        # While an office is served there is nobody to ask, and evidence is not refused: it is told.
        self._hiding = Hiding(ledger, self.report.hidden.extend)

    def serve(self, before: int = 0) -> Talk[Ingested]:
        """Takes in, hands on, and leaves a receipt if there is anything new to say.

        `before`: entries that were taken in since the last serving; they count as of this one.
        """
        self.report.received = before
        if before:
            self.report.hidden += take_word(self._ledger)
        listed = yield List(inbox(self._roster.office))
        yield from self._take_runs(runs(listed))
        self.report.refused |= yield from self.heard.read(listed)
        look = 0 if self.report.received else LOOK
        self._digests = self._ledger.digests(self._schema, look)
        self._hear_complaints()
        outside = yield from self._answer()
        yield from self._move_files()
        yield from self._tidy(listed, outside)
        self._hiding.end()
        return self.report

    def take_in(self, passing: Collection[str] = ()) -> Talk[Ingested]:
        """Takes in what is new, and leaves no word: for while a device is still leaving more.

        What it refuses stays where it is, and so do other branches: `serve` meets them again and
        tells them. `passing`: names that are not read, as they were refused a moment ago.
        """
        listed = yield List(inbox(self._roster.office))
        heads = self._ledger.heads()
        try:
            yield from self._take_runs(
                [
                    run
                    for run in runs(listed)
                    if run.name not in passing
                    and (run.device not in heads or run.last > heads[run.device].seq)
                ]
            )
        finally:
            leave_word(self._ledger, self.report.hidden)  # also of what came before a stop
            self._hiding.end()
        return self.report

    def take(self, sealed: bytes) -> int:
        """One segment that was handed over; returns its new entries. Raises `Refused`.

        The sender has to be a serving device of the office; the run may be another's.
        """
        return self._take([self._checked(sealed)])

    def receipt(self, number: int) -> Receipt:
        """What is held of this office, as it would be said now."""
        safe = durable(self._ledger)
        chains = {
            device: Held(head.seq, head.hash, min(safe.get(device, 0), head.seq))
            for device, head in self._ledger.heads().items()
            if head.seq
        }
        asides = tuple(self._ledger.asides())
        if self._clocks is None:
            self._clocks = clocks.said(clocks.doubts(self._ledger))
        return Receipt(
            self._roster.county, self._roster.office, number, self._roster.epoch, self._now,
            chains, self._files.wanted() if self._files else (), asides,
            self._digests | self._names | self._clocks,
            {device: said.number for device, said in self.heard.all().items()},
        )  # fmt: skip

    def sealed_receipt(self, number: int) -> bytes:
        """The receipt signed and sealed to the office's devices."""
        receipt = self.receipt(number)
        self.report.receipt = receipt
        raw = frame(Kind.RECEIPT, self._me.device, receipt.body(), self._me.sign)
        return self._me.box.seal(raw, self._roster.recipients(Side.OFFICE))

    # Steps

    def _checked(self, sealed: bytes, run: Run | None = None) -> Segment:
        """A segment with every check that needs no ledger; `run`: what its name promised."""
        raw = self._me.box.open(sealed)
        opened = read_frame(raw, self._roster.keys(Side.OFFICE), Kind.SEGMENT)
        allow(self._roster, opened.sender, last=0, today=self._now[:10])
        keys = self._roster.keys()
        device = claimed_by(opened.body)[0]
        if device not in keys:
            keys[device] = self._root  # a chain of our own that a restoring has lost
        segment = read_segment(
            opened.body, keys, county=self._roster.county, office=self._roster.office
        )
        if run is not None:
            require_named(run, segment.claim)
        if self._roster.member(device) is not None:
            self._require_serving(device, segment.claim.last)
        return segment

    def _take(self, segments: Sequence[Segment]) -> int:
        """Segments that follow each other, all or none; returns their new entries."""
        device = segments[0].claim.device
        sides = {device: Side.COUNTY} | self._roster.sides()
        if sides[device] is Side.OFFICE:
            entries = [entry for segment in segments for entry in segment.entries]
            self._hiding.about_to_take(entries)
            if clocks.note(self._ledger, device, entries, self._now):
                self._clocks = None
                self.report.doubted.add(device)
        taken = self._ledger.take_all(segments, sides)
        self.report.received += taken.entries
        self.report.set_aside += taken.set_aside
        return taken.entries

    def _require_serving(self, device: str, last: int) -> None:
        """A chain is taken from whoever holds it, but not past the point of a revocation."""
        member = self._roster.member(device)
        if member is not None and member.revoked is not None and last > member.revoked:
            raise Refused(Reason.REVOKED)

    def _take_runs(self, found: Sequence[Run]) -> Talk[None]:
        heads = {device: head.seq for device, head in self._ledger.heads().items()}
        self._hiding.begin(heads)
        known = self._hashes(found, heads)
        gathered = Gathered()
        try:
            for run in found:
                follows = gathered.follows(run.device, run.first)
                if not follows:
                    self._put_down(gathered, heads)
                here = run.first - 1 if follows else heads.get(run.device, 0)
                if run.first > here + 1:
                    continue
                if run.last <= here:
                    self._note_fork(run, known)
                    continue
                raw = yield Get(run.name)
                if raw is None:
                    continue  # another process took it in, and cleared it away
                try:
                    segment = self._checked(raw, run)
                except Refused as refusal:
                    self.report.refused[run.name] = refusal.reason
                    if refusal.reason is Reason.SEALED:
                        self._spoilt.append(run.name)
                    continue
                if not gathered.fits(segment):
                    self._put_down(gathered, heads)
                gathered.add(run.name, segment)
        finally:
            self._put_down(gathered, heads)  # also what came before a cut

    def _hashes(
        self, found: Sequence[Run], heads: Mapping[str, int]
    ) -> dict[str, Mapping[int, bytes]]:
        """By device what is here at the ends of those runs that were taken before."""
        ends: dict[str, set[int]] = {}
        for run in found:
            if run.last <= heads.get(run.device, 0):
                ends.setdefault(run.device, set()).add(run.last)
        return {device: self._ledger.hashes(device, seqs) for device, seqs in ends.items()}

    def _note_fork(self, run: Run, known: Mapping[str, Mapping[int, bytes]]) -> None:
        """Notes the device whose run ends here in another entry than it says."""
        held = known.get(run.device, {}).get(run.last)
        if held is None:
            held = self._ledger.hash_at(run.device, run.last)  # it came a moment ago
        if held is not None and not held.hex().startswith(run.head):
            self.report.forks.add(run.device)

    def _put_down(self, gathered: Gathered, heads: dict[str, int]) -> None:
        """Takes what was gathered so far."""
        found = gathered.handed_over()
        if found:
            self._take_named(found, heads)

    def _take_named(self, segments: Mapping[str, Segment], heads: dict[str, int]) -> bool:
        """Takes all together or, where one is refused, one by one up to that; whether all were."""
        try:
            self._take([*segments.values()])
        except Refused as refusal:
            if len(segments) > 1:
                return all(self._take_named({n: each}, heads) for n, each in segments.items())
            for name, segment in segments.items():
                self.report.refused[name] = refusal.reason
                if refusal.reason is Reason.FORK:
                    self.report.forks.add(segment.claim.device)
            return False
        for segment in segments.values():
            heads[segment.claim.device] = segment.claim.last
        return True

    def _hear_complaints(self) -> None:
        """A desk with this very journal may say that its records come to something else."""
        for said in self.heard.all().values():
            if said.digests:
                self.report.repaired += hear(
                    self._ledger, self._digests, said.chains, said.digests,
                    schema=self._schema, now=self._now,
                )  # fmt: skip
                self._digests = self._ledger.digests(self._schema, 0)

    def lacking(self, chain: str) -> int:
        """The last entry of a chain that every serving device of the office is known to hold."""
        heads = self._ledger.heads()
        long = sum(head.seq for head in heads.values()) >= WORTH
        end = least = heads[chain].seq
        for device in self._roster.devices(Side.OFFICE):
            said = self.heard.of(device)
            if said is None and (device == chain or long):
                # It writes the chain, and has not said that it lost any of it; or it will ask for
                # all of a long journal at once.
                continue
            held = said.chains.get(chain) if said else None
            if held is not None and held.seq > end:
                continue  # it holds more than the county, which was put back
            known = held is not None and self._ledger.hash_at(chain, held.seq) == held.head
            ready = offered(self._ledger, device, said).get(chain, 0)
            least = min(least, max(ready, held.seq if held is not None and known else 0))
        return least

    def _answer(self) -> Talk[list[str]]:
        """Hands on what devices lack, and says what is held; returns what lay there before."""
        office = self._roster.office
        listed: list[str] = yield List(outbox(office))
        self._roster_lies = yield from rosters.leave(listed, self._roster, self._root)
        recipients = self._roster.recipients(Side.OFFICE)
        if not recipients:
            return listed  # every device of the office was revoked: there is nobody to answer
        said = self.heard.all()
        listed = yield from spoilt.make_room(said.values(), listed, office)
        yield from offer(self._ledger, self._sender, self._roster, said, listed, self._now)
        folder = handed_on(office, self._roster.epoch, recipients)
        present = runs(name for name in listed if name.startswith(folder))
        for device, head in sorted(self._ledger.heads().items()):
            first = self.lacking(device) + 1
            if first > head.seq:
                continue
            to_leave = missing(self._ledger, self._sender, device, first, present)
            self.report.sent += yield from leave(to_leave, self._sender, folder, recipients)
        yield from self._leave_receipt(listed)
        return listed

    def _tidy(self, inside: Sequence[str], outside: Sequence[str]) -> Talk[None]:
        """Takes away what nobody needs here any more, and puts aside the runs that do not open.

        Names are written once: one bit that a stick lost would keep a device's journal out for
        good. What was not taken was not acknowledged, so its device leaves it again; a device that
        is gone cannot, and a key may be found again, so no byte of it is lost.
        """
        for name in self._spoilt:
            raw = yield Get(name)
            if raw:
                yield Put(unread_name(name, raw), raw)
        said = self.heard.latest()  # what somebody has just asked for stays
        taken, handed = runs(inside), runs(outside)
        heads = {device: head.seq for device, head in self._ledger.heads().items()}
        safe = durable(self._ledger) if self._apart else heads
        held = {
            device: self.lacking(device) for device in heads.keys() & {r.device for r in handed}
        }
        spent = [
            *self._spoilt,
            *spent_words(inside, {device: each.number for device, each in said.items()}),
            *spent_rosters(outside, self._roster_lies),
            *spent_receipts(outside, _said(self._ledger.recall(NUMBER))[0]),
            *spent_snapshots(outside, asked=any(ASK in each.digests for each in said.values())),
            *spent_runs(taken, safe, self._hashes(taken, safe)),
            *spent_runs(handed, held, self._hashes(handed, held)),
        ]
        if spent:
            yield Clear(tuple(spent))

    def _move_files(self) -> Talk[None]:
        """After everything else: takes files in, says so, and hands on what devices lack."""
        if self._files is None:
            return
        yield from self._files.take()
        self.report.files = self._files.moved.whole
        self.report.refused |= self._files.moved.refused
        devices = self._roster.devices(Side.OFFICE)
        if devices and (self._files.moved.whole or self._files.moved.refused):
            yield from self._leave_receipt((yield List(outbox(self._roster.office))))
        lacking = {device: said.wanted for device, said in self.heard.all().items()}
        yield from self._files.hand_on(lacking, room=self._room)
        self.report.no_room |= self._files.moved.no_room
        yield from self._files.clear(name for names in lacking.values() for name in names)

    def _leave_receipt(self, listed: list[str]) -> Talk[None]:
        offered = numbered(listed, RECEIPTS)
        raw = self._ledger.recall(NUMBER)
        last, content = _said(raw)
        # Names may be anybody's: one from far ahead is not followed, or none would be left soon.
        there = next((each for each, _name in offered if each <= last + LONGEST_LEAP), 0)
        recipients = self._roster.recipients(Side.OFFICE)
        fresh = _content(self.receipt(1), recipients)
        if content == fresh and there == last:
            self.report.receipt = self.receipt(last)
            return
        number = max(last, there) + 1
        self._ledger.remember({NUMBER: f"{number}\n".encode() + fresh})
        yield Put(receipt_name(self._roster.office, number), self.sealed_receipt(number))


def _content(receipt: Receipt, recipients: Iterable[str]) -> bytes:
    """What a receipt says and who can read it, apart from its number and its moment.

    A device that was enrolled since the last one could not open that, so it counts as another.
    """
    said = Receipt(
        receipt.county, receipt.office, 1, receipt.epoch, "", receipt.chains, receipt.wanted,
        receipt.asides, receipt.digests, receipt.heard,
    ).body()  # fmt: skip
    return said + " ".join(recipients).encode()


def _said(raw: bytes | None) -> tuple[int, bytes]:
    if raw is None:
        return 0, b""
    number, _newline, content = raw.partition(b"\n")
    return int(number), content
