"""Clocks that were wrong: what they stamped is taken like anything else, and marked.

The county compares what a desk says of the time with its own clock when it first takes an entry in,
and with what the desk knew already. It tells its marks with every receipt. No entry is ever refused
for its time, and what holds of a record is not decided here.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from enum import StrEnum
from functools import lru_cache
from typing import Any, Final

from corrdesk.store.chain import CLOCK_BITS, Entry
from corrdesk.sync.core.fork import FORMER
from corrdesk.sync.core.ledger import Ledger
from corrdesk.sync.core.receipt import Receipt
from corrdesk.sync.core.refusal import Refused
from corrdesk.sync.core.wire import Fields, dumps, loads

CLOCK: Final = "clock"  # in a receipt's digests, where a former program passes over it
KEY: Final = "clock"
HOUR: Final = 3_600_000  # milliseconds, as all times here
DAY: Final = 24 * HOUR
LIMIT: Final = 2 * DAY
MOST: Final = 200  # marks of an office; the latest are kept
_ANEW: Final = FORMER.encode()


class Sign(StrEnum):
    """By what a clock shows that it was wrong."""

    AHEAD = "ahead"  # later than the county's clock when the entry came in
    BEHIND = "behind"  # earlier than an entry that the desk had when it wrote this one


@dataclass(frozen=True, slots=True)
class Doubt:
    """Entries of a device, from `first` to `last`, whose time is not to be relied on.

    `hours`: by how many at the most. `at`: when the county took them in, ISO by its clock.
    """

    device: str
    first: int
    last: int
    sign: Sign
    hours: int
    at: str

    @property
    def count(self) -> int:
        """How many entries."""
        return self.last - self.first + 1

    def holds(self, device: str, seq: int) -> bool:
        """Whether this entry is one of them."""
        return device == self.device and self.first <= seq <= self.last


@dataclass(frozen=True, slots=True)
class _Mark:
    """A doubt as the county keeps it: it holds where `head` is the hash of the last entry.

    `low` to `high`: the hybrid clocks of these entries, which others took over from them.
    """

    doubt: Doubt
    head: bytes
    low: int
    high: int


def note(ledger: Ledger, device: str, entries: Iterable[Entry], now: str) -> bool:
    """Marks those of a device's entries that are about to be taken and show a wrong clock.

    To be called before they are taken, so that no crash leaves one without its mark: a mark of what
    was not taken holds nowhere. Returns whether there are new ones. Most entries cost a comparison.
    """
    seen = _milliseconds(now)
    doubtful = list(_doubtful(entries, seen)) if seen is not None else []
    if not doubtful:
        return False
    head = ledger.heads().get(device)
    held = head.seq if head is not None else 0
    known = _kept(ledger)
    # What is not here may come again: a county that was put back is given everything anew. Until
    # then it shows nothing of others' clocks: the county's own may have been wrong when it came.
    here = _holding(ledger, known)
    found = _marks(device, [each for each in doubtful if each[0].seq > held], here, now)
    if not found:
        return False
    marks = [*(mark for mark in known if mark not in here), *_joined(here), *found]
    ledger.remember({KEY: dumps([_packed(mark) for mark in marks[-MOST:]])})
    return True


def doubts(ledger: Ledger) -> list[Doubt]:
    """What is marked of the entries that are here, in the order in which they came."""
    here = _holding(ledger, _kept(ledger))
    own = [mark for mark in here if not _took_over(mark, here)]
    return [mark.doubt for mark in _joined(own)]


def said(found: Sequence[Doubt]) -> dict[str, bytes]:
    """What a receipt adds to say so; nothing where every clock was right."""
    rows = [[d.device, d.first, d.last, d.sign.value, d.hours, d.at] for d in found]
    return {CLOCK: dumps(rows)} if rows else {}


def told(receipt: Receipt | None) -> list[Doubt]:
    """What a receipt says of clocks; nothing where it is of a former program, or of a later one."""
    raw = receipt.digests.get(CLOCK) if receipt is not None else None
    if raw is None:
        return []
    try:
        return [_doubt(Fields(each, 6)) for each in loads(raw)]
    except (Refused, ValueError, TypeError):
        return []


def told_of(receipt: Receipt | None, device: str) -> list[Doubt]:
    """What a receipt says of one device's clock."""
    return [each for each in told(receipt) if each.device == device]


def is_doubted(found: Iterable[Doubt], device: str, seq: int) -> bool:
    """Whether the time of an entry is not to be relied on."""
    return any(each.holds(device, seq) for each in found)


