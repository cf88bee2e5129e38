"""What one side holds, said to the other: the county's signed receipt, and a device's holdings.

A receipt is never believed by its number alone: it counts for a chain only where the hash that it
names is the hash of that very entry here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from typing import Any, Final

from corrdesk.store.chain import GENESIS
from corrdesk.sync.core.membership import MOST_DEVICES
from corrdesk.sync.core.refusal import Reason, Refused
from corrdesk.sync.core.segment import HASH
from corrdesk.sync.core.wire import Fields, dumps, loads

VERSION: Final = 1
MOST_NAMES: Final = 2000
MOST_DIGESTS: Final = 4000


@dataclass(frozen=True, slots=True)
class Held:
    """How far a chain is held: the last entry and its hash.

    `durable`: up to where a verified backup holds it, which is what may be forgotten elsewhere.
    """

    seq: int
    head: bytes
    durable: int = 0


NOTHING: Final = Held(0, GENESIS)


@dataclass(frozen=True, slots=True)
class Aside:
    """A change that could not be applied at the other side: device, entry, place in it, reason."""

    device: str
    seq: int
    position: int
    reason: str


@dataclass(frozen=True, slots=True)
class Receipt:
    """The county's word about one office. `number` rises by one with each; `at` is ISO time.

    `wanted`: names of files that it knows of but does not hold. `digests`: what its records come to
    by ranges (`core.digests`); empty when they were not reckoned. `heard`: the number of each
    device's last word about its holdings. `speaker`: the county's device that signed it, which is
    another in every epoch; known to whoever read it, and no part of what is said.
    """

    county: str
    office: str
    number: int
    epoch: str
    at: str
    chains: Mapping[str, Held]
    wanted: tuple[str, ...] = ()
    asides: tuple[Aside, ...] = ()
    digests: Mapping[str, bytes] = field(default_factory=dict)
    heard: Mapping[str, int] = field(default_factory=dict)
    speaker: str = field(default="", compare=False)

    def body(self) -> bytes:
        """The body of a receipt frame."""
        return dumps([
            VERSION, self.county, self.office, self.number, self.epoch, self.at,
            _packed(self.chains), list(self.wanted[:MOST_NAMES]),
            [[a.device, a.seq, a.position, a.reason] for a in self.asides[:MOST_NAMES]],
            dict(self.digests), dict(self.heard),
        ])  # fmt: skip


def read_receipt(body: bytes, *, county: str, office: str) -> Receipt:
    """The receipt in a frame's body. Raises `Refused`, also for one meant for another office."""
    fields = Fields(loads(body), 11)
    if fields.number() != VERSION:
        raise Refused(Reason.VERSION)
    if (fields.hex(), fields.text(12)) != (county, office):
        raise Refused(Reason.AUDIENCE)
    number, epoch, at = fields.number(1), fields.hex(), fields.text(40)
    chains = _chains(fields.mapping(MOST_DEVICES))
    wanted = tuple(_name(each) for each in fields.items(MOST_NAMES))
    asides = tuple(_aside(each) for each in fields.items(MOST_NAMES))
    digests = _digests(fields)
    heard = fields.mapping(MOST_DEVICES)
    for device, number_heard in heard.items():
        Fields([device], 1).hex()
        Fields([number_heard], 1).number()
    return Receipt(county, office, number, epoch, at, chains, wanted, asides, digests, heard)


def is_later(found: Receipt, known: Receipt) -> bool:
    """Whether a word of the county goes before the last one that was known.

    A stick that lay in a drawer does not take back what the server has said meanwhile: its word has
    a lower number and is older. A county that was put back without saying so counts again what it
    counted before, and clocks may be wrong; so either is enough to be believed.
    """
    if known.epoch != found.epoch or known.number <= found.number:
        return True
    return datetime.fromisoformat(known.at) < datetime.fromisoformat(found.at)


@dataclass(frozen=True, slots=True)
class Holdings:
    """What a device of an office holds, and whether it wants files; the county hands on the rest.

    `number` rises with each word of this device; `epoch` is the county's last that it knows.
    `digests`: what its records come to, said only to a county that reckons them, and only where
    they still differ from the county's after this side was looked through.
    """

    county: str
    office: str
    number: int
    epoch: str
    chains: Mapping[str, Held]
    wanted: tuple[str, ...] = ()
    digests: Mapping[str, bytes] = field(default_factory=dict)

    def body(self) -> bytes:
        """The body of a holdings frame; without digests it is what earlier versions say."""
        return dumps([
            VERSION, self.county, self.office, self.number, self.epoch, _packed(self.chains),
            list(self.wanted[:MOST_NAMES]), *([dict(self.digests)] if self.digests else []),
        ])  # fmt: skip


@lru_cache(maxsize=64)  # asked again for every chain of every device
def read_holdings(body: bytes, *, county: str, office: str) -> Holdings:
    """The holdings in a frame's body. Raises `Refused`."""
    said = loads(body)
    fields = Fields(said, 8 if type(said) is list and len(said) == 8 else 7)
    if fields.number() != VERSION:
        raise Refused(Reason.VERSION)
    if (fields.hex(), fields.text(12)) != (county, office):
        raise Refused(Reason.AUDIENCE)
    number, epoch = fields.number(1), fields.hex()
    chains = _chains(fields.mapping(MOST_DEVICES))
    wanted = tuple(_name(each) for each in fields.items(MOST_NAMES))
    digests = _digests(fields) if len(said) == 8 else {}
    return Holdings(county, office, number, epoch, chains, wanted, digests)


def _packed(chains: Mapping[str, Held]) -> dict[str, list[Any]]:
    return {device: [held.seq, held.head, held.durable] for device, held in chains.items()}


def _chains(packed: dict[str, Any]) -> dict[str, Held]:
    found = {}
    for device, values in packed.items():
        Fields([device], 1).hex()
        fields = Fields(values, 3)
        found[device] = Held(fields.number(), fields.octets(HASH), fields.number())
    return found


def _digests(fields: Fields) -> dict[str, bytes]:
    digests = fields.mapping(MOST_DIGESTS)
    if not all(type(value) is bytes for value in digests.values()):
        raise Refused(Reason.FORM)
    return digests


def _name(value: Any) -> str:
    return Fields([value], 1).hex(64)


def _aside(value: Any) -> Aside:
    fields = Fields(value, 4)
    return Aside(fields.hex(), fields.number(1), fields.number(), fields.text(20))
