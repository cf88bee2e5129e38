"""One device enters once what there may be once; what comes from others is not held to it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from corrdesk.casework.caseload.tables import Person, Withdrawal
from corrdesk.store.base import Base, once_in, table_of
from corrdesk.store.engine import Store
from corrdesk.store.once import EnteredTwiceError
from corrdesk.store.unit_of_work import UnitOfWork
from corrdesk.sync.state import writing
from tests.store.conftest import OFFICE
from tests.store.test_unit_of_work import a_person

Act = Callable[[], UnitOfWork]


def withdrawal(subject: str) -> Withdrawal:
    return Withdrawal(subject_kind="check_in", subject_id=subject, reason="误登", by="officer-1")


def enter(act: Act, *records: Withdrawal | Person) -> None:
    with act() as uow:
        uow.begin_act("test")
        for record in records:
            uow.add(record)
        uow.commit()


def count(store: Store) -> int:
    with store.read() as session:
        return session.query(Withdrawal).count()


def test_a_second_one_is_refused_and_nothing_of_it_kept(store: Store, act: Act) -> None:
    enter(act, withdrawal("a"), withdrawal("b"))
    for again in ([withdrawal("a")], [withdrawal("c"), withdrawal("c")]):
        with pytest.raises(EnteredTwiceError, match="ix_withdrawal_subject") as refused:
            enter(act, *again)
        assert "误登" not in str(refused.value)
    assert count(store) == 2
    enter(act, withdrawal("c"))
    assert count(store) == 3


def person(number: int, **fields: Any) -> Person:
    return Person(**{**a_person(number), "id_number": "110105194912310002", **fields})


def test_what_a_condition_leaves_out_does_not_count(store: Store, act: Act) -> None:
    enter(act, person(1, sealed_on=date(2026, 6, 1)), person(2))
    with pytest.raises(EnteredTwiceError):
        enter(act, person(3))


def test_a_change_of_what_there_is_once_is_looked_at_too(store: Store, act: Act) -> None:
    enter(act, person(1), person(2, id_number="110105194912310029"))
    with act() as uow:
        uow.begin_act("test")
        uow.require(Person, "person-2").id_number = "110105194912310002"
        with pytest.raises(EnteredTwiceError):
            uow.commit()


def test_a_double_that_came_in_hinders_nothing_else(store: Store, act: Act) -> None:
    enter(act, person(1))
    with writing(store, OFFICE) as (_session, connection):
        for number, entry in ((2, "device-1:0"), (3, "device-2:1"), (4, "device-2:2")):
            row = {**a_person(number), "id_number": "110105194912310002", "versions": {}}
            insert = table_of(Person).insert()
            connection.execute(insert, {**row, "office_id": OFFICE, "entry": entry})
    with act() as uow:
        uow.begin_act("test")
        for number in (1, 2, 3):
            uow.require(Person, f"person-{number}").phone = "13900000001"
        uow.commit()


def test_another_device_may_have_entered_it(store: Store, act: Act) -> None:
    with writing(store, OFFICE) as (_session, connection):
        row = {**a_person(1), "id_number": "110105194912310002", "versions": {}}
        insert = table_of(Person).insert()
        connection.execute(insert, {**row, "office_id": OFFICE, "entry": "device-2:1"})
    enter(act, person(2))
    with pytest.raises(EnteredTwiceError):
        enter(act, person(3))


def test_which_tables_have_such_a_thing() -> None:
    found = {table.name for table in Base.metadata.sorted_tables if once_in(table)}
    assert found == {"person", "withdrawal", "document", "program_session", "correction_plan"}
