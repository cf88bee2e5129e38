"""Short ways through a relocation, out of the office and into it, for tests."""

from __future__ import annotations

from datetime import date
from typing import Any

from corrdesk.bootstrap import Desk
from corrdesk.casework.flows import record_step_and_register
from corrdesk.casework.relocation.model import (
    IncomingLetter,
    MoveApplication,
    Outcome,
    Step,
    StepFacts,
)
from corrdesk.casework.relocation.queries import RelocationFile, relocation_file
from corrdesk.casework.relocation.service import receive_letter, request_move
from tests.casework.people import id_number

TODAY = date(2026, 6, 10)
NEW_COUNTY = "云河县社区矫正管理局"
COMING_ID = id_number(77)

WITH_PAPER = {
    Step.LETTER: "青矫函〔2026〕8号",
    Step.REPLY: "云矫复〔2026〕3号",
    Step.DISPUTE: "青矫报〔2026〕5号",
    Step.COORDINATION: "市矫调〔2026〕1号",
    Step.DECISION: "青矫变〔2026〕2号",
    Step.RECEIPT: "云矫回〔2026〕7号",
}
AGREED = {Step.OPINION, Step.REPLY, Step.COORDINATION, Step.DECISION}


def application(**more: Any) -> MoveApplication:
    usual: dict[str, Any] = {
        "requested_on": TODAY,
        "move_on": date(2026, 7, 20),
        "reason": "随配偶迁居，已在当地购房",
        "new_address": "云河县城关镇长安路6号",
        "new_county": NEW_COUNTY,
        "proofs": ("房产证复印件", "接收单位证明"),
    }
    return MoveApplication(**(usual | more))


def letter(**more: Any) -> IncomingLetter:
    usual: dict[str, Any] = {
        "received_on": TODAY,
        "person_name": "高远航",
        "id_number": COMING_ID,
        "old_county": NEW_COUNTY,
        "document": "云矫函〔2026〕9号",
        "new_address": "青石镇东街8号",
        "reason": "回原籍照顾父母",
    }
    return IncomingLetter(**(usual | more))


def requested(desk: Desk, supervision: str, **more: Any) -> str:
    asked = application(**({"requested_on": desk.clock.today()} | more))
    return desk.act(lambda uow: request_move(uow, desk.law(), supervision, asked))[0]


def received(desk: Desk, **more: Any) -> str:
    given = letter(**({"received_on": desk.clock.today()} | more))
    return desk.act(lambda uow: receive_letter(uow, desk.law(), given))[0]


def facts(step: Step, on: date, **more: Any) -> StepFacts:
    usual: dict[str, Any] = {"document": WITH_PAPER.get(step, ""), "words": "情况属实。"}
    if step in AGREED:
        usual["outcome"] = Outcome.AGREED
    return StepFacts(step, on, **(usual | more))


def take(desk: Desk, case: str, step: Step, on: date | None = None, **more: Any) -> str:
    given = facts(step, on or desk.clock.today(), **more)
    return desk.act(lambda uow: record_step_and_register(uow, desk.law(), case, given))[0]


def upto(desk: Desk, case: str, *steps: Step) -> None:
    for step in steps:
        take(desk, case, step)


def file_of(desk: Desk, case: str) -> RelocationFile:
    with desk.read() as session:
        found = relocation_file(session, desk.office.id, desk.law(), case)
    assert found is not None
    return found
