"""Bugs that somebody might put into the rules one day, each behind a switch: the play finds them.

Nothing of this is in what ships: a plant replaces a function of the rules while it is on.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from typing import Any
from unittest.mock import patch

from corrdesk.sync import items as changes
from corrdesk.sync.core import merge
from corrdesk.sync.core.ledger import Taken, Whole
from corrdesk.sync.core.merge import Touch
from corrdesk.sync.core.refusal import Reason, Refused
from corrdesk.sync.core.segment import Segment
from tests.faults.simulation.bugs import Bug, Plant, no_check
from tests.faults.simulation.clock_plants import CLOCK_PLANTS
from tests.faults.simulation.file_plants import FILE_PLANTS
from tests.faults.simulation.ledger import MemoryLedger, read
from tests.faults.simulation.talk_plants import TALK_PLANTS
from tests.faults.simulation.tidy_plants import TIDY_PLANTS


def _merge_by(rank: Callable[[Touch], Any], *, conflicts: bool = True) -> Callable[..., Any]:
    real = merge.merge

    def other(touches: Any, owners: Mapping[str, str]) -> Any:
        known = list(touches)
        found = real(known, owners)
        if found is None:
            return None
        fields, versions = {}, {}
        for name in found.fields:
            last = max((t for t in known if name in t.fields), key=rank)
            fields[name] = last.fields[name]
            versions[name] = last.uid
        kept = found.conflicts if conflicts else {}
        return replace(found, fields=fields, versions=versions, conflicts=kept)

    return other


def _in_ledger(function: Callable[..., Any]) -> list[Plant]:
    from tests.faults.simulation import ledger

    return [(ledger, "merge", function)]


def _take(change: Callable[[MemoryLedger, Segment], Segment | None]) -> list[Plant]:
    real = MemoryLedger.take

    def take(self: MemoryLedger, found: Segment, sides: Any) -> Taken:
        other = change(self, found)
        return Taken(0) if other is None else real(self, other, sides)

    return [(MemoryLedger, "take", take)]


def _take_over(self: MemoryLedger, found: Segment, sides: Any) -> Taken:
    """A fork is not looked for: whatever comes takes the place of what stands."""
    chain = self.chains.setdefault(found.claim.device, [])
    if found.claim.first > len(chain) + 1:
        raise Refused(Reason.GAP)
    del chain[found.claim.first - 1 :]
    chain.extend(found.entries)
    self.keep_proof(found.proof)
    self.sides |= sides
    return Taken(len(found.entries))


def _append_twice(self: MemoryLedger, found: Segment, sides: Any) -> Taken:
    chain = self.chains.setdefault(found.claim.device, [])
    chain.extend(found.entries)
    self.keep_proof(found.proof)
    self.sides |= sides
    return Taken(len(found.entries))


def _over_gaps(self: MemoryLedger, found: Segment, sides: Any) -> Taken:
    chain = self.chains.setdefault(found.claim.device, [])
    chain.extend(entry for entry in found.entries if entry.seq > len(chain))
    self.keep_proof(found.proof)
    self.sides |= sides
    return Taken(len(found.entries))


def _dropped(self: MemoryLedger, device: str, first: int, heir: str) -> int:
    """A branch is thrown away instead of being said anew."""
    branch = self.chains[device][first - 1 :]
    self.chains[device] = self.chains[device][: first - 1]
    self.claims[device] = [p for p in self.claims.get(device, []) if p.claim.last < first]
    self.chains.setdefault(heir, [])
    return len(branch)


def _poison_blocks(self: MemoryLedger, found: Segment, sides: Any) -> Taken:
    """A body that nobody can read stops the chain for ever."""
    from corrdesk.sync.items import Item, items_of

    for entry in found.entries:
        if not all(isinstance(each, Item) for each in items_of(entry)):
            raise Refused(Reason.FORM)
    return REAL_TAKE(self, found, sides)


REAL_TAKE = MemoryLedger.take


def _known_only(self: Any, found: Segment) -> Segment:
    """Fields that are not known here are taken out on the way."""
    from corrdesk.store.chain import Change, pack_changes, unpack_changes

    entries = []
    for entry in found.entries:
        if b"of_the_future" in entry.body:
            changes = [
                Change(
                    c.table, c.row_id,
                    {k: v for k, v in c.fields.items() if k != "of_the_future"}, c.replaced,
                )
                for c in unpack_changes(entry.body)
            ]  # fmt: skip
            entries.append(entry._replace(body=pack_changes(changes)))
        else:
            entries.append(entry)
    return Segment(found.proof, tuple(entries))


def _whole_row(touches: Any, owners: Mapping[str, str]) -> Any:
    """The last writer takes the whole record."""
    known = list(touches)
    found = merge.merge(known, owners)
    if found is None:
        return None
    last = max(known, key=lambda touch: touch.rank)
    names = set(last.fields)
    return replace(
        found,
        fields={n: v if n not in names else last.fields[n] for n, v in found.fields.items()},
        conflicts={},
    )


PLANTS: dict[str, Bug] = {
    "silent-lww": Bug(
        "the last writer wins and nobody is told",
        lambda: _in_ledger(_merge_by(lambda t: t.rank, conflicts=False)),
    ),
    "wall-clock": Bug(
        "the clock goes before knowledge", lambda: _in_ledger(_merge_by(lambda t: t.rank))
    ),
    "arrival-order": Bug(
        "the shown value depends on names, not on knowledge",
        lambda: _in_ledger(_merge_by(lambda t: t.uid)),
    ),
    "whole-row": Bug("conflicts are settled by record", lambda: _in_ledger(_whole_row)),
    "owner-ignored": Bug(
        "nobody owns a field",
        lambda: _in_ledger(lambda touches, _owners, real=merge.merge: real(touches, {})),
    ),
    "conflicts-dropped": Bug(
        "what stands beside is not listed",
        lambda: _in_ledger(
            lambda touches, owners, real=merge.merge: (
                (found := real(touches, owners)) and replace(found, conflicts={})
            )
        ),
    ),
    "fork-unchecked": Bug(
        "a fork takes the place of what stood", lambda: [(MemoryLedger, "take", _take_over)]
    ),
    "no-dedupe": Bug(
        "what comes again is added again", lambda: [(MemoryLedger, "take", _append_twice)]
    ),
    "gap-accepted": Bug("a gap is skipped", lambda: [(MemoryLedger, "take", _over_gaps)]),
    "poison-blocks": Bug(
        "an unreadable entry stops its chain", lambda: [(MemoryLedger, "take", _poison_blocks)]
    ),
    "unknown-fields-dropped": Bug("what is not known is dropped", lambda: _take(_known_only)),
    "half-taken": Bug(
        "a segment is taken in part and counted whole",
        lambda: _take(lambda _l, s: Segment(s.proof, s.entries[: max(1, len(s.entries) - 1)])),
    ),
    "branch-dropped": Bug(
        "a branch is thrown away", lambda: [(MemoryLedger, "say_anew", _dropped)]
    ),
    "proofs-not-kept": Bug(
        "what others vouched for is not kept", lambda: [(MemoryLedger, "keep_proof", no_check)]
    ),
    "mended-silently": Bug(
        "a record is put right and nobody is told",
        lambda: [(MemoryLedger, "repair", _mends_silently)],
    ),
    "snapshot-over-own": Bug(
        "a snapshot takes the place of what the device wrote itself",
        lambda: [(MemoryLedger, "take_whole", _take_over_own)],
        from_seed=40,
    ),
    "former-names-forgotten": Bug(
        "what was said anew is not known by its former name",
        lambda: [(changes, "former_names", lambda _body: frozenset())],
        from_seed=16,
    ),
}


def _mends_silently(self: MemoryLedger, *_word: object) -> int:
    count = len(self.harmed)
    self.harmed.clear()
    return count


def _take_over_own(self: MemoryLedger, whole: Whole, sides: Any) -> Taken:
    self.chains = {device: list(chain) for device, chain in whole.chains.items()}
    for proof in whole.proofs:
        self.keep_proof(proof)
    self.sides |= sides
    return Taken(sum(len(chain) for chain in whole.chains.values()))


PLANTS |= TALK_PLANTS | TIDY_PLANTS | CLOCK_PLANTS
PLANTS |= {name: Bug(says, plants) for name, (says, plants) in FILE_PLANTS.items()}


@contextmanager
def planted(name: str) -> Iterator[None]:
    """Plays with this bug in the rules."""
    with ExitStack() as stack:
        for owner, attribute, value in PLANTS[name].plants():
            stack.enter_context(patch.object(owner, attribute, value))
        stack.callback(read.cache_clear)  # what was read with the bug is not read without it
        read.cache_clear()
        yield
