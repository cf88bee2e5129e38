"""A province's day at one PostgreSQL: every office of every county hands in its entries at once.

    python3 build/dev.py bench bench_province --counties 100 --offices 40 --entries 100

Each office's segment is parsed, its signature and chain checked, and taken in a transaction of its
own, by several processes, into tables divided by office. Told are records per second, how long one
office waits, what a record takes on disk, and what a question about one office costs among all.
"""

from __future__ import annotations

import argparse
import multiprocessing
import re
import statistics
import tempfile
import time
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from sqlalchemy import func, select, text

from corrdesk.base.ids import derived_id
from corrdesk.casework.partners.tables import Volunteer
from corrdesk.store.chain import GENESIS, Change, Entry, digest, pack_changes
from corrdesk.store.engine import Store
from corrdesk.store.partitions import partition
from corrdesk.store.schema import upgrade
from corrdesk.sync.core.merge import Side
from corrdesk.sync.core.segment import claim_run, packed_run, read_segment, write_segment
from corrdesk.sync.replica import Replica
from tests.bench.bench_sync import postgres
from tests.bench.exchange.cost import measured
from tests.bench.exchange.records import records

COUNTY = derived_id("county", "province")
MORNING = 1_780_000_000_000 << 16
PIECE = 20  # offices that one process serves before it takes the next ones


def office_name(number: int) -> str:
    """Twelve characters, as offices have."""
    return f"{number:012d}"


def segment_of(number: int, entries: int) -> tuple[str, bytes, bytes]:
    """One office's day: its device, its key, the body of its segment."""
    office, device = office_name(number), derived_id("device", str(number))
    key = Ed25519PrivateKey.generate()
    made: list[Entry] = []
    previous = GENESIS
    for seq, record in enumerate(records(entries, seed=number), 1):
        fields = {name: value for name, value in record.items() if name != "id"}
        change = Change("volunteer", record["id"], fields | {"partner_id": None}, {})
        at = f"2026-06-10T09:{seq // 60 % 60:02d}:{seq % 60:02d}+08:00"
        entry = Entry(
            office, device, seq, "volunteer.add", device, MORNING + seq, at, at, "",
            pack_changes([change]), previous, b"",
        )  # fmt: skip
        entry = entry._replace(hash=digest(entry))
        previous = entry.hash
        made.append(entry)
    run = packed_run(made)
    body = write_segment(claim_run(run, COUNTY, "0001", key.sign), run.body)
    return device, key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw), body


def serve(url: str, numbers: range, entries: int) -> tuple[list[float], float]:
    """Takes the segments of some offices; returns how long each one waited, and the CPU seconds."""
    store = Store.at(url, pool_size=1)
    waits, spent = [], 0.0
    for number in numbers:
        device, key, body = segment_of(number, entries)
        started, mine = time.perf_counter(), time.process_time()
        segment = read_segment(body, {device: key}, county=COUNTY, office=office_name(number))
        taken = Replica(store, office_name(number)).take(segment, {device: Side.OFFICE})
        waits.append(time.perf_counter() - started)
        spent += time.process_time() - mine
        assert (taken.entries, taken.set_aside) == (entries, 0)
    store.dispose()
    return waits, spent


def load(url: str, server: int, offices: int, entries: int, processes: int) -> None:
    """The whole day, and what it cost."""
    context = multiprocessing.get_context("spawn")
    pieces = [(url, range(n, min(n + PIECE, offices)), entries) for n in range(0, offices, PIECE)]
    with context.Pool(processes) as pool, measured(server) as cost:
        answers = pool.starmap(serve, pieces)
    waits = sorted(wait for some, _spent in answers for wait in some)
    spent = cost.cpu + sum(each for _some, each in answers)
    count = offices * entries
    print(f"{count:,} records of {offices:,} offices, {processes} processes")
    print(f"  wall {cost.wall:.1f} s (making the segments included), {count / cost.wall:,.0f}/s")
    print(f"  CPU {spent:.1f} s, {1e6 * spent / count:.0f} µs a record, {count / spent:,.0f}/CPU s")
    print(
        f"  one office's day: median {1000 * statistics.median(waits):.0f} ms, "
        f"95 % {1000 * waits[int(0.95 * len(waits))]:.0f} ms, longest {1000 * waits[-1]:.0f} ms"
    )


def look(url: str, offices: int, entries: int) -> None:
    """What lies there, and how long questions take."""
    store = Store.at(url)
    with store.read() as session:
        size = session.execute(text("SELECT pg_database_size(current_database())")).scalar_one()
        total = session.execute(select(func.count()).select_from(Volunteer)).scalar_one()
        assert total == offices * entries
        print(f"  database {size / 1e6:,.0f} MB, {size / total:,.0f} bytes a record")
        mine = select(Volunteer.id, Volunteer.name).where(
            Volunteer.office_id == office_name(offices // 2)
        )
        plan = session.execute(text(
            f"EXPLAIN {mine.compile(store.engine, compile_kwargs={'literal_binds': True})}"
        )).scalars().all()  # fmt: skip
        parts = set(re.findall(r"volunteer_\d{3}\b", "\n".join(plan)))
        took = []
        for _round in range(20):
            started = time.perf_counter()
            assert len(session.execute(mine).all()) == entries
            took.append(time.perf_counter() - started)
        print(
            f"  one office's list: {1000 * statistics.median(took):.1f} ms, from {len(parts)} part"
        )
        started = time.perf_counter()
        session.execute(
            select(Volunteer.office_id, func.count()).group_by(Volunteer.office_id)
        ).all()
        print(f"  counts of all offices: {time.perf_counter() - started:.2f} s")
    store.dispose()


def main(counties: int, offices: int, entries: int, processes: int, parts: int) -> None:
    """Makes the database, lets the day come in, looks at it."""
    with tempfile.TemporaryDirectory() as temporary, postgres(Path(temporary)) as (empty, server):
        url = empty().replace("postgresql://", "postgresql+psycopg://")
        store = Store.at(url)
        upgrade(store.engine)
        if parts:
            partition(store.engine, parts)
        store.dispose()
        print(f"{counties} counties x {offices} offices; "
              f"{f'{parts} parts' if parts else 'tables not divided'}")  # fmt: skip
        load(url, server, counties * offices, entries, processes)
        look(url, counties * offices, entries)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="A province's day at one PostgreSQL.")
    parser.add_argument("--counties", type=int, default=5)
    parser.add_argument("--offices", type=int, default=40, help="in a county")
    parser.add_argument("--entries", type=int, default=50, help="of an office, that day")
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--parts", type=int, default=16, help="0: tables stay whole")
    given = parser.parse_args()
    main(given.counties, given.offices, given.entries, given.processes, given.parts)
