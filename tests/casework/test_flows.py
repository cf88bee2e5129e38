"""Acts over several capabilities are one entry, and fail as one."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from corrdesk.base.actor import Actor, Role
from corrdesk.base.errors import UserError
from corrdesk.bootstrap import Desk
from corrdesk.casework.caseload.hours import (
    HourKind,
    HourSort,
    HourSource,
    Learner,
    Movement,
    post_movements,
)
from corrdesk.casework.caseload.ledger.plan import plan_import
from corrdesk.casework.caseload.model import Status, SupervisionClass
from corrdesk.casework.caseload.queries import attachments_of, remembered_mappings
from corrdesk.casework.confirmation.model import CountyWord
from corrdesk.casework.confirmation.service import confirm_rule
from corrdesk.casework.enforcement.model import Breach, Severity, ViolationFacts
from corrdesk.casework.enforcement.queries import case_file
from corrdesk.casework.enforcement.tables import Violation
from corrdesk.casework.flows import (
    cancel_leave_and_duties,
    change_class_and_duties,
    import_and_open,
    open_case,
    report_in_and_open,
    switch_pack,
)
from corrdesk.casework.programs.tables import Attendance
from corrdesk.casework.relocation.model import Step
from corrdesk.casework.reporting.model import DutyKind, DutyState, Outcome
from corrdesk.casework.reporting.queries import check_ins_of, desk_counts
from corrdesk.casework.reporting.service import reopen_duties
from corrdesk.rules.catalog import RuleBook
from corrdesk.store.base import table_of
from corrdesk.store.journal import JournalEntry
from tests.casework import leaves, moves, sessions
from tests.casework.people import (
    duties,
    new_person,
    one_duty,
    open_windows,
    report,
    stand_on,
    status_of,
)

LAST_WEEK = date(2026, 6, 5)
TODAY = date(2026, 6, 10)
LEDGER = Path(__file__).parents[1] / "data" / "ledgers" / "ledger-office.xlsx"
FACTS = ViolationFacts(
    Breach.REPORT, "未按规定到司法所报到。", found_on=TODAY, severity=Severity.MINOR
)


def missed(desk: Desk) -> tuple[str, str, str]:
    """A person, the supervision, and a window that was missed."""
    person, supervision = new_person(desk)
    open_windows(desk)
    return person, supervision, one_duty(desk, supervision, LAST_WEEK).id


def last_act(desk: Desk) -> str:
    with desk.read() as session:
        order = JournalEntry.seq.desc()
        return session.scalars(select(JournalEntry.act).order_by(order)).first() or ""


def test_a_missed_window_becomes_a_case_in_one_entry(desk: Desk) -> None:
    person, supervision, duty = missed(desk)
    before = desk.head().seq
    violation, changes = desk.act(lambda uow: open_case(uow, duty, FACTS, seal=desk.seal))
    assert desk.head().seq == before + 1
    assert last_act(desk) == "violation.record"
    assert changes.kinds == {"violation", "evidence", "attachment", "check_in", "duty"}
    assert one_duty(desk, supervision, LAST_WEEK).state == "missed"
    with desk.read() as session:
        case = case_file(session, desk.office.id, violation)
        (attachment,) = attachments_of(session, desk.office.id, violation)
        (finding,) = check_ins_of(session, desk.office.id, person)
    assert case is not None
    assert (case.violation.duty_id, case.violation.state) == (duty, "recorded")
    assert [(row.title, row.attachment_id) for row in case.evidence] == [
        ("报告登记记录摘录", attachment.id)
    ]
    assert finding.outcome == Outcome.MISSED
    text = desk.unseal(attachment.address).decode()
    assert "2026年6月1日至2026年6月7日" in text
    assert "已履行0次，状态：未履行" in text


def test_a_window_found_missed_before_becomes_a_case(desk: Desk) -> None:
    person, supervision, duty = missed(desk)
    report(desk, supervision, outcome=Outcome.MISSED, duty_id=duty)
    desk.act(lambda uow: open_case(uow, duty, FACTS, seal=desk.seal))
    with desk.read() as session:
        assert len(check_ins_of(session, desk.office.id, person)) == 1


def test_a_case_is_opened_once(desk: Desk) -> None:
    _person, _supervision, duty = missed(desk)
    desk.act(lambda uow: open_case(uow, duty, FACTS, seal=desk.seal))
    with pytest.raises(UserError, match="已经登记"):
        desk.act(lambda uow: open_case(uow, duty, FACTS, seal=desk.seal))


def refused(desk: Desk, duty: str, facts: ViolationFacts = FACTS) -> str:
    before = desk.head()
    with pytest.raises(UserError) as error:
        desk.act(lambda uow: open_case(uow, duty, facts, seal=desk.seal))
    assert desk.head() == before
    with desk.read() as session:
        assert session.scalars(select(Violation.id)).all() == []
    return str(error.value)


def test_a_running_window_is_no_case(desk: Desk) -> None:
    _person, supervision, _duty = missed(desk)
    assert "届满" in refused(desk, one_duty(desk, supervision, TODAY).id)


def test_a_fulfilled_window_is_no_case(desk: Desk) -> None:
    _person, supervision, duty = missed(desk)
    report(desk, supervision, desk.clock.now() - timedelta(days=5))
    assert "已经完成" in refused(desk, duty)


def test_the_office_does_not_accuse_anybody_of_its_own_arrears(desk: Desk) -> None:
    _person, supervision, _duty = missed(desk)
    talk = one_duty(desk, supervision, LAST_WEEK, DutyKind.TALK)
    assert "司法所自己" in refused(desk, talk.id)


def test_a_case_without_facts_leaves_the_window_as_it_was(desk: Desk) -> None:
    _person, supervision, duty = missed(desk)
    refused(desk, duty, ViolationFacts(Breach.REPORT, "  ", found_on=TODAY))
    assert one_duty(desk, supervision, LAST_WEEK).state == "open"


def test_a_seal_that_fails_leaves_nothing(desk: Desk) -> None:
    _person, supervision, duty = missed(desk)

    def no_room(content: bytes) -> str:
        raise BlockingIOError

    with pytest.raises(BlockingIOError):
        desk.act(lambda uow: open_case(uow, duty, FACTS, seal=no_room))
    assert one_duty(desk, supervision, LAST_WEEK).state == "open"


def test_a_ledger_comes_in_with_its_windows(desk: Desk) -> None:
    plan = plan_import(LEDGER, today=TODAY)
    before = desk.head().seq
    result, _changes = desk.act(lambda uow: import_and_open(uow, plan, desk.law()))
    assert (result.created, desk.head().seq) == (50, before + 1)
    with desk.read() as session:
        assert desk_counts(session, desk.office.id, TODAY).due > 0
        assert remembered_mappings(session, desk.office.id)
    head = desk.head()
    again, _changes = desk.act(lambda uow: import_and_open(uow, plan, desk.law()))
    assert (again.created, again.unchanged, again.differs) == (0, 50, ())
    assert desk.head() == head


def test_a_class_changes_together_with_its_windows(desk: Desk) -> None:
    _person, supervision = new_person(desk)
    open_windows(desk)
    before = desk.head().seq
    desk.act(
        lambda uow: change_class_and_duties(
            uow,
            desk.law(),
            supervision,
            SupervisionClass.LIGHT,
            date(2026, 6, 1),
            reason="县级机构决定",
        )
    )
    assert desk.head().seq == before + 1
    assert last_act(desk) == "supervision.class"
    (window,) = [duty for duty in duties(desk, supervision) if duty.state == "open"]
    assert (window.period_start, window.period_end) == (date(2026, 6, 1), date(2026, 6, 30))


def test_reporting_in_opens_the_first_windows(desk: Desk) -> None:
    _person, supervision = new_person(
        desk, reported_in_on=None, tracked_from=None, status=Status.AWAITING_REPORT
    )
    stand_on(desk, date(2026, 6, 15))
    desk.act(lambda uow: report_in_and_open(uow, desk.law(), supervision, date(2026, 6, 15)))
    assert status_of(desk, supervision) is Status.SUPERVISED
    assert [duty.period_start for duty in duties(desk, supervision)] == [date(2026, 6, 15)]


def switch(desk: Desk, pack: str, reason: str = "") -> None:
    law, book = desk.law(), desk.rulebook_of(pack)
    desk.act(lambda uow: switch_pack(uow, law, book, reason=reason))


def begun(desk: Desk, supervision: str) -> dict[date, tuple[str, str]]:
    """State and pack of every check-in window by its first day."""
    return {
        duty.period_start: (duty.state, duty.rule_version.split("@")[0])
        for duty in duties(desk, supervision)
    }


def test_a_new_pack_opens_nothing_of_the_time_before_it(desk: Desk) -> None:
    switch(desk, "cn")
    _person, supervision = new_person(desk)
    open_windows(desk)
    assert begun(desk, supervision) == {}
    stand_on(desk, date(2026, 6, 17))
    switch(desk, "cn-example", "青矫〔2026〕5号")
    stand_on(desk, date(2026, 6, 24))
    open_windows(desk)
    assert begun(desk, supervision) == {date(2026, 6, 22): ("open", "cn+cn-example")}


def test_a_change_of_class_leaves_what_the_old_pack_opened(desk: Desk) -> None:
    _person, supervision = new_person(desk)
    switch(desk, "cn")
    before = begun(desk, supervision)
    assert len(before) == 2
    stand_on(desk, date(2026, 6, 17))
    desk.act(
        lambda uow: change_class_and_duties(
            uow, desk.law(), supervision, SupervisionClass.LIGHT, date(2026, 6, 2), reason="评议"
        )
    )
    assert begun(desk, supervision) == before


def test_a_number_rules_the_windows_that_begin_while_it_holds(desk: Desk) -> None:
    _person, supervision = new_person(desk)
    word = CountyWord("青矫〔2026〕5号", "赵县", "{every: week, count: 3}")
    desk.act(lambda uow: confirm_rule(uow, desk.law(), "class.strict.check_in", word))
    stand_on(desk, date(2026, 6, 17))
    open_windows(desk)
    needed = {duty.period_start: duty.needed for duty in duties(desk, supervision)}
    assert needed == {date(2026, 6, 1): 1, date(2026, 6, 8): 1, date(2026, 6, 15): 3}
    desk.act(lambda uow: reopen_duties(uow, desk.law(), supervision))
    assert needed == {duty.period_start: duty.needed for duty in duties(desk, supervision)}


def test_the_journal_says_who_switched_and_why(desk: Desk) -> None:
    switch(desk, "cn", " 青矫〔2026〕5号 ")
    with desk.read() as session:
        entry = session.execute(
            select(JournalEntry.act, JournalEntry.reason).order_by(JournalEntry.seq.desc())
        ).first()
    assert entry is not None
    assert tuple(entry) == ("office.pack", "青矫〔2026〕5号")
    assert (desk.office.pack_id, desk.rulebook.pack_id) == ("cn", "cn")


def test_a_pack_that_does_not_hold_today_is_refused(desk: Desk) -> None:
    law, national = desk.law(), desk.rulebook_of("cn").national
    late = RuleBook(replace(national, in_force=date(2027, 1, 1)), (), "digest")
    with pytest.raises(UserError):
        desk.act(lambda uow: switch_pack(uow, law, late))
    assert desk.office.pack_id == "cn-example"


def test_only_the_head_switches(desk: Desk) -> None:
    desk.actor = Actor(desk.actor.officer_id, "李明", Role.OFFICER, desk.actor.device_id)
    with pytest.raises(UserError, match="角色"):
        switch(desk, "cn")


# Leave


def week(desk: Desk, supervision: str, day: date) -> dict[str, tuple[str, int]]:
    """State and number of the weekly reports, by kind."""
    found = {}
    for kind in (DutyKind.CHECK_IN, DutyKind.PHONE_REPORT):
        for duty in duties(desk, supervision, kind):
            if duty.period_start <= day <= duty.period_end:
                found[kind.value] = (duty.state, duty.needed)
    return found


def test_windows_opened_during_a_leave_know_it(desk: Desk) -> None:
    _person, supervision = new_person(desk)
    open_windows(desk)
    leaves.granted(desk, supervision)
    stand_on(desk, date(2026, 6, 16))
    open_windows(desk)
    assert week(desk, supervision, date(2026, 6, 16)) == {"phone_report": ("open", 3)}
    stand_on(desk, date(2026, 6, 22))
    open_windows(desk)
    assert week(desk, supervision, date(2026, 6, 22))["check_in"] == ("open", 1)


def test_a_leave_entered_late_moves_windows_that_are_open(desk: Desk) -> None:
    _person, supervision = new_person(desk)
    leave = leaves.requested(desk, supervision)
    stand_on(desk, date(2026, 6, 16))
    open_windows(desk)
    assert week(desk, supervision, date(2026, 6, 16))["check_in"] == ("open", 1)
    leaves.record(desk, leave, leaves.paper(decided_on=date(2026, 6, 12)))
    moved = week(desk, supervision, date(2026, 6, 16))
    assert moved == {"check_in": ("withdrawn", 1), "phone_report": ("open", 3)}


def test_who_came_before_the_leave_was_entered_owes_nothing_twice(desk: Desk) -> None:
    _person, supervision = new_person(desk)
    leave = leaves.requested(desk, supervision)
    stand_on(desk, date(2026, 6, 16))
    open_windows(desk)
    report(desk, supervision)
    leaves.record(desk, leave, leaves.paper(decided_on=date(2026, 6, 12)))
    moved = week(desk, supervision, date(2026, 6, 16))
    assert moved == {"check_in": ("fulfilled", 1), "phone_report": ("open", 2)}


def test_back_early_one_reports_in_person_again(desk: Desk) -> None:
    _person, supervision = new_person(desk)
    leave = leaves.granted(desk, supervision)
    stand_on(desk, date(2026, 6, 17))
    open_windows(desk)
    leaves.back(desk, leave, date(2026, 6, 17))
    found = week(desk, supervision, date(2026, 6, 17))
    assert found == {"check_in": ("open", 1), "phone_report": ("open", 2)}


def test_a_leave_that_was_never_begun_moves_nothing(desk: Desk) -> None:
    _person, supervision = new_person(desk)
    leave = leaves.granted(desk, supervision)
    stand_on(desk, date(2026, 6, 16))
    open_windows(desk)
    desk.act(lambda uow: cancel_leave_and_duties(uow, desk.law(), leave, "医院改期"))
    assert week(desk, supervision, date(2026, 6, 16))["check_in"] == ("open", 1)


def test_a_decision_and_its_windows_are_one_entry(desk: Desk) -> None:
    leaves.delegated(desk)
    _person, supervision = new_person(desk)
    leave = leaves.requested(desk, supervision, TODAY, date(2026, 6, 14), late_reason="急诊")
    open_windows(desk)
    before = desk.head().seq
    leaves.decide(desk, leave)
    assert desk.head().seq == before + 1
    assert last_act(desk) == "leave.decide"
    with pytest.raises(UserError):
        leaves.decide(desk, leave)
    assert desk.head().seq == before + 1


def test_who_moved_away_owes_no_reports_here(desk: Desk) -> None:
    _person, supervision = new_person(desk)
    open_windows(desk)
    case = moves.requested(desk, supervision)
    before = (Step.OPINION, Step.LETTER, Step.REPLY, Step.DECISION, Step.NOTIFIED)
    moves.upto(desk, case, *before)
    running = [
        duty
        for duty in duties(desk, supervision)
        if duty.state == DutyState.OPEN and duty.period_end >= TODAY
    ]
    assert running
    moves.take(desk, case, Step.REPORTED)
    assert status_of(desk, supervision) == Status.TRANSFERRED
    states = {duty.id: duty.state for duty in duties(desk, supervision)}
    assert not [duty for duty in running if states.get(duty.id) == DutyState.OPEN]
    with desk.read() as session:
        acts = session.scalars(select(JournalEntry.act).order_by(JournalEntry.seq)).all()
    assert acts[-1] == "relocation.record"


def test_who_came_has_duties_from_the_day_of_the_report(desk: Desk) -> None:
    case = moves.received(desk)
    moves.upto(desk, case, Step.OPINION, Step.REPLY, Step.DECISION)
    _person, supervision = new_person(
        desk, 77, reported_in_on=None, status=Status.AWAITING_REPORT, tracked_from=None
    )
    open_windows(desk)
    assert duties(desk, supervision) == []
    moves.take(desk, case, Step.REPORTED)
    assert status_of(desk, supervision) == Status.SUPERVISED
    assert duties(desk, supervision)


def arrived(desk: Desk, session_id: str, supervision: str, minutes: int) -> None:
    """Attendance that another computer recorded, which came in with the event that it posted."""
    with desk.unit_of_work() as uow:
        uow.begin_act("attendance.record")
        row: dict[str, Any] = {
            "id": uow.new_id(), "session_id": session_id, "learner": "supervision",
            "learner_id": supervision, "edition": 1, "turnout": "present", "minutes": minutes,
            "manner": "search", "mark": None, "note": "", "entered_at": uow.clock.now(),
            "officer_id": uow.actor.officer_id,
        }  # fmt: skip
        uow.insert_rows(table_of(Attendance), [row])
        event = Movement(
            Learner.SUPERVISION, supervision, HourKind.EDUCATION, HourSort.CREDIT, minutes,
            sessions.DAY, HourSource.SESSION, session_id,
        )  # fmt: skip
        made = post_movements(uow, [event])
        uow.commit()
    desk.received({"attendance": [row["id"]], "hour_event": made})


def test_hours_that_another_computer_entered_are_counted_with_those_here(desk: Desk) -> None:
    supervision = new_person(desk)[1]
    open_windows(desk)
    sessions.attended(desk, supervision)
    apart = sessions.planned(desk, starts="14:00")
    overlapping = sessions.planned(desk, sessions.program(desk, sessions.course(name="乙课")),
                                   starts="10:00")  # fmt: skip
    for session_id in (apart, overlapping):
        sessions.invited(desk, session_id, [supervision])
        arrived(desk, session_id, supervision, 120)
        window = one_duty(desk, supervision, sessions.DAY, DutyKind.EDUCATION)
        assert window.done == 240
    assert sessions.account(desk, supervision).tally.balance == 240
    assert sessions.line_of(desk, overlapping, supervision).credited == 0


def test_a_role_that_keeps_no_case_data_follows_nothing(desk: Desk) -> None:
    mine = desk.actor
    desk.actor = Actor(mine.officer_id, mine.name, Role.ADMINISTRATOR, mine.device_id)
    head = desk.head()
    desk.received({"attendance": ["a"], "absence": ["b"], "person": ["c"]})
    assert desk.head() == head
