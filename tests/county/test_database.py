"""The console's database: all or nothing, but a failed sign-in is counted."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from corrdesk.base.actor import Role
from corrdesk.base.clock import FixedClock
from corrdesk.base.errors import UserError
from corrdesk.county.county import CountyFounding, create_county
from corrdesk.county.database import POOL, open_casework, open_console
from corrdesk.county.errors import DatabaseOutOfReach
from corrdesk.county.tables import Failures
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
