"""Looks at finished PDF files: pages as PNG pictures and their text. Draws nothing itself."""

from __future__ import annotations

import io
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

import pypdfium2
from PIL import Image, ImageChops, ImageOps, ImageSequence
from PIL.TiffImagePlugin import TiffImageFile

_POINTS_PER_INCH = 72
_A4_INCHES = 8.27, 11.69
_GREY = frozenset({"1", "L"})
_SUBFILE = 254  # the tag of a TIFF that says what a picture in it is for
_SMALLER = 1  # another picture of the file once more, for a list
_BGR = pypdfium2.raw.FPDFBitmap_BGR
_LOOK = 0.5  # dots a point: enough to see whether a page has colours
_pdfium = threading.Lock()  # the library is not safe for two threads at a time


@contextmanager
def _opened(pdf: bytes) -> Iterator[pypdfium2.PdfDocument]:
    with _pdfium:
        document = pypdfium2.PdfDocument(pdf)
        try:
            yield document
        finally:
            document.close()


def page_count(pdf: bytes) -> int:
    """How many pages a PDF has."""
    with _opened(pdf) as document:
        return len(document)


def page_png(pdf: bytes, page: int, dpi: int) -> bytes:
    """One page (the first is 0) as PNG at `dpi` pixels per inch; IndexError beyond the last."""
    with _opened(pdf) as document:
        if not 0 <= page < len(document):
            raise IndexError(page)
        picture = document[page].render(scale=dpi / _POINTS_PER_INCH).to_pil()
        buffer = io.BytesIO()
        picture.save(buffer, "PNG")
        return buffer.getvalue()


@dataclass(frozen=True, slots=True)
class Raster:
    """A page as bare dots, `stride` bytes a line: three bytes each, blue first, or one if grey."""

    width: int
    height: int
    stride: int
    dots: bytes
    grey: bool


def page_raster(pdf: bytes, page: int, dpi: int) -> Raster:
    """One page (the first is 0) for a printer: not packed, because packing takes a second."""
    with _opened(pdf) as document:
        if not 0 <= page < len(document):
            raise IndexError(page)
        grey = not _is_coloured(document[page])
        made = document[page].render(
            scale=dpi / _POINTS_PER_INCH, grayscale=grey, force_bitmap_format=None if grey else _BGR
        )
        return Raster(made.width, made.height, made.stride, bytes(made.buffer), grey)


def _is_coloured(page: pypdfium2.PdfPage) -> bool:
    """Whether anything on a page is not grey; a third of the dots is enough for most sheets."""
    small = page.render(scale=_LOOK, force_bitmap_format=_BGR).to_pil().convert("RGB")
    red, green, blue = small.split()
    pairs = ((red, green), (green, blue))
    return any(ImageChops.difference(one, other).getbbox() for one, other in pairs)


class NotViewable(ValueError):
    """Content that makes no pages: neither a PDF nor a picture, damaged, or locked."""


def viewable(content: bytes) -> bytes:
    """A PDF as it is, and a picture as a page no larger than A4; a TIFF as one page per sheet.

    Raises `NotViewable`, also where only some sheets can be read: none is dropped in silence.
    """
    try:
        if content.startswith(b"%PDF-"):
            page_count(content)
            return content
        return _bound([_on_a_page(sheet) for sheet in _sheets(content)])
    except Exception:  # noqa: BLE001 - a stranger's file may break its reader in any way
        raise NotViewable from None


def _sheets(picture: bytes) -> Iterator[Image.Image]:
    """What a scanner put into the file, sheet by sheet.

    Only in a TIFF are several pictures several sheets: elsewhere they move, or are for a list.
    """
    with Image.open(io.BytesIO(picture)) as opened:
        if not isinstance(opened, TiffImageFile):
            yield opened
            return
        for sheet in ImageSequence.Iterator(opened):
            if not opened.tag_v2.get(_SUBFILE, 0) & _SMALLER:
                yield sheet


def _on_a_page(sheet: Image.Image) -> bytes:
    buffer = io.BytesIO()
    colours = "L" if sheet.mode in _GREY else "RGB"
    upright = ImageOps.exif_transpose(sheet).convert(colours)
    width, height = _A4_INCHES
    resolution = max(upright.width / width, upright.height / height)
    upright.save(buffer, "PDF", resolution=resolution)
    return buffer.getvalue()


def _bound(pages: Sequence[bytes]) -> bytes:
    """PDFs of a page each as one."""
    if len(pages) == 1:
        return pages[0]
    buffer = io.BytesIO()
    with _pdfium:
        whole = pypdfium2.PdfDocument.new()
        for pdf in pages:
            page = pypdfium2.PdfDocument(pdf)
            whole.import_pages(page)
            page.close()
        whole.save(buffer)
        whole.close()
    return buffer.getvalue()


def extract_text(pdf: bytes) -> str:
    """The text of all pages in drawing order, pages separated by form feeds."""
    with _opened(pdf) as document:
        pages = [page.get_textpage().get_text_range() for page in document]
        return "\f".join(pages).replace("\r\n", "\n")
