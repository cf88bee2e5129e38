"""Puts the whole register to two rule packs and says what would move. Writes nothing."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from corrdesk.base.errors import UserError
from corrdesk.base.idnumber import mask
from corrdesk.casework.caseload.model import SupervisionClass
from corrdesk.casework.caseload.tables import Person
from corrdesk.casework.enforcement.assessment import counted_facts
from corrdesk.casework.enforcement.ladder import earlier_measures
from corrdesk.casework.enforcement.model import ViolationState
from corrdesk.casework.enforcement.policy import sanction_candidates
from corrdesk.casework.enforcement.tables import Violation
from corrdesk.casework.reporting.cases import Case, live_cases, windows
from corrdesk.casework.reporting.policy import grace_days, plans_duties, unsaid_numbers
from corrdesk.casework.switching.comparison import (
    CaseMove,
    Expected,
    Named,
    PackDifference,
    PersonMoves,
    Unsaid,
    WindowMoves,
    window_moves,
)
from corrdesk.rules.law import Law

DAY = timedelta(days=1)

AHEAD = timedelta(days=92)
"""How far the comparison looks: every kind of period begins at least once in so many days."""

UNDECIDED = (ViolationState.RECORDED.value, ViolationState.PROPOSED.value)


def pack_difference(session: Session, office_id: str, before: Law, after: Law) -> PackDifference:
    """What would move if the office went from one law to the other on their common day.

    Looks at the windows that begin in the 92 days after it (those that have begun stay as they
    were judged) and at every violation without decision.
    """
    until = before.as_of + AHEAD
    cases = live_cases(session, office_id)
    moves: dict[str, list[WindowMoves]] = {}
    for case in cases:
        found = window_moves(_expected(before, case, until), _expected(after, case, until))
        if found.count:
            moves.setdefault(case.person_id, []).append(found)
    violations = session.scalars(
        select(Violation)
        .where(Violation.office_id == office_id, Violation.state.in_(UNDECIDED))
        .order_by(Violation.found_on, Violation.id)
    ).all()
    proposals: dict[str, list[CaseMove]] = {}
    for violation in violations:
        old, new = (_named(session, office_id, violation, law) for law in (before, after))
        if old != new:
            move = CaseMove(violation.id, old, new)
            proposals.setdefault(violation.person_id, []).append(move)
    return PackDifference(
        version_before=before.book.version,
        version_after=after.book.version,
        as_of=before.as_of,
        until=until,
        people=len({case.person_id for case in cases}),
        open_cases=len(violations),
        moved=_by_person(session, office_id, moves, proposals),
        missing=_unsaid(after, cases),
        plans_duties=plans_duties(after.book, after.as_of + DAY),
    )


def _unsaid(law: Law, cases: Sequence[Case]) -> tuple[Unsaid, ...]:
    """What the law does not say of the windows to come, the first of which begin tomorrow."""
    everybody = {case.person_id for case in cases}
    in_class: dict[SupervisionClass, set[str]] = {}
    for case in cases:
        for class_ in case.classes_from(law.as_of + DAY):
            in_class.setdefault(class_, set()).add(case.person_id)
    return tuple(
        Unsaid(
            key,
            law.book.parameter(key).description,
            len(everybody if class_ is None else in_class.get(class_, ())),
        )
        for key, class_ in unsaid_numbers(law.book, law.as_of + DAY)
    )


def _expected(law: Law, case: Case, until: date) -> list[Expected]:
    grace = timedelta(days=grace_days(law.book, law.as_of))
    return [
        Expected(
            each.kind,
            each.period_start,
            each.period_end,
            each.period_end + grace,
            each.count,
            each.hours,
        )
        for each in windows(law, case, law.as_of, until)
    ]


def _named(session: Session, office_id: str, violation: Violation, law: Law) -> Named:
    earlier = earlier_measures(session, office_id, violation)
    facts = counted_facts(session, office_id, violation, earlier)
    try:
        return Named(sanction_candidates(facts, law).value.measures)
    except UserError as missing:
        return Named(obstacle=str(missing))


def _by_person(
    session: Session,
    office_id: str,
    windows_: dict[str, list[WindowMoves]],
    proposals: dict[str, list[CaseMove]],
) -> tuple[PersonMoves, ...]:
    concerned = set(windows_) | set(proposals)
    rows = session.execute(
        select(Person.id, Person.name, Person.id_number)
        .where(Person.office_id == office_id)
        .order_by(Person.name, Person.id)
    )
    return tuple(
        PersonMoves(
            row.id,
            row.name,
            mask(row.id_number),
            _together(windows_.get(row.id, ())),
            tuple(proposals.get(row.id, ())),
        )
        for row in rows
        if row.id in concerned
    )


def _together(moves: Sequence[WindowMoves]) -> WindowMoves:
    """One person may serve several orders."""
    return WindowMoves(
        added=tuple(each for move in moves for each in move.added),
        removed=tuple(each for move in moves for each in move.removed),
        changed=tuple(each for move in moves for each in move.changed),
    )
