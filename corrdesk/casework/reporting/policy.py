"""What a person and the office owe each other in every period, and the medical duties. Pure.

Numbers come from the rule pack alone; a pack without numbers gives no duties and says so.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from functools import lru_cache
from typing import Final, cast

from corrdesk.base.i18n import N_, _
from corrdesk.base.spans import Span
from corrdesk.casework.caseload.model import Category, SupervisionClass
from corrdesk.casework.reporting.model import DutyKind
from corrdesk.rules.cadence import Cadence, keeps_duty, period_of, periods
from corrdesk.rules.catalog import RuleBook
from corrdesk.rules.counting import Unit, deadline
from corrdesk.rules.decision import Decision
from corrdesk.rules.facts import FactImpossible
from corrdesk.rules.law import Law, Reasons
from corrdesk.rules.question import Question

_DAY: Final = timedelta(days=1)
_RANK: Final = {class_: rank for rank, class_ in enumerate(SupervisionClass)}  # 0: strictest
_TWO_QUARTERS: Final = timedelta(days=184)
_STUB: Final = "class.stub_percent"
_SUBSTITUTE: Final = "class.leave_substitute"
_NO_SUBSTITUTE: Final = "none"


@dataclass(frozen=True, slots=True)
class DutyWindow:
    """A duty in a period, both its days included: a number of times, or of hours."""

    kind: DutyKind
    period_start: date
    period_end: date
    count: int | None = None
    hours: int | None = None


@dataclass(frozen=True, slots=True)
class _Norm:
    """What a class owes in every period of a kind."""

    every: Cadence
    count: int | None
    hours: int | None


@dataclass(frozen=True, slots=True)
class _Ruling:
    """A class and the days, both included, on which it rules a kind of duty."""

    class_: SupervisionClass
    first: date
    last: date


_Norms = Mapping[DutyKind, _Norm]


@dataclass(frozen=True, slots=True)
class _Pack:
    """The duty numbers of a rule book on a day, ready for use; what it does not say in `unsaid`."""

    norms: Mapping[SupervisionClass, _Norms]
    unsaid: frozenset[str]
    stub_percent: int | None
    stub_inclusive: bool
    substitute: DutyKind | None


@lru_cache(maxsize=32)
def _pack(rulebook: RuleBook, on: date) -> _Pack:
    norms: dict[SupervisionClass, _Norms] = {}
    unsaid = {key for key in (_STUB, _SUBSTITUTE) if rulebook.value(key, on) is None}
    for class_ in SupervisionClass:
        known: dict[DutyKind, _Norm] = {}
        for kind in DutyKind:
            duty = cast("Mapping[str, object] | None", rulebook.value(_key(class_, kind), on))
            if duty is None:
                unsaid.add(_key(class_, kind))
            elif duty:
                known[kind] = _norm(duty)
        norms[class_] = known
    substitute = rulebook.value(_SUBSTITUTE, on)
    return _Pack(
        norms=norms,
        unsaid=frozenset(unsaid),
        stub_percent=cast("int | None", rulebook.value(_STUB, on)),
        stub_inclusive=bool(rulebook.parameter(_STUB).inclusive),
        substitute=None if substitute in {None, _NO_SUBSTITUTE} else DutyKind(str(substitute)),
    )


def _norm(duty: Mapping[str, object]) -> _Norm:
    return _Norm(
        every=Cadence(str(duty["every"])),
        count=cast("int | None", duty.get("count")),
        hours=cast("int | None", duty.get("hours")),
    )


def _key(class_: SupervisionClass, kind: DutyKind) -> str:
    return f"class.{class_}.{kind}"


def unsaid_numbers(rulebook: RuleBook, on: date) -> tuple[tuple[str, SupervisionClass | None], ...]:
    """The rules about duties that a pack leaves open on a day, each with the class it is about.

    First those about every class; while the least share of a cut period is not said, no duty of
    any class is planned.
    """
    unsaid = _pack(rulebook, on).unsaid
    whole = [(key, None) for key in (_STUB, _SUBSTITUTE) if key in unsaid]
    kinds = [(_key(class_, kind), class_) for class_ in SupervisionClass for kind in DutyKind]
    return (*whole, *((key, class_) for key, class_ in kinds if key in unsaid))


def plans_duties(rulebook: RuleBook, on: date) -> bool:
    """Whether a pack says enough on a day for any duty to be planned at all."""
    pack = _pack(rulebook, on)
    return pack.stub_percent is not None and any(pack.norms.values())


def duty_windows(
    class_: SupervisionClass,
    *,
    able_to_work: bool,
    span: Span,
    class_changes: Iterable[tuple[date, SupervisionClass]],
    leaves: Iterable[Span],
    rulebook: RuleBook,
    on: date,
    within: Span | None = None,
) -> tuple[DutyWindow, ...]:
    """Return the duties of a supervision, ordered by period, kind and end of period.

    `span` is the supervision (it must have an end), `class_` the class on its first day;
    changes outside the span are not looked at. `within` keeps only windows that share a day with
    it, at the cost of those windows alone. Numbers are those in force on the day `on`; kinds that
    the pack does not speak of give no window.
    """
    if span.last_day is None:
        msg = "duties need a supervision with an end"
        raise ValueError(msg)
    pack = _pack(rulebook, on)
    if pack.stub_percent is None:
        return ()
    segments = _segments(class_, span.start, span.last_day, class_changes)
    if within is not None:
        segments = _near(segments, within)
    if not segments:
        return ()
    windows = [
        window
        for kind in _kinds(able_to_work=able_to_work)
        for ruling in _rulings(pack, kind, segments)
        for window in _ruled_windows(pack, kind, ruling, within)
    ]
    if pack.substitute is not None:
        windows = _during_leaves(windows, tuple(leaves), pack.substitute)
    return tuple(sorted(windows, key=lambda each: (each.period_start, each.kind, each.period_end)))


def _kinds(*, able_to_work: bool) -> list[DutyKind]:
    """Return the kinds of duty that a person can have."""
    return [kind for kind in DutyKind if able_to_work or kind is not DutyKind.PUBLIC_SERVICE]


@lru_cache(maxsize=32)
def number_days(rulebook: RuleBook) -> tuple[date, ...]:
    """Return the days on which a number of the duties began or ceased to hold, in order."""
    keys = [
        _STUB,
        _SUBSTITUTE,
        *(_key(each, kind) for each in SupervisionClass for kind in DutyKind),
    ]
    days = {dated.since for key in keys for dated in rulebook.national.parameters[key].values}
    for pack in rulebook.packs:
        days |= {
            dated.since for key in keys if key in pack.values for dated in pack.values[key].values
        }
        days |= {pack.since} if pack.until is None else {pack.since, pack.until + _DAY}
    return tuple(sorted(days))


def grace_days(rulebook: RuleBook, on: date) -> int:
    """Return the days after a period in which a duty may still be made up; none unless granted."""
    return cast("int | None", rulebook.value("class.grace_days", on)) or 0


def _segments(
    class_: SupervisionClass,
    first: date,
    last: date,
    class_changes: Iterable[tuple[date, SupervisionClass]],
) -> list[_Ruling]:
    """Return which class was ordered on which days; changes to the same class are none."""
    starts = [(first, class_)]
    for day, changed in sorted(class_changes):
        if first < day <= last and changed is not starts[-1][1]:
            starts.append((day, changed))
    ends = [day - _DAY for day, _class in starts[1:]] + [last]
    return [_Ruling(each, day, end) for (day, each), end in zip(starts, ends, strict=True)]


def _near(segments: list[_Ruling], within: Span) -> list[_Ruling]:
    """Drop what is too far from a view to change it: a change reaches a quarter, so does a cut."""
    return [
        each
        for each in segments
        if each.last >= within.start - _TWO_QUARTERS
        and (within.end is None or each.first < within.end + _TWO_QUARTERS)
    ]


def _rulings(pack: _Pack, kind: DutyKind, segments: list[_Ruling]) -> list[_Ruling]:
    """Return which class rules a kind on which days.

    Beside a lighter class, the stricter one rules the whole of its period in which the change
    falls. Where two claim a day, the stricter one has it.
    """
    if len(segments) == 1:
        return segments
    claims = [
        _claim(pack, kind, segment, before, after)
        for before, segment, after in zip(
            [None, *segments[:-1]], segments, [*segments[1:], None], strict=True
        )
    ]
    edges = (segments[0].first, segments[-1].last)
    ruled: list[_Ruling] = []
    for each_claim in sorted(claims, key=_strictness, reverse=True):
        first, last = max(each_claim.first, edges[0]), min(each_claim.last, edges[1])
        claim = _Ruling(each_claim.class_, first, last)
        ruled = [part for each in ruled for part in _without(each, claim)] + [claim]
    return _joined(sorted(ruled, key=lambda each: each.first))


def _strictness(ruling: _Ruling) -> int:
    """Return 0 for the strictest class, more for lighter ones."""
    return _RANK[ruling.class_]


def _claim(
    pack: _Pack, kind: DutyKind, own: _Ruling, before: _Ruling | None, after: _Ruling | None
) -> _Ruling:
    """Widen a class's days to its own periods where a lighter class is next to it."""
    norm = pack.norms[own.class_].get(kind)
    if norm is None:
        return own
    first, last = own.first, own.last
    if before is not None and _strictness(before) > _strictness(own):
        first = period_of(norm.every, first).first
    if after is not None and _strictness(after) > _strictness(own):
        last = period_of(norm.every, last).last
    return _Ruling(own.class_, first, last)


