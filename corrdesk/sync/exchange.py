"""One vault's part in the exchange: enrolling, and exchanging over a transport.

Brings the protocol to a vault; what the rules are is in `core`, how the vault stands with its
county in `standing`, what is shown of it above.
"""

from __future__ import annotations

import platform
import random
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from corrdesk.base.clock import Clock
from corrdesk.base.errors import UserError
from corrdesk.base.i18n import _
from corrdesk.store.chain import Entry
from corrdesk.store.engine import Store
from corrdesk.store.schema import latest_revision
from corrdesk.sync import automatic
from corrdesk.sync.automatic import Automatic, read_automatic
from corrdesk.sync.box import AgeBox, new_identity
from corrdesk.sync.core.clocks import Doubt
from corrdesk.sync.core.county_word import ROSTER, Trust
from corrdesk.sync.core.enrolment import Grant, Request, read_grant
from corrdesk.sync.core.files import Moved
from corrdesk.sync.core.membership import Certificate
from corrdesk.sync.core.office import OfficeSide, Report
from corrdesk.sync.core.refusal import Refused
from corrdesk.sync.core.stops import DAY, Guard, Stopped
from corrdesk.sync.core.talk import Me
from corrdesk.sync.core.wire import dumps
from corrdesk.sync.driving import Cancelled, Step, drive
from corrdesk.sync.reading import Reads
from corrdesk.sync.replica import After, Replica
from corrdesk.sync.shelf import StoreShelf
from corrdesk.sync.standing import (
    CLOCK_SEEN,
    CLOCK_TOLD,
    COUNTY,
    MOST_SHOWN,
    NO_ROOM,
    County,
    Party,
    Standing,
)
from corrdesk.sync.state import forget
from corrdesk.sync.transports.base import Dated, Transport, TransportFault
from corrdesk.sync.words import ExchangeStopped, refusal
from corrdesk.vault.attachments import Attachments

IDENTITY: Final = "identity:"
LONGEST_LABEL: Final = 60


