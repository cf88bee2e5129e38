"""Office, county's server and PostgreSQL killed at random while they exchange: nothing is lost.

COUNTY_KILLS sets how many kills; a full run has 1,000 of each party. Kills come in spells, each
with an office and a county of its own.
"""

from __future__ import annotations

import json
import os
import random
import shutil
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import Any

import psycopg
import pytest
from sqlalchemy import func, select

from corrdesk.base.clock import SystemClock
from corrdesk.bootstrap import Desk, open_desk
from corrdesk.casework.caseload.tables import Person
from corrdesk.county.county import County, CountyFounding, create_county, open_county
from corrdesk.store.journal_reader import JournalReader, verify_chains
from corrdesk.sync.core.stops import Guard, Stopped
from corrdesk.sync.transports.base import TransportFault
from corrdesk.sync.transports.http import Credentials, HttpTransport
from corrdesk.sync.words import ExchangeStopped
from corrdesk.vault.cipher import integrity
from tests.casework.conftest import OFFICER, PASSPHRASE, founded_office
from tests.county.offices import enrol
from tests.faults.county_parties import PARTIES, Database, Office, Parties, Server
from tests.sync.worlds import contents

__all__ = ["founded_office"]  # a fixture

FULL = bool(os.environ.get("PROOF_FULL"))
KILLS = int(os.environ.get("COUNTY_KILLS", "3000" if FULL else "12"))
SEED = int(os.environ.get("PROOF_SEED", "20260610"))
SPELL = 300  # kills, after which office and county begin anew
LONGEST = 0.3  # seconds from a receipt to the kill; an exchange takes fewer
CHANGE = 0.001  # seconds from the beginning of a change to the kill
LUCK = 60  # kills within which a loss has to be seen

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not hasattr(os, "fork"), reason="the parties are forked"),
]
Start = Callable[[str], Parties]


@pytest.fixture
def begin(tmp_path: Path, founded_office: Path, own_postgres: Any) -> Iterator[Start]:
    """Starts an office and a county; `guard` is for the office."""
    with ExitStack() as stack:

        def started(guard: str) -> Parties:
            stack.close()
            folder = Path(f"{tmp_path}/{time.monotonic_ns()}")
            parties = _found(folder, founded_office, own_postgres, guard)
            stack.callback(shutil.rmtree, folder)
            stack.callback(parties.close)
            parties.start()
            return parties

        yield started


