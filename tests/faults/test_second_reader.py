"""Another engine reads the same vault: the data does not depend on one library's good will."""

from __future__ import annotations

from typing import Any

import apsw
import pytest

from corrdesk.store.journal import check_chains
from corrdesk.store.plain_journal import PlainJournal
from corrdesk.store.replay import unexplained
from tests.upkeep.offices import Place, found, work


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Place:
    made = found(tmp_path_factory.mktemp("second") / "office")
    desk = made.desk()
    work(desk, 5)
    desk.close()
    return made


def second(place: Place, key: str) -> Any:
    """The database as sqlite3mc opens it; nothing of our driver takes part."""
    opened = apsw.Connection(str(place.database), flags=apsw.SQLITE_OPEN_READONLY)
    opened.pragma("cipher", "sqlcipher")
    opened.pragma("legacy", 4)
    opened.pragma("key", f"raw:{key}")
    return opened


class AsDriver:
    """Just enough of a DB-API connection for our readers."""

    def __init__(self, connection: Any) -> None:
        self._connection = connection

    def execute(self, statement: str, parameters: tuple[object, ...] = ()) -> AsCursor:
        return AsCursor(self._connection.execute(statement, parameters))


class AsCursor:
    """Just enough of a DB-API cursor."""

    def __init__(self, cursor: Any) -> None:
        self._cursor = cursor

    def __iter__(self) -> object:
        return iter(self._cursor)

    def fetchall(self) -> list[tuple[object, ...]]:
        return list(self._cursor)

    def fetchmany(self, size: int) -> list[tuple[object, ...]]:
        rows = []
        for row in self._cursor:
            rows.append(row)
            if len(rows) == size:
                break
        return rows


def test_a_second_engine_reads_every_row(place: Place) -> None:
    vault = place.vault()
    ours = vault.connect()
    theirs = second(place, vault.key.material().hex())
    tables = [
        row[0]
        for row in ours.execute("SELECT name FROM sqlite_schema WHERE type='table' ORDER BY name")
    ]
    assert len(tables) > 15
    for name in tables:
        statement = f'SELECT * FROM "{name}" ORDER BY 1, 2'
        if len(ours.execute(f'PRAGMA table_info("{name}")').fetchall()) == 1:
            statement = f'SELECT * FROM "{name}"'
        assert list(theirs.execute(statement)) == ours.execute(statement).fetchall()
    assert theirs.pragma("integrity_check") == "ok"
    ours.close()
    theirs.close()
    vault.close()


def test_our_checks_hold_over_the_second_engine(place: Place) -> None:
    vault = place.vault()
    theirs = second(place, vault.key.material().hex())
    assert list(check_chains(PlainJournal(AsDriver(theirs)).entries())) == []
    assert list(unexplained(AsDriver(theirs))) == []
    theirs.close()
    vault.close()


def test_a_wrong_key_reads_nothing(place: Place) -> None:
    theirs = second(place, "ab" * 32)
    with pytest.raises(apsw.Error):
        list(theirs.execute("SELECT count(*) FROM person"))
    theirs.close()
