"""What waits is named: who it is about, which kinds of records, never more than may be seen."""

from __future__ import annotations

from sqlalchemy import select

from corrdesk.bootstrap import Desk
from corrdesk.casework.caseload.service import change_person
from corrdesk.casework.caseload.tables import ClassChange
from corrdesk.store.base import table_of
from corrdesk.sync.replica import Replica
from corrdesk.sync.subjects import MOST_NAMED, people_of, subjects
from tests.casework.people import new_person


def test_who_and_what(desk: Desk) -> None:
    person, _supervision = new_person(desk, 1, "欧阳平")
    desk.act(lambda uow: change_person(uow, person, {"education": "高中"}))
    entries = desk.exchange.standing.own_entries(0, 100)
    with desk.read() as session:
        told = subjects(session, desk.office.id, entries)
    assert set(told) == {entry.seq for entry in entries}
    assert told[entries[-1].seq] == "欧阳平　人员"
    assert told[entries[-2].seq].startswith("欧阳平　人员、矫正")
    assert told[entries[0].seq] == "司法所、工作人员"


def test_many_people_are_counted(desk: Desk) -> None:
    names = ["王小甲", "王小乙", "王小丙", "王小丁", "王小戊"]
    people = [new_person(desk, serial, name)[0] for serial, name in enumerate(names, 1)]
    desk.act(lambda uow: [change_person(uow, each, {"education": "高中"}) for each in people])
    entries = desk.exchange.standing.own_entries(0, 100)
    with desk.read() as session:
        told = subjects(session, desk.office.id, entries)[entries[-1].seq]
    assert told == f"{'、'.join(names[:MOST_NAMED])}等 5 人　人员"


def test_whom_a_record_is_about(desk: Desk) -> None:
    person, supervision = new_person(desk, 1, "欧阳平")
    desk.act(lambda uow: change_person(uow, person, {"education": "高中"}))
    asked = [
        ("person", person), ("supervision", supervision), ("person", "0" * 32),
        ("office", desk.office.id), ("of_the_future", "1"),
    ]  # fmt: skip
    with desk.read() as session:
        made = session.execute(select(table_of(ClassChange).c.id)).scalars().one()
        told = people_of(session, desk.office.id, [*asked, ("class_change", made)])
    assert told == dict.fromkeys([asked[0], asked[1], ("class_change", made)], "欧阳平")


def test_under_which_names_an_entry_was_known_is_nothing_to_show(desk: Desk) -> None:
    new_person(desk, 1, "欧阳平")
    head = desk.head().seq
    desk.exchange.say_anew(head, "f" * 32)
    entries = Replica(desk._store, desk.office.id).run("f" * 32, 1, 10)
    with desk.read() as session:
        (told,) = subjects(session, desk.office.id, entries).values()
    assert "@" not in told
    assert told.startswith("欧阳平")
