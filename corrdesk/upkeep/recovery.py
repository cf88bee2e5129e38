"""The recovery code on paper: what the sheet says of an open vault, and the file it is written to.

Making, checking and adopting a code is the vault's; drawing the sheet is `printing`'s.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO, Final

from corrdesk.base.clock import Clock
from corrdesk.base.errors import CorrdeskError, EnvironmentFault, UserError
from corrdesk.base.i18n import _
from corrdesk.vault.cipher import dbapi
from corrdesk.vault.device_secret import find_store
from corrdesk.vault.passphrase import require_acceptable
from corrdesk.vault.recovery import SECRET_BYTES, to_code
from corrdesk.vault.vault import OpenVault, Vault

PDF: Final = ".pdf"
MARK: Final = 8  # characters of the vault's id by which paper and vault are matched


@dataclass(frozen=True, slots=True)
class LastResort:
    """What opens a vault without passphrase and keyring: the printed code, or the county's key."""

    code: str = field(default="", repr=False)
    private_key_file: Path | None = None


def recover(
    folder: Path,
    resort: LastResort,
    *,
    officer: str,
    passphrase: str,
    device_secret_file: Path | None,
    clock: Clock,
) -> OpenVault:
    """Set an officer's passphrase anew on this machine; return the vault, open. No data changes.

    Raises UserError for a weak passphrase, an unknown officer or a wrong code, EnvironmentFault
    when no place keeps the device secret.
    """
    store = find_store(device_secret_file)
    require_acceptable(passphrase, avoid=(officer,))
    if resort.private_key_file is None:
        found = Vault.open_with_recovery(folder, resort.code, device_store=store, clock=clock)
    else:
        private = read_secret(resort.private_key_file)
        found = Vault.open_with_escrow(folder, private, device_store=store, clock=clock)
    try:
        found.rewrap_device(officer_name=officer, passphrase=passphrase)
    except BaseException:
        found.close()
        raise
    return found


def read_secret(path: Path) -> str:
    """A key or code from a file. Raises EnvironmentFault."""
    try:
        return path.read_text(encoding="utf-8-sig").strip()
    except (OSError, UnicodeDecodeError):
        raise EnvironmentFault(_("文件读不出来。"), remedy=_("请检查路径和权限。")) from None


def mark_of(vault: OpenVault) -> str:
    """The start of the vault's id, as the sheet shows it: `3f9a 17c2`."""
    return f"{vault.vault_id[: MARK // 2]} {vault.vault_id[MARK // 2 : MARK]}"


def recovery_pdf(vault: OpenVault, clock: Clock, code: str) -> bytes:
    """The sheet to be printed and sealed away. Raises UserError for a name that no font has."""
    # Fonts and the PDF library cost a second that only this should pay.
    from corrdesk.printing.forms.recovery import RecoverySheet, render_recovery  # noqa: PLC0415

    office, folder = _office_name(vault), vault.folder.name
    return render_recovery(RecoverySheet(office, folder, mark_of(vault), clock.today(), code))


def require_paper(office: str, folder: Path, path: Path, clock: Clock) -> None:
    """Raise what drawing the sheet would raise, before there is a code that nobody could read."""
    if path.suffix.lower() == PDF:
        from corrdesk.printing.forms.recovery import (  # noqa: PLC0415 - as above
            RecoverySheet,
            render_recovery,
        )

        trial = to_code(bytes(SECRET_BYTES))
        render_recovery(RecoverySheet(office, folder.name, "0000 0000", clock.today(), trial))


def code_file(vault: OpenVault, clock: Clock, code: str, path: Path) -> bytes:
    """What a file of this name holds: the sheet for a PDF, else the code in one line."""
    if path.suffix.lower() == PDF:
        return recovery_pdf(vault, clock, code)
    return f"{code}\n".encode()


def issue_code(vault: OpenVault, clock: Clock, path: Path, name: str) -> None:
    """Write a new code to a new file, then put it in force: there is always one that holds."""
    with secret_file(path, name) as file:
        draft = vault.draft_recovery_code()
        file.write(code_file(vault, clock, draft.code, path))
        file.flush()
        os.fsync(file.fileno())
        vault.adopt_recovery_code(draft, draft.code)


@contextmanager
def secret_file(path: Path, name: str) -> Iterator[BinaryIO]:
    """A new file for the owner's eyes; it is taken away again when what it is for fails.

    Raises UserError, naming the option, for a file that is there already.
    """
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        raise UserError(
            _("恢复码文件已存在，不会覆盖。"), remedy=_("请换一个文件名。"), field=name
        ) from None
    except OSError:
        raise EnvironmentFault(
            _("恢复码文件写不进去。"), remedy=_("请检查文件夹权限和磁盘空间。")
        ) from None
    with os.fdopen(descriptor, "wb") as file:
        try:
            yield file
            file.flush()
            os.fsync(file.fileno())
        except BaseException:
            path.unlink(missing_ok=True)
            raise


def _office_name(vault: OpenVault) -> str:
    """The office's name; a dash when the database does not tell: the code is wanted anyway."""
    try:
        connection = vault.connect()
    except CorrdeskError:
        return "—"
    try:
        row = connection.execute("SELECT name FROM office LIMIT 1").fetchone()
    except dbapi.Error:
        return "—"
    finally:
        connection.close()
    return str(row[0]) if row else "—"
