"""The frame around everything that travels: who sends it, what it is, signed before it is sealed.

The signature is checked over raw bytes, before any of them is read as a value.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import IntEnum
from functools import lru_cache
from typing import Final

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from corrdesk.sync.core.refusal import Reason, Refused
from corrdesk.sync.core.wire import LARGEST_SEALED

MAGIC: Final = b"CDSYNC"
VERSION: Final = 1
SENDER: Final = 32
SIGNATURE: Final = 64
HEAD: Final = len(MAGIC) + 2 + SENDER + SIGNATURE
LONGEST_KNOWN: Final = 4096
CONTEXT: Final = b"corrdesk-frame/1\n"

Sign = Callable[[bytes], bytes]


class Kind(IntEnum):
    """What a frame carries."""

    SEGMENT = 1
    RECEIPT = 2
    ROSTER = 3
    HOLDINGS = 4
    CHUNK = 5
    REQUEST = 6
    GRANT = 7
    SNAPSHOT = 8


@dataclass(frozen=True, slots=True)
class Frame:
    """A frame whose signature holds."""

    kind: Kind
    sender: str
    body: bytes


def frame(kind: Kind, sender: str, body: bytes, sign: Sign) -> bytes:
    """The bytes of a frame; `sender` is the device whose key signs."""
    name = sender.encode("ascii")
    if len(name) != SENDER:
        msg = "a sender has 32 hexadecimal digits"
        raise ValueError(msg)
    lead = MAGIC + bytes([VERSION, kind]) + name
    return lead + sign(CONTEXT + lead + body) + body


def read_frame(raw: bytes, keys: Mapping[str, bytes], wanted: Kind) -> Frame:
    """The frame, checked: size, form, kind, known sender, signature. Raises `Refused`.

    `keys`: the public keys of those from whom something is taken, by device.
    """
    kind, sender = peek(raw)
    if kind is not wanted:
        raise Refused(Reason.FORM)
    key = keys.get(sender)
    if key is None:
        raise Refused(Reason.STRANGER)
    start = HEAD - SIGNATURE
    check(key, raw[start:HEAD], CONTEXT + raw[:start] + raw[HEAD:])
    return Frame(kind, sender, raw[HEAD:])


def peek(raw: bytes) -> tuple[Kind, str]:
    """What a frame says it is and who says so; nothing of it is proven yet."""
    if len(raw) > LARGEST_SEALED:
        raise Refused(Reason.SIZE)
    if len(raw) <= HEAD or raw[: len(MAGIC)] != MAGIC:
        raise Refused(Reason.FORM)
    if raw[len(MAGIC)] != VERSION:
        raise Refused(Reason.VERSION)
    try:
        kind = Kind(raw[len(MAGIC) + 1])
        sender = raw[len(MAGIC) + 2 : HEAD - SIGNATURE].decode("ascii")
    except ValueError:
        raise Refused(Reason.FORM) from None
    if not set(sender) <= set("0123456789abcdef"):
        raise Refused(Reason.FORM)
    return kind, sender


def check(key: bytes, signature: bytes, content: bytes) -> None:
    """Raises `Refused` unless the key made the signature."""
    holds = _holds if len(content) > LONGEST_KNOWN else _held_before
    if not holds(key, signature, content):
        raise Refused(Reason.SIGNATURE)


def _holds(key: bytes, signature: bytes, content: bytes) -> bool:
    try:
        Ed25519PublicKey.from_public_bytes(key).verify(signature, content)
    except (InvalidSignature, ValueError):
        return False
    return True


_held_before = lru_cache(maxsize=4096)(_holds)  # certificates are looked at again and again
