"""A growing wait after wrong passphrases, kept beside the vault so that it survives a restart.

It slows a person at the keyboard. Whoever copies the folder is stopped by the device secret and
by Argon2id, not by this file; deleting the file resets the counting.
"""

import json
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from corrdesk.base.clock import Clock
from corrdesk.vault.errors import WaitRequired
from corrdesk.vault.files import write_atomically

NAME: Final = "attempts.json"
FREE_ATTEMPTS: Final = 5
_WAITS: Final = (900.0, 1800.0, 3600.0)  # seconds after the fifth, the sixth, every later one


@dataclass(frozen=True, slots=True)
class _State:
    """Failures of one officer and the seconds still to wait, as of two clocks."""

    failures: int
    remaining: float
    wall: str
    ticks: float


class Throttle:
    """Counts attempts per officer.

    Time waited is the lesser of what the wall clock and the machine's running time say, so that
    moving the clock, in either direction, never shortens the wait; after a restart only the time
    since then counts.
    """

    def __init__(
        self, folder: Path, clock: Clock, ticks: Callable[[], float] = time.monotonic
    ) -> None:
        self._path = folder / NAME
        self._clock = clock
        self._ticks = ticks

    def before_attempt(self, bucket: str) -> None:
        """Count an attempt before it is made, or raise `WaitRequired`.

        Counting first means that killing the process in the middle of an attempt gains nothing.
        """
        states = self._load()
        state = self._aged(states.get(bucket))
        if state.remaining > 0:
            self._save(states | {bucket: state})
            raise WaitRequired(state.remaining)
        failures = state.failures + 1
        self._save(states | {bucket: self._state(failures, _wait(failures))})

    def succeeded(self, bucket: str) -> None:
        """Forget the failures of this officer."""
        states = self._load()
        if states.pop(bucket, None) is not None:
            self._save(states)

    def seconds_left(self, bucket: str) -> float:
        """Return how long this officer has to wait; 0 if not at all."""
        return self._aged(self._load().get(bucket)).remaining

    def _state(self, failures: int, remaining: float) -> _State:
        return _State(failures, remaining, self._clock.now().isoformat(), self._ticks())

    def _aged(self, state: _State | None) -> _State:
        """Take off what has been waited since the state was written."""
        if state is None:
            return self._state(0, 0.0)
        wall = (self._clock.now() - datetime.fromisoformat(state.wall)).total_seconds()
        ticks = self._ticks()
        running = ticks - state.ticks if ticks >= state.ticks else ticks
        waited = max(0.0, min(wall, running))
        return self._state(state.failures, max(0.0, state.remaining - waited))

    def _load(self) -> dict[str, _State]:
        try:
            content = json.loads(self._path.read_bytes())
            return {str(bucket): _read_state(state) for bucket, state in content.items()}
        except FileNotFoundError:
            return {}
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            # Saves are atomic, so a damaged file was tampered with: whoever tries next waits first.
            return _EveryBucket(self._state(FREE_ATTEMPTS, _WAITS[0]))

    def _save(self, states: dict[str, _State]) -> None:
        content = {bucket: asdict(state) for bucket, state in states.items()}
        write_atomically(self._path, json.dumps(content).encode())


class _EveryBucket(dict[str, _State]):
    """The states after damage: whoever asks has the same one, and only that one is stored."""

    def __init__(self, state: _State) -> None:
        super().__init__()
        self._given = state

    def get(self, key: str, default: Any = None) -> Any:  # noqa: ARG002 - the signature is dict's
        return self._given


def _read_state(content: dict[str, Any]) -> _State:
    state = _State(
        failures=int(content["failures"]),
        remaining=float(content["remaining"]),
        wall=datetime.fromisoformat(content["wall"]).isoformat(),
        ticks=float(content["ticks"]),
    )
    sane = state.failures >= 0 and 0 <= state.remaining <= _WAITS[-1] and state.ticks >= 0
    if not sane or datetime.fromisoformat(state.wall).tzinfo is None:
        raise ValueError
    return state


def _wait(failures: int) -> float:
    """Return the seconds to wait after so many failures in a row."""
    if failures < FREE_ATTEMPTS:
        return 0.0
    return _WAITS[min(failures - FREE_ATTEMPTS, len(_WAITS) - 1)]
