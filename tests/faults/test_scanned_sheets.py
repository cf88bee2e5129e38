"""The code of an issued sheet is read from what scanners and telephones make of it."""

from __future__ import annotations

import io
import random
from contextlib import suppress

import pytest
from PIL import Image, ImageFilter

from corrdesk.base.errors import UserError
from corrdesk.printing.fonts import FontSet
from corrdesk.printing.preview import page_png
from corrdesk.printing.scanning import read_codes
from tests.printing.conftest import fonts
from tests.printing.sheets import SERVICE, SHORTEST, TYPICAL, render

__all__ = ["fonts"]  # fixture
CODE = f"JZ-XJ|{SHORTEST.serial}|{SHORTEST.check_code}"


def codes_on(content: bytes) -> tuple[str, ...]:
    return tuple(code.text for code in read_codes(content))


@pytest.fixture(scope="module")
def pdf(fonts: FontSet) -> bytes:
    return render(SHORTEST, fonts)


@pytest.fixture(scope="module")
def page(pdf: bytes) -> Image.Image:
    return Image.open(io.BytesIO(page_png(pdf, 0, 150))).convert("L")


def as_file(picture: Image.Image, kind: str, **how: int) -> bytes:
    buffer = io.BytesIO()
    picture.save(buffer, kind, **how)
    return buffer.getvalue()


def test_a_pdf_is_read_as_it_is(pdf: bytes) -> None:
    assert codes_on(pdf) == (CODE,)


def test_the_code_may_stand_on_any_page(fonts: FontSet) -> None:
    assert codes_on(render(TYPICAL, fonts)) == (f"JZ-JG|{TYPICAL.serial}|{TYPICAL.check_code}",)
    assert codes_on(render(SERVICE, fonts)) == (f"JZ-SDHZ|{SERVICE.serial}|{SERVICE.check_code}",)


@pytest.mark.parametrize("turn", [0, 3, 90, 180, 267])
@pytest.mark.parametrize("kind", ["PNG", "JPEG", "TIFF", "BMP"])
def test_a_crooked_scan_is_read(page: Image.Image, turn: int, kind: str) -> None:
    turned = page.rotate(turn, expand=True, fillcolor=255)
    assert codes_on(as_file(turned, kind)) == (CODE,)


def test_a_poor_photograph_is_read(page: Image.Image) -> None:
    chance = random.Random(7)
    dim = page.point(lambda value: 60 + value // 2).filter(ImageFilter.GaussianBlur(1))
    quad = (12, 5, 0, page.height - 9, page.width - 20, page.height, page.width, 14)
    bent = dim.transform(dim.size, Image.Transform.QUAD, quad, fillcolor=150)
    pixels = bent.load()
    assert pixels is not None
    for _speck in range(4000):
        place = chance.randrange(bent.width), chance.randrange(bent.height)
        pixels[place] = chance.randrange(256)
    assert codes_on(as_file(bent, "JPEG", quality=40)) == (CODE,)


def test_a_page_without_code_has_none() -> None:
    assert codes_on(as_file(Image.new("L", (400, 400), 255), "PNG")) == ()


@pytest.mark.parametrize(
    "content", [b"", b"text", b"%PDF-1.7\nnot really", b"\x89PNG\r\n\x1a\n\0\0"]
)
def test_what_is_no_scan_is_refused(content: bytes) -> None:
    with pytest.raises(UserError) as refused:
        codes_on(content)
    assert refused.value.field == "file"


def test_torn_files_end_in_a_refusal_or_an_answer(pdf: bytes, page: Image.Image) -> None:
    chance = random.Random(11)
    for whole in (pdf, as_file(page, "JPEG"), as_file(page, "PNG")):
        for _time in range(12):
            torn = bytearray(whole[: chance.randrange(len(whole))])
            for _flip in range(20):
                if torn:
                    torn[chance.randrange(len(torn))] = chance.randrange(256)
            with suppress(UserError):
                assert set(codes_on(bytes(torn))) <= {CODE}
