"""Asking is a value: the same question is the same value."""

from __future__ import annotations

from corrdesk.sync.core.talk import Get, List, Put
from tests.sync.core.parties import Mailbox


def test_a_mailbox_answers_and_writes_once() -> None:
    box = Mailbox()
    box.answer(Put("a/1", b"x"))
    box.answer(Put("a/1", b"y"))
    assert box.answer(Get("a/1")) == b"x"
    assert box.answer(Get("a/2")) is None
    assert box.answer(List("a/")) == ["a/1"]
    assert box.answer(List("b/")) == []
