"""The day begins by opening the windows that have begun, once."""

from collections.abc import Callable
from datetime import timedelta

from corrdesk.base.clock import FixedClock
from corrdesk.bootstrap import Desk
from corrdesk.casework.reporting.queries import count_desk
from corrdesk.ui.reporting.pages import begin_day, count_overdue
from corrdesk.ui.shell.context import Context
from tests.ui.conftest import TODAY


def test_a_new_day_opens_its_windows_and_the_same_day_none(
    context: Context, desk: Desk, clock: FixedClock, qtbot: object
) -> None:
    before = desk.head().seq
    begin_day(context)
    wait: Callable[..., None] = qtbot.waitUntil  # type: ignore[attr-defined]
    wait(lambda: not context.is_busy)
    assert desk.head().seq == before
    clock.advance(timedelta(days=7))
    begin_day(context)
    wait(lambda: not context.is_busy)
    assert desk.head().seq == before + 1


def test_the_figure_in_the_sidebar_is_that_of_the_desk(desk: Desk) -> None:
    with desk.read() as session:
        assert count_overdue(desk) == count_desk(session, desk.office.id, TODAY, "overdue") > 0
