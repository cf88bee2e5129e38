"""What has served its turn at a target, so that lists of names do not grow with the years.

The county takes it away after it has served an office there. Only what it finds under names that
promise what it has taken in, or has said anew since, and what it has put elsewhere; whatever else
lies there is left alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from corrdesk.sync.core.names import RECEIPTS, Run, numbered, snapshots
from corrdesk.sync.core.rosters import LEAD

KEPT: Final = 5  # receipts, rosters: whoever has just looked at the list still finds what it named

Hashes = Mapping[str, Mapping[int, bytes]]
"""By device the hashes of some of its entries, as they are here."""


def spent_receipts(listed: Iterable[str], last: int) -> list[str]:
    """Receipts that later ones replaced. `last`: the number of the county's own latest.

    Names are anybody's: one from far ahead makes no genuine one old.
    """
    return [name for number, name in numbered(listed, RECEIPTS) if number <= last - KEPT]


def spent_rosters(listed: Iterable[str], lies: int) -> list[str]:
    """Rosters that later ones replaced. `lies`: the number of the name that the latest has.

    One roster says all that is known: who belongs to the office since ever, and every epoch that is
    over. So a device that was away for years needs the latest alone; those kept before it are for
    whoever has just looked at the list, and for the day on which the latest is damaged.
    """
    return [name for number, name in numbered(listed, LEAD) if number <= lies - KEPT]


def spent_words(listed: Sequence[str], read: Mapping[str, int]) -> list[str]:
    """What devices said before their latest words. `read`: by device the number of that."""
    return [
        name
        for device, latest in read.items()
        for number, name in numbered(listed, f"holdings-{device}-")
        if number < latest
    ]


def spent_runs(found: Iterable[Run], safe: Mapping[str, int], hashes: Hashes) -> list[str]:
    """Runs of which nobody needs anything more. `safe`: by device up to which entry that is so.

    A run that ends in another entry than here is a branch, which somebody has to look at.
    """
    return [
        run.name
        for run in found
        if run.last <= safe.get(run.device, 0)
        and hashes.get(run.device, {}).get(run.last, b"").hex().startswith(run.head)
    ]


def spent_snapshots(listed: Iterable[str], *, asked: bool) -> list[str]:
    """Snapshots and their pieces, once no device asks for one (`asked`)."""
    return [] if asked else snapshots(listed)
