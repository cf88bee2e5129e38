"""Slip, record and certificate say what the ledger says; nobody is certified without passing."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from corrdesk.base.errors import UserError
from corrdesk.bootstrap import Desk
from corrdesk.casework.caseload.hours import HourKind, HourSort
from corrdesk.casework.documents.queries import find_document
from corrdesk.casework.hour_flows import import_online
from corrdesk.casework.hour_sheets import (
    appraisal_words,
    draw_record,
    draw_slip,
    issue_certificate,
    preview_certificate,
    totals,
)
from corrdesk.casework.programs.model import Turnout
from corrdesk.casework.programs.online import OnlinePlan
from corrdesk.printing.facts import read_facts
from corrdesk.printing.fonts import load_fonts
from corrdesk.printing.templates import load_form
from tests.casework.goals import by_hours, by_word, confirmed, plan_held, planned_goals
from tests.casework.papers import PRESS
from tests.casework.people import new_person, open_windows, stand_on
from tests.casework.programs.test_accounts import exempted, exemption, online
from tests.casework.sessions import (
    account,
    attended,
    course,
    entered,
    file_of,
    invited,
    planned,
    program,
    record,
)


@pytest.fixture
def supervision(desk: Desk) -> str:
    made = new_person(desk)[1]
    open_windows(desk)
    return made


def slip(desk: Desk, supervision: str, kind: HourKind = HourKind.EDUCATION) -> dict[str, Any]:
    with desk.unit_of_work() as uow:
        sheet = draw_slip(uow, desk.law(), supervision, kind)
    read_facts(load_form(sheet.form_id), sheet.facts, load_fonts())
    return dict(sheet.facts)


def record_of(desk: Desk, supervision: str) -> dict[str, Any]:
    with desk.unit_of_work() as uow:
        sheet = draw_record(uow, desk.law(), supervision)
    read_facts(load_form(sheet.form_id), sheet.facts, load_fonts())
    return dict(sheet.facts)


def certify(desk: Desk, supervision: str, program_id: str) -> str:
    return desk.issue(
        lambda uow, _press, seal: issue_certificate(
            uow, desk.law(), supervision, program_id, press=PRESS, seal=seal
        )
    )


def test_a_slip_is_the_account_in_words(desk: Desk, supervision: str) -> None:
    attended(desk, supervision)
    entered(desk, supervision, 30, HourSort.PENALTY, reason="上课玩手机")
    invited(desk, planned(desk, on=date(2026, 6, 20)), [supervision])
    facts = slip(desk, supervision)
    names = ("target", "credited", "penalty", "adjusted", "balance", "short", "planned")
    assert [facts[name] for name in names] == [
        "12小时", "2小时", "0.5小时", "0小时", "1.5小时", "10.5小时", "2小时",
    ]  # fmt: skip
    assert len(facts["events"]) == len(account(desk, supervision).events) == 2
    assert facts["events"][1] == "2026年6月10日扣减0.5小时：上课玩手机"
    exempted(desk, supervision, exemption())
    assert slip(desk, supervision)["short"] == "0小时"


def test_there_is_no_slip_for_what_nobody_owes(desk: Desk) -> None:
    made = new_person(desk, able_to_work=False)[1]
    with pytest.raises(UserError) as refused:
        slip(desk, made, HourKind.PUBLIC_SERVICE)
    assert refused.value.field == "kind"


def test_the_record_holds_everything_that_happened(desk: Desk, supervision: str) -> None:
    attended(desk, supervision)
    missed = invited(desk, planned(desk, starts="15:00"), [supervision])
    record(desk, missed, {supervision: Turnout.ABSENT})
    desk.act(lambda uow: import_online(uow, OnlinePlan((online(supervision),), (), "a" * 64)))
    entered(desk, supervision, -15)
    exempted(desk, supervision, exemption(kind=HourKind.PUBLIC_SERVICE))
    facts = record_of(desk, supervision)
    assert facts["totals"] == ["教育学习 2.5小时", "公益活动 0小时"]
    assert facts["sessions"] == [
        "2026年6月8日宪法学习（法治教育）到场，计2小时",
        "2026年6月8日宪法学习（法治教育）缺席",
    ]
    assert facts["online"] == ["2026年6月5日民法典，计0.75小时，成绩88分"]
    assert facts["entries"] == ["2026年6月10日调整-0.25小时：核对后更正"]
    assert facts["periods"] == [
        "2026年6月1日至2026年6月30日教育学习应12小时，实2.5小时，进行中",
        "2026年6月1日至2026年6月30日公益活动应12小时，实0小时，已免除",
    ]
    assert facts["exemptions"][0].startswith("2026年6月1日至2026年6月30日公益活动，没有参加能力")
    assert facts["certificates"] == []


def test_a_certificate_is_numbered_once(desk: Desk, supervision: str) -> None:
    session_id = attended(desk, supervision)
    program_id = file_of(desk, session_id).program.id
    with desk.unit_of_work() as uow:
        sample = preview_certificate(uow, desk.law(), supervision, program_id)
    assert sample.specimen
    assert (sample.facts["attended"], sample.facts["hours"]) == (1, "2")
    made = certify(desk, supervision, program_id)
    with desk.read() as session:
        row = find_document(session, desk.office.id, made)
    assert row is not None
    assert row.serial
    assert row.facts["course"] == "宪法学习"
    with pytest.raises(UserError):
        certify(desk, supervision, program_id)
    assert record_of(desk, supervision)["certificates"] == [
        f"{row.serial}（2026年6月10日）宪法学习"
    ]


def test_who_was_not_there_or_failed_is_not_certified(desk: Desk, supervision: str) -> None:
    with pytest.raises(UserError):
        certify(desk, supervision, program(desk))
    tested = program(desk, course(full_mark=100, pass_mark=60))
    for day, mark in ((8, None), (9, 59)):
        session_id = invited(desk, planned(desk, tested, on=date(2026, 6, day)), [supervision])
        record(desk, session_id, {supervision: Turnout.PRESENT}, mark=mark)
        with pytest.raises(UserError):
            certify(desk, supervision, tested)
    again = invited(
        desk, planned(desk, tested, on=date(2026, 6, 10), starts="08:00"), [supervision]
    )
    record(desk, again, {supervision: Turnout.PRESENT}, mark=60)
    assert certify(desk, supervision, tested)


def test_an_appraisal_begins_with_what_the_ledger_says(desk: Desk, supervision: str) -> None:
    attended(desk, supervision)
    exempted(desk, supervision, exemption(kind=HourKind.PUBLIC_SERVICE))
    with desk.read() as session:
        running = appraisal_words(session, desk.office.id, desk.law(), supervision)
    assert running == {"study": "参加教育学习1次，累计2小时。", "service": "", "appraisal": ""}
    planned_goals(desk, supervision, by_hours(hours=2), by_word(due_on=date(2026, 6, 30)))
    stand_on(desk, date(2026, 7, 1))
    with desk.read() as session:
        over = appraisal_words(session, desk.office.id, desk.law(), supervision)
    assert over["study"].endswith("已满考核期1个：完成0个，免除0个，未完成1个。")
    assert over["service"].endswith("已满考核期1个：完成0个，免除1个，未完成0个。")
    assert over["appraisal"] == (
        "矫正方案目标2个：达到1个，到期未达到1个，进行中0个。未达到的：与家人恢复联系。"
    )


def test_the_record_says_which_goals_of_the_plan_are_reached(desk: Desk, supervision: str) -> None:
    assert record_of(desk, supervision)["goals"] == []
    planned_goals(desk, supervision, by_hours(hours=2), by_word())
    attended(desk, supervision)
    confirmed(desk, plan_held(desk, supervision).goals[1].goal_id)
    assert record_of(desk, supervision)["goals"] == [
        "1. 学完法律常识：教育学习2小时（期限2026年9月30日），已达到（2026年6月8日），实2小时",
        "2. 与家人恢复联系（期限2026年9月30日），已确认达到（2026年6月9日），其父到所说明",
    ]


def test_totals_are_the_sum_of_the_events(desk: Desk, supervision: str) -> None:
    attended(desk, supervision)
    mine = account(desk, supervision)
    assert totals(mine.events) == ["教育学习 2小时", "公益活动 0小时"]
    assert totals([]) == ["教育学习 0小时", "公益活动 0小时"]
