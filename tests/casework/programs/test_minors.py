"""Minors among adults are counted; a group of one kind, or of guests, is left alone."""

from __future__ import annotations

from corrdesk.casework.caseload.hours import Learner
from corrdesk.casework.programs.minors import may_be_minor, minors_among_adults
from corrdesk.casework.programs.model import Invitee


def somebody(*, minor: bool | None, person: str | None = "p") -> Invitee:
    return Invitee(Learner.SUPERVISION, "s", "王小明", person, minor)


ADULT, YOUTH, UNKNOWN = (somebody(minor=each) for each in (False, True, None))
GUEST = somebody(minor=None, person=None)


def test_who_was_not_reckoned_may_be_one_and_a_guest_is_none() -> None:
    assert [may_be_minor(each) for each in (ADULT, YOUTH, UNKNOWN, GUEST)] == [
        False, True, True, False,
    ]  # fmt: skip


def test_only_a_mixed_group_is_pointed_out() -> None:
    assert minors_among_adults([]) == 0
    assert minors_among_adults([ADULT, ADULT, GUEST]) == 0
    assert minors_among_adults([YOUTH, UNKNOWN, GUEST]) == 0
    assert minors_among_adults([ADULT, YOUTH, UNKNOWN, GUEST]) == 2
