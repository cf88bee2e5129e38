"""A relocation step by step, and every step that must not be taken."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from corrdesk.base.errors import UserError
from corrdesk.bootstrap import Desk
from corrdesk.casework.caseload.model import Status
from corrdesk.casework.relocation.model import (
    PACK_LABELS,
    Outcome,
    PackItem,
    PackKey,
    RelocationState,
    Step,
)
from corrdesk.casework.relocation.queries import relocations_page
from corrdesk.casework.relocation.service import (
    keep_pack,
    record_step,
    take_step_back,
    withdraw_move,
)
from tests.casework.moves import (
    COMING_ID,
    NEW_COUNTY,
    TODAY,
    facts,
    file_of,
    received,
    requested,
    take,
    upto,
)
from tests.casework.people import new_person, stand_on, status_of

BEFORE = (Step.OPINION, Step.LETTER, Step.REPLY)


@pytest.fixture
def supervision(desk: Desk) -> str:
    return new_person(desk)[1]


def refused_field(work: Any) -> str | None:
    with pytest.raises(UserError) as caught:
        work()
    return caught.value.field


def state_of(desk: Desk, case: str) -> str:
    return str(file_of(desk, case).case.state)


def test_a_request_begins_the_timeline_with_its_day(desk: Desk, supervision: str) -> None:
    case = requested(desk, supervision)
    file = file_of(desk, case)
    assert file.case.state == RelocationState.OPEN
    assert file.case.apply_by == date(2026, 6, 20)
    assert file.case.proofs == ["房产证复印件", "接收单位证明"]
    assert [line.taken.on for line in file.course.lines if line.taken] == [TODAY]
    assert file.missing == [PACK_LABELS[key] for key in PackKey]


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"reason": " "}, "reason"),
        ({"new_address": ""}, "new_address"),
        ({"new_county": ""}, "new_county"),
        ({"proofs": ("", " ")}, "proofs"),
        ({"requested_on": date(2026, 6, 11)}, "requested_on"),
        ({"move_on": date(2026, 6, 9)}, "move_on"),
        ({"move_on": date(2030, 1, 1)}, "move_on"),
        ({"move_on": date(2026, 7, 1)}, "late_reason"),
    ],
)
def test_what_a_request_needs(desk: Desk, supervision: str, more: Any, field: str) -> None:
    assert refused_field(lambda: requested(desk, supervision, **more)) == field


def test_a_late_request_stands_with_its_reason(desk: Desk, supervision: str) -> None:
    case = requested(desk, supervision, move_on=date(2026, 7, 1), late_reason="单位临时调动")
    assert file_of(desk, case).case.late_reason == "单位临时调动"


def test_one_relocation_at_a_time(desk: Desk, supervision: str) -> None:
    case = requested(desk, supervision)
    assert refused_field(lambda: requested(desk, supervision)) is None
    desk.act(lambda uow: withdraw_move(uow, case, "不搬了"))
    assert requested(desk, supervision) != case


def test_steps_come_in_their_order(desk: Desk, supervision: str) -> None:
    case = requested(desk, supervision)
    with pytest.raises(UserError):
        take(desk, case, Step.LETTER)
    take(desk, case, Step.OPINION)
    with pytest.raises(UserError):
        take(desk, case, Step.OPINION)
    assert refused_field(lambda: take(desk, case, Step.LETTER, date(2026, 6, 9))) == "on"
    assert refused_field(lambda: take(desk, case, Step.LETTER, date(2026, 6, 11))) == "on"


@pytest.mark.parametrize(
    ("steps", "step", "more", "field"),
    [
        ((), Step.OPINION, {"outcome": None}, "outcome"),
        ((), Step.OPINION, {"words": ""}, "words"),
        (BEFORE[:1], Step.LETTER, {"document": " "}, "document"),
        (BEFORE[:1], Step.LETTER, {"arrived_on": date(2026, 6, 9)}, "arrived_on"),
        (BEFORE[:2], Step.REPLY, {"outcome": Outcome.REFUSED, "words": ""}, "words"),
        (BEFORE, Step.DECISION, {"document": ""}, "document"),
    ],
)
def test_what_a_step_needs(
    desk: Desk, supervision: str, steps: tuple[Step, ...], step: Step, more: Any, field: str
) -> None:
    case = requested(desk, supervision)
    upto(desk, case, *steps)
    assert refused_field(lambda: take(desk, case, step, **more)) == field


def test_nobody_moves_where_the_new_place_refuses(desk: Desk, supervision: str) -> None:
    case = requested(desk, supervision)
    upto(desk, case, *BEFORE[:2])
    take(desk, case, Step.REPLY, outcome=Outcome.REFUSED)
    assert refused_field(lambda: take(desk, case, Step.DECISION)) == "outcome"
    take(desk, case, Step.DISPUTE)
    take(desk, case, Step.COORDINATION)
    take(desk, case, Step.DECISION)
    assert file_of(desk, case).course.between is not None


def test_a_refusal_ends_when_it_was_told(desk: Desk, supervision: str) -> None:
    case = requested(desk, supervision)
    upto(desk, case, *BEFORE[:2])
    take(desk, case, Step.REPLY, outcome=Outcome.REFUSED)
    take(desk, case, Step.DECISION, outcome=Outcome.REFUSED)
    assert state_of(desk, case) == RelocationState.OPEN
    told = take(desk, case, Step.REFUSAL_TOLD)
    assert state_of(desk, case) == RelocationState.REFUSED
    desk.act(lambda uow: take_step_back(uow, told, "日期填错"))
    assert state_of(desk, case) == RelocationState.OPEN
    assert status_of(desk, supervision) == Status.SUPERVISED


def test_who_has_left_is_out_of_the_register(desk: Desk, supervision: str) -> None:
    case = requested(desk, supervision)
    upto(desk, case, *BEFORE, Step.DECISION, Step.NOTIFIED, Step.FILES)
    stand_on(desk, date(2026, 6, 15))
    take(desk, case, Step.REPORTED)
    assert status_of(desk, supervision) == Status.TRANSFERRED
    file = file_of(desk, case)
    assert file.case.state == RelocationState.MOVED
    assert file.course.next is not None
    assert file.course.next.step is Step.RECEIPT
    take(desk, case, Step.RECEIPT)
    assert file_of(desk, case).course.finished
    assert refused_field(lambda: desk.act(lambda uow: withdraw_move(uow, case, "错"))) is None


def test_steps_are_taken_back_from_the_end(desk: Desk, supervision: str) -> None:
    case = requested(desk, supervision)
    opinion = take(desk, case, Step.OPINION)
    sent = take(desk, case, Step.LETTER)
    with pytest.raises(UserError):
        desk.act(lambda uow: take_step_back(uow, opinion, "填错"))
    assert refused_field(lambda: desk.act(lambda uow: take_step_back(uow, sent, " "))) == "reason"
    desk.act(lambda uow: take_step_back(uow, sent, "填错"))
    file = file_of(desk, case)
    assert [row.step for row in file.taken_back] == [Step.LETTER]
    assert file.course.next is not None
    assert file.course.next.step is Step.LETTER
    take(desk, case, Step.LETTER)


def test_the_request_and_the_report_cannot_be_taken_back(desk: Desk, supervision: str) -> None:
    case = requested(desk, supervision)
    line = file_of(desk, case).course.line(Step.APPLIED)
    assert line is not None
    assert line.taken is not None
    first = line.taken.id
    with pytest.raises(UserError):
        desk.act(lambda uow: take_step_back(uow, first, "填错"))


def test_nothing_is_recorded_after_a_withdrawal(desk: Desk, supervision: str) -> None:
    case = requested(desk, supervision)
    assert refused_field(lambda: desk.act(lambda uow: withdraw_move(uow, case, ""))) == "reason"
    desk.act(lambda uow: withdraw_move(uow, case, "不搬了"))
    given = facts(Step.OPINION, TODAY)
    with pytest.raises(UserError):
        desk.act(lambda uow: record_step(uow, desk.law(), case, given))


def test_the_pack_names_what_is_missing(desk: Desk, supervision: str) -> None:
    case = requested(desk, supervision)
    ticked = [
        PackItem(PACK_LABELS[PackKey.JUDGMENT], present=True, pages=6),
        PackItem("心理测评报告", present=False, note="原件在医院"),
    ]
    missing, _changes = desk.act(lambda uow: keep_pack(uow, case, ticked))
    file = file_of(desk, case)
    assert missing == len(file.missing) == len(PackKey)
    assert PACK_LABELS[PackKey.JUDGMENT] not in file.missing
    assert file.missing[-1] == "心理测评报告"
    nameless = [PackItem(" ", present=True)]
    assert refused_field(lambda: desk.act(lambda uow: keep_pack(uow, case, nameless))) == "title"


# Coming here


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"person_name": ""}, "person_name"),
        ({"old_county": ""}, "old_county"),
        ({"document": ""}, "document"),
        ({"new_address": ""}, "new_address"),
        ({"id_number": "110103199003077800"}, "id_number"),
        ({"received_on": date(2026, 6, 11)}, "on"),
    ],
)
def test_what_a_letter_needs(desk: Desk, more: Any, field: str) -> None:
    assert refused_field(lambda: received(desk, **more)) == field


def test_who_is_here_already_cannot_come(desk: Desk) -> None:
    new_person(desk, 77)
    assert refused_field(lambda: received(desk, id_number=COMING_ID)) == "id_number"


def test_who_comes_is_entered_first_and_has_then_reported_in(desk: Desk) -> None:
    case = received(desk)
    upto(desk, case, Step.OPINION, Step.REPLY, Step.DECISION, Step.NOTIFIED, Step.FILES)
    stand_on(desk, date(2026, 6, 12))
    with pytest.raises(UserError) as caught:
        take(desk, case, Step.REPORTED)
    assert "登记人员" in str(caught.value)
    _person, supervision = new_person(desk, 77, reported_in_on=None, status=Status.AWAITING_REPORT)
    take(desk, case, Step.REPORTED)
    assert status_of(desk, supervision) == Status.SUPERVISED
    file = file_of(desk, case)
    assert file.case.supervision_id == supervision
    assert file.case.id_number == ""  # it stands in the file now
    assert file.case.state == RelocationState.MOVED


def test_a_refused_letter_ends_with_the_old_places_decision(desk: Desk) -> None:
    case = received(desk)
    take(desk, case, Step.OPINION)
    take(desk, case, Step.REPLY, outcome=Outcome.REFUSED)
    take(desk, case, Step.DECISION, outcome=Outcome.REFUSED)
    assert state_of(desk, case) == RelocationState.REFUSED
    with desk.read() as session:
        (line,) = relocations_page(session, desk.office.id, desk.law(), "closed")
    assert (line.other_county, line.next) == (NEW_COUNTY, None)
