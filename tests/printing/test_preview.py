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


def tiff(*sheets: Image.Image, **options: object) -> bytes:
    """A scan as offices have it: every sheet in one file."""
    first, *others = sheets
    buffer = io.BytesIO()
    first.save(buffer, "TIFF", save_all=True, append_images=others, **options)
    return buffer.getvalue()


def test_every_sheet_of_a_scan_is_a_page_of_its_own_size_and_shade() -> None:
    scan = tiff(Image.new("L", (420, 594), 255), Image.new("RGB", (1188, 840), "blue"))
    pdf = viewable(scan)
    assert page_count(pdf) == 2
    upright, lying = (Image.open(io.BytesIO(page_png(pdf, page, 72))) for page in (0, 1))
    assert upright.size == pytest.approx((595, 842), abs=2)
    assert lying.size == pytest.approx((595, 421), abs=2)
    assert [each.convert("RGB").getpixel((300, 200)) for each in (upright, lying)] == [
        (255, 255, 255), pytest.approx((0, 0, 255), abs=4),
    ]  # fmt: skip


def test_bare_black_and_white_of_a_fax_is_read() -> None:
    sheets = [Image.new("1", (420, 594), shade) for shade in (1, 0, 1)]
    pdf = viewable(tiff(*sheets, compression="group4"))
    shades = [
        Image.open(io.BytesIO(page_png(pdf, page, 36))).convert("L").getpixel((50, 50))
        for page in range(page_count(pdf))
    ]
    assert shades == [255, 0, 255]


def test_a_smaller_picture_for_a_list_is_no_sheet() -> None:
    big, small = Image.new("L", (420, 594), 255), Image.new("L", (42, 59), 255)
    small.encoderinfo = {"tiffinfo": {254: 1}}
    assert page_count(viewable(tiff(big, small))) == 1


def test_pictures_that_move_are_one_page() -> None:
    moving = [Image.new("L", (60, 60), shade) for shade in (0, 255)]
    buffer = io.BytesIO()
    moving[0].save(buffer, "GIF", save_all=True, append_images=moving[1:])
    assert page_count(viewable(buffer.getvalue())) == 1


def test_a_scan_of_which_a_sheet_is_torn_is_not_shown_in_part() -> None:
    noise = Image.effect_noise((400, 400), 80)
    scan = tiff(noise, noise)
    with pytest.raises(NotViewable):
        viewable(scan[: len(scan) - 60_000])
