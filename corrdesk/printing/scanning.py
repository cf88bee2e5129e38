"""Reads QR codes from scans and photographs: pictures and PDF pages, turned, grey and noisy.

The one place that knows the decoder. It says what a code reads and where it stands; what that
means is for others.
"""

from __future__ import annotations

import io
import math
from collections.abc import Iterator
from dataclasses import dataclass, field

import pypdfium2
import zxingcpp
from PIL import Image, ImageFilter, ImageOps, ImageSequence, UnidentifiedImageError

from corrdesk.base.errors import UserError
from corrdesk.base.i18n import _
from corrdesk.printing.preview import page_count, page_png

DPI = 200
MOST_PAGES = 60
MOST_BYTES = 80_000_000
MOST_PIXELS = 120_000_000
# What Pillow raises for files that are torn: a cut PNG is a SyntaxError.
_TORN = (UnidentifiedImageError, OSError, ValueError, SyntaxError, Image.DecompressionBombError)
_INK_STEP = 70  # grey levels below the paper that count as ink


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle beside a code, in widths of the code, from its upper left corner."""

    left: float
    top: float
    right: float
    bottom: float


@dataclass(frozen=True, slots=True)
class FoundCode:
    """A code on a page (the first is 0) with its corners, clockwise from its upper left one."""

    text: str
    page: int
    corners: tuple[tuple[float, float], ...]
    picture: Image.Image = field(repr=False, compare=False)

    def ink(self, box: Box) -> float:
        """How much of a rectangle beside the code is dark, from 0 to 1."""
        (left, top), (right, right_top), _lower_right, (lower, lower_top) = self.corners
        across = (right - left, right_top - top)
        down = (lower - left, lower_top - top)
        size = math.hypot(*across)
        width = max(1, round((box.right - box.left) * size))
        height = max(1, round((box.bottom - box.top) * size))
        start_x = left + across[0] * box.left + down[0] * box.top
        start_y = top + across[1] * box.left + down[1] * box.top
        step = (across[0] / size, down[0] / size, across[1] / size, down[1] / size)
        matrix = (step[0], step[1], start_x, step[2], step[3], start_y)
        cut = self.picture.transform((width, height), Image.Transform.AFFINE, matrix, fillcolor=255)
        counts = cut.histogram()
        paper = _paper(counts)
        return sum(counts[: max(0, paper - _INK_STEP)]) / (width * height)


def read_codes(content: bytes) -> list[FoundCode]:
    """Every QR code of a scan, page by page, from top to bottom.

    Raises UserError for what is no picture and no PDF, or is too large.
    """
    found: list[FoundCode] = []
    for number, picture in enumerate(_pages(content)):
        grey = ImageOps.exif_transpose(picture).convert("L")
        # Dust hides codes of a clean scan, its removal those of a coarse one: both are read.
        clean = grey.filter(ImageFilter.MedianFilter(3))
        codes = {code.text: code for each in (clean, grey) for code in _decoded(each)}
        found += [
            FoundCode(
                code.text,
                number,
                tuple(
                    (float(corner.x), float(corner.y))
                    for corner in (
                        code.position.top_left,
                        code.position.top_right,
                        code.position.bottom_right,
                        code.position.bottom_left,
                    )
                ),
                clean,
            )
            for code in sorted(codes.values(), key=lambda each: each.position.top_left.y)
        ]
    return found


def _decoded(picture: Image.Image) -> list[zxingcpp.Barcode]:
    formats = zxingcpp.BarcodeFormats([zxingcpp.BarcodeFormat.QRCode])
    return list(zxingcpp.read_barcodes(picture, formats=formats))


def _pages(content: bytes) -> Iterator[Image.Image]:
    if len(content) > MOST_BYTES:
        raise UserError(_("扫描件太大。"), remedy=_("请降低分辨率，或者分成几份。"), field="file")
    if content.startswith(b"%PDF-"):
        yield from _pdf_pages(content)
        return
    try:
        with Image.open(io.BytesIO(content)) as picture:
            if picture.width * picture.height > MOST_PIXELS:
                raise UserError(_("扫描件太大。"), remedy=_("请降低分辨率。"), field="file")
            for number, frame in enumerate(ImageSequence.Iterator(picture)):
                if number >= MOST_PAGES:
                    return
                yield frame.copy()
    except _TORN:
        raise _unreadable() from None


def _unreadable() -> UserError:
    return UserError(
        _("这不是能识别的扫描件。"), remedy=_("请用 PDF、PNG、JPEG 或 TIFF。"), field="file"
    )


def _pdf_pages(content: bytes) -> Iterator[Image.Image]:
    try:
        count = page_count(content)
    except pypdfium2.PdfiumError:
        raise _unreadable() from None
    for page in range(min(count, MOST_PAGES)):
        with Image.open(io.BytesIO(page_png(content, page, DPI))) as picture:
            yield picture.copy()


def _paper(counts: list[int]) -> int:
    """The grey of the paper: most of a box is no darker."""
    half, seen = sum(counts) * 3 / 4, 0
    for level, count in enumerate(counts):
        seen += count
        if seen >= half:
            return level
    return len(counts) - 1
