"""Windows open, are settled, withdrawn and come back; reports are kept whatever they settle."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from shutil import copytree
from typing import Any

import pytest
from sqlalchemy import func, select

from corrdesk.base.errors import UserError
from corrdesk.base.resources import resource_path
from corrdesk.bootstrap import Desk
from corrdesk.casework.caseload.model import Status, SupervisionClass
from corrdesk.casework.flows import change_class_and_duties, change_status_and_duties
from corrdesk.casework.reporting.model import CheckInFacts, DutyKind, DutyState, Outcome, Presence
from corrdesk.casework.reporting.queries import check_ins_of, counted_into, desk_counts, desk_page
from corrdesk.casework.reporting.service import (
    confirm_missed,
    open_duties,
    record_check_in,
    withdraw_check_in,
)
from corrdesk.casework.reporting.tables import CheckIn, Duty, DutyRun
from corrdesk.rules.catalog import load_rulebook
from corrdesk.rules.law import Law
from corrdesk.store.journal import JournalEntry, unpack_changes
from tests.casework.people import (
    at,
    duties,
    new_person,
    one_duty,
    open_windows,
    report,
    stand_on,
)

MONDAY = date(2026, 6, 8)
TODAY = date(2026, 6, 10)


def change_class(desk: Desk, supervision: str, class_: SupervisionClass, from_on: date) -> None:
    desk.act(
        lambda uow: change_class_and_duties(
            uow, desk.law(), supervision, class_, from_on, reason="县级机构决定"
        )
    )


def test_windows_begin_where_following_begins(desk: Desk) -> None:
    _person, supervision = new_person(desk, tracked_from=date(2026, 6, 3))
    assert open_windows(desk) > 0
    spans = [(duty.period_start, duty.period_end) for duty in duties(desk, supervision)]
    assert spans == [
        (date(2026, 6, 3), date(2026, 6, 7)),
        (date(2026, 6, 8), date(2026, 6, 14)),
    ]


def test_opening_twice_changes_nothing(desk: Desk) -> None:
    new_person(desk)
    open_windows(desk)
    before = desk.head()
    assert open_windows(desk) == 0
    assert desk.head() == before


def test_days_without_the_desk_are_made_up(desk: Desk) -> None:
    _person, supervision = new_person(desk)
    open_windows(desk)
    stand_on(desk, date(2026, 6, 30))
    open_windows(desk)
    starts = [duty.period_start for duty in duties(desk, supervision)]
    assert starts == [date(2026, 6, day) for day in (1, 8, 15, 22, 29)]


def test_after_the_term_no_window_opens_and_the_list_says_so(desk: Desk) -> None:
    person, supervision = new_person(desk, term_end=date(2026, 6, 12))
    open_windows(desk)
    stand_on(desk, date(2026, 7, 20))
    open_windows(desk)
    assert max(duty.period_end for duty in duties(desk, supervision)) == date(2026, 6, 12)
    with desk.read() as session:
        lines = desk_page(session, desk.office.id, date(2026, 7, 20), "expired")
    assert [line.person_id for line in lines] == [person]


@pytest.mark.parametrize("status", [Status.AWAITING_REPORT, Status.DISCHARGED])
def test_only_the_supervised_get_windows(desk: Desk, status: Status) -> None:
    new_person(desk, status=status)
    assert open_windows(desk) == 0


def test_without_a_class_there_is_no_window_but_a_line(desk: Desk) -> None:
    new_person(desk, class_=None)
    assert open_windows(desk) == 0
    with desk.read() as session:
        assert desk_counts(session, desk.office.id, TODAY).unclassed == 1


def test_a_clock_set_back_opens_nothing_twice(desk: Desk) -> None:
    _person, supervision = new_person(desk)
    stand_on(desk, date(2026, 6, 24))
    open_windows(desk)
    stand_on(desk, TODAY)
    assert open_windows(desk) == 0
    stand_on(desk, date(2026, 6, 25))
    assert open_windows(desk) == 0
    assert len(duties(desk, supervision)) == 4


# What a report settles


def test_a_report_fulfils_the_window_of_its_day(desk: Desk) -> None:
    _person, supervision = new_person(desk)
    open_windows(desk)
    report(desk, supervision)
    assert [duty.state for duty in duties(desk, supervision)] == ["open", "fulfilled"]


def test_a_report_that_is_meant_to_stand_alone_fulfils_nothing(desk: Desk) -> None:
    _person, supervision = new_person(desk)
    open_windows(desk)
    facts = CheckInFacts(
        DutyKind.CHECK_IN, Presence.OFFICER_SAW, Outcome.COMPLIED, desk.clock.now()
    )
    made, _ = desk.act(lambda uow: record_check_in(uow, supervision, facts, alone=True))
    with desk.read() as session:
        assert counted_into(session, desk.office.id, made) is None
    assert {duty.state for duty in duties(desk, supervision)} == {"open"}


def test_two_calls_a_week_need_two_calls(desk: Desk) -> None:
    _person, supervision = new_person(desk)
    open_windows(desk)
    call = DutyKind.PHONE_REPORT
    report(desk, supervision, kind=call)
    assert (one_duty(desk, supervision, TODAY, call).state, 1) == ("open", 1)
    report(desk, supervision, kind=call)
    assert one_duty(desk, supervision, TODAY, call).state == "fulfilled"


def test_a_late_entry_lands_in_the_window_of_its_day(desk: Desk) -> None:
    _person, supervision = new_person(desk)
    open_windows(desk)
    stand_on(desk, date(2026, 6, 20))
    open_windows(desk)
    report(desk, supervision, at(date(2026, 6, 5)))
    assert one_duty(desk, supervision, date(2026, 6, 5)).state == "fulfilled"
    with desk.read() as session:
        entry = session.scalars(select(JournalEntry).order_by(JournalEntry.seq.desc())).first()
    assert entry is not None
    assert entry.happened_at.startswith("2026-06-05")
    assert entry.entered_at.startswith("2026-06-20")


def test_a_report_just_before_midnight_in_china_is_of_that_day(desk: Desk) -> None:
    _person, supervision = new_person(desk)
    open_windows(desk)
    moment = at(date(2026, 6, 7), 23, 59)
    report(desk, supervision, moment.astimezone(tz=None))
    assert one_duty(desk, supervision, date(2026, 6, 7)).state == "fulfilled"


@pytest.mark.parametrize("named", [True, False])
def test_a_report_after_grace_is_kept_but_fulfils_nothing_old(desk: Desk, named: bool) -> None:
    person, supervision = new_person(desk)
    open_windows(desk)
    old = one_duty(desk, supervision, date(2026, 6, 5))
    stand_on(desk, date(2026, 6, 22))  # the window of this week has not been opened yet
    check_in = report(desk, supervision, duty_id=old.id if named else None)
    assert one_duty(desk, supervision, date(2026, 6, 5)).state == "open"
    with desk.read() as session:
        rows = check_ins_of(session, desk.office.id, person)
    assert [(row.id, row.duty_id) for row in rows] == [(check_in, None)]


def test_a_report_for_an_old_window_counts_for_the_one_of_today(desk: Desk) -> None:
    _person, supervision = new_person(desk)
    open_windows(desk)
    old = one_duty(desk, supervision, date(2026, 6, 5))
    assert old.grace_until < TODAY
    report(desk, supervision, duty_id=old.id)
    assert [duty.state for duty in duties(desk, supervision)] == ["open", "fulfilled"]


@pytest.mark.parametrize(
    ("outcome", "more"),
    [
        (Outcome.MISSED, {}),
        (Outcome.EXCUSED, {"reason": "住院"}),
        (Outcome.WAITING_EVIDENCE, {"evidence_due": date(2026, 6, 20)}),
    ],
)
def test_an_outcome_that_judges_a_window_needs_one(
    desk: Desk, outcome: Outcome, more: dict[str, Any]
) -> None:
    _person, supervision = new_person(desk)
    head = desk.head()
    with pytest.raises(UserError) as refused:
        report(desk, supervision, outcome=outcome, **more)
    assert refused.value.field == "duty"
    assert desk.head() == head


def test_missed_is_not_said_before_the_time_is_over(desk: Desk) -> None:
    _person, supervision = new_person(desk)
    open_windows(desk)
    running = one_duty(desk, supervision, TODAY)
    stand_on(desk, running.grace_until)
    with pytest.raises(UserError, match="届满"):
        report(desk, supervision, outcome=Outcome.MISSED, duty_id=running.id)
    stand_on(desk, running.grace_until + timedelta(days=1))
    report(desk, supervision, outcome=Outcome.MISSED, duty_id=running.id)
    assert one_duty(desk, supervision, TODAY).state == "missed"


def test_confirming_a_miss_twice_is_one_finding(desk: Desk) -> None:
    person, supervision = new_person(desk)
    open_windows(desk)
    old = one_duty(desk, supervision, date(2026, 6, 5))
    for _time in range(2):
        desk.act(lambda uow: confirm_missed(uow, old.id))
    with desk.read() as session:
        assert len(check_ins_of(session, desk.office.id, person)) == 1


def test_waiting_then_evidence_then_excused(desk: Desk) -> None:
    _person, supervision = new_person(desk)
    open_windows(desk)
    until = date(2026, 6, 17)
    report(desk, supervision, outcome=Outcome.WAITING_EVIDENCE, evidence_due=until)
    waiting = one_duty(desk, supervision, TODAY)
    assert (waiting.state, waiting.evidence_due) == ("waiting", until)
    report(desk, supervision, outcome=Outcome.EXCUSED, reason="诊断证明", duty_id=waiting.id)
    excused = one_duty(desk, supervision, TODAY)
    assert (excused.state, excused.evidence_due) == ("excused", None)


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        (CheckInFacts(DutyKind.CHECK_IN, Presence.NONE, Outcome.COMPLIED, at(TODAY)), "presence"),
        (CheckInFacts(DutyKind.CHECK_IN, Presence.NONE, Outcome.EXCUSED, at(TODAY)), "reason"),
        (
            CheckInFacts(DutyKind.CHECK_IN, Presence.NONE, Outcome.WAITING_EVIDENCE, at(TODAY)),
            "evidence_due",
        ),
        (
            CheckInFacts(
                DutyKind.CHECK_IN,
                Presence.NONE,
                Outcome.WAITING_EVIDENCE,
                at(TODAY),
                evidence_due=date(2026, 6, 9),
            ),
            "evidence_due",
        ),
        (
            CheckInFacts(
                DutyKind.CHECK_IN, Presence.OFFICER_SAW, Outcome.COMPLIED, at(TODAY, 9, 1)
            ),
            "happened_at",
        ),
        (
            CheckInFacts(
                DutyKind.CHECK_IN, Presence.OFFICER_SAW, Outcome.COMPLIED, at(date(2026, 1, 4))
            ),
            "happened_at",
        ),
        (
            CheckInFacts(DutyKind.EDUCATION, Presence.OFFICER_SAW, Outcome.COMPLIED, at(TODAY)),
            "kind",
        ),
    ],
)
def test_what_is_missing_is_named(desk: Desk, facts: CheckInFacts, field: str) -> None:
    _person, supervision = new_person(desk)
    open_windows(desk)
    with pytest.raises(UserError) as refused:
        desk.act(lambda uow: record_check_in(uow, supervision, facts))
    assert refused.value.field == field


def test_a_window_of_somebody_else_or_of_another_kind_is_refused(desk: Desk) -> None:
    _first, one = new_person(desk, 1)
    _second, other = new_person(desk, 2, "赵二")
    open_windows(desk)
    foreign = one_duty(desk, other, TODAY)
    with pytest.raises(UserError):
        report(desk, one, duty_id=foreign.id)
    with pytest.raises(UserError):
        report(desk, other, kind=DutyKind.PHONE_REPORT, duty_id=foreign.id)


# Taking back


def test_a_report_taken_back_opens_its_window_again(desk: Desk) -> None:
    person, supervision = new_person(desk)
    open_windows(desk)
    check_in = report(desk, supervision)
    desk.act(lambda uow: withdraw_check_in(uow, check_in, "认错了人"))
    duty = one_duty(desk, supervision, TODAY)
    assert (duty.state, duty.done) == ("open", 0)
    with desk.read() as session:
        (row,) = check_ins_of(session, desk.office.id, person)
    assert row.withdrawn == "认错了人"
    with pytest.raises(UserError):
        desk.act(lambda uow: withdraw_check_in(uow, check_in, "再来一次"))


def test_taking_back_needs_a_reason(desk: Desk) -> None:
    _person, supervision = new_person(desk)
    check_in = report(desk, supervision)
    with pytest.raises(UserError):
        desk.act(lambda uow: withdraw_check_in(uow, check_in, "  "))


def test_a_miss_taken_back_can_be_settled_otherwise(desk: Desk) -> None:
    person, supervision = new_person(desk)
    open_windows(desk)
    old = one_duty(desk, supervision, date(2026, 6, 5))
    desk.act(lambda uow: confirm_missed(uow, old.id))
    with pytest.raises(UserError, match="认定"):
        report(desk, supervision, at(date(2026, 6, 5)), duty_id=old.id)
    with desk.read() as session:
        (finding,) = check_ins_of(session, desk.office.id, person)
    desk.act(lambda uow: withdraw_check_in(uow, finding.id, "有书面请假"))
    report(desk, supervision, outcome=Outcome.EXCUSED, reason="请假", duty_id=old.id)
    assert one_duty(desk, supervision, date(2026, 6, 5)).state == "excused"


# When the class or the rules change


def test_a_lighter_class_withdraws_what_it_does_not_ask(desk: Desk) -> None:
    _person, supervision = new_person(desk)
    stand_on(desk, date(2026, 6, 16))
    open_windows(desk)
    report(desk, supervision, at(date(2026, 6, 9)))
    change_class(desk, supervision, SupervisionClass.NORMAL, TODAY)
    found = {
        (duty.period_start.day, duty.period_end.day): duty.state
        for duty in duties(desk, supervision)
    }
    assert found == {
        (1, 7): "open",  # missed under strict: still on the list of the overdue
        (8, 14): "fulfilled",  # settled: stays as it was judged
        (15, 21): "withdrawn",
        (16, 30): "open",
    }


def test_a_withdrawn_window_that_is_wanted_again_is_open_again(desk: Desk) -> None:
    _person, supervision = new_person(desk)
    open_windows(desk)
    before = {duty.id: duty.state for duty in duties(desk, supervision)}
    change_class(desk, supervision, SupervisionClass.LIGHT, date(2026, 6, 1))
    assert {duty.state for duty in duties(desk, supervision) if duty.id in before} == {"withdrawn"}
    change_class(desk, supervision, SupervisionClass.STRICT, date(2026, 6, 1))
    after = {duty.id: duty.state for duty in duties(desk, supervision)}
    assert before.items() <= after.items()
    assert [state for key, state in after.items() if key not in before] == ["withdrawn"]


def test_reports_in_a_withdrawn_window_count_when_it_comes_back(desk: Desk) -> None:
    _person, supervision = new_person(desk)
    open_windows(desk)
    call = DutyKind.PHONE_REPORT
    first = report(desk, supervision, kind=call)
    change_class(desk, supervision, SupervisionClass.LIGHT, date(2026, 6, 1))
    change_class(desk, supervision, SupervisionClass.STRICT, date(2026, 6, 1))
    duty = one_duty(desk, supervision, TODAY, call)
    assert (duty.state, duty.done) == ("open", 1)
    change_class(desk, supervision, SupervisionClass.LIGHT, date(2026, 6, 1))
    desk.act(lambda uow: withdraw_check_in(uow, first, "认错了人"))
    change_class(desk, supervision, SupervisionClass.STRICT, date(2026, 6, 1))
    duty = one_duty(desk, supervision, TODAY, call)
    assert (duty.state, duty.done) == ("open", 0)


def test_windows_opened_ahead_by_another_pc_are_not_lost(desk: Desk) -> None:
    _person, supervision = new_person(desk)
    stand_on(desk, date(2026, 6, 24))
    open_windows(desk)
    stand_on(desk, TODAY)
    change_class(desk, supervision, SupervisionClass.STRICT, TODAY)
    stand_on(desk, date(2026, 6, 24))
    open_windows(desk)
    assert [duty.state for duty in duties(desk, supervision)] == ["open"] * 4


def test_leaving_the_register_withdraws_what_still_ran(desk: Desk) -> None:
    _person, supervision = new_person(desk)
    open_windows(desk)
    desk.act(
        lambda uow: change_status_and_duties(
            uow, desk.law(), supervision, Status.TERMINATED, TODAY, reason="收监执行"
        )
    )
    assert [duty.state for duty in duties(desk, supervision)] == ["open", "withdrawn"]
    stand_on(desk, date(2026, 7, 1))
    assert open_windows(desk) == 0


def test_another_pack_judges_only_windows_that_begin_under_it(desk: Desk, tmp_path: Path) -> None:
    _person, supervision = new_person(desk)
    open_windows(desk)
    old_version = desk.rulebook.version
    rules = copytree(resource_path("rules"), tmp_path / "rules")
    pack = rules / "packs" / "cn-example" / "pack.yaml"
    pack.write_text(pack.read_text("utf-8") + "# another edition\n", "utf-8")
    book = load_rulebook("cn-example", rules)
    assert book.version != old_version
    stand_on(desk, date(2026, 6, 17))
    law = Law(book, desk.law().calendar, desk.clock.today())
    desk.act(lambda uow: open_duties(uow, law))
    versions = {duty.period_start: duty.rule_version for duty in duties(desk, supervision)}
    assert versions == {
        date(2026, 6, 1): old_version,
        date(2026, 6, 8): old_version,
        date(2026, 6, 15): book.version,
    }


def test_every_change_of_a_window_is_in_the_journal(desk: Desk) -> None:
    _person, supervision = new_person(desk)
    open_windows(desk)
    report(desk, supervision)
    change_class(desk, supervision, SupervisionClass.LIGHT, date(2026, 6, 1))
    told: dict[str, dict[str, object]] = {}
    with desk.read() as session:
        for entry in session.scalars(select(JournalEntry).order_by(JournalEntry.seq)):
            for change in unpack_changes(entry.body):
                if change.table == "duty":
                    told.setdefault(change.row_id, {}).update(change.fields)
        held = session.scalars(select(Duty)).all()
        runs = session.scalar(select(func.count()).select_from(DutyRun))
        reports = session.scalar(select(func.count()).select_from(CheckIn))
    assert {duty.id: (duty.state, duty.done) for duty in held} == {
        key: (fields["state"], fields["done"]) for key, fields in told.items()
    }
    assert (runs, reports) == (1, 1)
    assert {DutyState(duty.state) for duty in held} == {
        DutyState.FULFILLED,
        DutyState.WITHDRAWN,
        DutyState.OPEN,
    }
