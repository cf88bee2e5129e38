"""Why a database did not do what it was asked: full, to be read only, broken or out of reach.

What a driver says becomes one word for machines, and an error with a remedy for people.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Final

from sqlalchemy.exc import DBAPIError, InternalError, OperationalError

from corrdesk.base.errors import EnvironmentFault
from corrdesk.county.errors import (
    DatabaseFileStuck,
    DatabaseFull,
    DatabaseOutOfReach,
    DatabaseReadOnly,
)

NOT_DONE: Final = (OperationalError, InternalError)
"""What a driver raises for all of these; another of its errors is somebody's mistake."""


class Ailment(StrEnum):
    """What keeps a part of a county from being written."""

    AWAY = "unreachable"
    FULL = "full"
    READ_ONLY = "read-only"
    BROKEN = "broken"


_BY_STATE: Final = {"53100": Ailment.FULL, "25006": Ailment.READ_ONLY}
_BY_WORDS: Final = {
    "database or disk is full": Ailment.FULL,
    "readonly database": Ailment.READ_ONLY,
    "unable to open": Ailment.BROKEN,
    "disk I/O error": Ailment.BROKEN,
    "malformed": Ailment.BROKEN,
    "not a database": Ailment.BROKEN,
}


def ailment_of(error: DBAPIError) -> Ailment:
    """Why a statement was refused; where nothing is known, the database is out of reach."""
    state = str(getattr(error.orig, "sqlstate", ""))
    return _BY_STATE.get(state) or told_by(str(error.orig))


def told_by(words: str) -> Ailment:
    """The same by the words of SQLite."""
    return next((each for known, each in _BY_WORDS.items() if known in words), Ailment.AWAY)


def fault_of(error: DBAPIError, *, in_folder: bool) -> EnvironmentFault:
    """What a person is told of it. `in_folder`: the database is a file of the county's own."""
    ailment = ailment_of(error)
    if ailment is Ailment.FULL:
        return DatabaseFull()
    if ailment is Ailment.READ_ONLY:
        return DatabaseReadOnly()
    return DatabaseFileStuck() if in_folder else DatabaseOutOfReach()
