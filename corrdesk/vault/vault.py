"""Making and opening a vault: header, keyslots, device secret and database brought together.

Who may add officers or see what is decided above; whoever holds an `OpenVault` holds the key.
"""

import contextlib
import secrets
import shutil
import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final

from corrdesk.base.clock import Clock
from corrdesk.base.ids import derived_id
from corrdesk.vault import cipher, header, keyslots
from corrdesk.vault.attachments import Attachments
from corrdesk.vault.datakey import DataKey
from corrdesk.vault.device_secret import DeviceSecretStore, new_secret
from corrdesk.vault.errors import (
    DeviceSecretForeign,
    DeviceSecretMissing,
    HeaderChanged,
    LastOfficer,
    NoSuchOfficer,
    OfficerExists,
    VaultExists,
    VaultNotWritable,
    WrongPassphrase,
)
from corrdesk.vault.files import sync_folder
from corrdesk.vault.header import Header, KeySlot
from corrdesk.vault.keyslots import KdfProfile, SlotOwner
from corrdesk.vault.passphrase import require_acceptable
from corrdesk.vault.throttle import Throttle
from corrdesk.vault.watch import Notes, Watch

DATABASE: Final = "casework.db"
ATTACHMENTS: Final = "attachments"
BACKUPS: Final = "backups"
PACKS: Final = "packs"  # installed rule packs, signed and not secret
_UNKNOWN: Final = "unknown"  # all unknown names share one count, so that they tell nothing


@dataclass(frozen=True, slots=True)
class DraftCode:
    """A recovery code that is being printed and does not hold yet; its text shows nothing."""

    slot: KeySlot = field(repr=False)
    code: str = field(repr=False)


