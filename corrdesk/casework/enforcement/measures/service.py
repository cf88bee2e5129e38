"""Commands of measures: begin one, take its next step. What may follow is `ways.py`'s table.

The office proposes and records; county, police and court decide, and their papers are recorded.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import select

from corrdesk.base.clock import CHINA
from corrdesk.base.errors import UserError
from corrdesk.base.i18n import N_, _
from corrdesk.casework.caseload.model import LIVE, Category, Status
from corrdesk.casework.caseload.tables import Attachment, Supervision
from corrdesk.casework.enforcement.measures.model import (
    OVER,
    PAPER_LABELS,
    STEP_LABELS,
    MeasureKind,
    Need,
    Opening,
    Stage,
    Step,
    StepFacts,
)
from corrdesk.casework.enforcement.measures.packs import missing_papers
from corrdesk.casework.enforcement.measures.policy import (
    PROPOSED,
    Subject,
    extension_limit,
    opening,
    pack_of,
)
from corrdesk.casework.enforcement.measures.tables import MeasureRecord, MeasureStep
from corrdesk.casework.enforcement.measures.ways import FIRST, Way, ways_from
from corrdesk.casework.enforcement.model import Breach, Measure, ProposalState
from corrdesk.casework.enforcement.policy import PenaltyBreach, PenaltyFacts, penalty_article
from corrdesk.casework.enforcement.tables import Proposal, Violation
from corrdesk.casework.permissions import command
from corrdesk.rules.decision import Decision
from corrdesk.rules.facts import given_facts
from corrdesk.rules.law import Law
from corrdesk.store.unit_of_work import UnitOfWork

_ASKED = {
    Need.DOCUMENT: "document",
    Need.NOTE: "note",
    Need.WHO: "who",
    Need.UNTIL: "until",
    Need.PAPER: "paper",
}

_WRITTEN = frozenset({Stage.DRAFT, Stage.RETURNED, Stage.SEARCHING, Stage.FOUND})

_NEEDED = {
    Need.DOCUMENT: N_("请填写文号。"),
    Need.NOTE: N_("请写明情况。"),
    Need.WHO: N_("请填写机关、单位。"),
    Need.UNTIL: N_("请填写最后一日。"),
    Need.PAPER: N_("请选择材料。"),
}


@command("measure.start")
def start_measure(
    uow: UnitOfWork, law: Law, supervision_id: str, kind: MeasureKind, given: Opening
) -> str:
    """Begins a measure with what the rules say of it today. Returns its id.

    Raises UserError where the law knows no ground, for a person who has left the register, and
    while one of the same kind is still running.
    """
    supervision = uow.require(Supervision, supervision_id)
    if Status(supervision.status) not in LIVE:
        raise UserError(_("此人已不在册，不能办理这一事项。"))
    _check_origin(uow, supervision_id, kind, given)
    if _running(uow, supervision_id, kind):
        raise UserError(_("同一事项正在办理，不能重复提出。"))
    if (
        given.since is not None
        and given.since > uow.clock.today()
        and kind is not MeasureKind.DEVICE
    ):
        raise UserError(_("日期晚于今天。"), field="since")
    subject = Subject(
        category=Category(supervision.category),
        since=supervision.reported_in_on or supervision.term_start,
        term_end=supervision.term_end,
    )
    decision = opening(kind, subject, given, law)
    record = MeasureRecord(
        id=uow.new_id(),
        person_id=supervision.person_id,
        supervision_id=supervision_id,
        kind=kind.value,
        origin_id=given.origin_id,
        grounds=list(given.grounds),
        texts={name: text.strip() for name, text in given.texts.items() if text.strip()},
        since=given.since,
        until_on=given.until,
        counted=dict(given_facts(given)) | {"answer": decision.answer()},
        citations=_citations(uow, law, given, decision),
        rule_version=law.book.version,
        opened_on=uow.clock.today(),
        stage=FIRST.get(kind, Stage.DRAFT).value,
    )
    uow.add(record)
    return record.id


def _citations(
    uow: UnitOfWork, law: Law, given: Opening, decision: Decision[Any]
) -> list[dict[str, str]]:
    """The clauses behind a measure: those of its proposal first, and none that only count days.

    A proposal to the police names the article of the penalties law that held on the day of the act.
    """
    keys = [rule.key for rule in decision.rules if not rule.key.startswith("counting.")]
    cited = [each.plain() for each in decision.citations_of(*keys)]
    proposal = uow.get(Proposal, given.origin_id or "")
    if proposal is None:
        return cited
    found = [*proposal.citations]
    if proposal.measure == Measure.SECURITY_PENALTY:
        violation = uow.require(Violation, proposal.violation_id)
        injunction = violation.breach == Breach.INJUNCTION
        facts = PenaltyFacts(
            act_on=violation.until or violation.happened_on or violation.found_on,
            breach=PenaltyBreach.INJUNCTION if injunction else PenaltyBreach.SUPERVISION,
            category=Category(uow.require(Supervision, violation.supervision_id).category),
        )
        article = penalty_article(facts, law)
        found += [each.plain() for each in article.citations_of(f"penalty.{facts.breach}")]
    return found + [each for each in cited if each not in found]


@command("measure.start")
def amend_measure(uow: UnitOfWork, measure_id: str, texts: dict[str, str]) -> None:
    """Changes the sentences of a measure that is still being written or was returned."""
    record = uow.require(MeasureRecord, measure_id)
    if not is_written(MeasureKind(record.kind), Stage(record.stage)):
        raise UserError(_("已经上报或办结，不能再修改。"))
    record.texts = {**record.texts, **{name: text.strip() for name, text in texts.items()}}


@command("measure.step")
def take_step(uow: UnitOfWork, law: Law, measure_id: str, facts: StepFacts) -> str:
    """Records the next step of a measure. Returns the step's id.

    Raises UserError for a step that may not follow, that is the head's, or that lacks something.
    """
    return _take(uow, law, measure_id, facts, by_head=False)


@command("measure.check")
def check_measure(uow: UnitOfWork, law: Law, measure_id: str, facts: StepFacts) -> str:
    """The head's word on a measure before it goes to the county, or back. Returns the step's id."""
    return _take(uow, law, measure_id, facts, by_head=True)


def _take(uow: UnitOfWork, law: Law, measure_id: str, facts: StepFacts, *, by_head: bool) -> str:
    record = uow.require(MeasureRecord, measure_id)
    way = _the_way(uow, record, facts.step)
    if way.by_head != by_head:
        raise UserError(_("这一步由所长办理。"), remedy=_("请由所长登录后审核。"))
    _check_facts(uow, record, way, facts)
    _check_own(uow, law, record, facts)
    if facts.attachment_id is not None:
        uow.require(Attachment, facts.attachment_id)
    if way.to is not None:
        record.stage = way.to.value
    if facts.until is not None and facts.step in {Step.GRANT, Step.EXTEND}:
        record.until_on = facts.until
    step = MeasureStep(
        id=uow.new_id(),
        measure_id=measure_id,
        step=facts.step.value,
        stage=record.stage,
        at=facts.at,
        entered_at=uow.clock.now(),
        document=facts.document.strip(),
        who=facts.who.strip(),
        note=facts.note.strip(),
        until_on=facts.until,
        paper=facts.paper,
        attachment_id=facts.attachment_id,
        officer_id=uow.actor.officer_id,
    )
    uow.happened(facts.at, facts.note.strip())
    uow.add(step)
    return step.id


def _the_way(uow: UnitOfWork, record: MeasureRecord, step: Step) -> Way:
    taken = frozenset(Step(each.step) for each in _steps_taken(uow, record.id))
    allowed = ways_from(MeasureKind(record.kind), Stage(record.stage), taken)
    for way in allowed:
        if way.step is step:
            return way
    message = _("现在不能“{step}”。").format(step=_(STEP_LABELS[step]))
    follow = "、".join(_(STEP_LABELS[way.step]) for way in allowed) or _("已经办结")
    raise UserError(
        message, remedy=_("接下来可以办理：{steps}。").format(steps=follow), field="step"
    )


def _check_facts(uow: UnitOfWork, record: MeasureRecord, way: Way, facts: StepFacts) -> None:
    """What the step has to state is there, and its time is possible."""
    for need in sorted(way.needs - {Need.MOMENT}):
        value = getattr(facts, _ASKED[need])
        if not (value.strip() if isinstance(value, str) else value):
            raise UserError(_(_NEEDED[need]), field=_ASKED[need])
    if facts.at > uow.clock.now():
        raise UserError(_("时间晚于现在。"), field="at")
    day = facts.at.astimezone(CHINA).date()
    if day < _not_before(uow, record):
        raise UserError(_("时间早于这一事项的上一步。"), field="at")


def _check_own(uow: UnitOfWork, law: Law, record: MeasureRecord, facts: StepFacts) -> None:
    """What single steps ask for: the pack of papers, the longest time of a device."""
    kind = MeasureKind(record.kind)
    if facts.step is Step.PAPER and facts.paper not in pack_of(kind, law):
        raise UserError(_("这份材料不在应报送的材料目录中。"), field="paper")
    if facts.step is Step.SEND and not facts.note.strip():
        missing = missing_papers(uow.session, uow.office_id, record, law)
        if missing:
            names = "、".join(_(PAPER_LABELS[code]) for code in missing)
            raise UserError(
                _("材料还不齐：{names}。").format(names=names),
                remedy=_("请先把材料入卷；确实不能提供的，请写明情况。"),
                field="note",
            )
    if kind is MeasureKind.DEVICE and facts.until is not None:
        _check_until(record, facts, law)


def _check_until(record: MeasureRecord, facts: StepFacts, law: Law) -> None:
    """A device is worn three months at most, and an extension is as long at most."""
    assert facts.until is not None  # noqa: S101 - the caller has looked
    last = record.until_on or facts.until
    if facts.step is Step.EXTEND:
        limit = extension_limit(last, law).value.latest_until or last
        first = last
    else:
        limit, first = last, record.since or record.opened_on
    if not first < facts.until <= limit:
        message = _("最后一日应晚于 {first}，不超过 {limit}。")
        raise UserError(message.format(first=first, limit=limit), field="until")


def _check_origin(uow: UnitOfWork, supervision_id: str, kind: MeasureKind, given: Opening) -> None:
    """What goes to police or court comes from a granted proposal, an arrest from a revocation."""
    if kind in set(PROPOSED.values()):
        proposal = uow.require(Proposal, given.origin_id or "")
        if (
            proposal.state != ProposalState.GRANTED
            or PROPOSED.get(Measure(proposal.measure)) is not kind
        ):
            raise UserError(_("县级机构没有批准这一处理意见，不能提请。"), field="origin")
        if _of_origin(uow, proposal.id, kind):
            raise UserError(_("这一处理意见已经提请过。"), field="origin")
    if kind is MeasureKind.ARREST:
        parent = uow.get(MeasureRecord, given.origin_id or "")
        if (
            parent is None
            or parent.supervision_id != supervision_id
            or parent.kind != MeasureKind.REVOCATION
            or Stage(parent.stage) in OVER
        ):
            raise UserError(_("提请逮捕应当与正在办理的撤销建议一并提出。"), field="origin")


def is_written(kind: MeasureKind, stage: Stage) -> bool:
    """Whether the sentences may still be changed.

    A granted measure is still written where the county's part came before its own paper, a search
    as long as it goes on.
    """
    return stage in _WRITTEN or (stage is Stage.GRANTED and kind in FIRST)


def _running(uow: UnitOfWork, supervision_id: str, kind: MeasureKind) -> bool:
    row = uow.session.execute(
        select(MeasureRecord.id)
        .where(
            MeasureRecord.office_id == uow.office_id,
            MeasureRecord.supervision_id == supervision_id,
            MeasureRecord.kind == kind.value,
            MeasureRecord.stage.not_in([stage.value for stage in OVER]),
        )
        .limit(1)
    ).first()
    return row is not None


def _of_origin(uow: UnitOfWork, origin_id: str, kind: MeasureKind) -> bool:
    row = uow.session.execute(
        select(MeasureRecord.id).where(
            MeasureRecord.office_id == uow.office_id,
            MeasureRecord.origin_id == origin_id,
            MeasureRecord.kind == kind.value,
            MeasureRecord.stage != Stage.WITHDRAWN.value,
        )
    ).first()
    return row is not None


def _not_before(uow: UnitOfWork, record: MeasureRecord) -> date:
    """The day before which no step can have happened: the last change of stage, or the start."""
    if record.kind == MeasureKind.LOST_CONTACT:
        start = record.since or record.opened_on
    else:
        start = record.opened_on
    days = [each.at.astimezone(CHINA).date() for each in _moves(uow, record)]
    return max([start, *days])


def _moves(uow: UnitOfWork, record: MeasureRecord) -> list[MeasureStep]:
    """The steps that changed the stage."""
    moved, stage = [], FIRST.get(MeasureKind(record.kind), Stage.DRAFT).value
    for each in _steps_taken(uow, record.id):
        if each.stage != stage:
            moved.append(each)
            stage = each.stage
    return moved


def _steps_taken(uow: UnitOfWork, measure_id: str) -> list[MeasureStep]:
    """The steps of a measure in the order in which they were entered."""
    uow.session.flush()
    return list(
        uow.session.scalars(
            select(MeasureStep)
            .where(MeasureStep.office_id == uow.office_id, MeasureStep.measure_id == measure_id)
            .order_by(MeasureStep.id)
        )
    )
