"""Damage at rest: flips, truncations, old pages, old files, lost logs. All of it is noticed.

Each figure prints seed, N and seconds. CI plays samples; PROOF_FULL=1 plays the full numbers.
Every guard is switched off once, to show that the harness would see what it lets through.
"""

from __future__ import annotations

import hashlib
import json
import os
import random
import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from corrdesk.base.errors import EnvironmentFault
from corrdesk.casework.caseload.service import change_person
from corrdesk.store.journal import ChainProblem
from corrdesk.upkeep import doctor, verify
from corrdesk.vault import cipher, watch
from corrdesk.vault.errors import VaultReadOnly
from corrdesk.vault.rest_mark import NAME as MARK
from corrdesk.vault.rest_mark import AtRest
from tests.upkeep.offices import Place, found, work

FULL = bool(os.environ.get("PROOF_FULL"))
SEED = int(os.environ.get("PROOF_SEED", "20260610"))
PAGE = 4096


def size(full: int, sample: int) -> int:
    return full if FULL else sample


@contextmanager
def figure(name: str, n: int) -> Iterator[dict[str, int]]:
    """Print a figure's line with what the body counted."""
    counted: dict[str, int] = {}
    started = time.monotonic()
    yield counted
    seconds = round(time.monotonic() - started, 1)
    print(json.dumps({"figure": name, "seed": SEED, "n": n, "seconds": seconds, **counted}))


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Place:
    place = found(tmp_path_factory.mktemp("damage") / "office", people=8)
    desk = place.desk()
    work(desk, 20)
    desk.close()
    return place


@pytest.fixture
def place(office: Place, tmp_path: Path) -> Place:
    return office.copy(tmp_path / "office")


def examined(place: Place) -> bool:
    """Whether the doctor's checks of the database find anything wrong."""
    vault = place.vault()
    try:
        return any(
            finding.severity == "error"
            for check in (
                lambda: doctor._journal(vault),
                lambda: doctor._pages(vault),
                lambda: doctor._with(vault, doctor._references),
                lambda: doctor._with(vault, doctor._search),
            )
            for finding in doctor._tried("check", check)
        )
    finally:
        vault.close()


def verified(place: Place) -> bool:
    """Whether `verify` alone finds anything wrong."""
    vault = place.vault()
    try:
        return bool(verify.verify(vault))
    except EnvironmentFault:
        return True  # so damaged that it does not open
    finally:
        vault.close()


def merely_opened(place: Place) -> bool:
    """Whether opening the database and reading the journal's end shows anything."""
    vault = place.vault()
    try:
        connection = cipher.connect(place.database, vault.key)
        connection.execute("SELECT max(seq) FROM journal_entry").fetchone()
        connection.close()
    except Exception:  # noqa: BLE001 - whatever shows
        return True
    finally:
        vault.close()
    return False


def without_mark(place: Place) -> None:
    (place.vault_folder / MARK).unlink(missing_ok=True)
    for suffix in ("-wal", "-shm"):
        place.database.with_name(place.database.name + suffix).unlink(missing_ok=True)


def damaged(
    place: Place, name: str, n: int, damage: Callable[[bytes, random.Random], bytes]
) -> dict[str, int]:
    """Damage the file n times: noticed at opening by the mark, and by the doctor without it."""
    chance = random.Random(SEED)
    sound = place.database.read_bytes()
    content = sound
    mark = (place.vault_folder / MARK).read_bytes()
    with figure(name, n) as counted:
        counted |= {"at_opening": 0, "doctor": 0, "verify": 0, "merely_opened": 0}
        for _time in range(n):
            content = damage(sound, chance)
            assert content != sound
            place.database.write_bytes(content)
            (place.vault_folder / MARK).write_bytes(mark)
            counted["at_opening"] += bool(place.noticed())
            without_mark(place)
            place.database.write_bytes(content)
            counted["doctor"] += examined(place)
            without_mark(place)
            place.database.write_bytes(content)
            counted["verify"] += verified(place)
            without_mark(place)
            place.database.write_bytes(content)
            counted["merely_opened"] += merely_opened(place)
            without_mark(place)
    return counted


def flip(raw: bytes, chance: random.Random) -> bytes:
    changed = bytearray(raw)
    changed[chance.randrange(len(raw))] ^= chance.randrange(1, 256)
    return bytes(changed)