class OpenVault:
    """An unlocked vault. Its text form shows no key; `close` wipes what can be wiped.

    `database_path`, `attachments_path` (sealed files) and `backups_path` (backups on the same
    disk) lie in `folder`. `officer_id` is who unlocked it, empty after recovery. `device_id`
    belongs to this vault on this machine: it changes when the device secret is made anew, and when
    the device goes on under another name (`watch.go_on_as`).
    `watch` is what is remembered of the journal outside the database.
    """

    def __init__(
        self,
        folder: Path,
        found: Header,
        key: DataKey,
        device_secret: bytes,
        clock: Clock,
        *,
        officer_id: str,
        throttle: Throttle,
        notes: Notes,
    ) -> None:
        self.folder = folder
        self.database_path = folder / DATABASE
        self.attachments_path = folder / ATTACHMENTS
        self.backups_path = folder / BACKUPS
        self.vault_id = found.vault_id
        self.officer_id = officer_id
        self._header = found
        self._key = key
        self._device_secret = device_secret
        self._clock = clock
        self._throttle = throttle
        self.watch = Watch(
            folder, vault_id=found.vault_id, mac_key=key.subkey("anchor"),
            device_id=derived_id("device", found.vault_id, keyslots.device_tag(device_secret)),
            device_secret=device_secret, notes=notes, clock=clock,
        )  # fmt: skip

    def __repr__(self) -> str:
        return f"OpenVault({self.vault_id})"

    @property
    def device_id(self) -> str:
        """The device that writes here."""
        return self.watch.device

    @property
    def header(self) -> Header:
        """The header as last read or written."""
        return self._header

    @property
    def key(self) -> DataKey:
        """The key holder, for the modules of the vault."""
        return self._key

    def connect(self, *, read_only: bool = False) -> cipher.Connection:
        """Open a connection to the database (see `cipher.connect`); fits SQLAlchemy's creator."""
        self.watch.before_opening(self.database_path)
        return cipher.connect(self.database_path, self._key, read_only=read_only)

    def attachments(self) -> Attachments:
        """Return the sealed files."""
        return Attachments(self.attachments_path, self._key)

    def subkey(self, purpose: str) -> bytes:
        """Return a 256-bit key for one purpose outside the vault package."""
        return self._key.subkey(f"caller/{purpose}")

    def officer_ids(self) -> tuple[str, ...]:
        """Return the officers who have a slot."""
        return tuple(slot.officer_id for slot in self._header.of_kind(keyslots.OFFICER))

    def add_officer(
        self,
        *,
        officer_name: str,
        officer_id: str,
        passphrase: str,
        kdf: KdfProfile = KdfProfile.STANDARD,
    ) -> None:
        """Give another officer a slot on this machine; nothing is re-encrypted."""
        name = keyslots.normalised_name(officer_name)
        require_acceptable(passphrase, avoid=(name,))
        tag = self._header.name_tag(name)
        if self._header.slot_of(tag) is not None or officer_id in self.officer_ids():
            raise OfficerExists
        self._save_slots((*self._header.slots, self._slot(officer_id, tag, passphrase, kdf)))

    def remove_officer(self, officer_id: str) -> None:
        """Take an officer's slot away.

        An old copy of the header together with the old passphrase and this machine's device
        secret would still open the vault; where that matters the data key must be changed too.
        """
        if officer_id not in self.officer_ids():
            raise NoSuchOfficer
        remaining = tuple(s for s in self._header.slots if s.officer_id != officer_id)
        if not any(s.kind == keyslots.OFFICER for s in remaining):
            raise LastOfficer
        self._save_slots(remaining)

    def change_passphrase(
        self,
        *,
        officer_name: str,
        old: str,
        new: str,
        kdf: KdfProfile = KdfProfile.STANDARD,
    ) -> None:
        """Replace an officer's passphrase, who proves the old one; wrong ones are counted."""
        tag, slot = self._officer(officer_name)
        self._throttle.before_attempt(tag)
        keyslots.unwrap_as_officer(slot, self.vault_id, old, self._device_secret).wipe()
        self._throttle.succeeded(tag)
        self._replace_slot(slot, officer_name, new, kdf)

    def rewrap_device(
        self,
        *,
        officer_name: str,
        passphrase: str,
        kdf: KdfProfile = KdfProfile.STANDARD,
    ) -> None:
        """Make an officer's slot anew with this machine's secret, without the old passphrase.

        For use after recovery, on a new machine, or when a passphrase was forgotten; the caller
        has checked that this may be done.
        """
        tag, slot = self._officer(officer_name)
        self._replace_slot(slot, officer_name, passphrase, kdf)
        self._throttle.succeeded(tag)

    def draft_recovery_code(self) -> "DraftCode":
        """Make a new recovery code to be printed; the old one holds until `adopt_recovery_code`."""
        slot, code = keyslots.wrap_for_recovery(self._key, self.vault_id, _moment(self._clock))
        return DraftCode(slot, code)

    def adopt_recovery_code(self, draft: "DraftCode", typed: str) -> None:
        """Put a printed code in force, typed back from the paper; the old one is void then.

        Raises `RecoveryCodeMistyped` or `WrongRecoveryCode`, and the old one goes on holding.
        """
        keyslots.unwrap_with_code((draft.slot,), self.vault_id, typed).wipe()
        others = tuple(s for s in self._header.slots if s.kind != keyslots.RECOVERY)
        self._save_slots((*others, draft.slot))

    def new_recovery_code(self) -> str:
        """Replace the recovery code and return the new one to be printed; the old one is void."""
        draft = self.draft_recovery_code()
        self.adopt_recovery_code(draft, draft.code)
        return draft.code

    def slots_for(
        self, key: DataKey, officer_name: str, passphrase: str, kdf: KdfProfile
    ) -> tuple[tuple[KeySlot, ...], DraftCode]:
        """Make keyslots for another data key: one's own, a new recovery code's, the county's.

        Colleagues' passphrases are not known here: they are set anew afterwards. Raises
        `WrongPassphrase`; wrong ones are counted.
        """
        tag, own = self._officer(officer_name)
        self._throttle.before_attempt(tag)
        keyslots.unwrap_as_officer(own, self.vault_id, passphrase, self._device_secret).wipe()
        self._throttle.succeeded(tag)
        owner = SlotOwner(own.officer_id, tag, _moment(self._clock))
        officer = keyslots.wrap_for_officer(
            key, self.vault_id, owner, passphrase, self._device_secret, kdf
        )
        recovery, code = keyslots.wrap_for_recovery(key, self.vault_id, _moment(self._clock))
        county = tuple(
            keyslots.wrap_for_escrow(
                key, self.vault_id, _moment(self._clock), str(slot.params["public_key"])
            )
            for slot in self._header.of_kind(keyslots.ESCROW)
        )
        return (officer, recovery, *county), DraftCode(recovery, code)

    def set_escrow(self, public_key: str) -> None:
        """Seal the data key to the county's X25519 public key, in place of an earlier one."""
        slot = keyslots.wrap_for_escrow(self._key, self.vault_id, _moment(self._clock), public_key)
        others = tuple(s for s in self._header.slots if s.kind != keyslots.ESCROW)
        self._save_slots((*others, slot))

    def check_recovery_code(self, code: str) -> None:
        """Raise unless the code opens this vault: the code is typed back once after printing."""
        slots = self._header.of_kind(keyslots.RECOVERY)
        keyslots.unwrap_with_code(slots, self.vault_id, code).wipe()

    def close(self) -> None:
        """Wipe the key. Connections that are still open stay usable until they are closed.

        Close them first: only then the file can be marked as closed in peace.
        """
        if not cipher.in_use(self.database_path):
            self.watch.after_closing(self.database_path)
        self._key.wipe()
        self._device_secret = b""

    def _officer(self, officer_name: str) -> tuple[str, KeySlot]:
        tag = self._header.name_tag(keyslots.normalised_name(officer_name))
        slot = self._header.slot_of(tag)
        if slot is None:
            raise NoSuchOfficer
        return tag, slot

    def _slot(self, officer_id: str, tag: str, passphrase: str, kdf: KdfProfile) -> KeySlot:
        owner = SlotOwner(officer_id, tag, _moment(self._clock))
        return keyslots.wrap_for_officer(
            self._key, self.vault_id, owner, passphrase, self._device_secret, kdf
        )

    def _replace_slot(self, slot: KeySlot, name: str, passphrase: str, kdf: KdfProfile) -> None:
        require_acceptable(passphrase, avoid=(keyslots.normalised_name(name),))
        fresh = self._slot(slot.officer_id, slot.name_tag, passphrase, kdf)
        self._save_slots(tuple(fresh if s is slot else s for s in self._header.slots))

    def _save_slots(self, slots: tuple[KeySlot, ...]) -> None:
        following = replace(self._header, slots=slots)
        self._header = header.save(self.folder, following, _header_key(self._key))


