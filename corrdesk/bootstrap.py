"""The composition root: opens a vault and wires store, rules and actor into one `Desk`.

Everything that stands above asks the desk; nothing else knows how the parts are put together.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from contextlib import AbstractContextManager
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import corrdesk.casework.approvals.tables
import corrdesk.casework.caseload.hour_tables
import corrdesk.casework.confirmation.tables
import corrdesk.casework.documents.tables
import corrdesk.casework.drafts.tables
import corrdesk.casework.enforcement.hints.tables
import corrdesk.casework.enforcement.measures.tables
import corrdesk.casework.enforcement.tables
import corrdesk.casework.leave.tables
import corrdesk.casework.partners.tables
import corrdesk.casework.programs.goals.tables
import corrdesk.casework.programs.tables
import corrdesk.casework.relocation.tables
import corrdesk.casework.reporting.tables
import corrdesk.sync.tables  # noqa: F401 - every table has to be known to the store
from corrdesk.base.actor import Actor, Role
from corrdesk.base.clock import Clock
from corrdesk.base.errors import UserError
from corrdesk.base.i18n import _
from corrdesk.base.ids import IdMint
from corrdesk.base.workdays import load_calendar
from corrdesk.casework.caseload.queries import (
    OfficeCard,
    attachment_row,
    office_card,
    officer_row,
    staff,
)
from corrdesk.casework.caseload.visibility import veil_for
from corrdesk.casework.confirmation.queries import confirmations
from corrdesk.casework.documents.sheet import FormSheet, Press
from corrdesk.casework.enforcement.service import issue_notice
from corrdesk.casework.flows import FOLLOWED, follow_received
from corrdesk.casework.permissions import may, require
from corrdesk.rules.catalog import RuleBook, load_rulebook
from corrdesk.rules.confirmation import overlaid
from corrdesk.rules.law import Law
from corrdesk.store.base import Base
from corrdesk.store.engine import Session, Store, held
from corrdesk.store.journal import GENESIS, ChainProblem, Head
from corrdesk.store.journal_reader import JournalReader
from corrdesk.store.types import AnyRow
from corrdesk.store.unit_of_work import Changes, UnitOfWork
from corrdesk.sync.places import open_file
from corrdesk.sync.second_pc import waited_for
from corrdesk.upkeep import rekey
from corrdesk.upkeep.founding import Founding, found_office, office_id_for
from corrdesk.upkeep.migrate import bring_up_to_date, is_current
from corrdesk.upkeep.restore import (
    REKEY,
    carry_out,
    decided_switch,
    finish_switch,
    restored_state,
    settle,
)
from corrdesk.upkeep.verify import at_opening, misfits, verify
from corrdesk.vault.cipher import checkpoint, dbapi
from corrdesk.vault.device_secret import find_store
from corrdesk.vault.errors import DamagedDatabase, VaultReadOnly
from corrdesk.vault.seals import ACCEPTED
from corrdesk.vault.vault import PACKS, OpenVault, Vault

if TYPE_CHECKING:
    from corrdesk.printing.press import OfficePress
    from corrdesk.sync.exchange import Exchange

__all__ = ["Desk", "Founding", "create_desk", "office_id_for", "open_desk", "succeed"]

Result = TypeVar("Result")

LAYOUTS = "layouts"
"""The folder in a vault where a county's layouts of forms lie."""

RULES_FROM = frozenset({"office", "rule_confirmation"})
"""The kinds of records that say which rules hold here."""


