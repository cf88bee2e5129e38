"""What pages and panels of one capability are opened with by those of another."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class CheckInFor:
    """Whose check-in, and for which window where that is already clear."""

    person_id: str
    duty_id: str = ""


@dataclass(frozen=True, slots=True)
class ViolationOf:
    """Whose violation is to be recorded, and out of which missed window or hint if it is one."""

    person_id: str
    supervision_id: str
    duty_id: str = ""
    hint_id: str = ""


@dataclass(frozen=True, slots=True)
class Whose:
    """Whose request it is; nobody yet: the form asks."""

    person_id: str = ""
    supervision_id: str = ""
    name: str = ""


@dataclass(frozen=True, slots=True)
class LeaveOf(Whose):
    """Whose leave, or recurring travel, is asked for."""

    recurring: bool = False


@dataclass(frozen=True, slots=True)
class RelocationOf(Whose):
    """Who asks for a change of the execution place."""


@dataclass(frozen=True, slots=True)
class ApprovalOf(Whose):
    """Who asks for an approval of the county, and for which kind of it."""

    kind: str = "place"
