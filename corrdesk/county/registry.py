"""Offices and devices of the county: enrolling, revoking, and the rosters that say so.

A roster is signed anew with every change and whenever the county was restored; what is in it comes
from the tables here and from nowhere else.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from corrdesk.base.clock import Clock
from corrdesk.base.errors import UserError
from corrdesk.base.i18n import _
from corrdesk.county.identity import CountyIdentity
from corrdesk.county.tables import Enrolled, Registered
from corrdesk.sync.box import is_recipient
from corrdesk.sync.core.enrolment import Grant, Request, read_request
from corrdesk.sync.core.membership import (
    Certificate,
    Member,
    Roster,
    read_certificate,
    read_roster,
)
from corrdesk.sync.core.merge import Side
from corrdesk.sync.core.refusal import Reason, Refused
from corrdesk.sync.core.wire import dumps, loads

NAMING: Final = 32  # bytes
VALID: Final = timedelta(days=3 * 365)
A_MINUTE: Final = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class DeviceCard:
    """A device as the console shows it. `revoked`: it is no longer listened to.

    `silent_days`: since it last spoke, or since it was enrolled if it never did.
    """

    device_id: str
    office_id: str
    label: str
    until: str
    revoked: bool
    made_at: datetime
    seen_at: datetime | None
    silent_days: int


@dataclass(frozen=True, slots=True)
class OfficeEntry:
    """An office as the console shows it. `trouble`: why something of it was not taken, if so."""

    office_id: str
    name: str
    contact_at: datetime | None
    trouble: str


class Registry:
    """The offices and devices of one county over one session of its own database."""

    def __init__(self, session: Session, me: CountyIdentity, clock: Clock) -> None:
        self._session = session
        self._me = me
        self._clock = clock
        self._held: dict[str, Registered] = {}

    def offices(self) -> list[OfficeEntry]:
        """All offices by name."""
        found = self._session.scalars(select(Enrolled).order_by(Enrolled.name, Enrolled.office_id))
        return [
            OfficeEntry(each.office_id, each.name, each.contact_at, each.trouble) for each in found
        ]

    def devices(self, office_id: str = "") -> list[DeviceCard]:
        """The devices of an office, or of all."""
        statement = select(Registered).order_by(Registered.office_id, Registered.made_at)
        if office_id:
            statement = statement.where(Registered.office_id == office_id)
        now = self._clock.now()
        return [
            DeviceCard(
                each.device_id, each.office_id, each.label, each.until, each.revoked is not None,
                each.made_at, each.seen_at, (now - (each.seen_at or each.made_at)).days,
            )
            for each in self._session.scalars(statement)
        ]  # fmt: skip

    def office_of(self, device_id: str) -> str | None:
        """Whose device this is, None for a stranger or one that was revoked."""
        found = self._device(device_id)
        if found is None or found.revoked is not None:
            return None
        return found.office_id

    def key_of(self, device_id: str) -> bytes | None:
        """The key that checks a serving device's signatures."""
        found = self._device(device_id)
        return found.key if found is not None and found.revoked is None else None

    def roster(self, office_id: str) -> Roster:
        """The roster in force. Raises UserError for an office that is not enrolled."""
        office = self._session.get(Enrolled, office_id)
        if office is None:
            raise UserError(_("这个司法所还没有登记。"), field="office")
        found = read_roster(
            office.roster, self._me.root, county=self._me.county_id, office=office_id
        )
        sound = (found.epoch, found.ended) == (self._me.epoch, self._me.ended)
        return found if sound else self._sign(office)

    def enrol(self, raw: bytes, *, authority: str = "", address: str = "") -> tuple[Request, bytes]:
        """Enrols the device that asks. Returns what it asked, and the grant to send back.

        Asked again, the same device gets the same place. Raises UserError for a file that is no
        request, and for a device that was revoked.
        """
        try:
            asked = read_request(raw)
            if not is_recipient(asked.recipient):  # nothing could be sealed to its office any more
                raise Refused(Reason.FORM)
        except Refused:
            raise UserError(
                _("这不是登记申请文件，或者文件已损坏。"),
                remedy=_("请在司法所重新导出登记申请。"),
                field="request",
            ) from None
        known = self._session.get(Registered, asked.device)
        if known is not None and (known.revoked is not None or known.key != asked.key):
            raise UserError(
                _("这台设备的登记已经吊销。"), remedy=_("请在司法所为它重新建立设备身份。")
            )
        office = self._office(asked)
        certificate = self._certify(asked)
        if known is None:
            self._session.add(
                Registered(
                    device_id=asked.device,
                    office_id=asked.office,
                    label=asked.label,
                    key=asked.key,
                    recipient=asked.recipient,
                    certificate=dumps(certificate.packed()),
                    until=certificate.until,
                    revoked=None,
                    made_at=self._clock.now(),
                    seen_at=None,
                )
            )
        else:
            known.certificate, known.until = dumps(certificate.packed()), certificate.until
            known.recipient, known.label = asked.recipient, asked.label
        self._session.flush()
        roster = self._sign(office)
        grant = Grant(
            self._me.county_id, self._me.name, self._me.root, certificate, roster, authority,
            address,
        )  # fmt: skip
        return asked, grant.packed(self._me.sign)

    def revoke(self, device_id: str, last: int, *, lost: bool = False) -> Roster:
        """Listens to a device no more after its entry number `last`; the office's roster is new.

        What is sealed from now on, the device cannot read. With `lost` the office's naming key is
        new as well: who has the PC cannot tell by a name which file lies at a target. Raises
        UserError for a stranger.
        """
        device = self._device(device_id)
        if device is None:
            raise UserError(
                _("没有登记过这台设备。"),
                remedy=_("请写完整的设备编号，用 county devices 查看。"),
                field="device",
            )
        if device.revoked is None:
            device.revoked = last
        self._session.flush()
        office = self._session.get(Enrolled, device.office_id)
        if office is None:
            msg = "a device without its office"
            raise ValueError(msg)
        if lost:
            office.naming = secrets.token_bytes(NAMING)
        return self._sign(office)

    def heard(self, office_id: str, trouble: str | None = None) -> None:
        """Notes that an office's devices spoke, and what of it could not be taken.

        Without a word about that, what was noted before stands.
        """
        office = self._session.get(Enrolled, office_id)
        if office is None:
            return
        office.contact_at = self._clock.now()
        if trouble is not None:
            office.trouble = trouble[:200]

    def seen(self, device_id: str) -> None:
        """Notes that a device spoke, to the minute: each of its requests need not be written."""
        device, now = self._device(device_id), self._clock.now()
        if device is not None and (device.seen_at is None or abs(now - device.seen_at) >= A_MINUTE):
            device.seen_at = now

    def _device(self, device_id: str) -> Registered | None:
        found = self._session.get(Registered, device_id)
        if found is not None:
            self._held[device_id] = found  # a session forgets what nobody holds, and asks again
        return found

    def _office(self, asked: Request) -> Enrolled:
        office = self._session.get(Enrolled, asked.office)
        if office is None:
            office = Enrolled(
                office_id=asked.office,
                name=asked.office_name,
                naming=secrets.token_bytes(NAMING),
                number=0,
                roster=b"",
                contact_at=None,
                trouble="",
            )
            self._session.add(office)
        return office

    def _certify(self, asked: Request) -> Certificate:
        until = (self._clock.today() + VALID).isoformat()
        return Certificate(
            self._me.county_id, asked.office, asked.device, Side.OFFICE, asked.label, asked.key,
            asked.recipient, until,
        ).signed(self._me.sign)  # fmt: skip

    def _sign(self, office: Enrolled) -> Roster:
        """The next roster of an office, from its devices as they stand."""
        found = self._session.scalars(
            select(Registered)
            .where(Registered.office_id == office.office_id)
            .order_by(Registered.made_at, Registered.device_id)
        )
        members = [
            Member(read_certificate(loads(each.certificate), self._me.root), each.revoked)
            for each in found
        ]
        office.number += 1
        roster = Roster(
            self._me.county_id, office.office_id, office.number, self._me.epoch, office.naming,
            (*(Member(each) for each in self._me.certificates()), *members), self._me.ended,
        ).signed(self._me.sign)  # fmt: skip
        office.roster = roster.packed()
        self._session.flush()
        return roster
