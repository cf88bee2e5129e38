"""An invented county with an office: keys, rosters, a box that only its readers open, a mailbox."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any, TypeVar
from zlib import crc32

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from corrdesk.base.ids import derived_id
from corrdesk.sync.core import names
from corrdesk.sync.core.county import CountySide
from corrdesk.sync.core.county_word import ROSTER, Trust
from corrdesk.sync.core.files import secret_key
from corrdesk.sync.core.ledger import Ledger
from corrdesk.sync.core.membership import Certificate, Member, Roster
from corrdesk.sync.core.merge import Side
from corrdesk.sync.core.office import OfficeSide
from corrdesk.sync.core.refusal import Reason, Refused
from corrdesk.sync.core.talk import Clear, Get, List, Me, Put, Talk
from corrdesk.sync.core.wire import dumps, loads
from tests.faults.simulation.ledger import MemoryLedger
from tests.faults.simulation.shelf import MemoryShelf
from tests.sync.worlds import COUNTY, OFFICE, SCHEMA, public, signing

NOW = "2026-06-10T09:00:00+08:00"
Result = TypeVar("Result")


@dataclass
class PlainBox:
    """Seals by naming the readers, enough to find out who was meant, and whether it is whole."""

    reader: str

    def seal(self, content: bytes, recipients: list[str]) -> bytes:
        sealed = [sorted(recipients), content]
        return dumps([*sealed, crc32(dumps(sealed))])

    def open(self, raw: bytes) -> bytes:
        try:
            recipients, content, whole = loads(raw)
        except (Refused, ValueError, TypeError):
            raise Refused(Reason.SEALED) from None
        if type(recipients) is not list or type(content) is not bytes:
            raise Refused(Reason.SEALED)
        if self.reader not in recipients or crc32(dumps([recipients, content])) != whole:
            raise Refused(Reason.SEALED)
        return bytes(content)


@dataclass
class Mailbox:
    """A target in memory: names that are written once."""

    content: dict[str, bytes] = field(default_factory=dict)

    def answer(self, ask: Any) -> Any:
        match ask:
            case List(prefix):
                return sorted(name for name in self.content if name.startswith(prefix))
            case Get(name):
                return self.content.get(name)
            case Put(name, content):
                self.content.setdefault(name, content)
            case Clear(names):
                for each in names:
                    self.content.pop(each, None)
        return None

    def talk(self, talk: Talk[Result], told: Callable[[Any], object] = lambda _ask: None) -> Result:
        """Leads a conversation to its end; `told` hears each question before it is answered."""
        answer: Any = None
        while True:
            try:
                ask = talk.send(answer)
            except StopIteration as end:
                result: Result = end.value
                return result
            told(ask)
            answer = self.answer(ask)


def key_of(name: str) -> Ed25519PrivateKey:
    """The key of an invented device or county."""
    return signing(name)


def me(name: str, key: str | None = None, device: str | None = None) -> Me:
    """An invented device that speaks."""
    box = PlainBox(f"age-{name}")
    return Me(device or derived_id("device", name), signing(key or name).sign, box)


def certificate(
    name: str, side: Side, *, office: str = OFFICE, key: str | None = None
) -> Certificate:
    """The certificate of an invented device, signed by the invented county."""
    made = Certificate(
        COUNTY, office if side is Side.OFFICE else "", derived_id("device", name), side, name,
        public(signing(key or name)), f"age-{name}", "2030-01-01",
    )  # fmt: skip
    return made.signed(signing("county").sign)


def roster(*names: str, number: int = 1, office: str = OFFICE) -> Roster:
    """The roster of an office with these devices."""
    members = [Member(certificate("county", Side.COUNTY))]
    members += [Member(certificate(name, Side.OFFICE, office=office)) for name in names]
    return Roster(
        COUNTY, office, number, derived_id("epoch", "1"), bytes(32), tuple(members)
    ).signed(signing("county").sign)


TRUST = Trust(COUNTY, public(signing("county")))


@dataclass
class Exchange:
    """A county, an office with its devices, and a place where they leave things."""

    names: tuple[str, ...] = ("a", "b")
    mailbox: Mailbox = field(default_factory=Mailbox)
    county_name: str = "county"  # of its device, which is another in every epoch
    apart: bool = False  # the place may outlive what the county keeps

    def __post_init__(self) -> None:
        self.roster = roster(*self.names)
        self.county = MemoryLedger(OFFICE)
        self.desks = {name: MemoryLedger(OFFICE) for name in self.names}
        self.county_shelf = MemoryShelf(self.county)
        self.shelves = {name: MemoryShelf(desk) for name, desk in self.desks.items()}
        for desk in self.desks.values():
            desk.remember({ROSTER: self.roster.packed()})

    def side(self, name: str, ledger: Ledger | None = None, **options: Any) -> OfficeSide:
        given = {
            "schema": SCHEMA,
            "target": "t",
            "now": NOW,
            "shelf": self.shelves.get(name),
        } | options
        return OfficeSide(ledger or self.desks[name], me(name), TRUST, **given)

    def sync(self, name: str, **options: Any) -> Any:
        return self.mailbox.talk(self.side(name, **options).exchange())

    def sync_all(self, name: str, **options: Any) -> OfficeSide:
        """The records, then the files."""
        side = self.side(name, **options)
        self.mailbox.talk(side.exchange())
        self.mailbox.talk(side.files())
        return side

    def county_side(self, **options: Any) -> CountySide:
        given: dict[str, Any] = {"root": TRUST.root, "schema": SCHEMA, "now": NOW}
        given |= {"shelf": self.county_shelf, "apart": self.apart} | options
        speaker = me(self.county_name, "county")
        return CountySide(self.county, speaker, self.roster, **given)

    def serve(self, **options: Any) -> Any:
        return self.mailbox.talk(self.county_side(**options).serve())

    def handed_on(self) -> str:
        """Where the county leaves journals for the office as it is."""
        return names.handed_on(OFFICE, self.roster.epoch, self.roster.recipients(Side.OFFICE))

    def names_key(self) -> bytes:
        """What names the office's files; the county and its devices know it."""
        return secret_key(key_of("county").sign, self.roster)

    def revoke(self, name: str, last: int) -> None:
        """The county takes a device off its roster."""
        device = derived_id("device", name)
        members = tuple(
            replace(m, revoked=last) if m.certificate.device == device else m
            for m in self.roster.members
        )
        self.roster = replace(self.roster, number=self.roster.number + 1, members=members).signed(
            signing("county").sign
        )


Make = Callable[[], Exchange]
