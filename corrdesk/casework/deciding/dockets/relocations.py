"""Changes of the execution place: the decision on one who leaves, the reply on one who comes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from corrdesk.base.i18n import N_, _
from corrdesk.casework.caseload.grounds import clauses
from corrdesk.casework.caseload.tables import Office
from corrdesk.casework.deciding.dockets.rows import rows_of, short
from corrdesk.casework.deciding.model import Answer, LawOf, Matter, MatterFile, MatterKind, Word
from corrdesk.casework.relocation.model import (
    STEP_LABELS,
    Direction,
    Outcome,
    RelocationState,
    Step,
    StepFacts,
)
from corrdesk.casework.relocation.queries import relocation_file, steps_taken
from corrdesk.casework.relocation.service import record_step
from corrdesk.casework.relocation.tables import Relocation
from corrdesk.rules.law import Law
from corrdesk.store.unit_of_work import UnitOfWork

OURS: Final = {Direction.OUT: Step.DECISION, Direction.IN: Step.REPLY}
"""The step that is the county's word, by direction."""
OUTCOMES: Final = {Answer.GRANT: Outcome.AGREED, Answer.REFUSE: Outcome.REFUSED}


class Relocations:
    """The docket of relocations."""

    kind = MatterKind.RELOCATION
    answers = frozenset(OUTCOMES)

    def waiting(self, session: Session, offices: Sequence[str], law_of: LawOf) -> Iterator[Matter]:
        """Cases whose next step is the county's word, with the last day that the law names."""
        statement = (
            select(Relocation.id, Relocation.office_id, Relocation.direction, Office.name)
            .join(Office, Office.office_id == Relocation.office_id)
            .where(
                Relocation.office_id.in_(offices),
                Relocation.state == RelocationState.OPEN.value,
            )
        )
        for case_id, office_id, direction_word, office in session.execute(statement):
            direction = Direction(direction_word)
            found = relocation_file(session, office_id, law_of(office_id), case_id)
            line = found.course.line(OURS[direction]) if found else None
            sealed = found is not None and found.person is not None and found.person.sealed_on
            if (
                found is None
                or sealed
                or line is None
                or line.taken is not None
                or not line.possible
            ):
                continue
            yield Matter(
                kind=self.kind,
                id=case_id,
                office_id=office_id,
                office=office,
                person_id=found.case.person_id or "",
                person=found.name,
                title=_(STEP_LABELS[direction][line.step]),
                summary=short(f"{found.case.other_county}；{found.case.new_address}"),
                asked_on=steps_taken(session, office_id, case_id)[-1].on,
                needed_by=line.due,
                citations=tuple(clauses(line)),
            )

    def file(self, session: Session, matter: Matter) -> MatterFile:
        """Why and where to, and what was done so far."""
        (case,) = rows_of(session, Relocation, matter.office_id, Relocation.id == matter.id)
        direction = Direction(case.direction)
        steps = steps_taken(session, matter.office_id, matter.id)
        taken = tuple(
            (STEP_LABELS[direction][each.step], " ".join(filter(None, (str(each.on), each.words))))
            for each in steps
        )
        lines = (
            (N_("事由"), case.reason),
            (N_("拟居住地"), case.new_address),
            (N_("对方机构"), case.other_county),
            *taken,
        )
        return MatterFile(
            matter,
            lines=tuple(line for line in lines if line[1]),
            papers=tuple((title, None) for title in case.proofs),
        )

    def decide(self, uow: UnitOfWork, law: Law, matter_id: str, word: Word) -> str:
        """The decision, or the reply to the other county."""
        case = uow.require(Relocation, matter_id)
        facts = StepFacts(
            step=OURS[Direction(case.direction)],
            on=word.decided_on,
            outcome=OUTCOMES[word.answer],
            document=word.document,
            agency=word.decided_by,
            words=word.reason,
        )
        return record_step(uow, law, matter_id, facts)
