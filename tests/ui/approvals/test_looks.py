"""Every state has a word and a shape, and an approval ends by its own last day."""

from __future__ import annotations

from datetime import date
from types import SimpleNamespace

import pytest

from corrdesk.base.workdays import load_calendar
from corrdesk.casework.approvals.model import BODY_LABELS, ApprovalState
from corrdesk.casework.approvals.policy import PlaceFacts, place_approval
from corrdesk.casework.caseload.model import Category
from corrdesk.rules.catalog import load_rulebook
from corrdesk.rules.law import Law
from corrdesk.ui.approvals.looks import approval_state, kind_words

TODAY = date(2026, 6, 10)


@pytest.mark.parametrize("state", ApprovalState)
def test_every_state_has_a_word_and_a_shape(state: ApprovalState) -> None:
    cell = approval_state(SimpleNamespace(state=state.value, until_on=TODAY), TODAY)
    assert cell.text
    assert cell.shape is not None


def test_a_granted_one_is_over_the_day_after() -> None:
    over = SimpleNamespace(state="granted", until_on=date(2026, 6, 9))
    assert approval_state(over, TODAY).text == "已到期"


def test_what_is_asked_for_in_words() -> None:
    assert kind_words(SimpleNamespace(kind="contact", contact="victim")) == "会客：本案被害人"
    assert kind_words(SimpleNamespace(kind="place", contact="")) == "进入特定区域（场所）"


def test_everybody_who_is_told_has_a_name() -> None:
    law = Law(load_rulebook(), load_calendar(), TODAY)
    assert set(place_approval(PlaceFacts(Category.PROBATION), law).value.tell) == set(BODY_LABELS)
