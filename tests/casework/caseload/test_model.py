"""Every word of the caseload has its label, and the life cycle has no way back."""

from __future__ import annotations

from enum import StrEnum

import pytest

from corrdesk.casework.caseload import model
from corrdesk.casework.caseload.model import LIVE, NEXT_STATES, Status

LABELLED = [
    (model.Category, model.CATEGORY_LABELS),
    (model.Status, model.STATUS_LABELS),
    (model.SupervisionClass, model.CLASS_LABELS),
    (model.Sex, model.SEX_LABELS),
    (model.TeamRole, model.TEAM_ROLE_LABELS),
]


@pytest.mark.parametrize(("words", "labels"), LABELLED, ids=lambda each: str(each)[:20])
def test_every_word_has_its_own_label(words: type[StrEnum], labels: dict[StrEnum, str]) -> None:
    assert set(labels) == set(words)
    assert len(set(labels.values())) == len(labels)


def test_who_has_left_the_register_does_not_come_back() -> None:
    assert set(NEXT_STATES) == set(Status)
    for state, following in NEXT_STATES.items():
        assert state not in following
        if state not in LIVE:
            assert not following
