"""Paper of a relocation: 审批表 and 征求意见函 to sign, and the sheets that are numbered.

Numbered are the letter that goes with the hand-over (移交函), the receipt (送达回执) and what the
person is told (事项审批告知书). Legal wording of the paper: it is not translated.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date

from sqlalchemy import select

from corrdesk.base.dates import format_cn
from corrdesk.base.errors import UserError
from corrdesk.base.i18n import _
from corrdesk.casework.caseload.grounds import clauses_of, quoted
from corrdesk.casework.caseload.sheet_facts import person_facts
from corrdesk.casework.caseload.tables import Office, Supervision
from corrdesk.casework.documents.model import Draft
from corrdesk.casework.documents.service import issue_document
from corrdesk.casework.documents.sheet import FormSheet, Press, specimen
from corrdesk.casework.permissions import command
from corrdesk.casework.relocation.course import Course, StepTaken, course_of
from corrdesk.casework.relocation.model import Direction, Outcome, Step
from corrdesk.casework.relocation.policy import (
    RelocationFacts,
    clauses_behind,
    copies_of,
    relocation_deadlines,
)
from corrdesk.casework.relocation.queries import steps_taken
from corrdesk.casework.relocation.tables import Relocation, RelocationItem
from corrdesk.rules.law import Law
from corrdesk.store.unit_of_work import UnitOfWork

NOTICE, HANDOVER, RECEIPT = "matter-approval-notice", "relocation-handover", "documents-receipt"
SHEETS = (NOTICE, HANDOVER, RECEIPT)
WORDS = {Outcome.AGREED: "同意", Outcome.REFUSED: "不同意"}


@command("relocation.paper")
def approval_form(uow: UnitOfWork, law: Law, case_id: str) -> FormSheet:
    """The approval form (执行地变更审批表) as far as it is known; the rest is written by hand."""
    case = _leaving(uow, case_id)
    course = _course(uow, law, case)
    letter, told = _taken(course, Step.LETTER), course.line(Step.REPORTED)
    facts = _person(uow, case) | {
        "applied_on": _day(course, Step.APPLIED),
        "reason": case.reason,
        "new_address": case.new_address,
        "new_county": case.other_county,
        "proofs": case.proofs,
        "consultation": letter.document if letter else "",
        "reply": _said(_taken(course, Step.REPLY)),
        "report_by": told.due if told else None,
        "office_opinion": _said(_taken(course, Step.OPINION)),
        "county_opinion": _said(_taken(course, Step.DECISION)),
    }
    return FormSheet("relocation-approval", facts, chain_head=uow.head.short)


@command("relocation.paper")
def consultation_letter(uow: UnitOfWork, law: Law, case_id: str) -> FormSheet:
    """The county's letter (征求意见函) drafted for its stamp; the reply runs from its day."""
    case = _leaving(uow, case_id)
    today = uow.clock.today()
    clock = relocation_deadlines(RelocationFacts(county_letter_received=today), law)
    facts = _person(uow, case) | {
        "county": uow.require(Office, uow.office_id).county_name,
        "addressee": case.other_county,
        "new_address": case.new_address,
        "reason": f"{case.reason.rstrip('。')}。",
        "reply_by": clock.value.reply_due,
        "legal_basis": (_basis(law, "relocation.consult_days"),),
        "attachments": case.proofs,
        "contact": "",
        "signed_on": today,
    }
    wanted = _fields("relocation-letter", facts)
    return FormSheet("relocation-letter", wanted, chain_head=uow.head.short)


@command("relocation.paper")
def preview_sheet(uow: UnitOfWork, law: Law, case_id: str, form_id: str) -> FormSheet:
    """A sheet that is numbered when it is issued, as a specimen. Raises as `issue_sheet`."""
    return specimen(_draft(uow, law, case_id, form_id))