class Vault:
    """The three ways to an `OpenVault`."""

    @staticmethod
    def create(
        folder: Path,
        *,
        officer_name: str,
        officer_id: str,
        passphrase: str,
        device_store: DeviceSecretStore,
        clock: Clock,
        kdf: KdfProfile = KdfProfile.STANDARD,
        prepare: Callable[[OpenVault], None] | None = None,
    ) -> tuple[OpenVault, str]:
        """Make a vault with an empty database; return it open, with the recovery code to print.

        All or nothing: it is built beside the target and renamed. `prepare` may fill the database
        before that; it must close its connections. Raises `VaultExists`, `WeakPassphrase`,
        `SecretInsideVault` and what the device store raises.
        """
        name = keyslots.normalised_name(officer_name)
        require_acceptable(passphrase, avoid=(name,))
        folder = folder.absolute()
        _require_free(folder)
        device_store.check_place(folder)
        secret, key = new_secret(), DataKey.random()
        building = _building_folder(folder)
        start = header.new_header(secrets.token_hex(16), clock.now().isoformat())
        try:
            slot, code = keyslots.wrap_for_recovery(key, start.vault_id, start.created)
            owner = SlotOwner(officer_id, start.name_tag(name), start.created)
            officer = keyslots.wrap_for_officer(key, start.vault_id, owner, passphrase, secret, kdf)
            found = header.save(building, replace(start, slots=(officer, slot)), _header_key(key))
            opened = OpenVault(
                building, found, key, secret, clock,
                officer_id=officer_id, throttle=Throttle(building, clock), notes=device_store,
            )  # fmt: skip
            _lay_out(opened)
            if prepare is not None:
                prepare(opened)
            opened.watch.after_closing(opened.database_path)
            device_store.save(start.vault_id, secret)
            _move_into_place(building, folder)
        except BaseException:
            shutil.rmtree(building, ignore_errors=True)
            with contextlib.suppress(Exception):
                device_store.delete(start.vault_id)
            raise
        throttle = Throttle(folder, clock)
        opened = OpenVault(
            folder, opened.header, key, secret, clock,
            officer_id=officer_id, throttle=throttle, notes=device_store,
        )  # fmt: skip
        return opened, code

    @staticmethod
    def open(
        folder: Path,
        *,
        officer_name: str,
        passphrase: str,
        device_store: DeviceSecretStore,
        clock: Clock,
        ticks: Callable[[], float] = time.monotonic,
    ) -> OpenVault:
        """Open a vault with an officer's passphrase and this machine's device secret.

        Raises `WrongPassphrase` (also for an unknown name), `WaitRequired`, `DeviceSecretMissing`,
        `DeviceSecretForeign`, `NotAVault`, `NewerVault`, `HeaderDamaged` or `HeaderChanged`.
        """
        loaded = header.load(folder)
        found = loaded.header
        device_store.check_place(folder)
        secret = device_store.load(found.vault_id)
        if secret is None:
            raise DeviceSecretMissing
        tag = found.name_tag(keyslots.normalised_name(officer_name))
        slot = found.slot_of(tag)
        if slot is not None and slot.device != keyslots.device_tag(secret):
            raise DeviceSecretForeign
        throttle = Throttle(folder, clock, ticks)
        bucket = tag if slot is not None else _UNKNOWN
        throttle.before_attempt(bucket)
        if slot is None:
            keyslots.spend_a_guess(passphrase, next(iter(found.of_kind(keyslots.OFFICER)), None))
            raise WrongPassphrase
        key = keyslots.unwrap_as_officer(slot, found.vault_id, passphrase, secret)
        throttle.succeeded(bucket)
        _settle_header(folder, loaded, key)
        return OpenVault(
            folder, found, key, secret, clock,
            officer_id=slot.officer_id, throttle=throttle, notes=device_store,
        )  # fmt: skip

    @staticmethod
    def open_with_recovery(
        folder: Path, code: str, *, device_store: DeviceSecretStore, clock: Clock
    ) -> OpenVault:
        """Open a vault with the printed code; a machine without device secret gets a new one.

        Officers' slots made with another secret stay closed until `rewrap_device`. Raises
        `RecoveryCodeMistyped` (naming the groups) or `WrongRecoveryCode`.
        """

        def unwrapped(found: Header) -> DataKey:
            slots = found.of_kind(keyslots.RECOVERY)
            return keyslots.unwrap_with_code(slots, found.vault_id, code)

        return _open_without_officer(folder, unwrapped, device_store, clock)

    @staticmethod
    def open_with_escrow(
        folder: Path, private_key: str, *, device_store: DeviceSecretStore, clock: Clock
    ) -> OpenVault:
        """Open a vault with the county's private key (64 hex digits), as with the recovery code.

        Raises `BadEscrowKey` or `WrongEscrowKey`.
        """

        def unwrapped(found: Header) -> DataKey:
            slots = found.of_kind(keyslots.ESCROW)
            return keyslots.unwrap_with_escrow(slots, found.vault_id, private_key)

        return _open_without_officer(folder, unwrapped, device_store, clock)


