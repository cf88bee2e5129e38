"""The county at a glance: who is silent longest stands first, and every figure equals its list."""

from __future__ import annotations

from corrdesk.base.actor import Role
from corrdesk.casework.deciding.model import Answer
from corrdesk.county.decisions import Decider, Said, speak
from corrdesk.county.overview import figures, office_lines, people
from tests.casework import wishes
from tests.casework.people import new_person
from tests.county.offices import Pair


def test_an_office_that_never_spoke_has_nothing(pair: Pair) -> None:
    (line,) = office_lines(pair.county)
    assert (line.contact_at, line.silent_days, line.people, line.waiting) == (None, None, 0, 0)


def test_figures_equal_their_lists(pair: Pair) -> None:
    supervision = new_person(pair.desk)[1]
    new_person(pair.desk, 2)
    approval = wishes.asked(pair.desk, supervision)
    pair.round()
    (line,) = office_lines(pair.county)
    assert (line.people, line.waiting, line.set_aside) == (2, 1, 0)
    assert len(people(pair.county, Role.HEAD, office_id=pair.office)) == 2
    speak(pair.county, approval, Said(Answer.GRANT), Decider("1" * 32, "李局", Role.HEAD))
    (office,) = figures(pair.county, 2026)
    assert (office.people, sum(office.by_class.values()), office.decided) == (2, 2, 1)
    assert figures(pair.county, 2025)[0].decided == 0


def test_an_unknown_office_shows_all(pair: Pair) -> None:
    new_person(pair.desk)
    pair.round()
    assert len(people(pair.county, Role.HEAD, office_id="0" * 12)) == 1
