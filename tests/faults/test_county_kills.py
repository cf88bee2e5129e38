"""Office, county's server and PostgreSQL killed at random while they exchange: nothing is lost.

COUNTY_KILLS sets how many kills; a full run has 1,000 of each party.
"""

from __future__ import annotations

import os
import random
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from queue import Empty, Queue
from threading import Thread
from typing import Any

import pytest

from corrdesk.base.clock import SystemClock
from corrdesk.bootstrap import Desk, open_desk
from corrdesk.county.county import CountyFounding, create_county, open_county
from corrdesk.store.journal import verify_chains
from corrdesk.sync.transports.base import TransportFault
from corrdesk.sync.transports.http import Credentials, HttpTransport
from tests.casework.conftest import OFFICER, PASSPHRASE, founded_office
from tests.county.offices import enrol
from tests.faults.cutting import ROOT, Server
from tests.sync.worlds import contents

__all__ = ["founded_office"]  # a fixture

FULL = bool(os.environ.get("PROOF_FULL"))
KILLS = int(os.environ.get("COUNTY_KILLS", "3000" if FULL else "6"))
PARTIES = ("office", "server", "database")
PATIENCE = 60  # seconds


@dataclass
class Office:
    """The office in a process of its own, and what it said."""

    folder: Path
    address: str
    process: subprocess.Popen[str] | None = None
    said: Queue[str] = field(default_factory=Queue)
    held: int = 0
    written: int = 0

    def start(self) -> None:
        """Starts it, and waits for its first act."""
        command = [sys.executable, "-m", "tests.faults.exchange_rounds"]
        paths = [str(self.folder / "vault"), str(self.folder / "device.secret")]
        self.process = subprocess.Popen(
            [*command, *paths, self.address], cwd=ROOT, stdout=subprocess.PIPE, text=True
        )
        Thread(target=self._listen, args=(self.process,), daemon=True).start()

    def _listen(self, process: subprocess.Popen[str]) -> None:
        assert process.stdout is not None
        with process.stdout:
            for line in process.stdout:
                if line.endswith("\n"):  # a killed process may leave half a word
                    self.said.put(line)

    def hear(self, word: str) -> None:
        """Waits until it says this; whatever it says meanwhile is kept. A dead office fails."""
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            with suppress(Empty):
                if self._take(self.said.get(timeout=1)) == word:
                    return
        pytest.fail(f"the office did not come to {word!r} again")

    def listen(self) -> None:
        """Takes in what was said until now."""
        with suppress(Empty):
            while True:
                self._take(self.said.get_nowait())

    def _take(self, line: str) -> str:
        word, _space, number = line.strip().partition(" ")
        if word == "held":
            self.held = max(self.held, int(number))
        if word == "written":
            self.written = max(self.written, int(number))
        return word

    def kill(self) -> None:
        if self.process is not None:
            self.process.kill()
            self.process.wait()


@dataclass
class Parties:
    """All three, and how each is killed and comes again."""

    office: Office
    server: Server
    database: Any

    def kill(self, party: str) -> None:
        if party == "office":
            self.office.kill()
            self.office.start()
        elif party == "server":
            self.server.kill()
            self.server.start()
        else:
            self._kill_database()

    def _kill_database(self) -> None:
        """The postmaster is killed; its processes notice and go. Then it recovers from its log."""
        psutil = pytest.importorskip("psutil")
        postmaster = psutil.Process(self.database.get_pid())
        others = postmaster.children()
        postmaster.kill()
        _gone, left = psutil.wait_procs(others, timeout=PATIENCE)
        assert not left
        (self.database.pgdata / "postmaster.pid").unlink()  # who started it reaps nobody
        self.database.ensure_postgres_running()


@pytest.fixture
def parties(tmp_path: Path, founded_office: Path, own_postgres: Any) -> Iterator[Parties]:
    shutil.copytree(founded_office, tmp_path / "office")
    url = own_postgres.get_uri().replace("postgresql://", "postgresql+psycopg://")
    founding = CountyFounding("石桥县社区矫正管理局", database=url)
    county, _secret = create_county(tmp_path / "county", founding, SystemClock())
    desk = _open(tmp_path / "office")
    enrol(desk, county)
    desk.close()
    county.close()
    server = Server(tmp_path / "county")
    office = Office(tmp_path / "office", f"https://127.0.0.1:{server.port}")
    try:
        server.start()
        office.start()
        yield Parties(office, server, own_postgres)
    finally:
        office.kill()
        server.kill()


def _open(folder: Path) -> Desk:
    return open_desk(
        folder / "vault", officer=OFFICER, passphrase=PASSPHRASE,
        device_secret_file=folder / "device.secret", clock=SystemClock(),
    )  # fmt: skip


@pytest.mark.slow
@pytest.mark.timeout(120 + 20 * KILLS)
def test_whoever_is_killed_nothing_is_lost_and_nothing_doubled(parties: Parties) -> None:
    chance = random.Random(20260610)
    office = parties.office
    office.hear("held")
    for number in range(KILLS):
        time.sleep(chance.uniform(0, 0.5))
        parties.kill(PARTIES[number % len(PARTIES)])
        office.listen()
        office.hear("held")  # it goes on by itself
    office.listen()
    office.kill()
    desk, county = _open(office.folder), open_county(parties.server.folder, SystemClock())
    try:
        assert desk.head().seq >= office.written >= office.held > KILLS
        known = desk.exchange.county()
        assert known is not None
        own = Credentials(desk.exchange.device, desk.exchange.key, known.authority)
        transport = HttpTransport(office.address, own)
        for _time in range(3):  # the first may meet what is left of a killed connection
            with suppress(TransportFault):
                desk.exchange.run(transport, office.address)
        transport.close()
        assert desk.exchange.standing.balance().held == desk.head().seq
        assert contents(county, desk.office.id) == contents(desk, desk.office.id)
        with county.read() as session:
            assert list(verify_chains(session)) == []
    finally:
        desk.close()
        county.close()
