"""One device enters once what there may be once; what comes from others is not held to it."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from corrdesk.casework.caseload.tables import Withdrawal
from corrdesk.store.base import Base, once_in
from corrdesk.store.engine import Store
from corrdesk.store.once import EnteredTwiceError
from corrdesk.store.unit_of_work import UnitOfWork

Act = Callable[[], UnitOfWork]


def withdrawal(subject: str) -> Withdrawal:
    return Withdrawal(subject_kind="check_in", subject_id=subject, reason="误登", by="officer-1")


def enter(act: Act, *records: Withdrawal) -> None:
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


def test_which_tables_have_such_a_thing() -> None:
    found = {table.name for table in Base.metadata.sorted_tables if once_in(table)}
    assert found == {"person", "withdrawal", "document", "program_session", "correction_plan"}