class Desk:
    """An open vault with everything wired: the one object that screens and commands work with.

    `alarms`: what did not fit when the vault was opened; while there are any, nothing is written.
    """

    def __init__(
        self,
        vault: OpenVault,
        store: Store,
        actor: Actor,
        clock: Clock,
        alarms: tuple[ChainProblem, ...] = (),
    ) -> None:
        self._vault = vault
        self._store = store
        self._mint = IdMint(clock)
        self._attachments = vault.attachments()
        self.actor = actor
        self.clock = clock
        self.alarms = alarms
        self._calendar = load_calendar()
        self._closed = False
        self._bare: Store | None = None
        self._read_rules()

    def _read_rules(self) -> None:
        """Takes the office's pack, with what the county has confirmed or changed laid over it."""
        with self._store.read() as session:
            waited = waited_for(session)
            self.office: OfficeCard = office_card(session, waited.office if waited else None)
        self.rulebook: RuleBook = self.rulebook_of(self.office.pack_id)

    def rulebook_of(self, pack_id: str, *, confirmed: bool = True) -> RuleBook:
        """The rule book of a pack as it would hold at this office; installed packs are known.

        Raises UserError for a pack that is missing, a template, or not what its signer signed.
        """
        book = load_rulebook(pack_id, installed=self.packs_path)
        if not confirmed:
            return book
        with self._store.read() as session:
            return overlaid(book, confirmations(session, self.office.id))

    @property
    def packs_path(self) -> Path:
        """Where the rule packs lie that were installed for this office."""
        return self._vault.folder / PACKS

    @property
    def vault(self) -> OpenVault:
        """The open vault, for upkeep and sync."""
        return self._vault

    def law(self) -> Law:
        """The office's rules as they stand today."""
        return Law(self.rulebook, self._calendar, self.clock.today())

    def read(self) -> AbstractContextManager[Session]:
        """A reader's session; may be used from any thread.

        Raises UserError for an officer whose role sees no case data.
        """
        require(self.actor, "person.read")
        return self._store.read()

    def unit_of_work(self) -> UnitOfWork:
        """A new unit of work in the name of the signed-in officer."""
        return UnitOfWork(
            self._store,
            office_id=self.office.id,
            actor=self.actor,
            clock=self.clock,
            mint=self._mint,
            on_commit=lambda head: self._vault.watch.committed(head.seq, head.hash.hex()),
        )

    def act(self, work: Callable[[UnitOfWork], Result]) -> tuple[Result, Changes]:
        """Runs one act and commits it. Raises what the act raises, with nothing left behind.

        Raises VaultReadOnly while there are alarms.
        """
        if self.alarms:
            raise VaultReadOnly
        with self.unit_of_work() as uow:
            result = work(uow)
            changes = uow.commit()
        if changes.kinds & RULES_FROM:
            self._read_rules()
        return result, changes

    def staff(self) -> list[AnyRow]:
        """Everybody who works or worked here: id, name, role, active. No case data."""
        with self._store.read() as session:
            return staff(session, self.office.id)

    def seal(self, content: bytes) -> str:
        """Stores a file sealed; returns its address."""
        return self._attachments.put(content)

    def unseal(self, address: str) -> bytes:
        """The content of a sealed file. Raises EnvironmentFault when it is lost or damaged."""
        return self._attachments.get(address)

    @cached_property
    def press(self) -> OfficePress:
        """The office's press: its forms, and the county's layouts where it has any."""
        # Fonts and the PDF library cost a second that only an office which prints should pay.
        from corrdesk.printing.press import OfficePress  # noqa: PLC0415

        return OfficePress(self._vault.folder / LAYOUTS)

    def print_sheet(self, draw: Callable[[UnitOfWork], FormSheet]) -> bytes:
        """A sheet as PDF that is not numbered: a preview, or one to sign by hand."""
        with self.unit_of_work() as uow:
            return self.press.render(draw(uow))

    def issue(self, work: Callable[[UnitOfWork, Press, Callable[[bytes], str]], str]) -> str:
        """Issues a sheet in one act: `work(uow, press, seal)` is a command that does it."""
        document_id, _changes = self.act(lambda uow: work(uow, self.press, self.seal))
        return document_id

    def issue_notice(self, decision_id: str) -> str:
        """Draws the number and seals the printed notice in one act. Returns the sheet's id."""
        return self.issue(
            lambda uow, press, seal: issue_notice(uow, decision_id, press=press, seal=seal)
        )

    def original(self, attachment_id: str) -> bytes:
        """The file of an attachment. Raises UserError when it is not known or not here yet."""
        with self.read() as session:
            card = attachment_row(session, self.office.id, attachment_id)
            if card is None:
                raise UserError(_("没有找到文书原件。"))
            return open_file(session, self._attachments, card)

    @cached_property
    def exchange(self) -> Exchange:
        """The office's part in the exchange with the county."""
        # The libraries of the exchange are loaded by those who exchange.
        from corrdesk.sync.derived import index_received  # noqa: PLC0415
        from corrdesk.sync.exchange import Exchange  # noqa: PLC0415
        from corrdesk.sync.standing import Party  # noqa: PLC0415

        vault = self._vault
        party = Party(
            self.office.id, self.office.name, self.actor.device_id, vault.watch.signing_key,
            vault.watch.former,
        )  # fmt: skip
        # Not through the veil: what nobody may read has to arrive and to be handed on all the same.
        self._bare = self._bare or Store(vault.connect, dbapi)
        return Exchange(
            self._bare,
            party,
            self.clock,
            sealed=self._attachments,
            after=(index_received,),
            waits=lambda: bool((state := restored_state(vault)) and state.waits),
        )

    def received(self, changed: Mapping[str, Collection[str]]) -> None:
        """Follows records that came in from elsewhere: rules, duties inside a leave, hours.

        `changed`: ids by the kind of record.
        """
        if RULES_FROM & set(changed):
            self._read_rules()
        followed = {kind: changed[kind] for kind in FOLLOWED & set(changed)}
        if followed and may(self.actor, "duties.open"):
            self.act(lambda uow: follow_received(uow, self.law(), followed))

    def head(self) -> Head:
        """Where this device's journal ends."""
        with self._store.read() as session:
            return JournalReader(session, self.office.id).head(self.actor.device_id)

    def verify(self) -> list[ChainProblem]:
        """Everything that does not hold: chain, records, and what is noted outside."""
        require(self.actor, "journal.verify")
        return verify(self._vault)

    def save_anchor(self) -> None:
        """Empties the WAL, signs the journal's end and notes it outside the database.

        A journal that does not fit what was noted is not noted: the proof would be gone.
        """
        if self.alarms:
            return
        try:
            connection = self._store.engine.raw_connection()
            try:
                checkpoint(connection.driver_connection)
            finally:
                connection.close()
            if misfits(self._vault):
                return
        except dbapi.OperationalError as fault:
            if "lock" not in str(fault):
                raise
            raise held() from None
        with self._store.read() as session:
            heads = JournalReader(session, self.office.id).heads()
        head = heads.pop(self.actor.device_id, Head(0, GENESIS, 0))
        others = {device: (other.seq, other.hash.hex()) for device, other in heads.items()}
        self._vault.watch.save(head.seq, head.hash.hex(), others=others)

    def accept(self, reason: str) -> None:
        """A person's word after an alarm: goes on from what is there, and keeps the reason.

        Raises UserError for a role that may not, or without a reason.
        """
        require(self.actor, "vault.accept")
        if not reason.strip():
            raise UserError(_("请写明情况和理由。"), field="reason")
        head = self.head()
        self._vault.watch.save(head.seq, head.hash.hex(), kind=ACCEPTED, reason=reason.strip())
        self.alarms = ()

    def close(self) -> None:
        """Notes the journal's end and lets go of the key; closing again does nothing."""
        if self._closed:
            return
        self._closed = True
        try:
            self.save_anchor()
        finally:
            if self._bare is not None:
                self._bare.dispose()
            self._store.dispose()
            self._vault.close()


