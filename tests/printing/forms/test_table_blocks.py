"""Tables: ticks, opinions, long rows."""

import pypdfium2
import pytest

from corrdesk.printing import layout
from corrdesk.printing.blocks import Cell, Opinion, Place, Row, Table, Ticks
from corrdesk.printing.fonts import FontSet
from corrdesk.printing.forms.density import TABLE
from corrdesk.printing.forms.strips import Issue, Setting
from corrdesk.printing.forms.table_blocks import table_strips
from corrdesk.printing.forms.template import render_form
from corrdesk.printing.preview import extract_text
from corrdesk.printing.slots import Slot, Value, parse_wording
from corrdesk.printing.templates import load_form
from corrdesk.printing.typeset import Typesetter
from tests.printing.form_facts import ISSUE, shortest, typical

FORM = load_form("sanction-approval")


@pytest.mark.parametrize(
    ("fact", "printed"),
    [
        ("训诫", "■训诫  □警告"),
        ("警告", "□训诫  ■警告"),
        ("教育", "□训诫  □警告  ■其他：教育"),
    ],
)
def test_the_box_of_the_fact_is_ticked(fonts: FontSet, fact: str, printed: str) -> None:
    text = extract_text(render_form(FORM, {**typical(FORM), "measure": fact}, ISSUE, fonts))
    assert "".join(printed.split()) in "".join(text.split())


def test_without_a_fact_every_box_is_empty(fonts: FontSet) -> None:
    service = load_form("proof-of-service")
    text = extract_text(render_form(service, shortest(service), ISSUE, fonts))
    assert "■" not in text
    assert text.count("□") == 5


def test_the_place_of_the_seal_stays_free_of_opinion(fonts: FontSet) -> None:
    form = load_form("matter-approval")
    facts = {**typical(form), "county_opinion": "同意按规定办理。" * 30}
    document = pypdfium2.PdfDocument(render_form(form, facts, ISSUE, fonts))
    assert len(document) == 1
    page = document[0].get_textpage()
    zone = layout.RIGHT - 44 * 72 / 25.4
    inside = page.get_text_bounded(zone, layout.PAPER_HEIGHT - layout.BOTTOM, layout.RIGHT, 400)
    assert set("".join(inside.split())) <= set("（印章）年月日")
    assert "同意按规定办理" in page.get_text_range()


def _strips(fonts: FontSet, text: str, *, opinion: bool = False) -> list[float]:
    values: dict[str, Value] = {"a": text}
    setting = Setting(Typesetter(fonts), TABLE[0], values, {}, {}, Issue(), "")
    value = (
        Opinion(parse_wording("{a}"), "负责人", parse_wording(""))
        if opinion
        else Cell(parse_wording("{a}"), Place.VALUE)
    )
    row = Row((Cell(parse_wording("事实"), Place.LABEL), value))
    return [strip.piece.height for strip in table_strips(Table((26, 130), (row,)), setting)]


def test_a_long_row_is_cut_between_its_lines(fonts: FontSet) -> None:
    assert len(_strips(fonts, "短")) == 1
    assert len(_strips(fonts, "一行一行的文字。" * 12)) == 1
    heights = _strips(fonts, "一行一行的文字。" * 200)
    assert len(heights) > 30
    assert max(heights) < layout.AREA_HEIGHT / 8


def test_an_opinion_of_any_length_ends_with_its_signature(fonts: FontSet) -> None:
    assert len(_strips(fonts, "", opinion=True)) == 1
    assert _strips(fonts, "", opinion=True)[0] == pytest.approx(TABLE[0].opinion)
    assert _strips(fonts, "同意。" * 400, opinion=True)[-1] > TABLE[0].cell_leading * 1.9


def test_boxes_to_tick_take_a_list_too(fonts: FontSet) -> None:
    values: dict[str, Value] = {"a": ("一", "三")}
    setting = Setting(Typesetter(fonts), TABLE[0], values, {}, {}, Issue(), "")
    row = Row((Ticks(Slot("a"), ("一", "二", "其他")),))
    assert len(table_strips(Table((1,), (row,)), setting)) == 1
