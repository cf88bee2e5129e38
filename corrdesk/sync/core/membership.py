"""Who belongs to a county's exchange: certificates of devices, and the roster of an office.

A certificate binds a device to its keys and its office and is signed by the county's root key. The
roster lists an office's devices with those that were revoked; its number only rises.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

from corrdesk.sync.core.frame import Sign, check
from corrdesk.sync.core.merge import Side
from corrdesk.sync.core.refusal import Reason, Refused
from corrdesk.sync.core.wire import Fields, dumps, loads

VERSION: Final = 1
CERTIFICATE: Final = b"corrdesk-certificate/1\n"
ROSTER: Final = b"corrdesk-roster/1\n"
KEY: Final = 32
MOST_DEVICES: Final = 256
MOST_EPOCHS: Final = 4096
NEVER: Final = "9999-12-31"


@dataclass(frozen=True, slots=True)
class Certificate:
    """A device of the exchange. `until`: the last day on which it may send (ISO date).

    `key` checks its signatures, `recipient` is where it reads sealed things (age1…), `label` is the
    name that people gave it.
    """

    county: str
    office: str  # empty for a device of the county
    device: str
    side: Side
    label: str
    key: bytes
    recipient: str
    until: str
    signature: bytes = b""

    def raw(self) -> bytes:
        """The bytes that the county signs."""
        return dumps([
            VERSION, self.county, self.office, self.device, self.side.value, self.label, self.key,
            self.recipient, self.until,
        ])  # fmt: skip

    def signed(self, sign: Sign) -> Certificate:
        """The certificate with the county's signature."""
        return Certificate(
            self.county, self.office, self.device, self.side, self.label, self.key, self.recipient,
            self.until, sign(CERTIFICATE + self.raw()),
        )  # fmt: skip

    def packed(self) -> list[Any]:
        """The form in which it travels."""
        return [self.raw(), self.signature]


def read_certificate(packed: Any, root: bytes) -> Certificate:
    """A certificate that the county with this root key signed. Raises `Refused`."""
    outer = Fields(packed, 2)
    return _certificate(outer.octets(), outer.octets(64), root)


@lru_cache(maxsize=1024)  # the same bytes are the same certificate; what is refused is not kept
def _certificate(raw: bytes, signature: bytes, root: bytes) -> Certificate:
    check(root, signature, CERTIFICATE + raw)
    fields = Fields(loads(raw), 9)
    if fields.number() != VERSION:
        raise Refused(Reason.VERSION)
    county, office, device = fields.hex(), fields.text(12), fields.hex()
    try:
        side = Side(fields.text(10))
    except ValueError:
        raise Refused(Reason.FORM) from None
    return Certificate(
        county, office, device, side, fields.text(60), fields.octets(KEY), fields.text(80),
        fields.text(10), signature,
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Member:
    """A device on a roster; `revoked` is the last entry taken from it, None while it serves."""

    certificate: Certificate
    revoked: int | None = None


@dataclass(frozen=True, slots=True)
class Roster:
    """An office's devices and the county's own.

    `naming`: from it, what names files is made (`core.files`); it is no secret itself.

    `epoch` is new after every restoring of the county, `ended` are all that were before it;
    `number` rises with every roster of an epoch.
    """

    county: str
    office: str
    number: int
    epoch: str
    naming: bytes
    members: tuple[Member, ...]
    ended: tuple[str, ...] = ()
    signature: bytes = b""

    def raw(self) -> bytes:
        """The bytes that the county signs."""
        members = [[*m.certificate.packed(), m.revoked] for m in self.members]
        return dumps([
            VERSION, self.county, self.office, self.number, self.epoch, self.naming, members,
            list(self.ended),
        ])  # fmt: skip

    def signed(self, sign: Sign) -> Roster:
        """The roster with the county's signature."""
        return Roster(
            self.county, self.office, self.number, self.epoch, self.naming, self.members,
            self.ended, sign(ROSTER + self.raw()),
        )  # fmt: skip

    def packed(self) -> bytes:
        """The form in which it travels and is kept."""
        return dumps([self.raw(), self.signature])

    def keys(self, *sides: Side) -> dict[str, bytes]:
        """The keys by which journals are checked, revoked devices included: what was said, was.

        Those of these sides, or of both.
        """
        return {
            m.certificate.device: m.certificate.key
            for m in self.members
            if not sides or m.certificate.side in sides
        }

    def sides(self) -> dict[str, Side]:
        """By device the side it writes for."""
        return {m.certificate.device: m.certificate.side for m in self.members}

    def member(self, device: str) -> Member | None:
        """The device on this roster, None for a stranger."""
        return next((m for m in self.members if m.certificate.device == device), None)

    def recipients(self, *sides: Side, without: Iterable[str] = ()) -> list[str]:
        """Whom something is sealed to: the serving devices of these sides."""
        left_out = set(without)
        return [
            m.certificate.recipient
            for m in self.members
            if m.certificate.side in sides and m.revoked is None
            and m.certificate.device not in left_out
        ]  # fmt: skip

    def devices(self, side: Side) -> list[str]:
        """The serving devices of one side."""
        return [
            m.certificate.device
            for m in self.members
            if m.certificate.side is side and m.revoked is None
        ]


@lru_cache(maxsize=64)  # a desk looks at its roster several times in every exchange
def read_roster(packed: bytes, root: bytes, *, county: str, office: str) -> Roster:
    """A roster for this office, signed by the county, with every certificate checked."""
    outer = Fields(loads(packed), 2)
    raw, signature = outer.octets(), outer.octets(64)
    check(root, signature, ROSTER + raw)
    fields = Fields(loads(raw), 8)
    if fields.number() != VERSION:
        raise Refused(Reason.VERSION)
    said = fields.hex(), fields.text(12)
    number, epoch, naming = fields.number(1), fields.hex(), fields.octets(KEY)
    members = tuple(_member(each, root) for each in fields.items(MOST_DEVICES))
    ended = tuple(Fields([each], 1).hex() for each in fields.items(MOST_EPOCHS))
    if said != (county, office) or any(
        m.certificate.county != county or m.certificate.office not in {office, ""} for m in members
    ):
        raise Refused(Reason.AUDIENCE)
    return Roster(county, office, number, epoch, naming, members, ended, signature)


def _member(packed: Any, root: bytes) -> Member:
    if type(packed) is not list or len(packed) != 3:
        raise Refused(Reason.FORM)
    revoked = packed[2]
    if revoked is not None and (type(revoked) is not int or revoked < 0):
        raise Refused(Reason.FORM)
    return Member(read_certificate(packed[:2], root), revoked)


def allow(roster: Roster, device: str, *, last: int, today: str) -> None:
    """Raises `Refused` for what a device that was revoked or has expired says after that.

    `last`: the number of the last entry that it brings; `today` as ISO date.
    """
    member = roster.member(device)
    if member is None:
        raise Refused(Reason.STRANGER)
    if member.revoked is not None and last > member.revoked:
        raise Refused(Reason.REVOKED)
    if member.certificate.until < today:
        raise Refused(Reason.EXPIRED)
