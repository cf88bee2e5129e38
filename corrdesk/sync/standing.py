"""How a vault stands with its county: enrolled or not, what is delivered, what waits.

Read from what earlier exchanges left here; nothing is said to anybody and nothing is changed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from corrdesk.store.chain import GENESIS, Entry, Head
from corrdesk.store.engine import Store
from corrdesk.sync.core import clocks
from corrdesk.sync.core.clocks import Doubt
from corrdesk.sync.core.county_word import RECEIPT, ROSTER
from corrdesk.sync.core.files import told_keys
from corrdesk.sync.core.frame import HEAD
from corrdesk.sync.core.holding import proven
from corrdesk.sync.core.membership import Certificate, Roster, read_roster
from corrdesk.sync.core.merge import Side
from corrdesk.sync.core.receipt import Receipt, read_receipt
from corrdesk.sync.core.wire import Fields, loads
from corrdesk.sync.replica import Replica
from corrdesk.sync.waiting import FileWord

COUNTY: Final = "county"
NO_ROOM: Final = "no-room"  # digests of the files that the last target had no room for
MOST_SHOWN: Final = 200
CLOCK_SEEN: Final = "clock-seen:"  # with a device: up to which entry somebody has read of its clock
CLOCK_TOLD: Final = "clock-told:"  # the same, up to which it was said


@dataclass(frozen=True, slots=True)
class Party:
    """The vault's own device: its names, its signing key, the office that it writes for."""

    office: str
    office_name: str
    device: str
    key: Ed25519PrivateKey
    former: tuple[str, ...] = ()  # names that the device had before


@dataclass(frozen=True, slots=True)
class County:
    """The county that the vault is enrolled with."""

    id: str
    name: str
    root: bytes
    authority: str
    address: str


@dataclass(frozen=True, slots=True)
class Balance:
    """What the county holds of this device's entries by its last word, and what waits.

    `at`: when the county said so (ISO), empty before the first word. `waiting`: the first entries
    that it does not hold.
    """

    written: int
    held: int
    at: str
    waiting: Sequence[Entry] = ()


class Standing:
    """What is known here of the exchange of one vault."""

    def __init__(self, store: Store, party: Party) -> None:
        self._ledger = Replica(store, party.office)
        self._party = party

    def county(self) -> County | None:
        """The county that this vault is enrolled with, None before that."""
        raw = self._ledger.recall(COUNTY)
        if raw is None:
            return None
        fields = Fields(loads(raw), 5)
        return County(
            fields.text(), fields.text(), fields.octets(), fields.text(100_000), fields.text()
        )

    def certificate(self) -> Certificate | None:
        """The device's certificate on the last roster, None while it has none."""
        roster = self._roster()
        member = roster.member(self._party.device) if roster else None
        return member.certificate if member else None

    def computers(self) -> dict[str, str]:
        """The serving devices of the office by the names that people gave them."""
        roster = self._roster()
        serving = roster.devices(Side.OFFICE) if roster else []
        return {
            member.certificate.device: member.certificate.label
            for member in (roster.members if roster else ())
            if member.certificate.device in serving
        }

    def balance(self) -> Balance:
        """What is delivered and what is not, by the county's last word that holds here."""
        device, receipt = self._party.device, self._receipt()
        head = self._ledger.heads().get(device, Head(0, GENESIS, 0))
        held = proven(self._ledger, receipt, device)
        waiting = []
        if head.seq > held:
            waiting = self._ledger.run(device, held + 1, MOST_SHOWN)
        return Balance(head.seq, held, receipt.at if receipt else "", waiting)

    def own_entries(self, after: int, limit: int) -> list[Entry]:
        """So many of this device's entries, from the one after a number on."""
        return self._ledger.run(self._party.device, after + 1, limit)

    def file_word(self) -> FileWord | None:
        """The county's last word about files; None before enrolment."""
        roster, receipt = self._roster(), self._receipt()
        if roster is None:
            return None
        if receipt is None:
            return FileWord()
        held = {device: held.seq for device, held in receipt.chains.items()}
        held[self._party.device] = self.balance().held
        no_room = (self._ledger.recall(NO_ROOM) or b"").decode().split()
        key = told_keys(receipt, roster)[0]
        return FileWord(key, frozenset(receipt.wanted), held, frozenset(no_room))

    def doubted(self) -> list[Doubt]:
        """Entries of this device that the county marked for their clock and nobody has read of."""
        told = clocks.told_of(self._receipt(), self._party.device)
        seen = int(self._ledger.recall(CLOCK_SEEN + self._party.device) or b"0") if told else 0
        return [each for each in told if each.last > seen]

    def is_revoked(self) -> bool:
        """Whether the county listens to this device no more, by the last roster."""
        roster = self._roster()
        member = roster.member(self._party.device) if roster else None
        return member is not None and member.revoked is not None

    def _roster(self) -> Roster | None:
        county, raw = self.county(), self._ledger.recall(ROSTER)
        if county is None or raw is None:
            return None
        return read_roster(raw, county.root, county=county.id, office=self._party.office)

    def _receipt(self) -> Receipt | None:
        """The county's last word, which was checked when it came."""
        county, roster = self.county(), self._roster()
        raw = self._ledger.recall(RECEIPT)
        if county is None or roster is None or raw is None:
            return None
        receipt = read_receipt(raw[HEAD:], county=county.id, office=self._party.office)
        return receipt if receipt.epoch == roster.epoch else None
