"""Commands of a relocation: request or letter, each step from its paper, the pack, taking back.

The counties decide; the office gives its opinion and records what came. What a step means for the
register (somebody has left, somebody has come) is done by `casework/flows`.
"""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import select

from corrdesk.base.errors import UserError
from corrdesk.base.i18n import _
from corrdesk.base.idnumber import check_id_number, normalise
from corrdesk.base.typed import tidy_phone
from corrdesk.casework.caseload.grounds import clauses
from corrdesk.casework.caseload.model import Status
from corrdesk.casework.caseload.names import name_of_person
from corrdesk.casework.caseload.queries import live_supervision
from corrdesk.casework.caseload.records import withdraw
from corrdesk.casework.caseload.tables import Office, Supervision
from corrdesk.casework.permissions import command
from corrdesk.casework.relocation.course import CourseLine, course_of, predecessors, steps_of
from corrdesk.casework.relocation.model import (
    PACK_LABELS,
    STEP_LABELS,
    WITH_ARRIVAL,
    WITH_DOCUMENT,
    WITH_OUTCOME,
    Direction,
    IncomingLetter,
    MoveApplication,
    Outcome,
    PackItem,
    PackKey,
    Party,
    RelocationState,
    Step,
    StepFacts,
)
from corrdesk.casework.relocation.policy import MoveFacts, pack_asked_for, relocation_apply_by
from corrdesk.casework.relocation.queries import steps_taken
from corrdesk.casework.relocation.tables import Relocation, RelocationItem, RelocationStep
from corrdesk.rules.law import Law
from corrdesk.store.unit_of_work import UnitOfWork


@command("relocation.request")
def request_move(
    uow: UnitOfWork, law: Law, supervision_id: str, application: MoveApplication
) -> str:
    """Takes down a written application for a change of the execution place. Returns its id.

    Raises UserError for somebody who is not supervised, while another one runs, without proof, and
    for a late application without its reason.
    """
    supervision = uow.require(Supervision, supervision_id)
    if supervision.status != Status.SUPERVISED:
        raise UserError(_("此人不在矫正期间，不能申请变更执行地。"))
    _check_application(uow, application, supervision)
    if _running(uow, supervision_id):
        raise UserError(_("此人已有正在办理的执行地变更。"))
    found = relocation_apply_by(MoveFacts(application.move_on), law)
    if application.requested_on > found.value.apply_by and not application.late_reason.strip():
        raise UserError(_("申请晚于一般提前的时间，请写明理由。"), field="late_reason")
    case = _case(
        uow,
        Direction.OUT,
        other_county=application.new_county,
        reason=application.reason,
        new_address=application.new_address,
    )
    case.person_id, case.supervision_id = supervision.person_id, supervision.id
    case.move_on, case.apply_by = application.move_on, found.value.apply_by
    case.late_reason = application.late_reason.strip()
    case.proofs = _written(application.proofs)
    case.by_prison = application.by_prison
    uow.add(case)
    _add_pack(uow, law, case.id)
    uow.session.flush()
    _take(uow, law, case, StepFacts(Step.APPLIED, application.requested_on))
    return case.id


@command("relocation.request")
def receive_letter(uow: UnitOfWork, law: Law, letter: IncomingLetter) -> str:
    """Takes down the letter that asks whether somebody may come here. Returns the case's id.

    Raises UserError for a number that cannot be, or that is in the register already.
    """
    number = normalise(letter.id_number)
    name = name_of_person(letter.person_name, "person_name")
    for field, value in (
        ("old_county", letter.old_county),
        ("new_address", letter.new_address),
        ("document", letter.document),
    ):
        if not value.strip():
            raise UserError(_("请照来函填写。"), field=field)
    checked = check_id_number(number, uow.clock.today())
    if not checked.valid:
        raise UserError(
            _("身份证号码不正确。"), remedy=_("请对照来函逐位核对。"), field="id_number"
        )
    if live_supervision(uow.session, uow.office_id, checked.number_18 or number):
        raise UserError(_("此人已在本所名册中。"), field="id_number")
    case = _case(
        uow,
        Direction.IN,
        other_county=letter.old_county,
        reason=letter.reason,
        new_address=letter.new_address,
    )
    case.person_name, case.phone = name, tidy_phone(letter.phone)
    case.id_number = checked.number_18 or number
    case.by_prison = letter.by_prison
    uow.add(case)
    _add_pack(uow, law, case.id)
    uow.session.flush()
    facts = StepFacts(
        Step.LETTER, letter.received_on, document=letter.document, agency=letter.old_county
    )
    _take(uow, law, case, facts)
    return case.id


