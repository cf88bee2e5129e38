"""Looking at a finished PDF."""

import io
from concurrent.futures import ThreadPoolExecutor

import pypdfium2
import pytest
from PIL import Image, ImageChops
from reportlab.pdfgen.canvas import Canvas

from corrdesk.printing.fonts import FontSet, Role
from corrdesk.printing.preview import (
    NotViewable,
    extract_text,
    page_count,
    page_png,
    page_raster,
    viewable,
)


@pytest.fixture
def two_pages(fonts: FontSet) -> bytes:
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=(200, 100), invariant=1)
    for text in ("第一页𠮷", "第二页"):
        canvas.setFont(fonts.face(Role.BODY).name, 16)
        canvas.drawString(20, 50, text)
        canvas.showPage()
    canvas.save()
    return buffer.getvalue()


def test_pages_are_counted_and_read(two_pages: bytes) -> None:
    assert page_count(two_pages) == 2
    assert extract_text(two_pages) == "第一页𠮷\f第二页"


def test_a_page_becomes_a_picture_of_the_wanted_size(two_pages: bytes) -> None:
    picture = Image.open(io.BytesIO(page_png(two_pages, 0, 144)))
    assert picture.format == "PNG"
    assert picture.size == (400, 200)
    assert sum(picture.convert("L").histogram()[:64]) > 100  # something is printed


def test_bare_dots_are_the_same_picture_with_its_colours(two_pages: bytes) -> None:
    made = page_raster(two_pages, 0, 144)
    assert made.grey  # black on white needs a third of the dots
    bare = Image.frombytes("L", (made.width, made.height), made.dots, "raw", "L", made.stride)
    packed = Image.open(io.BytesIO(page_png(two_pages, 0, 144))).convert("L")
    differing = ImageChops.difference(bare, packed).histogram()
    assert sum(differing[64:]) == 0  # edges are a little softer, nothing else
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=(20, 20))
    canvas.setFillColorRGB(1, 0, 0)
    canvas.rect(0, 0, 20, 20, stroke=0, fill=1)
    canvas.save()
    red = page_raster(buffer.getvalue(), 0, 72)
    assert not red.grey
    assert red.dots[:3] == b"\x00\x00\xff"


@pytest.mark.parametrize("page", [-1, 2])
def test_there_is_no_page_beyond_the_ends(two_pages: bytes, page: int) -> None:
    for look in (page_png, page_raster):
        with pytest.raises(IndexError):
            look(two_pages, page, 72)


def test_two_threads_may_look_at_once(two_pages: bytes) -> None:
    with ThreadPoolExecutor(4) as pool:
        pictures = list(pool.map(lambda n: page_png(two_pages, n % 2, 96), range(24)))
    assert len(set(pictures)) == 2


def test_a_picture_becomes_a_page_of_a4_and_a_pdf_stays() -> None:
    for size in ((300, 420), (4000, 3000)):
        picture = io.BytesIO()
        Image.new("RGB", size, "white").save(picture, "PNG")
        pdf = viewable(picture.getvalue())
        page = pypdfium2.PdfDocument(pdf)[0]
        filled = max(page.get_width() / 595, page.get_height() / 842)
        assert filled == pytest.approx(1, abs=0.01)
        assert viewable(pdf) == pdf


@pytest.mark.parametrize(
    "content",
    [b"", b"a letter", b"PK\3\4", b"%PDF-1.4 torn", b"\x89PNG\r\n\x1a\n torn", b"\xff\xd8\xff"],
)
def test_what_makes_no_pages_is_said_to_make_none(content: bytes) -> None:
    with pytest.raises(NotViewable):
        viewable(content)


def test_a_torn_picture_makes_no_pages() -> None:
    picture = io.BytesIO()
    Image.effect_noise((400, 400), 80).save(picture, "PNG")
    with pytest.raises(NotViewable):
        viewable(picture.getvalue()[:3000])
