"""Short ways from a request for leave to the return, for tests."""

from __future__ import annotations

from datetime import date
from typing import Any

from corrdesk.bootstrap import Desk
from corrdesk.casework.caseload.delegations import Task, delegate
from corrdesk.casework.flows import (
    decide_leave_and_duties,
    record_leave_and_duties,
    return_and_duties,
)
from corrdesk.casework.leave.certificates import issue_certificate
from corrdesk.casework.leave.model import (
    Approver,
    LeaveApplication,
    LeaveOutcome,
    LeavePlan,
    LeaveReason,
    LeaveVerdict,
    PermitApplication,
    ReportManner,
    ReturnReport,
)
from corrdesk.casework.leave.queries import LeaveFile, leave_file
from corrdesk.casework.leave.service import request_extension, request_leave
from corrdesk.casework.leave.travel import record_permit_decision, request_permit
from tests.casework.papers import PRESS

TODAY = date(2026, 6, 10)
DEPART = date(2026, 6, 15)  # a Monday
RETURN = date(2026, 6, 21)  # the Sunday of that week: seven days


def application(
    depart: date = DEPART,
    return_: date = RETURN,
    *,
    requested_on: date = TODAY,
    abroad: bool = False,
    **more: Any,
) -> LeaveApplication:
    usual: dict[str, Any] = {
        "reason": LeaveReason.MEDICAL,
        "reason_text": "到省人民医院复查",
        "destination": "省城",
        "proofs": ("诊断证明",),
    }
    plan = LeavePlan(depart, return_, requested_on, abroad=abroad)
    return LeaveApplication(plan=plan, **(usual | more))


def delegated(desk: Desk, until: date | None = None) -> str:
    return desk.act(
        lambda uow: delegate(uow, Task.LEAVE, "青矫委〔2026〕1号", date(2026, 1, 1), until)
    )[0]


def requested(
    desk: Desk, supervision: str, depart: date = DEPART, return_: date = RETURN, **more: Any
) -> str:
    asked = application(depart, return_, **more)
    return desk.act(lambda uow: request_leave(uow, desk.law(), supervision, asked))[0]


def verdict(outcome: LeaveOutcome = LeaveOutcome.GRANTED, **more: Any) -> LeaveVerdict:
    return LeaveVerdict(outcome, **({"decided_on": TODAY} | more))


def paper(
    outcome: LeaveOutcome = LeaveOutcome.GRANTED,
    decider: Approver = Approver.COUNTY,
    **more: Any,
) -> LeaveVerdict:
    usual = {"document": "青矫外〔2026〕9号", "decided_by": "青石县社区矫正管理局"}
    return verdict(outcome, decider=decider, **(usual | more))


def decide(desk: Desk, leave: str, made: LeaveVerdict | None = None) -> str:
    word = made or verdict(decided_on=desk.clock.today())
    return desk.act(lambda uow: decide_leave_and_duties(uow, desk.law(), leave, word))[0]


def record(desk: Desk, leave: str, made: LeaveVerdict | None = None) -> str:
    word = made or paper(decided_on=desk.clock.today())
    return desk.act(lambda uow: record_leave_and_duties(uow, desk.law(), leave, word))[0]


def granted(
    desk: Desk, supervision: str, depart: date = DEPART, return_: date = RETURN, **more: Any
) -> str:
    """A leave that the county or the city has granted on the day it was asked for."""
    leave = requested(desk, supervision, depart, return_, **more)
    record(desk, leave, paper(decider=Approver.CITY, decided_on=desk.clock.today()))
    return leave


def extended(desk: Desk, leave: str, return_: date, *, grant: bool = True, **more: Any) -> str:
    usual: dict[str, Any] = {
        "requested_on": desk.clock.today(),
        "reason_text": "手术推迟",
        "proofs": ("医院通知",),
    }
    made = desk.act(
        lambda uow: request_extension(uow, desk.law(), leave, return_, **(usual | more))
    )[0]
    if grant:
        record(desk, made, paper(decider=Approver.CITY, decided_on=desk.clock.today()))
    return made


def back(desk: Desk, leave: str, on: date, **more: Any) -> str:
    usual: dict[str, Any] = {"reported_on": on, "manner": ReportManner.IN_PERSON}
    report = ReturnReport(returned_on=on, **(usual | more))
    return desk.act(lambda uow: return_and_duties(uow, desk.law(), leave, report))[0]


def file_of(desk: Desk, leave: str) -> LeaveFile:
    with desk.read() as session:
        found = leave_file(session, desk.office.id, leave)
    assert found is not None
    return found


def certificate(desk: Desk, leave: str) -> str:
    return desk.act(lambda uow: issue_certificate(uow, leave, press=PRESS, seal=desk.seal))[0]


def permit_application(**more: Any) -> PermitApplication:
    usual: dict[str, Any] = {
        "reason": "在邻县经营农资店，需要经常进货",
        "places": ("云河市清水县农贸市场",),
        "times": "每周二、周五，当日往返",
        "frequency": "每周两次",
        "requested_on": TODAY,
        "proofs": ("营业执照复印件",),
    }
    return PermitApplication(**(usual | more))


def permitted(desk: Desk, supervision: str) -> str:
    """Recurring travel that the county has permitted on the day it was asked for."""
    wanted = permit_application(requested_on=desk.clock.today())
    permit = desk.act(lambda uow: request_permit(uow, supervision, wanted))[0]
    word = paper(decided_on=desk.clock.today())
    desk.act(lambda uow: record_permit_decision(uow, desk.law(), permit, word))
    return permit
