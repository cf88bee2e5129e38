"""From the request for leave to the return, and every step that must not be taken."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from corrdesk.base.errors import UserError
from corrdesk.bootstrap import Desk
from corrdesk.casework.caseload.absences import approved_absences
from corrdesk.casework.caseload.model import Status
from corrdesk.casework.caseload.service import change_status
from corrdesk.casework.leave.model import (
    Approver,
    LeaveOutcome,
    LeaveReason,
    LeaveState,
    ReportManner,
)
from corrdesk.casework.leave.service import (
    add_proof,
    cancel_leave,
    request_leave,
    withdraw_request,
)
from tests.casework.leaves import (
    DEPART,
    RETURN,
    TODAY,
    application,
    back,
    decide,
    delegated,
    extended,
    file_of,
    granted,
    paper,
    record,
    requested,
    verdict,
)
from tests.casework.people import new_person, stand_on

DAY = timedelta(days=1)


@pytest.fixture
def supervision(desk: Desk) -> str:
    return new_person(desk)[1]


def days_away(desk: Desk, supervision: str) -> list[tuple[date, date | None]]:
    with desk.read() as session:
        spans = approved_absences(session, desk.office.id).get(supervision, ())
    return [(span.start, span.last_day) for span in spans]


# Asking


def test_a_request_keeps_its_arithmetic(desk: Desk, supervision: str) -> None:
    delegated(desk)
    leave = file_of(desk, requested(desk, supervision)).leave
    assert (leave.days, leave.days_in_window, leave.approver) == (7, 7, "office")
    assert leave.apply_by == date(2026, 6, 12)
    assert leave.counted["answer"]["approver"] == "office"
    cited = [each["id"] for each in leave.citations]
    assert cited.count("IM-27") == 1
    assert len(set(cited)) == len(cited)
    assert leave.rule_version == desk.rulebook.version
    assert days_away(desk, supervision) == []


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"requested_on": TODAY + DAY}, "requested_on"),
        ({"depart": TODAY - DAY}, "depart"),
        ({"reason_text": " "}, "reason_text"),
        ({"destination": ""}, "destination"),
        ({"abroad": True}, "abroad"),
        ({"depart": date(2026, 12, 30), "return_": date(2027, 1, 5)}, "return"),
        ({"depart": TODAY + DAY, "return_": TODAY + DAY}, "late_reason"),
        ({"depart": RETURN, "return_": DEPART}, "return"),
    ],
)
def test_an_impossible_request_is_refused(
    desk: Desk, supervision: str, more: dict[str, object], field: str
) -> None:
    asked = application(**more)  # type: ignore[arg-type]
    with pytest.raises(UserError) as refused:
        desk.act(lambda uow: request_leave(uow, desk.law(), supervision, asked))
    assert refused.value.field == field


def test_a_late_request_says_why(desk: Desk, supervision: str) -> None:
    leave = requested(desk, supervision, TODAY, TODAY, late_reason="父亲突发疾病住院")
    assert file_of(desk, leave).leave.late_reason == "父亲突发疾病住院"


def test_leaves_do_not_meet(desk: Desk, supervision: str) -> None:
    first = requested(desk, supervision)
    with pytest.raises(UserError, match="已有外出"):
        requested(desk, supervision, RETURN, RETURN + DAY)
    desk.act(lambda uow: withdraw_request(uow, first, "本人改变计划"))
    granted(desk, supervision)
    with pytest.raises(UserError, match="已有外出"):
        requested(desk, supervision, DEPART - DAY, DEPART)
    requested(desk, supervision, RETURN + DAY, RETURN + DAY)


def test_only_who_is_under_supervision_asks(desk: Desk, supervision: str) -> None:
    desk.act(
        lambda uow: change_status(uow, supervision, Status.TERMINATED, TODAY, reason="收监执行")
    )
    with pytest.raises(UserError, match="不在矫正期间"):
        requested(desk, supervision)


# Deciding


def test_the_office_decides_what_is_delegated(desk: Desk, supervision: str) -> None:
    delegation = delegated(desk)
    leave = requested(desk, supervision)
    decide(desk, leave)
    file = file_of(desk, leave)
    (made,) = file.decisions
    assert file.leave.state == LeaveState.APPROVED
    assert (made.decider, made.source, made.delegation_id) == ("office", "office", delegation)
    assert made.decided_by == "青石镇司法所"
    assert made.counted["answer"]["days"] == 7
    assert days_away(desk, supervision) == [(DEPART, RETURN)]


def test_the_office_decides_nothing_else(desk: Desk, supervision: str) -> None:
    leave = requested(desk, supervision)
    with pytest.raises(UserError, match="没有委托"):
        decide(desk, leave)
    delegated(desk)
    long = requested(desk, supervision, date(2026, 7, 1), date(2026, 7, 8))
    with pytest.raises(UserError, match="县级"):
        decide(desk, long)
    with pytest.raises(UserError, match="县级"):
        decide(desk, long, verdict(LeaveOutcome.REFUSED, reason="不同意", legal_reason="无"))
    stand_on(desk, TODAY + DAY)
    with pytest.raises(UserError, match="不能补记"):
        decide(desk, leave, verdict(decided_on=TODAY))


def test_the_office_grants_nothing_without_proof(desk: Desk, supervision: str) -> None:
    delegated(desk)
    leave = requested(desk, supervision, proofs=())
    with pytest.raises(UserError, match="证明材料"):
        decide(desk, leave)
    with pytest.raises(UserError):
        desk.act(lambda uow: add_proof(uow, leave, " "))
    desk.act(lambda uow: add_proof(uow, leave, "诊断证明"))
    decide(desk, leave)


def test_a_proper_reason_is_refused_by_law_only(desk: Desk, supervision: str) -> None:
    leave = requested(desk, supervision)
    no = LeaveOutcome.REFUSED
    for made, field in ((paper(no), "reason"), (paper(no, reason="不需要"), "legal_reason")):
        with pytest.raises(UserError) as refused:
            record(desk, leave, made)
        assert refused.value.field == field
    record(desk, leave, paper(no, reason="证明不实", legal_reason="实施办法第二十七条"))
    file = file_of(desk, leave)
    assert (file.leave.state, file.decisions[0].legal_reason) == ("refused", "实施办法第二十七条")
    assert days_away(desk, supervision) == []


def test_another_reason_is_refused_with_words(desk: Desk, supervision: str) -> None:
    leave = requested(desk, supervision, reason=LeaveReason.OTHER, reason_text="外出游玩")
    record(desk, leave, paper(LeaveOutcome.REFUSED, reason="没有正当理由"))
    assert file_of(desk, leave).leave.state == LeaveState.REFUSED


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"document": " "}, "document"),
        ({"decider": Approver.OFFICE}, "decider"),
        ({"decided_on": TODAY - DAY}, "decided_on"),
        ({"decided_on": TODAY + DAY}, "decided_on"),
        ({"decider": Approver.CITY, "decided_by": ""}, "decided_by"),
    ],
)
def test_an_impossible_paper_is_refused(
    desk: Desk, supervision: str, more: dict[str, object], field: str
) -> None:
    leave = requested(desk, supervision)
    with pytest.raises(UserError) as refused:
        record(desk, leave, paper(**more))  # type: ignore[arg-type]
    assert refused.value.field == field


def test_more_than_a_month_is_granted_by_the_city(desk: Desk, supervision: str) -> None:
    leave = requested(desk, supervision, DEPART, DEPART + 30 * DAY)
    with pytest.raises(UserError) as refused:
        record(desk, leave)
    assert refused.value.field == "decider"
    record(desk, leave, paper(decider=Approver.CITY))
    assert file_of(desk, leave).decisions[0].decider == "city"


def test_nobody_is_granted_leave_after_leaving(desk: Desk, supervision: str) -> None:
    leave = requested(desk, supervision)
    stand_on(desk, DEPART + DAY)
    with pytest.raises(UserError, match="出发之前"):
        record(desk, leave, paper(decided_on=DEPART + DAY))
    record(desk, leave, paper(decided_on=DEPART))
    assert file_of(desk, leave).leave.state == LeaveState.APPROVED


def test_one_request_has_one_decision(desk: Desk, supervision: str) -> None:
    leave = granted(desk, supervision)
    with pytest.raises(UserError, match="已有决定"):
        record(desk, leave)
    with pytest.raises(UserError, match="已有决定"):
        desk.act(lambda uow: withdraw_request(uow, leave, "改变计划"))


# Staying longer


def test_an_extension_is_a_record_of_its_own(desk: Desk, supervision: str) -> None:
    leave = granted(desk, supervision)
    before = file_of(desk, leave).leave
    longer = extended(desk, leave, RETURN + 3 * DAY)
    file = file_of(desk, leave)
    assert file.leave == before
    assert file.last_day == RETURN + 3 * DAY
    (extension,) = file.extensions
    assert (extension.id, extension.extends, extension.days) == (longer, leave, 10)
    assert days_away(desk, supervision) == [(DEPART, RETURN + 3 * DAY)]
    assert file_of(desk, longer).leave.id == leave


def test_a_refused_extension_leaves_the_leave_as_it_was(desk: Desk, supervision: str) -> None:
    leave = granted(desk, supervision)
    longer = extended(desk, leave, RETURN + DAY, grant=False)
    no = paper(LeaveOutcome.REFUSED, reason="证明不实", legal_reason="实施办法第二十七条")
    record(desk, longer, no)
    assert file_of(desk, leave).last_day == RETURN
    assert days_away(desk, supervision) == [(DEPART, RETURN)]


def test_what_cannot_be_extended(desk: Desk, supervision: str) -> None:
    asked = requested(desk, supervision)
    with pytest.raises(UserError, match="没有在进行"):
        extended(desk, asked, RETURN + DAY)
    record(desk, asked, paper())
    for more, return_, field in (
        ({}, RETURN, "return"),
        ({}, date(2027, 1, 5), "return"),
        ({"requested_on": TODAY - DAY}, RETURN + DAY, "requested_on"),
        ({"reason_text": ""}, RETURN + DAY, "reason_text"),
    ):
        with pytest.raises(UserError) as refused:
            extended(desk, asked, return_, **more)
        assert refused.value.field == field
    extended(desk, asked, RETURN + DAY, grant=False)
    with pytest.raises(UserError, match="还没有决定"):
        extended(desk, asked, RETURN + 2 * DAY)


def test_an_extension_does_not_meet_the_next_leave(desk: Desk, supervision: str) -> None:
    leave = granted(desk, supervision)
    granted(desk, supervision, RETURN + 3 * DAY, RETURN + 4 * DAY)
    with pytest.raises(UserError, match="已有外出"):
        extended(desk, leave, RETURN + 3 * DAY)
    extended(desk, leave, RETURN + 2 * DAY)


def test_asked_for_after_the_last_day_an_extension_says_why(desk: Desk, supervision: str) -> None:
    leave = granted(desk, supervision)
    stand_on(desk, RETURN + DAY)
    with pytest.raises(UserError) as refused:
        extended(desk, leave, RETURN + 5 * DAY)
    assert refused.value.field == "late_reason"
    extended(desk, leave, RETURN + 5 * DAY, late_reason="手术中无法联系")


# Coming back


def test_a_return_in_time(desk: Desk, supervision: str) -> None:
    leave = granted(desk, supervision)
    stand_on(desk, RETURN)
    back(desk, leave, RETURN)
    file = file_of(desk, leave)
    assert file.leave.state == LeaveState.ENDED
    assert file.returned is not None
    assert (file.returned.days_overdue, file.returned.manner) == (0, "in_person")
    assert "IM-28" in {each["id"] for each in file.returned.citations}
    assert days_away(desk, supervision) == [(DEPART, RETURN)]


def test_a_late_return_is_counted_and_explained(desk: Desk, supervision: str) -> None:
    leave = granted(desk, supervision)
    stand_on(desk, RETURN + 3 * DAY)
    with pytest.raises(UserError) as refused:
        back(desk, leave, RETURN + 2 * DAY, reported_on=RETURN + 3 * DAY)
    assert refused.value.field == "note"
    back(desk, leave, RETURN + 2 * DAY, reported_on=RETURN + 3 * DAY, note="称大雪封路")
    returned = file_of(desk, leave).returned
    assert returned is not None
    assert returned.days_overdue == 3


def test_who_is_back_early_is_present_again(desk: Desk, supervision: str) -> None:
    leave = granted(desk, supervision)
    stand_on(desk, DEPART + 2 * DAY)
    back(desk, leave, DEPART + 2 * DAY, manner=ReportManner.PHONE)
    assert days_away(desk, supervision) == [(DEPART, DEPART + 2 * DAY)]
    assert file_of(desk, leave).leave.return_on == RETURN  # the grant itself is not changed


@pytest.mark.parametrize(
    ("returned", "reported", "field"),
    [
        (DEPART - DAY, DEPART, "returned_on"),
        (RETURN + DAY, RETURN + DAY, "returned_on"),
        (RETURN, RETURN - DAY, "reported_on"),
        (RETURN, RETURN + DAY, "reported_on"),
    ],
)
def test_an_impossible_return_is_refused(
    desk: Desk, supervision: str, returned: date, reported: date, field: str
) -> None:
    leave = granted(desk, supervision)
    stand_on(desk, RETURN)
    with pytest.raises(UserError) as refused:
        back(desk, leave, returned, reported_on=reported)
    assert refused.value.field == field


def test_a_waiting_extension_is_settled_first(desk: Desk, supervision: str) -> None:
    leave = granted(desk, supervision)
    longer = extended(desk, leave, RETURN + DAY, grant=False)
    stand_on(desk, RETURN)
    with pytest.raises(UserError, match="还没有决定"):
        back(desk, leave, RETURN)
    desk.act(lambda uow: withdraw_request(uow, longer, "已经返回"))
    back(desk, leave, RETURN)
    with pytest.raises(UserError, match="没有在进行"):
        back(desk, leave, RETURN)


def test_a_leave_that_was_never_begun(desk: Desk, supervision: str) -> None:
    leave = granted(desk, supervision)
    with pytest.raises(UserError):
        desk.act(lambda uow: cancel_leave(uow, leave, " "))
    desk.act(lambda uow: cancel_leave(uow, leave, "医院改期"))
    assert file_of(desk, leave).leave.state == LeaveState.CANCELLED
    assert days_away(desk, supervision) == []
    requested(desk, supervision)
