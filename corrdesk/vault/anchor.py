"""`anchor.json`: the journal's chain heads outside the database, sealed with a MAC.

No engine notices a lost WAL, an old page or an old file put back; comparing the journal with this
file when the vault is opened does. A whole folder put back is noticed by anchors elsewhere only.
"""

import hashlib
import hmac
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from corrdesk.vault.errors import AnchorDamaged
from corrdesk.vault.files import write_atomically
from corrdesk.vault.header import canonical

NAME: Final = "anchor.json"


@dataclass(frozen=True, slots=True)
class Anchor:
    """The last journal entry of one device that is known to be in the database file."""

    device_id: str
    seq: int
    head: str


def read_anchors(folder: Path, mac_key: bytes) -> dict[str, Anchor]:
    """Return the anchors by device; empty if there is no file yet. Raises `AnchorDamaged`."""
    try:
        raw = (folder / NAME).read_bytes()
    except FileNotFoundError:
        return {}
    except OSError:
        raise AnchorDamaged from None
    try:
        content = json.loads(raw)
        body = content["anchors"]
        expected = hmac.new(mac_key, canonical(body), hashlib.sha256).hexdigest()
        if not hmac.compare_digest(str(content["mac"]), expected):
            raise AnchorDamaged
        return {d: Anchor(d, int(entry["seq"]), str(entry["head"])) for d, entry in body.items()}
    except (ValueError, KeyError, TypeError, AttributeError):
        raise AnchorDamaged from None


def write_anchors(folder: Path, mac_key: bytes, anchors: dict[str, Anchor]) -> None:
    """Replace the file durably."""
    body = {a.device_id: {"seq": a.seq, "head": a.head} for a in anchors.values()}
    mac = hmac.new(mac_key, canonical(body), hashlib.sha256).hexdigest()
    write_atomically(folder / NAME, canonical({"anchors": body, "mac": mac}) + b"\n")
