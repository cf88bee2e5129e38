"""One vault's part in the exchange: enrolling, exchanging over a transport, and the balance.

Brings the protocol to a vault; what the rules are is in `core`, what is shown of it above.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field
from typing import Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from corrdesk.base.clock import Clock
from corrdesk.base.errors import UserError
from corrdesk.base.i18n import _
from corrdesk.store.chain import GENESIS, Entry, Head
from corrdesk.store.engine import Store
from corrdesk.store.schema import latest_revision
from corrdesk.sync.box import AgeBox, new_identity
from corrdesk.sync.core.enrolment import Grant, Request, read_grant
from corrdesk.sync.core.frame import HEAD
from corrdesk.sync.core.membership import Certificate, Roster, read_roster
from corrdesk.sync.core.office import RECEIPT, ROSTER, OfficeSide, Report, Trust
from corrdesk.sync.core.receipt import Receipt, read_receipt
from corrdesk.sync.core.refusal import Refused
from corrdesk.sync.core.stops import Guard, Stopped
from corrdesk.sync.core.talk import Me
from corrdesk.sync.core.wire import Fields, dumps, loads
from corrdesk.sync.driving import drive
from corrdesk.sync.replica import After, Replica
from corrdesk.sync.transports.base import Transport
from corrdesk.sync.words import ExchangeStopped, refusal

COUNTY: Final = "county"
MOST_SHOWN: Final = 200


@dataclass(frozen=True, slots=True)
class Party:
    """The vault's own device: its names, its signing key, the office that it writes for."""

    office: str
    office_name: str
    device: str
    key: Ed25519PrivateKey


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


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one exchange came to, in entries; `changed`: records that came in, by table."""

    report: Report
    changed: dict[str, set[str]] = field(default_factory=dict)


class Exchange:
    """The exchange of one open vault."""

    def __init__(
        self,
        store: Store,
        party: Party,
        clock: Clock,
        *,
        after: Sequence[After] = (),
        waits: Callable[[], bool] = lambda: False,
    ) -> None:
        """`waits`: whether the vault was restored and nobody has looked yet."""
        self._store = store
        self._party = party
        self._clock = clock
        self._after = after
        self._waits = waits

    # Enrolling

    def request(self, label: str) -> bytes:
        """The request to be enrolled, as a file for the county."""
        asked = Request(
            self._party.office,
            self._party.office_name,
            self._party.device,
            label,
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
        return grant

    def county(self) -> County | None:
        """The county that this vault is enrolled with, None before that."""
        raw = self._ledger().recall(COUNTY)
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
        confirmed: Collection[Guard] = (),
        told: Callable[[str, int], None] = lambda _what, _count: None,
        cancelled: Callable[[], bool] = lambda: False,
    ) -> Outcome:
        """One exchange with a target. Raises `ExchangeStopped`, `TransportFault`, `Cancelled`."""
        ledger = self._ledger()
        try:
            side = self._side(ledger, target, confirmed, told)
            talk = side.look() if dry_run else side.exchange()
            report = drive(talk, transport, cancelled=cancelled)
        except Stopped as stopped:
            raise ExchangeStopped(stopped) from None
        report.set_aside = len(ledger.asides())
        return Outcome(report, ledger.changed)

    def balance(self) -> Balance:
        """What is delivered and what is not, by the county's last word that holds here."""
        ledger = self._ledger()
        head = ledger.heads().get(self._party.device, Head(0, GENESIS, 0))
        receipt = self._receipt()
        held = receipt.chains.get(self._party.device) if receipt else None
        proven = 0
        if held is not None and ledger.hash_at(self._party.device, held.seq) == held.head:
            proven = held.seq
        waiting = (
            ledger.run(self._party.device, proven + 1, MOST_SHOWN, 1 << 62)
            if head.seq > proven
            else []
        )
        return Balance(head.seq, proven, receipt.at if receipt else "", waiting)

    # Parts

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
        return OfficeSide(
            ledger,
            Me(self._party.device, self._party.key.sign, self._box()),
            Trust(county.id, county.root),
            schema=latest_revision(),
            target=target,
            now=self._clock.now().isoformat(),
            confirmed=confirmed,
            told=told,
        )

    def _ledger(self) -> Replica:
        return Replica(self._store, self._party.office, after=self._after)

    def _box(self) -> AgeBox:
        """The device's box; its secret is made once and kept in the encrypted database."""
        ledger, key = self._ledger(), f"identity:{self._party.device}"
        identity = ledger.recall(key)
        if identity is None:
            identity = new_identity().encode()
            ledger.remember({key: identity})
        return AgeBox(identity.decode())

    def _is_mine(self, certificate: Certificate) -> bool:
        mine = (self._party.office, self._party.device, self.public_key(), self._box().recipient)
        told = (
            certificate.office, certificate.device, certificate.key, certificate.recipient
        )  # fmt: skip
        return mine == told

    def _roster(self) -> Roster | None:
        county, raw = self.county(), self._ledger().recall(ROSTER)
        if county is None or raw is None:
            return None
        return read_roster(raw, county.root, county=county.id, office=self._party.office)

    def _receipt(self) -> Receipt | None:
        """The county's last word, which was checked when it came."""
        county, roster = self.county(), self._roster()
        raw = self._ledger().recall(RECEIPT)
        if county is None or roster is None or raw is None:
            return None
        receipt = read_receipt(raw[HEAD:], county=county.id, office=self._party.office)
        return receipt if receipt.epoch == roster.epoch else None
