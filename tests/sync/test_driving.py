"""A conversation is led to its end, or let go of properly."""

from __future__ import annotations

import pytest

from corrdesk.sync.core.talk import Get, List, Put, Talk
from corrdesk.sync.driving import Cancelled, drive
from corrdesk.sync.transports.memory import MemoryTransport


def talk(ended: list[str]) -> Talk[object]:
    try:
        yield Put("a/1", b"x")
        names = yield List("a/")
        content = yield Get("a/1")
        return names, content
    finally:
        ended.append("end")


def test_the_result_comes_back() -> None:
    ended: list[str] = []
    assert drive(talk(ended), MemoryTransport()) == (["a/1"], b"x")
    assert ended == ["end"]


def test_cancelled_between_two_questions() -> None:
    ended: list[str] = []
    answers = iter([False, True])
    box = MemoryTransport()
    with pytest.raises(Cancelled):
        drive(talk(ended), box, cancelled=lambda: next(answers))
    assert ended == ["end"]
    assert box.content == {"a/1": b"x"}
