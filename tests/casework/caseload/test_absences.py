"""Of every source the last word stands."""

from __future__ import annotations

from datetime import date

from corrdesk.base.spans import Span
from corrdesk.bootstrap import Desk
from corrdesk.casework.caseload.absences import approved_absences, note_absence
from tests.casework.people import new_person

FIRST, LAST = date(2026, 6, 15), date(2026, 6, 21)


def noted(desk: Desk, supervision: str, source: str, days: tuple[date, date] | None) -> None:
    with desk.unit_of_work() as uow:
        uow.begin_act("leave.decide")
        note_absence(uow, supervision, source, days)
        uow.commit()


def spans(desk: Desk, supervision: str | None = None) -> dict[str, tuple[Span, ...]]:
    with desk.read() as session:
        return approved_absences(session, desk.office.id, supervision)


def test_the_last_word_of_a_source_stands(desk: Desk) -> None:
    _person, one = new_person(desk)
    noted(desk, one, "a", (FIRST, LAST))
    noted(desk, one, "a", (FIRST, FIRST))
    assert spans(desk) == {one: (Span.inclusive(FIRST, FIRST),)}
    noted(desk, one, "a", None)
    assert spans(desk) == {}


def test_sources_and_people_are_kept_apart(desk: Desk) -> None:
    _person, one = new_person(desk, 1)
    _person, two = new_person(desk, 2, "李小芳")
    later = (date(2026, 7, 1), date(2026, 7, 3))
    noted(desk, one, "b", later)
    noted(desk, one, "a", (FIRST, LAST))
    noted(desk, two, "c", later)
    assert spans(desk)[one] == (Span.inclusive(FIRST, LAST), Span.inclusive(*later))
    assert spans(desk, two) == {two: (Span.inclusive(*later),)}