def _without(ruling: _Ruling, taken: _Ruling) -> Iterator[_Ruling]:
    """Yield what is left of a ruling's days when another takes its own."""
    if ruling.first < taken.first:
        yield _Ruling(ruling.class_, ruling.first, min(ruling.last, taken.first - _DAY))
    if ruling.last > taken.last:
        yield _Ruling(ruling.class_, max(ruling.first, taken.last + _DAY), ruling.last)


def _joined(rulings: list[_Ruling]) -> list[_Ruling]:
    """Join neighbours, and overlapping days, of the same class."""
    joined = rulings[:1]
    for ruling in rulings[1:]:
        if ruling.class_ is joined[-1].class_:
            joined[-1] = replace(joined[-1], last=max(joined[-1].last, ruling.last))
        else:
            joined.append(ruling)
    return joined


def _ruled_windows(
    pack: _Pack, kind: DutyKind, ruling: _Ruling, within: Span | None
) -> Iterator[DutyWindow]:
    """Yield the windows of one kind under one class; a period cut too short carries none."""
    norm = pack.norms[ruling.class_].get(kind)
    if norm is None or pack.stub_percent is None:
        return
    first, last = ruling.first, ruling.last
    if within is not None:
        first = max(first, within.start)
        last = min(last, within.last_day or last)
        if first > last:
            return
    for whole in periods(norm.every, first, last):
        left = whole.cut_to(ruling.first, ruling.last)
        if keeps_duty(whole, left, pack.stub_percent, inclusive=pack.stub_inclusive):
            yield DutyWindow(kind, left.first, left.last, norm.count, norm.hours)


