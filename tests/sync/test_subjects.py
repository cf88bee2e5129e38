"""What waits is named: who it is about, which kinds of records, never more than may be seen."""

from __future__ import annotations

from corrdesk.bootstrap import Desk
from corrdesk.casework.caseload.service import change_person
from corrdesk.sync.subjects import MOST_NAMED, subjects
from tests.casework.people import new_person


def test_who_and_what(desk: Desk) -> None:
    person, _supervision = new_person(desk, 1, "欧阳平")
    desk.act(lambda uow: change_person(uow, person, {"education": "高中"}))
    entries = desk.exchange.own_entries(0, 100)
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
    entries = desk.exchange.own_entries(0, 100)
    with desk.read() as session:
        told = subjects(session, desk.office.id, entries)[entries[-1].seq]
    assert told == f"{'、'.join(names[:MOST_NAMED])}等 5 人　人员"
