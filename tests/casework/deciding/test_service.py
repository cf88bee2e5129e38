"""The county's word: who may say it, what it needs, and whose name it stands under."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from corrdesk.base.actor import Actor, Role
from corrdesk.base.errors import UserError
from corrdesk.bootstrap import Desk
from corrdesk.casework.approvals.tables import ApprovalDecision
from corrdesk.casework.deciding.model import Answer, MatterKind
from corrdesk.casework.deciding.service import decide
from corrdesk.store.base import table_of
from corrdesk.store.journal import JournalEntry
from tests.casework import leaves, wishes
from tests.casework.matters import queue, say, word
from tests.casework.people import new_person


@pytest.fixture
def approval(desk: Desk) -> str:
    return wishes.asked(desk, new_person(desk)[1])


def test_the_act_is_the_countys(desk: Desk, approval: str) -> None:
    say(desk, approval, word(Answer.REFUSE))
    with desk.read() as session:
        entry = session.scalars(select(JournalEntry).order_by(JournalEntry.seq.desc())).first()
        made = session.execute(select(table_of(ApprovalDecision))).one()
    assert entry is not None
    assert (entry.act, entry.reason) == ("county.decide", "材料不能证明事由。")
    assert (made.source, made.outcome) == ("county", "refused")


@pytest.mark.parametrize("answer", [Answer.REFUSE, Answer.RETURN])
def test_a_no_needs_its_reason(desk: Desk, approval: str, answer: Answer) -> None:
    with pytest.raises(UserError) as caught:
        say(desk, approval, word(answer, reason=" "))
    assert caught.value.field == ("reason" if answer is Answer.REFUSE else "answer")
    assert len(queue(desk)) == 1


def test_only_an_offices_own_proposal_goes_back_for_completion(desk: Desk) -> None:
    leave = leaves.requested(desk, new_person(desk)[1], return_=leaves.RETURN.replace(day=30))
    with pytest.raises(UserError, match="退回"):
        say(desk, leave, word(Answer.RETURN))


@pytest.mark.parametrize("role", [Role.ASSISTANT, Role.AUDITOR, Role.ADMINISTRATOR])
def test_others_do_not_decide(desk: Desk, approval: str, role: Role) -> None:
    desk.actor = Actor(desk.actor.officer_id, "x", role, desk.actor.device_id)
    with pytest.raises(UserError):
        desk.act(lambda uow: decide(uow, desk.law(), MatterKind.APPROVAL, approval, word()))


def test_nobody_decides_twice(desk: Desk, approval: str) -> None:
    say(desk, approval)
    with pytest.raises(UserError, match="已有决定"):
        desk.act(lambda uow: decide(uow, desk.law(), MatterKind.APPROVAL, approval, word()))
