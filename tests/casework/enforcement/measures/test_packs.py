"""The pack knows what the records hold, and names what is missing."""

from __future__ import annotations

import pytest

from corrdesk.bootstrap import Desk
from corrdesk.casework.enforcement.measures.model import MeasureKind, Step
from corrdesk.casework.enforcement.measures.packs import missing_papers, violation_behind
from tests.casework.measures import file_of, fill_pack, revocation, start, step, steps
from tests.casework.people import new_person


@pytest.fixture
def measure(desk: Desk) -> str:
    return revocation(desk, new_person(desk)[1])


def present(desk: Desk, measure: str) -> dict[str, bool]:
    return {paper.code: paper.present for paper in file_of(desk, measure).papers}


def test_evidence_is_in_the_file_already(desk: Desk, measure: str) -> None:
    found = present(desk, measure)
    assert found["facts_evidence"]
    assert found["earlier_sanctions"]  # none were given
    assert not found["judgment"]
    assert not found["statement"]


def test_a_paper_that_was_put_in_is_there_with_its_note(desk: Desk, measure: str) -> None:
    step(desk, measure, Step.PAPER, paper="judgment", note="（2025）青刑初88号")
    (paper,) = [each for each in file_of(desk, measure).papers if each.code == "judgment"]
    assert (paper.present, paper.note) == (True, "（2025）青刑初88号")
    with desk.read() as session:
        missing = missing_papers(
            session, desk.office.id, file_of(desk, measure).measure, desk.law()
        )
    assert "judgment" not in missing
    assert "approval_form" in missing


def test_an_arrest_takes_the_revocation_along(desk: Desk, measure: str) -> None:
    supervision = file_of(desk, measure).measure.supervision_id
    made = start(desk, supervision, MeasureKind.ARREST, grounds=("flee",), origin_id=measure)
    assert not present(desk, made)["revocation_proposal"]
    fill_pack(desk, measure)
    steps(desk, measure, Step.SEND)
    assert present(desk, made)["revocation_proposal"]


def test_what_has_no_violation_behind_it(desk: Desk, measure: str) -> None:
    with desk.read() as session:
        assert violation_behind(session, desk.office.id, None) is None
        origin = file_of(desk, measure).measure.origin_id
        assert violation_behind(session, desk.office.id, origin) is not None
