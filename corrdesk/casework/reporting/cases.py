"""What the duties of a supervision depend on, and the windows that the rules make of it.

Reads the caseload and asks the policy; it opens, settles and stores nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, MutableMapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from corrdesk.base.ids import derived_id
from corrdesk.base.spans import Span
from corrdesk.casework.caseload.absences import approved_absences
from corrdesk.casework.caseload.hours import MINUTES
from corrdesk.casework.caseload.model import Status, SupervisionClass
from corrdesk.casework.caseload.tables import ClassChange, Supervision
from corrdesk.casework.reporting.model import DutyKind, DutyState
from corrdesk.casework.reporting.policy import (
    DutyWindow,
    duty_windows,
    grace_days,
    number_days,
)
from corrdesk.rules.law import Law


@dataclass(frozen=True, slots=True)
class Case:
    """What the duties of one supervision depend on."""

    supervision_id: str
    person_id: str
    tracked_from: date
    term_end: date
    able_to_work: bool
    classes: tuple[tuple[date, SupervisionClass], ...]  # from which day which class holds
    leaves: tuple[Span, ...] = ()

    def classes_from(self, day: date) -> set[SupervisionClass]:
        """The class that holds on a day, and those that are ordered for later."""
        held = [class_ for from_on, class_ in self.classes if from_on <= day]
        later = {class_ for from_on, class_ in self.classes if from_on > day}
        return {held[-1], *later} if held else later


def live_cases(session: Session, office_id: str, supervision_id: str | None = None) -> list[Case]:
    """Everybody under supervision, or the one supervision if it still runs."""
    wanted = [Supervision.office_id == office_id]
    changes = [ClassChange.office_id == office_id]
    if supervision_id is not None:
        wanted.append(Supervision.id == supervision_id)
        changes.append(ClassChange.supervision_id == supervision_id)
    classes: dict[str, dict[date, SupervisionClass]] = {}
    for row in session.execute(
        select(ClassChange.supervision_id, ClassChange.from_on, ClassChange.class_)
        .where(*changes)
        .order_by(ClassChange.from_on, ClassChange.id)
    ):
        classes.setdefault(row[0], {})[row[1]] = SupervisionClass(row[2])  # the later word holds
    leaves = approved_absences(session, office_id, supervision_id)
    found = session.execute(
        select(
            Supervision.id,
            Supervision.person_id,
            Supervision.tracked_from,
            Supervision.term_end,
            Supervision.able_to_work,
        )
        .where(*wanted, Supervision.status == Status.SUPERVISED.value)
        .order_by(Supervision.id)
    )
    return [
        Case(*row, classes=tuple(classes.get(row.id, {}).items()), leaves=leaves.get(row.id, ()))
        for row in found
    ]


def windows(law: Law, case: Case, known_until: date | None, until: date) -> tuple[DutyWindow, ...]:
    """The windows that begin after `known_until` and by `until`, both days of the term.

    Each is asked for by the numbers that held on its first day, whenever it is opened.
    """
    start = case.tracked_from
    first = start if known_until is None else max(start, known_until + timedelta(days=1))
    last = min(case.term_end, until)
    if not case.classes or last < first:
        return ()
    changes = [day for day in number_days(law.book) if first < day <= last]
    starts = [first, *changes]
    ends = [*(day - timedelta(days=1) for day in changes), last]
    return tuple(
        window
        for begin, end in zip(starts, ends, strict=True)
        for window in _windows_on(law, case, begin, end)
    )


def _windows_on(law: Law, case: Case, first: date, last: date) -> Iterator[DutyWindow]:
    """The windows that begin on days over which no number changes."""
    before = [class_ for from_on, class_ in case.classes if from_on <= case.tracked_from]
    for window in duty_windows(
        before[-1] if before else case.classes[0][1],
        able_to_work=case.able_to_work,
        span=Span.inclusive(case.tracked_from, case.term_end),
        class_changes=tuple(each for each in case.classes if each[0] > case.tracked_from),
        leaves=case.leaves,
        rulebook=law.book,
        on=first,
        within=Span.inclusive(first, last),
    ):
        if first <= window.period_start <= last:
            yield window


def window_rows(
    law: Law, case: Case, known_until: date | None, until: date
) -> list[dict[str, Any]]:
    """As `windows`, as rows of the table of duties."""
    grace = timedelta(days=grace_days(law.book, law.as_of))
    return [
        _row(case, window, grace, law.book.version)
        for window in windows(law, case, known_until, until)
    ]


def moved_by_leave(law: Law, case: Case, leave: Span) -> tuple[DutyWindow, ...]:
    """The reports in person that a leave turns into something else, as they stand without it."""
    if leave.last_day is None:
        return ()
    there = windows(law, replace(case, leaves=()), None, leave.last_day)
    away = set(windows(law, replace(case, leaves=(leave,)), None, leave.last_day))
    return tuple(
        window for window in there if window.kind is DutyKind.CHECK_IN and window not in away
    )


def moved_rows(law: Law, case: Case, until: date) -> list[dict[str, Any]]:
    """The reports in person that the approved leaves have moved, as rows."""
    if not case.leaves:
        return []
    there = window_rows(law, replace(case, leaves=()), None, until)
    away = {row["id"] for row in window_rows(law, case, None, until)}
    return [row for row in there if row["id"] not in away]


def undo_moves(
    wanted: MutableMapping[str, dict[str, Any]],
    moved: Iterable[dict[str, Any]],
    settled: Iterable[str],
) -> None:
    """Takes back from the wanted windows what was moved although it had been settled before.

    Who reported in person before the leave was recorded does not owe the same report by telephone.
    """
    done = set(settled)
    for row in moved:
        if row["id"] not in done:
            continue
        for other in list(wanted.values()):
            same = (other["period_start"], other["period_end"]) == (
                row["period_start"],
                row["period_end"],
            )
            if same and other["kind"] == DutyKind.PHONE_REPORT:
                other["needed"] -= row["needed"]
                if other["needed"] <= 0:
                    del wanted[other["id"]]


def _row(case: Case, window: DutyWindow, grace: timedelta, rule_version: str) -> dict[str, Any]:
    start, end = window.period_start, window.period_end
    needed = window.count if window.count is not None else int((window.hours or 0) * MINUTES)
    return {
        "id": derived_id(case.supervision_id, window.kind, start.isoformat(), end.isoformat()),
        "person_id": case.person_id,
        "supervision_id": case.supervision_id,
        "kind": DutyKind(window.kind).value,
        "period_start": start,
        "period_end": end,
        "grace_until": end + grace,
        "needed": needed,
        "done": 0,
        "state": DutyState.OPEN.value,
        "evidence_due": None,
        "rule_version": rule_version,
    }
