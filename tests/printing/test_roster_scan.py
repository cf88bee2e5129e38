"""A signed roster comes back from a bad scanner: every row is known, every signature seen."""

from __future__ import annotations

import pytest

from corrdesk.casework.programs.sheet import RosterRow
from corrdesk.printing.forms.roster import ROWS_PER_PAGE, render_rosters
from corrdesk.printing.roster_scan import SIGNED, read_roster, signature_box
from tests.printing.rosters import CODE, roster, signed_scan

SIGNERS = {1, 2, 4, 7, 8, 11, 12}


@pytest.fixture(scope="module")
def pdf() -> bytes:
    return render_rosters([roster()])


@pytest.mark.parametrize(
    "worn",
    [
        {},
        {"turn": 3.0},
        {"turn": -4.5, "noise": 0.01},
        {"turn": 180.0},
        {"turn": 91.5, "noise": 0.005},
        {"noise": 0.02, "blur": 0.8},
        {"light": 0.75, "turn": 1.5},
        {"dpi": 300, "turn": 2.0, "noise": 0.01},
        {"dpi": 150, "turn": -1.0},
    ],
    ids=str,
)
def test_rows_and_signatures_are_recognised(pdf: bytes, worn: dict[str, float]) -> None:
    scan = signed_scan(pdf, SIGNERS, **worn)  # type: ignore[arg-type]
    rows = read_roster(scan)
    assert [(row.session_code, row.number) for row in rows] == [
        (CODE, number) for number in range(1, 13)
    ]
    assert {row.number for row in rows if row.signed} == SIGNERS


def test_the_margin_between_signed_and_not_is_wide(pdf: bytes) -> None:
    rows = read_roster(signed_scan(pdf, SIGNERS, turn=2.0, noise=0.01))
    signed = [row.ink for row in rows if row.signed]
    blank = [row.ink for row in rows if not row.signed]
    assert max(blank) * 1.5 < SIGNED < min(signed) / 1.5


def test_a_roster_of_several_pages_is_read_as_pdf() -> None:
    pdf = render_rosters([roster(ROWS_PER_PAGE * 2 + 3)])
    rows = read_roster(pdf)
    assert [row.number for row in rows] == list(range(1, ROWS_PER_PAGE * 2 + 4))
    assert {row.page for row in rows} == {0, 1, 2}
    assert not any(row.signed for row in rows)


def test_long_numbers_keep_the_code_small() -> None:
    rows = (RosterRow(99_999, "王小明", "西河村"),)
    (row,) = read_roster(signed_scan(render_rosters([roster(rows=rows)]), {99_999}))
    assert (row.number, row.signed) == (99_999, True)


def test_other_codes_and_blank_paper_are_no_rows() -> None:
    empty = render_rosters([roster(rows=())])
    assert read_roster(empty) == []
    box = signature_box()
    assert 0 < box.left < box.right
    assert box.top < box.bottom
