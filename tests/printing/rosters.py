"""Rosters for tests, and how a signed one looks when it comes back from a bad scanner."""

from __future__ import annotations

import io
import random

from PIL import Image, ImageDraw, ImageFilter
from reportlab.lib.units import mm

from corrdesk.casework.programs.sheet import RosterRow, RosterSheet
from corrdesk.printing.forms.roster import ROW, SIGNATURE_COLUMN, edges
from corrdesk.printing.preview import page_png
from corrdesk.printing.scanning import read_codes

CODE = "ABCD2345"
POINTS = 72
NAMES = ("王小明", "欧阳青青", "阿卜杜拉·买买提", "李红")


def roster(count: int = 12, **more: object) -> RosterSheet:
    rows = tuple(
        RosterRow(number, NAMES[number % len(NAMES)], "西河村") for number in range(1, count + 1)
    )
    usual: dict[str, object] = {
        "office": "青石镇司法所",
        "title": "宪法学习（法治教育）",
        "when": "2026年6月10日 09:00—11:00",
        "place": "司法所教育室",
        "teacher": "李明",
        "topic": "宪法第二章",
        "code": CODE,
        "part": 1,
        "parts": 1,
        "rows": rows,
        "chain_head": "3f2a9c",
    }
    return RosterSheet(**(usual | more))  # type: ignore[arg-type]


def signed_scan(
    pdf: bytes,
    signed: set[int],
    *,
    page: int = 0,
    dpi: int = 200,
    turn: float = 0.0,
    noise: float = 0.0,
    seed: int = 7,
    blur: float = 0.0,
    light: float = 1.0,
) -> bytes:
    """A page as PNG with scribbled signatures; turned, dusty, blurred and too dark on wish."""
    chance = random.Random(seed)
    picture = Image.open(io.BytesIO(page_png(pdf, page, dpi))).convert("L")
    pen = ImageDraw.Draw(picture)
    scale = dpi / POINTS
    left, right = (edge * scale for edge in edges()[SIGNATURE_COLUMN])
    for code in read_codes(page_png(pdf, page, dpi)):
        number = int(code.text.rpartition(":")[2])
        if number in signed:
            middle = sum(y for _x, y in code.corners) / 4
            _scribble(pen, left, right, middle, scale, chance)
    if light != 1.0:
        picture = picture.point(lambda level: int(level * light))
    if blur:
        picture = picture.filter(ImageFilter.GaussianBlur(blur))
    if turn:
        picture = picture.rotate(
            turn, expand=True, fillcolor=255, resample=Image.Resampling.BICUBIC
        )
    if noise:
        dots = int(picture.width * picture.height * noise)
        for _dot in range(dots):
            place = chance.randrange(picture.width), chance.randrange(picture.height)
            picture.putpixel(place, chance.choice((0, 40, 200, 255)))
    out = io.BytesIO()
    picture.save(out, "PNG")
    return out.getvalue()


def _scribble(
    pen: ImageDraw.ImageDraw,
    left: float,
    right: float,
    middle: float,
    scale: float,
    chance: random.Random,
) -> None:
    """Three thin characters somewhere in the box."""
    x = left + (right - left) * chance.uniform(0.15, 0.4)
    size = ROW * scale * 0.4
    for _character in range(3):
        points = [
            (x + chance.uniform(0, size), middle + chance.uniform(-size / 2, size / 2))
            for _stroke in range(6)
        ]
        pen.line(points, fill=60, width=max(1, round(0.35 * mm * scale / 1.2)))
        x += size * 1.1
