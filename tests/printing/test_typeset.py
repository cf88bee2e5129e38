"""Lines of Chinese type: breaking, squeezing, justifying, drawing."""

import io
from itertools import pairwise

import pypdfium2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from reportlab.pdfgen.canvas import Canvas

from corrdesk.base.errors import UserError
from corrdesk.printing.fonts import FontSet
from corrdesk.printing.typeset import (
    NO_END,
    NO_START,
    Align,
    Line,
    TextStyle,
    Typesetter,
    draw_line,
    may_break,
)

STYLE = TextStyle(size=16, leading=29, indent=2)
MEASURE = 28 * 16.0
WORDS = st.sampled_from("社区矫正对象经查未到，。、；：（）《》“”·—…2026Ab12.%𠮷")
PARAGRAPHS = st.text(WORDS, min_size=1, max_size=240)


def _texts(lines: tuple[Line, ...]) -> list[str]:
    return [line.text for line in lines]


def test_a_full_grid_line_holds_28_characters(fonts: FontSet) -> None:
    lines = Typesetter(fonts).lines("矫" * 60, STYLE, MEASURE)
    assert [len(text) for text in _texts(lines)] == [26, 28, 6]


def test_marks_stay_off_the_wrong_edges(fonts: FontSet) -> None:
    text = "正" * 25 + "，《" + "法" * 26 + "》（" + "办" * 30 + "）。"
    lines = _texts(Typesetter(fonts).lines(text, STYLE, MEASURE))
    assert lines[0] == "正" * 25 + "，"
    assert lines[1].startswith("《")
    assert not any(line[0] in NO_START for line in lines)
    assert not any(line[-1] in NO_END for line in lines)


def test_numbers_words_and_paired_marks_stay_whole(fonts: FontSet) -> None:
    text = "号" * 20 + "510999198503024414" + "号" * 13 + "——" + "号" * 20 + "……"
    lines = _texts(Typesetter(fonts).lines(text, STYLE, MEASURE))
    assert any("510999198503024414" in line for line in lines)
    assert sum(line.count("——") for line in lines) == 1
    assert sum(line.count("……") for line in lines) == 1


def test_a_word_wider_than_the_measure_is_broken_rather_than_lost(fonts: FontSet) -> None:
    lines = Typesetter(fonts).lines("x" * 200, STYLE, MEASURE)
    assert "".join(_texts(lines)) == "x" * 200
    assert all(line.offset + line.width <= MEASURE + 0.1 for line in lines)


def test_a_paragraph_does_not_end_in_one_character(fonts: FontSet) -> None:
    lines = _texts(Typesetter(fonts).lines("警" * 27 + "。", STYLE, MEASURE))
    assert len(lines) == 2
    assert len(lines[1]) >= 3


def test_inner_lines_are_filled_and_the_last_is_not_stretched(fonts: FontSet) -> None:
    text = "2026年6月8日应到司法所报到，无正当理由未到，经电话提醒后于15日补报到，" * 3
    lines = Typesetter(fonts).lines(text, STYLE, MEASURE)
    for line in lines[:-1]:
        assert line.offset + line.width == pytest.approx(MEASURE, abs=0.1)
    natural = sum(glyph.width for glyph in lines[-1].glyphs)
    assert lines[-1].width <= natural + 0.1


def test_two_marks_in_a_row_share_a_square(fonts: FontSet) -> None:
    typesetter = Typesetter(fonts)
    style = TextStyle(size=16, leading=29, align=Align.LEFT)
    single = typesetter.lines("甲）乙", style, MEASURE)[0].width
    double = typesetter.lines("甲）。乙", style, MEASURE)[0].width
    assert double == pytest.approx(single + 8, abs=0.1)


@pytest.mark.parametrize(
    ("align", "offset"), [(Align.LEFT, 0.0), (Align.CENTER, 192.0), (Align.RIGHT, 384.0)]
)
def test_alignment_places_the_line(fonts: FontSet, align: Align, offset: float) -> None:
    style = TextStyle(size=16, leading=29, align=align)
    (line,) = Typesetter(fonts).lines("正文一二", style, MEASURE)
    assert line.offset == pytest.approx(offset, abs=0.1)


def test_centred_lines_are_of_nearly_equal_length(fonts: FontSet) -> None:
    style = TextStyle(size=16, leading=29, align=Align.CENTER)
    lines = Typesetter(fonts).lines("局" * 30, style, MEASURE)
    assert [len(line.glyphs) for line in lines] == [15, 15]


def test_no_text_is_no_line_and_no_font_is_no_print(fonts: FontSet) -> None:
    assert Typesetter(fonts).lines("\u200b", STYLE, MEASURE) == ()
    with pytest.raises(UserError, match=r"U\+0645"):
        Typesetter(fonts).lines("م", STYLE, MEASURE)


@given(text=PARAGRAPHS)
@settings(max_examples=150)
def test_any_text_is_set_completely_within_its_measure(text: str, fonts: FontSet) -> None:
    lines = Typesetter(fonts).lines(text, STYLE, MEASURE)
    assert "".join(_texts(lines)) == text
    for line in lines:
        assert line.offset + line.width <= MEASURE + 0.1


@given(text=PARAGRAPHS)
@settings(max_examples=150)
def test_lines_break_where_they_may_if_they_can(text: str, fonts: FontSet) -> None:
    for line, following in pairwise(_texts(Typesetter(fonts).lines(text, STYLE, MEASURE))):
        could_break_earlier = any(may_break(a, b) for a, b in pairwise(line))
        assert may_break(line[-1], following[0]) or not could_break_earlier


def test_a_space_at_the_end_of_a_line_is_dropped(fonts: FontSet) -> None:
    text = "the order of the office " * 6
    lines = _texts(Typesetter(fonts).lines(text, STYLE, MEASURE))
    assert len(lines) > 1
    assert " ".join(lines) == text.strip()


def test_drawn_text_is_read_back_as_it_was(fonts: FontSet) -> None:
    text = "欧阳𠅤玥·𠮷㐂䶮（《办法》）。"
    (line,) = Typesetter(fonts).lines(text, STYLE, MEASURE)
    buffer = io.BytesIO()
    canvas = Canvas(buffer, invariant=1)
    draw_line(canvas, line, 50, 700)
    draw_line(canvas, Line((), STYLE, 0), 50, 600)
    canvas.save()
    document = pypdfium2.PdfDocument(buffer.getvalue())
    assert document[0].get_textpage().get_text_range() == text
