"""Lists of measures: everything runs somewhere, what is due comes first."""

from __future__ import annotations

from datetime import date

import pytest

from corrdesk.bootstrap import Desk
from corrdesk.casework.enforcement.measures.model import MeasureKind, Stage, Step
from corrdesk.casework.enforcement.measures.queries import (
    MEASURE_LISTS,
    count_measures,
    measure_file,
    measure_lines,
    measures_from,
    measures_of,
)
from tests.casework.measures import (
    device,
    file_of,
    fill_pack,
    lines,
    lost,
    revocation,
    start,
    step,
    steps,
)
from tests.casework.people import new_person, stand_on


def test_lists_are_as_long_as_their_counts_and_unknown_ones_raise(desk: Desk) -> None:
    supervision = new_person(desk)[1]
    lost(desk, supervision, date(2026, 6, 8))
    device(desk, supervision)
    with desk.read() as session:
        for name in MEASURE_LISTS:
            found = measure_lines(session, desk.office.id, desk.law(), name)
            assert count_measures(session, desk.office.id, desk.law(), name) == len(found)
        with pytest.raises(KeyError):
            measure_lines(session, desk.office.id, desk.law(), "no-such")
        assert measure_file(session, desk.office.id, desk.law(), "no-such") is None
    assert {line.kind for line in lines(desk, "running")} == {
        MeasureKind.LOST_CONTACT, MeasureKind.DEVICE
    }  # fmt: skip
    assert [line.kind for line in lines(desk, "devices")] == [MeasureKind.DEVICE]
    assert [line.kind for line in lines(desk, "lost")] == [MeasureKind.LOST_CONTACT]


def test_what_presses_most_comes_first(desk: Desk) -> None:
    first, second = new_person(desk)[1], new_person(desk, 2, "赵二")[1]
    worn = device(desk, first)
    steps(desk, worn, Step.CHECK, Step.SUBMIT, Step.GRANT, Step.INFORM)
    lost(desk, second, date(2026, 6, 8))
    found = lines(desk, "due")
    assert [line.kind for line in found] == [MeasureKind.LOST_CONTACT, MeasureKind.DEVICE]
    assert found[0].first_due is not None
    assert found[0].first_due.what == "search"


def test_an_ended_measure_is_due_no_more(desk: Desk) -> None:
    made = lost(desk, new_person(desk)[1], date(2026, 6, 8))
    steps(desk, made, Step.FIND, Step.TELL_PROCURATORATE, Step.HANDLE)
    assert lines(desk, "due") == []
    (ended,) = lines(desk, "ended")
    assert (ended.measure_id, ended.stage) == (made, Stage.ENDED)


def test_an_appraisal_that_nobody_began_is_due(desk: Desk) -> None:
    person, supervision = new_person(desk, term_end=date(2026, 7, 10))
    stand_on(desk, date(2026, 6, 9))
    assert lines(desk, "due") == []
    stand_on(desk, date(2026, 6, 10))
    (line,) = lines(desk, "due")
    assert (line.measure_id, line.kind, line.person_id) == ("", MeasureKind.APPRAISAL, person)
    made = start(desk, supervision, MeasureKind.APPRAISAL)
    (line,) = lines(desk, "due")
    assert line.measure_id == made
    steps(desk, made, Step.CHECK, Step.SUBMIT, Step.GRANT)
    assert lines(desk, "due") == []


def test_a_court_is_waited_for(desk: Desk) -> None:
    made = revocation(desk, new_person(desk)[1])
    fill_pack(desk, made)
    steps(desk, made, Step.SEND, Step.COPY)
    assert lines(desk, "due") == []
    step(desk, made, Step.RECEIVE)
    (line,) = lines(desk, "due")
    assert line.first_due is not None
    assert line.first_due.due == date(2026, 7, 10)
    with desk.read() as session:
        origin = file_of(desk, made).measure.origin_id
        assert [row.id for row in measures_from(session, desk.office.id, origin)] == [made]
        assert len(measures_of(session, desk.office.id, desk.law(), line.person_id)) == 1
