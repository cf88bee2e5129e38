"""Codes are read from pictures and PDF pages; what is no scan is refused in words."""

from __future__ import annotations

import io

import pytest
import segno
from PIL import Image

from corrdesk.base.errors import UserError
from corrdesk.printing import scanning
from corrdesk.printing.forms.roster import render_rosters
from corrdesk.printing.scanning import Box, read_codes
from tests.printing.rosters import roster


def picture(text: str = "HELLO", kind: str = "png") -> bytes:
    raw = io.BytesIO()
    segno.make(text, error="m", micro=False).save(raw, kind="png", scale=8, border=4)
    out = io.BytesIO()
    with Image.open(raw) as image:
        image.convert("L").save(out, kind)
    return out.getvalue()


@pytest.mark.parametrize("kind", ["png", "jpeg", "tiff", "bmp"])
def test_a_code_is_read_with_its_place(kind: str) -> None:
    (code,) = read_codes(picture(kind=kind))
    assert (code.text, code.page) == ("HELLO", 0)
    left, top = code.corners[0]
    assert abs(left - 32) < 4
    assert abs(top - 32) < 4


def test_ink_is_measured_beside_the_code() -> None:
    (code,) = read_codes(picture())
    assert code.ink(Box(-0.15, -0.15, -0.05, 1.15)) == 0
    assert code.ink(Box(0.0, 0.0, 1.0, 1.0)) > 0.3
    assert code.ink(Box(5.0, 0.0, 6.0, 1.0)) == 0  # outside the paper is white


def test_pages_of_a_tiff_are_counted() -> None:
    first, second = (Image.open(io.BytesIO(picture(text))) for text in ("ONE", "TWO"))
    out = io.BytesIO()
    first.save(out, "tiff", save_all=True, append_images=[second])
    assert [(code.text, code.page) for code in read_codes(out.getvalue())] == [
        ("ONE", 0), ("TWO", 1),
    ]  # fmt: skip


@pytest.mark.parametrize("content", [b"", b"no picture", b"\x89PNG\r\n\x1a\nbroken"])
def test_what_is_no_scan_is_refused(content: bytes) -> None:
    with pytest.raises(UserError) as refused:
        read_codes(content)
    assert refused.value.field == "file"


def test_what_is_too_large_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scanning, "MOST_PIXELS", 100)
    with pytest.raises(UserError):
        read_codes(picture())
    monkeypatch.setattr(scanning, "MOST_BYTES", 10)
    with pytest.raises(UserError):
        read_codes(picture())


def test_a_long_pdf_is_read_up_to_its_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scanning, "MOST_PAGES", 1)
    assert {code.page for code in read_codes(render_rosters([roster(30)]))} == {0}
