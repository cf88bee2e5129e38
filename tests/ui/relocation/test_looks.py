"""Every state and step has a word and a shape; late is seen and read."""

from __future__ import annotations

from datetime import date

import pytest

from corrdesk.base.workdays import load_calendar
from corrdesk.casework.relocation.course import Course, StepTaken, course_of
from corrdesk.casework.relocation.model import Direction, Outcome, RelocationState, Step
from corrdesk.rules.catalog import load_rulebook
from corrdesk.rules.law import Law
from corrdesk.ui.relocation.looks import (
    case_state,
    cited_words,
    done_words,
    due_words,
    step_look,
    step_name,
)
from corrdesk.ui.shell.tokens import Shape, Tone

MONDAY, TODAY = date(2026, 6, 1), date(2026, 6, 10)


def course(*steps: tuple[Step, date, Outcome | None]) -> Course:
    taken = [
        StepTaken("1", step, on, outcome, "8号", "某局", "属实", on) for step, on, outcome in steps
    ]
    return course_of(Direction.OUT, taken, Law(load_rulebook(), load_calendar(), TODAY))


@pytest.mark.parametrize("state", RelocationState)
def test_every_state_has_a_word_and_a_shape(state: RelocationState) -> None:
    cell = case_state(state, 0)
    assert cell.text
    assert cell.shape is not None
    assert case_state(state, 3).text == "迟延 3 天"


def test_a_step_done_late_and_one_that_is_overdue() -> None:
    found = course(
        (Step.APPLIED, MONDAY, None),
        (Step.OPINION, MONDAY, Outcome.REFUSED),
        (Step.LETTER, TODAY, None),
    )
    applied, opinion, letter, reply = (found.lines[n] for n in range(4))
    assert step_look(applied, is_next=False) == (Shape.TICK, Tone.OK)
    assert step_look(opinion, is_next=False) == (Shape.CROSS, Tone.WARN)
    assert step_look(letter, is_next=False) == (Shape.TICK, Tone.WARN)
    assert due_words(letter, TODAY) == "最迟 2026年6月8日，迟延 2 天"
    assert "不同意" in done_words(opinion)
    assert "8号" in done_words(letter)
    assert done_words(reply) == ""
    assert step_look(reply, is_next=True) == (Shape.DOT, Tone.INFO)
    assert step_look(reply, is_next=False) == (Shape.RING, Tone.PLAIN)
    assert "还有 5 天" in due_words(reply, TODAY)
    assert "第三十条" in cited_words(reply.citations)
    late = course((Step.APPLIED, MONDAY, None))
    assert step_look(late.lines[2], is_next=False) == (Shape.TRIANGLE, Tone.BAD)


def test_a_no_show_is_urgent_without_a_day() -> None:
    steps = [(step, MONDAY, Outcome.AGREED) for step in list(Step)[:4]]
    found = course(*steps, (Step.DECISION, MONDAY, Outcome.AGREED), (Step.NOTIFIED, MONDAY, None))
    line = found.line(Step.SEARCH)
    assert line is not None
    assert due_words(line, TODAY) == "立即办理"
    assert step_look(line, is_next=False) == (Shape.TRIANGLE, Tone.BAD)


def test_steps_are_called_by_the_direction() -> None:
    assert step_name(Direction.OUT, Step.REPORTED) == "本人到新执行地报到"
    assert step_name(Direction.IN, Step.REPORTED) == "本人前来报到"