@dataclass(frozen=True, slots=True)
class Branch:
    """What this device wrote under numbers that the county knows otherwise, from entry `first` on.

    `first` is 0 while the county's entries have not been seen; `entries` are the first of `count`.
    """

    first: int = 0
    count: int = 0
    entries: Sequence[Entry] = ()


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one exchange came to, in entries; `changed`: records that came in, by table.

    `files`: what was moved of them, after the records. `cut`: why not all of it, where the line
    broke or a person stopped it; the rest goes on from there the next time. `doubted`: what the
    county marked for this device's clock and was not said before.
    """

    report: Report
    changed: dict[str, set[str]] = field(default_factory=dict)
    files: Moved = field(default_factory=Moved)
    cut: Exception | None = None
    doubted: Sequence[Doubt] = ()


class Exchange:
    """The exchange of one open vault."""

    def __init__(
        self,
        store: Store,
        party: Party,
        clock: Clock,
        *,
        sealed: Attachments,
        after: Sequence[After] = (),
        waits: Callable[[], bool] = lambda: False,
        chance: Callable[[], float] = random.random,
    ) -> None:
        """`sealed`: the vault's files. `waits`: whether it was restored and nobody looked yet.

        `chance`: spreads the beginnings of exchanges that begin by themselves.
        """
        self.standing = Standing(store, party)
        self._store = store
        self._sealed = sealed
        self._party = party
        self._clock = clock
        self._after = after
        self._waits = waits
        self._chance = chance

    # Enrolling

    def request(self, label: str = "") -> bytes:
        """The request to be enrolled, as a file for the county.

        `label`: what people at the county call this PC; as they did, or by the machine's name.
        """
        asked = Request(
            self._party.office,
            self._party.office_name,
            self._party.device,
            (label or self._usual_label())[:LONGEST_LABEL].strip(),
            self.public_key(),
            self._box().recipient,
            self._clock.now().isoformat(),
        )
        return asked.framed(self._party.key.sign)

    def accept(self, raw: bytes) -> Grant:
        """Takes the county's grant. Raises UserError for one that is not for this device."""
        try:
            grant = read_grant(raw)
        except Refused as refused:
            raise UserError(
                _("证书不能使用：{reason}").format(reason=refusal(refused.reason)), field="cert"
            ) from None
        if not self._is_mine(grant.certificate):
            raise UserError(
                _("证书不是发给本机的。"), remedy=_("请重新生成登记申请交县级。"), field="cert"
            )
        known = self.county()
        if known is not None and (known.id, known.root) != (grant.county, grant.root):
            raise UserError(
                _("本机已在另一县级登记。"), remedy=_("划转由县级办理，请联系县级。"), field="cert"
            )
        county = [grant.county, grant.county_name, grant.root, grant.authority, grant.address]
        self._ledger().remember({COUNTY: dumps(county), ROSTER: grant.roster.packed()})
        if self.automatic().guard in {Guard.NOT_ENROLLED, Guard.FORK}:
            self.keep_automatic(automatic.settled(self.automatic()))
        return grant

    def county(self) -> County | None:
        """The county that this vault is enrolled with, None before that."""
        return self.standing.county()

    def public_key(self) -> bytes:
        """The device's public key."""
        return self._party.key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)

    @property
    def device(self) -> str:
        """The device's name."""
        return self._party.device

    @property
    def key(self) -> Ed25519PrivateKey:
        """The device's signing key, for signing requests to the county's server."""
        return self._party.key

    # Exchanging

    def run(
        self,
        transport: Transport,
        target: str,
        *,
        dry_run: bool = False,
        by_hand: bool = True,
        confirmed: Collection[Guard] = (),
        told: Callable[[str, int], None] = lambda _what, _count: None,
        cancelled: Callable[[], bool] = lambda: False,
    ) -> Outcome:
        """One exchange with a target, files last; how it ended says when one begins by itself.

        Raises `ExchangeStopped`, `TransportFault`, `Cancelled` before the records are exchanged.
        """
        ledger = self._ledger()
        now, chance = self._clock.now(), self._chance()
        try:
            side = self._side(ledger, target, confirmed, told)
            if isinstance(transport, Dated):
                transport.heed(None if Guard.CLOCK in confirmed else self._require_same_time)
            talk = side.look() if dry_run else side.exchange()
            report = drive(talk, transport, cancelled=cancelled, step=ledger.reads.together)
        except Stopped as stopped:
            if not dry_run:
                self.keep_automatic(automatic.stopped_by(self.automatic(), stopped.guard))
            raise ExchangeStopped(stopped) from None
        except TransportFault:
            if not by_hand:
                self.keep_automatic(automatic.failed(self.automatic(), now, chance))
            raise
        moved, cut = Moved(), None
        if not dry_run:
            moved, cut = _move(side, transport, cancelled, ledger.reads.together)
            _note_no_room(ledger, moved)
            before = self.automatic()
            self.keep_automatic(
                automatic.stopped_by(before, Guard.NOT_ENROLLED)
                if self.standing.is_revoked()
                else automatic.went_through(before, target, now, chance, by_hand=by_hand)
            )
        report.set_aside = len(ledger.asides())
        doubted = [] if dry_run else self._newly_doubted(ledger, report)
        return Outcome(report, ledger.changed, moved, cut, doubted)

    def clock_read(self) -> None:
        """Somebody has read what the county says of this PC's clock; it is shown no more."""
        last = max((each.last for each in self.standing.doubted()), default=0)
        if last:
            self._ledger().remember({CLOCK_SEEN + self._party.device: str(last).encode()})

    def automatic(self) -> Automatic:
        """How the exchange that begins by itself stands."""
        return read_automatic(self._ledger().recall(automatic.KEY))

    def keep_automatic(self, state: Automatic) -> None:
        """Remembers how it stands from now on."""
        self._ledger().remember({automatic.KEY: state.packed()})

    # After a fork

    def branch(self, transport: Transport, cancelled: Callable[[], bool] = lambda: False) -> Branch:
        """Where this device's chain parts from the one that the county hands on under its name.

        Raises `ExchangeStopped`, `TransportFault`, `Cancelled`.
        """
        ledger = self._ledger()
        try:
            side = self._side(ledger, "", (), lambda _what, _count: None)
            first = drive(
                side.parting(), transport, cancelled=cancelled, step=ledger.reads.together
            )
        except Stopped as stopped:
            raise ExchangeStopped(stopped) from None
        if not first:
            return Branch()
        head = ledger.heads()[self._party.device]
        entries = ledger.run(self._party.device, first, MOST_SHOWN)
        return Branch(first, head.seq - first + 1, entries)

    def say_anew(self, first: int, heir: str) -> int:
        """Moves this device's entries from `first` on to the chain of its next name."""
        return self._ledger().say_anew(self._party.device, first, heir)

    # Parts

    def _newly_doubted(self, ledger: Replica, report: Report) -> list[Doubt]:
        """What was not said yet of this device's clock: it is said once."""
        if not report.doubted:
            return []
        key = CLOCK_TOLD + self._party.device
        told = int(ledger.recall(key) or b"0")
        new = [each for each in report.doubted if each.last > told]
        if new:
            ledger.remember({key: str(max(each.last for each in new)).encode()})
        return new

    def _usual_label(self) -> str:
        """Whoever has to say which of an office's PCs is lost must be able to tell them apart."""
        known = self.standing.computers()
        for device in (self._party.device, *reversed(self._party.former)):
            if device in known:
                return known[device]
        return f"{self._party.office_name} {platform.node()}".strip()

    def _require_same_time(self, at: datetime) -> None:
        """A receipt tells only a clock that is behind; the county's server tells one ahead too."""
        if abs(at - self._clock.now()) > DAY:
            raise Stopped(Guard.CLOCK)

    def _side(
        self,
        ledger: Replica,
        target: str,
        confirmed: Collection[Guard],
        told: Callable[[str, int], None],
    ) -> OfficeSide:
        county = self.county()
        if county is None:
            raise Stopped(Guard.NOT_ENROLLED)
        if self._waits():
            raise Stopped(Guard.RESTORED)
        if self.standing.is_revoked():
            raise Stopped(Guard.NOT_ENROLLED)
        return OfficeSide(
            ledger,
            Me(self._party.device, self._party.key.sign, self._box()),
            Trust(county.id, county.root),
            schema=latest_revision(),
            target=target,
            now=self._clock.now().isoformat(),
            confirmed=confirmed,
            told=told,
            shelf=self._shelf(ledger.reads),
        )

    def _shelf(self, reads: Reads) -> StoreShelf:
        shelf = StoreShelf(self._store, self._party.office, self._sealed, reads)
        shelf.check()  # what was lost here is asked back from the county
        return shelf

    def _ledger(self) -> Replica:
        return Replica(self._store, self._party.office, after=self._after)

    def _box(self) -> AgeBox:
        """The device's box; its secret is made once and kept in the encrypted database.

        A database that came from another PC holds that one's secret: it is forgotten then, so that
        who has this PC reads nothing that is sealed to the other.
        """
        ledger, names = self._ledger(), (self._party.device, *self._party.former)
        keys = [f"{IDENTITY}{name}" for name in names]
        known = [ledger.recall(key) for key in keys]
        if known[0] is None:
            known[0] = made = new_identity().encode()
            ledger.remember({keys[0]: made})
            forget(self._store, self._party.office, IDENTITY, but=keys)
        return AgeBox(*(each.decode() for each in known if each))

    def _is_mine(self, certificate: Certificate) -> bool:
        mine = (self._party.office, self._party.device, self.public_key(), self._box().recipient)
        told = (
            certificate.office, certificate.device, certificate.key, certificate.recipient
        )  # fmt: skip
        return mine == told


def _move(
    side: OfficeSide, transport: Transport, cancelled: Callable[[], bool], step: Step
) -> tuple[Moved, Exception | None]:
    """Moves files; a cut takes nothing back of what was exchanged before it."""
    try:
        return drive(side.files(), transport, cancelled=cancelled, step=step), None
    except Stopped as stopped:
        return side.moved, ExchangeStopped(stopped)
    except (Cancelled, TransportFault) as cut:
        return side.moved, cut


def _note_no_room(ledger: Replica, moved: Moved) -> None:
    """Remembers which files this target had no room for, for the list of what waits."""
    said = " ".join(sorted(moved.no_room)).encode()
    if said != (ledger.recall(NO_ROOM) or b""):
        ledger.remember({NO_ROOM: said})
