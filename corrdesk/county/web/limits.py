"""How many requests somebody may make; above that the answer is 429 and a time to wait.

Each server process counts for itself: this bounds load. Guessing of passphrases is bounded in the
database, for all processes together (`accounts`).
"""

from __future__ import annotations

from typing import Final

from limits import RateLimitItemPerMinute, RateLimitItemPerSecond
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter

# One address may be a whole office behind its router, each of whose PCs sends a first exchange or
# files in pieces: fifty requests in a second are a PC on a good line.
BURST: Final = RateLimitItemPerSecond(200)
STEADY: Final = RateLimitItemPerMinute(3000)
SIGN_IN: Final = RateLimitItemPerMinute(20)


class RequestLimits:
    """Counts by caller: an address, or a device once it is known."""

    def __init__(self) -> None:
        self._limiter = MovingWindowRateLimiter(MemoryStorage())

    def allows(self, caller: str, *, sign_in: bool = False) -> bool:
        """Whether one more request is taken, which is counted."""
        wanted = (SIGN_IN,) if sign_in else (BURST, STEADY)
        return all(self._limiter.hit(each, "sign-in" if sign_in else "any", caller)
                   for each in wanted)  # fmt: skip
