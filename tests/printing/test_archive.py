"""PDF/A-2b: approved by the validator, the same bytes, nothing written to disk."""

import io
import tempfile

import pikepdf
import pytest
from pikepdf import pdfa
from reportlab.pdfgen.canvas import Canvas

from corrdesk.base.errors import CorrdeskError
from corrdesk.printing.archive import to_pdfa
from corrdesk.printing.fonts import FontSet, Role


def _page(font: str | None) -> bytes:
    buffer = io.BytesIO()
    if font is None:
        canvas = Canvas(buffer, invariant=1)
    else:
        canvas = Canvas(buffer, invariant=1, initialFontName=font)  # type: ignore[arg-type]
        canvas.setFont(font, 16)
        canvas.drawString(100, 700, "矫正")
    canvas.showPage()
    canvas.save()
    return buffer.getvalue()


def test_the_result_passes_and_carries_no_time(fonts: FontSet) -> None:
    plain = _page(fonts.face(Role.BODY).name)
    archived = to_pdfa(plain)
    with pikepdf.open(io.BytesIO(archived)) as document:
        assert pdfa.check(document, "2b").verdict == "pass"
        assert "/CreationDate" not in document.docinfo
        xmp = bytes(document.Root.Metadata.read_bytes())
    assert b"Date" not in xmp
    assert to_pdfa(plain) == archived


def test_a_page_that_is_not_archive_quality_is_our_bug() -> None:
    with pytest.raises(CorrdeskError, match="not PDF/A-2b") as refusal:
        to_pdfa(_page(None))
    assert refusal.value.exit_code == 1


def test_the_sheet_never_touches_the_disk(fonts: FontSet, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_arguments: object, **_named: object) -> None:
        raise AssertionError("a temporary file")

    for name in ("TemporaryFile", "NamedTemporaryFile", "mkstemp", "TemporaryDirectory"):
        monkeypatch.setattr(tempfile, name, refuse)
    assert to_pdfa(_page(fonts.face(Role.BODY).name)).startswith(b"%PDF")
