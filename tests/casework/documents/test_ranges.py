"""What a word has come to, and what is left of each range, agrees with the register."""

from __future__ import annotations

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from corrdesk.base.actor import Actor
from corrdesk.base.ids import derived_id
from corrdesk.bootstrap import Desk
from corrdesk.casework.documents.numbering import Range, rest_of
from corrdesk.casework.documents.ranges import Numbering, numbering_of
from corrdesk.casework.documents.service import reserve_numbers, return_numbers, void_document
from tests.casework.papers import draft, issued
from tests.casework.people import new_person

WORD = "矫解通"
OTHER = derived_id("device", "other")


def seen(desk: Desk, device: str = "", year: int = 2026) -> Numbering:
    with desk.read() as session:
        return numbering_of(session, desk.office.id, device or desk.actor.device_id, year)


def test_the_free_computer_and_another_one_see_their_next_numbers(desk: Desk) -> None:
    person = new_person(desk)
    void_document_of = issued(desk, draft(*person))
    desk.act(lambda uow: void_document(uow, void_document_of, "打印污损"))
    desk.act(lambda uow: reserve_numbers(uow, OTHER, WORD, 2026, 3, reason="窗口"))
    issued(desk, draft(*person))
    here = seen(desk)
    (word,) = here.words
    assert here.free_device == desk.actor.device_id
    assert (word.word, word.given, word.void, word.following) == (WORD, 2, 1, 6)
    assert [(gap.first, gap.last) for gap in word.gaps] == [(2, 4)]
    assert not word.unexplained
    (kept,) = here.ranges
    assert (kept.first, kept.last, kept.left, kept.reason) == (2, 4, 3, "窗口")
    assert seen(desk, OTHER).words[0].following == 2
    assert seen(desk, derived_id("device", "third")).words[0].following is None


def test_a_range_is_used_up_and_a_returned_one_has_nothing_left(desk: Desk) -> None:
    person = new_person(desk)
    first = desk.act(lambda uow: reserve_numbers(uow, OTHER, WORD, 2026, 2))[0]
    desk.act(lambda uow: reserve_numbers(uow, OTHER, WORD, 2026, 4))
    mine = desk.actor
    desk.actor = Actor(mine.officer_id, mine.name, mine.role, OTHER)
    for _time in range(3):
        issued(desk, draft(*person))
    assert [each.left for each in seen(desk).ranges] == [0, 3]
    last = next(each.id for each in seen(desk).ranges if each.id != first)
    desk.act(lambda uow: return_numbers(uow, last, "电脑停用"))
    assert [(each.left, each.returned) for each in seen(desk).ranges] == [(0, False), (0, True)]
    assert seen(desk).words[0].following is None


def test_a_year_without_numbers_is_empty(desk: Desk) -> None:
    assert seen(desk, year=2031) == Numbering(2031, desk.actor.device_id, [], [])


@given(st.sets(st.integers(1, 30)), st.integers(1, 30), st.integers(0, 10))
@settings(suppress_health_check=[HealthCheck.too_slow])
def test_what_is_left_is_never_more_than_what_was_set_aside(
    used: set[int], first: int, more: int
) -> None:
    own = Range(OTHER, first, first + more)
    rest = rest_of(own, used)
    left = range(rest.first, rest.last + 1) if rest else range(0)
    assert set(left) <= set(range(own.first, own.last + 1)) - used
