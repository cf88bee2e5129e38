"""Hours over several capabilities: accounts, forecasts, hints, and what an outcome carries."""

from __future__ import annotations

from datetime import date
from functools import partial

import pytest

from corrdesk.base.errors import UserError
from corrdesk.bootstrap import Desk
from corrdesk.casework.caseload.hours import HourKind, HourSort, Learner, hour_events
from corrdesk.casework.caseload.model import SupervisionClass
from corrdesk.casework.enforcement.model import Breach
from corrdesk.casework.enforcement.service import record_violation
from corrdesk.casework.flows import switch_pack
from corrdesk.casework.hour_flows import (
    depends_on,
    enter_hours_and_duties,
    hour_accounts,
    import_online,
    pupils,
    short_accounts,
    staff_account,
)
from corrdesk.casework.programs.accounts import Entry
from corrdesk.casework.programs.model import Invitee, Turnout
from corrdesk.casework.programs.online import OnlinePlan
from corrdesk.casework.programs.rosters import invite
from corrdesk.casework.reporting.model import DutyKind
from corrdesk.store.journal import JournalEntry
from tests.casework import cases
from tests.casework.people import new_person, one_duty, open_windows
from tests.casework.programs.test_accounts import exempted, exemption, online
from tests.casework.sessions import (
    DAY,
    account,
    attended,
    course,
    entered,
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


def test_an_account_has_target_balance_and_forecast(desk: Desk, supervision: str) -> None:
    attended(desk, supervision)
    entered(desk, supervision, 30, HourSort.PENALTY)
    invited(desk, planned(desk, on=date(2026, 6, 20)), [supervision])
    invited(desk, planned(desk, on=date(2026, 7, 1)), [supervision])
    mine = account(desk, supervision)
    assert (mine.period_start, mine.period_end) == (date(2026, 6, 1), date(2026, 6, 30))
    tally = mine.tally
    assert (tally.credited, tally.penalty, tally.balance, tally.target) == (120, 30, 90, 720)
    assert (tally.planned, tally.forecast, tally.short, tally.will_be_short) == (
        120, 210, 630, 510,
    )  # fmt: skip
    assert sum(row.minutes for row in mine.events) == tally.balance
    assert account(desk, supervision, HourKind.PUBLIC_SERVICE).tally.balance == 0


def test_all_accounts_are_those_of_each_one(desk: Desk, supervision: str) -> None:
    other = new_person(desk, 2, "王乙", able_to_work=False)[1]
    attended(desk, other)
    with desk.read() as session:
        everybody = hour_accounts(session, desk.office.id, desk.law())
        single = [
            each
            for one in (supervision, other)
            for each in hour_accounts(session, desk.office.id, desk.law(), supervision_id=one)
        ]
    assert sorted(everybody, key=repr) == sorted(single, key=repr)
    assert [(each.supervision_id, each.kind) for each in everybody if each.kind == "public_service"
            ] == [(supervision, HourKind.PUBLIC_SERVICE)]  # fmt: skip


def test_each_account_has_its_own_period(desk: Desk, supervision: str) -> None:
    unclassed = new_person(desk, 2, "王乙", class_=None)[1]
    for who in (supervision, unclassed):
        entered(desk, who, 60, on=date(2026, 5, 20))
        entered(desk, who, 30, on=date(2026, 6, 3))
    with desk.read() as session:
        found = {
            each.supervision_id: each
            for each in hour_accounts(session, desk.office.id, desk.law())
            if each.kind is HourKind.EDUCATION
        }
    assert found[supervision].tally.balance == 30
    assert (found[unclassed].tally.balance, found[unclassed].tally.target) == (90, None)


def test_without_numbers_there_is_no_target_and_the_term_is_the_period(desk: Desk) -> None:
    book = desk.rulebook_of("cn")
    desk.act(lambda uow: switch_pack(uow, desk.law(), book))
    made = new_person(desk)[1]
    attended(desk, made)
    mine = account(desk, made)
    assert (mine.tally.target, mine.tally.short, mine.tally.balance) == (None, 0, 120)
    assert (mine.period_start, mine.period_end) == (date(2026, 1, 5), date(2027, 1, 4))


def test_who_is_short_today_and_at_the_end(desk: Desk, supervision: str) -> None:
    full = new_person(desk, 2, "王乙", class_=SupervisionClass.NORMAL)[1]
    entered(desk, full, 360)
    entered(desk, full, 360, kind=HourKind.PUBLIC_SERVICE)
    entered(desk, supervision, 600)
    invited(desk, planned(desk, on=date(2026, 6, 20)), [supervision])
    exempted(desk, supervision, exemption(kind=HourKind.PUBLIC_SERVICE))
    with desk.read() as session:
        law = desk.law()
        short = short_accounts(session, desk.office.id, law)
        assert [(each.supervision_id, each.kind) for each in short] == [
            (supervision, HourKind.EDUCATION)
        ]
        assert short_accounts(session, desk.office.id, law, at_end=True) == []


def test_changing_an_outcome_says_what_rests_on_it(desk: Desk, supervision: str) -> None:
    session_id = attended(desk, supervision)
    with pytest.raises(UserError) as asked:
        record(desk, session_id, {supervision: Turnout.ABSENT}, reason="点名有误")
    assert asked.value.field == "confirm"
    assert "2 小时" in str(asked.value)
    assert account(desk, supervision).tally.balance == 120
    entered(desk, supervision, 600)
    with desk.read() as session:
        found = depends_on(session, desk.office.id, session_id, [supervision])
        assert depends_on(session, desk.office.id, "nothing", [supervision]) == []
        assert depends_on(session, desk.office.id, session_id, ["x"]) == []
    assert [each.what for each in found] == ["hours", "duty"]
    record(desk, session_id, {supervision: Turnout.ABSENT}, reason="点名有误", confirmed=True)
    assert account(desk, supervision).tally.balance == 600


def test_violation_and_notice_rest_on_the_window(desk: Desk, supervision: str) -> None:
    session_id = invited(desk, planned(desk), [supervision])
    record(desk, session_id, {supervision: Turnout.ABSENT})
    duty = one_duty(desk, supervision, DAY, DutyKind.EDUCATION).id
    facts = cases.facts(breach=Breach.EDUCATION, facts="教育学习时长不足。")
    violation = desk.act(lambda uow: record_violation(uow, supervision, facts, duty_id=duty))[0]
    with desk.read() as session:
        found = depends_on(session, desk.office.id, session_id, [supervision])
    assert [(each.what, each.record_id) for each in found] == [("violation", violation)]


def test_recording_is_one_entry(desk: Desk, supervision: str) -> None:
    session_id = invited(desk, planned(desk), [supervision])
    before = desk.head().seq
    record(desk, session_id, {supervision: Turnout.PRESENT}, make_up_by=desk.clock.today())
    assert desk.head().seq == before + 1
    with desk.read() as session:
        entry = session.get(JournalEntry, (desk.office.id, desk.actor.device_id, before + 1))
    assert entry is not None
    assert entry.act == "attendance.record"


def test_officers_training_stands_in_the_same_ledger(desk: Desk) -> None:
    officer = desk.actor.officer_id
    session_id = planned(desk, program(desk, course(for_staff=True)))
    later = planned(desk, program(desk, course(for_staff=True)), on=date(2026, 9, 1))
    mine = [Invitee(Learner.OFFICER, officer, "李明")]
    for each in (session_id, later):
        desk.act(partial(invite, session_id=each, invitees=mine))
    record(desk, session_id, {officer: Turnout.PRESENT})
    entry = Entry(
        Learner.OFFICER, officer, HourKind.TRAINING, HourSort.ADJUSTMENT, 60, DAY, "县局培训"
    )
    desk.act(lambda uow: enter_hours_and_duties(uow, entry))
    with desk.read() as session:
        tally, events = staff_account(session, desk.office.id, desk.law(), officer)
        assert len(hour_events(session, desk.office.id, kind=HourKind.TRAINING)) == 2
    assert (tally.balance, tally.target, tally.planned) == (180, 24 * 60, 120)
    assert sum(row.minutes for row in events) == 180


def test_an_online_file_settles_the_windows(desk: Desk, supervision: str) -> None:
    with desk.read() as session:
        (pupil,) = pupils(session, desk.office.id)
    assert pupil.supervision_id == supervision
    plan = OnlinePlan((online(supervision),), (), "a" * 64)
    assert desk.act(lambda uow: import_online(uow, plan))[0] == 1
    assert one_duty(desk, supervision, DAY, DutyKind.EDUCATION).done == 45
