"""What the law says about a supervision as a whole: counting, identity, intake, team, discharge.

Pure decisions; nothing is stored here.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from corrdesk.base.i18n import N_, _
from corrdesk.base.idnumber import IdProblem, check_id_number
from corrdesk.base.idnumber import Sex as SexName
from corrdesk.base.spans import anniversary
from corrdesk.casework.caseload.model import Category, Sentence, Sex
from corrdesk.rules.counting import Deadline, Unit, deadline
from corrdesk.rules.decision import Decision
from corrdesk.rules.facts import FactImpossible, FactMissing
from corrdesk.rules.law import Law, Reasons
from corrdesk.rules.question import Question

_DAY: Final = timedelta(days=1)
_LONGEST_COUNT: Final = 12_000  # days, working days or months: no period of the law is longer


@dataclass(frozen=True, slots=True)
class CountFacts:
    """A period of so many units that runs from an event."""

    start: date
    count: int
    unit: Unit

    def __post_init__(self) -> None:
        """A period holds at least one unit."""
        if not 0 < self.count <= _LONGEST_COUNT:
            raise FactImpossible("count", _("期间至少为一，且不能长得离谱。"))


def count_deadline(facts: CountFacts, law: Law) -> Decision[Deadline]:
    """The day after the event is the first day; the last day moves off rest days (CPL 105)."""
    reasons = Reasons(law)
    return reasons.decide(deadline(reasons, facts.start, facts.unit, facts.count), facts)


@dataclass(frozen=True, slots=True)
class NumberFacts:
    """A resident identity number as somebody wrote it."""

    number: str


@dataclass(frozen=True, slots=True)
class NumberAnswer:
    """What the number says; all but `problem` are None unless it is valid."""

    valid: bool
    number_18: str | None
    born: date | None
    sex: SexName | None
    problem: IdProblem | None


def check_number(facts: NumberFacts, law: Law) -> Decision[NumberAnswer]:
    """A resident identity number keeps GB 11643 and its holder is born by now."""
    reasons = Reasons(law)
    reasons.cite("identity.number_standard")
    found = check_id_number(facts.number, law.as_of)
    answer = NumberAnswer(found.valid, found.number_18, found.born, found.sex, found.problem)
    return reasons.decide(answer, facts)


@dataclass(frozen=True, slots=True)
class TermFacts:
    """A term in years and months from its first day."""

    category: Category
    start: date
    years: int | None = None
    months: int | None = None

    def __post_init__(self) -> None:
        """A term has a length."""
        if self.years is None and self.months is None:
            raise FactMissing("years", "months")
        if not 0 < self.length <= _LONGEST_COUNT:
            name = "months" if self.years is None else "years"
            raise FactImpossible(name, _("期限须大于零，且不能长得离谱。"), "years", "months")

    @property
    def length(self) -> int:
        """The term in months."""
        return (self.years or 0) * 12 + (self.months or 0)


@dataclass(frozen=True, slots=True)
class TermEnd:
    """The last day of a term by count; the decision documents prevail."""

    end: date


def term_end(facts: TermFacts, law: Law) -> Decision[TermEnd]:
    """A term ends the day before its anniversary and never shifts (SPC 202)."""
    reasons = Reasons(law)
    reasons.cite("counting.terms", f"term.{facts.category}.runs_from")
    return reasons.decide(TermEnd(anniversary(facts.start, 0, facts.length) - _DAY), facts)


@dataclass(frozen=True, slots=True)
class SentenceFacts:
    """An order as a paper states it: its kind, its days, and the penalties that it names."""

    category: Category
    start: date
    end: date
    sentences: tuple[Sentence, ...] = ()

    def __post_init__(self) -> None:
        """Nothing ends before it begins."""
        if self.end < self.start:
            raise FactImpossible("end", _("早于开始日期。"))


@dataclass(frozen=True, slots=True)
class SentenceAnswer:
    """Whether a penalty fits the kind of order, and its days the longest term (`latest_end`)."""

    sentence_fits: bool
    term_fits: bool
    latest_end: date | None = None


def sentence_fits(facts: SentenceFacts, law: Law) -> Decision[SentenceAnswer]:
    """What a judgment cannot have said: another penalty than the order rests on, a longer term.

    Only what is certain: where no penalty is named, and for temporary service outside prison,
    nothing is held against it. A term may be shorter than the least one after a commutation.
    """
    reasons = Reasons(law)
    fits = True
    if facts.sentences and facts.category is not Category.OUTSIDE_PRISON:
        allowed = reasons.words(f"term.{facts.category}.sentences")
        fits = any(each in allowed for each in facts.sentences)
    latest, within = None, True
    if key := _longest_term(facts):
        latest = anniversary(facts.start, 0, reasons.number(key)) - _DAY
        within = reasons.day_within("end", facts.end, latest, key)
    return reasons.decide(SentenceAnswer(fits, within, latest), facts)


def _longest_term(facts: SentenceFacts) -> str:
    """The rule with the longest term of an order; parole has the rest of its sentence."""
    if facts.category is Category.PUBLIC_SURVEILLANCE:
        return "term.public_surveillance.longest_months"
    if facts.category is not Category.PROBATION:
        return ""
    detention = set(facts.sentences) == {Sentence.CRIMINAL_DETENTION}
    which = Sentence.CRIMINAL_DETENTION if detention else Sentence.FIXED_TERM
    return f"term.probation.longest_months.{which}"


@dataclass(frozen=True, slots=True)
class ReportInFacts:
    """The day on which the judgment took effect."""

    effective: date


def report_deadline(facts: ReportInFacts, law: Law) -> Decision[Deadline]:
    """A person reports in within ten days from effect (CCL 21)."""
    return _days_after(facts, facts.effective, "intake.report_days", law)


@dataclass(frozen=True, slots=True)
class ReceiptFacts:
    """The day on which the legal documents arrived."""

    documents_received: date


def receipt_deadline(facts: ReceiptFacts, law: Law) -> Decision[Deadline]:
    """The receipt goes back within five days from the documents (IM 16)."""
    return _days_after(facts, facts.documents_received, "intake.receipt_days", law)


def _days_after(facts: object, event: date, key: str, law: Law) -> Decision[Deadline]:
    reasons = Reasons(law)
    count = reasons.number(key)
    return reasons.decide(deadline(reasons, event, Unit.DAY, count), facts)


@dataclass(frozen=True, slots=True)
class TeamMember:
    """One member of a correction team."""

    role: str
    sex: Sex
    minor_specialist: bool | None = None


@dataclass(frozen=True, slots=True)
class TeamFacts:
    """A person and the team that is proposed."""

    sex: Sex
    minor_at_offence: bool
    members: tuple[TeamMember, ...]


@dataclass(frozen=True, slots=True)
class TeamAnswer:
    """Whether the team may be set up, and who is missing: woman, minor_specialist."""

    ok: bool
    missing: tuple[str, ...]


def check_team(facts: TeamFacts, law: Law) -> Decision[TeamAnswer]:
    """A woman's team includes a woman (CCL 25), a minor's somebody who knows minors (CCL 52)."""
    reasons = Reasons(law)
    reasons.cite("team.members")
    missing: list[str] = []
    women = any(member.sex is Sex.FEMALE for member in facts.members)
    specialists = any(member.minor_specialist for member in facts.members)
    if facts.sex is Sex.FEMALE and reasons.flag("team.woman_for_woman") and not women:
        missing.append("woman")
    if facts.minor_at_offence and reasons.flag("team.specialist_for_minor") and not specialists:
        missing.append("minor_specialist")
    return reasons.decide(TeamAnswer(not missing, tuple(missing)), facts)


@dataclass(frozen=True, slots=True)
class MinorFacts:
    """A birthday and the day of the offence."""

    born: date
    offence_on: date

    def __post_init__(self) -> None:
        """Nobody offends before birth."""
        if self.offence_on < self.born:
            raise FactImpossible("offence_on", _("早于出生日期。"))


@dataclass(frozen=True, slots=True)
class MinorAnswer:
    """Whether the rules for minors hold for the whole supervision."""

    minor_rules: bool


def minor_applies(facts: MinorFacts, law: Law) -> Decision[MinorAnswer]:
    """Whoever offended as a minor stays under the minors' rules, also after 18 (CCL 58).

    An age is complete the day after the birthday.
    """
    reasons = Reasons(law)
    birthday = anniversary(facts.born, reasons.number("minors.age"))
    reasons.cite("minors.continues", "counting.ages")
    minor = reasons.day_within("offence_on", facts.offence_on, birthday, "minors.age")
    return reasons.decide(MinorAnswer(minor), facts)


@dataclass(frozen=True, slots=True)
class AnnouncementFacts:
    """Somebody to whom a decision is announced; who offended as a minor stays one (CCL 58)."""

    minor: bool


@dataclass(frozen=True, slots=True)
class AnnouncementAnswer:
    """Whether the guardian is told to be present, and nobody else is let in."""

    guardian_told: bool


def announcement(facts: AnnouncementFacts, law: Law) -> Decision[AnnouncementAnswer]:
    """A decision on a minor is announced before the guardian and not in public (IM 55)."""
    reasons = Reasons(law)
    told = facts.minor and reasons.flag("minors.guardian_present")
    return reasons.decide(AnnouncementAnswer(told), facts)


@dataclass(frozen=True, slots=True)
class DischargeFacts:
    """The last day of a term and what may stand in the way of the discharge."""

    end: date
    detained: bool | None = None
    revocation_pending: bool | None = None


@dataclass(frozen=True, slots=True)
class DischargePlan:
    """The steps to the end of a supervision; a blocked one has no day and tells nobody."""

    summary_by: date
    discharge_on: date | None
    blocked: bool
    tell: tuple[str, ...]


def discharge_plan(facts: DischargeFacts, law: Law) -> Decision[DischargePlan]:
    """Supervision ends on its last day, rest day or not; detention or a proposal blocks it."""
    reasons = Reasons(law)
    ahead = reasons.number("discharge.summary_days_before")
    reasons.cite("counting.terms", "discharge.certificate")
    blocking = reasons.words("discharge.blocked_by")
    blocked = any(getattr(facts, name) for name in blocking)
    plan = DischargePlan(
        summary_by=facts.end - timedelta(days=ahead),
        discharge_on=None if blocked else facts.end,
        blocked=blocked,
        tell=() if blocked else reasons.words("discharge.tell"),
    )
    return reasons.decide(plan, facts)


QUESTIONS: Final = (
    Question("deadline.count", N_("期间的计算"), CountFacts, count_deadline),
    Question("id_number.check", N_("公民身份号码核对"), NumberFacts, check_number),
    Question("term.end", N_("矫正期限届满日（核对用）"), TermFacts, term_end),
    Question("intake.report_deadline", N_("报到期限"), ReportInFacts, report_deadline),
    Question("intake.receipt_deadline", N_("法律文书回执期限"), ReceiptFacts, receipt_deadline),
    Question("team.check", N_("矫正小组组成"), TeamFacts, check_team),
    Question("minor.applies", N_("是否适用未成年人规定"), MinorFacts, minor_applies),
    Question("discharge.plan", N_("解除矫正安排"), DischargeFacts, discharge_plan),
)
