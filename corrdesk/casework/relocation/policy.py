"""The clocks of a change of the execution place, and who is responsible meanwhile. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

from corrdesk.base.i18n import N_, _
from corrdesk.rules.counting import Unit, deadline, months
from corrdesk.rules.decision import Decision
from corrdesk.rules.facts import FactImpossible, FactMissing
from corrdesk.rules.law import Law, Reasons
from corrdesk.rules.parameter import Citation
from corrdesk.rules.question import Question

OLD, NEW = "old_agency", "new_agency"


@dataclass(frozen=True, slots=True)
class RelocationFacts:
    """The events of a change of the execution place, as far as they have happened."""

    applied: date | None = None
    county_letter_received: date | None = None
    decided: date | None = None
    files_received: date | None = None
    person_notified: date | None = None

    def __post_init__(self) -> None:
        """At least one event has happened, and none before the one that it follows."""
        names = tuple(self.__dataclass_fields__)
        if all(getattr(self, name) is None for name in names):
            raise FactMissing(*names)
        latest = None
        for name in names[:3]:
            latest = self._not_before(latest, name)
        for name in names[3:]:
            self._not_before(latest, name)

    def _not_before(self, earlier: date | None, name: str) -> date | None:
        day: date | None = getattr(self, name)
        if day is not None and earlier is not None and day < earlier:
            raise FactImpossible(name, _("早于它之前的步骤。"))
        return day or earlier


@dataclass(frozen=True, slots=True)
class RelocationDeadlines:
    """Each step's last day by the numbers and moved off rest days; None without its event."""

    consult_raw_due: date | None = None
    consult_due: date | None = None
    reply_raw_due: date | None = None
    reply_due: date | None = None
    refusal_notice_raw_due: date | None = None
    refusal_notice_due: date | None = None
    files_raw_due: date | None = None
    files_due: date | None = None
    receipt_raw_due: date | None = None
    receipt_due: date | None = None
    person_reports_raw_due: date | None = None
    person_reports_due: date | None = None


_STEPS: Final = (
    ("consult", "applied"),
    ("reply", "county_letter_received"),
    ("refusal_notice", "decided"),
    ("files", "decided"),
    ("receipt", "files_received"),
    ("person_reports", "person_notified"),
)


def relocation_deadlines(facts: RelocationFacts, law: Law) -> Decision[RelocationDeadlines]:
    """The clocks of a change of the execution place (CCL 27, IM 30 and 31)."""
    reasons = Reasons(law)
    reasons.cite("relocation.duty")
    found: dict[str, date] = {}
    for step, event in _STEPS:
        start: date | None = getattr(facts, event)
        if start is not None:
            count = reasons.number(f"relocation.{step}_days")
            due = deadline(reasons, start, Unit.DAY, count)
            found |= {f"{step}_raw_due": due.raw_due, f"{step}_due": due.due}
    return reasons.decide(RelocationDeadlines(**found), facts)


@dataclass(frozen=True, slots=True)
class MoveFacts:
    """The day on which somebody wants to move."""

    move_on: date


@dataclass(frozen=True, slots=True)
class MoveApplyBy:
    """The day by which one generally applies for a change of the execution place."""

    apply_by: date


def relocation_apply_by(facts: MoveFacts, law: Law) -> Decision[MoveApplyBy]:
    """One applies generally a month ahead (IM 30); the day never shifts."""
    reasons = Reasons(law)
    ahead = reasons.number("relocation.apply_ahead_months")
    return reasons.decide(MoveApplyBy(months(reasons, facts.move_on, -ahead)), facts)


@dataclass(frozen=True, slots=True)
class BetweenFacts:
    """What of an agreed change has happened: told, handed over, reported at the new place."""

    decided: date
    person_notified: date | None = None
    reported_there: date | None = None

    def __post_init__(self) -> None:
        """Nobody is told before the decision, or reports before it."""
        for name in ("person_notified", "reported_there"):
            day: date | None = getattr(self, name)
            if day is not None and day < self.decided:
                raise FactImpossible(name, _("早于它之前的步骤。"))


@dataclass(frozen=True, slots=True)
class Between:
    """Which agency supervises, by when the person reports there, and who searches for a no-show."""

    responsible: str
    person_reports_due: date | None
    no_show: bool
    days_overdue: int
    search_by: str | None


def relocation_responsible(facts: BetweenFacts, law: Law) -> Decision[Between]:
    """Until the person has reported at the new place, the old agency is responsible (IM 31).

    The sources do not say so in these words; it follows from the old agency's duty to search for
    somebody who does not report there.
    """
    reasons = Reasons(law)
    reasons.cite("relocation.duty")
    searcher = reasons.word("relocation.searches")
    if facts.reported_there is not None and facts.reported_there <= law.as_of:
        return reasons.decide(
            Between(NEW, None, no_show=False, days_overdue=0, search_by=None), facts
        )
    due = None
    late = 0
    if facts.person_notified is not None:
        count = reasons.number("relocation.person_reports_days")
        due = deadline(reasons, facts.person_notified, Unit.DAY, count).due
        in_time = reasons.day_within(
            "reported_there", law.as_of, due, "relocation.person_reports_days"
        )
        late = 0 if in_time else (law.as_of - due).days
    found = Between(
        searcher, due, no_show=late > 0, days_overdue=late, search_by=searcher if late else None
    )
    return reasons.decide(found, facts)


@dataclass(frozen=True, slots=True)
class ArchiveFacts:
    """The day on which the prison or detention house of the new place received the archive."""

    archive_received: date


@dataclass(frozen=True, slots=True)
class ArchiveDeadline:
    """By when it tells the new county agency."""

    archive_raw_due: date
    archive_due: date


def relocation_archive(facts: ArchiveFacts, law: Law) -> Decision[ArchiveDeadline]:
    """Five days from receiving the archive, where a prison granted service outside (IM 31)."""
    reasons = Reasons(law)
    count = reasons.number("relocation.prison_archive_days")
    due = deadline(reasons, facts.archive_received, Unit.DAY, count)
    return reasons.decide(ArchiveDeadline(due.raw_due, due.due), facts)


def pack_asked_for(law: Law) -> tuple[tuple[str, ...], tuple[Citation, ...]]:
    """The keys of what has to be handed over (CCL 27, IM 18), and the clauses."""
    return _named(law, "relocation.pack")


def copies_of(law: Law, step: str) -> tuple[tuple[str, ...], tuple[Citation, ...]]:
    """Who gets a copy of a step (`files` or `receipt`), and the clauses (IM 31)."""
    return _named(law, f"relocation.{step}_copies")


def clauses_behind(law: Law, key: str) -> tuple[Citation, ...]:
    """The clauses of one rule as it holds on the day of the law."""
    return Reasons(law).rule(key).citations


def _named(law: Law, key: str) -> tuple[tuple[str, ...], tuple[Citation, ...]]:
    return Reasons(law).words(key), clauses_behind(law, key)


QUESTIONS: Final = (
    Question("relocation.deadlines", N_("执行地变更期限"), RelocationFacts, relocation_deadlines),
    Question("relocation.apply_by", N_("变更执行地申请时间"), MoveFacts, relocation_apply_by),
    Question(
        "relocation.responsible",
        N_("变更执行地期间的监管责任"),
        BetweenFacts,
        relocation_responsible,
    ),
    Question("relocation.archive", N_("暂予监外执行档案转递"), ArchiveFacts, relocation_archive),
)
