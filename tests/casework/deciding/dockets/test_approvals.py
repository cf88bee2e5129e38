"""Meetings and places before the county: needed by the first day, permitted as long as said."""

from __future__ import annotations

from datetime import date

from corrdesk.bootstrap import Desk
from corrdesk.casework.deciding.model import Answer
from tests.casework import wishes
from tests.casework.matters import file_of, queue, say, word
from tests.casework.people import new_person


def test_the_county_may_permit_fewer_days(desk: Desk) -> None:
    approval = wishes.asked(desk, new_person(desk)[1])
    (matter,) = queue(desk)
    assert matter.needed_by == date(2026, 6, 15)
    file = file_of(desk, approval)
    assert file is not None
    assert "禁止进入网吧" in [value for _label, value in file.lines]
    say(desk, approval, word(until_on=date(2026, 6, 15)))
    assert wishes.file_of(desk, approval).approval.until_on == date(2026, 6, 15)


def test_a_refusal_keeps_its_reason(desk: Desk) -> None:
    approval = wishes.asked(desk, new_person(desk)[1], wishes.meeting())
    say(desk, approval, word(Answer.REFUSE, reason="被害人不同意。"))
    assert wishes.file_of(desk, approval).approval.state == "refused"
