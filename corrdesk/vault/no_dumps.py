"""Keeps a process that may hold a key out of crash dumps and away from other programs' eyes.

Called once at the start of the desk and of every command. What a system does not offer is left out:
no machine keeps its desk closed because of this.
"""

from __future__ import annotations

import contextlib
import ctypes
import sys
from collections.abc import Callable
from typing import Any, Final

_PR_SET_DUMPABLE: Final = 4
_SILENT_FAULTS: Final = 0x0001 | 0x0002 | 0x8000  # no box, no report, for SetErrorMode
_NO_HEAP: Final = 0x0001  # WER_FAULT_REPORTING_FLAG_NOHEAP


def forbid_dumps(platform: str = sys.platform) -> None:
    """Turns off core files, crash reports and, on Linux, reading this process by its own user."""
    for step in (_windows,) if platform == "win32" else (_no_core, _not_dumpable):
        with contextlib.suppress(OSError, AttributeError, KeyError, ValueError):
            step()


def _no_core() -> None:
    import resource  # noqa: PLC0415 - Windows has none

    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _not_dumpable() -> None:
    ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0)


def _windows() -> None:
    libraries: Any = vars(ctypes)["windll"]  # only Windows has it, and mypy looks for it elsewhere
    libraries.kernel32.SetErrorMode(_SILENT_FAULTS)
    report: Callable[[int], int] = libraries.kernel32.WerSetFlags
    report(_NO_HEAP)
