"""Sanctions that an office proposed: admonition, warning, and what police and courts decide."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from corrdesk.base.i18n import N_, _
from corrdesk.casework.caseload.tables import Office, Person
from corrdesk.casework.deciding.dockets.rows import rows_of, short
from corrdesk.casework.deciding.model import Answer, LawOf, Matter, MatterFile, MatterKind, Word
from corrdesk.casework.enforcement.model import (
    BREACH_LABELS,
    MEASURE_LABELS,
    Breach,
    CountyDecision,
    DecisionOutcome,
    Measure,
    ProposalState,
)
from corrdesk.casework.enforcement.service import record_decision
from corrdesk.casework.enforcement.tables import Evidence, Proposal, Violation
from corrdesk.rules.law import Law
from corrdesk.store.unit_of_work import UnitOfWork

OUTCOMES: Final = {
    Answer.GRANT: DecisionOutcome.GRANTED,
    Answer.REFUSE: DecisionOutcome.REFUSED,
    Answer.RETURN: DecisionOutcome.RETURNED,
}


class Proposals:
    """The docket of sanctions."""

    kind = MatterKind.PROPOSAL
    answers = frozenset(Answer)

    def waiting(
        self,
        session: Session,
        offices: Sequence[str],
        law_of: LawOf,  # noqa: ARG002 - a docket's shape
    ) -> Iterator[Matter]:
        """Proposals that were submitted and not decided."""
        statement = (
            select(Proposal, Violation, Person.name, Office.name)
            .join(
                Violation,
                (Violation.office_id == Proposal.office_id)
                & (Violation.id == Proposal.violation_id),
            )
            .join(
                Person,
                (Person.office_id == Violation.office_id) & (Person.id == Violation.person_id),
            )
            .join(Office, Office.office_id == Proposal.office_id)
            .where(
                Person.sealed_on.is_(None),
                Proposal.office_id.in_(offices),
                Proposal.state == ProposalState.SUBMITTED.value,
            )
        )
        for proposal, violation, person, office in session.execute(statement):
            yield Matter(
                kind=self.kind,
                id=proposal.id,
                office_id=proposal.office_id,
                office=office,
                person_id=violation.person_id,
                person=person,
                title=_(MEASURE_LABELS[Measure(proposal.measure)]),
                summary=short(violation.facts),
                asked_on=proposal.made_on,
                citations=tuple(proposal.citations),
            )

    def file(self, session: Session, matter: Matter) -> MatterFile:
        """The breach, what the person said, the office's opinion, the evidence."""
        (proposal,) = rows_of(session, Proposal, matter.office_id, Proposal.id == matter.id)
        (violation,) = rows_of(
            session, Violation, matter.office_id, Violation.id == proposal.violation_id
        )
        evidence = rows_of(
            session, Evidence, matter.office_id, Evidence.violation_id == violation.id
        )
        lines = (
            (N_("违规情形"), _(BREACH_LABELS[Breach(violation.breach)])),
            (N_("违规事实"), violation.facts),
            (N_("发现日期"), violation.found_on),
            (N_("发生日期"), violation.happened_on),
            (N_("本人陈述"), violation.statement),
            (N_("司法所意见"), proposal.opinion),
        )
        return MatterFile(
            matter,
            lines=tuple(line for line in lines if line[1]),
            papers=tuple((each.title, each.attachment_id) for each in evidence),
            compared=tuple(proposal.compared),
        )

    def decide(self, uow: UnitOfWork, law: Law, matter_id: str, word: Word) -> str:  # noqa: ARG002
        """The decision on a proposal; granted, the office may print and serve its notice."""
        return record_decision(
            uow,
            matter_id,
            CountyDecision(
                outcome=OUTCOMES[word.answer],
                decided_on=word.decided_on,
                document=word.document,
                decided_by=word.decided_by,
                reason=word.reason,
                source="county",
            ),
        )
