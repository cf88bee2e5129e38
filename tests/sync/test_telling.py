"""Records in words: labels, codes, days and whom an id leads to; nothing raw, nothing made up."""

from __future__ import annotations

import re

from sqlalchemy.orm import Session

from corrdesk.base.actor import Role
from corrdesk.bootstrap import Desk
from corrdesk.casework.caseload.service import change_person
from corrdesk.casework.permissions import RecordState
from corrdesk.sync.canon import all_canons
from corrdesk.sync.telling import TECHNICAL, Teller, Telling
from tests.casework.people import new_person
from tests.casework.roles import NAMES, as_role, file_in

SHORTENED = re.compile(r"[0-9a-f]{32}")


def kept(session: Session, office: str, kind: str) -> list[list[list[object]]]:
    """Every record of a table as a repair keeps one that it takes out."""
    canon = all_canons()[kind]
    rows = list(canon.between(session.connection(), office, "", None))
    return [
        [[name, value, None] for name, value in canon.fields(canon.content(row, [])).items()]
        for row in rows
    ]


def told(telling: Telling) -> dict[str, str]:
    return {each.field: each.before for each in telling.fields}


def test_a_record_is_told_in_words(desk: Desk) -> None:
    new_person(desk, 1, "欧阳平")
    with desk.read() as session:
        (fields,) = kept(session, desk.office.id, "supervision")
        telling = Teller(session, desk.office.id).tell("supervision", fields)
    words = told(telling)
    assert words["人员"] == "欧阳平"
    assert words["状态"] in {"在册", "待报到"}
    assert words["矫正类别"] == "缓刑"
    assert re.fullmatch(r"\d+年\d+月\d+日", words["矫正开始日期"])
    assert telling.kept_back == 0
    assert {each.now for each in telling.fields} == {"（空）"}


def test_nothing_that_the_office_holds_is_told_raw(desk: Desk) -> None:
    person, _supervision = new_person(desk, 1, "欧阳平")
    desk.act(lambda uow: change_person(uow, person, {"education": "高中"}))
    with desk.read() as session:
        teller = Teller(session, desk.office.id)
        for kind in all_canons():
            for fields in kept(session, desk.office.id, kind):
                for each in teller.tell(kind, fields).fields:
                    assert not each.field.isascii(), (kind, each)
                    assert not SHORTENED.search(each.before), (kind, each)
                    assert not re.fullmatch(r"[a-z]+(_[a-z]+)*", each.before), (kind, each)


def test_what_tells_people_nothing_and_what_nobody_knows_is_counted(desk: Desk) -> None:
    fields = [["sha256", "0" * 64, None], ["of_the_future", "x", None], ["name", "证明.pdf", None]]
    with desk.read() as session:
        telling = Teller(session, desk.office.id).tell("attachment", fields)
        unknown = Teller(session, desk.office.id).tell("table_of_the_future", fields[1:])
    assert told(telling) == {"文件名": "证明.pdf"}
    assert telling.kept_back == 2
    assert (told(unknown), unknown.kept_back) == ({"姓名或名称": "证明.pdf"}, 1)
    assert "sha256" in TECHNICAL


def test_lists_and_tables_are_told_by_what_they_say(desk: Desk) -> None:
    with desk.read() as session:
        teller = Teller(session, desk.office.id)
        assert teller.value("approval", "tell", '["original"]') == "原审人民法院"
        assert teller.value("relocation", "proofs", '["诊断证明","车票"]') == "诊断证明；车票"
        assert teller.value("document", "facts", '{"name":"张三","x":"2026-06-10"}') == (
            "姓名或名称：张三；2026年6月10日"
        )
        assert teller.value("relocation", "proofs", ["诊断证明", "车票"]) == "诊断证明；车票"
        assert teller.value("relocation", "proofs", None) == "（空）"
        assert teller.value("document", "facts", "{}") == "（空）"
        assert teller.value("document", "facts", "torn") == "torn"


def test_moments_days_and_what_is_none(desk: Desk) -> None:
    with desk.read() as session:
        teller = Teller(session, desk.office.id)
        at = teller.value("check_in", "happened_at", "2026-06-10T09:05:00.000+08:00")
        assert at == "2026年6月10日 09:05"
        assert teller.value("measure_step", "at", "2026-06-10") == "2026年6月10日"
        assert teller.value("measure_step", "at", "昨天") == "昨天"
        assert teller.value("withdrawal", "subject_kind", "check_in") == "报到"


def test_an_id_leads_to_no_more_than_the_officer_may_see(desk: Desk) -> None:
    sealed, plain = file_in(desk, RecordState.SEALED), file_in(desk, RecordState.ORDINARY)
    with as_role(desk, Role.HEAD) as there, there.read() as session:
        teller = Teller(session, desk.office.id)
        assert teller.value("duty", "person_id", plain.person) == NAMES[RecordState.ORDINARY]
        assert teller.value("duty", "supervision_id", plain.supervision).endswith("常平安")
        hidden = teller.value("duty", "person_id", sealed.person)
        assert hidden == f"另一条记录（{sealed.person[-8:]}）"
        assert teller.value("duty", "supervision_id", sealed.supervision) == (
            f"另一条记录（{sealed.supervision[-8:]}）"
        )
