"""A store on a plain SQLite file: the kernel is the same whatever encrypts the database."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest

import corrdesk.casework.approvals.tables
import corrdesk.casework.caseload.hour_tables
import corrdesk.casework.caseload.tables  # the tables that the tests write to
import corrdesk.casework.confirmation.tables
import corrdesk.casework.documents.tables
import corrdesk.casework.drafts.tables
import corrdesk.casework.enforcement.hints.tables
import corrdesk.casework.enforcement.measures.tables
import corrdesk.casework.enforcement.tables
import corrdesk.casework.leave.tables
import corrdesk.casework.partners.tables
import corrdesk.casework.programs.goals.tables
import corrdesk.casework.programs.tables
import corrdesk.casework.relocation.tables
import corrdesk.casework.reporting.tables
import corrdesk.sync.tables  # noqa: F401 - every table has to be known to the store
from corrdesk.base.actor import Actor, Role
from corrdesk.base.clock import FixedClock
from corrdesk.base.ids import IdMint
from corrdesk.store.engine import Store
from corrdesk.store.schema import upgrade
from corrdesk.store.unit_of_work import UnitOfWork

OFFICE = "0123456789ab"


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock(date(2026, 6, 10))


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    path = tmp_path / "casework.db"

    def connect() -> sqlite3.Connection:
        connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
        connection.execute("PRAGMA foreign_keys=ON")
        return connection

    made = Store(connect, sqlite3)
    upgrade(made.engine)
    yield made
    made.dispose()


@pytest.fixture
def act(store: Store, clock: FixedClock) -> Callable[[], UnitOfWork]:
    mint = IdMint(clock)
    actor = Actor("officer-1", "李明", Role.HEAD, "device-1")

    def begin() -> UnitOfWork:
        return UnitOfWork(store, office_id=OFFICE, actor=actor, clock=clock, mint=mint)

    return begin
