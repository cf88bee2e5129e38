"""The recipe of a connection, and what is said about files that are not what they should be."""

import os
import random
import sqlite3
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from corrdesk.vault import cipher
from corrdesk.vault.datakey import DataKey
from corrdesk.vault.errors import (
    DamagedDatabase,
    DatabaseMissing,
    DatabaseUnavailable,
    DriverTooOld,
    PlaintextDatabase,
    WrongKey,
)

MARKER = "苦楝树下的见证人甲"


@pytest.fixture
def key() -> DataKey:
    return DataKey.random()


@pytest.fixture
def filled(tmp_path: Path, key: DataKey) -> Path:
    """A closed database of some fifty pages."""
    path = tmp_path / "甲 #1%.db"
    connection = cipher.connect(path, key, create=True)
    connection.execute("CREATE TABLE note (id INTEGER PRIMARY KEY, text TEXT)")
    connection.execute("BEGIN")
    connection.executemany("INSERT INTO note (text) VALUES (?)", [(MARKER * 60,)] * 100)
    connection.execute("COMMIT")
    connection.close()
    return path


def test_every_setting_of_the_recipe_is_in_force(filled: Path, key: DataKey) -> None:
    connection = cipher.connect(filled, key)
    wanted = {
        "journal_mode": "wal",
        "synchronous": 2,
        "foreign_keys": 1,
        "busy_timeout": 5000,
        "cache_size": -65536,
        "temp_store": 2,
        "trusted_schema": 0,
        "cell_size_check": 1,
        "secure_delete": 1,
        "cipher_log_level": "NONE",
        "cipher_memory_security": "0",
    }
    found = {name: connection.execute(f"PRAGMA {name}").fetchone()[0] for name in wanted}
    connection.close()
    assert found == wanted


def test_the_file_and_its_wal_hold_no_plain_text(tmp_path: Path, key: DataKey) -> None:
    path = tmp_path / "a.db"
    connection = cipher.connect(path, key, create=True)
    connection.execute("CREATE TABLE marked_table (text TEXT)")
    connection.execute("INSERT INTO marked_table VALUES (?)", (MARKER,))
    raw = path.read_bytes() + path.with_name("a.db-wal").read_bytes()
    connection.close()
    assert len(raw) > 4096
    assert MARKER.encode() not in raw
    assert b"marked_table" not in raw
    assert not raw.startswith(b"SQLite format 3")


def test_the_raw_key_is_the_key_and_not_a_passphrase(filled: Path, key: DataKey) -> None:
    """A driver opened by hand with the key's hex digits reads the file."""
    by_hand = cipher.dbapi.connect(str(filled))
    by_hand.execute(f"PRAGMA key = \"x'{key.material().hex()}'\"")
    assert by_hand.execute("SELECT count(*) FROM note").fetchone() == (100,)
    by_hand.close()


def test_a_missing_database_is_not_replaced_by_an_empty_one(tmp_path: Path, key: DataKey) -> None:
    for read_only in (False, True):
        with pytest.raises(DatabaseMissing):
            cipher.connect(tmp_path / "lost.db", key, read_only=read_only)
    assert list(tmp_path.iterdir()) == []


def test_an_ordinary_sqlite_file_is_refused_and_left_alone(tmp_path: Path, key: DataKey) -> None:
    path = tmp_path / "plain.db"
    plain = sqlite3.connect(path)
    plain.execute("CREATE TABLE t (x)")
    plain.commit()
    plain.close()
    before = path.read_bytes()
    with pytest.raises(PlaintextDatabase):
        cipher.connect(path, key)
    assert path.read_bytes() == before


