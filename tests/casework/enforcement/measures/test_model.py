"""Every kind, stage, step and ground has its words."""

from corrdesk.casework.enforcement.measures.model import (
    ARREST_LABELS,
    KIND_LABELS,
    OVER,
    PAPER_LABELS,
    STAGE_LABELS,
    STEP_LABELS,
    ArrestGround,
    MeasureKind,
    Stage,
    Step,
)
from corrdesk.rules.catalog import load_rulebook


def test_every_word_is_there() -> None:
    assert set(KIND_LABELS) == set(MeasureKind)
    assert set(STAGE_LABELS) == set(Stage)
    assert set(STEP_LABELS) == set(Step)
    assert set(ARREST_LABELS) == set(ArrestGround)
    assert set(Stage) > OVER


def test_every_paper_of_a_pack_has_words() -> None:
    book = load_rulebook("cn")
    papers = {
        code
        for key, parameter in book.national.parameters.items()
        if key.startswith("pack.") and isinstance(parameter.values[0].value, tuple)
        for code in parameter.values[0].value
    }
    assert papers == set(PAPER_LABELS)
