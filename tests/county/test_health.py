"""What hinders a county from taking anything in is found, told by kind, and asked for cheaply."""

from __future__ import annotations

import os
import shutil
import threading
from pathlib import Path
from typing import Any

import pytest

from corrdesk.base.clock import FixedClock
from corrdesk.county import health
from corrdesk.county.ailments import Ailment
from corrdesk.county.county import CountyFounding, create_county
from corrdesk.county.health import FRESH, LEAST, LOW, SOON, Health, Pulse, examine
from corrdesk.vault import cipher
from tests.county.conftest import MORNING, Bureau

SOUND = Health({}, LOW)
FULL = Health({"console": Ailment.FULL}, 0)


def _room(monkeypatch: pytest.MonkeyPatch, free: int) -> None:
    usage = shutil.disk_usage("/")._replace(free=free)
    monkeypatch.setattr(shutil, "disk_usage", lambda _path: usage)


def test_a_county_that_can_be_written_has_no_fault(
    bureau: Bureau, monkeypatch: pytest.MonkeyPatch
) -> None:
    _room(monkeypatch, LOW)
    found = examine(bureau.county)
    assert (found.faults, found.free, found.is_low) == ({}, LOW, False)


def test_a_disk_with_little_room_is_low_and_one_without_is_full(
    bureau: Bureau, monkeypatch: pytest.MonkeyPatch
) -> None:
    _room(monkeypatch, LOW - 1)
    found = examine(bureau.county)
    assert (found.faults, found.is_low) == ({}, True)
    _room(monkeypatch, LEAST - 1)
    assert examine(bureau.county).faults == dict.fromkeys(health.PARTS, Ailment.FULL)


class _Full:
    """A connection on a disk that takes not one page more."""

    def __init__(self, connection: Any) -> None:
        self._connection = connection
        self._written = False

    def execute(self, statement: str) -> Any:
        self._written = self._written or statement.startswith("PRAGMA user_version=")
        if self._written and statement == "COMMIT":
            raise cipher.dbapi.OperationalError("database or disk is full")
        return self._connection.execute(statement)

    def close(self) -> None:
        self._connection.close()


def test_that_a_database_opens_is_no_evidence(
    bureau: Bureau, monkeypatch: pytest.MonkeyPatch
) -> None:
    """There may be room by the figures and none for whoever runs the server: it is written to."""
    connect = cipher.connect
    monkeypatch.setattr(cipher, "connect", lambda *at: _Full(connect(*at)))
    _room(monkeypatch, LOW)
    assert examine(bureau.county).faults == {"casework": Ailment.FULL, "console": Ailment.FULL}


def test_what_may_only_be_read_and_what_is_gone(
    bureau: Bureau, monkeypatch: pytest.MonkeyPatch
) -> None:
    connect = cipher.connect
    with monkeypatch.context() as patch:
        patch.setattr(cipher, "connect", lambda *at: connect(*at, read_only=True))
        patch.setattr(os, "access", lambda _path, _how: False)
        assert examine(bureau.county).faults == dict.fromkeys(health.PARTS, Ailment.READ_ONLY)
    bureau.county.folder.console_path.unlink()
    shutil.rmtree(bureau.county.folder.files_path)
    broken = {"console": Ailment.BROKEN, "files": Ailment.BROKEN}
    assert examine(bureau.county).faults == broken


def test_whoever_writes_just_now_is_no_fault(bureau: Bureau) -> None:
    folder = bureau.county.folder
    writer = cipher.connect(folder.database_path, folder.data_key())
    writer.execute("BEGIN IMMEDIATE")
    try:
        assert examine(bureau.county).faults == {}
    finally:
        writer.close()


def test_a_server_that_only_reads_or_is_away(own_postgres: Any, tmp_path: Path) -> None:
    """As after a switch to its standby, and while it is down."""
    url = own_postgres.get_uri().replace("postgresql://", "postgresql+psycopg://")
    founding = CountyFounding("石桥县社区矫正管理局", database=url)
    county, _secret = create_county(tmp_path / "county", founding, FixedClock(MORNING))
    assert examine(county).faults == {}
    own_postgres.psql("ALTER SYSTEM SET default_transaction_read_only = on")
    own_postgres.psql("SELECT pg_reload_conf()")
    county.store.dispose()
    county._console.dispose()
    told = {"casework": Ailment.READ_ONLY, "console": Ailment.READ_ONLY}
    assert examine(county).faults == told
    own_postgres.cleanup()
    assert examine(county).faults == dict.fromkeys(told, Ailment.AWAY)
    county.close()


def test_often_asking_looks_seldom() -> None:
    now = [0.0]
    looked: list[float] = []

    def look() -> Health:
        looked.append(now[0])
        return SOUND

    pulse = Pulse(look, clock=lambda: now[0])
    for _second in range(1000):
        now[0] += 0.1
        pulse.now()
    assert len(looked) == 1 + int(1000 * 0.1 / FRESH)


def test_a_fault_is_looked_at_sooner_and_told_once() -> None:
    now = [0.0]
    told: list[Health] = []
    found = [SOUND, FULL, FULL, SOUND]
    pulse = Pulse(lambda: found.pop(0), changed=told.append, clock=lambda: now[0])
    assert pulse.now() is SOUND
    pulse.doubt()
    assert pulse.now() is FULL
    now[0] += SOON
    assert pulse.now() is FULL
    now[0] += SOON
    assert pulse.now() is SOUND
    now[0] += SOON
    assert pulse.now() is SOUND
    assert told == [FULL, SOUND]


def test_while_one_looks_the_others_are_told_what_was_found_before() -> None:
    looking, go_on = threading.Event(), threading.Event()

    def slowly() -> Health:
        if not slow:
            return SOUND
        looking.set()
        assert go_on.wait(30)
        return FULL

    slow = False
    pulse = Pulse(slowly)
    assert pulse.now() is SOUND
    slow = True
    pulse.doubt()
    slowest = threading.Thread(target=pulse.now)
    slowest.start()
    assert looking.wait(30)
    assert pulse.now() is SOUND
    go_on.set()
    slowest.join()
    assert pulse.now() is FULL
