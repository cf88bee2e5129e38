"""A disk that forgets what was not synced, and one that is full, broken or locked.

The shim `disk.c` is put under the process; power cuts are replayed from its log. Each figure prints
seed, N and seconds.
PROOF_FULL=1 plays every cut; without a C compiler or outside Linux there is nothing to play.
"""

from __future__ import annotations

import errno
import json
import os
import random
import shutil
import struct
import subprocess
import sys
import time
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from corrdesk.base.errors import EnvironmentFault
from corrdesk.bootstrap import Desk
from corrdesk.casework.caseload.service import change_person
from corrdesk.vault import cipher
from tests.upkeep.offices import Place, found, work

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
FULL = bool(os.environ.get("PROOF_FULL"))
SEED = int(os.environ.get("PROOF_SEED", "20260610"))
SECTOR = 512
COMPILER = shutil.which("cc") or shutil.which("gcc")

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(
        not sys.platform.startswith("linux") or COMPILER is None,
        reason="the shim needs Linux and a C compiler",
    ),
]


@pytest.fixture(scope="module")
def shim(tmp_path_factory: pytest.TempPathFactory) -> Path:
    library = tmp_path_factory.mktemp("shim") / "disk.so"
    built = [str(COMPILER), "-shared", "-fPIC", "-O1", "-o", str(library), str(HERE / "disk.c")]
    subprocess.run([*built, "-ldl"], check=True)
    return library


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Place:
    return found(tmp_path_factory.mktemp("disk") / "office")


