"""Exchanging by itself: when the next one begins, how it waits after failures, and what ends it.

Off until a person has exchanged by hand at the same place. Whatever stops an exchange turns it
off, and it stays off until a person has exchanged by hand again and turned it on. Pure.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from corrdesk.base.errors import UserError
from corrdesk.base.i18n import _
from corrdesk.sync.core.refusal import Refused
from corrdesk.sync.core.stops import Guard
from corrdesk.sync.core.wire import Fields, dumps, loads

KEY: Final = "automatic"
MINUTES: Final = (15, 30, 60, 120, 240)
USUAL: Final = 60
SPREAD: Final = 0.2  # of the interval, so that forty offices do not come in the same minute
MOST_DOUBLINGS: Final = 4
LONGEST: Final = timedelta(hours=8)


@dataclass(frozen=True, slots=True)
class Automatic:
    """How it stands. `target`: where a person exchanged last, and it went through.

    `stopped`: the guard that stopped the last exchange, until one goes through; `failures` in a
    row; `due`: when the next one begins (ISO), empty while it is off.
    """

    on: bool = False
    minutes: int = USUAL
    target: str = ""
    stopped: str = ""
    failures: int = 0
    due: str = ""

    @property
    def guard(self) -> Guard | None:
        """The guard that stopped it."""
        return Guard(self.stopped) if self.stopped in list(Guard) else None

    def packed(self) -> bytes:
        """The form in which it is remembered."""
        return dumps([
            int(self.on), self.minutes, self.target, self.stopped, self.failures, self.due
        ])  # fmt: skip


def read_automatic(raw: bytes | None) -> Automatic:
    """What was remembered; off for nothing, or for what cannot be read."""
    try:
        fields = Fields(loads(raw or b""), 6)
        return Automatic(
            fields.number() == 1, fields.number(), fields.text(1000), fields.text(20),
            fields.number(), fields.text(40),
        )  # fmt: skip
    except Refused:
        return Automatic()


def turned_on(state: Automatic, minutes: int, now: datetime, chance: float) -> Automatic:
    """On, every so many minutes. Raises UserError before an exchange by hand went through."""
    if state.stopped:
        raise UserError(
            _("上次交换停下了，还没有查明。"),
            remedy=_("请先按说明查明，手工交换成功后再打开自动交换。"),
            field="automatic",
        )
    if not state.target:
        raise UserError(
            _("还没有手工交换成功过。"),
            remedy=_("请先点“立即交换”，成功后再打开自动交换。"),
            field="automatic",
        )
    if minutes not in MINUTES:
        raise UserError(_("请选一个给出的间隔。"), field="minutes")
    return _next(replace(state, on=True, minutes=minutes, failures=0), now, chance)


def turned_off(state: Automatic) -> Automatic:
    """Off, as a person wishes."""
    return replace(state, on=False, due="", failures=0)


def went_through(
    state: Automatic, target: str, now: datetime, chance: float, *, by_hand: bool
) -> Automatic:
    """An exchange went through. By hand at another place, that place is the one from now on."""
    if by_hand:
        state = replace(state, target=target, stopped="")
    state = replace(state, failures=0)
    return _next(state, now, chance) if state.on else state


def put_off(state: Automatic, now: datetime, chance: float) -> Automatic:
    """A person cancelled it: the next one begins as if it had gone through."""
    return _next(state, now, chance) if state.on else state


def failed(state: Automatic, now: datetime, chance: float) -> Automatic:
    """The place did not answer: the next time is further away each time."""
    return _next(replace(state, failures=state.failures + 1), now, chance) if state.on else state


def stopped_by(state: Automatic, guard: Guard) -> Automatic:
    """A guard stopped the exchange: off, until a person has looked and turned it on again."""
    return replace(state, on=False, stopped=guard.value, due="", failures=0)


def settled(state: Automatic) -> Automatic:
    """What stopped it was put right on purpose: a new identity, a new enrolment. It stays off."""
    return replace(state, stopped="")


def is_due(state: Automatic, now: datetime) -> bool:
    """Whether the next one begins now. A clock that was put back by days does not hold it up."""
    if not state.on or state.stopped:
        return False
    if not state.due:
        return True
    due = datetime.fromisoformat(state.due)
    return now >= due or due - now > LONGEST * (1 + SPREAD)


def _next(state: Automatic, now: datetime, chance: float) -> Automatic:
    """`chance`: a number from 0 to 1 that spreads the beginning."""
    doubled = timedelta(minutes=state.minutes) * 2 ** min(state.failures, MOST_DOUBLINGS)
    delay = min(doubled, LONGEST) * (1 + SPREAD * (2 * chance - 1))
    return replace(state, due=(now + delay).isoformat())
