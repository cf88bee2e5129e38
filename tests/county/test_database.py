"""The console's database: all or nothing, but a failed sign-in is counted."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier
from typing import Any

import pytest
from sqlalchemy import delete, text
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from corrdesk.base.actor import Role
from corrdesk.base.clock import FixedClock
from corrdesk.base.errors import UserError
from corrdesk.county.county import CountyFounding, create_county, open_county
from corrdesk.county.database import POOL, ConsoleDatabase, open_casework, open_console
from corrdesk.county.errors import DatabaseFileStuck, DatabaseOutOfReach, DatabaseTaken
from corrdesk.county.tables import Failures, Owner
from tests.county.conftest import ADMINISTRATOR, MORNING, PASSPHRASE, Bureau


def test_a_mistake_leaves_nothing_and_a_failed_sign_in_leaves_its_count(bureau: Bureau) -> None:
    def twice() -> None:
        with bureau.county.console() as console:
            console.accounts.add("李局", Role.HEAD, PASSPHRASE)
            console.accounts.add("李局", Role.HEAD, PASSPHRASE)

    with pytest.raises(UserError):
        twice()
    with pytest.raises(UserError), bureau.county.console() as console:
        console.accounts.check_passphrase(ADMINISTRATOR, "wrong")
    with bureau.county._console.begin() as session:
        assert session.query(Failures).count() == 1
    with bureau.county.console() as console:
        assert [each.name for each in console.accounts.everybody()] == [ADMINISTRATOR]


def test_a_server_out_of_reach_is_said(bureau: Bureau, tmp_path: Path) -> None:
    url = f"postgresql+psycopg://nobody@/none?host={tmp_path}"
    with pytest.raises(DatabaseOutOfReach):
        open_console(bureau.county.folder, url)


@pytest.mark.parametrize(
    "url", ["nonsense", "sqlite:///x.db", "mysql://x", "postgresql+none://x", "postgresql://h:p/x"]
)
def test_only_postgresql_and_nothing_is_left_of_a_county_that_could_not_be_made(
    bureau: Bureau, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, url: str
) -> None:
    monkeypatch.chdir(tmp_path)
    place = tmp_path / "another"
    for work in (
        lambda: open_console(bureau.county.folder, url),
        lambda: open_casework(bureau.county.folder, url),
        lambda: create_county(place, CountyFounding("某县", database=url), FixedClock(MORNING)),
    ):
        with pytest.raises(UserError) as refused:
            work()
        assert refused.value.field == "database"
    away = f"postgresql+psycopg://nobody@/none?host={tmp_path}"
    with pytest.raises(DatabaseOutOfReach):
        create_county(place, CountyFounding("某县", database=away), FixedClock(MORNING))
    assert not place.exists()
    assert not (tmp_path / "x.db").exists()


def test_a_database_belongs_to_one_county(postgres_database: str, tmp_path: Path) -> None:
    """Two counties in one would draw the same numbers and decide each other's matters."""
    clock, founding = FixedClock(MORNING), CountyFounding("甲县", database=postgres_database)
    first, _secret = create_county(tmp_path / "a", founding, clock)
    with pytest.raises(DatabaseTaken):
        create_county(tmp_path / "b", founding, clock)
    assert not (tmp_path / "b").exists()
    other, _secret = create_county(tmp_path / "b", CountyFounding("乙县"), clock)
    other.close()
    with pytest.raises(DatabaseTaken):
        open_county(tmp_path / "b", clock, database=postgres_database)
    # as a database was before it kept the name of its county
    with first.console() as console:
        console.accounts.add("李局", Role.HEAD, PASSPHRASE)
    with first._console.begin() as session:
        session.execute(delete(Owner))
    with pytest.raises(DatabaseTaken):
        create_county(tmp_path / "c", founding, clock)
    open_county(tmp_path / "a", clock).close()
    with pytest.raises(DatabaseTaken):
        open_county(tmp_path / "b", clock, database=postgres_database)
    first.close()


def test_a_full_disk_is_not_told_as_a_server(
    bureau: Bureau, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_arguments: object, **_named: object) -> None:
        raise OperationalError("", {}, Exception())

    monkeypatch.setattr("corrdesk.county.database.upgrade", full)
    monkeypatch.setattr(ConsoleDatabase, "upgrade", full)
    for open_ in (open_casework, open_console):
        with pytest.raises(DatabaseFileStuck):
            open_(bureau.county.folder)


def test_after_a_restart_of_the_database_everybody_is_served(
    tmp_path: Path, own_postgres: Any
) -> None:
    url = own_postgres.get_uri().replace("postgresql://", "postgresql+psycopg://")
    founding = CountyFounding("石桥县社区矫正管理局", ADMINISTRATOR, PASSPHRASE, database=url)
    county, _secret = create_county(tmp_path / "county", founding, FixedClock(MORNING))
    together = Barrier(POOL)

    def backend(session: Session) -> int:
        """Which process of the server answers; all ask at once, so that each has its own."""
        number = session.execute(text("SELECT pg_backend_pid()")).scalar_one()
        together.wait(30)
        return int(number)

    def look(_number: int) -> tuple[int, int]:
        with county.read() as session:
            casework = backend(session)
        with county.counting() as session:
            return casework, backend(session)

    with ThreadPoolExecutor(POOL) as pool:
        before = {pid for pair in pool.map(look, range(POOL)) for pid in pair}
        own_postgres.stop()
        own_postgres.ensure_postgres_running()
        after = {pid for pair in pool.map(look, range(POOL)) for pid in pair}
    assert len(before) == len(after) == 2 * POOL
    county.close()
