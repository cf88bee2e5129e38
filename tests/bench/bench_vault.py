"""What opening a vault costs, part by part, and the bars that the storage was measured against.

Ratios are against plain SQLite through the same driver, in turn, as medians. A bar that is missed
is marked, and the exit code says so. Syncs, kills and power cuts are counted in tests/faults.
"""

from __future__ import annotations

import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

from corrdesk.base.clock import FixedClock
from corrdesk.bootstrap import Desk, open_desk
from corrdesk.casework.caseload.queries import find_people
from corrdesk.casework.caseload.service import change_person
from corrdesk.casework.reporting.model import CheckInFacts, DutyKind, Outcome, Presence
from corrdesk.casework.reporting.queries import desk_page
from corrdesk.casework.reporting.service import open_duties, record_check_in
from corrdesk.store.journal import check_chains
from corrdesk.store.plain_journal import PlainJournal
from corrdesk.store.replay import unexplained
from corrdesk.upkeep import verify
from corrdesk.vault import cipher, header, keyslots
from corrdesk.vault.cipher import dbapi
from corrdesk.vault.datakey import DataKey
from corrdesk.vault.device_secret import FileStore
from corrdesk.vault.keyslots import KdfProfile, SlotOwner
from tests.bench.bench_office import Recorder, plain_copy, play
from tests.bench.large_office import OFFICER, PASSPHRASE, TODAY, make_large_office

ROUNDS = 25
BULK = 20_000
missed: list[str] = []


@dataclass(frozen=True)
class Timed:
    """Two ways of the same work, in seconds."""

    ours: float
    plain: float

    @property
    def ratio(self) -> float:
        return self.ours / self.plain


def median(work: Callable[[], object], rounds: int = ROUNDS) -> float:
    """Median seconds of one run, after one to warm up."""
    work()
    times = []
    for _round in range(rounds):
        started = time.perf_counter()
        work()
        times.append(time.perf_counter() - started)
    return statistics.median(times)


def in_turn(ours: Callable[[], object], plain: Callable[[], object], rounds: int = ROUNDS) -> Timed:
    """Medians of both, measured alternately so that the machine's load falls on both."""
    ours(), plain()
    mine: list[float] = []
    theirs: list[float] = []
    for _round in range(rounds):
        for work, times in ((ours, mine), (plain, theirs)):
            started = time.perf_counter()
            work()
            times.append(time.perf_counter() - started)
    return Timed(statistics.median(mine), statistics.median(theirs))


def part(name: str, seconds: float) -> None:
    """One part of the opening."""
    sys.stdout.write(f"  {name:52s}{1000 * seconds:10.2f} ms\n")


def bar(name: str, value: float, limit: float, unit: str, *, least: bool = False) -> None:
    """One bar: what was measured, what is allowed, whether it holds."""
    good = value >= limit if least else value <= limit
    sign = ">=" if least else "<="
    if not good:
        missed.append(name)
    word = "pass" if good else "FAIL"
    sys.stdout.write(f"  {name:52s}{value:10.3f} {unit:7s} {sign} {limit:<9g} {word}\n")


def opening(folder: Path) -> None:
    """Where the time of an opening goes."""
    vault_folder, secret = folder / "vault", folder / "device.secret"
    store = FileStore(secret)
    found = header.load(vault_folder).header
    device = store.load(found.vault_id) or b""
    key = DataKey.random()
    owner = SlotOwner("0a" * 16, "0b" * 16, "2026-06-10")
    slot = keyslots.wrap_for_officer(
        key, found.vault_id, owner, PASSPHRASE, device, KdfProfile.STANDARD
    )

    def unlock() -> object:
        return keyslots.unwrap_as_officer(slot, found.vault_id, PASSPHRASE, device)

    def whole() -> None:
        desk = _open(folder)
        desk.close()

    sys.stdout.write("unlock, part by part\n")
    part("header.json read and checked", median(lambda: header.load(vault_folder)))
    part("device secret (file; a keyring adds its own time)", median(lambda: store.load("x")))
    kdf = median(unlock, rounds=7)
    part("Argon2id and keyslot, at the usual cost", kdf)
    desk = _open(folder)
    vault = desk.vault
    part("database opened with the raw key, first read", median(lambda: vault.connect().close()))
    part("witnesses outside the database", median(vault.watch.testimony))
    part("journal's ends against the witnesses", median(lambda: verify.misfits(vault)))
    connection = vault.connect()
    part(
        "walk: chain of the whole journal",
        median(lambda: list(check_chains(PlainJournal(connection).entries())), 3),
    )
    part("walk: every record against the journal", median(lambda: list(unexplained(connection)), 1))
    connection.close()
    desk.close()
    part("opening and closing, cheap key derivation", median(whole, rounds=5))
    bar("unlock by passphrase", kdf, 1.0, "s")
    bar("unlock by passphrase, not cheaper than", kdf, 0.1, "s", least=True)
    bar("memory of a guess", slot.params["memory_kib"] / 1024, 64, "MiB", least=True)  # type: ignore[operator]


def _open(folder: Path) -> Desk:
    return open_desk(
        folder / "vault",
        officer=OFFICER,
        passphrase=PASSPHRASE,
        device_secret_file=folder / "device.secret",
        clock=FixedClock(TODAY),
    )


