"""What the veil hides is not there for a reader, and writing goes to the table all the same."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable

import pytest
from sqlalchemy import func, select, text

from corrdesk.casework.caseload.tables import Officer
from corrdesk.store.engine import JournalBypassedError, Store, lift
from corrdesk.store.unit_of_work import UnitOfWork
from corrdesk.store.veil import LIFTED, WHOLE, Veil, past_the_views
from tests.store.conftest import OFFICE

HIDING = f"SELECT * FROM main.officer WHERE name <> '隐' OR id IN (SELECT id FROM temp.{LIFTED})"


@pytest.fixture
def veiled(store: Store, act: Callable[[], UnitOfWork]) -> Store:
    """An office of two, one of whom is behind the veil."""
    with act() as uow:
        uow.begin_act("test")
        for name in ("明", "隐"):
            uow.add(Officer(id=f"o-{name}", name=name, role="officer", active=True))
        uow.commit()
    store.draw(Veil({"officer": HIDING}))
    return store


def names(store: Store) -> list[str]:
    with store.read() as session:
        return sorted(session.scalars(select(Officer.name)))


def test_a_reader_does_not_find_what_is_hidden(veiled: Store) -> None:
    assert names(veiled) == ["明"]
    with veiled.read() as session:
        assert session.get(Officer, (OFFICE, "o-隐")) is None
        assert session.execute(text("SELECT count(*) FROM officer")).scalar_one() == 1
        assert session.execute(select(func.count()).select_from(Officer)).scalar_one() == 1


def test_a_statement_that_says_so_sees_everything(veiled: Store) -> None:
    with veiled.read() as session:
        whole = session.scalars(select(Officer.name), execution_options=WHOLE)
        assert sorted(whole) == ["明", "隐"]


def test_writing_goes_to_the_table(veiled: Store, act: Callable[[], UnitOfWork]) -> None:
    with act() as uow:
        uow.begin_act("test")
        uow.add(Officer(id="o-新", name="新", role="officer", active=True))
        uow.require(Officer, "o-明").name = "明二"
        uow.commit()
    with act() as uow:
        uow.begin_act("test")
        uow.update_rows(Officer.__table__, {"o-隐": {"active": False}})  # type: ignore[arg-type]
        uow.commit()
    assert names(veiled) == ["新", "明二"]
    with veiled.read() as session:
        rows = session.execute(select(Officer.name, Officer.active), execution_options=WHOLE)
        assert ("隐", False) in [tuple(row) for row in rows]


def test_it_is_lifted_for_one_transaction(veiled: Store, act: Callable[[], UnitOfWork]) -> None:
    for _time in range(2):
        with act() as uow:
            lift(uow.session, "o-隐")
            lift(uow.session, "o-隐")
            assert uow.get(Officer, "o-隐") is not None
            assert names(veiled) == ["明"]  # a reader beside it sees nothing
        assert names(veiled) == ["明"]
        with act() as uow:
            assert uow.get(Officer, "o-隐") is None


def test_it_falls_again_after_a_commit(veiled: Store, act: Callable[[], UnitOfWork]) -> None:
    with act() as uow:
        uow.begin_act("test")
        lift(uow.session, "o-隐")
        uow.require(Officer, "o-隐").active = False
        uow.commit()
    with act() as uow:
        assert uow.get(Officer, "o-隐") is None
    assert names(veiled) == ["明"]


def test_without_a_veil_there_is_nothing_to_lift(store: Store) -> None:
    with store.writer() as session:
        lift(session, "o-隐")


def test_nobody_lifts_it_by_a_statement(veiled: Store) -> None:
    with veiled.writer() as session, pytest.raises(JournalBypassedError):
        session.execute(text(f"INSERT INTO temp.{LIFTED} VALUES ('o-隐')"))
    with veiled.read() as session, pytest.raises(JournalBypassedError):
        session.execute(text("DROP VIEW temp.officer"))


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("INSERT INTO officer (id) VALUES (?)", "INSERT INTO main.officer (id) VALUES (?)"),
        ("UPDATE officer SET name=?", "UPDATE main.officer SET name=?"),
        ("DELETE FROM officer WHERE id=?", "DELETE FROM main.officer WHERE id=?"),
        ("SELECT * FROM officer", "SELECT * FROM officer"),
        ("INSERT INTO temp.lifted VALUES (?)", "INSERT INTO temp.lifted VALUES (?)"),
    ],
)
def test_writing_names_the_table(said: str, meant: str) -> None:
    assert past_the_views(said) == meant


def test_a_connection_of_its_own_has_no_veil() -> None:
    connection = sqlite3.connect(":memory:")
    connection.execute("CREATE TABLE officer (id, name)")
    assert connection.execute("SELECT count(*) FROM officer").fetchone() == (0,)
    connection.close()
