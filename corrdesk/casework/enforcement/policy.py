"""Which measures a breach gives grounds for, and the clocks and conditions of enforcement.

Pure; the engine proposes and people decide.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Final

from corrdesk.base.i18n import N_, _
from corrdesk.base.idnumber import PROVINCES
from corrdesk.casework.caseload.model import Category
from corrdesk.casework.enforcement.model import MEASURE_LABELS, Breach, Measure, Severity
from corrdesk.rules.counting import days as days_after
from corrdesk.rules.counting import months, same_day_number
from corrdesk.rules.decision import Decision
from corrdesk.rules.facts import FactImpossible, FactMissing
from corrdesk.rules.law import Law, Reasons
from corrdesk.rules.question import Question

_UNPUNCTUAL: Final = frozenset({Breach.LATE_REPORT_IN, Breach.ABSENT})
_TAUGHT_FIRST: Final = frozenset({Breach.EDUCATION, Breach.MEDICAL_REVIEW})
_OWN_GRADES: Final = frozenset({Breach.INJUNCTION, Breach.OTHER})
_KNOWN_TO: Final = {
    Breach.INJUNCTION: frozenset({Category.PUBLIC_SURVEILLANCE, Category.PROBATION}),
    Breach.MEDICAL_REVIEW: frozenset({Category.OUTSIDE_PRISON}),
}
_RISING: Final = tuple(Measure)


def check_breach_known(category: Category, breach: Breach) -> None:
    """Refuse a breach that the category does not know, such as of an injunction on parole."""
    if category not in _KNOWN_TO.get(breach, frozenset(Category)):
        raise FactImpossible("category", _("这一类对象不存在此种违规。"))


@dataclass(frozen=True, slots=True)
class BreachFacts:
    """A breach, and what was given before and has not mended the person.

    `since`: the day on which it was due, or contact was lost; `until`: the day of appearing, None
    while still away. `taught`: taught, and still not mending.
    """

    category: Category
    breach: Breach
    justified: bool
    admonitions: int
    warnings: int
    penalties: int
    since: date | None = None
    until: date | None = None
    severity: Severity | None = None
    taught: bool | None = None

    def __post_init__(self) -> None:
        """The category knows the breach, and nobody appears before being away."""
        check_breach_known(self.category, self.breach)
        if self.since is not None and self.until is not None and self.until < self.since:
            raise FactImpossible("until", _("早于起算日。"))


@dataclass(frozen=True, slots=True)
class Ground:
    """A measure and the rule whose conditions are met; a notice quotes the clauses of that rule."""

    measure: Measure
    rule: str


@dataclass(frozen=True, slots=True)
class Candidates:
    """Every measure with a ground, the strongest of them, and who decides on it."""

    measures: tuple[Measure, ...]
    strongest: Measure | None
    decider: str | None
    legal_review: bool
    grounds: tuple[Ground, ...]

    def rules_for(self, measure: Measure) -> tuple[str, ...]:
        """Return the keys of the rules that are met for a measure."""
        return tuple(ground.rule for ground in self.grounds if ground.measure is measure)


def sanction_candidates(facts: BreachFacts, law: Law) -> Decision[Candidates]:
    """Proposes every measure for which a ground is met (IM 34 to 36, 46, 47, 49)."""
    reasons = Reasons(law)
    reasons.cite("sanction.duty")
    grounds = [] if facts.justified else list(_direct(facts, reasons))
    established = bool(grounds)
    if established:
        grounds += _repeated(facts, reasons)
    found = {ground.measure for ground in grounds}
    if established:
        _note_almost(facts, found, reasons)
    if Measure.SECURITY_PENALTY in found:
        _cite_penalty(facts, reasons)
    measures = tuple(sorted(found, key=_RISING.index))
    strongest = measures[-1] if measures else None
    candidates = Candidates(
        measures=measures,
        strongest=strongest,
        decider=None if strongest is None else reasons.word(f"sanction.decider.{strongest}"),
        legal_review=established and _in_doubt(facts, found, reasons),
        grounds=tuple(grounds),
    )
    return reasons.decide(candidates, facts)


def _direct(facts: BreachFacts, reasons: Reasons) -> Iterator[Ground]:
    """Yield the grounds that the breach itself gives; none: it is no breach (yet)."""
    if facts.breach in _UNPUNCTUAL:
        yield from _for_time_away(facts, reasons)
    elif facts.breach in _TAUGHT_FIRST:
        yield from _for_not_mending(facts, reasons)
    else:
        yield from _for_severity(facts, reasons)


def _for_severity(facts: BreachFacts, reasons: Reasons) -> Iterator[Ground]:
    """Breaches that people weigh: minor, heavier, serious."""
    if facts.severity is None:
        raise FactMissing("severity")
    group = facts.breach.value if facts.breach in _OWN_GRADES else "rules"
    key = f"sanction.{group}.{facts.severity}"
    if facts.severity is Severity.SERIOUS:
        serious = "injunction.serious" if facts.breach is Breach.INJUNCTION else "serious"
        key = f"sanction.{serious}.{facts.category}"
    yield _ground(reasons, key)
    if facts.breach is Breach.LEAVE and facts.category is Category.OUTSIDE_PRISON:
        yield from _final_if(facts, reasons, "warnings", "sanction.repeat.leave_warnings")


def _for_time_away(facts: BreachFacts, reasons: Reasons) -> Iterator[Ground]:
    """Late or absent: the days after the due day, until appearing or today."""
    if facts.since is None:
        raise FactMissing("since")
    last = _last_day_away(facts, facts.since, reasons)
    days = (last - facts.since).days
    if not days:
        return
    if reasons.at_most("days", days, "sanction.late.admonition_days"):
        yield Ground(Measure.ADMONITION, "sanction.late.admonition_days")
    if reasons.at_least("days", days, "sanction.late.warning_days"):
        yield Ground(Measure.WARNING, "sanction.late.warning_days")
    key = f"sanction.late.months.{facts.category}"
    limit = same_day_number(reasons, facts.since, reasons.number(key))
    if reasons.day_reaches("until", last, limit, key):
        yield Ground(_final(facts, reasons), key)


def _last_day_away(facts: BreachFacts, since: date, reasons: Reasons) -> date:
    """Return the day of appearing, or today while still away."""
    as_of = reasons.law.as_of
    if since > as_of:
        raise FactImpossible("since", _("晚于查询日。"))
    if facts.until is not None and facts.until > as_of:
        raise FactImpossible("until", _("晚于查询日。"))
    reasons.cite("counting.late_days")
    return as_of if facts.until is None else facts.until


def _for_not_mending(facts: BreachFacts, reasons: Reasons) -> Iterator[Ground]:
    """Education and medical results: a breach only after teaching has not helped."""
    ground = _ground(reasons, f"sanction.{facts.breach}.taught")
    if not facts.taught:
        reasons.need("taught")
        return
    yield ground
    if facts.breach is Breach.MEDICAL_REVIEW:
        yield from _final_if(facts, reasons, "warnings", "sanction.repeat.medical_warnings")


def _repeated(facts: BreachFacts, reasons: Reasons) -> Iterator[Ground]:
    """Yield the grounds that follow because earlier measures have not mended the person."""
    key = "sanction.repeat.admonitions"
    if reasons.at_least("admonitions", facts.admonitions, key):
        yield Ground(Measure.WARNING, key)
    yield from _final_if(facts, reasons, "warnings", f"sanction.repeat.warnings.{facts.category}")
    key = f"sanction.repeat.penalties.{facts.category}"
    if reasons.rule(key).value is not None:  # parole knows no such ground
        yield from _final_if(facts, reasons, "penalties", key)


def _final_if(facts: BreachFacts, reasons: Reasons, what: str, key: str) -> Iterator[Ground]:
    """Yield the last measure of the category if enough of `what` were given before."""
    if reasons.at_least(what, getattr(facts, what), key):
        yield Ground(_final(facts, reasons), key)


def _final(facts: BreachFacts, reasons: Reasons) -> Measure:
    """Return the last measure of the category: revocation, recommittal, or police penalty."""
    return _ground(reasons, f"sanction.final.{facts.category}").measure


def _ground(reasons: Reasons, key: str) -> Ground:
    """Return the measure that a rule names for a breach."""
    return Ground(Measure(reasons.word(key)), key)


def _cite_penalty(facts: BreachFacts, reasons: Reasons) -> None:
    """Cite the article of the penalties law that held on the last day of the act."""
    acted = reasons.law.as_of
    if facts.breach in _UNPUNCTUAL and facts.until is not None:
        acted = facts.until
    reasons.word(_penalty_key(facts.breach), acted)
    reasons.cite("sanction.security_penalty")


def _penalty_key(breach: Breach) -> str:
    return "penalty.injunction" if breach is Breach.INJUNCTION else "penalty.supervision"


def _in_doubt(facts: BreachFacts, found: set[Measure], reasons: Reasons) -> bool:
    """Say whether the text leaves doubt: the penalties law does not name people on parole."""
    touches = Measure.SECURITY_PENALTY in found or facts.penalties > 0
    return touches and facts.category not in reasons.words("penalty.named_categories")


def _note_almost(facts: BreachFacts, found: set[Measure], reasons: Reasons) -> None:
    """Say how far the next step of the ladder is: one admonition short of a warning."""
    final = _final(facts, reasons)
    steps = (
        (Measure.ADMONITION, facts.admonitions, Measure.WARNING, "sanction.repeat.admonitions"),
        (Measure.WARNING, facts.warnings, final, f"sanction.repeat.warnings.{facts.category}"),
    )
    for measure, given, follows, key in steps:
        short = reasons.number(key) - given
        if short > 0 and follows not in found:
            message = _("再有 {count} 次{measure}仍不改正，即可{follows}。")
            reasons.almost(
                message.format(
                    count=short,
                    measure=_(MEASURE_LABELS[measure]),
                    follows=_(MEASURE_LABELS[follows]),
                )
            )


class PenaltyBreach(StrEnum):
    """What the penalties law tells apart."""

    SUPERVISION = "supervision"
    INJUNCTION = "injunction"


@dataclass(frozen=True, slots=True)
class PenaltyFacts:
    """The day of an act and what it broke."""

    act_on: date
    breach: PenaltyBreach
    category: Category

    def __post_init__(self) -> None:
        """Only some categories know an injunction."""
        if self.breach is PenaltyBreach.INJUNCTION:
            check_breach_known(self.category, Breach.INJUNCTION)


@dataclass(frozen=True, slots=True)
class PenaltyArticle:
    """The article of the penalties law; `legal_review` where the law does not name the person."""

    article: str
    legal_review: bool


def penalty_article(facts: PenaltyFacts, law: Law) -> Decision[PenaltyArticle]:
    """The day of the act picks the article of the penalties law, old or new (from 2026)."""
    reasons = Reasons(law)
    key = f"penalty.{facts.breach}"
    if law.book.value(key, facts.act_on) is None:
        raise FactImpossible("act_on", _("当时尚无可适用的条款。"))
    named = facts.category in reasons.words("penalty.named_categories", facts.act_on)
    return reasons.decide(PenaltyArticle(reasons.word(key, facts.act_on), not named), facts)


@dataclass(frozen=True, slots=True)
class LostContactFacts:
    """The last contact with a person and what has been done since."""

    last_contact: date
    police_told: date | None = None
    procuratorate_told: date | None = None
    found: date | None = None

    def __post_init__(self) -> None:
        """Nothing follows a loss before it happens."""
        for name in ("police_told", "procuratorate_told", "found"):
            day: date | None = getattr(self, name)
            if day is not None and day < self.last_contact:
                raise FactImpossible(name, _("早于最后一次联系。"))


@dataclass(frozen=True, slots=True)
class LostContactSteps:
    """How long contact was lost, and which steps are still open."""

    days: int
    required: tuple[str, ...]


def lost_contact_steps(facts: LostContactFacts, law: Law) -> Decision[LostContactSteps]:
    """Search at once; not found, tell the police; tell the procuratorate of the search (IM 38)."""
    reasons = Reasons(law)
    for name in facts.__dataclass_fields__:
        day: date | None = getattr(facts, name)
        if day is not None and day > law.as_of:
            raise FactImpossible(name, _("晚于查询日。"))
    reasons.cite("counting.late_days")
    steps = (
        ("search", facts.found is None),
        ("tell_police", facts.found is None and facts.police_told is None),
        ("tell_procuratorate", facts.procuratorate_told is None),
    )
    required = tuple(step for step, open_ in steps if reasons.flag(f"contact.{step}") and open_)
    last = law.as_of if facts.found is None else facts.found
    return reasons.decide(LostContactSteps((last - facts.last_contact).days, required), facts)


class DeviceGround(StrEnum):
    """Why a location device is asked for; `other` is no ground of the law."""

    INJUNCTION_BREACH = "injunction_breach"
    LEFT_WITHOUT_APPROVAL = "left_without_approval"
    REFUSED_TO_REPORT_AND_WARNED = "refused_to_report_and_warned"
    SECURITY_PENALTY = "security_penalty"
    REVOCATION_PREPARED = "revocation_prepared"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class DeviceFacts:
    """The grounds for a device and its first day."""

    grounds: tuple[DeviceGround, ...]
    from_: date


@dataclass(frozen=True, slots=True)
class DeviceOrder:
    """Whether a device may be ordered, by whom, and until when at the latest."""

    allowed: bool
    approver: str | None
    latest_end: date | None


def location_device_order(facts: DeviceFacts, law: Law) -> Decision[DeviceOrder]:
    """Any of five grounds, the bureau head approves, three months at most (CCL 29)."""
    reasons = Reasons(law)
    approver = reasons.word("device.approver")
    count = reasons.number("device.max_months")
    named = [ground for ground in facts.grounds if ground is not DeviceGround.OTHER]
    met = [ground for ground in named if reasons.flag(f"device.grounds.{ground}")]
    if not met:
        return reasons.decide(DeviceOrder(False, None, None), facts)
    return reasons.decide(DeviceOrder(True, approver, months(reasons, facts.from_, count)), facts)


@dataclass(frozen=True, slots=True)
class CourtFacts:
    """Where the original court and the office are: two-digit codes of provinces."""

    category: Category
    original_court_province: str
    office_province: str

    def __post_init__(self) -> None:
        """Only probation and parole are revoked by a court; provinces have two digits."""
        if self.category not in {Category.PROBATION, Category.PAROLE}:
            raise FactImpossible("category", _("只有缓刑和假释由法院撤销。"))
        for name in ("original_court_province", "office_province"):
            if getattr(self, name) not in PROVINCES:
                raise FactImpossible(name, _("须为两位省级行政区划代码。"))


@dataclass(frozen=True, slots=True)
class Courts:
    """The courts that may be asked: original, execution_place."""

    courts: tuple[str, ...]


def revocation_court(facts: CourtFacts, law: Law) -> Decision[Courts]:
    """The original court; in another province the court of the execution place too (IM 46)."""
    reasons = Reasons(law)
    reasons.cite(f"sanction.final.{facts.category}")
    same = facts.original_court_province == facts.office_province
    where = "same" if same else "other"
    return reasons.decide(Courts(reasons.words(f"revocation.courts_{where}_province")), facts)


class ClockKind(StrEnum):
    """What a court or organ has been asked to decide."""

    REVOCATION = "revocation"
    ARREST = "arrest"
    RECOMMITTAL = "recommittal"
    COMMUTATION = "commutation"


@dataclass(frozen=True, slots=True)
class ClockFacts:
    """What was asked, and when it arrived: a day, for an arrest the moment."""

    kind: ClockKind
    received: datetime | date


@dataclass(frozen=True, slots=True)
class CourtDue:
    """The last day of the decision; for an arrest the last moment."""

    due: datetime | date


def court_clock(facts: ClockFacts, law: Law) -> Decision[CourtDue]:
    """Thirty days, for an arrest forty-eight hours; neither shifts (CCL 33, 47 to 49)."""
    reasons = Reasons(law)
    moment = facts.received
    if facts.kind is ClockKind.ARREST:
        if not isinstance(moment, datetime):
            raise FactImpossible("received", _("须写明收到的时刻。"))
        hours = timedelta(hours=reasons.number("court.arrest_hours"))
        return reasons.decide(CourtDue(moment + hours), facts)
    day = moment.date() if isinstance(moment, datetime) else moment
    count = reasons.number(f"court.{facts.kind}_days")
    return reasons.decide(CourtDue(days_after(reasons, day, count)), facts)


@dataclass(frozen=True, slots=True)
class ConductFacts:
    """Since when somebody has been supervised, and the four conditions of a commendation."""

    supervised_since: date
    obeys: bool | None = None
    law_abiding: bool | None = None
    keeps_rules: bool | None = None
    takes_part: bool | None = None
    outstanding_deed: bool | None = None

    def __post_init__(self) -> None:
        """Without an outstanding deed every condition must be known."""
        for name in _CONDITIONS:
            if getattr(self, name) is None and not self.outstanding_deed:
                raise FactMissing(name)


_CONDITIONS: Final = ("obeys", "law_abiding", "keeps_rules", "takes_part")


@dataclass(frozen=True, slots=True)
class Commendation:
    """Whether a commendation may be proposed, and which conditions are missing."""

    eligible: bool
    missing: tuple[str, ...]


def commendation_eligible(facts: ConductFacts, law: Law) -> Decision[Commendation]:
    """Six months and all four conditions, or an outstanding deed alone (IM 33)."""
    reasons = Reasons(law)
    if facts.outstanding_deed and reasons.flag("commendation.deed_suffices"):
        return reasons.decide(Commendation(True, ()), facts)
    conditions = reasons.words("commendation.conditions")
    missing = [name for name in conditions if not getattr(facts, name)]
    key = "commendation.min_months"
    complete = months(reasons, facts.supervised_since, reasons.number(key))
    if not reasons.day_reaches("as_of", law.as_of, complete, key):
        missing.append("six_months")
        if len(missing) == 1:
            message = _("其他条件已具备，{day} 起期限届满。")
            reasons.almost(message.format(day=complete))
    return reasons.decide(Commendation(not missing, tuple(missing)), facts)


QUESTIONS: Final = (
    Question("sanction.candidates", N_("处理措施建议"), BreachFacts, sanction_candidates),
    Question("penalty.article", N_("治安管理处罚依据条款"), PenaltyFacts, penalty_article),
    Question("lost_contact.steps", N_("失联查找步骤"), LostContactFacts, lost_contact_steps),
    Question("location_device.order", N_("电子定位装置"), DeviceFacts, location_device_order),
    Question("revocation.court", N_("撤销缓刑、假释的管辖法院"), CourtFacts, revocation_court),
    Question("court.clock", N_("法院、机关的决定期限"), ClockFacts, court_clock),
    Question("commendation.eligible", N_("表扬条件"), ConductFacts, commendation_eligible),
)