@command("relocation.paper")
def issue_sheet(
    uow: UnitOfWork,
    law: Law,
    case_id: str,
    form_id: str,
    *,
    press: Press,
    seal: Callable[[bytes], str],
) -> str:
    """Draws the number and stores the sheet in one act. Returns the sheet's id.

    Raises UserError while the case has not come so far, and for a pack that was not checked.
    """
    return issue_document(uow, _draft(uow, law, case_id, form_id), press=press, seal=seal)


def sheets_now(course: Course, direction: Direction) -> tuple[str, ...]:
    """The numbered sheets that may be issued as the case stands."""
    decision = _taken(course, Step.DECISION)
    if decision is None:
        return ()
    agreed = decision.outcome is Outcome.AGREED
    if direction is Direction.OUT:
        return (NOTICE, HANDOVER) if agreed else (NOTICE,)
    return (RECEIPT,) if _taken(course, Step.FILES) else ()


def _draft(uow: UnitOfWork, law: Law, case_id: str, form_id: str) -> Draft:
    case = uow.require(Relocation, case_id)
    course = _course(uow, law, case)
    if form_id not in sheets_now(course, Direction(case.direction)):
        raise UserError(_("这件事还没有办到这一步，不能签发。"), remedy=_("请先登记前面的步骤。"))
    if case.supervision_id is None:
        raise UserError(_("此人还不在本所名册中。"), remedy=_("请先按法律文书登记人员。"))
    made = {NOTICE: _notice, HANDOVER: _handover, RECEIPT: _receipt}[form_id]
    facts, addressee, copies = made(uow, law, case, course)
    return Draft(
        form_id,
        facts,
        person_id=case.person_id,
        supervision_id=case.supervision_id,
        subject_id=case.id,
        addressees=(addressee,),
        copies=copies,
    )


Made = tuple[Mapping[str, object], str, tuple[str, ...]]


def _notice(uow: UnitOfWork, law: Law, case: Relocation, course: Course) -> Made:
    """What the person is told: the decision, and by when to report at the new place."""
    decision = _required(course, Step.DECISION)
    agreed = decision.outcome is Outcome.AGREED
    start = _day(course, Step.NOTIFIED) or uow.clock.today()
    clock = relocation_deadlines(RelocationFacts(person_notified=start), law)
    by = format_cn(clock.value.person_reports_due or start)
    said = WORDS[decision.outcome or Outcome.REFUSED]
    person = _person(uow, case)
    facts = {
        "county": decision.agency,
        "person_name": person["person_name"],
        "applied_on": _day(course, Step.APPLIED),
        "matter": "变更执行地",
        "decision": f"{said}将执行地变更至{case.other_county}",
        "reason": "" if agreed else decision.words,
        "requirements": [
            f"于{by}前到{case.other_county}报到",
            "报到以前仍遵守原执行地的监督管理规定",
            "无正当理由不按期报到的，依法承担相应后果",
        ]
        if agreed
        else [],
        "legal_basis": (
            _basis(law, f"relocation.{'person_reports' if agreed else 'refusal_notice'}_days"),
        ),
        "decided_on": decision.on,
        "copies": (),
    }
    return facts, str(person["person_name"]), ()


def _handover(uow: UnitOfWork, law: Law, case: Relocation, course: Course) -> Made:
    decision, told = _required(course, Step.DECISION), course.line(Step.REPORTED)
    there, missing = _pack(uow, case.id)
    if not there:
        raise UserError(_("还没有清点移交材料。"), remedy=_("请先在移交材料中勾选已备齐的。"))
    supervision = uow.require(Supervision, str(case.supervision_id))
    copies = _named_copies(uow, law, "files", supervision)
    facts = _person(uow, case) | {
        "county": decision.agency,
        "addressee": case.other_county,
        "decided_on": decision.on,
        "document": decision.document,
        "new_address": case.new_address,
        "handed_over": there,
        "missing": missing,
        "report_by": told.due if told else None,
        "legal_basis": (_basis(law, "relocation.duty", "relocation.files_days"),),
        "contact": "",
        "copies": copies,
        "signed_on": uow.clock.today(),
    }
    return _fields(HANDOVER, facts), case.other_county, copies


