"""One exchange on a worker, told as it goes: for the page and for the one that begins by itself."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING

from corrdesk.sync import automatic, driving
from corrdesk.sync.core.stops import Guard
from corrdesk.sync.exchange import Branch, Outcome
from corrdesk.sync.transports.base import Transport, TransportFault
from corrdesk.sync.transports.choosing import open_target
from corrdesk.sync.transports.patience import PatientTransport
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
    """One exchange, told as it goes; cancelling stops it, also while the place does not answer.

    Cancelled among the files, which come last, it has its outcome all the same.
    """
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

    with _at(desk, where, stopped) as transport:
        outcome = desk.exchange.run(
            transport,
            where,
            dry_run=dry_run,
            by_hand=by_hand,
            confirmed=confirmed,
            told=told,
            cancelled=stopped,
        )
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
    stopped = asked_by(report)
    with _at(desk, where, stopped) as transport:
        return desk.exchange.branch(transport, stopped)


def asked_by(report: Report) -> Callable[[], bool]:
    """Whether it was cancelled, for work that has nothing to tell about how far it is."""

    def stopped() -> bool:
        try:
            report(0, 0)
        except Cancelled:
            return True
        return False

    return stopped


@contextmanager
def _at(desk: Desk, where: str, stopped: Callable[[], bool]) -> Iterator[Transport]:
    """A target, open; it is left at once when it was cancelled."""
    try:
        transport = PatientTransport(lambda: open_target(where, desk.exchange), stopped)
        with closing(transport):
            yield transport
    except driving.Cancelled:
        raise Cancelled from None
