"""Office, county's server and PostgreSQL, each to be killed and to come again; and what was said.

What the office said is kept and held against what is found after every kill: entries that were lost
and came again in another form would look whole at the end.
"""

from __future__ import annotations

import os
import signal
import socket
import subprocess
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from corrdesk.store.engine import Store
from corrdesk.store.journal_reader import JournalReader
from tests.faults.cutting import free_port
from tests.faults.marks import EXCHANGES, WRITES, Marks
from tests.faults.nursery import Nursery, until

PARTIES = ("office", "server", "database")


@dataclass
class Said:
    """What the office said of its own chain: hashes by number, and how far each word went."""

    hashes: dict[int, str] = field(default_factory=dict)
    written: int = 0
    held: int = 0
    findings: list[str] = field(default_factory=list)

    def take(self, line: str) -> str:
        """Takes a line in; returns its first word."""
        word, _space, rest = line.partition(" ")
        if word == "fault":
            self.findings.append(line)
        if word in {"fault", "broken"}:
            return word
        number, _space, digest = rest.partition(" ")
        seq = int(number)
        if word == "opened" and seq < self.written:
            self.findings.append(f"lost: written {self.written}, opened at {seq}")
        if word == "held":
            self.held = max(self.held, seq)
        self.written = max(self.written, seq)
        if digest and self.hashes.setdefault(seq, digest) != digest:
            self.findings.append(f"lost: {word} {seq} is another entry than before")
        return word


class Office:
    """The office in a process of its own."""

    def __init__(self, folder: Path, address: str, guard: str) -> None:
        self.folder, self.address = folder, address
        self.said = Said()
        self.marks = Marks(folder.parent / "office.marks")
        place = [str(folder), address, str(folder.parent / "office.marks"), guard]
        log = folder.parent / "office.log"
        self._nursery = Nursery("tests.faults.exchange_rounds", place, log)

    def start(self) -> None:
        self.marks.clear()
        self._nursery.start()

    def kill(self) -> None:
        self._nursery.kill()

    def bury(self) -> None:
        """Takes in the last it said."""
        for line in self._nursery.bury():
            self.said.take(line)

    def listen(self) -> None:
        """Takes in what was said until now."""
        for line in self._nursery.heard():
            self.said.take(line)

    def hear(self, word: str) -> None:
        """Waits until it says this, or until something is found."""
        while not self.said.findings:
            if self.said.take(self._nursery.hear()) == word:
                return

    def close(self) -> None:
        self._nursery.close()


class Server:
    """The county's server in a process of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.port = folder, free_port()
        self.marks = Marks(folder.parent / "server.marks")
        self.log = folder.parent / "server.log"
        place = [str(folder), str(self.port), str(folder.parent / "server.marks")]
        self._nursery = Nursery("tests.faults.county_serving", place, self.log)

    def start(self) -> None:
        self.marks.clear()
        self._nursery.start()
        until(self._listens, "the server listens")

    def _listens(self) -> bool:
        with suppress(OSError), socket.create_connection(("127.0.0.1", self.port), 1):
            return True
        return False

    def kill(self) -> None:
        self._nursery.kill()

    def bury(self) -> None:
        self._nursery.bury()

    def close(self) -> None:
        self._nursery.close()


class Database:
    """A PostgreSQL server of its own."""

    def __init__(self, server: Any, name: str, office: str) -> None:
        """`name`: of the county's database there. `office`: whose chains are looked up in it."""
        self._server, self._name, self._office = server, name, office
        self._store: Store | None = None

    def url(self, driver: str = "") -> str:
        """The address of the county's database."""
        plain = str(self._server.get_uri(database=self._name))
        return plain.replace("postgresql:", f"postgresql{driver}:")

    def start(self) -> None:
        try:
            self._server.ensure_postgres_running()
        except subprocess.TimeoutExpired:
            # On a busy machine it recovers for longer than the package waits, and goes on with it.
            until(self._is_ready, "the database has recovered")
            self._server.ensure_postgres_running()

    def kill(self) -> None:
        """The postmaster is killed; its processes notice and go. The next one recovers."""
        os.kill(self._server.get_pid(), signal.SIGKILL)

    def bury(self) -> None:
        """Waits for them, and lets the next one in."""
        until(lambda: not self._at_work(), "no process of the database is left")
        # Who is dead and not buried seems alive to the next; nobody else is here to be in the way.
        lock = self._server.pgdata / "postmaster.pid"
        _pid, _data, _start, port, sockets, *_more = lock.read_text("utf-8").splitlines()
        lock.unlink()
        Path(sockets, f".s.PGSQL.{port}.lock").unlink()

    def _is_ready(self) -> bool:
        """Whether its own note says that it takes connections."""
        lock = self._server.pgdata / "postmaster.pid"
        return bool(lock.exists() and lock.read_text("utf-8").split()[-1:] == ["ready"])

    def _at_work(self) -> bool:
        """Whether anybody is in its folder. The dead that nobody has buried are nowhere."""
        psutil = pytest.importorskip("psutil")
        for each in psutil.process_iter(["name", "cwd"]):
            if each.info["name"] == "postgres" and each.info["cwd"] == str(self._server.pgdata):
                return True
        return False

    def hash_at(self, device: str, seq: int) -> str:
        """What is committed under a number of a chain; empty for nothing."""
        if self._store is None:
            self._store = Store.at(self.url("+psycopg"), pool_size=1)
        with self._store.read() as session:
            found = JournalReader(session, self._office).hash_at(device, seq)
        return "" if found is None else found.hex()

    def close(self) -> None:
        if self._store is not None:
            self._store.dispose()


@dataclass
class Parties:
    """All three. `device`: the office's. `struck`: how many kills fell into what."""

    office: Office
    server: Server
    database: Database
    device: str
    struck: Counter[str] = field(default_factory=Counter)

    def start(self) -> None:
        self.server.start()
        self.office.start()
        self.office.hear("held")

    def kill(self, name: str) -> None:
        """Kills one, lets it come again, and looks whether all is there that was acknowledged."""
        party: Office | Server | Database = getattr(self, name)
        party.kill()
        self._note(name)
        party.bury()
        self.office.listen()
        held = self.office.said.held
        party.start()
        if held and self.database.hash_at(self.device, held) != self.office.said.hashes[held]:
            self.office.said.findings.append(f"lost: held {held}, not at the county any more")

    @property
    def kills(self) -> int:
        """How many there were."""
        return sum(self.struck[name] for name in PARTIES)

    def wait_for_change(self, name: str) -> None:
        """Waits until what this party stores is being changed; the server changes the database."""

        def begun() -> bool:
            self.office.listen()
            return self._writer(name).marks.at(WRITES) or bool(self.office.said.findings)

        until(begun, "something is written", look=0.0002)

    def _writer(self, name: str) -> Office | Server:
        return self.office if name == "office" else self.server

    def _note(self, name: str) -> None:
        self.struck[name] += 1
        self.struck[f"{name} in an exchange"] += self.office.marks.at(EXCHANGES)
        self.struck[f"{name} in a change"] += self._writer(name).marks.at(WRITES)

    def close(self) -> None:
        self.office.close()
        self.server.close()
        self.database.close()
