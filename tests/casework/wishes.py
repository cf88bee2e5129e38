"""Short ways through an approval of the county, for tests."""

from __future__ import annotations

from datetime import date
from typing import Any

from corrdesk.bootstrap import Desk
from corrdesk.casework.approvals.model import (
    ApprovalKind,
    ApprovalOutcome,
    ApprovalRequest,
    ApprovalWord,
    Contact,
)
from corrdesk.casework.approvals.queries import ApprovalFile, approval_file
from corrdesk.casework.approvals.service import (
    record_approval_decision,
    record_told,
    request_approval,
)

TODAY = date(2026, 6, 10)


def place(**more: Any) -> ApprovalRequest:
    usual: dict[str, Any] = {
        "kind": ApprovalKind.PLACE,
        "requested_on": TODAY,
        "subject": "青石县中心网吧",
        "reason": "单位安排维修网络设备",
        "from_on": date(2026, 6, 15),
        "until_on": date(2026, 6, 16),
        "proofs": ("单位派工单",),
        "times": "9:00至12:00",
        "injunction": "禁止进入网吧",
    }
    return ApprovalRequest(**(usual | more))


def meeting(**more: Any) -> ApprovalRequest:
    usual = {
        "kind": ApprovalKind.CONTACT,
        "subject": "周某",
        "reason": "当面赔礼道歉并商谈赔偿",
        "contact": Contact.VICTIM,
        "injunction": "",
    }
    return place(**(usual | more))


def word(outcome: ApprovalOutcome = ApprovalOutcome.GRANTED, **more: Any) -> ApprovalWord:
    usual: dict[str, Any] = {"decided_on": TODAY, "document": "青矫批〔2026〕6号"}
    return ApprovalWord(outcome, **(usual | more))


def asked(desk: Desk, supervision: str, request: ApprovalRequest | None = None) -> str:
    wanted = request or place(requested_on=desk.clock.today())
    return desk.act(lambda uow: request_approval(uow, desk.law(), supervision, wanted))[0]


def decided(desk: Desk, approval: str, made: ApprovalWord | None = None) -> str:
    said = made or word(decided_on=desk.clock.today())
    return desk.act(lambda uow: record_approval_decision(uow, approval, said))[0]


def told(desk: Desk, approval: str, body: str, on: date, name: str = "") -> str:
    return desk.act(lambda uow: record_told(uow, approval, body, on, name=name))[0]


def file_of(desk: Desk, approval: str) -> ApprovalFile:
    with desk.read() as session:
        found = approval_file(session, desk.office.id, approval)
    assert found is not None
    return found