def _during_leaves(
    windows: list[DutyWindow], leaves: tuple[Span, ...], substitute: DutyKind
) -> list[DutyWindow]:
    """Turn a check-in whose whole period lies inside one leave into its substitute."""
    kept: list[DutyWindow] = []
    moved: list[DutyWindow] = []
    for window in windows:
        away = window.kind is DutyKind.CHECK_IN and any(
            leave.contains(window.period_start) and leave.contains(window.period_end)
            for leave in leaves
        )
        (moved if away else kept).append(window)
    for window in moved:
        same = replace(window, kind=substitute)
        for place, known in enumerate(kept):
            if (known.kind, known.period_start, known.period_end) == (
                substitute,
                window.period_start,
                window.period_end,
            ):
                kept[place] = replace(known, count=(known.count or 0) + (window.count or 0))
                break
        else:
            kept.append(same)
    return kept


@dataclass(frozen=True, slots=True)
class ClassFrom:
    """From a day on, another class holds."""

    from_: date
    class_: SupervisionClass


@dataclass(frozen=True, slots=True)
class ApprovedLeave:
    """An approved leave, both days included."""

    depart: date
    return_: date

    def __post_init__(self) -> None:
        """Nobody returns before leaving."""
        if self.return_ < self.depart:
            raise FactImpossible("return", _("返回日期早于出发日期。"))


