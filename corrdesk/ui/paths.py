"""What pages and panels of one capability are opened with by those of another."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, is_dataclass
from typing import Any

from corrdesk.casework.caseload.hours import HourKind


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
class Newcomer:
    """What is known of somebody whose file is to be opened, e.g. from another county's letter."""

    name: str
    id_number: str
    phone: str = ""
    residence: str = ""


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
class MeasureOf(Whose):
    """For whom a measure begins, and which one where that is already clear."""

    kind: str = ""


@dataclass(frozen=True, slots=True)
class ApprovalOf(Whose):
    """Who asks for an approval of the county, and for which kind of it."""

    kind: str = "place"


@dataclass(frozen=True, slots=True)
class HoursOf:
    """Whose hours are opened, and of which kind."""

    supervision_id: str
    kind: HourKind = HourKind.EDUCATION


@dataclass(frozen=True, slots=True)
class FileOf:
    """Whose file is opened, and at which of its tabs."""

    person_id: str
    tab: str = "facts"


def to_text(argument: object) -> str:
    """What a page was opened with, as text; empty for what cannot be written down."""
    if isinstance(argument, str):
        return json.dumps(argument)
    if (
        is_dataclass(argument)
        and not isinstance(argument, type)
        and type(argument) in _kinds().values()
    ):
        return json.dumps({type(argument).__name__: asdict(argument)}, ensure_ascii=False)
    return ""


def from_text(text: str) -> Any:
    """The way back. What this program no longer knows is nothing."""
    try:
        found = json.loads(text) if text else None
        if not isinstance(found, dict):
            return found
        ((name, told),) = found.items()
        return _kinds()[name](**told)
    except (ValueError, KeyError, TypeError):
        return None


def _kinds() -> dict[str, type[Any]]:
    """Every path of this module by its name."""
    found = globals().items()
    return {name: kind for name, kind in found if isinstance(kind, type) and is_dataclass(kind)}


@dataclass(frozen=True, slots=True)
class IssueOf:
    """For whom a form is issued; with `replaces`, the sheet that is issued anew."""

    person_id: str = ""
    supervision_id: str = ""
    name: str = ""
    form_id: str = ""
    replaces: str = ""
