"""A server's tables have no references of their own; a file's have them all."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy import ForeignKeyConstraint, MetaData, inspect

from corrdesk.store.base import Base
from corrdesk.store.engine import Store
from corrdesk.store.references import has_references, without_references
from corrdesk.store.schema import upgrade
from tests.sync.worlds import memory_store

REFERENCE = (
    "ALTER TABLE volunteer ADD CONSTRAINT fk_former FOREIGN KEY (office_id, partner_id) "
    "REFERENCES partner (office_id, id) DEFERRABLE INITIALLY DEFERRED"
)


@pytest.fixture
def server(postgres_database: str) -> Iterator[Store]:
    store = Store.at(postgres_database)
    upgrade(store.engine)
    yield store
    store.dispose()


def references(store: Store) -> int:
    looked = inspect(store.engine)
    return sum(len(looked.get_foreign_keys(name)) for name in looked.get_table_names())


def test_a_server_has_none_and_a_file_has_them_all(server: Store) -> None:
    assert references(server) == 0
    assert not has_references(server.engine)
    file = memory_store()
    expected = sum(len(t.foreign_key_constraints) for t in Base.metadata.sorted_tables)
    assert references(file) == expected > 40
    assert not has_references(file.engine)  # none that have to go
    file.dispose()


def test_those_of_an_earlier_program_go_at_the_next_start(server: Store) -> None:
    with server.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        driver = connection.connection.driver_connection
        assert driver is not None
        driver.rollback()
        driver.read_only = False
        driver.execute(REFERENCE)
        driver.commit()
    assert has_references(server.engine)
    upgrade(server.engine)
    assert references(server) == 0


def test_a_table_is_made_without_its_references() -> None:
    table = Base.metadata.tables["volunteer"]
    copy = without_references(table.to_metadata(MetaData()))
    assert not [each for each in copy.constraints if isinstance(each, ForeignKeyConstraint)]
    assert [each for each in table.constraints if isinstance(each, ForeignKeyConstraint)]
