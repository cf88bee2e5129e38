"""Leads a conversation of the protocol over a transport, until it ends or is cancelled."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from typing import Any, TypeVar

from corrdesk.base.collecting import put_off
from corrdesk.sync.core.talk import Ask, Clear, Get, List, Room, Talk
from corrdesk.sync.transports.base import Clearing, Measured, Transport, TransportFault, Trouble

Result = TypeVar("Result")
Step = Callable[[], AbstractContextManager[None]]


class Cancelled(Exception):
    """A person stopped it. What was exchanged before counts; the rest waits for the next time."""


def drive(
    talk: Talk[Result],
    transport: Transport,
    *,
    cancelled: Callable[[], bool] = lambda: False,
    step: Step = nullcontext,
) -> Result:
    """The result of the conversation. Raises what the rules and the transport raise.

    `step` is entered while the rules think, and left while the target is asked.
    """
    answer: Any = None
    try:
        while True:
            if cancelled():
                raise Cancelled
            with put_off(), step():
                ask = talk.send(answer)
            answer = _answer(ask, transport)
    except StopIteration as end:
        result: Result = end.value
        return result
    finally:
        talk.close()


def _answer(ask: Ask, transport: Transport) -> Any:
    if isinstance(ask, List):
        return transport.list(ask.prefix)
    if isinstance(ask, Get):
        return transport.get(ask.name)
    if isinstance(ask, Clear):
        if isinstance(transport, Clearing):
            with contextlib.suppress(TransportFault):  # what stays only takes room
                transport.clear(ask.names)
        return None
    if isinstance(ask, Room):
        return transport.room() if isinstance(transport, Measured) else None
    started = time.monotonic()
    try:
        transport.put(ask.name, ask.content)
    except TransportFault as fault:
        if ask.spare and fault.trouble is Trouble.FULL:
            return False
        raise
    return time.monotonic() - started