def truncate(raw: bytes, chance: random.Random) -> bytes:
    if chance.random() < 0.5:
        return raw[: PAGE * chance.randrange(len(raw) // PAGE)]
    return raw[: chance.randrange(len(raw))]


@pytest.mark.slow
@pytest.mark.timeout(1800)
def test_one_byte_flips(place: Place) -> None:
    n = size(1000, 40)
    counted = damaged(place, "flips", n, flip)
    assert counted["at_opening"] == counted["doctor"] == counted["verify"] == n
    assert counted["merely_opened"] < n  # the guards off: most of it would pass unseen


@pytest.mark.slow
@pytest.mark.timeout(1800)
def test_truncations(place: Place) -> None:
    n = size(500, 30)
    counted = damaged(place, "truncations", n, truncate)
    assert counted["at_opening"] == counted["doctor"] == counted["verify"] == n
    assert counted["merely_opened"] > n * 0.9  # no guard to switch off: SQLite itself looks


@pytest.fixture
def two_states(place: Place) -> tuple[Place, bytes]:
    """An office that worked on since its old database was copied."""
    old = place.database.read_bytes()
    desk = place.desk()
    work(desk, 6)
    desk.close()
    return place, old


def logical(place: Place) -> str:
    """Every row of every table, as one digest."""
    raw = place.raw()
    digest = hashlib.sha256()
    for (name,) in raw.execute(
        "SELECT name FROM sqlite_schema WHERE type='table' ORDER BY name"
    ).fetchall():
        rows = sorted(repr(row) for row in raw.execute(f'SELECT * FROM "{name}"'))
        digest.update(repr((name, rows)).encode())
    raw.close()
    return digest.hexdigest()


@pytest.mark.slow
@pytest.mark.timeout(1800)
def test_old_pages_put_back(two_states: tuple[Place, bytes]) -> None:
    """At opening by the mark: all. After a crash by the doctor: all that differ in a row.

    A page that was only written anew with the same content differs in its bytes alone.
    """
    place, old = two_states
    new = place.database.read_bytes()
    mark = (place.vault_folder / MARK).read_bytes()
    whole = logical(place)
    pages = [p for p in range(len(old) // PAGE) if old[p * PAGE :][:PAGE] != new[p * PAGE :][:PAGE]]
    assert len(pages) > 3
    n = size(100, 20)
    with figure("old pages", n) as counted:
        counted |= {"at_opening": 0, "doctor": 0, "same_rows": 0, "missed": 0}
        for page in (pages * (n // len(pages) + 1))[:n]:
            start = page * PAGE
            content = new[:start] + old[start : start + PAGE] + new[start + PAGE :]
            place.database.write_bytes(content)
            (place.vault_folder / MARK).write_bytes(mark)
            counted["at_opening"] += place.noticed() >= {"file"}
            without_mark(place)
            place.database.write_bytes(content)
            seen = examined(place)
            counted["doctor"] += seen
            if not seen:
                same = logical(place) == whole
                counted["same_rows" if same else "missed"] += 1
            without_mark(place)
    assert counted["at_opening"] == n
    assert counted["missed"] == 0
    assert counted["doctor"] > n / 2


@pytest.mark.slow
def test_the_engine_alone_does_not_see_an_old_page(two_states: tuple[Place, bytes]) -> None:
    place, old = two_states
    new = place.database.read_bytes()
    silent = 0
    for page in range(len(old) // PAGE):
        start = page * PAGE
        if old[start : start + PAGE] != new[start : start + PAGE]:
            content = new[:start] + old[start : start + PAGE] + new[start + PAGE :]
            place.database.write_bytes(content)
            without_mark(place)
            raw = place.raw()
            silent += cipher.integrity(raw) == []
            raw.close()
    print(json.dumps({"figure": "old pages that both engine checks call clean", "n": silent}))
    assert silent > 0


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_whole_file_and_whole_folder_rollbacks(
    office: Place, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    n = size(50, 10)
    place = office.copy(tmp_path / "office")
    states: list[Path] = []
    for number in range(n):
        keep = tmp_path / f"state-{number}"
        shutil.copytree(place.vault_folder, keep)
        states.append(keep)
        desk = place.desk()
        work(desk, 1)
        desk.close()
    newest = tmp_path / "newest"
    shutil.copytree(place.vault_folder, newest)

    def put(folder: Path, *, only_file: bool) -> None:
        shutil.rmtree(place.vault_folder)
        shutil.copytree(newest if only_file else folder, place.vault_folder)
        if only_file:
            shutil.copyfile(folder / "casework.db", place.database)

    with figure("rollbacks", 2 * n) as counted:
        counted |= {"file": 0, "folder": 0, "file_after_crash": 0}
        for state in states:
            put(state, only_file=True)
            counted["file"] += "cut" in place.noticed()
            put(state, only_file=True)
            without_mark(place)
            counted["file_after_crash"] += "cut" in place.noticed()
            put(state, only_file=False)
            counted["folder"] += "cut" in place.noticed()
    assert counted == {"file": n, "folder": n, "file_after_crash": n}
    blind(monkeypatch)
    put(states[0], only_file=True)
    assert place.noticed() == set()  # the guard off: a consistent old file is simply believed


def blind(monkeypatch: pytest.MonkeyPatch) -> None:
    """Switch the witnesses off."""
    nothing = watch.Testimony((), (), AtRest.SAME, fresh=False)
    monkeypatch.setattr(watch.Watch, "testimony", lambda _self: nothing)


@pytest.fixture
def crashed(office: Place, tmp_path: Path) -> Place:
    """An office whose program was killed with commits in the write-ahead log only."""
    place = office.copy(tmp_path / "running")
    desk = place.desk()
    work(desk, 12)
    copy = place.copy(tmp_path / "crashed")
    desk.close()
    assert copy.copy(tmp_path / "control").noticed() == set()
    return copy


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_damage_to_the_log(crashed: Place, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    n = size(200, 25)
    chance = random.Random(SEED)
    log = (crashed.vault_folder / "casework.db-wal").read_bytes()
    database = crashed.database.read_bytes()

    def put(content: bytes | None) -> None:
        without_mark(crashed)
        crashed.database.write_bytes(database)
        if content is not None:
            (crashed.vault_folder / "casework.db-wal").write_bytes(content)

    def flipped() -> bytes:
        changed = bytearray(log)
        # the salts and checksums of the header, or any frame
        changed[chance.randrange(len(log))] ^= 1 << chance.randrange(8)
        return bytes(changed)

    with figure("log damage", n) as counted:
        counted |= {"flips": 0, "cuts": 0, "deleted": 0}
        for _time in range(n):
            put(flipped())
            counted["flips"] += bool(crashed.noticed())
            put(log[: chance.randrange(len(log))])
            counted["cuts"] += bool(crashed.noticed())
        put(None)
        counted["deleted"] = len(crashed.noticed())
    assert counted == {"flips": n, "cuts": n, "deleted": 1}
    blind(monkeypatch)
    put(None)
    assert crashed.noticed() == set()


def test_the_walk_at_opening_can_be_switched_off(
    two_states: tuple[Place, bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without mark and walk an old page of people passes: the harness sees the difference."""
    place, _old = two_states
    place.tamper("UPDATE person SET phone='1'")
    without_mark(place)
    assert place.noticed() == {"record"}
    without_mark(place)
    none: list[ChainProblem] = []
    monkeypatch.setattr(verify, "unexplained", lambda _connection: iter(none))
    assert place.noticed() == set()


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_a_damaged_vault_opens_read_only_or_says_why(place: Place) -> None:
    n = size(200, 40)
    chance = random.Random(SEED)
    sound = place.database.read_bytes()
    mark = (place.vault_folder / MARK).read_bytes()
    with figure("opened while damaged", n) as counted:
        counted |= {"read_only": 0, "refused": 0}
        for number in range(n):
            without_mark(place)
            place.database.write_bytes(flip(sound, chance))
            if number % 2:
                (place.vault_folder / MARK).write_bytes(mark)
            try:
                desk = place.desk()
            except EnvironmentFault as fault:
                counted["refused"] += bool(fault.message and fault.remedy)
                continue
            counted["read_only"] += 1
            assert desk.alarms
            with pytest.raises(VaultReadOnly):
                desk.act(lambda uow: change_person(uow, "anybody", {"phone": "13700001111"}))
            assert desk.office.name == "青石镇司法所"
            assert desk.verify()
            desk.close()
    assert counted["read_only"] + counted["refused"] == n
    assert counted["read_only"] > n / 3
