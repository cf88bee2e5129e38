"""Measures before the county: commendation, commutation, appraisal, arrest, location device."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from sqlalchemy.orm import Session

from corrdesk.base.actor import Role
from corrdesk.base.errors import UserError
from corrdesk.base.i18n import N_, _
from corrdesk.casework.deciding.dockets.rows import named, rows_of, short
from corrdesk.casework.deciding.model import Answer, LawOf, Matter, MatterFile, MatterKind, Word
from corrdesk.casework.enforcement.measures.model import (
    KIND_LABELS,
    PAPER_LABELS,
    MeasureKind,
    Stage,
    Step,
    StepFacts,
)
from corrdesk.casework.enforcement.measures.service import take_step
from corrdesk.casework.enforcement.measures.tables import MeasureRecord, MeasureStep
from corrdesk.rules.law import Law
from corrdesk.store.unit_of_work import UnitOfWork

STEPS: Final = {Answer.GRANT: Step.GRANT, Answer.REFUSE: Step.REFUSE, Answer.RETURN: Step.RETURN}


class Measures:
    """The docket of measures."""

    kind = MatterKind.MEASURE
    answers = frozenset(Answer)

    def waiting(
        self,
        session: Session,
        offices: Sequence[str],
        law_of: LawOf,  # noqa: ARG002 - a docket's shape
    ) -> Iterator[Matter]:
        """Measures that were submitted and not decided."""
        mine = MeasureRecord.stage == Stage.SUBMITTED.value
        for record, person, office in named(session, MeasureRecord, offices, mine):
            yield Matter(
                kind=self.kind,
                id=record.id,
                office_id=record.office_id,
                office=office,
                person_id=record.person_id,
                person=person,
                title=_(KIND_LABELS[MeasureKind(record.kind)]),
                summary=short("；".join(record.texts.values())),
                asked_on=record.opened_on,
                citations=tuple(record.citations),
            )

    def file(self, session: Session, matter: Matter) -> MatterFile:
        """What the office wrote, for which days, and the papers of the pack."""
        (record,) = rows_of(session, MeasureRecord, matter.office_id, MeasureRecord.id == matter.id)
        steps = rows_of(session, MeasureStep, matter.office_id, MeasureStep.measure_id == matter.id)
        lines = (
            *((N_("司法所意见"), text) for text in record.texts.values()),
            (N_("起始日期"), record.since),
            (N_("截止日期"), record.until_on),
        )
        papers = tuple(
            (_(PAPER_LABELS[each.paper]), each.attachment_id)
            for each in steps
            if each.step == Step.PAPER.value
        )
        return MatterFile(matter, lines=tuple(line for line in lines if line[1]), papers=papers)

    def decide(self, uow: UnitOfWork, law: Law, matter_id: str, word: Word) -> str:
        """The county's step. A device is approved by the head of the bureau (CCL 29)."""
        record = uow.require(MeasureRecord, matter_id)
        if record.kind == MeasureKind.DEVICE and uow.actor.role is not Role.HEAD:
            raise UserError(
                _("使用电子定位装置由县级司法行政部门负责人批准。"),
                remedy=_("请由负责人登录后办理。"),
            )
        facts = StepFacts(
            step=STEPS[word.answer],
            at=uow.clock.now(),
            document=word.document,
            who=word.decided_by,
            note=word.reason,
            until=word.until_on,
        )
        return take_step(uow, law, matter_id, facts)
