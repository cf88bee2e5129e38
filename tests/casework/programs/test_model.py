"""Every word has its label; a programme knows which hours it brings."""

from enum import StrEnum

import pytest

from corrdesk.casework.caseload.hours import HourKind
from corrdesk.casework.programs import model
from tests.casework.sessions import course, service


@pytest.mark.parametrize(
    ("labels", "words"),
    [
        (model.TYPE_LABELS, model.ProgramType),
        (model.PHASE_LABELS, model.Phase),
        (model.PROVIDER_LABELS, model.Provider),
        (model.SESSION_LABELS, model.SessionState),
        (model.TURNOUT_LABELS, model.Turnout),
        (model.MANNER_LABELS, model.Manner),
        (model.GROUND_LABELS, model.Ground),
        (model.MAKE_UP_LABELS, model.MakeUpState),
    ],
)
def test_every_word_has_a_label(labels: dict[StrEnum, str], words: type[StrEnum]) -> None:
    assert set(labels) == set(words)


def test_a_programme_brings_its_kind_of_hours() -> None:
    assert course().hour_kind is HourKind.EDUCATION
    assert service().hour_kind is HourKind.PUBLIC_SERVICE
    assert course(for_staff=True).hour_kind is HourKind.TRAINING
