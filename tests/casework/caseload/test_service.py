"""A file is opened, changed and moved along; what cannot be is refused and names its field."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from corrdesk.base.errors import UserError
from corrdesk.bootstrap import Desk
from corrdesk.casework.caseload.model import Sex, Status, SupervisionClass, TeamRole
from corrdesk.casework.caseload.queries import (
    attachments_of,
    find_people,
    person_file,
    the_office,
)
from corrdesk.casework.caseload.service import (
    add_attachment,
    add_person,
    add_supervision,
    add_team_member,
    assign_officer,
    change_class,
    change_office,
    change_order,
    change_person,
    change_status,
    end_team_member,
    report_in,
)
from corrdesk.casework.caseload.tables import Person
from tests.casework.people import id_number, new_person, order_facts, person_facts, status_of

HOSTILE = [
    "",
    "   ",
    "<b>王</b>",
    "=SUM(A1)",
    "王\n小明",
    "王\u202e明",
    "\x00",
    "1234",
    "王" * 61,
    "\ud800",
    "{0.__class__}",
    "%s",
]


def test_a_file_is_opened_whole(desk: Desk) -> None:
    order = order_facts(injunction="禁止进入网吧")
    person, _changes = desk.act(lambda uow: add_person(uow, person_facts(name="黄　庆"), order))
    with desk.read() as session:
        file = person_file(session, desk.office.id, person)
    assert file is not None
    assert file.person.name == "黄庆"
    (supervision,) = file.supervisions
    assert (supervision.status, supervision.class_) == ("supervised", "strict")
    assert [row.class_ for row in file.classes] == ["strict"]
    assert [row.status for row in file.statuses] == ["supervised"]
    assert [row.content for row in file.orders] == ["禁止进入网吧"]


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_name_is_refused_and_not_repeated(desk: Desk, name: str) -> None:
    person, supervision = new_person(desk)
    acts: list[Any] = [
        lambda uow: add_person(uow, person_facts(2, name), order_facts()),
        lambda uow: change_person(uow, person, {"name": name}),
        lambda uow: add_team_member(uow, supervision, TeamRole.FAMILY, name, Sex.FEMALE),
    ]
    for act in acts:
        with pytest.raises(UserError) as refused:
            desk.act(act)
        assert refused.value.field == "name"
        assert not name.strip() or name not in str(refused.value)


@pytest.mark.parametrize("number", ["", "123", id_number(1)[:-1] + "0", "１１０", "x" * 10_000])
def test_a_wrong_number_is_refused_and_not_repeated(desk: Desk, number: str) -> None:
    with pytest.raises(UserError) as refused:
        desk.act(lambda uow: add_person(uow, person_facts(id_number=number), order_facts()))
    assert refused.value.field == "id_number"
    assert not number or number not in str(refused.value)


def test_one_file_for_one_number(desk: Desk) -> None:
    new_person(desk)
    with pytest.raises(UserError, match="已有档案") as refused:
        new_person(desk, 1, "李四")
    assert "李四" not in str(refused.value)
    assert id_number(1) not in str(refused.value)


def test_a_second_order_joins_the_same_file(desk: Desk) -> None:
    person, first = new_person(desk, status=Status.DISCHARGED)
    later = order_facts(term_start=date(2027, 2, 1), term_end=date(2027, 8, 1))
    second, _changes = desk.act(lambda uow: add_supervision(uow, person, later))
    with desk.read() as session:
        file = person_file(session, desk.office.id, person)
    assert file is not None
    assert [row.id for row in file.supervisions] == [second, first]


def test_contact_facts_change_and_are_found(desk: Desk) -> None:
    person, _supervision = new_person(desk)
    changes = {"name": "单小明", "residence": "东山村", "phone": "13512345678"}
    desk.act(lambda uow: change_person(uow, person, changes))
    with desk.read() as session:
        for term in ("单小", "SXM", "dxm", "东山", "5678"):
            assert [card.person_id for card in find_people(session, desk.office.id, term)] == [
                person
            ], term
        assert find_people(session, desk.office.id, "王小明") == []


def test_identity_facts_do_not_change_this_way(desk: Desk) -> None:
    person, _supervision = new_person(desk)
    with pytest.raises(UserError) as refused:
        desk.act(lambda uow: change_person(uow, person, {"phone": "1", "id_number": id_number(2)}))
    assert refused.value.field == "id_number"
    with desk.read() as session:
        assert session.scalars(select(Person.phone)).one() == "13900000001"


def test_the_office_changes_its_names_but_not_its_rules(desk: Desk) -> None:
    desk.act(lambda uow: change_office(uow, {"procuratorate": "青石县人民检察院"}))
    with desk.read() as session:
        assert the_office(session).procuratorate == "青石县人民检察院"
    with pytest.raises(UserError):
        desk.act(lambda uow: change_office(uow, {"pack_id": "cn"}))


def test_reporting_in_happens_once_and_not_tomorrow(desk: Desk) -> None:
    _person, supervision = new_person(desk, reported_in_on=None)
    assert status_of(desk, supervision) is Status.AWAITING_REPORT
    with pytest.raises(UserError):
        desk.act(lambda uow: report_in(uow, supervision, date(2026, 6, 11)))
    desk.act(lambda uow: report_in(uow, supervision, date(2026, 6, 10)))
    assert status_of(desk, supervision) is Status.SUPERVISED
    with pytest.raises(UserError):
        desk.act(lambda uow: report_in(uow, supervision, date(2026, 6, 10)))


def test_a_class_needs_a_reason_and_a_day_of_the_term(desk: Desk) -> None:
    _person, supervision = new_person(desk)

    def change(reason: str, on: date) -> None:
        desk.act(
            lambda uow: change_class(uow, supervision, SupervisionClass.LIGHT, on, reason=reason)
        )

    with pytest.raises(UserError):
        change(" ", date(2026, 6, 10))
    with pytest.raises(UserError):
        change("决定", date(2028, 1, 1))
    change("决定", date(2026, 6, 10))


@pytest.mark.parametrize("start", [Status.AWAITING_REPORT, Status.SUPERVISED, Status.DISCHARGED])
@pytest.mark.parametrize("end", list(Status))
def test_only_steps_of_the_life_cycle_are_taken(desk: Desk, start: Status, end: Status) -> None:
    _person, supervision = new_person(desk, status=start)
    allowed = {
        Status.AWAITING_REPORT: {"supervised", "terminated", "transferred"},
        Status.SUPERVISED: {"discharged", "terminated", "transferred"},
        Status.DISCHARGED: set(),
    }[start]

    def step(reason: str) -> None:
        on = date(2026, 6, 10)
        desk.act(lambda uow: change_status(uow, supervision, end, on, reason=reason))

    if end in allowed:
        with pytest.raises(UserError):
            step(" ")
        step("期满")
        assert status_of(desk, supervision) is end
    else:
        with pytest.raises(UserError):
            step("期满")
        assert status_of(desk, supervision) is start


def test_a_team_keeps_who_has_left(desk: Desk) -> None:
    person, supervision = new_person(desk)
    member, _changes = desk.act(
        lambda uow: add_team_member(uow, supervision, TeamRole.VOLUNTEER, "孙一", Sex.FEMALE)
    )
    desk.act(lambda uow: end_team_member(uow, member, date(2026, 6, 9)))
    with desk.read() as session:
        file = person_file(session, desk.office.id, person)
    assert file is not None
    assert [(row.name, row.left_on) for row in file.team] == [("孙一", date(2026, 6, 9))]


def test_only_an_officer_of_the_office_is_responsible(desk: Desk) -> None:
    _person, supervision = new_person(desk)
    with pytest.raises(UserError):
        desk.act(lambda uow: assign_officer(uow, supervision, "no-such"))
    desk.act(lambda uow: assign_officer(uow, supervision, desk.actor.officer_id))


@pytest.mark.parametrize("content", [b"", b"x" * (50 * 1024 * 1024 + 1)], ids=["empty", "large"])
def test_a_file_that_cannot_be_kept(desk: Desk, content: bytes) -> None:
    person, _supervision = new_person(desk)
    with pytest.raises(UserError):
        desk.act(
            lambda uow: add_attachment(
                uow, person, content, name="x", media_type="text/plain", seal=desk.seal
            )
        )


def test_a_file_is_kept_sealed_beside_its_card(desk: Desk) -> None:
    person, _supervision = new_person(desk)
    desk.act(
        lambda uow: add_attachment(
            uow, person, b"evidence", name="照片.jpg", media_type="image/jpeg", seal=desk.seal
        )
    )
    with desk.read() as session:
        (card,) = attachments_of(session, desk.office.id, person)
    assert (card.size, card.added_by) == (8, desk.actor.officer_id)
    assert desk.unseal(card.address) == b"evidence"


def test_what_the_documents_say_can_be_put_right(desk: Desk) -> None:
    person, supervision = new_person(desk)
    desk.act(
        lambda uow: change_order(
            uow, supervision, {"offence": "盗窃罪", "judgment_number": "（2025）青刑初1号"}
        )
    )
    with desk.read() as session:
        file = person_file(session, desk.office.id, person)
    assert file is not None
    (changed,) = file.supervisions
    assert (changed.offence, changed.judgment_number) == ("盗窃罪", "（2025）青刑初1号")


@pytest.mark.parametrize(
    "changes", [{"term_end": date(1999, 1, 1)}, {"category": "parole"}, {"status": "discharged"}]
)
def test_an_order_is_not_changed_into_what_cannot_be(desk: Desk, changes: dict[str, Any]) -> None:
    _person, supervision = new_person(desk)
    with pytest.raises(UserError) as refused:
        desk.act(lambda uow: change_order(uow, supervision, changes))
    assert refused.value.field in changes


def test_nothing_is_recorded_for_a_day_that_has_not_come(desk: Desk) -> None:
    _person, supervision = new_person(desk)
    tomorrow = desk.clock.today() + timedelta(days=1)
    with pytest.raises(UserError) as refused:
        desk.act(
            lambda uow: change_status(uow, supervision, Status.DISCHARGED, tomorrow, reason="期满")
        )
    assert refused.value.field == "on"
