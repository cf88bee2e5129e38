"""The process that takes over when the desk is locked: what it is told, and how it is started.

Python cannot wipe what it held, so locking ends the process that had the key. The next one knows
where the vault is and who works there; it is told nothing secret, and nothing on its command line.
"""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import MutableMapping
from dataclasses import asdict, dataclass, fields, replace
from pathlib import Path
from typing import Protocol

VARIABLE = "CORRDESK_HANDOVER"


@dataclass(frozen=True, slots=True)
class Handover:
    """What the next process begins with: places, a name, and where the window stood."""

    folder: str
    officer: str
    device_secret_file: str = ""
    geometry: str = ""  # of the window, as Qt saves it, in base64
    now: str = ""  # the moment of a desk whose clock is not the machine's
    throw_away: str = ""  # a folder to remove when the desk is closed for good
    sign: str = ""  # the file that says that the next window is seen

    def to_text(self) -> str:
        """One line of JSON."""
        return json.dumps(asdict(self), ensure_ascii=False)


def take_handover(environment: MutableMapping[str, str]) -> Handover | None:
    """What this process was told by the one before it; it is not passed on any further."""
    text = environment.pop(VARIABLE, "")
    try:
        told = json.loads(text)
        return Handover(**{each.name: str(told.get(each.name, "")) for each in fields(Handover)})
    except (ValueError, AttributeError):
        return None


def give_sign(handover: Handover) -> None:
    """Tells the process before that the window is seen; a sign that nobody awaits is no matter."""
    if handover.sign:
        with contextlib.suppress(OSError):
            Path(handover.sign).touch()


class Successor(Protocol):
    """Starts the next process and knows when its window is seen."""

    def start(self, handover: Handover) -> None:
        """Starts it. Raises OSError when it cannot be started."""
        ...

    def is_seen(self) -> bool:
        """Whether its window is on the screen, or will never be."""
        ...

    def leave(self) -> None:
        """Ends this process at once."""
        ...


class ProcessSuccessor:
    """The same program once more."""

    def __init__(self) -> None:
        self._place: Path | None = None
        self._process: subprocess.Popen[bytes] | None = None

    def start(self, handover: Handover) -> None:
        """Starts the program with the handover in its environment."""
        self._place = Path(tempfile.mkdtemp(prefix="corrdesk-"))
        told = replace(handover, sign=str(self._place / "seen"))
        fresh = {VARIABLE: told.to_text(), "PYINSTALLER_RESET_ENVIRONMENT": "1"}
        self._process = subprocess.Popen(  # noqa: S603 - this very program
            own_command(),
            env={**os.environ, **fresh},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
        )

    def is_seen(self) -> bool:
        """Looks for the sign; a process that has ended will never give it."""
        if self._place is None or self._process is None:
            return False
        return (self._place / "seen").exists() or self._process.poll() is not None

    def leave(self) -> None:
        """No tidying up that could take time: what had to be kept is kept."""
        if self._place is not None:
            shutil.rmtree(self._place, ignore_errors=True)
        for stream in (sys.stdout, sys.stderr):
            if stream is not None:
                stream.flush()
        os._exit(0)


def own_command() -> list[str]:
    """How this program is started once more, frozen or not."""
    if getattr(sys, "frozen", False):
        return [sys.executable]
    return [sys.executable, "-m", "corrdesk"]
