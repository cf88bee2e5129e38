"""What a planted bug is: some functions of the rules are other ones while it is on."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

Plant = tuple[Any, str, Any]


@dataclass(frozen=True)
class Bug:
    """What somebody did, and which functions are other ones then."""

    says: str
    plants: Callable[[], list[Plant]]
    from_seed: int = 0  # where it is first found, for those that few schedules show


def no_check(*_arguments: object, **_named: object) -> None:
    """A check that checks nothing."""


def says_nothing(*_arguments: object) -> Any:
    """A conversation that ends before it begins."""
    return
    yield
