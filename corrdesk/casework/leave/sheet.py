"""A filled form of leave, ready for paper: which form, its facts, and what makes it an issued one.

This is the seam between casework and printing. It holds no layout and no rule.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class FormSheet:
    """One form with its facts; without serial it is a form to fill in and sign by hand."""

    form_id: str  # e.g. leave-certificate
    facts: Mapping[str, object]
    serial: str = ""
    check_code: str = ""
    chain_head: str = ""
    specimen: bool = False
