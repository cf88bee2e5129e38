"""A county as small as it can be: a root key, a database, a roster for each office."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from corrdesk.base.actor import Actor, Role
from corrdesk.base.clock import Clock
from corrdesk.base.ids import IdMint, derived_id
from corrdesk.store.engine import Store
from corrdesk.store.schema import latest_revision, upgrade
from corrdesk.store.unit_of_work import UnitOfWork
from corrdesk.sync.box import AgeBox, new_identity
from corrdesk.sync.core.county import CountySide, Ingested
from corrdesk.sync.core.enrolment import Grant, read_request
from corrdesk.sync.core.membership import Certificate, Member, Roster
from corrdesk.sync.core.merge import Side
from corrdesk.sync.core.talk import Me
from corrdesk.sync.driving import drive
from corrdesk.sync.replica import Replica
from corrdesk.sync.shelf import StoreShelf
from corrdesk.sync.transports.base import Transport
from corrdesk.vault import cipher
from corrdesk.vault.attachments import Attachments
from corrdesk.vault.datakey import DataKey
from tests.sync.worlds import COUNTY, public, signing

ROOT = signing("county")


@dataclass
class Bureau:
    """The county's side for tests."""

    folder: Path
    clock: Clock
    rosters: dict[str, Roster] = field(default_factory=dict)

    def __post_init__(self) -> None:
        path = self.folder / "county.db"

        def connect() -> cipher.Connection:
            connection = cipher.dbapi.connect(path, isolation_level=None, check_same_thread=False)
            connection.execute("PRAGMA foreign_keys=ON")
            return connection

        self.store = Store(connect, cipher.dbapi)
        upgrade(self.store.engine)
        self.sealed = Attachments(self.folder / "files", DataKey(b"k" * 32))
        self.box = AgeBox(new_identity())
        self.device = derived_id("county", COUNTY, "1")
        self.me = Me(self.device, ROOT.sign, self.box)
        self.mint = IdMint(self.clock)

    def grant(self, raw: bytes) -> bytes:
        """Enrols a device and answers its request."""
        asked = read_request(raw)
        made = self._certificate(
            asked.office, asked.device, Side.OFFICE, asked.label, asked.key, asked.recipient
        )
        roster = self.rosters.get(asked.office) or self._first_roster(asked.office)
        roster = replace(
            roster, number=roster.number + 1, members=(*roster.members, Member(made))
        ).signed(ROOT.sign)
        self.rosters[asked.office] = roster
        return Grant(COUNTY, "测试县社区矫正管理局", public(ROOT), made, roster).packed(ROOT.sign)

    def serve(self, office: str, transport: Transport) -> Ingested:
        """Serves one office at one target."""
        ledger = Replica(self.store, office)
        side = CountySide(
            ledger, self.me, self.rosters[office],
            root=public(ROOT), schema=latest_revision(), now=self.now().isoformat(),
            shelf=StoreShelf(self.store, office, self.sealed, ledger.reads),
        )  # fmt: skip
        return drive(side.serve(), transport, step=ledger.reads.together)

    def unit_of_work(self, office: str) -> UnitOfWork:
        """An act of the county on an office's records."""
        actor = Actor("0" * 32, "县级", Role.HEAD, self.device)
        return UnitOfWork(
            self.store, office_id=office, actor=actor, clock=self.clock, mint=self.mint
        )

    def now(self) -> datetime:
        return self.clock.now()

    def _first_roster(self, office: str) -> Roster:
        own = self._certificate(
            "", self.device, Side.COUNTY, "县级", public(ROOT), self.box.recipient
        )
        epoch = derived_id("epoch", COUNTY, "1")
        return Roster(COUNTY, office, 0, epoch, b"n" * 32, (Member(own),))

    def _certificate(self, office: str, device: str, side: Side, label: str, *rest: Any) -> (
        Certificate
    ):  # fmt: skip
        key, recipient = rest
        made = Certificate(COUNTY, office, device, side, label, key, recipient, "2036-01-01")
        return made.signed(ROOT.sign)
