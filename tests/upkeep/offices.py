"""A small office on disk, and ways to copy, open and damage it. Invented people only."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from pathlib import Path

from corrdesk.base.clock import FixedClock
from corrdesk.bootstrap import Desk, Founding, create_desk, open_desk
from corrdesk.casework.caseload.service import add_attachment, change_person
from corrdesk.upkeep.verify import at_opening
from corrdesk.vault.cipher import Connection, connect
from corrdesk.vault.device_secret import FileStore
from corrdesk.vault.keyslots import KdfProfile
from corrdesk.vault.vault import OpenVault, Vault
from tests.casework.people import new_person

PASSPHRASE = "six red lanterns over the gate"
OFFICER = "李明"
DAY = date(2026, 6, 10)


@dataclass(frozen=True)
class Place:
    """A folder with a vault and, outside it, the device secret."""

    folder: Path
    clock: FixedClock
    kept_elsewhere: Path | None = None

    @property
    def vault_folder(self) -> Path:
        return self.folder / "vault"

    @property
    def database(self) -> Path:
        return self.vault_folder / "casework.db"

    @property
    def secret(self) -> Path:
        return self.kept_elsewhere or self.folder / "device.secret"

    def desk(self) -> Desk:
        """Open the desk as its officer."""
        return open_desk(
            self.vault_folder,
            officer=OFFICER,
            passphrase=PASSPHRASE,
            device_secret_file=self.secret,
            clock=self.clock,
        )

    def vault(self) -> OpenVault:
        """Open the vault alone."""
        return Vault.open(
            self.vault_folder,
            officer_name=OFFICER,
            passphrase=PASSPHRASE,
            device_store=FileStore(self.secret),
            clock=self.clock,
        )

    def copy(self, folder: Path) -> Place:
        """Another place with the same bytes, as a thief or a crash finds them."""
        shutil.copytree(self.folder, folder)
        return Place(folder, FixedClock(self.clock.now()))

    def noticed(self) -> set[str]:
        """The kinds of problems seen at opening; an exception counts under its own name."""
        vault = self.vault()
        try:
            return {problem.kind for problem in at_opening(vault)}
        except Exception as error:  # noqa: BLE001 - whatever stops the opening is noticed
            return {type(error).__name__}
        finally:
            vault.close()

    def raw(self) -> Connection:
        """What somebody with the key and another tool has."""
        vault = self.vault()
        return connect(self.database, vault.key)

    def tamper(self, *statements: str) -> None:
        """Run statements past everything."""
        raw = self.raw()
        try:
            raw.execute("PRAGMA foreign_keys=OFF").fetchall()
            for statement in statements:
                raw.execute(statement)
        finally:
            raw.close()


def found(folder: Path, people: int = 3) -> Place:
    """Make an office with a few people, one document, and a closed vault."""
    folder.mkdir(parents=True, exist_ok=True)
    place = Place(folder, FixedClock(DAY))
    founding = Founding(
        "青石镇司法所", OFFICER, PASSPHRASE, "cn-example", kdf=KdfProfile.CHEAP_FOR_TESTS
    )
    desk, code = create_desk(
        place.vault_folder, founding, device_secret_file=place.secret, clock=place.clock
    )
    (folder / "code.txt").write_text(code, encoding="ascii")
    for serial in range(1, people + 1):
        person, _supervision = new_person(desk, serial)
    desk.act(
        lambda uow: add_attachment(
            uow, person, b"a letter" * 99, name="信.txt", media_type="text/plain", seal=desk.seal
        )
    )
    desk.close()
    return place


def work(desk: Desk, acts: int = 10) -> str:
    """Change one person's phone number so many times; return the person's id."""
    connection = desk.vault.connect()
    person = str(connection.execute("SELECT id FROM person ORDER BY id LIMIT 1").fetchone()[0])
    connection.close()
    for _time in range(acts):
        desk.clock.advance(timedelta(seconds=1))  # type: ignore[attr-defined]  # a FixedClock
        changes = {"phone": f"138{int(desk.clock.now().timestamp()) % 10**8:08d}"}
        desk.act(partial(change_person, person_id=person, changes=changes))
    return person
