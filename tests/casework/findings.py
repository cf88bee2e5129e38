"""Short ways to hints, for tests."""

from __future__ import annotations

from datetime import date
from typing import Any

from corrdesk.bootstrap import Desk
from corrdesk.casework.caseload.model import Category
from corrdesk.casework.enforcement.hints.model import Finding, HintKind
from corrdesk.casework.enforcement.hints.queries import HintLine, hints_page
from corrdesk.casework.hinting import find_hints

DUE = date(2026, 6, 8)


def finding(supervision: str = "s", person: str = "p", **more: Any) -> Finding:
    usual: dict[str, Any] = {
        "kind": HintKind.LEAVE_OVERRUN,
        "category": Category.PROBATION,
        "subject_id": "leave-1",
        "due": DUE,
        "details": {"destination": "省城"},
    }
    return Finding(supervision_id=supervision, person_id=person, **(usual | more))


def look(desk: Desk) -> int:
    """Asks every source. Returns how many hints are new."""
    return desk.act(lambda uow: find_hints(uow, desk.law()))[0]


def hints(desk: Desk, name: str = "open") -> list[HintLine]:
    with desk.read() as session:
        return hints_page(session, desk.office.id, desk.clock.today(), name, limit=1000)


def kinds(desk: Desk, name: str = "open") -> list[HintKind]:
    return sorted(line.kind for line in hints(desk, name))