def _receipt(uow: UnitOfWork, law: Law, case: Relocation, course: Course) -> Made:
    there, _missing = _pack(uow, case.id)
    if not there:
        raise UserError(_("还没有清点移交材料。"), remedy=_("请先在移交材料中勾选收到的。"))
    supervision = uow.require(Supervision, str(case.supervision_id))
    office = uow.require(Office, uow.office_id)
    copies = _named_copies(uow, law, "receipt", supervision)
    person = _person(uow, case)
    facts = {
        "county": office.county_name,
        "addressee": case.other_county,
        "person_name": person["person_name"],
        "category": person["category"],
        "judgment_number": supervision.judgment_number,
        "received_on": _required(course, Step.FILES).on,
        "received": there,
        "reported_on": _day(course, Step.REPORTED),
        "contact": "",
        "signed_on": uow.clock.today(),
    }
    return facts, case.other_county, copies


def _fields(form_id: str, facts: dict[str, object]) -> dict[str, object]:
    """Without the facts of an approval form that a letter does not print."""
    letters = {"office", "filled_on", "phone", "offence"}
    more = {"residence", "sex", "born"} if form_id == HANDOVER else set[str]()
    return {name: value for name, value in facts.items() if name not in letters | more}


def _leaving(uow: UnitOfWork, case_id: str) -> Relocation:
    case = uow.require(Relocation, case_id)
    if case.direction != Direction.OUT:
        raise UserError(_("转入的人由原执行地填写审批表和征求意见函。"))
    return case


def _course(uow: UnitOfWork, law: Law, case: Relocation) -> Course:
    steps = steps_taken(uow.session, uow.office_id, case.id)
    return course_of(Direction(case.direction), steps, law, by_prison=case.by_prison)


def _person(uow: UnitOfWork, case: Relocation) -> dict[str, object]:
    return person_facts(uow, str(case.person_id), str(case.supervision_id))


def _taken(course: Course, step: Step) -> StepTaken | None:
    line = course.line(step)
    return line.taken if line else None


def _required(course: Course, step: Step) -> StepTaken:
    found = _taken(course, step)
    if found is None:
        raise UserError(_("这件事还没有办到这一步，不能签发。"))
    return found


def _day(course: Course, step: Step) -> date | None:
    found = _taken(course, step)
    return found.on if found else None


def _said(taken: StepTaken | None) -> str:
    """An opinion, a reply or a decision as it stands on the approval form."""
    if taken is None:
        return ""
    words = f"{WORDS[taken.outcome]}。" if taken.outcome else ""
    if taken.words:
        words += f"{taken.words.rstrip('。')}。"
    source = "，".join(filter(None, (format_cn(taken.on), taken.document)))
    return f"{words}（{source}）"


def _basis(law: Law, *keys: str) -> str:
    return quoted(clauses_of([one for key in keys for one in clauses_behind(law, key)]))


def _pack(uow: UnitOfWork, case_id: str) -> tuple[list[str], list[str]]:
    rows = uow.session.scalars(
        select(RelocationItem)
        .where(RelocationItem.office_id == uow.office_id, RelocationItem.relocation_id == case_id)
        .order_by(RelocationItem.id)
    ).all()
    there = [row.title for row in rows if row.present]
    missing = [
        f"{row.title}（{row.note}）" if row.note else row.title for row in rows if not row.present
    ]
    return there, missing


def _named_copies(
    uow: UnitOfWork, law: Law, step: str, supervision: Supervision
) -> tuple[str, ...]:
    """The agencies that get a copy, by name where the office knows it."""
    office = uow.require(Office, uow.office_id)
    known = {
        "decision_organ": supervision.decision_organ or "社区矫正决定机关",
        "procuratorate": office.procuratorate or "同级人民检察院",
        "police": "同级公安机关",
    }
    names, _cited = copies_of(law, step)
    return tuple(known[name] for name in names)