@dataclass(frozen=True, slots=True)
class CalendarFacts:
    """A supervision from its first to its last day, with changes of class and leaves.

    The days may be a part of it alone: changes and leaves outside them are facts all the same.
    """

    class_: SupervisionClass
    category: Category
    able_to_work: bool
    from_: date
    until: date
    class_changes: tuple[ClassFrom, ...] = ()
    leaves: tuple[ApprovedLeave, ...] = ()

    def __post_init__(self) -> None:
        """Nothing ends before it begins; a class changes once a day, and has become `class_`."""
        if self.until < self.from_:
            raise FactImpossible("until", _("早于开始日期。"))
        if len({change.from_ for change in self.class_changes}) < len(self.class_changes):
            raise FactImpossible("class_changes", _("一天只变更一次。"), "from")
        before = [change for change in self.class_changes if change.from_ <= self.from_]
        if before and max(before, key=lambda each: each.from_).class_ is not self.class_:
            raise FactImpossible("class_changes", _("与第一天的管理类别不一致。"), "class")

    @property
    def changes_within(self) -> tuple[ClassFrom, ...]:
        """The changes after the first day and not after the last."""
        return tuple(each for each in self.class_changes if self.from_ < each.from_ <= self.until)


@dataclass(frozen=True, slots=True)
class DutyCalendar:
    """The duties of a supervision."""

    duties: tuple[DutyWindow, ...]


def duties_calendar(facts: CalendarFacts, law: Law) -> Decision[DutyCalendar]:
    """The pack of the county says what is due how often; national law names no number (CCL 24)."""
    reasons = Reasons(law)
    reasons.cite("class.basis")
    classes = dict.fromkeys([facts.class_, *(each.class_ for each in facts.changes_within)])
    numbers = [
        _key(class_, kind) for class_ in classes for kind in _kinds(able_to_work=facts.able_to_work)
    ]
    method = [_STUB]
    method += ["class.change_rule"] if len(classes) > 1 else []
    method += [_SUBSTITUTE] if facts.leaves else []
    said = any(reasons.rule(key).value is not None for key in numbers)
    for key in numbers + method if said else numbers:
        if reasons.rule(key).value is None:
            reasons.need(f"pack.{key}")
    duties = duty_windows(
        facts.class_,
        able_to_work=facts.able_to_work,
        span=Span.inclusive(facts.from_, facts.until),
        class_changes=[(each.from_, each.class_) for each in facts.changes_within],
        leaves=[Span.inclusive(each.depart, each.return_) for each in facts.leaves],
        rulebook=law.book,
        on=law.as_of,
    )
    return reasons.decide(DutyCalendar(duties), facts)


class OutsideReason(StrEnum):
    """Why a sentence is served outside prison for the time being."""

    MEDICAL = "medical"
    PREGNANCY = "pregnancy"
    SELF_CARE = "self_care"


@dataclass(frozen=True, slots=True)
class MedicalFacts:
    """Why somebody is outside prison, and the last report and re-examination."""

    reason: OutsideReason
    last_health_report: date
    last_review: date | None = None


@dataclass(frozen=True, slots=True)
class MedicalDue:
    """The next report of health and, after release for treatment, the next re-examination."""

    health_report_raw_due: date
    health_report_due: date
    review_raw_due: date | None = None
    review_due: date | None = None


def medical_next(facts: MedicalFacts, law: Law) -> Decision[MedicalDue]:
    """Health is reported every month; release for treatment is reviewed every three (IM 24)."""
    reasons = Reasons(law)
    every = reasons.number("medical.health_report_months")
    report = deadline(reasons, facts.last_health_report, Unit.MONTH, every)
    answer = MedicalDue(report.raw_due, report.due)
    if facts.reason is OutsideReason.MEDICAL:
        every = reasons.number("medical.review_months")
        if facts.last_review is None:
            reasons.need("last_review")
        else:
            review = deadline(reasons, facts.last_review, Unit.MONTH, every)
            answer = replace(answer, review_raw_due=review.raw_due, review_due=review.due)
    return reasons.decide(answer, facts)


QUESTIONS: Final = (
    Question("duties.calendar", N_("报告义务日历"), CalendarFacts, duties_calendar),
    Question("medical.next", N_("身体情况报告和病情复查"), MedicalFacts, medical_next),
)
