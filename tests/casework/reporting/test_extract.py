"""The extract says what the register says, withdrawn reports included, and masks the number."""

from __future__ import annotations

from datetime import date

from corrdesk.bootstrap import Desk
from corrdesk.casework.reporting.extract import EXTRACT_TITLE, register_extract
from corrdesk.casework.reporting.model import DutyKind
from corrdesk.casework.reporting.service import withdraw_check_in
from corrdesk.casework.reporting.tables import Duty
from tests.casework.people import at, id_number, new_person, one_duty, open_windows, report


def extract(desk: Desk, duty_id: str) -> str:
    with desk.read() as session:
        duty = session.get_one(Duty, (desk.office.id, duty_id))
        return register_extract(session, duty, desk.clock.now(), "0123456789ab")


def test_a_window_without_reports_says_so(desk: Desk) -> None:
    _person, supervision = new_person(desk)
    open_windows(desk)
    lines = extract(desk, one_duty(desk, supervision, date(2026, 6, 5)).id).splitlines()
    assert lines[0] == EXTRACT_TITLE
    assert lines[lines.index("期间内的登记：") + 1] == "无"
    assert lines[-1] == "日志链首：0123456789ab"


def test_every_report_of_the_days_is_there_and_no_other(desk: Desk) -> None:
    _person, supervision = new_person(desk)
    open_windows(desk)
    first = report(desk, supervision, at(date(2026, 6, 1), 0, 0), DutyKind.PHONE_REPORT)
    report(desk, supervision, at(date(2026, 6, 7), 23, 59), DutyKind.WRITTEN_REPORT, reason="迟交")
    report(desk, supervision, at(date(2026, 6, 8), 0, 0))
    desk.act(lambda uow: withdraw_check_in(uow, first, "认错了人"))
    text = extract(desk, one_duty(desk, supervision, date(2026, 6, 5)).id)
    told = text.split("期间内的登记：\n")[1].split("\n摘录时间")[0].splitlines()
    assert [line.split("，")[:2] for line in told] == [
        ["2026年6月1日00:00", "电话报告"],
        ["2026年6月7日23:59", "书面报告"],
    ]
    assert told[0].endswith("已撤回：认错了人")
    assert told[1].endswith("理由：迟交")


def test_the_number_is_masked_and_hours_are_minutes(desk: Desk) -> None:
    _person, supervision = new_person(desk)
    open_windows(desk)
    study = one_duty(desk, supervision, date(2026, 6, 5), DutyKind.EDUCATION)
    text = extract(desk, study.id)
    assert id_number(1) not in text
    assert "应履行720分钟，已履行0分钟" in text
