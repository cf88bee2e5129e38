"""What an answer of court or organ does to the supervision: it ends, or its term gets shorter.

One act with the step that records the answer; judges nothing itself.
"""

from __future__ import annotations

from corrdesk.base.clock import CHINA
from corrdesk.casework.caseload.model import Status
from corrdesk.casework.enforcement.measures.model import KIND_LABELS, MeasureKind, Step, StepFacts
from corrdesk.casework.enforcement.measures.service import take_step
from corrdesk.casework.enforcement.measures.tables import MeasureRecord
from corrdesk.casework.flows import change_order_and_duties, change_status_and_duties
from corrdesk.casework.permissions import command
from corrdesk.rules.law import Law
from corrdesk.store.unit_of_work import UnitOfWork

ENDS = frozenset({MeasureKind.REVOCATION, MeasureKind.RECOMMITTAL})
"""What ends the supervision when it is granted."""


@command("measure.step")
def step_and_effect(uow: UnitOfWork, law: Law, measure_id: str, facts: StepFacts) -> str:
    """Takes a step; a revocation or recommittal ends the supervision, a commutation shortens it.

    Returns the step's id. Raises what the step raises, and for a last day outside the term.
    """
    step_id = take_step(uow, law, measure_id, facts)
    if facts.step is not Step.ANSWER_GRANT:
        return step_id
    record = uow.require(MeasureRecord, measure_id)
    kind = MeasureKind(record.kind)
    if kind in ENDS:
        change_status_and_duties(
            uow,
            law,
            record.supervision_id,
            Status.TERMINATED,
            facts.at.astimezone(CHINA).date(),
            reason=f"{KIND_LABELS[kind]}：{facts.who}",
            document=facts.document.strip(),
        )
    elif kind is MeasureKind.COMMUTATION:
        change_order_and_duties(uow, law, record.supervision_id, {"term_end": facts.until})
    return step_id
