"""One act, one transaction, one entry, and no way around it."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import delete, select, text, update

from corrdesk.base.errors import EnvironmentFault, UserError
from corrdesk.base.ids import IdMint
from corrdesk.casework.caseload.tables import Office, Person, SearchKey, StatusChange
from corrdesk.store.base import table_of
from corrdesk.store.engine import JournalBypassedError, Store
from corrdesk.store.journal import JournalEntry, JournalTouch, unpack_changes
from corrdesk.store.journal_reader import verify_chains
from corrdesk.store.unit_of_work import UnitOfWork

Begin = Callable[[], UnitOfWork]
PEOPLE = table_of(Person)


def a_person(number: int = 1) -> dict[str, object]:
    return {
        "id": f"person-{number}",
        "name": "王小明",
        "sex": "male",
        "id_number": f"11010519491231{number:04d}",
        "born": date(1949, 12, 31),
        "ethnicity": "汉",
        "education": "初中",
        "phone": "13900000000",
        "residence": "青石镇西河村1号",
        "household": "",
        "note": "",
    }


def entries(store: Store) -> list[JournalEntry]:
    with store.read() as session:
        return list(session.scalars(select(JournalEntry).order_by(JournalEntry.seq)))


def test_a_new_record_is_one_entry_with_its_fields(act: Begin, store: Store) -> None:
    with act() as uow:
        uow.begin_act("person.add")
        uow.add(Person(**a_person()))
        changes = uow.commit()
    assert changes.kinds == {"person"}
    (entry,) = entries(store)
    (change,) = unpack_changes(entry.body)
    assert entry.act == "person.add"
    assert (change.table, change.row_id) == ("person", "person-1")
    assert change.fields["name"] == "王小明"
    assert change.fields["born"] == "1949-12-31"
    assert change.replaced == {}


def test_a_change_names_the_version_it_replaces(act: Begin, store: Store) -> None:
    with act() as uow:
        uow.begin_act("person.add")
        uow.add(Person(**a_person()))
        uow.commit()
    for phone in ("13911111111", "13922222222"):
        with act() as uow:
            uow.begin_act("person.change")
            uow.require(Person, "person-1").phone = phone
            uow.commit()
    first, second, third = entries(store)
    assert unpack_changes(second.body)[0].fields == {"phone": "13911111111"}
    assert unpack_changes(second.body)[0].replaced == {"phone": "device-1:1"}
    assert unpack_changes(third.body)[0].replaced == {"phone": "device-1:2"}
    assert (second.previous, third.previous) == (first.hash, second.hash)
    with store.read() as session:
        touched = session.scalars(select(JournalTouch.seq).order_by(JournalTouch.seq)).all()
    assert touched == [2, 3]


def test_bulk_rows_and_mapped_objects_share_one_entry(act: Begin, store: Store) -> None:
    with act() as uow:
        uow.begin_act("ledger.import")
        uow.insert_rows(PEOPLE, [a_person(1), a_person(2)])
        uow.update_rows(PEOPLE, {"person-1": {"phone": "1"}, "person-2": {"phone": "2"}})
        uow.add(Person(**a_person(3)))
        uow.commit()
    (entry,) = entries(store)
    assert [change.row_id for change in unpack_changes(entry.body)] == [
        "person-1",
        "person-2",
        "person-1",
        "person-2",
        "person-3",
    ]
    with store.read() as session:
        assert session.scalars(select(Person.phone).order_by(Person.id)).all() == [
            "1",
            "2",
            "13900000000",
        ]


def test_leaving_without_commit_leaves_nothing(act: Begin, store: Store) -> None:
    with act() as uow:
        uow.begin_act("person.add")
        uow.add(Person(**a_person()))
        uow.session.flush()
    assert entries(store) == []
    with store.read() as session:
        assert session.scalars(select(Person.id)).all() == []


def test_an_error_inside_leaves_nothing(act: Begin, store: Store) -> None:
    def fail() -> None:
        with act() as uow:
            uow.begin_act("person.add")
            uow.insert_rows(PEOPLE, [a_person()])
            uow.require(Office, "nobody")

    with pytest.raises(UserError):
        fail()
    assert entries(store) == []


def test_an_act_that_changes_nothing_leaves_no_entry(act: Begin, store: Store) -> None:
    with act() as uow:
        uow.begin_act("person.change")
        assert uow.commit().kinds == frozenset()
    assert entries(store) == []


def test_an_act_needs_a_name(act: Begin) -> None:
    with act() as uow:
        uow.add(Person(**a_person()))
        with pytest.raises(JournalBypassedError):
            uow.commit()


@pytest.mark.parametrize(
    "statement",
    [
        update(PEOPLE).values(phone="0"),
        delete(PEOPLE),
        text("UPDATE person SET phone='0'"),
        text("DELETE FROM journal_entry"),
        text("DROP TABLE journal_entry"),
        text("CREATE TABLE aside (x)"),
        text("with x as (select 1) delete from person"),
    ],
)
def test_no_statement_passes_the_journal_by(act: Begin, store: Store, statement: object) -> None:
    with act() as uow:
        uow.begin_act("person.add")
        uow.add(Person(**a_person()))
        uow.commit()
    with act() as uow, pytest.raises(JournalBypassedError):
        uow.session.execute(statement)  # type: ignore[call-overload]
    with store.read() as session, pytest.raises(Exception, match=r"journal|readonly"):
        session.execute(statement)  # type: ignore[call-overload]
    with store.read() as session:
        assert session.scalars(select(Person.phone)).all() == ["13900000000"]


def test_a_reader_cannot_write_even_through_the_driver(act: Begin, store: Store) -> None:
    with act() as uow:
        uow.begin_act("person.add")
        uow.add(Person(**a_person()))
        uow.commit()
    with store.read() as session:
        driver = session.connection().connection.driver_connection
        with pytest.raises(Exception, match="readonly"):
            driver.execute("UPDATE person SET phone='0'")  # type: ignore[union-attr]


def test_facts_are_never_changed_or_deleted(act: Begin) -> None:
    with act() as uow:
        uow.begin_act("test")
        uow.add(Person(**a_person()))
        uow.commit()
    with act() as uow:
        person = uow.require(Person, "person-1")
        uow.session.delete(person)
        with pytest.raises(JournalBypassedError):
            uow.session.flush()
    with act() as uow, pytest.raises(JournalBypassedError):
        uow.update_rows(table_of(StatusChange), {"x": {"reason": "y"}})


def test_derived_rows_are_not_in_the_journal(act: Begin, store: Store) -> None:
    table = table_of(SearchKey)
    with act() as uow:
        uow.begin_act("test")
        uow.replace_derived(table, table.c.person_id == "p", [{"key": "k", "person_id": "p"}])
        uow.commit()
    assert entries(store) == []
    with store.read() as session:
        assert session.scalars(select(SearchKey.key)).all() == ["k"]


def test_the_chain_verifies_and_shows_what_was_changed(act: Begin, store: Store) -> None:
    for number in range(1, 6):
        with act() as uow:
            uow.begin_act("person.add")
            uow.add(Person(**a_person(number)))
            uow.commit()
    with store.read() as session:
        assert list(verify_chains(session)) == []
    tampered = store.engine.raw_connection()
    tampered.driver_connection.execute("PRAGMA query_only=OFF")  # type: ignore[union-attr]
    tampered.driver_connection.execute(  # type: ignore[union-attr]
        "UPDATE journal_entry SET act='leave.grant' WHERE seq=3"
    )
    tampered.close()
    with store.read() as session:
        (problem,) = verify_chains(session)
    assert (problem.entry, problem.kind) == ("device-1:3", "edited")


def test_rows_of_one_update_name_the_same_fields(act: Begin, store: Store) -> None:
    with act() as uow:
        uow.begin_act("test")
        uow.insert_rows(PEOPLE, [a_person(1), a_person(2)])
        uneven = {"person-1": {"phone": "1"}, "person-2": {"phone": "2", "note": "x"}}
        with pytest.raises(ValueError, match="same fields"):
            uow.update_rows(PEOPLE, uneven)
    assert entries(store) == []


def test_an_update_of_nobody_is_refused(act: Begin) -> None:
    with act() as uow, pytest.raises(KeyError):
        uow.update_rows(PEOPLE, {"nobody": {"phone": "1"}})


def test_what_was_loaded_before_a_bulk_update_is_read_again(act: Begin, store: Store) -> None:
    with act() as uow:
        uow.begin_act("test")
        uow.insert_rows(PEOPLE, [a_person()])
        person = uow.require(Person, "person-1")
        uow.update_rows(PEOPLE, {"person-1": {"phone": "1"}})
        person.phone += "2"
        uow.commit()
    with store.read() as session:
        assert session.scalars(select(Person.phone)).all() == ["12"]


@pytest.mark.parametrize(
    "stranger",
    [SearchKey(office_id="o", key="k", person_id="p"), JournalTouch(office_id="o", row_id="r")],
)
def test_the_session_takes_no_stranger(act: Begin, stranger: object) -> None:
    with act() as uow:
        uow.session.add(stranger)
        with pytest.raises(JournalBypassedError):
            uow.session.flush()


@pytest.mark.parametrize("kind", [JournalEntry, JournalTouch, Person])
def test_only_derived_rows_can_be_rebuilt(act: Begin, kind: type) -> None:
    table = table_of(kind)
    with act() as uow, pytest.raises(JournalBypassedError):
        uow.replace_derived(table, table.c.office_id != "", [])


def test_a_record_set_to_the_value_it_has_leaves_no_entry(act: Begin, store: Store) -> None:
    with act() as uow:
        uow.begin_act("person.add")
        uow.add(Person(**a_person()))
        uow.commit()
    with act() as uow:
        uow.begin_act("person.change")
        person = uow.require(Person, "person-1")
        person.phone = str(person.phone)
        uow.commit()
    assert len(entries(store)) == 1


def test_a_writer_who_waits_too_long_is_told_so(act: Begin, tmp_path: Path) -> None:
    def connect() -> sqlite3.Connection:
        path = tmp_path / "casework.db"
        return sqlite3.connect(path, timeout=0.01, isolation_level=None)

    impatient = Store(connect, sqlite3)
    with act() as uow:
        waiting = UnitOfWork(
            impatient,
            office_id=uow.office_id,
            actor=uow.actor,
            clock=uow.clock,
            mint=IdMint(uow.clock),
        )
        with pytest.raises(EnvironmentFault, match="等待超时"):
            waiting.__enter__()
    with waiting:
        assert waiting.head.seq == 0
    impatient.dispose()


def test_a_full_disk_is_told_in_words_and_leaves_nothing(act: Begin, store: Store) -> None:
    raw = store.engine.raw_connection()
    driver = raw.driver_connection
    assert driver is not None
    pages = driver.execute("PRAGMA page_count").fetchone()[0]
    raw.close()

    def fill() -> None:
        with act() as uow:
            uow.begin_act("test")
            limited = uow.session.connection().connection.driver_connection
            limited.execute(f"PRAGMA max_page_count={pages}")  # type: ignore[union-attr]
            uow.insert_rows(PEOPLE, [a_person(n) | {"note": "长" * 900} for n in range(500)])
            uow.commit()

    with pytest.raises(EnvironmentFault, match="写不进去") as fault:
        fill()
    assert "王小明" not in str(fault.value)
    assert entries(store) == []
