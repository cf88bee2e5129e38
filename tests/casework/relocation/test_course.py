"""A relocation's timeline: clocks, lateness, what is next, and who answers at every moment."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from corrdesk.base.workdays import load_calendar
from corrdesk.casework.relocation.course import Course, StepTaken, course_of, predecessors, steps_of
from corrdesk.casework.relocation.model import Direction, Outcome, Party, Step
from corrdesk.rules.catalog import load_rulebook
from corrdesk.rules.law import Law

DAY = timedelta(days=1)
BOOK, CALENDAR = load_rulebook(), load_calendar()
MONDAY = date(2026, 6, 1)
OUT, IN = Direction.OUT, Direction.IN
TO_DECISION = (Step.APPLIED, Step.OPINION, Step.LETTER, Step.REPLY)


def law(day: date) -> Law:
    return Law(BOOK, CALENDAR, day)


def taken(
    step: Step, on: date, outcome: Outcome | None = None, arrived: date | None = None
) -> StepTaken:
    return StepTaken(step.value, step, on, outcome, "", "", "", arrived)


def agreed_on(day: date, *more: StepTaken) -> list[StepTaken]:
    steps = [taken(step, day, Outcome.AGREED) for step in TO_DECISION]
    return [*steps, taken(Step.DECISION, day, Outcome.AGREED), *more]


def following(course: Course) -> Step | None:
    return course.next.step if course.next else None


def late(course: Course) -> dict[Step, int]:
    return {line.step: line.days_late for line in course.overdue}


def test_the_letter_runs_from_the_application() -> None:
    course = course_of(OUT, [taken(Step.APPLIED, MONDAY)], law(MONDAY))
    line = course.line(Step.LETTER)
    assert line is not None
    assert line.due == date(2026, 6, 8)  # the sixth is a Saturday
    assert [each.id for each in line.citations] == ["IM-30"]
    assert following(course) is Step.OPINION
    assert course.overdue == ()
    assert late(course_of(OUT, [taken(Step.APPLIED, MONDAY)], law(date(2026, 6, 10)))) == {
        Step.LETTER: 2
    }


def test_the_reply_runs_from_the_arrival_where_that_is_known() -> None:
    before = [taken(Step.APPLIED, MONDAY), taken(Step.OPINION, MONDAY, Outcome.AGREED)]
    sent = course_of(OUT, [*before, taken(Step.LETTER, MONDAY)], law(MONDAY))
    there = course_of(
        OUT, [*before, taken(Step.LETTER, MONDAY, arrived=MONDAY + 3 * DAY)], law(MONDAY)
    )
    first, second = sent.line(Step.REPLY), there.line(Step.REPLY)
    assert first is not None
    assert second is not None
    assert (first.due, second.due) == (date(2026, 6, 8), date(2026, 6, 9))


def test_a_step_done_late_stays_visible() -> None:
    steps = [
        taken(Step.APPLIED, MONDAY),
        taken(Step.OPINION, MONDAY, Outcome.AGREED),
        taken(Step.LETTER, date(2026, 6, 11)),
    ]
    course = course_of(OUT, steps, law(date(2026, 6, 12)))
    assert [(line.step, line.days_late) for line in course.was_late] == [(Step.LETTER, 3)]


def test_a_refused_reply_opens_the_way_to_the_upper_agency() -> None:
    steps = [taken(step, MONDAY, Outcome.AGREED) for step in TO_DECISION[:-1]]
    course = course_of(OUT, [*steps, taken(Step.REPLY, MONDAY, Outcome.REFUSED)], law(MONDAY))
    dispute, coordination = course.line(Step.DISPUTE), course.line(Step.COORDINATION)
    assert dispute is not None
    assert dispute.possible
    assert dispute.optional
    assert coordination is not None
    assert not coordination.possible
    assert following(course) is Step.DECISION
    told = [*steps, taken(Step.REPLY, MONDAY, Outcome.REFUSED), taken(Step.DISPUTE, MONDAY)]
    assert following(course_of(OUT, told, law(MONDAY))) is Step.COORDINATION


def test_no_quarrel_after_an_agreement() -> None:
    steps = [taken(step, MONDAY, Outcome.AGREED) for step in TO_DECISION]
    assert course_of(OUT, steps, law(MONDAY)).line(Step.DISPUTE) is None


def test_a_refusal_has_to_be_told_and_nothing_else_follows() -> None:
    steps = [taken(step, MONDAY, Outcome.AGREED) for step in TO_DECISION]
    course = course_of(OUT, [*steps, taken(Step.DECISION, MONDAY, Outcome.REFUSED)], law(MONDAY))
    assert following(course) is Step.REFUSAL_TOLD
    assert course.line(Step.FILES) is None
    assert course.line(Step.REPORTED) is None
    line = course.line(Step.REFUSAL_TOLD)
    assert line is not None
    assert line.due == date(2026, 6, 8)
    assert course.responsible is Party.OLD


def test_the_old_place_answers_until_the_report_and_searches_for_a_no_show() -> None:
    steps = agreed_on(MONDAY, taken(Step.NOTIFIED, MONDAY), taken(Step.FILES, MONDAY))
    waiting = course_of(OUT, steps, law(date(2026, 6, 8)))
    assert waiting.responsible is Party.OLD
    assert waiting.line(Step.NO_SHOW) is None
    overdue = course_of(OUT, steps, law(date(2026, 6, 10)))
    assert following(overdue) is Step.NO_SHOW
    assert late(overdue)[Step.REPORTED] == 2
    search = overdue.line(Step.SEARCH)
    assert search is not None
    assert search.at_once
    assert search.who is Party.OLD
    there = course_of(OUT, [*steps, taken(Step.REPORTED, date(2026, 6, 9))], law(date(2026, 6, 10)))
    assert there.responsible is Party.NEW
    assert there.line(Step.SEARCH) is None
    assert [(line.step, line.days_late) for line in there.was_late] == [(Step.REPORTED, 1)]
    assert following(there) is Step.RECEIPT


def test_an_incoming_case_begins_with_the_letter() -> None:
    course = course_of(IN, [taken(Step.LETTER, MONDAY)], law(date(2026, 6, 9)))
    assert following(course) is Step.OPINION
    assert late(course) == {Step.REPLY: 1}
    assert course.line(Step.APPLIED) is None


def test_a_prison_has_a_part_only_where_it_granted() -> None:
    steps = agreed_on(MONDAY, taken(Step.ARCHIVE, MONDAY))
    assert course_of(OUT, steps, law(MONDAY)).line(Step.ARCHIVE_TOLD) is None
    line = course_of(OUT, steps, law(MONDAY), by_prison=True).line(Step.ARCHIVE_TOLD)
    assert line is not None
    assert line.due == date(2026, 6, 8)


def test_every_step_comes_after_those_it_rests_on() -> None:
    for direction in Direction:
        order = [step for step, _party in steps_of(direction)]
        for step in order:
            assert all(
                order.index(each) < order.index(step) for each in predecessors(direction, step)
            )


@given(st.sampled_from(Direction), st.data())
def test_taking_what_is_next_always_ends(direction: Direction, data: st.DataObject) -> None:
    """Whoever records what the timeline asks for comes to an end, and somebody always answers."""
    first = Step.APPLIED if direction is OUT else Step.LETTER
    steps, day = [taken(first, MONDAY)], MONDAY
    for _round in range(len(Step)):
        course = course_of(direction, steps, law(day))
        assert course.responsible in {Party.OLD, Party.NEW}
        if course.next is None:
            break
        day += data.draw(st.integers(0, 12)) * DAY
        outcome = data.draw(st.sampled_from(Outcome))
        steps.append(taken(course.next.step, day, outcome))
    assert course_of(direction, steps, law(day)).finished
    reported = any(step.step is Step.REPORTED for step in steps)
    assert (course_of(direction, steps, law(day)).responsible is Party.NEW) == reported
