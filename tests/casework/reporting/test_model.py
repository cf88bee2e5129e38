"""Every word of reporting has its label, and every kind of duty its place."""

from __future__ import annotations

from enum import StrEnum

import pytest

from corrdesk.casework.reporting import model
from corrdesk.casework.reporting.model import HOUR_KINDS, OFFICER_KINDS, REPORTED_KINDS, DutyKind

LABELLED = [
    (model.DutyKind, model.DUTY_LABELS),
    (model.DutyState, model.STATE_LABELS),
    (model.Presence, model.PRESENCE_LABELS),
    (model.Outcome, model.OUTCOME_LABELS),
]


@pytest.mark.parametrize(("words", "labels"), LABELLED, ids=lambda each: str(each)[:20])
def test_every_word_has_its_own_label(words: type[StrEnum], labels: dict[StrEnum, str]) -> None:
    assert set(labels) == set(words)
    assert len(set(labels.values())) == len(labels)


def test_every_kind_is_reported_or_the_offices_own_or_measured_in_time() -> None:
    groups = [REPORTED_KINDS, OFFICER_KINDS, HOUR_KINDS]
    assert sorted(kind for group in groups for kind in group) == sorted(DutyKind)
