"""What is recorded about somebody lost is gathered from every register, and nothing is made up."""

from __future__ import annotations

from datetime import date, datetime

from corrdesk.bootstrap import Desk
from corrdesk.casework.enforcement.measures.model import Step
from corrdesk.casework.programs.model import Turnout
from corrdesk.casework.relocation.model import Step as MoveStep
from corrdesk.casework.reporting.model import CheckInFacts, DutyKind, Outcome, Presence
from corrdesk.casework.reporting.service import record_check_in, withdraw_check_in
from corrdesk.casework.searching import Trail, TrailLine, trail_of
from tests.casework import moves
from tests.casework.leaves import back, granted
from tests.casework.measures import lost, step
from tests.casework.people import at, new_person, open_windows, report, stand_on
from tests.casework.sessions import invited, planned, record

LAST = date(2026, 6, 8)


def trail(desk: Desk, supervision: str, since: date | None = None) -> Trail:
    with desk.read() as session:
        return trail_of(session, desk.office.id, desk.law(), supervision, since)


def visited(desk: Desk, supervision: str, when: datetime, note: str) -> None:
    """Somebody went there and met others only."""
    facts = CheckInFacts(DutyKind.HOME_VISIT, Presence.WITNESS, Outcome.COMPLIED, when, note=note)
    desk.act(lambda uow: record_check_in(uow, supervision, facts))


def test_nobody_knows_more_than_that_somebody_reported_in(desk: Desk) -> None:
    supervision = new_person(desk)[1]
    found = trail(desk, supervision)
    assert found == Trail(TrailLine(date(2026, 1, 6), "入矫报到"))
    assert found.told == "2026年1月6日，最后一次联系：入矫报到。"


def test_the_last_contact_is_the_newest_of_every_register(desk: Desk) -> None:
    supervision = new_person(desk)[1]
    report(desk, supervision, at(date(2026, 6, 2), 10, 30))
    assert trail(desk, supervision).last_contact == TrailLine(
        date(2026, 6, 2), "当面报到（工作人员当面见到）", at(date(2026, 6, 2), 10, 30)
    )
    session = invited(desk, planned(desk, on=LAST), [supervision])
    record(desk, session, {supervision: Turnout.PRESENT})
    last = trail(desk, supervision).last_contact
    assert last is not None
    assert (last.on, last.words) == (LAST, "参加“宪法学习”")
    days = {"depart": date(2026, 6, 11), "return_": date(2026, 6, 12)}
    leave = granted(desk, supervision, **days, late_reason="突发疾病")
    stand_on(desk, date(2026, 6, 12))
    back(desk, leave, date(2026, 6, 12))
    last = trail(desk, supervision).last_contact
    assert last is not None
    assert (last.on, last.words) == (date(2026, 6, 12), "外出返回报告")


def test_a_paper_and_a_report_taken_back_are_no_contact(desk: Desk) -> None:
    supervision = new_person(desk)[1]
    written = CheckInFacts(
        DutyKind.WRITTEN_REPORT, Presence.PAPER, Outcome.COMPLIED, at(LAST), note="家属代交"
    )
    desk.act(lambda uow: record_check_in(uow, supervision, written))
    wrong = report(desk, supervision, at(LAST, 11))
    desk.act(lambda uow: withdraw_check_in(uow, wrong, "登错人"))
    found = trail(desk, supervision)
    assert found.last_contact == TrailLine(date(2026, 1, 6), "入矫报到")
    assert [line.words for line in found.attempts] == ["书面报告，已履行，纸质材料，家属代交"]


