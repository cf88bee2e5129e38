"""What encryption, mapping and the journal cost: desk work as ratios to plain SQLite.

The statements that the desk really sends are captured and played on an unencrypted copy through
the bare driver, in turn with the desk's own run. Prints medians and ratios; judges nothing.
"""

from __future__ import annotations

import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

from sqlalchemy import event

from corrdesk.base.clock import FixedClock
from corrdesk.bootstrap import Desk, open_desk
from corrdesk.casework.caseload.queries import find_people
from corrdesk.casework.reporting.model import CheckInFacts, DutyKind, Outcome, Presence
from corrdesk.casework.reporting.queries import desk_counts, desk_page
from corrdesk.casework.reporting.service import open_duties, record_check_in
from corrdesk.vault.cipher import dbapi
from tests.bench.large_office import OFFICER, PASSPHRASE, TODAY, make_large_office

Statements = list[tuple[str, Any, bool]]
ROUNDS = 40


class Recorder:
    """Keeps the statements that the desk sends while it is on."""

    def __init__(self, desk: Desk) -> None:
        self.statements: Statements = []
        self.on = False
        event.listen(desk._store.engine, "before_cursor_execute", self._keep)

    def _keep(self, *args: Any) -> None:
        _connection, _cursor, statement, parameters, _context, many = args
        if self.on and not statement.startswith(("PRAGMA", "BEGIN")):
            self.statements.append((statement, parameters, many))

    def record(self, work: Callable[[], object]) -> Statements:
        """The statements of one piece of work."""
        self.statements, self.on = [], True
        work()
        self.on = False
        return self.statements


def plain_copy(desk: Desk, path: Path) -> Any:
    """An unencrypted database with the same schema and the same rows."""
    plain = dbapi.connect(str(path), isolation_level=None)
    plain.execute("PRAGMA journal_mode=WAL")
    plain.execute("PRAGMA synchronous=FULL")
    plain.execute("PRAGMA cache_size=-65536")
    source = desk._vault.connect(read_only=True)
    plain.execute("BEGIN")
    for (sql,) in source.execute(
        "SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL ORDER BY type DESC"
    ):
        plain.execute(sql)
    tables = source.execute(
        "SELECT name FROM sqlite_schema WHERE type='table' AND name NOT LIKE 'sqlite_%'"
    ).fetchall()
    for (name,) in tables:
        cursor = source.execute(f'SELECT * FROM "{name}"')
        marks = ",".join("?" * len(cursor.description))
        while rows := cursor.fetchmany(5000):
            plain.executemany(f'INSERT INTO "{name}" VALUES ({marks})', rows)
    plain.execute("COMMIT")
    source.close()
    return plain


def play(plain: Any, statements: Statements, *, transaction: bool) -> None:
    """The same statements on the bare driver."""
    if transaction:
        plain.execute("BEGIN IMMEDIATE")
    for statement, parameters, many in statements:
        if many:
            plain.executemany(statement, parameters)
        else:
            plain.execute(statement, parameters).fetchall()
    if transaction:
        plain.execute("COMMIT")


def measure(
    name: str,
    recorder: Recorder,
    plain: Any,
    work: Callable[[], object],
    *,
    writes: bool = False,
    rounds: int = ROUNDS,
) -> None:
    """Times the desk and the bare driver in turn and prints both medians with their ratio."""
    ours: list[float] = []
    bare: list[float] = []
    for number in range(rounds + 3):
        if writes:
            started = time.perf_counter()
            statements = recorder.record(work)
            took = time.perf_counter() - started
        else:
            statements = recorder.record(work)
            started = time.perf_counter()
            work()
            took = time.perf_counter() - started
        started = time.perf_counter()
        play(plain, statements, transaction=writes)
        took_bare = time.perf_counter() - started
        if number >= 3:  # the first rounds warm both caches
            ours.append(took)
            bare.append(took_bare)
    say(name, statistics.median(ours), statistics.median(bare))


def say(name: str, ours: float, bare: float) -> None:
    """One line of the result."""
    sys.stdout.write(
        f"{name:34s} desk {ours * 1000:9.2f} ms   plain {bare * 1000:9.2f} ms   "
        f"ratio {ours / bare:6.2f}\n"
    )


def opening(folder: Path, plain_path: Path) -> None:
    """Opening a vault with everything wired, and its parts' floor: opening a plain file."""
    ours, bare = [], []
    for _round in range(7):
        started = time.perf_counter()
        desk = open_desk(
            folder / "vault",
            officer=OFFICER,
            passphrase=PASSPHRASE,
            device_secret_file=folder / "device.secret",
            clock=FixedClock(TODAY),
        )
        ours.append(time.perf_counter() - started)
        desk.close()
        started = time.perf_counter()
        plain = dbapi.connect(str(plain_path), isolation_level=None)
        plain.execute("SELECT count(*) FROM office").fetchall()
        bare.append(time.perf_counter() - started)
        plain.close()
    say("open a vault (cheap key derivation)", statistics.median(ours), statistics.median(bare))


def main(people: int, events: int) -> None:
    """Builds the office and measures."""
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        started = time.perf_counter()
        desk = make_large_office(folder, people, events)
        sys.stdout.write(
            f"{people} people, {events} check-ins, built in {time.perf_counter() - started:.1f} s\n"
        )
        started = time.perf_counter()
        opened, _changes = desk.act(lambda uow: open_duties(uow, desk.law()))
        sys.stdout.write(f"{opened} windows opened in {time.perf_counter() - started:.2f} s\n")
        desk.save_anchor()
        plain = plain_copy(desk, folder / "plain.db")
        recorder = Recorder(desk)
        _desk_work(desk, recorder, plain)
        desk.close()
        plain.close()
        opening(folder, folder / "plain.db")


def _desk_work(desk: Desk, recorder: Recorder, plain: Any) -> None:
    office = desk.office.id
    clock = desk.clock
    if not isinstance(clock, FixedClock):
        message = "the large office stands on a fixed clock"
        raise TypeError(message)
    with desk.read() as session:
        lines = desk_page(session, office, TODAY, "due", limit=3000)
        waiting = iter([line for line in lines if line.kind is DutyKind.CHECK_IN])

        measure(
            "today's desk, first page",
            recorder,
            plain,
            lambda: desk_page(session, office, TODAY, "due"),
        )
        measure(
            "today's desk, all figures",
            recorder,
            plain,
            lambda: desk_counts(session, office, TODAY),
        )
        for name, term in (("name", "明"), ("initials", "wx"), ("ID suffix", "1234")):
            measure(
                f"search by {name}",
                recorder,
                plain,
                partial(find_people, session, office, term),
            )

    def check_in() -> None:
        line = next(waiting)
        clock.advance(timedelta(seconds=30))
        facts = CheckInFacts(line.kind, Presence.OFFICER_SAW, Outcome.COMPLIED, desk.clock.now())
        desk.act(lambda uow: record_check_in(uow, line.supervision_id, facts, duty_id=line.duty_id))

    measure("check-in, committed", recorder, plain, check_in, writes=True)


if __name__ == "__main__":
    arguments = [int(text) for text in sys.argv[1:]] or [5_000, 200_000]
    main(*arguments)
