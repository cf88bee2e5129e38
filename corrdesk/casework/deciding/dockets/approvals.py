"""Meetings and places that need the county's approval (会客、禁止令下的特定场所)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from sqlalchemy.orm import Session

from corrdesk.base.i18n import N_, _
from corrdesk.casework.approvals.model import (
    KIND_LABELS,
    ApprovalKind,
    ApprovalOutcome,
    ApprovalState,
    ApprovalWord,
)
from corrdesk.casework.approvals.service import record_approval_decision
from corrdesk.casework.approvals.tables import Approval
from corrdesk.casework.deciding.dockets.rows import named, rows_of, short
from corrdesk.casework.deciding.model import Answer, LawOf, Matter, MatterFile, MatterKind, Word
from corrdesk.rules.law import Law
from corrdesk.store.unit_of_work import UnitOfWork

OUTCOMES: Final = {Answer.GRANT: ApprovalOutcome.GRANTED, Answer.REFUSE: ApprovalOutcome.REFUSED}


class Approvals:
    """The docket of meetings and places."""

    kind = MatterKind.APPROVAL
    answers = frozenset(OUTCOMES)

    def waiting(
        self,
        session: Session,
        offices: Sequence[str],
        law_of: LawOf,  # noqa: ARG002 - a docket's shape
    ) -> Iterator[Matter]:
        """Requests that are not decided; they are needed by the first day asked for."""
        mine = Approval.state == ApprovalState.REQUESTED.value
        for approval, person, office in named(session, Approval, offices, mine):
            yield Matter(
                kind=self.kind,
                id=approval.id,
                office_id=approval.office_id,
                office=office,
                person_id=approval.person_id,
                person=person,
                title=_(KIND_LABELS[ApprovalKind(approval.kind)]),
                summary=short(f"{approval.subject}；{approval.reason}"),
                asked_on=approval.requested_on,
                needed_by=approval.from_on,
                citations=tuple(approval.citations),
            )

    def file(self, session: Session, matter: Matter) -> MatterFile:
        """Whom or where, when, why, what the order forbids, and the proofs."""
        (approval,) = rows_of(session, Approval, matter.office_id, Approval.id == matter.id)
        lines = (
            (N_("对象或者场所"), approval.subject),
            (N_("事由"), approval.reason),
            (N_("期间"), f"{approval.from_on} — {approval.until_on}"),
            (N_("时间"), approval.times),
            (N_("禁止令内容"), approval.injunction),
        )
        return MatterFile(
            matter,
            lines=tuple(line for line in lines if line[1]),
            papers=tuple((title, None) for title in approval.proofs),
        )

    def decide(self, uow: UnitOfWork, law: Law, matter_id: str, word: Word) -> str:  # noqa: ARG002
        """The decision on a request; the permitted days are those asked for, or fewer."""
        return record_approval_decision(
            uow,
            matter_id,
            ApprovalWord(
                outcome=OUTCOMES[word.answer],
                decided_on=word.decided_on,
                document=word.document,
                decided_by=word.decided_by,
                until_on=word.until_on,
                reason=word.reason,
                source="county",
            ),
        )
