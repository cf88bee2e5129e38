"""Every kind has its words and its breach, and the same thing has the same id."""

from datetime import date

from corrdesk.casework.enforcement.hints.model import (
    BREACHES,
    HINT_LABELS,
    HINT_STATE_LABELS,
    HintKind,
    HintState,
)
from tests.casework.findings import finding


def test_every_kind_and_state_has_words() -> None:
    assert set(HINT_LABELS) == set(BREACHES) == set(HintKind)
    assert set(HINT_STATE_LABELS) == set(HintState)


def test_the_id_stays_while_only_the_outcome_changes() -> None:
    first = finding()
    assert first.id == finding(done=date(2026, 6, 9), details={"destination": "外省"}).id
    assert first.id != finding(due=date(2026, 6, 9)).id
    assert first.id != finding(subject_id="leave-2").id
    assert first.id != finding(kind=HintKind.LATE_REPORT_IN).id


def test_a_window_is_one_thing_however_it_was_missed() -> None:
    missed = finding(kind=HintKind.MISSED_DUTY, subject_id="d", duty_id="d")
    late = finding(kind=HintKind.LATE_REPORT, subject_id="d", duty_id="d", done=date(2026, 6, 9))
    assert missed.id == late.id
