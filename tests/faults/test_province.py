"""A small province: counties with offices, all exchanging at once with real servers.

One PostgreSQL carries a database for each county; one county is divided by office and served by two
processes. Judged is what arrived and who may read it; how long it takes is the bench's.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import func, select

from corrdesk.base.actor import Role
from corrdesk.base.clock import FixedClock, SystemClock
from corrdesk.bootstrap import Desk, Founding, create_desk
from corrdesk.casework.caseload.tables import Person
from corrdesk.county.county import County, CountyFounding, create_county
from corrdesk.store.journal import JournalEntry
from corrdesk.store.journal_reader import verify_chains
from corrdesk.store.partitions import partition
from corrdesk.sync.core.names import inbox, outbox
from corrdesk.sync.transports.base import TransportFault, Trouble
from corrdesk.sync.transports.http import Credentials, HttpTransport
from corrdesk.vault.keyslots import KdfProfile
from tests.casework.conftest import OFFICER, PASSPHRASE, TODAY
from tests.casework.people import new_person
from tests.county.conflicted import rename
from tests.county.offices import enrol
from tests.faults.cutting import Server, stand_now
from tests.sync.worlds import contents

COUNTIES, OFFICES, ROUNDS, PEOPLE = 3, 4, 2, 3
SURNAMES = "赵钱孙李周吴郑王冯陈褚卫"  # one for each office: whose a record is can be read in it
GIVEN = "甲乙丙丁戊己"


@dataclass(frozen=True)
class Place:
    """An office and the county it belongs to."""

    number: int
    desk: Desk
    server: Server

    @property
    def county(self) -> int:
        return self.number // OFFICES

    @property
    def surname(self) -> str:
        return SURNAMES[self.number]

    @property
    def office(self) -> str:
        return self.desk.office.id

    def transport(self, at: Place | None = None) -> HttpTransport:
        """The way to its county; or, with its own key, to the county of another."""
        known = (at or self).desk.exchange.county()
        assert known is not None
        own = Credentials(self.desk.exchange.device, self.desk.exchange.key, known.authority)
        return HttpTransport(f"https://127.0.0.1:{(at or self).server.port}", own)

    def write(self, turn: int) -> None:
        """A few files of people."""
        for serial in range(turn * PEOPLE, (turn + 1) * PEOPLE):
            new_person(self.desk, 1 + serial, f"{self.surname}{GIVEN[serial]}")

    def exchange(self) -> None:
        """There and back, as a person does it."""
        with closing(self.transport()) as transport:
            outcome = self.desk.exchange.run(transport, "county")
        self.desk.received(outcome.changed)

    def work(self, turn: int) -> None:
        """Writes and exchanges; the receipt has to prove it at once."""
        self.write(turn)
        self.exchange()
        balance = self.desk.exchange.standing.balance()
        assert balance.held == balance.written == self.desk.head().seq


def found(folder: Path, number: int) -> Desk:
    """A new office with its vault."""
    founding = Founding(
        f"第{number}司法所", OFFICER, PASSPHRASE, "cn-example", kdf=KdfProfile.CHEAP_FOR_TESTS
    )
    desk, _code = create_desk(
        folder / "vault", founding, device_secret_file=folder / "device.secret",
        clock=FixedClock(TODAY),
    )  # fmt: skip
    stand_now(desk)
    return desk


@contextmanager
def database(server: str, number: int) -> Iterator[str]:
    """The URL of a county's empty database; dropped afterwards."""
    name = f"county_{number}_{os.urandom(4).hex()}"
    with psycopg.connect(server.replace("+psycopg", ""), autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"')
        yield server.replace("/postgres?", f"/{name}?")
        connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def make_county(folder: Path, number: int, url: str) -> County:
    folder.mkdir()
    founding = CountyFounding(f"第{number}县", database=url)
    return create_county(folder / "county", founding, SystemClock())[0]


@pytest.fixture
def counties(tmp_path: Path, postgres_url: str) -> Iterator[list[County]]:
    """The counties, which are also served by processes of their own."""
    with ExitStack() as stack:
        made = []
        for number in range(COUNTIES):
            url = stack.enter_context(database(postgres_url, number))
            county = make_county(tmp_path / f"county {number}", number, url)
            stack.callback(county.close)
            made.append(county)
        partition(made[0].store.engine, 2)
        yield made


@pytest.fixture
def places(tmp_path: Path, counties: list[County]) -> Iterator[list[Place]]:
    """All offices, enrolled; their counties' servers are running."""
    servers = [Server(each.folder.path, processes=2 - min(n, 1)) for n, each in enumerate(counties)]
    made = []
    with ThreadPoolExecutor(COUNTIES) as pool, ExitStack() as stack:
        stack.callback(lambda: list(pool.map(Server.stop, servers)))
        started = [pool.submit(server.start) for server in servers]
        for number in range(COUNTIES * OFFICES):
            folder = tmp_path / f"office {number}"
            folder.mkdir()
            desk = found(folder, number)
            stack.callback(desk.close)
            enrol(desk, counties[number // OFFICES])
            made.append(Place(number, desk, servers[number // OFFICES]))
        for each in started:
            each.result()
        yield made


@pytest.mark.slow
@pytest.mark.timeout(300)
def test_all_at_once_nothing_is_lost_and_nobody_reads_anothers(
    places: list[Place], counties: list[County]
) -> None:
    with ThreadPoolExecutor(len(places)) as pool:
        for turn in range(ROUNDS):
            list(pool.map(partial(Place.work, turn=turn), places))
            list(pool.map(partial(_county_writes, counties, turn=turn), places))
        list(pool.map(Place.exchange, places))
    _judge(places, counties)
    _try_doors(places[0], neighbour=places[1], abroad=places[OFFICES])


def _county_writes(counties: list[County], place: Place, turn: int) -> None:
    """The county renames somebody of the office, in its own journal and from another process."""
    county = counties[place.county]
    wanted = f"{place.surname}{GIVEN[turn * PEOPLE]}"
    with county.unit_of_work(place.office, "1" * 32, "李局", Role.HEAD) as uow:
        mine = select(Person.id).where(Person.office_id == place.office, Person.name == wanted)
        rename(uow, uow.session.scalars(mine).one(), f"{wanted}县")
        uow.commit()


def _judge(places: list[Place], counties: list[County]) -> None:
    """Everything is at both ends, in whole chains, and nowhere else."""
    for number, county in enumerate(counties):
        with county.read() as session:
            assert list(verify_chains(session)) == []
            counts = select(JournalEntry.office_id, func.count()).group_by(JournalEntry.office_id)
            by_office = {office: int(count) for office, count in session.execute(counts)}
        mine = [place for place in places if place.county == number]
        assert by_office == {place.office: place.desk.head().seq + ROUNDS for place in mine}
        for place in mine:
            held = contents(county, place.office)
            assert held == contents(place.desk, place.office)
            names = sorted(row["name"] for row in held["person"])
            assert names == sorted(
                f"{place.surname}{GIVEN[n]}{'' if n % PEOPLE else '县'}"
                for n in range(ROUNDS * PEOPLE)
            )
            with place.desk.read() as session:
                assert set(session.scalars(select(JournalEntry.office_id))) == {place.office}


def _try_doors(one: Place, neighbour: Place, abroad: Place) -> None:
    """A neighbour in the county is known there, but gets nothing; a stranger not even its own."""
    with closing(neighbour.transport()) as transport:
        left = transport.list(outbox(neighbour.office))[0]
        assert transport.get(left)
    for caller, office, trouble in (
        (one, neighbour.office, Trouble.FORBIDDEN),
        (abroad, neighbour.office, Trouble.STRANGER),
        (abroad, abroad.office, Trouble.STRANGER),
    ):
        with closing(caller.transport(neighbour)) as transport:
            for work in (
                partial(transport.list, inbox(office)),
                partial(transport.list, outbox(office)),
                partial(transport.get, left),
                partial(transport.put, f"{inbox(office)}{'0' * 32}/1.seg", b"x"),
            ):
                with pytest.raises(TransportFault) as refused:
                    work()
                assert refused.value.trouble is trouble
