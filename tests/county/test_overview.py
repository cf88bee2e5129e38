"""The county at a glance: who is silent longest stands first, and every figure equals its list."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import insert

from corrdesk.base.actor import Role
from corrdesk.base.clock import FixedClock
from corrdesk.casework.deciding.model import Answer
from corrdesk.county.county import County, CountyFounding, create_county
from corrdesk.county.decisions import Decider, Said, speak
from corrdesk.county.overview import PeopleWanted, decided, figures, office_lines, people
from corrdesk.county.settling import opened
from corrdesk.store.base import table_of
from corrdesk.store.journal import JournalAside
from corrdesk.sync.applying import SAME
from corrdesk.sync.state import writing
from tests.casework import cases, wishes
from tests.casework.people import id_number, new_person
from tests.county.conftest import MORNING
from tests.county.crowded import crowd
from tests.county.offices import Pair

CHOICES = [None, "", "strict", "normal", "light"]


@pytest.fixture(scope="module")
def crowded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[County]:
    """Some offices with people of all classes; it is only read."""
    path: Path = tmp_path_factory.mktemp("crowded") / "county"
    clock = FixedClock(MORNING)
    county, _secret = create_county(path, CountyFounding("石桥县社区矫正管理局", ""), clock)
    crowd(county, clock.today(), offices=5, people=48)
    yield county
    county.close()


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
    assert people(pair.county, Role.HEAD, PeopleWanted(office_id=pair.office))[0] == 2
    speak(pair.county, approval, Said(Answer.GRANT), Decider("1" * 32, "李局", Role.HEAD))
    (office,) = figures(pair.county, 2026)
    assert (office.people, sum(office.by_class.values()), office.decided) == (2, 2, 1)
    assert figures(pair.county, 2025)[0].decided == 0


def test_an_unknown_office_shows_all(pair: Pair) -> None:
    new_person(pair.desk)
    pair.round()
    assert people(pair.county, Role.HEAD, PeopleWanted(office_id="0" * 12))[0] == 1


def test_pages_are_the_list_in_its_order(crowded: County) -> None:
    total, everybody = people(crowded, Role.HEAD, PeopleWanted())
    assert total == len(everybody) == 48
    parts = [people(crowded, Role.HEAD, PeopleWanted(), first=n, most=8) for n in range(0, 56, 8)]
    assert {count for count, _lines in parts} == {48}
    assert [line for _count, lines in parts for line in lines] == everybody
    assert everybody == sorted(everybody, key=lambda each: (each.office, each.name, each.person_id))


@given(first=st.integers(0, 60), most=st.integers(0, 60), class_=st.sampled_from(CHOICES))
@settings(max_examples=40, deadline=None)
def test_any_part_is_a_part_of_the_list(
    crowded: County, first: int, most: int, class_: str | None
) -> None:
    wanted = PeopleWanted(class_=class_)
    total, everybody = people(crowded, Role.HEAD, wanted)
    count, lines = people(crowded, Role.HEAD, wanted, first=first, most=most)
    assert (count, lines) == (total, everybody[first : first + most])


def test_every_figure_is_as_long_as_its_list(crowded: County) -> None:
    for office in figures(crowded, 2026):
        for class_, count in [(None, office.people), *office.by_class.items()]:
            wanted = PeopleWanted(office_id=office.office_id, class_=class_)
            assert people(crowded, Role.HEAD, wanted)[0] == count
    for line in office_lines(crowded):
        wanted = PeopleWanted(office_id=line.office_id)
        assert people(crowded, Role.HEAD, wanted)[0] == line.people


def test_whoever_may_not_read_a_name_does_not_find_it(pair: Pair) -> None:
    new_person(pair.desk, 1, name="欧阳平", offence_on=date(2005, 1, 1))
    pair.round()
    for term, seen in (("欧阳平", 0), ("oyp", 0), (id_number(1)[-4:], 0), ("", 1)):
        assert people(pair.county, Role.AUDITOR, PeopleWanted(term))[0] == seen
        assert people(pair.county, Role.OFFICER, PeopleWanted(term))[0] == 1


def test_a_decision_names_whom_and_what(pair: Pair) -> None:
    supervision = new_person(pair.desk, name="欧阳平")[1]
    approval = wishes.asked(pair.desk, supervision)
    proposal = cases.proposal(pair.desk, cases.violation(pair.desk, supervision))
    pair.round()
    by = Decider("1" * 32, "李局", Role.HEAD)
    speak(pair.county, approval, Said(Answer.GRANT), by)
    speak(pair.county, proposal, Said(Answer.RETURN, "材料不齐"), by)
    found = decided(pair.county, 2026, Role.HEAD)
    assert [each.subject.name if each.subject else "" for each in found] == ["欧阳平"] * 2
    assert [(each.outcome, each.document) for each in found] == [  # the latest first, that minute
        ("returned", "社矫决〔2026〕2号"), ("granted", "社矫决〔2026〕1号"),
    ]  # fmt: skip
    assert decided(pair.county, 2026, Role.HEAD, pair.office) == found


def test_what_two_wrote_alike_is_not_counted_as_set_aside(pair: Pair) -> None:
    new_person(pair.desk)
    pair.round()
    with writing(pair.county.store, pair.office) as (_session, connection):
        for seq, reason in ((1, SAME), (2, "unknown")):
            connection.execute(
                insert(table_of(JournalAside)).values(
                    office_id=pair.office,
                    device_id=pair.desk.exchange.device,
                    seq=seq,
                    position=0,
                    kind="person",
                    row_id="x",
                    fields=[],
                    reason=reason,
                )
            )
    (line,) = office_lines(pair.county)
    assert line.set_aside == len(opened(pair.county, Role.HEAD).set_aside) == 1
