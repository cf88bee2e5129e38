"""What the county says to a device at one target: who belongs to the office, what is held of it.

Its rosters and receipts are read, checked and remembered here; what follows from them for the
journal is the office's side's.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from corrdesk.sync.core import rosters
from corrdesk.sync.core.frame import HEAD, Kind, read_frame
from corrdesk.sync.core.ledger import Ledger
from corrdesk.sync.core.membership import Roster, read_roster
from corrdesk.sync.core.merge import Side
from corrdesk.sync.core.names import RECEIPTS, numbered
from corrdesk.sync.core.receipt import Receipt, is_later, read_receipt
from corrdesk.sync.core.refusal import Reason, Refused
from corrdesk.sync.core.stops import Guard, Marks, Stopped
from corrdesk.sync.core.talk import Get, Me, Talk

ROSTER = "roster"
EPOCHS = "epochs"  # those of the county that are over
RECEIPT = "receipt"
READ = "read:"  # with a device: it has read a word of the county


@dataclass(frozen=True, slots=True)
class Trust:
    """The county that the office belongs to: its name and its root key."""

    county: str
    root: bytes


class CountyWord:
    """The county's rosters and receipts, as one device reads them in one exchange."""

    def __init__(
        self, ledger: Ledger, me: Me, trust: Trust, marks: Marks, refused: dict[str, Reason]
    ) -> None:
        """`refused`: takes by name why something was not read."""
        self._ledger = ledger
        self._me = me
        self._trust = trust
        self._marks = marks
        self._refused = refused
        self._roster: Roster | None = None  # as it was read here last
        self._roster_name = ""  # the name whose roster was read last

    def roster(self) -> Roster:
        """The latest roster known here. Raises `Stopped` when this device was never enrolled."""
        if self._roster is None:
            raw = self._ledger.recall(ROSTER)
            if raw is None:
                raise Stopped(Guard.NOT_ENROLLED)
            trust, office = self._trust, self._ledger.office
            self._roster = read_roster(raw, trust.root, county=trust.county, office=office)
        return self._roster

    def renew_roster(self, listed: list[str]) -> Talk[None]:
        """Takes the latest roster among these names, if it takes the place of the known one."""
        names = [name for _number, name in numbered(listed, rosters.LEAD)]
        if names[:1] == [self._roster_name]:
            return  # names are written once: it says what it said a moment ago
        lying = yield from rosters.latest(
            listed, self._trust.root, county=self._trust.county, office=self._ledger.office
        )
        self._refused.update(lying.refused)
        self._roster_name = names[0] if names and not lying.refused else ""
        if lying.roster is not None and self._supersedes(lying.roster, self.roster()):
            self._remember_roster(lying.roster)

    def _supersedes(self, found: Roster, known: Roster) -> bool:
        """A later roster of this epoch, or one of an epoch that says that this one is over.

        A county that was restored counts anew, so its number may be lower.
        """
        if found.epoch == known.epoch:
            return found.number > known.number
        return known.epoch in found.ended and found.epoch not in _past_epochs(self._ledger)

    def _remember_roster(self, found: Roster) -> None:
        known = self.roster()
        values = {ROSTER: found.packed()}
        if found.epoch != known.epoch:
            values[EPOCHS] = " ".join([*_past_epochs(self._ledger), known.epoch]).encode()
            self._marks.start_anew()
        self._ledger.remember(values)
        self._roster = None

    def newest_receipt(self, listed: list[str]) -> Talk[Receipt | None]:
        """The county's latest word at this target, if it is of the present epoch."""
        roster = self.roster()
        offered = numbered(listed, RECEIPTS)
        found, proven = None, b""
        looked_at = self._marks.worth_reading(offered)
        for number, name in looked_at:
            raw = yield Get(name)
            try:
                found, proven = self._read_receipt(raw or b"", roster, number)
                break
            except Refused as refusal:
                self._refused[name] = refusal.reason
        if found is None:
            self._require_none_readable(offered, [name for _number, name in looked_at])
            return None
        self._marks.check_target(found.number)
        self._marks.check_clock(found.at)
        self._marks.seen(found.number)
        latest = {RECEIPT: proven} if _is_latest(self._ledger, found, roster) else {}
        self._ledger.remember({READ + self._me.device: b"", **latest})
        if found.epoch != roster.epoch:
            return None
        return found

    def _require_none_readable(self, offered: list[tuple[int, str]], looked_at: list[str]) -> None:
        """Raises `Stopped` unless there may well be no word that this device can read."""
        if not offered:
            self._marks.check_target(0)
        elif _is_new_here(self._ledger, self._me.device, self._refused, looked_at):
            self._marks.check_target(offered[0][0])  # sealed before it came: names are all there is
        else:
            self._marks.require(Guard.FOREIGN)

    def _read_receipt(self, sealed: bytes, roster: Roster, number: int) -> tuple[Receipt, bytes]:
        """The county's word that lies under this number, and its signed bytes."""
        raw = self._me.box.open(sealed)
        opened = read_frame(raw, roster.keys(Side.COUNTY), Kind.RECEIPT)
        receipt = read_receipt(opened.body, county=self._trust.county, office=self._ledger.office)
        if receipt.number != number:
            raise Refused(Reason.FORM)  # an old word under a later name would hide those between
        return replace(receipt, speaker=opened.sender), raw


def _is_latest(ledger: Ledger, found: Receipt, roster: Roster) -> bool:
    """Whether this is the last word of the county that is known here, at whichever target."""
    if found.epoch != roster.epoch:
        return False
    raw = ledger.recall(RECEIPT)
    if raw is None:
        return True
    return is_later(found, read_receipt(raw[HEAD:], county=roster.county, office=roster.office))


def _past_epochs(ledger: Ledger) -> list[str]:
    raw = ledger.recall(EPOCHS)
    return raw.decode().split() if raw else []


def _is_new_here(
    ledger: Ledger, device: str, refused: dict[str, Reason], names: Iterable[str]
) -> bool:
    """Whether a device has read no word yet, and those there were sealed before it came."""
    if ledger.recall(READ + device) is not None:
        return False
    return all(refused.pop(name) is Reason.SEALED for name in names)
