"""What an answer does to the supervision, in one act with the step."""

from __future__ import annotations

from datetime import date

import pytest

from corrdesk.base.errors import UserError
from corrdesk.bootstrap import Desk
from corrdesk.casework.caseload.model import Status
from corrdesk.casework.caseload.queries import person_file
from corrdesk.casework.enforcement.measures.model import MeasureKind, Stage, Step
from tests.casework.measures import file_of, fill_pack, revocation, start, step, steps
from tests.casework.people import new_person


def sent(desk: Desk, measure: str) -> None:
    fill_pack(desk, measure)
    steps(desk, measure, Step.SEND, Step.RECEIVE)


def status(desk: Desk, person: str) -> tuple[str, date]:
    with desk.read() as session:
        file = person_file(session, desk.office.id, person)
    assert file is not None
    return file.supervisions[0].status, file.supervisions[0].term_end


def test_a_granted_revocation_ends_the_supervision(desk: Desk) -> None:
    person, supervision = new_person(desk)
    made = revocation(desk, supervision)
    sent(desk, made)
    head = desk.head().seq
    step(desk, made, Step.ANSWER_GRANT)
    assert desk.head().seq == head + 1  # one act
    assert status(desk, person)[0] == Status.TERMINATED
    assert file_of(desk, made).measure.stage == Stage.ENDED


def test_a_refused_one_ends_nothing(desk: Desk) -> None:
    person, supervision = new_person(desk)
    made = revocation(desk, supervision)
    sent(desk, made)
    step(desk, made, Step.ANSWER_REFUSE)
    assert status(desk, person)[0] == Status.SUPERVISED
    assert file_of(desk, made).measure.stage == Stage.REFUSED


def test_a_commutation_shortens_the_term(desk: Desk) -> None:
    person, supervision = new_person(desk)
    made = start(desk, supervision, MeasureKind.COMMUTATION, texts={"facts": "重大立功"})
    steps(desk, made, Step.CHECK, Step.SUBMIT, Step.GRANT)
    sent(desk, made)
    with pytest.raises(UserError) as missing:
        step(desk, made, Step.ANSWER_GRANT)
    assert missing.value.field == "until"
    step(desk, made, Step.ANSWER_GRANT, until=date(2026, 10, 4))
    assert status(desk, person) == (Status.SUPERVISED, date(2026, 10, 4))