def test_visits_absences_and_windows_since_the_loss(desk: Desk) -> None:
    supervision = new_person(desk)[1]
    open_windows(desk)
    report(desk, supervision, at(date(2026, 6, 1), 9))
    stand_on(desk, date(2026, 6, 25))
    open_windows(desk)
    visit = at(date(2026, 6, 20), 16, 5)
    visited(desk, supervision, visit, "家中无人，邻居称已外出。")
    session = invited(desk, planned(desk, on=date(2026, 6, 18)), [supervision])
    record(desk, session, {supervision: Turnout.ABSENT})
    found = trail(desk, supervision)
    assert found.no_shows  # the windows that went by
    assert all("应于" in line.words and line.on >= date(2026, 6, 1) for line in found.no_shows)
    assert found.attempts == (
        TrailLine(date(2026, 6, 18), "没有参加“宪法学习”"),
        TrailLine(date(2026, 6, 20), "实地走访，已履行，他人证明，家中无人，邻居称已外出", visit),
    )
    assert "2026年6月20日16:05，实地走访，已履行，他人证明，家中无人，邻居称已外出。" in found.told
    assert found.told.splitlines()[0].startswith("2026年6月1日09:00，最后一次联系：")
    later = trail(desk, supervision, date(2026, 6, 19))
    assert [line.on for line in later.attempts] == [date(2026, 6, 20)]


def test_somebody_who_moved_and_did_not_arrive(desk: Desk) -> None:
    supervision = new_person(desk)[1]
    case = moves.requested(desk, supervision)
    way = (MoveStep.OPINION, MoveStep.LETTER, MoveStep.REPLY, MoveStep.DECISION)
    moves.upto(desk, case, *way, MoveStep.NOTIFIED, MoveStep.FILES, MoveStep.RECEIPT)
    stand_on(desk, date(2026, 6, 25))
    moves.take(desk, case, MoveStep.NO_SHOW, agency="云河县社区矫正管理局", words="至今未报到。")
    moves.take(desk, case, MoveStep.SEARCH, agency="青石县司法局", words="电话不通，住处无人。")
    said = [line.words for line in trail(desk, supervision).attempts]
    assert said == [
        "新执行地通报未按期报到，云河县社区矫正管理局，至今未报到",
        "原执行地组织查找，青石县司法局，电话不通，住处无人",
    ]


def test_the_next_search_is_told_only_what_came_after_the_last(desk: Desk) -> None:
    supervision = new_person(desk)[1]
    report(desk, supervision, at(date(2026, 6, 2)))
    stand_on(desk, date(2026, 6, 12))
    made = lost(desk, supervision, date(2026, 6, 2))
    visited(desk, supervision, at(date(2026, 6, 5)), "无人")
    before = trail(desk, supervision, date(2026, 6, 2))
    assert "最后一次联系" in before.untold
    assert "无人" in before.untold
    step(desk, made, Step.SEARCH, at=at(date(2026, 6, 8)))
    visited(desk, supervision, at(date(2026, 6, 9)), "仍无人")
    after = trail(desk, supervision, date(2026, 6, 2))
    assert after.untold == "2026年6月9日09:00，实地走访，已履行，他人证明，仍无人。"
    assert "组织查找，电话三次无人接听，走访住处" in after.told
    assert after.told.index("组织查找") < after.told.index("仍无人")


def test_a_contact_after_the_loss_is_shown_and_not_taken_for_the_last(desk: Desk) -> None:
    supervision = new_person(desk)[1]
    report(desk, supervision, at(date(2026, 6, 2)))
    stand_on(desk, date(2026, 6, 12))
    lost(desk, supervision, date(2026, 6, 3))
    report(desk, supervision, at(date(2026, 6, 11)), DutyKind.PHONE_REPORT)
    found = trail(desk, supervision, date(2026, 6, 3))
    assert found.last_contact is not None
    assert found.last_contact.on == date(2026, 6, 2)
    assert [line.on for line in found.seen] == [date(2026, 6, 11)]


def test_nobody_elses_records_are_gathered(desk: Desk) -> None:
    mine, other = new_person(desk)[1], new_person(desk, 2, "赵二")[1]
    before = trail(desk, mine)
    visited(desk, other, at(LAST), "无人")
    record(desk, invited(desk, planned(desk), [other]), {other: Turnout.ABSENT})
    assert trail(desk, mine) == before
