"""Puts the facts of a decision together into the sheet that is printed.

Legal wording of the paper, not of the screen: it is not translated. Layout is printing's business.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from sqlalchemy import select

from corrdesk.base.dates import format_cn
from corrdesk.casework.caseload.grounds import quoted
from corrdesk.casework.caseload.tables import Office, Person, Supervision
from corrdesk.casework.documents.facts import known_facts
from corrdesk.casework.documents.model import Draft
from corrdesk.casework.documents.sheet import FormSheet
from corrdesk.casework.enforcement.ladder import EarlierMeasure, earlier_measures
from corrdesk.casework.enforcement.model import MEASURE_LABELS, NOTICE_FORMS, Measure
from corrdesk.casework.enforcement.tables import (
    DecisionRecord,
    Evidence,
    Proposal,
    Violation,
)
from corrdesk.store.unit_of_work import UnitOfWork

OBJECTION = (
    "如对本决定有异议，可以向作出决定的{county}提出；"
    "对处理结果仍有异议的，可以向人民检察院申诉、控告。"
)
NONE = "无"
LATER = ("later", "before")
"""Why a measure that was given does not count: it was served after the violation."""
OWN = "DESK-"  # the code under which rules cite the conventions of this program
APPROVAL_NAMES = (
    "office", "person_name", "sex", "born", "id_number", "phone", "residence", "offence",
    "category", "term_start", "term_end",
)  # fmt: skip
NOTICE_NAMES = (
    "person_name", "sex", "born", "id_number", "residence", "offence", "category",
    "decision_organ", "judgment_number", "term_start", "term_end",
)  # fmt: skip


def draft_notice(uow: UnitOfWork, decision: DecisionRecord, proposal: Proposal) -> Draft:
    """What the sheet of a granted decision says, and whom it concerns."""
    violation = uow.require(Violation, proposal.violation_id)
    supervision = uow.require(Supervision, violation.supervision_id)
    person = uow.require(Person, violation.person_id)
    office = uow.require(Office, uow.office_id)
    copies = tuple(filter(None, (office.procuratorate,)))
    known = known_facts(uow.session, uow.office_id, person.id, supervision.id)
    facts = {name: known[name] for name in NOTICE_NAMES if name in known} | {
        "county": decision.decided_by,
        "facts": violation.facts,
        "evidence": evidence_titles(uow, violation.id),
        "legal_basis": legal_basis(proposal.citations),
        "objection": OBJECTION.format(county=decision.decided_by),
        "decided_on": decision.decided_on,
        "copies": copies,
    }
    return Draft(
        NOTICE_FORMS[Measure(proposal.measure)],
        facts,
        person_id=person.id,
        supervision_id=supervision.id,
        subject_id=decision.id,
        addressees=(person.name,),
        copies=copies,
    )


def draft_approval(uow: UnitOfWork, proposal: Proposal) -> FormSheet:
    """社区矫正训诫（警告）审批表, for the opinions and signatures of office and county."""
    violation = uow.require(Violation, proposal.violation_id)
    known = known_facts(uow.session, uow.office_id, violation.person_id, violation.supervision_id)
    earlier = earlier_measures(uow.session, uow.office_id, violation)
    facts = {name: known[name] for name in APPROVAL_NAMES if name in known} | {
        "filled_on": uow.clock.today(),
        "measure": MEASURE_LABELS[Measure(proposal.measure)],
        "facts": violation.facts,
        "statement": violation.statement,
        "evidence": evidence_titles(uow, violation.id),
        "sanction_history": given_by_now(earlier) or (NONE,),
        "legal_basis": legal_basis(proposal.citations),
        "office_opinion": proposal.opinion,
    }
    return FormSheet("sanction-approval", facts, chain_head=uow.head.short)


def legal_basis(citations: Iterable[Mapping[str, str]]) -> tuple[str, ...]:
    """The clauses as a paper names them; how this program counts is no law and stays out."""
    return (quoted([cited for cited in citations if not cited["id"].startswith(OWN)]),)


def given_before(earlier: Iterable[EarlierMeasure]) -> tuple[str, ...]:
    """The measures that count, as a paper lists them: day, measure, number."""
    return tuple(_given(each) for each in earlier if each.counts)


def given_by_now(earlier: Iterable[EarlierMeasure]) -> tuple[str, ...]:
    """The same with what was served after the violation, which is said: it has been given too."""
    return tuple(
        _given(each) + ("，在本次违规以后送达" if each.why in LATER else "")
        for each in earlier
        if each.counts or each.why in LATER
    )


def _given(earlier: EarlierMeasure) -> str:
    day = format_cn(earlier.given_on) if earlier.given_on else ""
    return numbered(f"{day}{MEASURE_LABELS[earlier.measure]}", earlier.serial)


def numbered(words: str, serial: str) -> str:
    """What was given, with the number of its paper where it has one; that begins with a bracket."""
    return f"{words}，{serial}" if serial else words


def evidence_titles(uow: UnitOfWork, violation_id: str) -> tuple[str, ...]:
    """The names of the pieces of evidence, oldest first."""
    rows = uow.session.execute(
        select(Evidence.title)
        .where(Evidence.office_id == uow.office_id, Evidence.violation_id == violation_id)
        .order_by(Evidence.id)
    )
    return tuple(row.title for row in rows)
