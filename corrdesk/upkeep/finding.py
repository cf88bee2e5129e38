"""One thing that the doctor found: how bad, which, in plain words, and what to do next."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

ERROR: Final = "error"
WARNING: Final = "warning"
INFO: Final = "info"


@dataclass(frozen=True, slots=True)
class Finding:
    """A finding. `code` is stable; `message` and `next` are for people."""

    severity: str
    code: str
    message: str
    next: str


def is_healthy(findings: Iterable[Finding]) -> bool:
    """Whether nothing is broken; warnings and information do not make a vault ill."""
    return all(finding.severity != ERROR for finding in findings)
