"""From every stage there is a way to an end, and only the head checks."""

import pytest

from corrdesk.casework.enforcement.measures.model import OVER, MeasureKind, Stage, Step
from corrdesk.casework.enforcement.measures.ways import FIRST, PACKED, WAYS, ways_from


@pytest.mark.parametrize("kind", list(MeasureKind))
def test_every_stage_that_is_reached_leads_on_to_an_end(kind: MeasureKind) -> None:
    reached, edge = set(), {FIRST.get(kind, Stage.DRAFT)}
    while edge:
        stage = edge.pop()
        reached.add(stage)
        following = {way.to for way in ways_from(kind, stage, frozenset()) if way.to}
        assert following or stage in OVER, stage
        edge |= following - reached
    assert Stage.ENDED in reached


@pytest.mark.parametrize("kind", list(MeasureKind))
def test_only_the_head_checks_and_sends_back(kind: MeasureKind) -> None:
    for way in WAYS[kind]:
        assert way.by_head == (way.step in {Step.CHECK, Step.SEND_BACK})


def test_what_is_done_once_is_not_offered_again() -> None:
    taken = frozenset({Step.COPY, Step.RECEIVE})
    again = {way.step for way in ways_from(MeasureKind.REVOCATION, Stage.SENT, taken)}
    assert again == {Step.ANSWER_GRANT, Step.ANSWER_REFUSE, Step.WITHDRAW}


def test_a_withdrawn_or_refused_measure_goes_nowhere() -> None:
    for kind in MeasureKind:
        assert ways_from(kind, Stage.WITHDRAWN, frozenset()) == ()
        assert ways_from(kind, Stage.REFUSED, frozenset()) == ()


def test_every_pack_can_be_filled() -> None:
    for kind in PACKED:
        assert Step.PAPER in {way.step for way in WAYS[kind]}