@command("relocation.record")
def record_step(uow: UnitOfWork, law: Law, relocation_id: str, facts: StepFacts) -> str:
    """Records one step. Returns its id.

    Raises UserError for a step that cannot come now, before an earlier one, without the number of
    its paper or without reasons, and for an agreement that the new place has refused.
    """
    case = uow.require(Relocation, relocation_id)
    if case.state == RelocationState.WITHDRAWN:
        raise UserError(_("该申请已经撤回。"))
    if facts.step is Step.REPORTED and case.supervision_id is None:
        raise UserError(
            _("此人还不在本所名册中。"), remedy=_("请先按法律文书登记人员，再登记前来报到。")
        )
    return _take(uow, law, case, facts)


@command("relocation.record")
def take_step_back(uow: UnitOfWork, step_id: str, reason: str) -> None:
    """Takes back a step that was recorded wrongly; the steps that rest on it have to go first."""
    record = uow.require(RelocationStep, step_id)
    case = uow.require(Relocation, record.relocation_id)
    step, direction = Step(record.step), Direction(case.direction)
    taken = {each.step for each in steps_taken(uow.session, uow.office_id, case.id)}
    if step is steps_of(direction)[0][0] or step is Step.REPORTED:
        raise UserError(_("这一步不能撤销。"), remedy=_("如整件事不再办理，请撤回申请。"))
    for other in taken - {step}:
        if step in predecessors(direction, other):
            words = _("请先撤销在它之后的步骤：{step}。")
            raise UserError(words.format(step=_(STEP_LABELS[direction][other])))
    withdraw(uow, "relocation_step", step_id, reason)
    if case.state == RelocationState.REFUSED:
        case.state = RelocationState.OPEN.value


@command("relocation.withdraw")
def withdraw_move(uow: UnitOfWork, relocation_id: str, reason: str) -> None:
    """Ends a relocation that is no longer wanted, while nobody has moved."""
    case = uow.require(Relocation, relocation_id)
    if case.state != RelocationState.OPEN:
        raise UserError(_("这次执行地变更已经办结。"))
    if not reason.strip():
        raise UserError(_("请填写撤回的理由。"), field="reason")
    case.state = RelocationState.WITHDRAWN.value
    uow.because(reason.strip())


@command("relocation.pack")
def keep_pack(uow: UnitOfWork, relocation_id: str, items: Iterable[PackItem]) -> int:
    """Keeps the checklist of the hand-over; returns how many things are missing.

    Items are named by their title; a new title is added, one that is left out stays as it was.
    """
    uow.require(Relocation, relocation_id)
    known = {item.title: item for item in _items(uow, relocation_id)}
    for item in items:
        title = item.title.strip()
        if not title:
            raise UserError(_("请写明材料名称。"), field="title")
        row = known.get(title)
        if row is None:
            row = _item(uow, relocation_id, item.key, title)
            known[title] = row
            uow.add(row)
        row.present, row.pages, row.note = item.present, item.pages, item.note.strip()
    uow.session.flush()
    return sum(1 for row in known.values() if not row.present)


def _check_application(
    uow: UnitOfWork, application: MoveApplication, supervision: Supervision
) -> None:
    for field, value in (
        ("reason", application.reason),
        ("new_address", application.new_address),
        ("new_county", application.new_county),
    ):
        if not value.strip():
            raise UserError(_("请写明变更理由、新居住地和新执行地机构。"), field=field)
    if not _written(application.proofs):
        raise UserError(_("申请变更执行地应当提交证明材料。"), field="proofs")
    if application.requested_on > uow.clock.today():
        raise UserError(_("申请日期晚于今天。"), field="requested_on")
    if application.move_on < application.requested_on:
        raise UserError(_("拟迁居日期早于申请日期。"), field="move_on")
    if application.move_on > supervision.term_end:
        raise UserError(_("拟迁居日期晚于矫正期满之日。"), field="move_on")


def _take(uow: UnitOfWork, law: Law, case: Relocation, facts: StepFacts) -> str:
    steps = steps_taken(uow.session, uow.office_id, case.id)
    direction = Direction(case.direction)
    course = course_of(direction, steps, law, by_prison=case.by_prison)
    line = course.line(facts.step)
    if line is None or not line.possible:
        raise UserError(_("现在不能登记这一步。"), remedy=_("请按顺序登记，或先撤销错误的步骤。"))
    days = {each.step: each.on for each in steps}
    earlier = [days[each] for each in predecessors(direction, facts.step) if each in days]
    if facts.on > uow.clock.today() or any(facts.on < each for each in earlier):
        raise UserError(_("日期应在前一步之后、今天之前。"), field="on")
    _check_step(direction, facts, {each.step: each.outcome for each in steps})
    record = _record(uow, law, case, facts, line)
    uow.add(record)
    uow.session.flush()
    _move_state(case, direction, facts)
    return record.id


