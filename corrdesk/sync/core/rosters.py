"""The roster as it lies at a target: which of the names there holds the county's latest word.

Anybody may leave something under a name. So a name orders the county's own rosters and no more:
what the county did not sign is passed over, and so is one that was copied to a name far ahead.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field

from corrdesk.sync.core.membership import Roster, read_roster
from corrdesk.sync.core.names import LONGEST_LEAP, numbered, roster_name
from corrdesk.sync.core.refusal import Reason, Refused
from corrdesk.sync.core.talk import Get, Put, Talk

LEAD = "roster-"


@dataclass(slots=True)
class Lying:
    """What lies there: the latest roster with the number of its name, and what was passed over."""

    roster: Roster | None = None
    number: int = 0
    refused: dict[str, Reason] = field(default_factory=dict)


def latest(listed: Collection[str], root: bytes, *, county: str, office: str) -> Talk[Lying]:
    """The roster under the latest name that holds one, as signed by the county."""
    found = Lying()
    for number, name in numbered(listed, LEAD):
        try:
            roster = read_roster((yield Get(name)) or b"", root, county=county, office=office)
            if number > roster.number + LONGEST_LEAP:
                raise Refused(Reason.FORM)  # it would hide every later one
        except Refused as refusal:
            found.refused[name] = refusal.reason
            continue
        found.roster, found.number = roster, number
        break
    return found


def leave(listed: Collection[str], roster: Roster, root: bytes) -> Talk[int]:
    """Leaves the roster where `latest` finds it, unless it is found already.

    Returns the number of the name under which it lies.
    """
    lying = yield from latest(listed, root, county=roster.county, office=roster.office)
    if lying.roster is not None and lying.roster.packed() == roster.packed():
        return lying.number
    number = max(roster.number, lying.number + 1)
    while (name := roster_name(roster.office, number)) in listed:
        number += 1
    yield Put(name, roster.packed())
    return number