def test_another_key_is_told_from_a_damaged_first_page(
    filled: Path, key: DataKey, capfd: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(WrongKey):
        cipher.connect(filled, DataKey.random())
    raw = bytearray(filled.read_bytes())
    raw[1000] ^= 4
    filled.write_bytes(raw)
    with pytest.raises(DamagedDatabase):
        cipher.connect(filled, key)
    assert capfd.readouterr().err == ""


def test_a_folder_in_the_place_of_the_database_is_the_environments_fault(
    tmp_path: Path, key: DataKey
) -> None:
    (tmp_path / "casework.db").mkdir()
    with pytest.raises(DatabaseUnavailable):
        cipher.connect(tmp_path / "casework.db", key)


def test_reading_only_cannot_write(filled: Path, key: DataKey) -> None:
    connection = cipher.connect(filled, key, read_only=True)
    assert connection.execute("SELECT count(*) FROM note").fetchone() == (100,)
    with pytest.raises(cipher.dbapi.OperationalError):
        connection.execute("DELETE FROM note")
    connection.close()


def test_an_old_driver_is_refused(
    filled: Path, key: DataKey, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cipher.dbapi, "sqlite_version_info", (3, 51, 2))
    with pytest.raises(DriverTooOld):
        cipher.connect(filled, key)


def test_the_file_is_not_opened_by_hand_while_a_connection_is_open(
    filled: Path, key: DataKey, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Closing such a handle would drop SQLite's lock on the file."""
    opened: list[Path] = []
    real = Path.open

    def watched(self: Path, *args: object, **kwargs: object) -> object:
        opened.append(self)
        return real(self, *args, **kwargs)  # type: ignore[call-overload]

    monkeypatch.setattr(Path, "open", watched)
    first = cipher.connect(filled, key)
    assert opened == [filled]
    second = cipher.connect(filled, key)
    assert opened == [filled]
    first.close()
    second.close()
    cipher.connect(filled, key).close()
    assert opened == [filled, filled]


def test_a_sound_file_has_no_findings_and_a_checkpoint_empties_the_wal(
    filled: Path, key: DataKey
) -> None:
    connection = cipher.connect(filled, key)
    connection.execute("INSERT INTO note (text) VALUES ('x')")
    assert cipher.integrity(connection) == []
    assert cipher.checkpoint(connection)
    assert filled.with_name(filled.name + "-wal").stat().st_size == 0
    reader = cipher.connect(filled, key, read_only=True)
    assert cipher.integrity(reader) == []
    reader.close()
    connection.close()


def test_every_flipped_bit_is_found(filled: Path, key: DataKey) -> None:
    """200 random single-bit flips; whatever still opens is found by the two checks."""
    rng = random.Random(20261120)
    raw = filled.read_bytes()
    missed = 0
    for _trial in range(200):
        damaged = bytearray(raw)
        damaged[rng.randrange(len(raw))] ^= 1 << rng.randrange(8)
        filled.write_bytes(damaged)
        try:
            connection = cipher.connect(filled, key)
        except (WrongKey, DamagedDatabase):
            continue
        missed += cipher.integrity(connection) == []
        connection.close()
    assert missed == 0


def test_a_file_cut_at_a_page_boundary_is_found(filled: Path, key: DataKey) -> None:
    raw = filled.read_bytes()
    for pages in range(1, len(raw) // 4096, 5):
        filled.write_bytes(raw[: pages * 4096])
        with pytest.raises(DamagedDatabase):
            cipher.connect(filled, key)


def test_an_emptied_file_is_damage_and_not_a_new_database(filled: Path, key: DataKey) -> None:
    filled.write_bytes(b"")
    with pytest.raises(DamagedDatabase):
        cipher.connect(filled, key)
    assert filled.read_bytes() == b""


def test_a_copy_is_made_while_others_write_and_can_have_its_own_key(
    filled: Path, key: DataKey, tmp_path: Path
) -> None:
    writer = cipher.connect(filled, key)
    writer.execute("INSERT INTO note (text) VALUES ('only in the WAL')")
    other = DataKey.random()
    target = tmp_path / "copy.db"
    cipher.copy_database(filled, key, target, other)
    writer.close()
    copy = cipher.connect(target, other)
    assert copy.execute("SELECT count(*) FROM note").fetchone() == (101,)
    assert cipher.integrity(copy) == []
    copy.close()
    assert target.read_bytes()[:16] != filled.read_bytes()[:16]
    assert MARKER.encode() not in target.read_bytes()
    assert sorted(p.name for p in tmp_path.glob("copy*")) == ["copy.db"]
    if os.name == "posix":
        assert target.stat().st_mode & 0o077 == 0


def test_a_copy_never_overwrites(filled: Path, key: DataKey) -> None:
    with pytest.raises(FileExistsError):
        cipher.copy_database(filled, key, filled)


def test_many_threads_open_and_write_at_once(filled: Path, key: DataKey) -> None:
    def work(number: int) -> int:
        connection = cipher.connect(filled, key)
        for _round in range(10):
            connection.execute("BEGIN IMMEDIATE")
            connection.execute("INSERT INTO note (text) VALUES (?)", (str(number),))
            connection.execute("COMMIT")
        connection.close()
        return number

    with ThreadPoolExecutor(8) as pool:
        assert sorted(pool.map(work, range(8))) == list(range(8))
    connection = cipher.connect(filled, key)
    assert connection.execute("SELECT count(*) FROM note").fetchone() == (180,)
    assert cipher.integrity(connection) == []
    connection.close()
