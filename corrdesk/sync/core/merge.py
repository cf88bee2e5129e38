"""What holds of a record when several devices changed it: a function of the set of changes alone.

The order in which changes arrive plays no part. A change names what it replaces; what nobody has
knowingly replaced stands. Among several values that stand, the side that the law gives the field to
goes before the other; what that does not settle is for a person, and the latest is shown meanwhile.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import cbor2

from corrdesk.store.chain import device_of, versions_named


class Side(StrEnum):
    """Who wrote an entry."""

    OFFICE = "office"
    COUNTY = "county"


class State(StrEnum):
    """How values that stand beside each other are dealt with."""

    OPEN = "open"  # a person has to choose
    SETTLED = "settled"  # the owner of the field has spoken
    ALIKE = "alike"  # the same value, reached on two ways
    DOUBLE = "double"  # two records of one thing


@dataclass(frozen=True, slots=True)
class Touch:
    """What one entry says of one record: its birth, or values with what each one replaces.

    `former`: the names that the entry had before it was said anew in another chain.
    """

    uid: str
    hlc: int
    side: Side
    fields: Mapping[str, Any]
    replaced: Mapping[str, str]
    birth: bool
    former: frozenset[str] = frozenset()

    @property
    def rank(self) -> tuple[int, str]:
        """Later entries have a higher rank; the name decides between equal clocks."""
        return self.hlc, self.uid


@dataclass(frozen=True, slots=True)
class Standing:
    """Values that nobody has knowingly replaced: entry and value, the shown one first."""

    state: State
    versions: tuple[tuple[str, Any], ...]


@dataclass(frozen=True, slots=True)
class Merged:
    """A record as it holds: who made it, its values, the entry behind each changed field."""

    entry: str
    fields: dict[str, Any]
    versions: dict[str, str]
    conflicts: dict[str, Standing]


@dataclass(frozen=True, slots=True)
class _Version:
    uid: str
    rank: tuple[int, str]
    side: Side
    value: Any
    key: bytes  # the value in comparable form
    replaces: frozenset[str]
    names: frozenset[str]  # the entry's, and those it had before

    def settles(self, other: _Version, one_word: frozenset[str]) -> bool:
        """Whether the other is what the writer of this saw and replaced.

        A former name tells that only in one's own chain. In another's, what was seen may have been
        a third entry of that name, of a branch that nobody has any more; so a person is asked.
        """
        named = self.replaces & one_word
        if other.uid in named:
            return True
        return bool(named & other.names) and device_of(self.uid) == device_of(other.uid)

    def same(self, other: _Version) -> bool:
        """Whether both are one word: of one act, or said in the same state of knowledge."""
        if self.key != other.key:
            return False
        return self.replaces == other.replaces or bool(self.names & other.names)


def merge(touches: Iterable[Touch], owners: Mapping[str, str]) -> Merged | None:
    """The record that these touches make; None while nobody has made it.

    `owners`: by field the side whose word goes before the other's.
    """
    known = sorted(touches, key=lambda touch: touch.rank)
    births = [touch for touch in known if touch.birth]
    if not births:
        return None
    entry = births[0].uid
    names = sorted({name for touch in known for name in touch.fields})
    fields: dict[str, Any] = {}
    versions: dict[str, str] = {}
    conflicts: dict[str, Standing] = {}
    for name in names:
        shown, standing = _field(name, known, owners.get(name))
        fields[name] = shown.value
        if shown.uid != entry:
            versions[name] = shown.uid
        if standing is not None:
            conflicts[name] = standing
    return Merged(entry, fields, versions, conflicts)


def _field(name: str, touches: list[Touch], owner: str | None) -> tuple[_Version, Standing | None]:
    offered = [_version(touch, name) for touch in touches if name in touch.fields]
    standing = _standing(offered)
    owned = [version for version in standing if owner and version.side.value == owner]
    latest = max(owned or standing, key=lambda version: version.rank)
    alike = [version for version in standing if version.same(latest)]
    shown = min(alike, key=lambda version: version.rank)
    others = [version for version in standing if not version.same(shown)]
    if not others:
        return shown, None
    others.sort(key=lambda version: version.rank, reverse=True)
    pairs = tuple((version.uid, version.value) for version in (shown, *others))
    return shown, Standing(_state(standing, owned), pairs)


def _state(standing: list[_Version], owned: list[_Version]) -> State:
    if len({version.key for version in standing}) == 1:
        return State.ALIKE
    return State.SETTLED if len({version.key for version in owned}) == 1 else State.OPEN


def _version(touch: Touch, name: str) -> _Version:
    replaces = frozenset() if touch.birth else versions_named(touch.replaced.get(name, ""))
    value = touch.fields[name]
    key = cbor2.dumps(value, canonical=True)
    names = touch.former | {touch.uid}
    return _Version(touch.uid, touch.rank, touch.side, value, key, replaces, names)


def _standing(offered: list[_Version]) -> list[_Version]:
    """What nobody has replaced; see `_Version.same` for what counts as one word."""
    # A name that one entry bears today and another bore before settles nothing where they say
    # different things: nobody can know which of the two was seen, so a person is asked.
    said: dict[str, set[bytes]] = defaultdict(set)
    for version in offered:
        for name in version.names:
            said[name].add(version.key)
    one_word = frozenset(name for name, words in said.items() if len(words) == 1)
    gone = [v for v in offered if any(each.settles(v, one_word) for each in offered)]
    standing = [v for v in offered if not any(v.same(each) for each in gone)]
    return standing or offered  # names that go round in a circle replace nothing
