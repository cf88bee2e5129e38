"""Puts the facts of a decision together into the sheet that is printed.

Legal wording of the paper, not of the screen: it is not translated. Layout is printing's business.
"""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from corrdesk.base.errors import UserError
from corrdesk.base.i18n import _
from corrdesk.casework.caseload.model import CATEGORY_LABELS, SEX_LABELS, Category, Sex
from corrdesk.casework.caseload.tables import Office, Person, Supervision
from corrdesk.casework.enforcement.model import NOTICE_TITLES, Measure
from corrdesk.casework.enforcement.sheet import LegalBasis, NoticeSheet, ServiceSheet
from corrdesk.casework.enforcement.tables import (
    DecisionRecord,
    Evidence,
    Notice,
    Proposal,
    Violation,
)
from corrdesk.store.unit_of_work import UnitOfWork

OBJECTION = (
    "如对本决定有异议，可以向作出决定的{county}提出；"
    "对处理结果仍有异议的，可以向人民检察院申诉、控告。"
)
NO_SERIAL = "（样张，未编号）"


def draw_notice_sheet(
    uow: UnitOfWork,
    decision: DecisionRecord,
    proposal: Proposal,
    *,
    serial: str,
    check_code: str,
    specimen: bool = False,
) -> NoticeSheet:
    """The sheet of a granted decision, complete but for the paper it is printed on."""
    violation = uow.require(Violation, proposal.violation_id)
    supervision = uow.require(Supervision, violation.supervision_id)
    person = uow.require(Person, violation.person_id)
    office = uow.require(Office, uow.office_id)
    return NoticeSheet(
        kind=proposal.measure,
        serial=serial or NO_SERIAL,
        county=decision.decided_by,
        office=office.name,
        person_name=person.name,
        sex=SEX_LABELS[Sex(person.sex)],
        born=person.born,
        id_number=person.id_number,
        residence=person.residence,
        category=CATEGORY_LABELS[Category(supervision.category)],
        offence=supervision.offence,
        decision_organ=supervision.decision_organ,
        judgment_number=supervision.judgment_number,
        term_start=supervision.term_start,
        term_end=supervision.term_end,
        facts=violation.facts,
        evidence=_evidence(uow, violation.id),
        bases=tuple(
            LegalBasis(title=cited["title"], article=cited["article"])
            for cited in proposal.citations
        ),
        objection=OBJECTION.format(county=decision.decided_by),
        decided_on=decision.decided_on,
        copies=tuple(filter(None, (office.procuratorate,))),
        chain_head=uow.head.short,
        check_code=check_code,
        specimen=specimen,
    )


def draw_service_sheet(session: Session, office_id: str, notice_id: str) -> ServiceSheet:
    """The proof of service that goes with an issued notice; its lower part is filled by hand.

    Only reads, so that it can be printed from a vault that may not be written. Raises UserError
    when there is no such notice.
    """
    notice = session.get(Notice, (office_id, notice_id))
    office = session.get(Office, (office_id, office_id))
    person = session.get(Person, (office_id, notice.person_id)) if notice else None
    if notice is None or office is None or person is None:
        raise UserError(_("没有找到这份文书。"))
    return ServiceSheet(
        serial=notice.serial,
        document_title=NOTICE_TITLES[Measure(notice.kind)],
        office=office.name,
        county=office.county_name,
        addressee=person.name,
        place=office.name,
        check_code=notice.check_code,
        chain_head=notice.chain_head,
    )


def _evidence(uow: UnitOfWork, violation_id: str) -> tuple[str, ...]:
    rows = uow.session.execute(
        select(Evidence.title)
        .where(Evidence.office_id == uow.office_id, Evidence.violation_id == violation_id)
        .order_by(Evidence.id)
    )
    return tuple(row.title for row in rows)
