"""A ledger adds people once, changes nobody, and says where it differs."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from functools import partial
from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy import select

from corrdesk.base.actor import Role
from corrdesk.bootstrap import Desk
from corrdesk.casework.caseload.importing import (
    COMPARED,
    Difference,
    ImportResult,
    compare_ledger,
    import_ledger,
    remember_mapping,
)
from corrdesk.casework.caseload.ledger.plan import LedgerPlan, plan_import
from corrdesk.casework.caseload.queries import (
    PeopleFilter,
    count_people,
    find_people,
    people_page,
    remembered_mappings,
)
from corrdesk.casework.caseload.service import add_officer, change_person, retire_officer
from corrdesk.casework.caseload.tables import Person, Supervision
from corrdesk.store.journal import JournalEntry

LEDGERS = Path(__file__).parents[2] / "data" / "ledgers"
TODAY = date(2026, 6, 10)


@pytest.fixture(params=["ledger-office.xlsx", "ledger-office.gb18030.csv"])
def plan(request: pytest.FixtureRequest) -> LedgerPlan:
    return plan_import(LEDGERS / request.param, today=TODAY)


def bring_in(desk: Desk, plan: LedgerPlan) -> ImportResult:
    return desk.act(lambda uow: import_ledger(uow, plan))[0]


def test_everybody_accepted_gets_a_file_in_one_entry(desk: Desk, plan: LedgerPlan) -> None:
    before = desk.head().seq
    told: list[tuple[int, int]] = []
    result, _changes = desk.act(
        lambda uow: import_ledger(uow, plan, progress=lambda *done: told.append(done))
    )
    assert result == ImportResult(len(plan.accepted), 0, ())
    assert told == [(len(plan.accepted), len(plan.accepted))]
    assert desk.head().seq == before + 1
    with desk.read() as session:
        cards = people_page(session, desk.office.id, PeopleFilter())
        entry = session.get_one(JournalEntry, (desk.office.id, desk.actor.device_id, before + 1))
        for row in plan.accepted:
            assert row.name in {
                card.name for card in find_people(session, desk.office.id, row.id_number)
            }
    assert entry.act == "ledger.import"
    assert sorted(card.name for card in cards) == sorted(row.name for row in plan.accepted)


def test_the_same_ledger_again_changes_nothing(desk: Desk, plan: LedgerPlan) -> None:
    bring_in(desk, plan)
    head = desk.head()
    assert bring_in(desk, plan) == ImportResult(0, len(plan.accepted), ())
    assert desk.head() == head


def test_a_difference_is_told_and_not_written(desk: Desk, plan: LedgerPlan) -> None:
    bring_in(desk, plan)
    first = plan.accepted[0]
    with desk.read() as session:
        (card,) = find_people(session, desk.office.id, first.id_number)
    desk.act(lambda uow: change_person(uow, card.person_id, {"phone": "13500000000"}))
    with desk.read() as session:
        beside = compare_ledger(session, desk.office.id, plan)
    result = bring_in(desk, plan)
    assert (beside.fresh, beside.differs) == ((), result.differs)
    (difference,) = result.differs
    assert difference.message == "与档案不同：联系电话"
    assert (difference.row, difference.person_id) == (first.row, card.person_id)
    assert difference.fields == ("phone",)
    assert result.unchanged == len(plan.accepted) - 1
    with desk.read() as session:
        (again,) = find_people(session, desk.office.id, first.id_number)
        assert count_people(session, desk.office.id, PeopleFilter()) == len(plan.accepted)
    assert again.phone == "13500000000"


def test_columns_are_remembered_once(desk: Desk, plan: LedgerPlan) -> None:
    def remember() -> int:
        for mapping in plan.mappings:
            desk.act(partial(remember_mapping, mapping=mapping))
        return desk.head().seq

    first = remember()
    assert remember() == first
    with desk.read() as session:
        remembered = remembered_mappings(session, desk.office.id)
    assert {each.fingerprint for each in plan.mappings} == set(remembered)


def test_whatever_is_compared_has_words() -> None:
    told = Difference("表", 1, "", tuple(name.rstrip("_") for name in COMPARED)).message
    assert (
        told
        == "与档案不同：姓名、居住地址、联系电话、矫正类别、矫正开始日期、矫正结束日期、管理类别"
    )


def test_the_officer_whom_the_ledger_names_is_responsible(desk: Desk, plan: LedgerPlan) -> None:
    officers = {name: uuid4().hex for name in ("张三", "同名", "离职")}
    for name, officer_id in officers.items():
        desk.act(partial(add_officer, officer_id=officer_id, name=name, role=Role.OFFICER))
    desk.act(partial(add_officer, officer_id=uuid4().hex, name="同名", role=Role.OFFICER))
    desk.act(partial(retire_officer, officer_id=officers["离职"]))
    told = ("张 三", "李四、张三", "同名", "离职", "")
    rows = tuple(replace(row, officer=name) for row, name in zip(plan.accepted, told, strict=False))
    bring_in(desk, replace(plan, accepted=rows))
    with desk.read() as session:
        query = select(Person.id_number, Supervision.officer_id).join(
            Supervision, Supervision.person_id == Person.id
        )
        found = {row.id_number: row.officer_id for row in session.execute(query)}
    mine = desk.actor.officer_id
    assert [found[row.id_number] for row in rows] == [
        officers["张三"], officers["张三"], mine, mine, mine,
    ]  # fmt: skip
