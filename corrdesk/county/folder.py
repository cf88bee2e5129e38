"""The county's folder: who this county is, where its data lies, its keys and certificates.

Everything secret is in `keys` and `tls`, readable by the owner only; `county.json` holds nothing
secret. Opening the database is `database`'s business.
"""

from __future__ import annotations

import ipaddress
import json
import os
import re
import secrets
import shutil
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Final

from corrdesk.county import pki
from corrdesk.county.errors import (
    CardDamaged,
    CountyExists,
    FolderNotWritable,
    KeyLost,
    KeyOpen,
    NewerCounty,
    NoAccess,
    NotACounty,
    NotAHost,
)
from corrdesk.sync.box import new_identity
from corrdesk.vault.datakey import DataKey
from corrdesk.vault.errors import VaultNotWritable
from corrdesk.vault.files import sync_folder, write_atomically

FORMAT: Final = "corrdesk-county"
VERSION: Final = 1
NAME: Final = "county.json"
DATABASE_URL: Final = "database-url"
KEY_BYTES: Final = 32
KEYS: Final = ("database", "session", "signing", "escrow")
SEALING: Final = "sealing"
_LABEL: Final = r"[0-9A-Za-z](?:[0-9A-Za-z-]{0,61}[0-9A-Za-z])?"
_HOST: Final = re.compile(rf"(?=.{{1,253}}$){_LABEL}(?:\.{_LABEL})*")
LOCAL_HOSTS: Final = ("localhost", "127.0.0.1", "::1")


@dataclass(frozen=True, slots=True)
class CountyCard:
    """What is known of a county without any key.

    `county_id`: 32 hexadecimal digits. `epoch` is new after every restoring, `ended` are those that
    were before it. `hosts`: names and addresses in the server's certificate.
    """

    county_id: str
    name: str
    created: str
    epoch: str
    hosts: tuple[str, ...]
    ended: tuple[str, ...] = ()


class CountyFolder:
    """A county's folder, read once."""

    def __init__(self, path: Path, card: CountyCard) -> None:
        self.path = path
        self.card = card

    @property
    def database_path(self) -> Path:
        """The casework of all offices, where no database server is used."""
        return self.path / "casework.db"

    @property
    def console_path(self) -> Path:
        """The accounts and sessions of the console, likewise."""
        return self.path / "console.db"

    @property
    def files_path(self) -> Path:
        """The sealed files of all offices, by content."""
        return self.path / "files"

    @property
    def backups_path(self) -> Path:
        """Where backups go unless another place is named."""
        return self.path / "backups"

    @property
    def root_certificate(self) -> Path:
        """What offices trust: the county's own authority."""
        return self.path / "tls" / "ca.pem"

    @property
    def server_certificate(self) -> Path:
        """The certificate that the server shows."""
        return self.path / "tls" / "server.pem"

    @property
    def server_key(self) -> Path:
        """Its private key."""
        return self.path / "tls" / "server.key"

    @property
    def database_url(self) -> str:
        """The database server, empty where the files in this folder are used.

        Kept among the keys, because it may hold a password.
        """
        try:
            return (self.path / "keys" / DATABASE_URL).read_text("utf-8").strip()
        except FileNotFoundError:
            return ""

    def move_database(self, url: str) -> None:
        """From now on the database server is there."""
        write_atomically(self.path / "keys" / DATABASE_URL, url.encode())

    def key(self, name: str) -> bytes:
        """One of the county's 256-bit keys. Raises `KeyLost`."""
        if name not in KEYS:
            msg = f"the county has no key [{name}]"
            raise ValueError(msg)
        path = self.path / "keys" / name
        try:
            value = bytes.fromhex(_secret(path))
        except ValueError:
            raise KeyLost(name) from None
        if len(value) != KEY_BYTES:
            raise KeyLost(name)
        return value

    def sealing_identity(self) -> str:
        """What opens things that were sealed to the county (AGE-SECRET-KEY-1…)."""
        found = _secret(self.path / "keys" / SEALING)
        if not found.startswith("AGE-SECRET-KEY-1"):
            raise KeyLost(SEALING)
        return found

    def new_epoch(self) -> None:
        """Says that the county was restored: offices offer their whole journals again."""
        ended = (*self.card.ended, self.card.epoch)
        self._keep(replace(self.card, epoch=secrets.token_hex(16), ended=ended))

    def note_ended(self, epochs: Iterable[str]) -> None:
        """Adds epochs that offices remember and that a restored county has forgotten."""
        known = {*self.card.ended, self.card.epoch}
        forgotten = tuple(sorted(set(epochs) - known))
        if forgotten:
            self._keep(replace(self.card, ended=(*self.card.ended, *forgotten)))

    def _keep(self, card: CountyCard) -> None:
        self.card = card
        _write_card(self.path, card)

    def data_key(self) -> DataKey:
        """The key of the database files in this folder."""
        return DataKey(self.key("database"))

    def renew_server_certificate(self, now: datetime, hosts: Sequence[str] = ()) -> None:
        """Makes the server's certificate anew, for more hosts where some are named."""
        tls = self.path / "tls"
        try:
            root = pki.Certified((tls / "ca.pem").read_bytes(), (tls / "ca.key").read_bytes())
        except OSError:
            raise KeyLost("ca") from None
        wanted = tuple(dict.fromkeys([*_checked(hosts), *self.card.hosts]))
        _write_pair(tls, "server", pki.make_server(root, wanted, now))
        if wanted != self.card.hosts:
            self._keep(replace(self.card, hosts=wanted))


