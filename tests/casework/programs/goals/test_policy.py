"""A goal is reached by what the ledger holds between its days, or by an officer's word."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from corrdesk.casework.programs.goals.model import (
    Feat,
    Goal,
    GoalState,
    Measure,
    Said,
    Subject,
)
from corrdesk.casework.programs.goals.policy import progress_of

START, DUE = date(2026, 3, 1), date(2026, 3, 31)
DAYS = st.dates(START - timedelta(days=5), DUE + timedelta(days=5))


def goal(measure: Measure, target: int, subject: Subject | None = Subject.EDUCATION) -> Goal:
    return Goal("g", "g", 1, "学法", measure, subject, target, START, DUE)


def feat(day: int, minutes: int = 60, **more: str) -> Feat:
    usual = {"kind": "education", "type": "law", "source_id": f"s{day}", "words": "课"}
    return Feat(date(2026, 3, day), minutes=minutes, **(usual | more))


def test_hours_count_from_the_first_day_to_the_last() -> None:
    wanted = goal(Measure.HOURS, 120)
    inside = [feat(1), feat(31)]
    outside = [Feat(date(2026, 2, 28), "education", "law", "x", 60, ""),
               Feat(date(2026, 4, 1), "education", "law", "y", 60, "")]  # fmt: skip
    found = progress_of(wanted, [*outside, *inside], None, date(2026, 4, 5))
    assert (found.state, found.done, found.reached_on) == (GoalState.REACHED, 120, DUE)
    assert [each.on.day for each in found.feats] == [1, 31]
    assert progress_of(wanted, inside, None, date(2026, 3, 30)).state is GoalState.OPEN


def test_what_is_taken_off_again_is_not_reached() -> None:
    wanted = goal(Measure.HOURS, 60)
    feats = [feat(5), feat(9, -30, type=""), feat(12, 30)]
    assert progress_of(wanted, feats[:2], None, DUE).state is GoalState.OPEN
    assert progress_of(wanted, feats, None, DUE).reached_on == date(2026, 3, 12)


def test_only_the_kind_or_type_counts() -> None:
    service = feat(2, kind="public_service", type="service")
    word = feat(3, type="")
    training = feat(4, kind="training", type="law")
    feats = [feat(1), service, word, training]

    def done(subject: Subject) -> int:
        return progress_of(goal(Measure.HOURS, 1, subject), feats, None, DUE).done

    assert done(Subject.EDUCATION) == 120
    assert done(Subject.PUBLIC_SERVICE) == 60
    assert done(Subject.LAW) == 60
    assert done(Subject.SKILLS) == 0


def test_a_session_counts_once_and_only_if_it_brought_something() -> None:
    wanted = goal(Measure.SESSIONS, 2)
    feats = [feat(1, 30, source_id="a"), feat(1, 15, source_id="a"), feat(2, 60, source_id="b"),
             feat(2, -60, source_id="b"), feat(3, 60, type="", source_id="")]  # fmt: skip
    found = progress_of(wanted, feats, None, DUE)
    assert (found.done, [each.source_id for each in found.feats]) == (1, ["a"])
    assert found.feats[0].minutes == 45
    more = progress_of(wanted, [*feats, feat(7, source_id="c")], None, DUE)
    assert (more.state, more.reached_on) == (GoalState.REACHED, date(2026, 3, 7))


def test_a_word_stands_before_the_ledger_and_can_be_taken_back() -> None:
    wanted = goal(Measure.WORD, 0, None)
    after = DUE + timedelta(days=1)
    assert progress_of(wanted, [feat(1)], None, DUE).state is GoalState.OPEN
    assert progress_of(wanted, [], None, after).state is GoalState.OVERDUE
    said = Said(True, date(2026, 3, 9), "核实")
    found = progress_of(wanted, [], said, after)
    assert (found.state, found.reached_on, found.is_reached) == (
        GoalState.CONFIRMED, said.on, True,
    )  # fmt: skip
    back = progress_of(wanted, [], Said(False, date(2026, 3, 10), "弄错人"), after)
    assert (back.state, back.is_reached) == (GoalState.OVERDUE, False)
    hours = goal(Measure.HOURS, 60)
    assert progress_of(hours, [feat(1)], Said(False, DUE, ""), after).state is GoalState.REACHED


FEATS = st.lists(
    st.builds(
        Feat,
        on=DAYS,
        kind=st.sampled_from(["education", "public_service"]),
        type=st.sampled_from(["law", "service", ""]),
        source_id=st.sampled_from(["a", "b", "c"]),
        minutes=st.integers(-120, 120),
        words=st.just(""),
    ),
    max_size=12,
)


@given(FEATS, st.sampled_from([Measure.HOURS, Measure.SESSIONS]), st.integers(1, 200), DAYS,
       st.randoms())  # fmt: skip
def test_order_does_not_matter_and_the_figure_is_its_list(
    feats: list[Feat], measure: Measure, target: int, as_of: date, chance: object
) -> None:
    wanted = goal(measure, target)
    found = progress_of(wanted, feats, None, as_of)
    chance.shuffle(feats)  # type: ignore[attr-defined]
    again = progress_of(wanted, feats, None, as_of)
    assert (again.state, again.done) == (found.state, found.done)
    worth = len(found.feats)
    if measure is Measure.HOURS:
        worth = sum(each.minutes for each in found.feats)
    assert found.done == worth
    assert (found.state is GoalState.REACHED) == (found.done >= target)
    assert all(START <= each.on <= min(DUE, as_of) for each in found.feats)
