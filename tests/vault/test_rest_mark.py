"""A closed database may not change by a byte."""

from __future__ import annotations

from pathlib import Path

import pytest

from corrdesk.vault import rest_mark
from corrdesk.vault.rest_mark import AtRest

KEY = b"m" * 32


@pytest.fixture
def database(tmp_path: Path) -> Path:
    path = tmp_path / "casework.db"
    path.write_bytes(bytes(range(256)) * 64)
    return path


def test_what_was_left_is_found(tmp_path: Path, database: Path) -> None:
    assert rest_mark.look(tmp_path, database, KEY) is AtRest.UNMARKED
    assert rest_mark.leave(tmp_path, database, KEY)
    assert rest_mark.look(tmp_path, database, KEY) is AtRest.SAME
    rest_mark.remove(tmp_path)
    rest_mark.remove(tmp_path)
    assert rest_mark.look(tmp_path, database, KEY) is AtRest.UNMARKED


def test_every_change_is_seen(tmp_path: Path, database: Path) -> None:
    rest_mark.leave(tmp_path, database, KEY)
    sound = database.read_bytes()
    for changed in (sound[:-1], sound + b"\0", b"\x01" + sound[1:], b""):
        database.write_bytes(changed)
        assert rest_mark.look(tmp_path, database, KEY) is AtRest.CHANGED
    database.unlink()
    assert rest_mark.look(tmp_path, database, KEY) is AtRest.CHANGED
    database.write_bytes(sound)
    assert rest_mark.look(tmp_path, database, b"x" * 32) is AtRest.CHANGED
    assert rest_mark.look(tmp_path, database, KEY) is AtRest.SAME
    log = tmp_path / "casework.db-wal"
    log.write_bytes(b"frames of somebody else")
    assert rest_mark.look(tmp_path, database, KEY) is AtRest.CHANGED


def test_while_somebody_else_writes_nothing_is_marked(tmp_path: Path, database: Path) -> None:
    log = tmp_path / "casework.db-wal"
    log.write_bytes(b"")
    assert not rest_mark.leave(tmp_path, database, KEY)
    assert not (tmp_path / rest_mark.NAME).exists()


def test_a_mark_that_cannot_be_read_is_a_change(tmp_path: Path, database: Path) -> None:
    (tmp_path / rest_mark.NAME).mkdir()
    assert rest_mark.look(tmp_path, database, KEY) is AtRest.CHANGED
