"""Only an open hint is settled; once it has ended it keeps its day."""

from __future__ import annotations

from datetime import date

import pytest

from corrdesk.base.errors import UserError
from corrdesk.bootstrap import Desk
from corrdesk.casework.enforcement.hints.service import dismiss_hint, keep_hints
from corrdesk.casework.enforcement.hints.settling import extract_of, open_hint, settle_confirmed
from corrdesk.casework.enforcement.model import Breach
from tests.casework.cases import violation
from tests.casework.findings import finding, hints
from tests.casework.people import new_person, stand_on


@pytest.fixture
def hint(desk: Desk) -> str:
    person, supervision = new_person(desk)
    desk.act(lambda uow: keep_hints(uow, desk.law(), [finding(supervision, person)]))
    return hints(desk)[0].hint_id


def test_a_settled_hint_is_not_open(desk: Desk, hint: str) -> None:
    with desk.unit_of_work() as uow:
        assert open_hint(uow, hint).id == hint
    desk.act(lambda uow: dismiss_hint(uow, hint, "住院"))
    with desk.unit_of_work() as uow, pytest.raises(UserError):
        open_hint(uow, hint)
    with desk.unit_of_work() as uow, pytest.raises(UserError):
        open_hint(uow, "no-such")


def test_the_extract_tells_the_state_of_the_day(desk: Desk, hint: str) -> None:
    stand_on(desk, date(2026, 6, 12))
    with desk.unit_of_work() as uow:
        title, text = extract_of(uow, open_hint(uow, hint), "青石镇司法所")
    assert title == "外出、销假登记摘录"
    assert "已逾期4日" in text


def test_a_confirmed_hint_names_its_violation(desk: Desk, hint: str) -> None:
    made = violation(desk, hints(desk)[0].supervision_id, breach=Breach.LEAVE)

    def confirm(uow: object) -> None:
        uow.begin_act("violation.record")  # type: ignore[attr-defined]
        settle_confirmed(uow, open_hint(uow, hint), made)  # type: ignore[arg-type]

    desk.act(confirm)
    (line,) = hints(desk, "confirmed")
    assert (line.violation_id, line.settled_on) == (made, desk.clock.today())
