"""Leave that the law gives to the county or above, and permits for recurring travel."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from sqlalchemy.orm import Session

from corrdesk.base.i18n import N_, _
from corrdesk.casework.caseload.grounds import once
from corrdesk.casework.deciding.dockets.rows import named, rows_of, short
from corrdesk.casework.deciding.model import Answer, LawOf, Matter, MatterFile, MatterKind, Word
from corrdesk.casework.leave.model import (
    REASON_LABELS,
    Approver,
    LeaveOutcome,
    LeaveReason,
    LeaveState,
    LeaveVerdict,
)
from corrdesk.casework.leave.service import record_leave_decision
from corrdesk.casework.leave.tables import Leave, LeaveProof, TravelPermit
from corrdesk.casework.leave.travel import record_permit_decision
from corrdesk.rules.law import Law
from corrdesk.store.unit_of_work import UnitOfWork

YES_OR_NO: Final = frozenset({Answer.GRANT, Answer.REFUSE})
OUTCOMES: Final = {Answer.GRANT: LeaveOutcome.GRANTED, Answer.REFUSE: LeaveOutcome.REFUSED}


class Leaves:
    """The docket of leave. What an upper agency decides is recorded here from its paper."""

    kind = MatterKind.LEAVE
    answers = YES_OR_NO

    def waiting(
        self,
        session: Session,
        offices: Sequence[str],
        law_of: LawOf,  # noqa: ARG002 - a docket's shape
    ) -> Iterator[Matter]:
        """Requests that are not the office's to decide; they are needed by the departure."""
        mine = (
            Leave.state == LeaveState.REQUESTED.value,
            Leave.approver != Approver.OFFICE.value,
        )
        for leave, person, office in named(session, Leave, offices, *mine):
            words = _("{reason}，{days} 天，{place}")
            yield Matter(
                kind=self.kind,
                id=leave.id,
                office_id=leave.office_id,
                office=office,
                person_id=leave.person_id,
                person=person,
                title=_("延长外出") if leave.extends else _("外出"),
                summary=words.format(
                    reason=_(REASON_LABELS[LeaveReason(leave.reason)]),
                    days=leave.days,
                    place=short(leave.destination),
                ),
                asked_on=leave.requested_on,
                needed_by=leave.return_on if leave.extends else leave.depart,
                citations=tuple(once(leave.citations)),
            )

    def file(self, session: Session, matter: Matter) -> MatterFile:
        """Where, when, why, how much already, and the proofs."""
        (leave,) = rows_of(session, Leave, matter.office_id, Leave.id == matter.id)
        lines = (
            (N_("事由"), leave.reason_text),
            (N_("目的地"), leave.destination),
            (N_("外出时间"), f"{leave.depart} — {leave.return_on}"),
            (N_("天数"), leave.days),
            (N_("两个月内累计天数"), leave.days_in_window),
            (N_("交通方式"), leave.transport),
            (N_("联系方式"), leave.contact),
            (N_("未提前申请的原因"), leave.late_reason),
        )
        return MatterFile(
            matter,
            lines=tuple(line for line in lines if line[1] not in {"", None}),
            papers=_proofs(session, matter),
            compared=tuple(leave.compared),
        )

    def decide(self, uow: UnitOfWork, law: Law, matter_id: str, word: Word) -> str:
        """The decision on a request; the law of the day is asked again."""
        return record_leave_decision(uow, law, matter_id, _verdict(word))


class Permits:
    """The docket of recurring travel."""

    kind = MatterKind.PERMIT
    answers = YES_OR_NO

    def waiting(
        self,
        session: Session,
        offices: Sequence[str],
        law_of: LawOf,  # noqa: ARG002 - a docket's shape
    ) -> Iterator[Matter]:
        """Requests for a permit; every one is the county's."""
        mine = TravelPermit.state == LeaveState.REQUESTED.value
        for permit, person, office in named(session, TravelPermit, offices, mine):
            yield Matter(
                kind=self.kind,
                id=permit.id,
                office_id=permit.office_id,
                office=office,
                person_id=permit.person_id,
                person=person,
                title=_("经常性跨市县活动"),
                summary=short("、".join(permit.places) + "；" + permit.reason),
                asked_on=permit.requested_on,
            )

    def file(self, session: Session, matter: Matter) -> MatterFile:
        """Where, how often, why, and the proofs."""
        (permit,) = rows_of(session, TravelPermit, matter.office_id, TravelPermit.id == matter.id)
        lines = (
            (N_("事由"), permit.reason),
            (N_("地点"), "、".join(permit.places)),
            (N_("时间"), permit.times),
            (N_("频次"), permit.frequency),
            (N_("报告方式"), permit.reporting),
        )
        return MatterFile(
            matter,
            lines=tuple(line for line in lines if line[1]),
            papers=_proofs(session, matter),
        )

    def decide(self, uow: UnitOfWork, law: Law, matter_id: str, word: Word) -> str:
        """The decision on a permit; how long it holds is the law's."""
        return record_permit_decision(uow, law, matter_id, _verdict(word))


def _verdict(word: Word) -> LeaveVerdict:
    return LeaveVerdict(
        outcome=OUTCOMES[word.answer],
        decided_on=word.decided_on,
        decider=Approver.COUNTY,
        document=word.document,
        decided_by=word.decided_by,
        reason=word.reason,
        legal_reason=word.legal_reason,
        source="county",
    )


def _proofs(session: Session, matter: Matter) -> tuple[tuple[str, str | None], ...]:
    proofs = rows_of(session, LeaveProof, matter.office_id, LeaveProof.subject_id == matter.id)
    return tuple((each.title, each.attachment_id) for each in proofs)
