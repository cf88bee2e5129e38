"""The office's side of an exchange: take what the county hands on, leave what it does not hold.

Takes journals only from the county, also those of the office's other devices: so there is one order
of things, and a device that was cloned or put back is found out by the county, once.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field

from corrdesk.store.chain import GENESIS, Head
from corrdesk.sync.core import clocks, spoilt
from corrdesk.sync.core.closing import close
from corrdesk.sync.core.county_word import CountyWord, Trust
from corrdesk.sync.core.files import FileShelf, FileTalk, Moved, told_keys, wanted_names
from corrdesk.sync.core.fork import parting
from corrdesk.sync.core.frame import Kind, frame, read_frame
from corrdesk.sync.core.hiding import Hiding
from corrdesk.sync.core.holding import judged, proven, unproven
from corrdesk.sync.core.ledger import Ledger
from corrdesk.sync.core.membership import Roster
from corrdesk.sync.core.merge import Side
from corrdesk.sync.core.names import (
    Run,
    handed_on,
    holdings_name,
    inbox,
    outbox,
    require_named,
    runs,
)
from corrdesk.sync.core.receipt import Holdings, Receipt
from corrdesk.sync.core.refusal import Reason, Refused
from corrdesk.sync.core.rescue import Rescue
from corrdesk.sync.core.segment import Segment, read_segment
from corrdesk.sync.core.sending import Sender, leave, may_lie_there, missing
from corrdesk.sync.core.snapshot import WORTH, asks, fetch
from corrdesk.sync.core.stops import Guard, Marks, Stopped
from corrdesk.sync.core.talk import Get, List, Me, Put, Talk

HELD_NUMBER = "holdings"
MARKS = 100_000  # twelve digits of a name leave ten million words to a device


@dataclass(slots=True)
class Report:
    """What an exchange did. `refused`: by name at the target why something was not taken.

    `held`: up to which entry of this device's chain the county's receipt proves it holds it.
    `rescued`: entries of another device's lost branch that were said anew in this one's name.
    `doubted`: which entries of this device the county marked because their clock was wrong.
    `agrees`: whether the records come to the same as the county's, None where that cannot be told;
    `repaired`: how many here were not what the journal makes of them.
    """

    sent: int = 0
    received: int = 0
    held: int = 0
    waiting: int = 0
    set_aside: int = 0
    rescued: int = 0
    repaired: int = 0
    agrees: bool | None = None
    doubted: list[clocks.Doubt] = field(default_factory=list)
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
        shelf: FileShelf | None = None,
    ) -> None:
        """`target` names the place, `now` is ISO time, `confirmed` what a person has agreed to."""
        self._ledger = ledger
        self._me = me
        self._trust = trust
        self._sender = Sender(trust.county, me, schema)
        self._schema = schema
        self._complaint: Mapping[str, bytes] = {}
        self._marks = Marks(ledger, target, now, frozenset(confirmed))
        self._told = told
        self._shelf = shelf
        self._now = now
        self._spoilt: dict[str, bytes] = {}
        self._rescue = Rescue(ledger, me.device)
        self._hiding = Hiding(ledger, self._marks.require_sight, me.device)
        self._said = b""  # what was last said at this target, in this exchange
        self.report = Report()
        self._word = CountyWord(ledger, me, trust, self._marks, self.report.refused)
        self.moved = Moved()

    @property
    def office(self) -> str:
        """The office of the ledger."""
        return self._ledger.office

    def roster(self) -> Roster:
        """The latest roster known here. Raises `Stopped` when this device was never enrolled."""
        return self._word.roster()

    def exchange(self) -> Talk[Report]:
        """Pull, push, and pull again where the answer comes at once."""
        self.roster()
        try:
            yield from self._pull()
        except Stopped as stopped:
            if stopped.guard in {Guard.FORK, Guard.FOREIGN}:
                # So that the county hands this chain on as it is, or learns which epoch is known.
                self._spoilt |= spoilt.left(self._ledger)
                yield from self._say_holdings()
            raise
        if self.roster().member(self._me.device) is None:
            yield from self._say_holdings()  # the county may know this device, and learn the epoch
            raise Stopped(Guard.NOT_ENROLLED)
        before, said = self.report.receipt, self._said
        yield from self._push()
        yield from self._say_holdings()
        if self.report.sent >= WORTH:
            # While the county takes it in; at the end only what comes in until then is added.
            self._ledger.digests(self._schema, 0)
        if self.report.sent or self._said != said or self._rescue.forked:
            yield from self._pull()  # otherwise there is nothing that the county could answer
        if self._rescue.forked:
            yield from self._pull()
        closed = close(self._ledger, self.report.receipt, schema=self._schema, now=self._now)
        self.report.agrees, self.report.repaired = closed.agrees, closed.repaired
        self._complaint = closed.complaint
        self._hiding.end()
        if self.report.receipt != before or self._complaint or self._spoilt:
            yield from self._say_holdings()
        self._reckon()
        return self.report

    def files(self) -> Talk[Moved]:
        """Files, after `exchange` and for as long as something moves. To be called once after it.

        A cut or a person's stop between two chunks leaves the records as they were exchanged.
        """
        if self._shelf is None:
            return self.moved
        work = FileTalk(
            self._shelf, self._me, self.roster(), Side.OFFICE,
            keys=told_keys(self.report.receipt, self.roster()), now=self._now, told=self._told,
        )  # fmt: skip
        self.moved = work.moved
        yield from self._say_holdings()
        while True:
            receipt, before = self.report.receipt, work.wanted()
            sent = yield from work.leave(receipt.wanted if receipt else ())
            if sent:
                yield from self._pull()
            received = yield from work.take()
            if work.wanted() != before:
                yield from self._say_holdings()
            elif not sent and not received:
                return self.moved

    def look(self) -> Talk[Report]:
        """What an exchange would meet, with nothing taken and nothing left: the dry run.

        Only the county's word is heard: who belongs to the office, and what is held of it.
        """
        listed = yield List(outbox(self.office))
        yield from self._word.renew_roster(listed)
        receipt = yield from self._word.newest_receipt(listed)
        heads = self._ledger.heads()
        coming: dict[str, int] = {}
        for run in _handed_on(listed, self.roster()):
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
        yield from self._word.renew_roster(listed)
        roster = self.roster()
        receipt = yield from self._word.newest_receipt(listed)
        if receipt is not None:
            self.report.receipt = receipt
            self._require_no_fork(receipt)
        taken, refused = yield from fetch(
            self._ledger,
            self._me,
            self._trust.county,
            roster,
            receipt,
            listed,
            self._told,
            before=self._hiding.about_to_take_whole,
        )
        self.report.received += taken
        self.report.refused |= refused
        yield from self._take_runs(listed, roster)
        if receipt is not None:
            self.report.rescued += self._rescue.tails(receipt)

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
        self._hiding.begin(heads)
        parted = self._rescue.parted(self.report.receipt)
        for run in _handed_on(listed, roster):
            follows = run.last > heads.get(run.device, 0) >= run.first - 1
            if not follows and run.device not in parted:
                continue
            raw = yield Get(run.name)
            try:
                segment = self._read_segment(raw or b"", roster, run)
                self._spoilt.pop(run.name, None)
                self.report.refused.pop(run.name, None)  # it was left anew since
                if run.device in parted:
                    self.report.rescued += self._rescue.branch(segment)
                self._hiding.about_to_take(segment.entries)
                taken = self._ledger.take(segment, roster.sides())
            except Refused as refusal:
                self._note_refusal(run, refusal.reason, raw or b"", parted)
                continue
            heads[run.device] = self._ledger.heads()[run.device].seq
            self.report.received += taken.entries
            self.report.set_aside += taken.set_aside
            self._told("received", taken.entries)

    def _note_refusal(self, run: Run, reason: Reason, raw: bytes, parted: set[str]) -> None:
        """What follows where a run was not taken. Raises `Stopped` where this chain is another's.

        Of a chain that parts from the county's, gaps are no news; what does not open always is: it
        may be the very place where they part.
        """
        if reason is Reason.FORK and run.device == self._me.device:
            raise Stopped(Guard.FORK)
        if reason is Reason.FORK:
            self._rescue.forked.add(run.device)  # looked at from its beginning the next time
        elif reason is Reason.SEALED or run.device not in parted:
            self.report.refused[run.name] = reason
        if reason is Reason.SEALED:
            spoilt.note(self._ledger, run.name, raw, self._spoilt)

    def _read_segment(self, sealed: bytes, roster: Roster, run: Run) -> Segment:
        opened = read_frame(self._me.box.open(sealed), roster.keys(Side.COUNTY), Kind.SEGMENT)
        segment = read_segment(
            opened.body, roster.keys(), county=self._trust.county, office=self.office
        )
        require_named(run, segment.claim)
        return segment

    def parting(self) -> Talk[int]:
        """The first entry of this device's chain that the county knows otherwise; 0 if none shows.

        For use after a fork: reads the chain as the county hands it on.
        """
        listed = yield List(outbox(self.office))
        roster = self.roster()
        for run in _handed_on(listed, roster):
            if run.device != self._me.device:
                continue
            raw = yield Get(run.name)
            try:
                segment = self._read_segment(raw or b"", roster, run)
            except Refused as refusal:
                spoilt.leave(self._ledger, run.name, raw or b"", refusal.reason)
                continue
            if first := parting(self._ledger, segment):
                return first
        return 0

    # Leaving

    def _push(self) -> Talk[None]:
        firsts = unproven(self._ledger, self.report.receipt, self._me.device)
        if not firsts:
            return
        heads = self._ledger.heads()
        count = sum(heads[device].seq - first + 1 for device, first in firsts.items())
        unsure = may_lie_there(self._ledger, count)
        present = runs((yield List(inbox(self.office)))) if unsure else ()
        recipients = self.roster().recipients(Side.COUNTY)
        for device, first in firsts.items():
            to_leave = missing(self._ledger, self._sender, device, first, present)
            count = yield from leave(
                to_leave, self._sender, inbox(self.office), recipients,
                lambda entries: self._told("sent", entries),
            )  # fmt: skip
            self.report.sent += count

    def _say_holdings(self) -> Talk[None]:
        said = self._ledger.recall(HELD_NUMBER) or b"0\n"
        last, _newline, before = said.partition(b"\n")
        receipt = self.report.receipt
        heard = receipt.heard.get(self._me.device, 0) if receipt else 0
        content = self._saying(1)
        if content == before and (heard == int(last) or content == self._said):
            return  # the county has heard this very word, or it lies there already
        number = _word_number(max(int(last), heard), content)
        raw = frame(Kind.HOLDINGS, self._me.device, self._saying(number), self._me.sign)
        sealed = self._me.box.seal(raw, self.roster().recipients(Side.COUNTY))
        self._ledger.remember({HELD_NUMBER: f"{number}\n".encode() + content})
        yield Put(holdings_name(self.office, self._me.device, number), sealed)
        self._said = content

    def _saying(self, number: int) -> bytes:
        """The word about what is held here, under a number."""
        roster = self.roster()
        keys = told_keys(self.report.receipt, roster)
        wanted = wanted_names(self._shelf, keys, Side.OFFICE) if self._shelf else ()
        return Holdings(
            self._trust.county, self.office, number, roster.epoch,
            judged(self._ledger, self.report.receipt), wanted,
            {**self._complaint, **asks(self._ledger, self.report.receipt),
             **spoilt.said(self._spoilt)},
        ).body()  # fmt: skip

    def _reckon(self) -> None:
        head = self._ledger.heads().get(self._me.device, Head(0, GENESIS, 0))
        self.report.held = proven(self._ledger, self.report.receipt, self._me.device)
        self.report.waiting = head.seq - self.report.held
        self.report.doubted = clocks.told_of(self.report.receipt, self._me.device)


def _word_number(latest: int, content: bytes) -> int:
    """The number of a word after `latest`, which ends in a mark of its content.

    A vault that was put back counts again what it counted before. By the mark, the county's "heard"
    is not taken for a word that it never heard.
    """
    mark = int.from_bytes(hashlib.sha256(content).digest()[:8]) % MARKS
    return (latest // MARKS + 1) * MARKS + mark


def _handed_on(listed: list[str], roster: Roster) -> list[Run]:
    """The runs that the county hands on to those of this roster, in its epoch."""
    folder = handed_on(roster.office, roster.epoch, roster.recipients(Side.OFFICE))
    return runs(name for name in listed if name.startswith(folder))
