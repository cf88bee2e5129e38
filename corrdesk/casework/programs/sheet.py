"""A roster ready for paper: what stands in its head and in every row, and the code of each row.

This is the seam between casework and printing. It holds no layout and no rule.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

ROW_KIND = "QD"  # 签到
ROW_CODE = re.compile(r"QD:([0-9A-Z]{8}):(\d{1,5})")


@dataclass(frozen=True, slots=True)
class RosterRow:
    """One person on a printed roster."""

    number: int
    name: str
    village: str


@dataclass(frozen=True, slots=True)
class RosterSheet:
    """One list; people who must not stand on the same list are on different sheets."""

    office: str
    title: str
    when: str
    place: str
    teacher: str
    topic: str
    code: str  # of the session
    part: int  # 1, or the number of the list where there are several
    parts: int
    rows: tuple[RosterRow, ...]
    chain_head: str = ""


def row_code(session_code: str, number: int) -> str:
    """What the QR code of a row says: enough to find the row, nothing about the person."""
    return f"{ROW_KIND}:{session_code}:{number}"


def row_of(text: str) -> tuple[str, int] | None:
    """The session's code and the number of the row, or None for any other code."""
    match = ROW_CODE.fullmatch(text.strip().upper())
    return None if match is None else (match[1], int(match[2]))
