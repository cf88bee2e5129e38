"""Another data key for a whole vault: a folder beside it with everything sealed anew.

For when the key is thought to be in wrong hands; who merely leaves loses a keyslot. The present
vault is only read. Putting the folder in its place is decided above.
"""

import shutil
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final

from corrdesk.base.clock import Clock
from corrdesk.vault import anchor, cipher, header, keyslots, live_anchor, rest_mark, throttle
from corrdesk.vault.attachments import NAMES_PURPOSE, Attachments
from corrdesk.vault.datakey import DataKey
from corrdesk.vault.errors import AttachmentDamaged, AttachmentMissing
from corrdesk.vault.files import sync_file, sync_folder
from corrdesk.vault.header import KeySlot
from corrdesk.vault.keyslots import KdfProfile
from corrdesk.vault.vault import ATTACHMENTS, BACKUPS, DATABASE, DraftCode, OpenVault

# What is made anew in the side folder, or belongs to a moment of the old one. All else is copied.
_NOT_COPIED: Final = frozenset({
    ATTACHMENTS, BACKUPS, header.NAME, header.DUPLICATE, anchor.NAME, live_anchor.NAME,
    rest_mark.NAME, throttle.NAME,
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class NewKey:
    """A data key that seals nothing yet, its keyslots, and the recovery code to be printed."""

    key: DataKey = field(repr=False)
    slots: tuple[KeySlot, ...] = field(repr=False)
    draft: DraftCode


def draw_key(
    vault: OpenVault,
    clock: Clock,
    *,
    officer_name: str,
    passphrase: str,
    kdf: KdfProfile = KdfProfile.STANDARD,
) -> NewKey:
    """Draw a new data key. Raises `WrongPassphrase`: who changes the key proves the own one.

    The names of sealed files stand in the journal, so the subkey that makes them is carried along;
    whoever knew the old key can tell by it whether a document is here, and nothing else.
    """
    key = DataKey.random()
    slots, draft = vault.slots_for(key, officer_name, passphrase, kdf)
    names = vault.key.subkey(NAMES_PURPOSE)
    created = clock.now().isoformat()
    carried = keyslots.wrap_carried(key, vault.vault_id, created, NAMES_PURPOSE, names)
    key.carry(NAMES_PURPOSE, names)
    return NewKey(key, (*slots, carried), draft)


def build(
    vault: OpenVault,
    new: NewKey,
    side: Path,
    report: Callable[[int, int], None] | None = None,
) -> tuple[str, ...]:
    """Make the side folder; return the sealed files that were damaged before and stay so.

    `report` is told how many sealed files are done; what it raises leaves nothing behind.
    """
    try:
        side.mkdir(mode=0o700)
        cipher.copy_database(vault.database_path, vault.key, side / DATABASE, new.key)
        sync_file(side / DATABASE)
        damaged = _seal_anew(vault, new.key, side / ATTACHMENTS, report)
        _copy_rest(vault.folder, side)
        (side / BACKUPS).mkdir(mode=0o700)
        following = replace(vault.header, slots=new.slots, revision=vault.header.revision + 1)
        mac = following.expected_mac(new.key.subkey("header"))
        header.repair(side, replace(following, mac=mac))
        sync_folder(side)
        sync_folder(side.parent)
    except BaseException:
        shutil.rmtree(side, ignore_errors=True)
        raise
    return damaged


def _seal_anew(
    vault: OpenVault,
    key: DataKey,
    target: Path,
    report: Callable[[int, int], None] | None,
) -> tuple[str, ...]:
    target.mkdir(mode=0o700)
    before, after = vault.attachments(), Attachments(target, key)
    names = list(before.names())
    damaged = []
    for done, name in enumerate(names):
        if report is not None:
            report(done, len(names))
        try:
            after.put(before.get(name), limit=1 << 62)
        except (AttachmentDamaged, AttachmentMissing):
            # Nothing more can be made of it here; with a backup of the old key it may be read.
            damaged.append(name)
            copy = target / name[:2] / name
            copy.parent.mkdir(mode=0o700, exist_ok=True)
            shutil.copyfile(vault.attachments_path / name[:2] / name, copy)
            sync_file(copy)
    return tuple(damaged)


def _copy_rest(folder: Path, side: Path) -> None:
    """Whatever else lies in a vault's folder: rule packs, signed seals, the state of sync."""
    for path in folder.iterdir():
        if path.name in _NOT_COPIED or path.name.startswith((DATABASE, ".")):
            continue
        if path.is_dir():
            shutil.copytree(path, side / path.name)
        else:
            shutil.copyfile(path, side / path.name)
    for path in side.rglob("*"):
        if path.is_file():
            sync_file(path)