def run(shim: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    environment = {
        **os.environ,
        "LD_PRELOAD": str(shim),
        "DISK_WATCH": "/vault",
        "PYTHONPATH": str(ROOT),
    }
    return subprocess.run(
        [sys.executable, str(HERE / "disk_rounds.py"), *arguments],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )


# Power cuts


@dataclass(frozen=True)
class Operation:
    """One line of the shim's log: write, truncate, sync, or an acknowledgement."""

    kind: str
    path: str
    offset: int
    data: bytes


def read_log(log: Path) -> list[Operation]:
    raw, at, found_ones = log.read_bytes(), 0, []
    while at < len(raw):
        kind = chr(raw[at])
        length, offset, size = struct.unpack_from("=HqI", raw, at + 1)
        at += 15
        path = raw[at : at + length].decode()
        found_ones.append(Operation(kind, path, offset, raw[at + length : at + length + size]))
        at += length + size
    return found_ones


class Disk:
    """Files of which some sectors are only in memory until they are synced."""

    def __init__(self, armed: Path) -> None:
        paths = [path for path in armed.rglob("*") if path.is_file()]
        self.durable = {p.relative_to(armed).as_posix(): p.read_bytes() for p in paths}
        self.pending: dict[str, list[Operation]] = {}

    def play(self, operation: Operation) -> None:
        waiting = self.pending.setdefault(operation.path, [])
        if operation.kind == "s":
            for each in waiting:
                self.durable[each.path] = applied(self.durable.get(each.path, b""), each)
            waiting.clear()
        else:
            waiting.append(operation)

    def after_power_cut(self, chance: random.Random, surviving: float) -> dict[str, bytes]:
        """What a machine finds that starts again: of the unsynced, sector by sector, some."""
        left = dict(self.durable)
        for waiting in self.pending.values():
            for each in waiting:
                for piece in sectors(each):
                    if chance.random() < surviving:
                        left[piece.path] = applied(left.get(piece.path, b""), piece)
        return left


def sectors(operation: Operation) -> list[Operation]:
    """The pieces of a write that reach the disk one by one."""
    if operation.kind != "w":
        return [operation]
    pieces, at = [], 0
    while at < len(operation.data):
        start = operation.offset + at
        size = min(SECTOR - start % SECTOR, len(operation.data) - at)
        pieces.append(Operation("w", operation.path, start, operation.data[at : at + size]))
        at += size
    return pieces


def applied(content: bytes, operation: Operation) -> bytes:
    if operation.kind == "t":
        return content[: operation.offset].ljust(operation.offset, b"\0")
    end = operation.offset + len(operation.data)
    head = content[: operation.offset].ljust(operation.offset, b"\0")
    return head + operation.data + content[end:]


def cut_everywhere(place: Place, log: list[Operation], armed: Path, cuts: int) -> dict[str, int]:
    """Cut the power at so many places; count what was acknowledged and is gone, and what broke."""
    chance = random.Random(SEED)
    counted = {"cuts": 0, "acknowledged": 0, "lost": 0, "broken": 0}
    disk, at = Disk(armed), 0
    seen = place.secret.with_name(place.secret.name + ".seen")
    noted = seen.read_bytes()
    acknowledged: list[str] = []
    for stop in sorted(chance.randrange(len(log)) for _time in range(cuts)):
        for operation in log[at:stop]:
            if operation.kind == "a":
                acknowledged.append(operation.path)
            else:
                disk.play(operation)
        at = stop
        kept = disk.after_power_cut(chance, chance.choice((0.0, 0.5, 0.9, chance.random())))
        shutil.rmtree(place.vault_folder)
        for name, content in kept.items():
            if not name.endswith("-shm"):  # shared memory does not outlive the machine
                path = place.vault_folder / name
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(content)
        seen.write_bytes(noted)  # what the opening of an earlier cut noted never happened
        lost, broken = examined(place, acknowledged)
        counted["cuts"] += 1
        counted["acknowledged"] += len(acknowledged)
        counted["lost"] += lost
        counted["broken"] += broken
    return counted


def examined(place: Place, acknowledged: list[str]) -> tuple[int, bool]:
    """How many acknowledged records are gone; whether anything is damaged or suspected."""
    try:
        desk = place.desk()
    except EnvironmentFault:
        return len(acknowledged), True
    connection = desk.vault.connect()
    kept = {row[0] for row in connection.execute("SELECT id FROM check_in")}
    broken = bool(cipher.integrity(connection)) or desk.alarms != () or desk.verify() != []
    connection.close()
    desk.close()
    return len(set(acknowledged) - kept), broken


def power_cuts(shim: Path, office: Place, folder: Path, cuts: int, *more: str) -> dict[str, int]:
    """Let a process work and die on the shim, then replay its log with cuts."""
    started = time.monotonic()
    worker = office.copy(folder / "worker")
    log = folder / "log"
    done = run(shim, "cut", str(worker.folder), str(log), "60", *more)
    assert done.returncode == 0, done.stderr
    operations = [replace(each, path=each.path.rpartition("/vault/")[2]) for each in read_log(log)]
    counted = cut_everywhere(worker, operations, worker.folder / "armed", cuts)
    seconds = round(time.monotonic() - started, 1)
    name = "power cuts, " + (more[0] if more else "full")
    print(json.dumps({"figure": name, "seed": SEED, "seconds": seconds, **counted}))
    return counted


@pytest.mark.timeout(900)
def test_a_power_cut_loses_nothing_that_was_acknowledged(
    shim: Path, office: Place, tmp_path: Path
) -> None:
    counted = power_cuts(shim, office, tmp_path, 1000 if FULL else 60)
    assert counted["acknowledged"] > 0
    assert (counted["lost"], counted["broken"]) == (0, 0)


@pytest.mark.timeout(900)
def test_the_harness_sees_what_a_weaker_setting_loses(
    shim: Path, office: Place, tmp_path: Path
) -> None:
    assert power_cuts(shim, office, tmp_path, 300 if FULL else 40, "normal")["lost"] > 0


# Full, broken, locked


@pytest.mark.timeout(600)
@pytest.mark.parametrize(
    "error", [errno.ENOSPC, errno.EIO, errno.EAGAIN], ids=["full", "broken", "locked"]
)
def test_every_operation_of_the_core_acts_may_fail(
    shim: Path, office: Place, tmp_path: Path, error: int
) -> None:
    """Refused in words with the old state kept, or saved; never anything between."""
    place = office.copy(tmp_path / "office")
    started = time.monotonic()
    done = run(shim, "fail", str(place.folder), str(error), *(["every"] if FULL else []))
    assert done.returncode == 0, done.stderr
    report = json.loads(done.stdout)
    seconds = round(time.monotonic() - started, 1)
    n = sum(report["operations"].values())
    print(
        json.dumps({"figure": "failing disk", "seed": None, "n": n, "seconds": seconds, **report})
    )
    assert report["findings"] == []
    if error == errno.EAGAIN:  # a key is added to the header, which nobody else locks
        assert set(report["operations"]) >= {"check in", "add a person", "open duties"}
        return
    assert len(report["operations"]) == 8
    assert n > 80


def test_a_locked_database_is_said_and_nothing_is_saved(
    office: Place, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cipher, "_SETTINGS", (*cipher._SETTINGS, "PRAGMA busy_timeout=50"))
    place = office.copy(tmp_path / "office")
    desk = place.desk()
    person = work(desk, 1)
    before = desk.head()
    other = cipher.connect(place.database, desk.vault.key)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(EnvironmentFault, match="另一个窗口"):
        change(desk, person)
    assert desk.head() == before
    other.execute("ROLLBACK")
    other.close()
    change(desk, person)
    assert desk.head().seq == before.seq + 1
    desk.close()


def change(desk: Desk, person: str) -> None:
    desk.act(lambda uow: change_person(uow, person, {"phone": "13700001111"}))