def make_folder(
    path: Path, *, name: str, now: datetime, database: str = "", hosts: Sequence[str] = ()
) -> CountyFolder:
    """A new county: its card, its keys, its authority and its server's certificate.

    All or nothing. Raises `CountyExists` unless the folder is missing or empty, `NotAHost` and
    `FolderNotWritable`.
    """
    path = path.absolute()
    require_free(path)
    building = path.with_name(f".{path.name}.{secrets.token_hex(4)}.new")
    wanted = tuple(dict.fromkeys([*_checked(hosts), *LOCAL_HOSTS]))
    card = CountyCard(secrets.token_hex(16), name, now.isoformat(), secrets.token_hex(16), wanted)
    try:
        for part in ("keys", "tls", "files", "backups"):
            (building / part).mkdir(parents=True, mode=0o700)
        for key in KEYS:
            write_atomically(building / "keys" / key, secrets.token_hex(KEY_BYTES).encode())
        write_atomically(building / "keys" / SEALING, new_identity().encode())
        if database:
            write_atomically(building / "keys" / DATABASE_URL, database.encode())
        root = pki.make_root(name, now)
        _write_pair(building / "tls", "ca", root)
        _write_pair(building / "tls", "server", pki.make_server(root, wanted, now))
        _write_card(building, card)
        path.parent.mkdir(parents=True, exist_ok=True)
        if path.exists():
            path.rmdir()
        building.replace(path)
        sync_folder(path.parent)
    except (OSError, VaultNotWritable):
        shutil.rmtree(building, ignore_errors=True)
        raise FolderNotWritable from None
    except BaseException:
        shutil.rmtree(building, ignore_errors=True)
        raise
    return CountyFolder(path, card)


def read_folder(path: Path) -> CountyFolder:
    """The county in a folder.

    Raises `NotACounty`, `CardDamaged`, `NewerCounty` or `NoAccess`.
    """
    try:
        content = json.loads((path / NAME).read_bytes())
        if content.pop("format") != FORMAT:
            raise ValueError(NAME)
        version = content.pop("version")
        if isinstance(version, int) and version > VERSION:
            raise NewerCounty
        hosts = tuple(str(host) for host in content.pop("hosts"))
        ended = tuple(str(epoch) for epoch in content.pop("ended", ()))
        card = CountyCard(
            hosts=hosts, ended=ended, **{key: str(value) for key, value in content.items()}
        )
    except PermissionError:
        raise NoAccess from None
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        # Whoever has keys has a county, and nobody should think of making another in its place.
        raise (CardDamaged if (path / "keys").exists() else NotACounty) from None
    return CountyFolder(path.absolute(), card)


def require_free(path: Path) -> None:
    """Raises `CountyExists` unless there is nothing, or an empty folder."""
    if path.exists() and not (path.is_dir() and _is_empty(path)):
        raise CountyExists


def _checked(hosts: Sequence[str]) -> Sequence[str]:
    """Names and addresses as a certificate may have them. Raises `NotAHost`."""
    if not all(_HOST.fullmatch(each) or _is_address(each) for each in hosts):
        raise NotAHost
    return hosts


def _is_address(text: str) -> bool:
    try:
        ipaddress.ip_address(text)
    except ValueError:
        return False
    return True


def _is_empty(folder: Path) -> bool:
    try:
        return not any(folder.iterdir())
    except OSError:
        raise FolderNotWritable from None


def _write_card(folder: Path, card: CountyCard) -> None:
    content = {"format": FORMAT, "version": VERSION, **asdict(card)}
    text = json.dumps(content, ensure_ascii=False, indent=1, sort_keys=True)
    write_atomically(folder / NAME, text.encode() + b"\n")


def _write_pair(folder: Path, name: str, made: pki.Certified) -> None:
    """Both or none: a key beside the certificate of another serves nobody."""
    content = {f"{name}.key": made.key, f"{name}.pem": made.certificate}
    try:
        for part, raw in content.items():
            write_atomically(folder / f".{part}.new", raw)
        for part in content:
            (folder / f".{part}.new").replace(folder / part)
    finally:
        for part in content:
            (folder / f".{part}.new").unlink(missing_ok=True)


def _secret(path: Path) -> str:
    """What a key file holds. Raises `KeyLost`, `KeyOpen` or `NoAccess`."""
    try:
        if _is_open_to_others(path):
            raise KeyOpen(path.name)
        return path.read_text("ascii").strip()
    except PermissionError:
        raise NoAccess from None
    except (OSError, ValueError):
        raise KeyLost(path.name) from None


def _is_open_to_others(path: Path) -> bool:
    return os.name == "posix" and bool(path.stat().st_mode & 0o077)
