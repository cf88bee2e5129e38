"""The first content of a new vault: its schema, and the office with its first officer.

Or, for another PC of an office that is at work already, what it waits for.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from corrdesk.base.actor import Actor
from corrdesk.base.clock import Clock
from corrdesk.base.errors import UserError
from corrdesk.base.i18n import _
from corrdesk.base.ids import IdMint
from corrdesk.casework.caseload.queries import OfficeCard
from corrdesk.casework.caseload.service import open_office
from corrdesk.casework.permissions import require
from corrdesk.rules.catalog import NATIONAL, load_rulebook
from corrdesk.store.base import OFFICE_ID_LENGTH
from corrdesk.store.engine import Store
from corrdesk.store.schema import upgrade
from corrdesk.store.types import AnyRow
from corrdesk.store.unit_of_work import UnitOfWork
from corrdesk.sync.second_pc import Invitation, invite, lay_out_packs, wait_for
from corrdesk.sync.state import writing
from corrdesk.vault.cipher import dbapi
from corrdesk.vault.keyslots import KdfProfile
from corrdesk.vault.vault import PACKS, OpenVault


@dataclass(frozen=True, slots=True)
class Founding:
    """What is needed to open a new office; `joins`, where the office is at work elsewhere."""

    office: str
    officer: str
    passphrase: str
    pack_id: str = NATIONAL
    county: str = ""
    kdf: KdfProfile = KdfProfile.STANDARD
    joins: Invitation | None = None

    @classmethod
    def joining(
        cls, joins: Invitation, passphrase: str, *, kdf: KdfProfile = KdfProfile.STANDARD
    ) -> Founding:
        """Another PC of an office that is at work: its records come from the county."""
        office = joins.office
        return cls(
            office.name, joins.officer_name, passphrase, office.pack_id, kdf=kdf, joins=joins
        )


class Inviting(Protocol):
    """What of a desk an invitation is made from."""

    actor: Actor
    office: OfficeCard

    @property
    def packs_path(self) -> Path:
        """Where installed rule packs lie."""
        ...

    def staff(self) -> list[AnyRow]:
        """Everybody who works or worked here."""
        ...


def office_id_for(vault_id: str) -> str:
    """The office id of a vault: short, stable, without meaning."""
    return hashlib.sha256(vault_id.encode()).hexdigest()[:OFFICE_ID_LENGTH]


def found_office(vault: OpenVault, founding: Founding, actor: Actor, clock: Clock) -> None:
    """The first schema and the first act of a new vault, while it is still being built."""
    store = Store(vault.connect, dbapi)
    try:
        upgrade(store.engine)
        if founding.joins is not None:
            lay_out_packs(founding.joins, vault.folder / PACKS)
            load_rulebook(founding.pack_id, installed=vault.folder / PACKS)
            with writing(store, founding.joins.office.id) as (_session, connection):
                wait_for(connection, founding.joins)
            return
        office_id = office_id_for(vault.vault_id)
        mint = IdMint(clock)
        with UnitOfWork(store, office_id=office_id, actor=actor, clock=clock, mint=mint) as uow:
            open_office(
                uow, name=founding.office, pack_id=founding.pack_id, county_name=founding.county
            )
            uow.commit()
    finally:
        store.dispose()


def invited(desk: Inviting, name: str) -> bytes:
    """An invitation for another PC of the office, at which this one of the staff will work.

    Raises UserError for a role that may not enrol, and for nobody of the staff.
    """
    require(desk.actor, "sync.enrol")
    found = [row for row in desk.staff() if row.name == name.strip() and row.active]
    if len(found) != 1:
        raise UserError(
            _("工作人员中没有这个姓名，或有重名。"),
            remedy=_("请先在“人员与钥匙”登记。"),
            field="for",
        )
    return invite(desk.office, found[0].id, found[0].name, desk.packs_path).packed()