def engine(desk: Desk, plain: Any, plain_path: Path) -> None:
    """The driver with and without encryption: the same statements, the same rows."""
    recorder = Recorder(desk)
    office = desk.office.id
    with desk.read() as session:
        page = recorder.record(lambda: desk_page(session, office, TODAY, "due"))
        mapped = median(lambda: desk_page(session, office, TODAY, "due"))
    key, path = desk.vault.key, desk.vault.database_path
    sealed = cipher.connect(path, key)
    warm = in_turn(
        lambda: play(sealed, page, transaction=False), lambda: play(plain, page, transaction=False)
    )
    raw_open = in_turn(
        lambda: cipher.connect(path, key).close(), lambda: _plain(plain_path).close()
    )

    def cold(connect: Callable[[], Any]) -> Callable[[], None]:
        def run() -> None:
            connection = connect()
            play(connection, page, transaction=False)
            connection.close()

        return run

    first = in_turn(cold(lambda: cipher.connect(path, key)), cold(lambda: _plain(plain_path)), 9)
    sys.stdout.write("bars of the storage (against plain SQLite, same driver)\n")
    bar("desk page, warm", warm.ratio, 1.25, "x")
    bar("desk page, first query after opening", first.ratio, 4, "x")
    bar("desk page, first query after opening", first.ours * 1000, 100, "ms")
    bar("opening with the raw key", raw_open.ours * 1000, 5, "ms")
    bar("list through the mapping's Core, to its statements", mapped / warm.ours, 2, "x")
    _writes(sealed, plain)
    sealed.close()


def _plain(path: Path) -> Any:
    connection = dbapi.connect(str(path), isolation_level=None)
    connection.execute("SELECT count(*) FROM office").fetchall()
    return connection


def _writes(sealed: Any, plain: Any) -> None:
    """Durable commits and bulk rows on a table of their own."""
    for connection in (sealed, plain):
        connection.execute("CREATE TABLE bench (id INTEGER PRIMARY KEY, at TEXT, body TEXT)")

    def commit(connection: Any) -> Callable[[], None]:
        def run() -> None:
            connection.execute("BEGIN IMMEDIATE")
            connection.execute(
                "INSERT INTO bench (at, body) VALUES ('2026-06-10', ?)", ("x" * 180,)
            )
            connection.execute("COMMIT")

        return run

    rows = [("2026-06-10", f"{number:0180d}") for number in range(BULK)]

    def bulk(connection: Any) -> Callable[[], None]:
        def run() -> None:
            connection.execute("BEGIN IMMEDIATE")
            connection.executemany("INSERT INTO bench (at, body) VALUES (?, ?)", rows)
            connection.execute("COMMIT")

        return run

    durable = in_turn(commit(sealed), commit(plain), 200)
    bar("durable commit (WAL, FULL), median", durable.ratio, 2, "x")
    many = in_turn(bulk(sealed), bulk(plain), 5)
    bar("bulk rows per second", 1 / many.ratio, 0.4, "x", least=True)
    for connection in (sealed, plain):
        connection.execute("DROP TABLE bench")


def office_work(desk: Desk, plain: Any) -> None:
    """The whole way of an act, and what an officer waits for."""
    office, clock = desk.office.id, desk.clock
    recorder = Recorder(desk)
    with desk.read() as session:
        lines = desk_page(session, office, TODAY, "due", limit=500)
        waiting = iter([line for line in lines if line.kind is DutyKind.CHECK_IN])
        for name, term in (("name", "明"), ("initials", "wx"), ("ID suffix", "1234")):
            took = median(lambda term=term: find_people(session, office, term))  # type: ignore[misc]
            bar(f"search by {name}", took * 1000, 2, "ms")
        person = lines[0].person_id
    ours, bare = [], []
    for _round in range(ROUNDS):
        line = next(waiting)
        clock.advance(timedelta(seconds=30))  # type: ignore[attr-defined]  # a FixedClock
        facts = CheckInFacts(line.kind, Presence.OFFICER_SAW, Outcome.COMPLIED, clock.now())
        started = time.perf_counter()
        statements = recorder.record(
            lambda line=line, facts=facts: desk.act(  # type: ignore[misc]
                lambda uow: record_check_in(uow, line.supervision_id, facts, duty_id=line.duty_id)
            )
        )
        ours.append(time.perf_counter() - started)
        started = time.perf_counter()
        play(plain, statements, transaction=True)
        bare.append(time.perf_counter() - started)
    act = Timed(statistics.median(ours), statistics.median(bare))
    sys.stdout.write(
        f"  check-in: permission, mapping, journal, commit {1000 * act.ours:15.2f} ms"
        f"   {act.ratio:.2f} x the raw transaction on plain SQLite\n"
    )
    numbers = iter(range(10_000))
    form = median(
        lambda: desk.act(
            lambda uow: change_person(uow, person, {"phone": f"139{next(numbers):08d}"})
        )
    )
    bar("saving one field of a form", form * 1000, 10, "ms")


def sizes(desk: Desk, plain_path: Path) -> None:
    """The file, and how fast the journal is walked."""
    connection = desk.vault.connect()
    cipher.checkpoint(connection)
    ours, plain = desk.vault.database_path.stat().st_size, plain_path.stat().st_size
    bar("size of the file", ours / plain, 1.03, "x")
    connection.close()


def main(people: int, events: int) -> int:
    """Builds the office, measures, and returns 1 when a bar was missed."""
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        desk = make_large_office(folder, people, events)
        desk.act(lambda uow: open_duties(uow, desk.law()))
        desk.save_anchor()
        desk.close()
        sys.stdout.write(f"{people} people, {events} check-ins\n")
        opening(folder)
        desk = _open(folder)
        plain = plain_copy(desk, folder / "plain.db")
        plain.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
        sizes(desk, folder / "plain.db")
        engine(desk, plain, folder / "plain.db")
        office_work(desk, plain)
        desk.close()
        plain.close()
    sys.stdout.write(f"missed: {', '.join(missed) or 'none'}\n")
    return 1 if missed else 0


if __name__ == "__main__":
    arguments = [int(text) for text in sys.argv[1:]] or [1_000, 40_000]
    sys.exit(main(*arguments))
