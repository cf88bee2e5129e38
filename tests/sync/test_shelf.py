"""Files of a vault and a county: found by digest, in chunks until whole, asked back when lost."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
from sqlalchemy import insert, select

from corrdesk.base.clock import CHINA
from corrdesk.bootstrap import Desk
from corrdesk.casework.caseload.service import add_attachment
from corrdesk.casework.caseload.tables import Attachment
from corrdesk.store.base import table_of
from corrdesk.store.engine import Store
from corrdesk.store.schema import upgrade
from corrdesk.sync.core.files import CHUNK, Begun
from corrdesk.sync.places import NotArrived
from corrdesk.sync.shelf import StoreShelf
from corrdesk.sync.state import writing
from corrdesk.sync.tables import SyncFile
from corrdesk.sync.transports.base import Transport
from corrdesk.vault.attachments import Attachments
from corrdesk.vault.datakey import DataKey
from tests.casework.people import new_person
from tests.sync.bureau import Bureau
from tests.sync.worlds import OFFICE, memory_store

SCAN = bytes(range(256)) * 2200  # three chunks


def digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def record(store: Store, content: bytes, *, address: str = "0" * 64, row: int = 1) -> str:
    """The record of a file, as it came with a journal."""
    values = {
        "office_id": OFFICE, "id": f"{row:032d}", "entry": f"{'d' * 32}:{row}",
        "subject_id": "1" * 32, "address": address, "sha256": digest(content), "name": "扫描.pdf",
        "media_type": "application/pdf", "size": len(content), "added_by": "2" * 32,
        "added_at": datetime(2026, 6, 10, 9, tzinfo=CHINA),
    }  # fmt: skip
    with writing(store, OFFICE) as (_session, connection):
        connection.execute(insert(table_of(Attachment)), values)
    return digest(content)


@pytest.fixture(params=["sqlite", "postgres"])
def store(request: pytest.FixtureRequest) -> Iterator[Store]:
    if request.param == "sqlite":
        made = memory_store()
    else:
        made = Store.at(request.getfixturevalue("postgres_database"))
        upgrade(made.engine)
    yield made
    made.dispose()


@pytest.fixture
def sealed(tmp_path: Path) -> Attachments:
    return Attachments(tmp_path / "files", DataKey(b"k" * 32))


@pytest.fixture
def shelf(store: Store, sealed: Attachments) -> StoreShelf:
    return StoreShelf(store, OFFICE, sealed)


def test_what_is_named_and_not_here_is_lacking(store: Store, shelf: StoreShelf) -> None:
    assert shelf.cards() == shelf.lacking() == []
    first, second = record(store, b"one", row=2), record(store, b"two", row=1)
    record(store, b"one", row=3)
    assert [card.sha256 for card in shelf.lacking()] == [second, first]
    assert [card.sizes for card in shelf.lacking()] == [frozenset({3})] * 2
    shelf.put(second, b"two")
    assert [card.sha256 for card in shelf.lacking()] == [first]
    assert [card.here for card in shelf.cards()] == [True, False]


def test_chunks_are_kept_in_order_until_the_whole_is_put(store: Store, shelf: StoreShelf) -> None:
    sha256 = record(store, b"one")
    shelf.lacking()
    assert shelf.begun(sha256) == Begun()
    shelf.keep(sha256, 0, 7, b"a")
    shelf.keep(sha256, 0, 7, b"another process had it too")
    shelf.keep(sha256, 1, 7, b"b")
    assert shelf.begun(sha256) == Begun(2, 7)
    assert list(shelf.pieces(sha256)) == [b"a", b"b"]
    shelf.put(sha256, b"one")
    assert shelf.begun(sha256) == Begun()
    assert shelf.content(sha256) == b"one"


def test_what_is_of_no_use_is_counted(store: Store, shelf: StoreShelf) -> None:
    sha256 = record(store, b"one")
    shelf.lacking()
    shelf.keep(sha256, 0, 7, b"a")
    shelf.refuse(sha256, drop=False)
    assert shelf.begun(sha256).count == 1
    shelf.refuse(sha256, drop=True)
    assert shelf.begun(sha256) == Begun()
    assert [card.refused for card in shelf.lacking()] == [2]


def test_a_file_that_was_added_here_is_here(
    store: Store, shelf: StoreShelf, sealed: Attachments
) -> None:
    sha256 = record(store, b"one", address=sealed.put(b"one"))
    assert shelf.lacking() == []
    assert shelf.content(sha256) == b"one"


def test_one_that_was_lacking_and_is_then_added_here_is_here(
    store: Store, shelf: StoreShelf, sealed: Attachments
) -> None:
    sha256 = record(store, b"one")
    assert len(shelf.lacking()) == 1
    record(store, b"one", address=sealed.put(b"one"), row=2)
    assert shelf.lacking() == []
    assert shelf.content(sha256) == b"one"


def test_what_was_damaged_or_lost_is_lacking_from_then_on(
    store: Store, shelf: StoreShelf, sealed: Attachments, tmp_path: Path
) -> None:
    address = sealed.put(b"one")
    sha256 = record(store, b"one", address=address)
    assert shelf.lacking() == []
    path = tmp_path / "files" / address[:2] / address
    path.write_bytes(path.read_bytes()[:-1])
    assert shelf.check() == 0
    assert shelf.content(sha256) is None
    assert [card.sha256 for card in shelf.lacking()] == [sha256]
    shelf.put(sha256, b"one")
    assert StoreShelf(store, OFFICE, sealed).content(sha256) == b"one"
    path.unlink()
    assert shelf.check() == 1
    assert [card.sha256 for card in shelf.lacking()] == [sha256]


@pytest.mark.parametrize("address", ["", "../../header.json", "f" * 64, "x" * 64])
def test_an_address_that_a_record_makes_up_opens_nothing(
    store: Store, shelf: StoreShelf, address: str
) -> None:
    sha256 = record(store, b"one", address=address)
    assert [card.sha256 for card in shelf.lacking()] == [sha256]
    assert shelf.content(sha256) is None


def test_a_digest_that_is_none_is_left_alone(store: Store, shelf: StoreShelf) -> None:
    values = {"sha256": "no digest"}
    record(store, b"one")
    with writing(store, OFFICE) as (_session, connection):
        connection.execute(table_of(Attachment).update().values(values))
    assert shelf.lacking() == shelf.cards() == []


# A vault and a county


def attach(desk: Desk, content: bytes = SCAN) -> str:
    """Somebody adds a scan to a person's file."""
    person, _supervision = new_person(desk)
    made, _changes = desk.act(
        lambda uow: add_attachment(
            uow, person, content, name="扫描.pdf", media_type="application/pdf", seal=desk.seal
        )
    )
    return made