def _open_without_officer(
    folder: Path,
    unwrapped: Callable[[Header], DataKey],
    device_store: DeviceSecretStore,
    clock: Clock,
) -> OpenVault:
    """Open with a key that no officer's slot gave; make a device secret if there is none."""
    loaded = header.load(folder)
    found = loaded.header
    device_store.check_place(folder)
    key = unwrapped(found)
    _settle_header(folder, loaded, key)
    secret = device_store.load(found.vault_id)
    if secret is None:
        secret = new_secret()
        device_store.save(found.vault_id, secret)
    return OpenVault(
        folder, found, key, secret, clock,
        officer_id="", throttle=Throttle(folder, clock), notes=device_store,
    )  # fmt: skip


def _moment(clock: Clock) -> str:
    return clock.now().isoformat()


def _header_key(key: DataKey) -> bytes:
    return key.subkey("header")


def _settle_header(folder: Path, loaded: header.LoadedHeader, key: DataKey) -> None:
    """Check the header by the key it gave, and mend its damaged or missing file if possible."""
    try:
        loaded.header.require_mac(_header_key(key))
    except HeaderChanged:
        key.wipe()
        raise
    keyslots.take_carried(loaded.header.of_kind(keyslots.CARRIED), loaded.header.vault_id, key)
    if loaded.needs_repair:
        with contextlib.suppress(VaultNotWritable):
            header.repair(folder, loaded.header)


def _require_free(folder: Path) -> None:
    try:
        if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
            raise VaultExists
    except OSError:
        raise VaultNotWritable from None


def _building_folder(folder: Path) -> Path:
    """Make the folder beside the target in which a vault is built."""
    building = folder.parent / f".{folder.name}.{secrets.token_hex(4)}.new"
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        building.mkdir(mode=0o700)
    except OSError:
        raise VaultNotWritable from None
    return building


def _lay_out(vault: OpenVault) -> None:
    """Make the subfolders and an empty encrypted database that is really on the disk."""
    vault.attachments_path.mkdir(mode=0o700)
    vault.backups_path.mkdir(mode=0o700)
    connection = cipher.connect(vault.database_path, vault.key, create=True)
    try:
        # The application id makes the first encrypted page exist.
        connection.execute("PRAGMA application_id=0x636F7272").fetchall()
        cipher.checkpoint(connection)
    finally:
        connection.close()


def _move_into_place(building: Path, folder: Path) -> None:
    try:
        if folder.exists():
            folder.rmdir()  # empty, checked before; Windows does not rename over it
        building.rename(folder)
        sync_folder(folder.parent)
    except OSError:
        raise (VaultExists if folder.exists() else VaultNotWritable) from None
