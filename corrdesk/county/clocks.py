"""Entries whose clock was wrong, by office and PC, as the console lists them. Reads only.

They were taken like any other; what makes a clock doubtful is `sync.core.clocks`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from sqlalchemy import select

from corrdesk.county.county import County
from corrdesk.store.base import table_of
from corrdesk.store.chain import place_of
from corrdesk.sync.core.clocks import KEY, Doubt, doubts, is_doubted
from corrdesk.sync.replica import Replica
from corrdesk.sync.tables import SyncState


@dataclass(frozen=True, slots=True)
class DoubtLine:
    """Entries of one PC that the county marked together."""

    office_id: str
    office: str
    computer: str
    doubt: Doubt


def doubt_lines(county: County, office_id: str = "") -> list[DoubtLine]:
    """What is marked of all offices, or of one; what came in last stands first."""
    marked = offices_marked(county)
    with county.registry() as registry:
        names = {each.office_id: each.name for each in registry.offices()}
        labels = {each.device_id: each.label for each in registry.devices()}
    found = [
        DoubtLine(office, names[office], labels.get(each.device, each.device), each)
        for office in names
        if office in marked and office_id in {"", office}
        for each in doubts(Replica(county.store, office))
    ]
    return sorted(found, key=lambda line: line.doubt.at, reverse=True)


def doubted_entries(county: County) -> Callable[[str, str], bool]:
    """Whether the time of an entry, by office and name, is not to be relied on."""
    marked = {each: doubts(Replica(county.store, each)) for each in offices_marked(county)}
    return lambda office, entry: is_doubted(marked.get(office, ()), *place_of(entry))


def offices_marked(county: County) -> set[str]:
    """The offices of which anything is marked, for most have nothing to be looked for."""
    state = table_of(SyncState)
    with county.read() as session:
        return set(session.scalars(select(state.c.office_id).where(state.c.key == KEY)))


def counted(lines: Iterable[DoubtLine]) -> dict[str, int]:
    """By office how many entries are marked."""
    found: dict[str, int] = {}
    for line in lines:
        found[line.office_id] = found.get(line.office_id, 0) + line.doubt.count
    return found
