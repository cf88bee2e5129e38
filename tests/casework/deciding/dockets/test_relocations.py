"""Changes of the execution place: in the queue only when the county's word is the next step."""

from __future__ import annotations

from corrdesk.bootstrap import Desk
from corrdesk.casework.deciding.model import Answer
from corrdesk.casework.relocation.model import Outcome, Step
from tests.casework import moves
from tests.casework.matters import file_of, queue, say, word
from tests.casework.people import new_person


def test_who_leaves_waits_for_the_decision_after_the_reply(desk: Desk) -> None:
    case = moves.requested(desk, new_person(desk)[1])
    for step in (Step.OPINION, Step.LETTER):
        moves.take(desk, case, step)
        assert queue(desk) == []
    moves.take(desk, case, Step.REPLY)
    (matter,) = queue(desk)
    assert matter.id == case
    assert matter.needed_by is None or matter.citations
    assert file_of(desk, case) is not None
    say(desk, case)
    assert moves.file_of(desk, case).course.line(Step.DECISION).taken.outcome is Outcome.AGREED  # type: ignore[union-attr]


def test_who_comes_waits_for_the_reply(desk: Desk) -> None:
    case = moves.received(desk)
    moves.take(desk, case, Step.OPINION)
    (matter,) = queue(desk)
    assert (matter.id, matter.person_id) == (case, "")
    assert matter.needed_by is not None
    say(desk, case, word(Answer.REFUSE, reason="申请人在本地没有固定住所。"))
    assert moves.file_of(desk, case).course.line(Step.REPLY).taken.outcome is Outcome.REFUSED  # type: ignore[union-attr]
