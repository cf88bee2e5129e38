"""An exchange that would take much of an office out of sight at once stops before it and asks.

Nothing is deleted here: a record is hidden by a field, or by a fact that takes it back, and stays
in the journal. Which these are, tables tell (`sync.hiding`).
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Protocol

from corrdesk.store.chain import Entry, Head, place_of
from corrdesk.sync.core.wire import dumps, loads

if TYPE_CHECKING:
    from corrdesk.sync.core.ledger import Whole

KEY: Final = "hidden"
WORD: Final = "hidden-word"
SHARE: Final = 10  # a tenth
FEW: Final = 5  # so many in one exchange are a day's work, also in a small office


@dataclass(frozen=True, slots=True)
class Losing:
    """Of one kind the records in sight that would be hidden, with who made each; how many are seen.

    Who made a record is the name of the entry, or of each where several made the same.
    """

    ids: Mapping[str, Collection[str]]
    seen: int


@dataclass(frozen=True, slots=True)
class Hidden:
    """So many records of a kind would be out of sight, of so many."""

    kind: str
    count: int
    seen: int

    @property
    def is_much(self) -> bool:
        """Whether a person has to be asked."""
        return self.count > FEW and self.count * SHARE > self.seen


def leave_word(ledger: Shown, found: Sequence[Hidden]) -> None:
    """For whoever tells people, when it was taken by somebody who tells nobody."""
    if found:
        rows = [[each.kind, each.count, each.seen] for each in found]
        ledger.remember({WORD: dumps(rows)})


def take_word(ledger: Shown) -> list[Hidden]:
    """The word that was left, once."""
    raw = ledger.recall(WORD)
    if not raw:
        return []
    ledger.remember({WORD: b""})
    return [Hidden(kind, count, seen) for kind, count, seen in loads(raw)]


class Shown(Protocol):
    """What has to be known of what an office sees."""

    def hides(self, entries: Sequence[Entry]) -> Mapping[str, Losing]:
        """By kind what these entries would hide."""
        ...

    def heads(self) -> dict[str, Head]:
        """Where each device's chain ends here."""
        ...

    def recall(self, key: str) -> bytes | None:
        """What was remembered under a key."""
        ...

    def remember(self, values: Mapping[str, bytes]) -> None:
        """Remembers values durably."""
        ...


class Hiding:
    """What one exchange hides, counted over everything that it takes.

    What an exchange that stopped had hidden before counts on in the next one, or whoever begins
    again would pass part by part.
    """

    def __init__(
        self, ledger: Shown, ask: Callable[[Sequence[Hidden]], None], own: str = ""
    ) -> None:
        """`ask` raises unless a person has agreed. `own`: the device that asks.

        What its own chain holds was in sight here, also what it has said anew a moment ago.
        """
        self._ledger = ledger
        self._own = own
        self._ask = ask
        self._before: Mapping[str, int] | None = None
        self._gone: dict[str, set[str]] | None = None
        self._carried = False

    def begin(self, held: Mapping[str, int]) -> None:
        """`held`: by device the last entry that was here when the exchange began.

        Of what came later nothing was in sight yet. Said again, it changes nothing.
        """
        if self._before is None:
            self._before = dict(held)

    def about_to_take(self, entries: Sequence[Entry]) -> None:
        """Asks before these entries are taken, if a person has to be asked."""
        if not self._before:
            return  # nothing was here: a new PC, or an office's first exchange
        much, together = [], dict[str, set[str]]()
        for kind, losing in self._ledger.hides(entries).items():
            ids = {each for each, made in losing.ids.items() if any(map(self._was_here, made))}
            if ids:
                gone = self._known().get(kind, set())
                together[kind] = gone | ids
                hidden = Hidden(kind, len(together[kind]), losing.seen + len(gone - ids))
                much += [hidden] if hidden.is_much else []
        if much:
            self._keep()
            self._ask(much)
        if together:
            self._known().update(together)

    def about_to_take_whole(self, whole: Whole) -> None:
        """The same for a whole journal, of what is new in it."""
        held = {device: head.seq for device, head in self._ledger.heads().items()}
        self.begin(held)
        chains = whole.chains.items()
        self.about_to_take([e for device, chain in chains for e in chain[held.get(device, 0) :]])

    def end(self) -> None:
        """The exchange went through: what it hid was seen to be right, or is a day's work."""
        if self._carried:
            self._ledger.remember({KEY: b""})

    def _was_here(self, maker: str) -> bool:
        device, seq = place_of(maker)
        return device == self._own or seq <= (self._before or {}).get(device, 0)

    def _known(self) -> dict[str, set[str]]:
        """By kind what was hidden before in this exchange."""
        if self._gone is None:
            raw = self._ledger.recall(KEY)
            self._carried = bool(raw)
            self._gone = {kind: set(ids) for kind, ids in loads(raw).items()} if raw else {}
        return self._gone

    def _keep(self) -> None:
        known = self._known().items()
        self._ledger.remember({KEY: dumps({kind: sorted(ids) for kind, ids in known})})
        self._carried = True
