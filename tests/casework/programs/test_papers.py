"""Rosters on paper: minors stand apart without a word that says so; scans are kept."""

from __future__ import annotations

from datetime import date

import pytest

from corrdesk.base.errors import UserError
from corrdesk.bootstrap import Desk
from corrdesk.casework.caseload.queries import attachments_of
from corrdesk.casework.caseload.service import add_person
from corrdesk.casework.programs.papers import apart, draw_rosters, keep_scan
from corrdesk.casework.programs.queries import candidates
from corrdesk.casework.programs.sheet import RosterSheet
from tests.casework.people import id_number, new_person, order_facts, person_facts
from tests.casework.sessions import file_of, invited, planned


def youth(desk: Desk, name: str, born: date, serial: int) -> str:
    """Somebody whose judgment took effect at the beginning of 2026."""
    person = person_facts(serial, name, born=born, id_number=id_number(serial, born))
    desk.act(lambda uow: add_person(uow, person, order_facts()))
    with desk.read() as session:
        found = candidates(session, desk.office.id)
    return str(next(row.supervision_id for row in found if row.name == name))


def rosters(desk: Desk, session_id: str) -> list[RosterSheet]:
    with desk.unit_of_work() as uow:
        return draw_rosters(uow, session_id)


def test_minors_never_share_a_list_with_adults(desk: Desk) -> None:
    adult = new_person(desk, 1, "王成年")[1]
    minor = youth(desk, "李少年", date(2009, 3, 1), 2)
    # eighteen on the fifth of January, the day the term began: not complete before the next day
    birthday = youth(desk, "赵生日", date(2008, 1, 5), 3)
    just = youth(desk, "孙刚满", date(2008, 1, 4), 4)
    session_id = invited(desk, planned(desk), [adult, minor, birthday, just])
    adults, minors = rosters(desk, session_id)
    assert [row.number for row in adults.rows] == [1, 4]
    assert [row.number for row in minors.rows] == [2, 3]
    assert (adults.part, minors.part, minors.parts) == (1, 2, 2)
    assert "未成年" not in repr(minors)
    assert adults.code == minors.code == file_of(desk, session_id).session.code


def test_one_list_where_nobody_has_to_stand_apart(desk: Desk) -> None:
    session_id = invited(desk, planned(desk), [new_person(desk)[1]])
    (sheet,) = rosters(desk, session_id)
    assert (sheet.parts, sheet.when) == (1, "2026年6月8日 09:00—11:00")
    assert sheet.title == "宪法学习（法治教育）"
    assert sheet.office == "青石镇司法所"
    everybody, nobody = apart(file_of(desk, session_id))
    assert (len(everybody), nobody) == (1, [])


def test_an_empty_roster_is_not_printed(desk: Desk) -> None:
    with pytest.raises(UserError):
        rosters(desk, planned(desk))


def test_a_signed_scan_belongs_to_its_session(desk: Desk) -> None:
    session_id = planned(desk)
    kept, _changes = desk.act(
        lambda uow: keep_scan(
            uow, session_id, b"scan", name="签到表.png", media_type="image/png", seal=desk.seal
        )
    )
    with desk.read() as session:
        (card,) = attachments_of(session, desk.office.id, session_id)
    assert card.id == kept
    assert desk.unseal(card.address) == b"scan"
    with pytest.raises(UserError):
        desk.act(
            lambda uow: keep_scan(
                uow, "nothing", b"scan", name="x", media_type="image/png", seal=desk.seal
            )
        )
