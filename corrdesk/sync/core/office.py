"""The office's side of an exchange: take what the county hands on, leave what it does not hold.

Takes journals only from the county, also those of the office's other devices: so there is one order
of things, and a device that was cloned or put back is found out by the county, once.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass, field

from corrdesk.store.chain import GENESIS, Head
from corrdesk.sync.core.frame import Kind, frame, read_frame
from corrdesk.sync.core.ledger import Ledger
from corrdesk.sync.core.membership import Roster, read_roster
from corrdesk.sync.core.merge import Side
from corrdesk.sync.core.names import holdings_name, inbox, numbered, outbox, runs
from corrdesk.sync.core.receipt import Held, Holdings, Receipt, read_receipt
from corrdesk.sync.core.refusal import Reason, Refused
from corrdesk.sync.core.segment import read_segment
from corrdesk.sync.core.sending import Sender, leave, missing
from corrdesk.sync.core.stops import Guard, Marks, Stopped
from corrdesk.sync.core.talk import Get, List, Me, Put, Talk

ROSTER = "roster"
RECEIPT = "receipt"
HELD_NUMBER = "holdings"


@dataclass(frozen=True, slots=True)
class Trust:
    """The county that the office belongs to: its name and its root key."""

    county: str
    root: bytes


@dataclass(slots=True)
class Report:
    """What an exchange did. `refused`: by name at the target why something was not taken.

    `held`: up to which entry of this device's chain the county's receipt proves it holds it.
    """

    sent: int = 0
    received: int = 0
    held: int = 0
    waiting: int = 0
    set_aside: int = 0
    refused: dict[str, Reason] = field(default_factory=dict)
    receipt: Receipt | None = None


class OfficeSide:
    """One device of one office, for one exchange with one target."""

    def __init__(
        self,
        ledger: Ledger,
        me: Me,
        trust: Trust,
        *,
        schema: str,
        target: str,
        now: str,
        confirmed: Collection[Guard] = (),
        told: Callable[[str, int], None] = lambda _what, _count: None,
    ) -> None:
        """`target` names the place, `now` is ISO time, `confirmed` what a person has agreed to."""
        self._ledger = ledger
        self._me = me
        self._trust = trust
        self._sender = Sender(trust.county, me, schema)
        self._marks = Marks(ledger, target, now, frozenset(confirmed))
        self._told = told
        self.report = Report()

    @property
    def office(self) -> str:
        """The office of the ledger."""
        return self._ledger.office

    def roster(self) -> Roster:
        """The latest roster known here. Raises `Stopped` when this device was never enrolled."""
        raw = self._ledger.recall(ROSTER)
        if raw is None:
            raise Stopped(Guard.NOT_ENROLLED)
        return read_roster(raw, self._trust.root, county=self._trust.county, office=self.office)

    def exchange(self) -> Talk[Report]:
        """Pull, push, and pull again where the answer comes at once."""
        self.roster()
        yield from self._pull()
        if self.roster().member(self._me.device) is None:
            raise Stopped(Guard.NOT_ENROLLED)
        yield from self._push()
        yield from self._say_holdings()
        before = self.report.receipt
        yield from self._pull()
        if self.report.receipt != before:
            yield from self._say_holdings()
        self._reckon()
        return self.report

    def look(self) -> Talk[Report]:
        """What an exchange would meet, with nothing taken and nothing left: the dry run."""
        listed = yield List(outbox(self.office))
        receipt = yield from self._newest_receipt(listed, self.roster())
        heads = self._ledger.heads()
        coming: dict[str, int] = {}
        for run in runs(listed):
            if run.last > heads.get(run.device, Head(0, GENESIS, 0)).seq:
                coming[run.device] = max(coming.get(run.device, 0), run.last)
        self.report.received = sum(
            last - heads.get(device, Head(0, GENESIS, 0)).seq for device, last in coming.items()
        )
        self.report.receipt = receipt
        self._reckon()
        self.report.sent = self.report.waiting
        return self.report

    # Taking

    def _pull(self) -> Talk[None]:
        listed = yield List(outbox(self.office))
        yield from self._renew_roster(listed)
        roster = self.roster()
        receipt = yield from self._newest_receipt(listed, roster)
        if receipt is not None:
            self.report.receipt = receipt
            self._require_no_fork(receipt)
        yield from self._take_runs(listed, roster)

    def _renew_roster(self, listed: list[str]) -> Talk[None]:
        known = self.roster()
        for _number, name in numbered(listed, "roster-"):
            raw = yield Get(name)
            try:
                found = read_roster(
                    raw or b"", self._trust.root, county=self._trust.county, office=self.office
                )
            except Refused as refusal:
                self.report.refused[name] = refusal.reason
                continue
            if found.number > known.number:
                self._ledger.remember({ROSTER: found.packed()})
            return

    def _newest_receipt(self, listed: list[str], roster: Roster) -> Talk[Receipt | None]:
        """The county's latest word at this target, if it is of the present epoch."""
        offered = numbered(listed, "receipt-")
        self._marks.check_target(offered[0][0] if offered else 0)
        found = None
        for _number, name in offered[:5]:
            raw = yield Get(name)
            try:
                found = self._read_receipt(raw or b"", roster)
                break
            except Refused as refusal:
                self.report.refused[name] = refusal.reason
        if found is None:
            if offered:
                self._marks.require(Guard.FOREIGN)
            return None
        self._marks.check_clock(found.at)
        self._marks.seen(found.number)
        if found.epoch != roster.epoch:
            return None
        return found

    def _read_receipt(self, sealed: bytes, roster: Roster) -> Receipt:
        raw = self._me.box.open(sealed)
        opened = read_frame(raw, _county_keys(roster), Kind.RECEIPT)
        receipt = read_receipt(opened.body, county=self._trust.county, office=self.office)
        self._ledger.remember({RECEIPT: raw})
        return receipt

    def _require_no_fork(self, receipt: Receipt) -> None:
        """Another entry of this device's chain at the county than here: somebody else is it too."""
        held = receipt.chains.get(self._me.device)
        if held is None:
            return
        here = self._ledger.hash_at(self._me.device, held.seq)
        if here is not None and here != held.head:
            raise Stopped(Guard.FORK)

    def _take_runs(self, listed: list[str], roster: Roster) -> Talk[None]:
        heads = {device: head.seq for device, head in self._ledger.heads().items()}
        for run in runs(listed):
            if not run.last > heads.get(run.device, 0) >= run.first - 1:
                continue
            raw = yield Get(run.name)
            try:
                opened = read_frame(
                    self._me.box.open(raw or b""), _county_keys(roster), Kind.SEGMENT
                )
                segment = read_segment(
                    opened.body, roster.keys(), county=self._trust.county, office=self.office
                )
                taken = self._ledger.take(segment, roster.sides())
            except Refused as refusal:
                if refusal.reason is Reason.FORK and run.device == self._me.device:
                    raise Stopped(Guard.FORK) from None
                self.report.refused[run.name] = refusal.reason
                continue
            heads[run.device] = segment.claim.last
            self.report.received += taken.entries
            self.report.set_aside += taken.set_aside
            self._told("received", taken.entries)

    # Leaving

    def _push(self) -> Talk[None]:
        listed = yield List(inbox(self.office))
        present = runs(listed)
        roster = self.roster()
        recipients = roster.recipients(Side.COUNTY)
        for device, head in sorted(self._ledger.heads().items()):
            first = self.proven(device) + 1
            if first > head.seq or (device != self._me.device and self.report.receipt is None):
                continue
            to_leave = missing(self._ledger, self._sender, device, first, present)
            count = yield from leave(
                to_leave, self._sender, inbox(self.office), recipients,
                lambda entries: self._told("sent", entries),
            )  # fmt: skip
            self.report.sent += count

    def proven(self, device: str) -> int:
        """Up to which entry the county holds this very chain, by its last word; 0 without one."""
        receipt = self.report.receipt
        held = receipt.chains.get(device) if receipt else None
        if held is None or self._ledger.hash_at(device, held.seq) != held.head:
            return 0
        return held.seq

    def _say_holdings(self) -> Talk[None]:
        chains = {
            device: Held(head.seq, head.hash)
            for device, head in self._ledger.heads().items()
            if head.seq
        }
        said = self._ledger.recall(HELD_NUMBER)
        number = int(said.decode()) + 1 if said else 1
        listed = yield List(f"{inbox(self.office)}holdings-{self._me.device}-")
        present = numbered(listed, "holdings-")
        number = max(number, present[0][0] + 1 if present else 1)
        body = Holdings(self._trust.county, self.office, number, chains).body()
        raw = frame(Kind.HOLDINGS, self._me.device, body, self._me.sign)
        sealed = self._me.box.seal(raw, self.roster().recipients(Side.COUNTY))
        self._ledger.remember({HELD_NUMBER: str(number).encode()})
        yield Put(holdings_name(self.office, self._me.device, number), sealed)

    def _reckon(self) -> None:
        head = self._ledger.heads().get(self._me.device, Head(0, GENESIS, 0))
        self.report.held = self.proven(self._me.device)
        self.report.waiting = head.seq - self.report.held


def _county_keys(roster: Roster) -> dict[str, bytes]:
    return {
        m.certificate.device: m.certificate.key
        for m in roster.members
        if m.certificate.side is Side.COUNTY
    }
