"""Every word of issued sheets has its label, and every state its next step."""

from __future__ import annotations

from enum import StrEnum

import pytest

from corrdesk.casework.documents import model
from corrdesk.casework.documents.model import DocumentState, Step, next_step

LABELLED = [
    (model.DocumentState, model.STATE_LABELS),
    (model.Step, model.STEP_LABELS),
    (model.Manner, model.MANNER_LABELS),
]


@pytest.mark.parametrize(("words", "labels"), LABELLED, ids=lambda each: str(each)[:20])
def test_every_word_has_its_own_label(words: type[StrEnum], labels: dict[StrEnum, str]) -> None:
    assert set(labels) == set(words)
    assert len(set(labels.values())) == len(labels)


def test_the_way_of_a_sheet() -> None:
    served = [next_step(each, to_serve=True) for each in DocumentState]
    assert served == [Step.STAMPED, Step.SERVED, Step.FILED, None, None]
    kept = [next_step(each, to_serve=False) for each in DocumentState]
    assert kept == [Step.STAMPED, Step.FILED, Step.FILED, None, None]