def exchange(desk: Desk, bureau: Bureau, target: Transport) -> None:
    desk.exchange.run(target, "t")
    bureau.serve(desk.office.id, target)


def test_a_file_reaches_the_county_sealed(
    enrolled: Desk, bureau: Bureau, target: Transport, tmp_path: Path
) -> None:
    attach(enrolled)
    exchange(enrolled, bureau, target)
    outcome = enrolled.exchange.run(target, "t")
    assert (outcome.files.sent, outcome.cut) == (3, None)
    assert bureau.serve(enrolled.office.id, target).files == 1
    shelf = StoreShelf(bureau.store, enrolled.office.id, bureau.sealed)
    assert shelf.content(digest(SCAN)) == SCAN
    (kept,) = [path for path in (tmp_path / "county" / "files").rglob("*") if path.is_file()]
    assert SCAN[:CHUNK] not in kept.read_bytes()
    assert digest(SCAN) not in kept.name
    assert not [name for name in target.list("") if "/files/" in name]


def test_what_the_county_adds_opens_on_the_desk_once_it_has_come(
    enrolled: Desk, bureau: Bureau, target: Transport
) -> None:
    person, _supervision = new_person(enrolled)
    exchange(enrolled, bureau, target)
    with bureau.unit_of_work(enrolled.office.id) as uow:
        made = add_attachment(
            uow, person, SCAN, name="决定书.pdf", media_type="application/pdf",
            seal=bureau.sealed.put,
        )  # fmt: skip
        uow.commit()
    bureau.serve(enrolled.office.id, target)
    enrolled.exchange.run(target, "t")
    with pytest.raises(NotArrived, match="尚未送达"):
        enrolled.original(made)
    bureau.serve(enrolled.office.id, target)
    enrolled.exchange.run(target, "t")
    assert enrolled.original(made) == SCAN


def test_a_file_that_the_vault_lost_comes_back(
    enrolled: Desk, bureau: Bureau, target: Transport
) -> None:
    made = attach(enrolled)
    for _round in range(2):
        exchange(enrolled, bureau, target)
    with enrolled.read() as session:
        address = session.execute(select(SyncFile.address)).scalar_one()
    enrolled.vault.attachments().delete(address)
    for _round in range(2):
        exchange(enrolled, bureau, target)
    assert enrolled.original(made) == SCAN
