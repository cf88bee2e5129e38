"""Whether a measure may begin, until when a device may be worn, and what is due when. Pure.

The legal questions are those of `enforcement.policy`; here they are put for measures.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from corrdesk.base.errors import UserError
from corrdesk.base.i18n import N_, _
from corrdesk.casework.caseload.model import Category
from corrdesk.casework.caseload.policy import DischargeFacts, discharge_plan
from corrdesk.casework.enforcement.measures.model import (
    ArrestGround,
    MeasureKind,
    Opening,
    Stage,
    Step,
)
from corrdesk.casework.enforcement.model import Measure
from corrdesk.casework.enforcement.policy import (
    ClockFacts,
    ClockKind,
    ConductFacts,
    DeviceFacts,
    DeviceGround,
    LostContactFacts,
    commendation_eligible,
    court_clock,
    location_device_order,
    lost_contact_steps,
)
from corrdesk.rules.counting import months
from corrdesk.rules.decision import Decision
from corrdesk.rules.law import Law, Reasons

CLOCKS: Final = {
    MeasureKind.REVOCATION: ClockKind.REVOCATION,
    MeasureKind.RECOMMITTAL: ClockKind.RECOMMITTAL,
    MeasureKind.ARREST: ClockKind.ARREST,
    MeasureKind.COMMUTATION: ClockKind.COMMUTATION,
}
"""Kinds for which the law gives the court or organ a time to decide."""
PROPOSED: Final = {
    Measure.SECURITY_PENALTY: MeasureKind.SECURITY_PENALTY,
    Measure.REVOKE_PROBATION: MeasureKind.REVOCATION,
    Measure.REVOKE_PAROLE: MeasureKind.REVOCATION,
    Measure.RECOMMIT: MeasureKind.RECOMMITTAL,
}
"""What goes to police or court once the county has granted the proposal."""
_PACKS: Final = {
    MeasureKind.SECURITY_PENALTY: "security_penalty",
    MeasureKind.REVOCATION: "revocation",
    MeasureKind.RECOMMITTAL: "recommittal",
    MeasureKind.ARREST: "arrest",
    MeasureKind.COMMUTATION: "commutation",
}
_CONDITIONS: Final = ("obeys", "law_abiding", "keeps_rules", "takes_part")
_MISSING: Final = {
    "obeys": N_("服从判决、认罪悔罪"),
    "law_abiding": N_("遵守法律法规"),
    "keeps_rules": N_("遵守关于报告、会客、外出、迁居等规定，服从管理"),
    "takes_part": N_("积极参加教育学习等活动"),
    "six_months": N_("接受社区矫正满规定的月数"),
}
CONDITION_LABELS: Final = {name: _MISSING[name] for name in _CONDITIONS} | {
    "outstanding_deed": N_("有见义勇为、抢险救灾等突出表现或者事迹")
}


@dataclass(frozen=True, slots=True)
class Subject:
    """What the rules ask about a person: category, since when supervised, last day of the term."""

    category: Category
    since: date
    term_end: date


@dataclass(frozen=True, slots=True)
class Begun:
    """What the rules say at the beginning; `latest_until`: how long a device may be worn."""

    approver: str = "county"
    latest_until: date | None = None


@dataclass(frozen=True, slots=True)
class Due:
    """One thing that is due: a step of ours, or the answer of an organ (`answer`)."""

    what: str
    due: date | datetime


def opening(kind: MeasureKind, subject: Subject, given: Opening, law: Law) -> Decision[Any]:
    """What the rules say of a measure that is to begin.

    Raises UserError when the law knows no ground for it, naming what is missing.
    """
    asked = {
        MeasureKind.COMMENDATION: _commendation,
        MeasureKind.DEVICE: _device,
        MeasureKind.ARREST: _arrest,
        MeasureKind.LOST_CONTACT: _lost,
        MeasureKind.APPRAISAL: _appraisal,
    }.get(kind, _cited)
    return asked(kind, subject, given, law)


def _commendation(_kind: MeasureKind, subject: Subject, given: Opening, law: Law) -> Decision[Any]:
    """Six months and four conditions, or an outstanding deed (IM 33)."""
    said = {name: name in given.grounds for name in (*_CONDITIONS, "outstanding_deed")}
    decision = commendation_eligible(ConductFacts(subject.since, **said), law)
    if not decision.value.eligible:
        missing = "、".join(_(_MISSING[name]) for name in decision.value.missing)
        raise UserError(
            _("表扬的条件还不具备：{missing}。").format(missing=missing),
            remedy=" ".join(decision.almost) or _("请在条件具备后再提出。"),
            field="grounds",
        )
    return decision


def _device(_kind: MeasureKind, _subject: Subject, given: Opening, law: Law) -> Decision[Any]:
    """Any of five grounds, three months at most (CCL 29)."""
    first = given.since or law.as_of
    grounds = tuple(DeviceGround(name) for name in given.grounds)
    decision = location_device_order(DeviceFacts(grounds, first), law)
    latest = decision.value.latest_end
    if latest is None:
        raise UserError(_("法律没有列出对这种情形使用电子定位装置的依据。"), field="grounds")
    if given.until is None:
        raise UserError(_("请填写使用期限的最后一日。"), field="until")
    if not first <= given.until <= latest:
        message = _("使用期限应在开始之后，最长到 {day}。")
        raise UserError(message.format(day=latest.isoformat()), field="until")
    return decision


def extension_limit(until: date, law: Law) -> Decision[Begun]:
    """How far an extension may reach: as long again, from the last day on (CCL 29)."""
    reasons = Reasons(law)
    approver = reasons.word("device.approver")
    latest = months(reasons, until, reasons.number("device.max_months"))
    return reasons.decide(Begun(approver, latest), DeviceFacts((), until))


def _arrest(_kind: MeasureKind, subject: Subject, given: Opening, law: Law) -> Decision[Any]:
    """While a revocation is asked for: flight or danger (CCL 47, IM 48)."""
    if subject.category not in {Category.PROBATION, Category.PAROLE}:
        raise UserError(_("只有提请撤销缓刑、假释的，可以同时提请逮捕。"), field="kind")
    reasons = Reasons(law)
    met = [
        ground
        for ground in map(ArrestGround, given.grounds)
        if reasons.flag(f"arrest.grounds.{ground}")
    ]
    if not met:
        raise UserError(_("请至少选择一项提请逮捕的理由。"), field="grounds")
    return reasons.decide(Begun(), given)


def _lost(_kind: MeasureKind, _subject: Subject, given: Opening, law: Law) -> Decision[Any]:
    """Search at once, then police and procuratorate (CCL 30, IM 38)."""
    if given.since is None:
        raise UserError(_("请填写最后一次联系的日期。"), field="since")
    return lost_contact_steps(LostContactFacts(given.since), law)


def _appraisal(_kind: MeasureKind, subject: Subject, _given: Opening, law: Law) -> Decision[Any]:
    """Before the end of the term, with the summary thirty days ahead (IM 53)."""
    return discharge_plan(DischargeFacts(subject.term_end), law)


def _cited(kind: MeasureKind, _subject: Subject, given: Opening, law: Law) -> Decision[Any]:
    """Kinds whose ground was found with the proposal: only the clauses of their pack are named."""
    reasons = Reasons(law)
    reasons.words(f"pack.{_PACKS[kind]}")
    return reasons.decide(Begun(), given)


def pack_of(kind: MeasureKind, law: Law) -> tuple[str, ...]:
    """The papers that go with a measure, by code; none where no pack goes out."""
    name = _PACKS.get(kind)
    return () if name is None else Reasons(law).words(f"pack.{name}")


def due_of(
    kind: MeasureKind,
    stage: Stage,
    law: Law,
    *,
    marks: Mapping[Step, datetime],
    since: date | None,
    until: date | None,
    term_end: date,
) -> tuple[Due, ...]:
    """What is due for a measure as it stands; `marks`: when each step was last taken."""
    if kind is MeasureKind.LOST_CONTACT and stage in {Stage.SEARCHING, Stage.FOUND}:
        return _lost_dues(law, marks, since)
    if kind is MeasureKind.DEVICE and stage is Stage.IN_USE and until is not None:
        return (Due("device_end", until),)
    if kind is MeasureKind.APPRAISAL and stage not in {Stage.GRANTED, Stage.ENDED}:
        return (Due("appraisal", discharge_plan(DischargeFacts(term_end), law).value.summary_by),)
    received = marks.get(Step.RECEIVE)
    if stage is Stage.SENT and received is not None and kind in CLOCKS:
        exact = received if kind is MeasureKind.ARREST else received.date()
        return (Due("answer", court_clock(ClockFacts(CLOCKS[kind], exact), law).value.due),)
    return ()


def _lost_dues(law: Law, marks: Mapping[Step, datetime], since: date | None) -> tuple[Due, ...]:
    """Every step that the law still asks for is due at once: since the loss."""
    if since is None:
        return ()
    facts = LostContactFacts(
        last_contact=since,
        police_told=_day(marks, Step.TELL_POLICE),
        procuratorate_told=_day(marks, Step.TELL_PROCURATORATE),
        found=_day(marks, Step.FIND),
    )
    required = lost_contact_steps(facts, law).value.required
    found = [Due(step, since) for step in required]
    searched = _day(marks, Step.SEARCH)
    if searched is not None and "search" in required:
        found[required.index("search")] = Due("search_on", searched)
    if facts.found is not None:
        found.append(Due("handle", facts.found))
    return tuple(found)


def _day(marks: Mapping[Step, datetime], step: Step) -> date | None:
    at = marks.get(step)
    return None if at is None else at.date()
