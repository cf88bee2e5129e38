"""Hints are kept once, come back only with more weight, and never vanish without a word."""

from __future__ import annotations

from datetime import date

import pytest

from corrdesk.base.errors import UserError
from corrdesk.bootstrap import Desk
from corrdesk.casework.enforcement.hints.model import Finding, HintKind
from corrdesk.casework.enforcement.hints.service import dismiss_hint, keep_hints, reopen_hint
from tests.casework.cases import violation
from tests.casework.findings import finding, hints
from tests.casework.people import new_person, stand_on


@pytest.fixture
def found(desk: Desk) -> Finding:
    """A leave that ended two days ago without a return."""
    person, supervision = new_person(desk)
    return finding(supervision, person)


def keep(desk: Desk, *found: Finding) -> int:
    return desk.act(lambda uow: keep_hints(uow, desk.law(), found))[0]


def only(desk: Desk, name: str = "open") -> str:
    (line,) = hints(desk, name)
    return line.hint_id


def test_a_finding_is_kept_once_with_its_clauses(desk: Desk, found: Finding) -> None:
    assert keep(desk, found, found) == 1
    head = desk.head().seq
    assert keep(desk, found) == 0
    assert desk.head().seq == head  # nothing changed: no entry
    (line,) = hints(desk)
    assert (line.days, line.stage) == (2, "admonition")
    assert {each["id"][:5] for each in line.clauses} >= {"CCL-2", "IM-34"}


def test_what_is_not_overdue_is_no_hint(desk: Desk, found: Finding) -> None:
    today = finding(found.supervision_id, found.person_id, due=desk.clock.today())
    assert keep(desk, today) == 0
    assert hints(desk) == []


def test_a_hint_that_does_not_hold_any_more_has_lapsed(desk: Desk, found: Finding) -> None:
    keep(desk, found)
    keep(desk)
    assert hints(desk) == []
    only(desk, "lapsed")
    assert keep(desk, found) == 0  # and comes back as the same one
    only(desk)


def test_a_dismissed_hint_stays_away_until_its_days_weigh_more(desk: Desk, found: Finding) -> None:
    keep(desk, found)
    hint = only(desk)
    desk.act(lambda uow: dismiss_hint(uow, hint, "已电话说明，大雪封路"))
    stand_on(desk, date(2026, 6, 18))
    keep(desk, found)
    assert hints(desk) == []
    stand_on(desk, date(2026, 6, 19))  # eleven days: the law names another measure
    keep(desk, found)
    (line,) = hints(desk)
    assert (line.stage, line.reason) == ("warning", "已电话说明，大雪封路")


def test_a_dismissed_hint_does_not_come_back_lighter(desk: Desk, found: Finding) -> None:
    stand_on(desk, date(2026, 6, 20))
    keep(desk, found)
    hint = only(desk)
    desk.act(lambda uow: dismiss_hint(uow, hint, "住院"))
    back = finding(found.supervision_id, found.person_id, done=date(2026, 6, 12))
    keep(desk, back)
    assert hints(desk) == []


def test_dismissing_needs_a_reason_and_an_open_hint(desk: Desk, found: Finding) -> None:
    keep(desk, found)
    hint = only(desk)
    with pytest.raises(UserError) as missing:
        desk.act(lambda uow: dismiss_hint(uow, hint, "  "))
    assert missing.value.field == "reason"
    desk.act(lambda uow: dismiss_hint(uow, hint, "住院"))
    with pytest.raises(UserError):
        desk.act(lambda uow: dismiss_hint(uow, hint, "再一次"))


def test_a_dismissal_can_be_taken_back(desk: Desk, found: Finding) -> None:
    keep(desk, found)
    hint = only(desk)
    with pytest.raises(UserError):
        desk.act(lambda uow: reopen_hint(uow, hint, "没有排除过"))
    desk.act(lambda uow: dismiss_hint(uow, hint, "住院"))
    with pytest.raises(UserError):
        desk.act(lambda uow: reopen_hint(uow, hint, ""))
    desk.act(lambda uow: reopen_hint(uow, hint, "病历系伪造"))
    assert only(desk) == hint


def test_a_violation_of_the_same_window_confirms_the_hint(desk: Desk, found: Finding) -> None:
    from corrdesk.casework.enforcement.service import record_violation
    from tests.casework.cases import facts

    window = finding(found.supervision_id, found.person_id, kind=HintKind.MISSED_DUTY, duty_id="d")
    keep(desk, window)
    violation(desk, found.supervision_id)  # another one: says nothing about the window
    keep(desk, window)
    only(desk)
    made = desk.act(lambda uow: record_violation(uow, found.supervision_id, facts(), duty_id="d"))[
        0
    ]
    keep(desk)
    (line,) = hints(desk, "confirmed")
    assert line.violation_id == made
