"""Rule packs at the county: checked, kept for handing out, and which one holds at each office."""

from __future__ import annotations

import re
import tempfile
from pathlib import Path
from typing import Final

from sqlalchemy import select

from corrdesk.casework.caseload.tables import Office
from corrdesk.county.county import County
from corrdesk.rules.distribution import install_pack
from corrdesk.vault.files import write_atomically

PACKS: Final = "packs"
_NAME: Final = re.compile(r"[a-z0-9][a-z0-9-]{0,59}\.zip")


def add_pack(county: County, content: bytes, signer: bytes) -> str:
    """Checks a signed pack and keeps it, installed and as the file to hand out. Returns its id.

    Raises UserError for a pack that is not what the holder of the key signed.
    """
    folder = county.folder.path / PACKS
    folder.mkdir(exist_ok=True, mode=0o700)
    with tempfile.TemporaryDirectory(dir=folder, prefix=".") as scratch:
        package, key = Path(scratch) / "pack.zip", Path(scratch) / "signer.pem"
        package.write_bytes(content)
        key.write_bytes(signer)
        pack = install_pack(package, key, folder)
    write_atomically(folder / f"{pack.id}.zip", content)
    return pack.id


def pack_files(county: County) -> list[str]:
    """The files that may be handed out, by name."""
    folder = county.folder.path / PACKS
    return sorted(path.name for path in folder.glob("*.zip") if _NAME.fullmatch(path.name))


def read_pack(county: County, name: str) -> bytes | None:
    """One of these files, None for any other name."""
    return (county.folder.path / PACKS / name).read_bytes() if name in pack_files(county) else None


def packs_in_use(county: County) -> list[tuple[str, str, str]]:
    """Office, pack and the version of its rules, for every enrolled office."""
    with county.registry() as registry:
        offices = registry.offices()
    found = []
    for office in offices:
        with county.read() as session:
            pack = session.scalars(
                select(Office.pack_id).where(Office.office_id == office.office_id)
            ).first()
        version = county.law_of(office.office_id).book.version if pack else ""
        found.append((office.name, pack or "", version))
    return found
