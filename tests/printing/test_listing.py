"""A list is printed whole, its head on every page, nothing outside the margins."""

from __future__ import annotations

import io
import re

import pikepdf
import pytest
from pikepdf import pdfa
from PIL import Image

from corrdesk.base.errors import UserError
from corrdesk.printing import layout
from corrdesk.printing.fonts import FontSet
from corrdesk.printing.listing import TOP, ListColumn, Listing, render_listing
from corrdesk.printing.preview import extract_text, page_count, page_png

COLUMNS = (ListColumn("号", 1), ListColumn("名称", 4), ListColumn("备注", 4))


def listing(count: int, name: str = "社区矫正警告决定书") -> Listing:
    rows = [(str(number), name, f"第{number}件" * (number % 9)) for number in range(1, count + 1)]
    return Listing("登记簿", "青石镇司法所　（2026）矫警字", COLUMNS, rows, notes=("共若干号。",))


def squeezed(text: str) -> str:
    return re.sub(r"\s", "", text)


@pytest.mark.parametrize("count", [0, 1, 60])
def test_every_row_is_printed_under_a_head(fonts: FontSet, count: int) -> None:
    made = listing(count)
    pdf = render_listing(made, fonts)
    pages = [squeezed(page) for page in extract_text(pdf).split("\f")]
    assert len(pages) == page_count(pdf)
    assert all("号名称备注" in page for page in pages)
    whole = "".join(pages)
    assert all(squeezed("".join(row)) in whole for row in made.rows)
    assert "共若干号。" in pages[-1]
    assert f"第1页共{len(pages)}页" in pages[0]


def test_it_is_archive_quality_and_stays_inside(fonts: FontSet) -> None:
    pdf = render_listing(listing(60, "很长的名称" * 12), fonts)
    with pikepdf.open(io.BytesIO(pdf)) as document:
        assert pdfa.check(document, "2b").verdict == "pass"
    dot = 100 / 72
    for number in range(page_count(pdf)):
        picture = Image.open(io.BytesIO(page_png(pdf, number, 100))).convert("L")
        ink = picture.point(lambda value: 255 * (value < 250)).getbbox()
        assert ink is not None
        assert ink[0] >= (layout.LEFT - 2) * dot
        assert ink[1] >= (TOP - 2) * dot
        assert ink[2] <= (layout.RIGHT + 2) * dot
        assert ink[3] <= (layout.BOTTOM + 40) * dot


def test_a_character_without_font_is_refused(fonts: FontSet) -> None:
    with pytest.raises(UserError):
        render_listing(listing(1, "\ue000"), fonts)


def test_the_same_list_gives_the_same_bytes(fonts: FontSet) -> None:
    assert render_listing(listing(5), fonts) == render_listing(listing(5), fonts)