def succeed(desk: Desk, first: int) -> int:
    """Goes on as another device, after the county was found to know this one's entries otherwise.

    The entries from `first` on are said anew in the new name's own chain; with 0 the next exchange
    does it. Returns how many were. The county has to enrol the new name; nobody may act meanwhile.
    Whatever is killed in between, the next opening and the next exchange finish it.
    """
    # As above: loaded by those who exchange.
    from corrdesk.sync.automatic import settled  # noqa: PLC0415
    from corrdesk.sync.core.fork import successor  # noqa: PLC0415

    require(desk.actor, "sync.enrol")
    if desk.alarms:
        raise VaultReadOnly
    heir = successor(desk.actor.device_id, desk.head().hash)
    exchange = desk.exchange
    desk.vault.watch.go_on_as(heir)
    desk.actor = replace(desk.actor, device_id=heir)
    del desk.exchange  # the next one speaks in the new name
    count = exchange.say_anew(first, heir) if first else 0
    exchange.keep_automatic(settled(exchange.automatic()))
    desk.save_anchor()
    return count


def create_desk(
    folder: Path, founding: Founding, *, device_secret_file: Path | None, clock: Clock
) -> tuple[Desk, str]:
    """Makes a vault with its office and opens it. Returns the desk and the recovery code.

    Nothing is left behind when a step fails. Raises UserError for a weak passphrase, an existing
    folder or an unknown rule pack, EnvironmentFault when no place keeps the device secret.
    """
    joins = founding.joins
    if joins is None:
        load_rulebook(founding.pack_id)
    officer_id = IdMint(clock).mint() if joins is None else joins.officer

    def prepare(vault: OpenVault) -> None:
        actor = Actor(officer_id, founding.officer, Role.HEAD, vault.device_id)
        found_office(vault, founding, actor, clock)

    vault, code = Vault.create(
        folder,
        officer_name=founding.officer,
        officer_id=officer_id,
        passphrase=founding.passphrase,
        device_store=find_store(device_secret_file),
        clock=clock,
        kdf=founding.kdf,
        prepare=prepare,
    )
    desk = _wire(vault, clock)
    desk.save_anchor()  # from the first day on, a missing anchor says something
    return desk, code


