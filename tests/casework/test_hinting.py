"""Hints from the records to a violation, over every source."""

from __future__ import annotations

from datetime import date

import pytest

from corrdesk.base.errors import UserError
from corrdesk.bootstrap import Desk
from corrdesk.casework.caseload.hours import HourKind
from corrdesk.casework.caseload.model import Category
from corrdesk.casework.caseload.queries import attachment_row
from corrdesk.casework.enforcement.hints.model import HintKind
from corrdesk.casework.enforcement.model import Breach
from corrdesk.casework.enforcement.queries import case_file
from corrdesk.casework.hinting import SOURCES, confirm_hint, findings
from corrdesk.casework.hour_flows import depends_on
from corrdesk.casework.reporting.medical import MedicalKind, MedicalNote, record_medical
from corrdesk.casework.reporting.model import DutyKind, DutyState, Outcome
from corrdesk.casework.reporting.policy import OutsideReason
from tests.casework.cases import facts
from tests.casework.findings import hints, kinds, look
from tests.casework.leaves import granted
from tests.casework.people import at, new_person, one_duty, open_windows, report, stand_on
from tests.casework.programs.test_accounts import exempted, exemption
from tests.casework.sessions import attended, entered

DAY = date(2026, 6, 30)


@pytest.fixture
def supervision(desk: Desk) -> str:
    """Somebody who has reported nothing for four weeks."""
    made = new_person(desk)[1]
    stand_on(desk, DAY)
    open_windows(desk)
    return made


def confirm(desk: Desk, hint_id: str, **more: object) -> str:
    found = facts(**({"found_on": desk.clock.today()} | more))
    return desk.act(lambda uow: confirm_hint(uow, desk.law(), hint_id, found, seal=desk.seal))[0]


def evidence_of(desk: Desk, violation_id: str) -> str:
    with desk.read() as session:
        file = case_file(session, desk.office.id, violation_id)
        assert file is not None
        (piece,) = file.evidence
        card = attachment_row(session, desk.office.id, piece.attachment_id)
    assert card is not None
    return desk.unseal(card.address).decode()


def test_every_source_finds_its_own(desk: Desk, supervision: str) -> None:
    new_person(
        desk, 2, "待报", effective_on=date(2026, 6, 1), reported_in_on=None, class_=None,
        term_start=date(2026, 6, 1), tracked_from=None,
    )  # fmt: skip
    outside = new_person(desk, 3, "就医", category=Category.OUTSIDE_PRISON, class_=None)[1]
    note = MedicalNote(MedicalKind.REASON, date(2026, 1, 6), OutsideReason.MEDICAL)
    desk.act(lambda uow: record_medical(uow, outside, note))
    with desk.read() as session:
        found = [
            {each.kind for each in source(session, desk.office.id, desk.law())}
            for source in SOURCES
        ]
        everything = {each.kind for each in findings(session, desk.office.id, desk.law())}
    assert found == [
        {HintKind.MISSED_DUTY}, set(), {HintKind.LATE_REPORT_IN}, set(),
        {HintKind.MEDICAL_REVIEW}, set(),
    ]  # fmt: skip
    assert everything == set().union(*found)


def test_a_leave_that_is_not_reported_back_is_found(desk: Desk) -> None:
    leave_of = new_person(desk, class_=None)[1]
    granted(desk, leave_of)
    stand_on(desk, DAY)
    look(desk)
    assert kinds(desk) == [HintKind.LEAVE_OVERRUN]


def test_hours_that_fell_short_are_found_and_lapse_when_they_are_made_good(
    desk: Desk, supervision: str
) -> None:
    entered(desk, supervision, 90, on=date(2026, 6, 20))
    exempted(desk, supervision, exemption(kind=HourKind.PUBLIC_SERVICE))
    look(desk)
    assert HintKind.HOURS_SHORT not in kinds(desk)
    stand_on(desk, date(2026, 7, 1))
    look(desk)
    (hint,) = [each for each in hints(desk) if each.kind is HintKind.HOURS_SHORT]
    assert "应于2026年6月1日至2026年6月30日完成教育学习12小时，实际完成1.5小时" in hint.sentence
    violation = confirm(desk, hint.hint_id, facts=hint.sentence)
    with desk.read() as session:
        session_id = attended(desk, supervision, on=date(2026, 6, 25))
        found = depends_on(session, desk.office.id, session_id, [supervision])
    assert {each.what for each in found} == {"hours", "duty", "hint", "violation"}
    assert violation in {each.record_id for each in found}
    entered(desk, supervision, 510, on=date(2026, 6, 30))
    duty = one_duty(desk, supervision, date(2026, 6, 10), DutyKind.EDUCATION)
    assert duty.state == DutyState.FULFILLED


def test_a_late_entry_makes_the_hint_lapse(desk: Desk, supervision: str) -> None:
    look(desk)
    before = len(hints(desk))
    report(desk, supervision, at(date(2026, 6, 3)))  # happened in time, entered late
    look(desk)
    assert (len(hints(desk)), len(hints(desk, "lapsed"))) == (before - 1, 1)


def test_confirming_a_missed_window_records_it_with_the_register(
    desk: Desk, supervision: str
) -> None:
    duty = one_duty(desk, supervision, date(2026, 6, 3))
    look(desk)
    (hint,) = [each for each in hints(desk) if each.duty_id == duty.id]
    violation = confirm(desk, hint.hint_id, facts=hint.sentence)
    assert "报告登记记录摘录" in evidence_of(desk, violation)
    assert one_duty(desk, supervision, date(2026, 6, 3)).state == Outcome.MISSED
    (settled,) = hints(desk, "confirmed")
    assert settled.violation_id == violation
    look(desk)
    assert hint.hint_id not in {each.hint_id for each in hints(desk)}


def test_confirming_an_overrun_attaches_its_own_extract(desk: Desk) -> None:
    granted(desk, new_person(desk, class_=None)[1])
    stand_on(desk, DAY)
    look(desk)
    (hint,) = hints(desk)
    violation = confirm(desk, hint.hint_id, breach=Breach.LEAVE)
    text = evidence_of(desk, violation)
    assert text.startswith("外出、销假登记摘录")
    assert "至今未办理，已逾期9日" in text
    look(desk)
    assert hints(desk) == []
    with pytest.raises(UserError):
        confirm(desk, hint.hint_id)


def test_what_does_not_hold_any_more_is_not_confirmed(desk: Desk, supervision: str) -> None:
    duty = one_duty(desk, supervision, date(2026, 6, 3))
    look(desk)
    (hint,) = [each for each in hints(desk) if each.duty_id == duty.id]
    report(desk, supervision, at(date(2026, 6, 3)))
    head = desk.head()
    with pytest.raises(UserError):
        confirm(desk, hint.hint_id)
    assert desk.head() == head


def test_looking_again_on_the_same_day_changes_nothing(desk: Desk, supervision: str) -> None:
    assert look(desk) > 0
    head = desk.head()
    assert look(desk) == 0
    assert desk.head() == head
