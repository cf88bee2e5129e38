"""What differs between two rule packs for one person: windows to come, and measures named. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from corrdesk.casework.enforcement.model import Measure
from corrdesk.casework.reporting.model import DutyKind


@dataclass(frozen=True, slots=True)
class Expected:
    """A duty window as a pack asks for it; `due` is its last day with the days of grace."""

    kind: DutyKind
    period_start: date
    period_end: date
    due: date
    count: int | None
    hours: int | None


@dataclass(frozen=True, slots=True)
class Changed:
    """The same window under both packs, with another amount or another last day."""

    before: Expected
    after: Expected


@dataclass(frozen=True, slots=True)
class WindowMoves:
    """What becomes of a person's windows: those only the new pack asks for, those it drops."""

    added: tuple[Expected, ...] = ()
    removed: tuple[Expected, ...] = ()
    changed: tuple[Changed, ...] = ()

    @property
    def count(self) -> int:
        """How many windows move."""
        return len(self.added) + len(self.removed) + len(self.changed)


@dataclass(frozen=True, slots=True)
class Named:
    """The measures that a pack names for a violation, or the fact or rule that it lacks."""

    measures: tuple[Measure, ...] = ()
    obstacle: str = ""


@dataclass(frozen=True, slots=True)
class CaseMove:
    """A violation without decision for which the packs name different measures."""

    violation_id: str
    before: Named
    after: Named


@dataclass(frozen=True, slots=True)
class PersonMoves:
    """Everything that moves for one person; the identity number is masked."""

    person_id: str
    name: str
    masked_id: str
    windows: WindowMoves
    cases: tuple[CaseMove, ...]


@dataclass(frozen=True, slots=True)
class Unsaid:
    """A number about duties that a pack leaves open, and how many people it would be for."""

    key: str
    description: str
    people: int


@dataclass(frozen=True, slots=True)
class PackDifference:
    """What would move at an office, by person; people for whom nothing moves are only counted.

    `missing` and `plans_duties` are about the second pack: what it does not say, and whether it
    says enough for any duty to be planned.
    """

    version_before: str
    version_after: str
    as_of: date
    until: date
    people: int
    open_cases: int
    moved: tuple[PersonMoves, ...]
    missing: tuple[Unsaid, ...] = ()
    plans_duties: bool = True

    @property
    def added(self) -> int:
        """How many windows only the second pack asks for."""
        return sum(len(each.windows.added) for each in self.moved)

    @property
    def removed(self) -> int:
        """How many windows only the first pack asks for."""
        return sum(len(each.windows.removed) for each in self.moved)

    @property
    def changed(self) -> int:
        """How many windows have another amount or another last day."""
        return sum(len(each.windows.changed) for each in self.moved)

    @property
    def proposals(self) -> int:
        """For how many violations other measures are named."""
        return sum(len(each.cases) for each in self.moved)


def window_moves(before: Iterable[Expected], after: Iterable[Expected]) -> WindowMoves:
    """Compare the windows of one person: the same kind in the same period is the same window."""
    old, new = _by_place(before), _by_place(after)
    return WindowMoves(
        added=tuple(each for place, each in new.items() if place not in old),
        removed=tuple(each for place, each in old.items() if place not in new),
        changed=tuple(
            Changed(each, new[place])
            for place, each in old.items()
            if place in new and new[place] != each
        ),
    )


def _by_place(windows: Iterable[Expected]) -> dict[tuple[DutyKind, date, date], Expected]:
    return {(each.kind, each.period_start, each.period_end): each for each in windows}
