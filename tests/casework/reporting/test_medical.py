"""Medical duties: only of people outside prison, with the clocks of the law."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from corrdesk.base.errors import UserError
from corrdesk.bootstrap import Desk
from corrdesk.casework.caseload.model import Category
from corrdesk.casework.caseload.records import withdraw
from corrdesk.casework.reporting.medical import (
    MEDICAL_LABELS,
    REASON_LABELS,
    MedicalKind,
    MedicalNote,
    MedicalState,
    medical_records,
    medical_states,
    record_medical,
)
from corrdesk.casework.reporting.policy import OutsideReason
from tests.casework.people import new_person


@pytest.fixture
def outside(desk: Desk) -> str:
    return new_person(desk, category=Category.OUTSIDE_PRISON)[1]


def note(desk: Desk, supervision: str, kind: MedicalKind, on: date, **more: Any) -> str:
    made = MedicalNote(kind, on, **more)
    return desk.act(lambda uow: record_medical(uow, supervision, made))[0]


def reason(desk: Desk, supervision: str, why: OutsideReason = OutsideReason.MEDICAL) -> str:
    return note(desk, supervision, MedicalKind.REASON, date(2026, 1, 6), reason=why)


def states(desk: Desk) -> list[MedicalState]:
    with desk.read() as session:
        return medical_states(session, desk.office.id, desk.law())


def test_every_word_is_there() -> None:
    assert set(MEDICAL_LABELS) == set(MedicalKind)
    assert set(REASON_LABELS) == set(OutsideReason)


def test_the_clock_runs_from_the_reason_and_then_from_the_papers(desk: Desk, outside: str) -> None:
    assert states(desk) == []  # without a reason nobody knows what is owed
    reason(desk, outside)
    (first,) = states(desk)
    assert (first.last_review, first.review_due) == (None, date(2026, 4, 7))  # 4 to 6 April off
    note(desk, outside, MedicalKind.REVIEW, date(2026, 4, 2), hospital="省人民医院")
    note(desk, outside, MedicalKind.HEALTH_REPORT, date(2026, 6, 1))
    (later,) = states(desk)
    assert (later.last_review, later.review_due) == (date(2026, 4, 2), date(2026, 7, 2))
    assert later.report_due == date(2026, 7, 1)


@pytest.mark.parametrize("why", [OutsideReason.PREGNANCY, OutsideReason.SELF_CARE])
def test_only_release_for_treatment_is_reviewed(
    desk: Desk, outside: str, why: OutsideReason
) -> None:
    reason(desk, outside, why)
    (found,) = states(desk)
    assert (found.reason, found.review_due) == (why, None)


def test_a_record_that_was_taken_back_does_not_count(desk: Desk, outside: str) -> None:
    reason(desk, outside)
    review = note(desk, outside, MedicalKind.REVIEW, date(2026, 4, 2), hospital="省人民医院")

    def take_back(uow: Any) -> None:
        uow.begin_act("medical.record")
        withdraw(uow, "medical_record", review, "不是本人的病历")

    desk.act(take_back)
    (found,) = states(desk)
    assert found.last_review is None
    with desk.read() as session:
        assert [row.kind for row in medical_records(session, desk.office.id, outside)] == ["reason"]


@pytest.mark.parametrize(
    ("made", "field"),
    [
        (MedicalNote(MedicalKind.REASON, date(2026, 6, 1)), "reason"),
        (MedicalNote(MedicalKind.REVIEW, date(2026, 6, 1)), "hospital"),
        (MedicalNote(MedicalKind.REVIEW, date(2026, 6, 11), hospital="省人民医院"), "on"),
        (
            MedicalNote(MedicalKind.HEALTH_REPORT, date(2026, 6, 1), OutsideReason.MEDICAL),
            "reason",
        ),
    ],
)
def test_what_is_missing_or_impossible_is_named(
    desk: Desk, outside: str, made: MedicalNote, field: str
) -> None:
    with pytest.raises(UserError) as wrong:
        desk.act(lambda uow: record_medical(uow, outside, made))
    assert wrong.value.field == field


def test_others_have_no_such_duty(desk: Desk) -> None:
    supervision = new_person(desk)[1]
    with pytest.raises(UserError):
        reason(desk, supervision)
