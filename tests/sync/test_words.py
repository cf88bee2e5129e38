"""Everything that stops or refuses has its words, and says what may be confirmed."""

from __future__ import annotations

from corrdesk.sync.core.hiding import Hidden
from corrdesk.sync.core.refusal import Reason
from corrdesk.sync.core.stops import Guard, Stopped
from corrdesk.sync.naming import kind_words
from corrdesk.sync.words import (
    CONFIRMABLE,
    GUARDS,
    REFUSALS,
    ExchangeStopped,
    aside,
    much_hidden,
    refusal,
    unread,
)


def test_nothing_is_without_words() -> None:
    assert set(GUARDS) == set(Guard)
    assert set(REFUSALS) == set(Reason)
    assert all(refusal(reason) for reason in Reason)
    assert aside("value") != "value"
    assert aside("of-the-future") == "of-the-future"


def test_what_does_not_open_may_be_taken_away() -> None:
    assert "删去" in unread([Reason.GAP, Reason.SEALED])
    assert unread([Reason.GAP]) == ""


def test_a_stop_says_what_and_what_to_do() -> None:
    for guard in Guard:
        stopped = ExchangeStopped(Stopped(guard))
        assert stopped.message
        assert stopped.remedy
        assert stopped.field == guard.value


def test_what_would_be_hidden_is_counted_by_kind() -> None:
    found = [Hidden("person", 12, 80), Hidden("partner", 6, 9)]
    stopped = ExchangeStopped(Stopped(Guard.HIDES, found))
    assert f"{kind_words('person')} 12 条（原有 80 条）；" in stopped.message
    assert "6 条（原有 9 条）" in much_hidden(found)
    assert much_hidden([]) == ""
    assert Guard.HIDES in CONFIRMABLE


def test_a_fork_cannot_be_confirmed_away() -> None:
    assert CONFIRMABLE.isdisjoint({Guard.FORK, Guard.NOT_ENROLLED, Guard.RESTORED})
