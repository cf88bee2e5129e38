"""Hints over all capabilities: who finds them, how they are found, and how one is confirmed.

Each source reads one capability and speaks in findings; a new source is one function in `SOURCES`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Final

from sqlalchemy.orm import Session

from corrdesk.base.errors import UserError
from corrdesk.base.i18n import _
from corrdesk.casework.caseload.arrivals import late_arrivals
from corrdesk.casework.caseload.hours import hours_number
from corrdesk.casework.caseload.model import Category
from corrdesk.casework.caseload.tables import Office
from corrdesk.casework.enforcement.hints.model import Finding, HintKind
from corrdesk.casework.enforcement.hints.service import keep_hints
from corrdesk.casework.enforcement.hints.settling import extract_of, open_hint, settle_confirmed
from corrdesk.casework.enforcement.measures.queries import lost_contacts
from corrdesk.casework.enforcement.model import ViolationFacts
from corrdesk.casework.enforcement.service import record_violation
from corrdesk.casework.flows import attach_extract, open_case
from corrdesk.casework.leave.overruns import overruns
from corrdesk.casework.permissions import command
from corrdesk.casework.reporting.medical import medical_states
from corrdesk.casework.reporting.missed import missed_windows
from corrdesk.casework.reporting.model import DUTY_LABELS, HOUR_KINDS, REPORTED_KINDS
from corrdesk.rules.law import Law
from corrdesk.store.unit_of_work import UnitOfWork

HintSource = Callable[[Session, str, Law], Iterable[Finding]]
"""Reads the records of one office on the day of the law; gives what was due and not done."""


def missed_duties(session: Session, office_id: str, law: Law) -> Iterator[Finding]:
    """Reports of the person that are overdue or were found missed."""
    for each in missed_windows(session, office_id, law.as_of, REPORTED_KINDS):
        yield Finding(
            kind=HintKind.MISSED_DUTY if each.reported_on is None else HintKind.LATE_REPORT,
            supervision_id=each.supervision_id,
            person_id=each.person_id,
            category=each.category,
            subject_id=each.duty_id,
            due=each.grace_until,
            done=each.reported_on,
            duty_id=each.duty_id,
            details={
                "what": DUTY_LABELS[each.kind],
                "start": each.period_start.isoformat(),
                "end": each.period_end.isoformat(),
                "needed": each.needed,
                "count": each.done,
                "unit": "次",
            },
        )


def late_reporting_in(session: Session, office_id: str, law: Law) -> Iterator[Finding]:
    """People who did not report in by the last day."""
    for each in late_arrivals(session, office_id, law):
        yield Finding(
            kind=HintKind.LATE_REPORT_IN,
            supervision_id=each.supervision_id,
            person_id=each.person_id,
            category=each.category,
            subject_id=each.supervision_id,
            due=each.due,
            done=each.reported_on,
            details={"effective": each.effective_on.isoformat()},
        )


def leave_overruns(session: Session, office_id: str, law: Law) -> Iterator[Finding]:
    """Leaves that were not reported back in time."""
    for each in overruns(session, office_id, law):
        yield Finding(
            kind=HintKind.LEAVE_OVERRUN,
            supervision_id=each.supervision_id,
            person_id=each.person_id,
            category=each.category,
            subject_id=each.leave_id,
            due=each.due,
            done=each.reported_on,
            details={"destination": each.destination, "depart": each.depart.isoformat()},
        )


def missing_reviews(session: Session, office_id: str, law: Law) -> Iterator[Finding]:
    """Re-examinations of people released for treatment that were not handed in."""
    for each in medical_states(session, office_id, law):
        if each.review_due is not None and each.review_due < law.as_of:
            yield Finding(
                kind=HintKind.MEDICAL_REVIEW,
                supervision_id=each.supervision_id,
                person_id=each.person_id,
                category=Category.OUTSIDE_PRISON,
                subject_id=each.supervision_id,
                due=each.review_due,
                details={"last": (each.last_review or each.since).isoformat()},
            )


def short_hours(session: Session, office_id: str, law: Law) -> Iterator[Finding]:
    """Windows of study and service that ended with too few hours in the ledger."""
    for each in missed_windows(session, office_id, law.as_of, HOUR_KINDS):
        yield Finding(
            kind=HintKind.HOURS_SHORT,
            supervision_id=each.supervision_id,
            person_id=each.person_id,
            category=each.category,
            subject_id=each.duty_id,
            due=each.grace_until,
            duty_id=each.duty_id,
            details={
                "what": DUTY_LABELS[each.kind],
                "start": each.period_start.isoformat(),
                "end": each.period_end.isoformat(),
                "needed": str(hours_number(each.needed)),
                "count": str(hours_number(each.done)),
                "unit": "小时",
            },
        )


def lost_contact(session: Session, office_id: str, law: Law) -> Iterator[Finding]:  # noqa: ARG001
    """People whom contact was lost with, found again or not."""
    for row, found_on in lost_contacts(session, office_id):
        if found_on is None or found_on > row.since:
            yield Finding(
                kind=HintKind.LOST_CONTACT,
                supervision_id=row.supervision_id,
                person_id=row.person_id,
                category=Category(row.category),
                subject_id=row.id,
                due=row.since,
                done=found_on,
            )


SOURCES: Final[tuple[HintSource, ...]] = (
    missed_duties,
    short_hours,
    late_reporting_in,
    leave_overruns,
    missing_reviews,
    lost_contact,
)


def findings(session: Session, office_id: str, law: Law) -> Iterator[Finding]:
    """What every source finds on the day of the law."""
    for source in SOURCES:
        yield from source(session, office_id, law)


@command("hints.find")
def find_hints(uow: UnitOfWork, law: Law) -> int:
    """Asks every source and keeps what it says. Returns how many hints are new."""
    return keep_hints(uow, law, findings(uow.session, uow.office_id, law))


@command("violation.record")
def confirm_hint(
    uow: UnitOfWork,
    law: Law,
    hint_id: str,
    facts: ViolationFacts,
    *,
    seal: Callable[[bytes], str],
) -> str:
    """An officer's word that a hint is a violation: records it with the register as evidence.

    Returns the id of the violation. Raises UserError for a hint that is settled or does not hold
    any more.
    """
    row = open_hint(uow, hint_id)
    if all(each.id != hint_id for each in findings(uow.session, uow.office_id, law)):
        raise UserError(
            _("记录已经变化，这条提示不再成立。"), remedy=_("请刷新提示名单，核对最新的登记。")
        )
    if row.duty_id is not None:
        violation_id = open_case(uow, row.duty_id, facts, seal=seal)
    else:
        violation_id = record_violation(uow, row.supervision_id, facts)
        title, text = extract_of(uow, row, uow.require(Office, uow.office_id).name)
        attach_extract(uow, violation_id, title, text, seal=seal)
    settle_confirmed(uow, row, violation_id)
    return violation_id
