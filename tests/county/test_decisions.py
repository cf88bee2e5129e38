"""The county's word: queued over all offices, numbered, and at the office after an exchange."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import select

from corrdesk.base.actor import Role
from corrdesk.base.errors import UserError
from corrdesk.casework.deciding.model import Answer
from corrdesk.county.decisions import (
    Decider,
    Said,
    _give_back,
    _next_number,
    look,
    queue,
    speak,
)
from corrdesk.store.journal import JournalEntry
from tests.casework import leaves, wishes
from tests.casework.people import duties, new_person, one_duty, open_windows, stand_on
from tests.county.offices import Pair

HEAD = Decider("1" * 32, "李局", Role.HEAD)


@pytest.fixture
def approval(pair: Pair) -> str:
    asked = wishes.asked(pair.desk, new_person(pair.desk)[1])
    pair.round()
    return asked


def test_from_the_office_to_the_county_and_back(pair: Pair, approval: str) -> None:
    (matter,) = queue(pair.county, Role.HEAD)
    assert (matter.id, matter.office) == (approval, pair.desk.office.name)
    number = speak(pair.county, approval, Said(Answer.GRANT), HEAD)
    assert number == "社矫决〔2026〕1号"
    assert queue(pair.county, Role.HEAD) == []
    assert wishes.file_of(pair.desk, approval).approval.state == "requested"
    pair.round()
    found = wishes.file_of(pair.desk, approval)
    assert found.decision is not None
    assert (found.approval.state, found.decision.document) == ("granted", number)
    assert pair.desk.verify() == []


def test_it_stands_in_the_countys_own_journal(pair: Pair, approval: str) -> None:
    speak(pair.county, approval, Said(Answer.REFUSE, "被害人不同意。"), HEAD)
    with pair.county.read() as session:
        entry = session.scalars(
            select(JournalEntry).where(JournalEntry.device_id == pair.county.identity.device)
        ).one()
    assert (entry.act, entry.actor_id, entry.seq) == ("county.decide", HEAD.id, 1)


def test_numbers_rise_and_one_may_be_given(pair: Pair, approval: str) -> None:
    other = wishes.asked(pair.desk, new_person(pair.desk, 2)[1], wishes.meeting())
    pair.round()
    assert speak(pair.county, other, Said(Answer.GRANT, document="青矫批9号"), HEAD) == "青矫批9号"
    assert speak(pair.county, approval, Said(Answer.GRANT), HEAD).endswith("1号")


def test_a_number_that_no_office_could_keep_is_refused(pair: Pair, approval: str) -> None:
    with pytest.raises(UserError, match="文号太长"):
        speak(pair.county, approval, Said(Answer.GRANT, document="文" * 81), HEAD)
    document = "文" * 80
    assert speak(pair.county, approval, Said(Answer.GRANT, document=document), HEAD) == document
    pair.round()
    found = wishes.file_of(pair.desk, approval)
    assert found.decision is not None
    assert found.decision.document == document


def test_a_word_that_failed_leaves_no_gap(pair: Pair, approval: str) -> None:
    """Unless another number was drawn meanwhile: then it stays unused."""
    for _time in range(2):
        with pytest.raises(UserError, match="理由"):
            speak(pair.county, approval, Said(Answer.REFUSE), HEAD)
    _give_back(pair.county, 2026, 7)
    assert _next_number(pair.county, 2026) == 1
    _give_back(pair.county, 2026, 0)
    assert speak(pair.county, approval, Said(Answer.GRANT), HEAD) == "社矫决〔2026〕2号"


def test_what_does_not_wait_is_not_decided(pair: Pair, approval: str) -> None:
    assert look(pair.county, "nothing", Role.HEAD) is None
    with pytest.raises(UserError, match="没有这件"):
        speak(pair.county, "nothing", Said(Answer.GRANT), HEAD)
    speak(pair.county, approval, Said(Answer.GRANT), HEAD)
    with pytest.raises(UserError, match="没有这件"):
        speak(pair.county, approval, Said(Answer.GRANT), HEAD)


def test_a_role_that_may_not_decide_leaves_nothing(pair: Pair, approval: str) -> None:
    with pytest.raises(UserError):
        speak(pair.county, approval, Said(Answer.GRANT), Decider("2" * 32, "x", Role.AUDITOR))
    assert len(queue(pair.county, Role.HEAD)) == 1


def test_the_duties_move_when_a_granted_leave_comes_home(pair: Pair) -> None:
    supervision = new_person(pair.desk)[1]
    leave = leaves.requested(pair.desk, supervision, return_=date(2026, 6, 30))
    stand_on(pair.desk, leaves.DEPART)
    open_windows(pair.desk)
    assert one_duty(pair.desk, supervision, leaves.DEPART).state == "open"
    pair.round()
    speak(pair.county, leave, Said(Answer.GRANT), HEAD)
    pair.round()
    assert leaves.file_of(pair.desk, leave).leave.state == "approved"
    this_week = [d.state for d in duties(pair.desk, supervision) if d.period_end > leaves.DEPART]
    assert this_week == ["withdrawn"]
