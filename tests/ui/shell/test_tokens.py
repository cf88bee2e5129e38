"""Contrast of every pair in use, computed as WCAG 2 says."""

import pytest

from corrdesk.ui.shell.tokens import (
    CONTROL_PAIRS,
    SCALES,
    TARGET,
    TEXT_PAIRS,
    TONES,
    Pair,
    Tone,
    contrast,
)


@pytest.mark.parametrize("pair", TEXT_PAIRS, ids=str)
def test_text_can_be_read(pair: Pair) -> None:
    assert contrast(pair) >= 4.5


@pytest.mark.parametrize("pair", CONTROL_PAIRS, ids=str)
def test_edges_and_focus_can_be_seen(pair: Pair) -> None:
    assert contrast(pair) >= 3.0


def test_contrast_is_that_of_the_standard() -> None:
    assert contrast(Pair("#000000", "#FFFFFF")) == pytest.approx(21)
    assert contrast(Pair("#777777", "#FFFFFF")) == pytest.approx(4.48, abs=0.01)


def test_every_tone_has_a_pair_and_targets_are_large() -> None:
    assert set(TONES) == set(Tone)
    assert TARGET >= 36
    assert SCALES == (100, 125, 150)
