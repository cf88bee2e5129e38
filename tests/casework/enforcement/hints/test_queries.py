"""Lists and counts agree; a settled hint keeps the days it had when it was settled."""

from datetime import date

from corrdesk.bootstrap import Desk
from corrdesk.casework.enforcement.hints.queries import (
    HINT_LISTS,
    count_hints,
    hint_line,
)
from corrdesk.casework.enforcement.hints.service import dismiss_hint, keep_hints
from tests.casework.findings import finding, hints
from tests.casework.people import new_person, stand_on


def test_every_list_is_as_long_as_its_count(desk: Desk) -> None:
    person, supervision = new_person(desk)
    made = [finding(supervision, person, subject_id=f"leave-{n}") for n in range(3)]
    desk.act(lambda uow: keep_hints(uow, desk.law(), made))
    first = hints(desk)[0].hint_id
    desk.act(lambda uow: dismiss_hint(uow, first, "住院"))
    with desk.read() as session:
        for name in HINT_LISTS:
            assert count_hints(session, desk.office.id, name) == len(hints(desk, name))
        assert hint_line(session, desk.office.id, desk.clock.today(), "no-such") is None


def test_days_grow_while_open_and_stand_still_when_settled(desk: Desk) -> None:
    person, supervision = new_person(desk)
    desk.act(lambda uow: keep_hints(uow, desk.law(), [finding(supervision, person)]))
    stand_on(desk, date(2026, 6, 12))
    (line,) = hints(desk)
    assert line.days == 4
    desk.act(lambda uow: dismiss_hint(uow, line.hint_id, "住院"))
    stand_on(desk, date(2026, 6, 30))
    assert [each.days for each in hints(desk, "dismissed")] == [4]