def open_desk(
    folder: Path,
    *,
    officer: str,
    passphrase: str,
    device_secret_file: Path | None,
    clock: Clock,
) -> Desk:
    """Opens a vault with an officer's passphrase. Raises UserError or EnvironmentFault.

    What was decided while it was last open is carried out first: a restored vault takes its place.
    """

    def unlocked() -> OpenVault:
        return Vault.open(
            folder,
            officer_name=officer,
            passphrase=passphrase,
            device_store=find_store(device_secret_file),
            clock=clock,
        )

    decided = decided_switch(folder)
    if decided is not None:
        carry_out(decided, folder, unlocked)
    vault = unlocked()
    try:
        if decided is not None and decided.kind == REKEY:
            rekey.settle(vault)
        elif decided is not None:
            settle(vault, Path(decided.backup), clock)
        desk = _wire(vault, clock)
        if decided is not None:
            if decided.kind == REKEY and not desk.alarms:
                rekey.conclude(vault, clock, folder.with_name(decided.old))
            finish_switch(folder)
        return desk
    except BaseException:
        vault.close()
        raise


def _signed_in(session: Session, vault: OpenVault) -> Actor:
    """Who has unlocked the vault. While its records are waited for, they can only exchange."""
    officer = officer_row(session, vault.officer_id)
    waited = waited_for(session)
    if officer is None and waited is not None:
        name, role = waited.officer_name, Role.ADMINISTRATOR
        return Actor(vault.officer_id, name, role, vault.device_id)
    if officer is None or not officer.active:
        raise UserError(_("这名工作人员的账号已停用。"), remedy=_("请联系所长。"))
    return Actor(vault.officer_id, officer.name, Role(officer.role), vault.device_id)


def _wire(vault: OpenVault, clock: Clock) -> Desk:
    """Looks before anything is written; what does not fit opens the vault read-only."""
    alarms = tuple(at_opening(vault))
    if not alarms:
        bring_up_to_date(vault, clock)
    elif not is_current(vault):
        raise VaultReadOnly
    store = Store(vault.connect, dbapi)
    try:
        with store.read() as session:
            actor = _signed_in(session, vault)
        store.draw(veil_for(actor.role, Base.metadata))
        return Desk(vault, store, actor, clock, alarms)
    except BaseException as error:
        store.dispose()
        if isinstance(getattr(error, "orig", None), dbapi.Error):
            raise DamagedDatabase from None
        raise
