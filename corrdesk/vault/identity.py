"""`identity.json`: under which name a device goes on in a vault, where that is no longer its first.

A device is named after its secret. When its journal went on in two places (a copied PC, a vault put
back) one of them takes another name. The file is no secret: the key comes from the device secret
with the salt, so that a copy of the PC, which has the same secret, has not the same key.
"""

import json
import secrets
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final

from corrdesk.vault.files import write_atomically

NAME: Final = "identity.json"
SALT_BYTES: Final = 16


@dataclass(frozen=True, slots=True)
class Identity:
    """The name in use, the salt of its key (empty for the first), and the names before it."""

    device: str
    salt: str = ""
    former: tuple[str, ...] = ()


def read(folder: Path, base: str) -> Identity:
    """The identity of the device whose first name is `base`.

    The file of another PC, which came with a backup, says nothing here. One that cannot be read
    neither: the county then finds the old name out again.
    """
    try:
        content = json.loads((folder / NAME).read_bytes())
        known = Identity(
            str(content["device"]), bytes.fromhex(content["salt"]).hex(), tuple(content["former"])
        )
    except (OSError, ValueError, KeyError, TypeError):
        return Identity(base)
    return known if known.former[:1] == (base,) else Identity(base)


def go_on(folder: Path, known: Identity, device: str) -> Identity:
    """Take another name, durably, with a salt of its own. Raises `VaultNotWritable`."""
    found = Identity(device, secrets.token_hex(SALT_BYTES), (*known.former, known.device))
    write_atomically(folder / NAME, json.dumps(asdict(found), indent=1).encode() + b"\n")
    return found


def carry(source: Path, target: Path) -> None:
    """Let a folder that takes the place of another go on under the same name."""
    (target / NAME).unlink(missing_ok=True)
    if (source / NAME).exists():
        write_atomically(target / NAME, (source / NAME).read_bytes())
