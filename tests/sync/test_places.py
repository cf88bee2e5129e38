"""A record's file is found by its digest, in this store; what has not come yet says so."""

from __future__ import annotations

import hashlib
import sqlite3
from pathlib import Path
from types import SimpleNamespace

import pytest

from corrdesk.store.engine import Store
from corrdesk.sync.places import NotArrived, Placed, open_file, place_of, placed_files
from corrdesk.sync.shelf import StoreShelf
from corrdesk.vault.attachments import Attachments
from corrdesk.vault.datakey import DataKey
from corrdesk.vault.errors import AttachmentDamaged, AttachmentMissing
from tests.sync.test_shelf import record
from tests.sync.worlds import OFFICE, memory_store

CONTENT = b"evidence"


@pytest.fixture
def store() -> Store:
    return memory_store()


@pytest.fixture
def sealed(tmp_path: Path) -> Attachments:
    return Attachments(tmp_path / "files", DataKey(b"k" * 32))


def card(address: str, content: bytes = CONTENT) -> SimpleNamespace:
    sha256 = hashlib.sha256(content).hexdigest()
    return SimpleNamespace(office_id=OFFICE, sha256=sha256, address=address)


def test_a_file_that_was_added_here_lies_where_its_record_says(
    store: Store, sealed: Attachments
) -> None:
    mine = card(sealed.put(CONTENT))
    with store.read() as session:
        assert open_file(session, sealed, mine) == CONTENT
        assert place_of(session, mine) == mine.address


def test_a_file_from_elsewhere_lies_where_it_was_put_and_not_where_its_record_says(
    store: Store, sealed: Attachments
) -> None:
    other = sealed.put(b"another file")
    record(store, CONTENT, address=other)
    shelf = StoreShelf(store, OFFICE, sealed)
    assert shelf.content(card(other).sha256) is None  # that address holds something else here
    with store.read() as session, pytest.raises(NotArrived):
        open_file(session, sealed, card(other))
    shelf.put(card(other).sha256, CONTENT)
    with store.read() as session:
        assert open_file(session, sealed, card(other)) == CONTENT


def test_what_is_lost_or_not_what_the_record_says_is_never_shown(
    store: Store, sealed: Attachments
) -> None:
    with store.read() as session:
        with pytest.raises(AttachmentMissing):
            open_file(session, sealed, card("0" * 64))
        with pytest.raises(AttachmentDamaged):
            open_file(session, sealed, card(sealed.put(b"another file")))


def test_the_place_here_goes_before_the_address_of_the_writer() -> None:
    connection = sqlite3.connect(":memory:")
    connection.executescript(
        "CREATE TABLE attachment (office_id, id, sha256, address, entry);"
        "CREATE TABLE sync_file (office_id, sha256, address, refused);"
        "INSERT INTO attachment VALUES ('o', '1', 's1', 'a1', 'd:1');"
        "INSERT INTO attachment VALUES ('o', '2', 's2', 'a2', 'e:9');"
        "INSERT INTO attachment VALUES ('o', '3', 's3', 'a3', 'e:10');"
        "INSERT INTO sync_file VALUES ('o', 's2', 'here', 0);"
        "INSERT INTO sync_file VALUES ('o', 's3', '', 0);"
        "INSERT INTO sync_file VALUES ('x', 's1', 'z', 0);"
    )
    assert placed_files(connection) == [
        Placed("1", "s1", "a1", "d"),
        Placed("2", "s2", "here", "e"),
        Placed("3", "s3", "", "e"),
    ]
