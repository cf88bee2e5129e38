"""Who has a key to the vault: keyslots and accounts changed together, so that neither stands alone.

The account is an act in the journal, the slot lies in the header; what fails in between is undone.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol

from corrdesk.base.actor import Actor, Role
from corrdesk.base.clock import Clock
from corrdesk.base.errors import UserError
from corrdesk.base.i18n import _
from corrdesk.base.ids import IdMint
from corrdesk.casework.caseload.service import add_officer, retire_officer
from corrdesk.casework.permissions import require
from corrdesk.store.types import AnyRow
from corrdesk.store.unit_of_work import Changes, UnitOfWork
from corrdesk.vault.vault import OpenVault


class Office(Protocol):
    """The open desk, as far as keys are concerned."""

    actor: Actor
    clock: Clock

    @property
    def vault(self) -> OpenVault:
        """The open vault."""
        ...

    def staff(self) -> list[AnyRow]:
        """Everybody who works or worked here."""
        ...

    def act(self, work: Callable[[UnitOfWork], Any]) -> tuple[Any, Changes]:
        """Runs one act."""
        ...


@dataclass(frozen=True, slots=True)
class Colleague:
    """Somebody with an account. `has_key`: whether a passphrase opens the vault for them."""

    id: str
    name: str
    role: Role
    active: bool
    has_key: bool


def roster(office: Office) -> list[Colleague]:
    """Everybody who works or worked here, those who work here first."""
    keys = set(office.vault.officer_ids())
    found = [Colleague(r.id, r.name, Role(r.role), r.active, r.id in keys) for r in office.staff()]
    return sorted(found, key=lambda each: not each.active)


def find_active(office: Office, name: str) -> Colleague:
    """Somebody who works here, by name. Raises UserError for nobody or more than one."""
    found = [each for each in roster(office) if each.name == name.strip() and each.active]
    if len(found) != 1:
        raise UserError(_("没有找到这名工作人员。"), field="officer")
    return found[0]


def hire(office: Office, name: str, role: Role, passphrase: str) -> str:
    """Give somebody a key and an account; nothing is re-encrypted. Returns the officer's id."""
    require(office.actor, "officer.add")
    officer_id = IdMint(office.clock).mint()
    office.vault.add_officer(officer_name=name, officer_id=officer_id, passphrase=passphrase)
    try:
        office.act(lambda uow: add_officer(uow, officer_id, name, role))
    except BaseException:
        office.vault.remove_officer(officer_id)
        raise
    return officer_id


def dismiss(office: Office, officer_id: str) -> None:
    """End somebody's account and take the key away; what was done stays under the name."""
    office.act(lambda uow: retire_officer(uow, officer_id))
    if officer_id in office.vault.officer_ids():
        office.vault.remove_officer(officer_id)


def reset_passphrase(office: Office, name: str, passphrase: str) -> None:
    """Set a colleague's passphrase anew on this machine; one who has no key gets one again."""
    require(office.actor, "vault.keys")
    colleague = find_active(office, name)
    if colleague.has_key:
        office.vault.rewrap_device(officer_name=name, passphrase=passphrase)
    else:
        office.vault.add_officer(officer_name=name, officer_id=colleague.id, passphrase=passphrase)


def change_own_passphrase(office: Office, old: str, new: str) -> None:
    """Change one's own passphrase, proving the old one; wrong ones are counted."""
    office.vault.change_passphrase(officer_name=office.actor.name, old=old, new=new)
