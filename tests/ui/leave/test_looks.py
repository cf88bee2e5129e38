"""Every state has a word and a shape, and who is overdue is not merely approved."""

from datetime import date
from types import SimpleNamespace

import pytest

from corrdesk.casework.leave.model import LeaveState
from corrdesk.ui.leave.looks import decision_clock, leave_state, permit_state
from corrdesk.ui.shell.tokens import Tone

TODAY = date(2026, 6, 18)


@pytest.mark.parametrize("state", list(LeaveState))
def test_every_state_has_a_word_and_a_shape(state: LeaveState) -> None:
    cell = leave_state(state, date(2026, 6, 20), 0, TODAY)
    assert cell.text
    assert cell.shape is not None
    permit = permit_state(SimpleNamespace(state=state.value, valid_to=TODAY), TODAY)
    assert permit.text
    assert permit.shape is not None


def test_a_granted_leave_is_waiting_running_or_overdue() -> None:
    state = LeaveState.APPROVED
    words = [
        leave_state(state, depart, late, TODAY).text
        for depart, late in ((date(2026, 6, 19), 0), (TODAY, 0), (date(2026, 6, 10), 2))
    ]
    assert words == ["已批准", "外出中", "逾期 2 天未归"]


def test_a_permit_expires() -> None:
    permit = SimpleNamespace(state="approved", valid_to=date(2026, 6, 17))
    assert permit_state(permit, TODAY).text == "已到期"
    ended = SimpleNamespace(state="ended", valid_to=TODAY)
    assert permit_state(ended, TODAY).text == "已终止"


def test_a_request_is_decided_before_the_departure() -> None:
    clocks = [decision_clock(date(2026, 6, day), TODAY, extends=False) for day in (20, 18, 17)]
    assert [tone for _words, tone in clocks] == [Tone.INFO, Tone.WARN, Tone.BAD]
    assert clocks[0][0] == "应在出发（2026年6月20日）之前决定，还有 2 天。"
    assert "期满" in decision_clock(TODAY, TODAY, extends=True)[0]