def _doubtful(entries: Iterable[Entry], seen: int) -> Iterator[tuple[Entry, Sign, int]]:
    """Entries with what their time shows and by how much; nothing is known yet of other clocks."""
    for entry in entries:
        day, clock = _day(entry.entered_at[:10]), entry.hlc >> CLOCK_BITS
        # The day alone mostly tells: it lies within a day of the moment, wherever that was said.
        if day is not None and day <= seen and clock <= day + DAY:
            continue
        moment = _milliseconds(entry.entered_at)
        if moment is None:
            continue
        if moment - seen > LIMIT:
            yield entry, Sign.AHEAD, moment - seen
        elif clock - moment > LIMIT >= clock - seen and _ANEW not in entry.body:
            # What was known from a time that is still to come tells of another's wrong clock. And
            # what was said anew has its former time, with the clock of the chain that it joined.
            yield entry, Sign.BEHIND, clock - moment


def _marks(
    device: str, doubtful: Iterable[tuple[Entry, Sign, int]], known: Sequence[_Mark], now: str
) -> list[_Mark]:
    """The doubtful entries in runs, without those that only took over another's wrong clock."""
    found: list[_Mark] = []
    for entry, sign, off in doubtful:
        clock = entry.hlc >> CLOCK_BITS
        if sign is Sign.BEHIND and _was_ahead([*known, *found], clock):
            continue
        doubt = Doubt(device, entry.seq, entry.seq, sign, off // HOUR, now)
        mark = _Mark(doubt, entry.hash, clock, clock)
        before = found[-1] if found else None
        if before is not None and _follows(before.doubt, doubt):
            found[-1] = _together(before, mark)
        else:
            found.append(mark)
    return found


def _was_ahead(marks: Iterable[_Mark], clock: int) -> bool:
    """Whether a hybrid clock is one of an entry that was ahead."""
    return any(m.doubt.sign is Sign.AHEAD and m.low <= clock <= m.high for m in marks)


def _took_over(mark: _Mark, marks: Sequence[_Mark]) -> bool:
    """Whether entries that count as behind had only taken over a clock that was ahead.

    What shows that it was may come in after them.
    """
    clocks = (mark.low, mark.high)
    return mark.doubt.sign is Sign.BEHIND and all(_was_ahead(marks, each) for each in clocks)


def _follows(before: Doubt, doubt: Doubt) -> bool:
    return (before.device, before.sign, before.last + 1) == (
        doubt.device, doubt.sign, doubt.first
    )  # fmt: skip


def _together(before: _Mark, mark: _Mark) -> _Mark:
    doubt = replace(
        before.doubt, last=mark.doubt.last, hours=max(before.doubt.hours, mark.doubt.hours)
    )
    return _Mark(doubt, mark.head, min(before.low, mark.low), max(before.high, mark.high))


def _joined(marks: Iterable[_Mark]) -> list[_Mark]:
    """Marks of which one goes on where another ended are one."""
    found: list[_Mark] = []
    for mark in marks:
        place = next((i for i, m in enumerate(found) if _follows(m.doubt, mark.doubt)), None)
        if place is None:
            found.append(mark)
        else:
            found.append(_together(found.pop(place), mark))
    return found


def _kept(ledger: Ledger) -> list[_Mark]:
    raw = ledger.recall(KEY)
    return [_read(each) for each in loads(raw)] if raw else []


def _holding(ledger: Ledger, marks: Iterable[_Mark]) -> list[_Mark]:
    """Those that hold here: of a branch that was not taken, or is gone, they do not."""
    return [m for m in marks if ledger.hash_at(m.doubt.device, m.doubt.last) == m.head]


def _packed(mark: _Mark) -> list[Any]:
    d = mark.doubt
    return [d.device, d.first, d.last, d.sign.value, d.hours, d.at, mark.head, mark.low, mark.high]


def _read(values: list[Any]) -> _Mark:
    head, low, high = values[6:]
    return _Mark(_doubt(Fields(values[:6], 6)), head, low, high)


def _doubt(fields: Fields) -> Doubt:
    return Doubt(
        fields.hex(), fields.number(1), fields.number(1), Sign(fields.text(10)), fields.number(),
        fields.text(40),
    )  # fmt: skip


def _milliseconds(text: str) -> int | None:
    """A moment; None for what is none, which a foreign program may have written."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return int(moment.timestamp() * 1000) if moment.tzinfo is not None else None


@lru_cache(maxsize=4096)
def _day(text: str) -> int | None:
    try:
        return int(datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp() * 1000)
    except ValueError:
        return None
