"""The check-list with its history, and the figure beside it."""

from __future__ import annotations

from corrdesk.bootstrap import Desk
from corrdesk.casework.confirmation.model import CheckedRule
from corrdesk.casework.confirmation.queries import checked_rules, confirmations
from corrdesk.rules.confirmation import State
from tests.casework.confirmation.test_service import KEY, PAPER, confirm


def rules(desk: Desk) -> dict[str, CheckedRule]:
    book = desk.rulebook_of(desk.office.pack_id, confirmed=False)
    with desk.read() as session:
        found = checked_rules(session, desk.office.id, book, desk.law())
    return {rule.entry.key: rule for rule in found}


def test_the_list_shows_who_said_what(desk: Desk) -> None:
    before = rules(desk)
    assert {rule.entry.state for rule in before.values()} == {State.OPEN}
    assert before[KEY].last is None
    confirm(desk)
    confirm(desk, value="5")
    after = rules(desk)
    assert set(after) == set(before)
    assert after[KEY].entry.state is State.CHANGED
    assert [word.value for word in after[KEY].words] == [5, 7]
    last = after[KEY].last
    assert last is not None
    assert last.document == PAPER
    assert sum(rule.entry.state is State.OPEN for rule in after.values()) == len(before) - 1
    assert all(not rule.words for key, rule in after.items() if key != KEY)


def test_the_rules_read_the_same_words(desk: Desk) -> None:
    confirm(desk, value="5")
    with desk.read() as session:
        (word,) = confirmations(session, desk.office.id)
    assert (word.key, word.value, word.document) == (KEY, 5, PAPER)
