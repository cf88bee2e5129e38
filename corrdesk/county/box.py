"""What was left at the county's server and what the county left there, in its own database.

A transport like any other, but without a way: every server process of a county sees the same.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from sqlalchemy import delete, func, select

from corrdesk.base.clock import Clock
from corrdesk.county.database import ConsoleDatabase
from corrdesk.county.firsts import make_unless_there
from corrdesk.county.tables import Left
from corrdesk.sync.core.wire import LARGEST_SEALED
from corrdesk.sync.transports.base import TransportFault, Trouble, checked_name, checked_prefix

BEYOND: Final = "\U0010ffff"  # sorts behind every name


class TableBox:
    """The mailbox of all offices; who may see what is decided above."""

    def __init__(self, database: ConsoleDatabase, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def list(self, prefix: str) -> list[str]:
        """The names that begin with a prefix."""
        lead = checked_prefix(prefix)
        with self._database.begin() as session:
            statement = select(Left.name).order_by(Left.name)
            if lead:
                statement = statement.where(Left.name >= lead, Left.name < lead + BEYOND)
            return list(session.scalars(statement))

    def get(self, name: str) -> bytes | None:
        """What was left under a name."""
        with self._database.begin() as session:
            found = session.get(Left, checked_name(name))
            return found.content if found is not None else None

    def put(self, name: str, content: bytes) -> None:
        """Leaves something; what is there already stays."""
        if len(content) > LARGEST_SEALED:
            raise TransportFault(Trouble.WRONG)
        with self._database.begin() as session:
            make_unless_there(
                session,
                Left,
                name=checked_name(name),
                content=content,
                left_at=self._clock.now(),
            )

    def close(self) -> None:
        """Nothing is held open."""

    def clear(self, names: Iterable[str]) -> None:
        """Takes away what is no longer needed, such as receipts that a later one replaced."""
        with self._database.begin() as session:
            session.execute(delete(Left).where(Left.name.in_(tuple(names))))

    def count(self, prefix: str) -> int:
        """How many things lie under names that begin so."""
        lead = checked_prefix(prefix)
        with self._database.begin() as session:
            found = select(func.count()).where(Left.name >= lead, Left.name < lead + BEYOND)
            return int(session.execute(found).scalar_one())

    def size(self) -> tuple[int, int]:
        """How many things lie here, and how many bytes."""
        with self._database.begin() as session:
            count, size = session.execute(
                select(func.count(), func.coalesce(func.sum(func.length(Left.content)), 0))
            ).one()
            return int(count), int(size)
