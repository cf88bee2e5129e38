"""Confirming at an office: what is kept, what it does to the law of this office, who may."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from corrdesk.base.actor import Actor, Role
from corrdesk.base.errors import UserError
from corrdesk.bootstrap import Desk
from corrdesk.casework.confirmation.model import CountyWord
from corrdesk.casework.confirmation.queries import words_spoken
from corrdesk.casework.confirmation.service import confirm_rule
from corrdesk.rules.confirmation import Verdict
from corrdesk.rules.parameter import CHECKED
from tests.casework.people import stand_on

KEY = "leave.office_max_days"
PAPER = "青矫〔2026〕5号"


def confirm(desk: Desk, key: str = KEY, **word: Any) -> str:
    given = CountyWord(**({"document": PAPER, "person": "赵县"} | word))
    return desk.act(lambda uow: confirm_rule(uow, desk.law(), key, given))[0]


def marks(desk: Desk, key: str = KEY) -> set[str]:
    held = desk.rulebook.held(key, desk.clock.today())
    assert held is not None
    return {cited.mark for cited in held.citations}


def test_confirming_lifts_the_mark_at_once_and_for_good(desk: Desk) -> None:
    version = desk.rulebook.version
    assert marks(desk) == {"C"}
    confirm(desk, note="电话核对")
    assert marks(desk) == {CHECKED}
    assert desk.law().book.version == desk.rulebook.version != version
    with desk.read() as session:
        (word,) = words_spoken(session, desk.office.id)
    assert (word.key, word.verdict, word.value) == (KEY, Verdict.CONFIRMED, 7)
    assert (word.document, word.person, word.on, word.note) == (
        PAPER, "赵县", date(2026, 6, 10), "电话核对",
    )  # fmt: skip


def test_a_changed_value_holds_from_today_on(desk: Desk) -> None:
    confirm(desk, value="5")
    assert desk.rulebook.value(KEY, date(2026, 6, 9)) == 7
    assert desk.rulebook.value(KEY, date(2026, 6, 10)) == 5
    stand_on(desk, date(2026, 7, 1))
    confirm(desk, value="6")
    assert desk.rulebook.value(KEY, date(2026, 6, 30)) == 5
    assert desk.rulebook.value(KEY, date(2026, 7, 1)) == 6
    confirm(desk)  # the county confirms its own value
    with desk.read() as session:
        assert [word.value for word in words_spoken(session, desk.office.id)] == [5, 6, 6]


def test_the_journal_keeps_the_word(desk: Desk) -> None:
    before = desk.head().seq
    confirm(desk)
    assert desk.head().seq == before + 1
    assert desk.verify() == []


@pytest.mark.parametrize(
    ("key", "word", "field"),
    [
        (KEY, {"document": " "}, "document"),
        (KEY, {"person": ""}, "person"),
        (KEY, {"document": "文" * 121}, "document"),
        (KEY, {"value": "7"}, "value"),  # that is the value that holds
        (KEY, {"value": "soon"}, "value"),
        ("no.such.key", {}, "key"),
        ("leave.needs_approval", {"value": "false"}, "key"),
        ("class.strict.check_in", {}, "key"),  # the county's own pack: nobody doubts it
    ],
)
def test_what_cannot_be_is_refused_and_leaves_nothing(
    desk: Desk, key: str, word: dict[str, str], field: str
) -> None:
    before, version = desk.head().seq, desk.rulebook.version
    with pytest.raises(UserError) as refused:
        confirm(desk, key, **word)
    assert refused.value.field == field
    assert (desk.head().seq, desk.rulebook.version) == (before, version)


def test_a_confirmed_value_may_be_confirmed_again(desk: Desk) -> None:
    confirm(desk)
    confirm(desk, document="青矫〔2027〕1号")
    with desk.read() as session:
        assert len(words_spoken(session, desk.office.id)) == 2


def test_only_the_head_speaks_for_the_county(desk: Desk) -> None:
    desk.actor = Actor(desk.actor.officer_id, "李明", Role.OFFICER, desk.actor.device_id)
    with pytest.raises(UserError, match="角色"):
        confirm(desk)


def test_another_pack_of_the_office_carries_the_words_too(desk: Desk) -> None:
    confirm(desk, value="5")
    today = desk.clock.today()
    assert desk.rulebook_of("cn").value(KEY, today) == 5
    assert desk.rulebook_of("cn", confirmed=False).value(KEY, today) == 7