def _check_step(
    direction: Direction,
    facts: StepFacts,
    outcomes: dict[Step, Outcome | None],
) -> None:
    if facts.step in WITH_OUTCOME and facts.outcome is None:
        raise UserError(_("请选择同意或者不同意。"), field="outcome")
    if facts.step in WITH_DOCUMENT and not facts.document.strip():
        raise UserError(_("请填写文号。"), field="document")
    if facts.outcome is Outcome.REFUSED and not facts.words.strip():
        raise UserError(_("不同意的，请写明理由和法律依据。"), field="words")
    if facts.step in {Step.OPINION, Step.SEARCH} and not facts.words.strip():
        raise UserError(_("请写明情况和意见。"), field="words")
    if facts.arrived_on is not None and facts.arrived_on < facts.on:
        raise UserError(_("对方收到的日期早于发出的日期。"), field="arrived_on")
    agreed = facts.step is Step.DECISION and facts.outcome is Outcome.AGREED
    settled = outcomes.get(Step.COORDINATION) or outcomes.get(Step.REPLY)
    if agreed and direction is Direction.OUT and settled is not Outcome.AGREED:
        raise UserError(
            _("新执行地没有同意，不能决定变更。"),
            remedy=_("意见不一致的，先报请上一级社区矫正机构协调。"),
            field="outcome",
        )


def _move_state(case: Relocation, direction: Direction, facts: StepFacts) -> None:
    refused = facts.outcome is Outcome.REFUSED and facts.step is Step.DECISION
    if facts.step is Step.REPORTED:
        case.state = RelocationState.MOVED.value
    elif facts.step is Step.REFUSAL_TOLD or (refused and direction is Direction.IN):
        case.state = RelocationState.REFUSED.value


def _record(
    uow: UnitOfWork, law: Law, case: Relocation, facts: StepFacts, line: CourseLine
) -> RelocationStep:
    arrival = facts.step in WITH_ARRIVAL and case.direction == Direction.OUT
    return RelocationStep(
        id=uow.new_id(),
        relocation_id=case.id,
        step=facts.step.value,
        on=facts.on,
        arrived_on=facts.arrived_on if arrival else None,
        outcome=facts.outcome.value if facts.outcome and facts.step in WITH_OUTCOME else "",
        document=facts.document.strip(),
        agency=facts.agency.strip() or _usual_agency(uow, case, line.who),
        words=facts.words.strip(),
        due=line.due,
        citations=clauses(line),
        rule_version=law.book.version,
    )


def _usual_agency(uow: UnitOfWork, case: Relocation, who: Party) -> str:
    """What the party is called, as far as the case knows it."""
    here = Party.OLD if case.direction == Direction.OUT else Party.NEW
    office = uow.require(Office, uow.office_id)
    if who is Party.OFFICE:
        return office.name
    if who in {Party.OLD, Party.NEW}:
        return office.county_name if who is here else case.other_county
    return ""


def _case(
    uow: UnitOfWork, direction: Direction, *, other_county: str, reason: str, new_address: str
) -> Relocation:
    return Relocation(
        id=uow.new_id(),
        direction=direction.value,
        person_id=None,
        supervision_id=None,
        person_name="",
        id_number="",
        phone="",
        other_county=other_county.strip(),
        reason=reason.strip(),
        new_address=new_address.strip(),
        move_on=None,
        apply_by=None,
        late_reason="",
        proofs=[],
        by_prison=False,
        state=RelocationState.OPEN.value,
    )


def _add_pack(uow: UnitOfWork, law: Law, relocation_id: str) -> None:
    """The checklist begins with what the rules ask for, everything still missing."""
    keys, _cited = pack_asked_for(law)
    for key in keys:
        title = PACK_LABELS[PackKey(key)]
        uow.add(_item(uow, relocation_id, key, title))


def _item(uow: UnitOfWork, relocation_id: str, key: str, title: str) -> RelocationItem:
    return RelocationItem(
        id=uow.new_id(),
        relocation_id=relocation_id,
        key=key,
        title=title,
        present=False,
        pages=0,
        note="",
    )


def _items(uow: UnitOfWork, relocation_id: str) -> list[RelocationItem]:
    return list(
        uow.session.scalars(
            select(RelocationItem).where(
                RelocationItem.office_id == uow.office_id,
                RelocationItem.relocation_id == relocation_id,
            )
        )
    )


def _running(uow: UnitOfWork, supervision_id: str) -> bool:
    row = uow.session.execute(
        select(Relocation.id).where(
            Relocation.office_id == uow.office_id,
            Relocation.supervision_id == supervision_id,
            Relocation.state == RelocationState.OPEN.value,
        )
    ).first()
    return row is not None


def _written(lines: Iterable[str]) -> list[str]:
    return [line.strip() for line in lines if line.strip()]
