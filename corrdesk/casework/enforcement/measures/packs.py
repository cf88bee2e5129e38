"""The pack of papers that goes out with a proposal: what is there, what is missing.

Some papers the records know by themselves; the others an officer puts into the pack.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from corrdesk.casework.enforcement.ladder import earlier_measures
from corrdesk.casework.enforcement.measures.model import MeasureKind, Step
from corrdesk.casework.enforcement.measures.policy import pack_of
from corrdesk.casework.enforcement.measures.tables import MeasureStep
from corrdesk.casework.enforcement.tables import Evidence, Proposal, Violation
from corrdesk.rules.law import Law


@dataclass(frozen=True, slots=True)
class PackPaper:
    """A paper of the pack; `note` says how it is known to be there."""

    code: str
    present: bool
    note: str = ""


def pack_papers(session: Session, office_id: str, measure: Any, law: Law) -> tuple[PackPaper, ...]:
    """The papers that the rules ask for, in their order. `measure`: its row or record."""
    put_in = {
        row.paper: row.note
        for row in session.execute(
            select(MeasureStep.paper, MeasureStep.note)
            .where(
                MeasureStep.office_id == office_id,
                MeasureStep.measure_id == measure.id,
                MeasureStep.step == Step.PAPER.value,
            )
            .order_by(MeasureStep.id)
        )
    }
    known = _known(session, office_id, measure)
    return tuple(
        PackPaper(code, code in put_in or code in known, put_in.get(code) or known.get(code, ""))
        for code in pack_of(MeasureKind(measure.kind), law)
    )


def missing_papers(session: Session, office_id: str, measure: Any, law: Law) -> tuple[str, ...]:
    """The codes of the papers that are not there yet."""
    papers = pack_papers(session, office_id, measure, law)
    return tuple(paper.code for paper in papers if not paper.present)


def violation_behind(session: Session, office_id: str, origin_id: str | None) -> Violation | None:
    """The violation of the proposal that a measure comes from, or None."""
    proposal = session.get(Proposal, (office_id, origin_id)) if origin_id else None
    return None if proposal is None else session.get(Violation, (office_id, proposal.violation_id))


def _known(session: Session, office_id: str, measure: Any) -> dict[str, str]:
    """What the records themselves hold of the pack."""
    if measure.kind == MeasureKind.ARREST:
        return _sent_with(session, office_id, measure.origin_id)
    violation = violation_behind(session, office_id, measure.origin_id)
    if violation is None:
        return {}
    found = {}
    titles = session.scalars(
        select(Evidence.title)
        .where(Evidence.office_id == office_id, Evidence.violation_id == violation.id)
        .order_by(Evidence.id)
    ).all()
    if titles:
        found["facts_evidence"] = "、".join(titles)
    if violation.statement:
        found["statement"] = violation.statement
    earlier = [each for each in earlier_measures(session, office_id, violation) if each.counts]
    found["earlier_sanctions"] = "、".join(each.serial for each in earlier) or "此前未受处分"
    if not earlier:
        found["service_proofs"] = "此前未受处分"
    return found


def _sent_with(session: Session, office_id: str, revocation_id: str | None) -> dict[str, str]:
    """The proposal for revocation, once it has gone out."""
    document = session.scalar(
        select(MeasureStep.document).where(
            MeasureStep.office_id == office_id,
            MeasureStep.measure_id == (revocation_id or ""),
            MeasureStep.step == Step.SEND.value,
        )
    )
    return {} if document is None else {"revocation_proposal": document}
