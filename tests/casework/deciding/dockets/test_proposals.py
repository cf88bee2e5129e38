"""Sanctions before the county: granted, refused, sent back, and what each leads to."""

from __future__ import annotations

import pytest

from corrdesk.bootstrap import Desk
from corrdesk.casework.deciding.model import Answer
from corrdesk.casework.enforcement.model import ProposalState, ViolationState
from corrdesk.casework.enforcement.queries import case_file
from tests.casework import cases
from tests.casework.matters import file_of, queue, say, word
from tests.casework.people import new_person


@pytest.mark.parametrize(("answer", "proposal_state", "violation_state"), [
    (Answer.GRANT, ProposalState.GRANTED, ViolationState.DECIDED),
    (Answer.REFUSE, ProposalState.REFUSED, ViolationState.RECORDED),
    (Answer.RETURN, ProposalState.RETURNED, ViolationState.PROPOSED),
])  # fmt: skip
def test_the_word_settles_the_case(
    desk: Desk, answer: Answer, proposal_state: ProposalState, violation_state: ViolationState
) -> None:
    violation = cases.violation(desk, new_person(desk)[1], statement="忘记了时间。")
    proposal = cases.proposal(desk, violation)
    (matter,) = queue(desk)
    assert matter.title == "训诫"
    assert matter.citations
    file = file_of(desk, proposal)
    assert file is not None
    assert "忘记了时间。" in [value for _label, value in file.lines]
    say(desk, proposal, word(answer))
    with desk.read() as session:
        found = case_file(session, desk.office.id, violation)
    assert found is not None
    assert found.proposals[0].state == proposal_state
    assert found.violation.state == violation_state
    assert (found.decisions[0].source, found.decisions[0].document) == (
        "county", "青矫决〔2026〕31号",
    )  # fmt: skip
