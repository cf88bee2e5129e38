"""Identifiers that can be made offline: time-ordered random ones and derived ones.

Both are 32 lower-case hex digits, so a column or a file name never tells them apart by form.
"""

import hashlib
import re
import secrets
from threading import Lock
from typing import Final

from corrdesk.base.clock import Clock

_RANDOM_BITS: Final = 74  # of the 128 bits of a UUIDv7: 48 time, 4 version, 2 variant
_RANDOM_LIMIT: Final = 1 << _RANDOM_BITS
_TIME_LIMIT: Final = 1 << 48


class IdMint:
    """Mints UUIDv7 identifiers (RFC 9562) that strictly increase, also when the clock does not.

    One mint serves a process and is safe to use from several threads. Identifiers made by
    two machines in the same millisecond differ by 74 random bits.
    """

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._lock = Lock()
        self._millisecond = -1
        self._random = 0

    def mint(self) -> str:
        """Return a new identifier, greater than every one this mint gave before."""
        with self._lock:
            now = int(self._clock.now().timestamp() * 1000)
            if now > self._millisecond:
                self._millisecond, self._random = now, secrets.randbits(_RANDOM_BITS - 1)
            else:
                # Same millisecond, or a clock set back: step on from the last identifier.
                self._random += 1 + secrets.randbits(32)
                if self._random >= _RANDOM_LIMIT:
                    self._millisecond += 1
                    self._random = secrets.randbits(_RANDOM_BITS - 1)
            return _uuid7(self._millisecond, self._random)


def is_id(text: str) -> bool:
    """Whether a text has the form of an identifier; it may still be nobody's."""
    return re.fullmatch(r"[0-9a-f]{32}", text) is not None


def _uuid7(millisecond: int, random: int) -> str:
    """Lay out time and random bits as RFC 9562 says."""
    if not 0 <= millisecond < _TIME_LIMIT:
        msg = "the clock is outside the years an identifier can hold"
        raise ValueError(msg)
    high, low = random >> 62, random & ((1 << 62) - 1)
    value = (millisecond << 80) | (0x7 << 76) | (high << 64) | (0b10 << 62) | low
    return f"{value:032x}"


def derived_id(*parts: str) -> str:
    """Return the identifier that always belongs to these parts, in this order.

    Used where the same thing must get the same identifier on every machine (a duty window, an
    imported row). Parts are joined with their lengths, so ("ab", "c") and ("a", "bc") differ.
    """
    digest = hashlib.blake2b(digest_size=16, person=b"corrdesk.id")
    digest.update(len(parts).to_bytes(4, "big"))
    for part in parts:
        raw = part.encode()
        digest.update(len(raw).to_bytes(8, "big"))
        digest.update(raw)
    return digest.hexdigest()
