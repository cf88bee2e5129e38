"""Measures before the county: decided as steps, and a device by the head of the bureau alone."""

from __future__ import annotations

import pytest

from corrdesk.base.actor import Actor, Role
from corrdesk.base.errors import UserError
from corrdesk.bootstrap import Desk
from corrdesk.casework.deciding.model import Answer, MatterKind
from corrdesk.casework.deciding.service import decide
from corrdesk.casework.enforcement.measures.model import Step
from tests.casework import measures
from tests.casework.matters import file_of, queue, say, word
from tests.casework.people import new_person


@pytest.fixture
def device(desk: Desk) -> str:
    """A device that the office has asked for."""
    made = measures.device(desk, new_person(desk)[1])
    measures.steps(desk, made, Step.CHECK, Step.SUBMIT)
    return made


@pytest.mark.parametrize(("answer", "stage"), [
    (Answer.GRANT, "granted"), (Answer.REFUSE, "refused"), (Answer.RETURN, "returned"),
])  # fmt: skip
def test_the_word_is_the_next_step(desk: Desk, device: str, answer: Answer, stage: str) -> None:
    (matter,) = queue(desk)
    assert (matter.kind, matter.title) == (MatterKind.MEASURE, "使用电子定位装置")
    assert file_of(desk, device) is not None
    say(desk, device, word(answer))
    found = measures.file_of(desk, device)
    assert found.measure.stage == stage
    assert queue(desk) == []


def test_a_device_is_approved_by_the_head_of_the_bureau(desk: Desk, device: str) -> None:
    head = desk.actor
    desk.actor = Actor(head.officer_id, "x", Role.OFFICER, head.device_id)
    with pytest.raises(UserError, match="负责人"):
        desk.act(lambda uow: decide(uow, desk.law(), MatterKind.MEASURE, device, word()))
