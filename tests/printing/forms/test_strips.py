"""Strips and the pages they fill."""

from dataclasses import replace

import pytest

from corrdesk.printing import layout
from corrdesk.printing.fonts import FontSet
from corrdesk.printing.forms.density import LETTER
from corrdesk.printing.forms.strips import (
    Edges,
    Issue,
    Setting,
    Strip,
    fill_sheet,
    gap,
    height_of,
    joined,
    text_strips,
)
from corrdesk.printing.layout import FormStamp, Page, Sheet
from corrdesk.printing.pagination import Piece
from corrdesk.printing.slots import parse_wording
from corrdesk.printing.templates import load_form
from corrdesk.printing.typeset import Typesetter

FORM = load_form("leave-approval")


@pytest.fixture
def setting(fonts: FontSet) -> Setting:
    return Setting(
        typesetter=Typesetter(fonts),
        density=LETTER[0],
        values={"reason": "就医", "proofs": ("诊断证明", "挂号单"), "family": ()},
        fields={field.name: field for field in FORM.fields},
        words={},
        issue=Issue(),
        qr="",
    )


def test_what_is_not_known_leaves_room_in_a_text_and_nothing_in_a_cell(setting: Setting) -> None:
    wording = parse_wording("{reason}，{start}，{days}天")
    assert setting.running(wording) == "就医，　　年　　月　　日，＿＿天"
    assert setting.boxed(wording) == "就医，，天"


def test_long_entries_of_a_list_stand_below_each_other_in_a_cell(setting: Setting) -> None:
    proofs = parse_wording("{proofs}")
    assert setting.boxed(proofs) == "诊断证明、挂号单"
    long = replace(setting, values={"proofs": ("县人民医院出具的住院诊断证明书", "挂号单")})
    assert long.boxed(proofs) == "县人民医院出具的住院诊断证明书\n挂号单"
    assert long.boxed(parse_wording("附{proofs}")) == "附县人民医院出具的住院诊断证明书、挂号单"


def test_a_paragraph_leaves_no_lonely_line(setting: Setting) -> None:
    lines = setting.lines("正文" * 60, LETTER[0].body, layout.MEASURE)
    strips = text_strips(lines)
    assert len(strips) == 5
    assert [strip.piece.joined for strip in strips] == [True, False, False, True, False]
    assert height_of(lines) == pytest.approx(5 * layout.LINE_PITCH)
    assert [s.piece.joined for s in joined(strips, count=2)] == [True, False, False, True, True]


def test_pages_are_filled_from_the_top_and_the_foot_stands_at_the_bottom() -> None:
    drawn: list[tuple[float, Edges]] = []

    def strip(height: float, *, foot: bool = False) -> Strip:
        def draw(page: Page, top: float, edges: Edges) -> None:
            drawn.append((top, edges))

        return Strip(Piece(height), draw, foot)

    sheet = Sheet(FormStamp("JZ", "1", "", ""), specimen=False)
    strips = [strip(400), gap(10), strip(300), strip(20, foot=True), strip(20, foot=True)]
    fill_sheet(sheet, strips, layout.TOP)
    assert len(sheet.pages) == 2
    tops = [top for top, _edges in drawn]
    assert tops == [layout.TOP, layout.TOP, layout.BOTTOM - 40, layout.BOTTOM - 20]
    assert drawn[1][1] == Edges(first=True, last=False)
    assert drawn[3][1] == Edges(first=False, last=True)
