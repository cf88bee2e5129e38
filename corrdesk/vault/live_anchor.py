"""`anchor.live`: the journal's newest head outside the database, written after every commit.

Two records in turn, each within one disk sector and with a MAC of its own: a power cut leaves the
old or the new one. It is not synced per commit. The commit was durable before it is written, so
what is lost with the power is only how new the anchor is; it never claims more than the database.
"""

import hashlib
import hmac
import struct
from pathlib import Path
from threading import Lock
from typing import Final

from corrdesk.vault.anchor import Anchor
from corrdesk.vault.errors import AnchorDamaged
from corrdesk.vault.files import sync_file, write_atomically

NAME: Final = "anchor.live"
_SECTOR: Final = 512
_BODY: Final = struct.Struct(">4s32sQ32s")
_MAGIC: Final = b"CDL1"
_MAC: Final = 32


class LiveAnchor:
    """The file of one open vault; used from any thread."""

    def __init__(self, folder: Path, device_id: str, mac_key: bytes) -> None:
        self._path = folder / NAME
        self._device = device_id
        self._mac_key = mac_key
        self._lock = Lock()

    def read(self) -> Anchor | None:
        """Return the newer of the two records, of whatever device; None without a file.

        Raises `AnchorDamaged` if neither record is sound: that no power cut does.
        """
        try:
            raw = self._path.read_bytes()
        except FileNotFoundError:
            return None
        except OSError:
            raise AnchorDamaged from None
        found = [self._decoded(raw[start : start + _SECTOR]) for start in (0, _SECTOR)]
        sound = [anchor for anchor in found if anchor is not None]
        if not sound:
            raise AnchorDamaged
        mine = [anchor for anchor in sound if anchor.device_id == self._device]
        return max(mine or sound, key=lambda anchor: anchor.seq)

    def start(self, seq: int, head: str) -> None:
        """Write the file anew, durably, with one head in both places."""
        sector = self._encoded(seq, head)
        with self._lock:
            write_atomically(self._path, sector * 2)

    def note(self, seq: int, head: str) -> None:
        """Write the head of a commit; costs microseconds, and an unwritable file no act."""
        sector = self._encoded(seq, head)
        with self._lock, self._path.open("r+b", buffering=0) as file:
            file.seek(_SECTOR * (seq & 1))
            file.write(sector)

    def sync(self) -> None:
        """Make the newest record durable."""
        if self._path.exists():
            sync_file(self._path)

    def _encoded(self, seq: int, head: str) -> bytes:
        body = _BODY.pack(_MAGIC, self._device.encode("ascii"), seq, bytes.fromhex(head))
        return (body + self._mac(body)).ljust(_SECTOR, b"\0")

    def _decoded(self, sector: bytes) -> Anchor | None:
        body, mac = sector[: _BODY.size], sector[_BODY.size : _BODY.size + _MAC]
        if len(body) != _BODY.size or not hmac.compare_digest(mac, self._mac(body)):
            return None
        _magic, device, seq, head = _BODY.unpack(body)
        return Anchor(device.decode("ascii"), seq, head.hex())

    def _mac(self, body: bytes) -> bytes:
        return hmac.digest(self._mac_key, body, hashlib.sha256)
