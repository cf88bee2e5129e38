"""One exchange on a worker, told as it goes: for the page and for the one that begins by itself."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from corrdesk.sync import automatic, driving
from corrdesk.sync.core.stops import Guard
from corrdesk.sync.exchange import Branch, Outcome
from corrdesk.sync.transports.base import TransportFault
from corrdesk.sync.transports.choosing import open_target
from corrdesk.ui.shell.operations import Cancelled

if TYPE_CHECKING:
    from corrdesk.bootstrap import Desk

Report = Callable[[int, int], None]


def exchanged(
    desk: Desk,
    where: str,
    report: Report,
    *,
    dry_run: bool = False,
    by_hand: bool = True,
    confirmed: frozenset[Guard] = frozenset(),
) -> Outcome:
    """One exchange, told as it goes; cancelling stops it between two steps.

    Cancelled among the files, which come last, it has its outcome all the same.
    """
    transport = open_target(where, desk.exchange)
    count, total = 0, 0  # entries, of which nobody knows how many; then chunks of files

    def told(what: str, number: int) -> None:
        nonlocal count, total
        if what == "files":
            count, total = 0, number
        else:
            count += number

    def stopped() -> bool:
        try:
            report(count, total)
        except Cancelled:
            return True
        return False

    try:
        outcome = desk.exchange.run(
            transport,
            where,
            dry_run=dry_run,
            by_hand=by_hand,
            confirmed=confirmed,
            told=told,
            cancelled=stopped,
        )
    except driving.Cancelled:
        raise Cancelled from None
    finally:
        transport.close()
    desk.received(outcome.changed)
    return outcome


def exchanged_by_itself(desk: Desk, report: Report) -> Outcome:
    """The one that begins by itself, at the place of the last one by hand.

    A place that is not there counts as a failure: the next time is further away.
    """
    state = desk.exchange.automatic()
    try:
        return exchanged(desk, state.target, report, by_hand=False)
    except TransportFault:
        if desk.exchange.automatic() == state:  # the place could not even be opened
            later = automatic.failed(state, desk.clock.now(), 0.5)
            desk.exchange.keep_automatic(later)
        raise
    except Cancelled:
        desk.exchange.keep_automatic(automatic.put_off(state, desk.clock.now(), 0.5))
        raise


def parted(desk: Desk, where: str, report: Report) -> Branch:
    """What this PC wrote that the county knows otherwise, read at a target."""

    def stopped() -> bool:
        report(0, 0)
        return False

    transport = open_target(where, desk.exchange)
    try:
        return desk.exchange.branch(transport, stopped)
    finally:
        transport.close()
