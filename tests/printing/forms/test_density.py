"""The steps from roomy to close."""

from itertools import pairwise

import pytest

from corrdesk.printing import layout
from corrdesk.printing.forms.density import LETTER, area_top, densities
from corrdesk.printing.templates import FormKind


def test_letters_begin_with_the_grid_of_the_standard() -> None:
    first = LETTER[0]
    assert (first.size, first.per_line) == (16, 28)
    assert first.leading == pytest.approx(layout.AREA_HEIGHT / 22)
    assert first.body.cell == pytest.approx(layout.MEASURE / 28)
    assert area_top(FormKind.LETTER) == layout.TOP


@pytest.mark.parametrize("kind", FormKind)
def test_every_step_is_closer_and_still_legible(kind: FormKind) -> None:
    steps = densities(kind)
    for wide, close in pairwise(steps):
        assert close.size <= wide.size
        assert close.leading <= wide.leading
        assert close.row <= wide.row
        assert close.opinion <= wide.opinion
    assert min(step.cell_size for step in steps) >= 10.5
    assert min(step.size for step in steps) >= (14 if kind is FormKind.LETTER else 10.5)


@pytest.mark.parametrize("kind", FormKind)
def test_lines_have_room_and_fill_the_measure(kind: FormKind) -> None:
    for step in densities(kind):
        assert step.leading >= 1.4 * step.size
        assert step.body.cell >= 0.985 * step.size
        assert step.cell_leading >= 1.2 * step.cell_size