def _found(folder: Path, office: Path, postgres: Any, guard: str) -> Parties:
    shutil.copytree(office, folder / "office")
    name = f"county_{folder.name}"
    with psycopg.connect(postgres.get_uri(), autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"')
    desk = _open(folder / "office")
    database = Database(postgres, name, desk.office.id)
    founding = CountyFounding("石桥县社区矫正管理局", database=database.url("+psycopg"))
    county, _secret = create_county(folder / "county", founding, SystemClock())
    enrol(desk, county)
    device = desk.exchange.device
    desk.close()
    county.close()
    server = Server(folder / "county")
    at = f"https://127.0.0.1:{server.port}"
    return Parties(Office(folder / "office", at, guard), server, database, device)


def _open(folder: Path) -> Desk:
    return open_desk(
        folder / "vault", officer=OFFICER, passphrase=PASSPHRASE,
        device_secret_file=folder / "device.secret", clock=SystemClock(),
    )  # fmt: skip


def _strike(parties: Parties, names: Sequence[str], chance: random.Random) -> None:
    """Kills one after the other in the midst of work, until something is found.

    Every second kill is aimed: it waits for the beginning of a change of what is stored.
    """
    for number, name in enumerate(names):
        time.sleep(chance.uniform(0, LONGEST))
        if number % 2:
            parties.wait_for_change(name)
            time.sleep(chance.uniform(0, CHANGE))
        parties.kill(name)
        parties.office.hear("held")  # it goes on by itself
        if parties.office.said.findings:
            return


@pytest.mark.timeout(120 + 4 * KILLS)
def test_whoever_is_killed_nothing_is_lost_and_nothing_doubled(begin: Start) -> None:
    chance, struck = random.Random(SEED), Counter[str]()
    started = time.monotonic()
    names = [PARTIES[number % len(PARTIES)] for number in range(KILLS)]
    for first in range(0, KILLS, SPELL):
        parties = begin("whole")
        _strike(parties, names[first : first + SPELL], chance)
        assert parties.office.said.findings == []
        _judge(parties)
        struck += parties.struck
        seconds = round(time.monotonic() - started)
        print(json.dumps({"seed": SEED, "seconds": seconds} | struck), flush=True)
    assert sum(struck[name] for name in PARTIES) == KILLS


def _judge(parties: Parties) -> None:
    """Everything that was said is at both ends, once, in whole chains; the server had no fault."""
    office, said = parties.office, parties.office.said
    office.kill()
    office.bury()
    assert said.findings == []
    log = parties.server.log.read_text("utf-8")
    assert '"status": 500' not in log
    assert "Traceback" not in log
    desk, county = _open(office.folder), open_county(parties.server.folder, SystemClock())
    try:
        assert desk.head().seq >= said.written >= said.held > parties.kills
        _catch_up(desk, office.address)
        own = _chain(desk, desk.office.id, parties.device)
        assert own.items() >= said.hashes.items()
        assert _chain(county, desk.office.id, parties.device) == own
        assert contents(county, desk.office.id) == contents(desk, desk.office.id)
        for place in (desk, county):
            with place.read() as session:
                assert list(verify_chains(session)) == []
                # An entry founded the office; each of the others took in one person.
                people = select(func.count()).select_from(Person)
                assert session.execute(people).scalar_one() == len(own) - 1
        _look_into(desk)
    finally:
        desk.close()
        county.close()


def _catch_up(desk: Desk, address: str) -> None:
    known = desk.exchange.county()
    assert known is not None
    own = Credentials(desk.exchange.device, desk.exchange.key, known.authority)
    transport = HttpTransport(address, own)
    for _time in range(3):  # the first may meet what is left of a killed connection
        with suppress(TransportFault):
            desk.exchange.run(transport, address)
    transport.close()
    assert desk.exchange.standing.balance().held == desk.head().seq


def _chain(place: Desk | County, office: str, device: str) -> dict[int, str]:
    """The hashes of a device's entries by number."""
    with place.read() as session:
        entries = JournalReader(session, office).entries(device)
        return {entry.seq: entry.hash.hex() for entry in entries}


def _look_into(desk: Desk) -> None:
    """The vault's own checks."""
    assert desk.verify() == []
    connection = desk._store.engine.raw_connection()
    assert integrity(connection.driver_connection) == []
    connection.close()


@pytest.mark.timeout(120 + 4 * LUCK)
def test_an_act_that_was_told_before_its_commit_is_missed(begin: Start) -> None:
    parties = begin("too-early")
    _strike(parties, ["office"] * LUCK, random.Random(SEED))
    assert parties.office.said.findings[0].startswith("lost: written")


@pytest.mark.timeout(120 + 4 * LUCK)
def test_a_receipt_that_was_given_before_its_commit_is_missed(begin: Start) -> None:
    parties = begin("whole")
    with psycopg.connect(parties.database.url(), autocommit=True) as connection:
        # The database says that it has committed, and writes its log at leisure.
        connection.execute("ALTER SYSTEM SET synchronous_commit = off")
        connection.execute("ALTER SYSTEM SET wal_writer_delay = '10s'")
        connection.execute("SELECT pg_reload_conf()")
    _strike(parties, ["database"] * LUCK, random.Random(SEED))
    # Whoever looks first: the harness, or the office, which is given a place older than it was.
    rolled_back = " ".join(str(ExchangeStopped(Stopped(Guard.ROLLED_BACK))).split())
    told = ("lost: held", f"fault ExchangeStopped {rolled_back}")
    assert parties.office.said.findings[0].startswith(told)
