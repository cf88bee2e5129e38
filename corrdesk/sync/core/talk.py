"""What the protocol asks of a target, as values: a driver does them, with whatever transport.

The rules are generators that yield these; a driver sends back the answer. So no rule ever waits.
"""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass
from typing import Any, Protocol, TypeVar

from corrdesk.sync.core.frame import Sign


@dataclass(frozen=True, slots=True)
class List:
    """The names that begin with `prefix`, in any order."""

    prefix: str


@dataclass(frozen=True, slots=True)
class Get:
    """What lies under a name; None when it has gone."""

    name: str


@dataclass(frozen=True, slots=True)
class Put:
    """Leave something under a new name: all of it or nothing. There already: nothing to do.

    Answered with the seconds that it took, where whoever drives the conversation can tell. What can
    wait is `spare`: where there is no room for it the answer is False, and the talk goes on.
    """

    name: str
    content: bytes
    spare: bool = False


@dataclass(frozen=True, slots=True)
class Room:
    """How many bytes may be left there; None where the target does not tell."""


@dataclass(frozen=True, slots=True)
class Clear:
    """These names are of no more use: the county says so, and a target that can forgets them."""

    names: tuple[str, ...]


Ask = List | Get | Put | Clear | Room
Result = TypeVar("Result")
Talk = Generator[Ask, Any, Result]
"""A conversation with a target that ends in a result."""


class Box(Protocol):
    """Seals for recipients and opens what was sealed to this side."""

    def seal(self, content: bytes, recipients: list[str]) -> bytes:
        """The content, readable by these recipients only."""
        ...

    def open(self, raw: bytes) -> bytes:
        """The content. Raises `Refused` for what is not sealed to this side."""
        ...


@dataclass(frozen=True, slots=True)
class Me:
    """The device that speaks: its name, its signature, its box."""

    device: str
    sign: Sign
    box: Box
