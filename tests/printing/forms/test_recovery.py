"""The sheet of the recovery code: what it says, what it does not, and that a scanner reads it."""

from __future__ import annotations

import io
import random
import re
import shutil
import subprocess
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from PIL import Image

from corrdesk.base.errors import UserError
from corrdesk.printing import layout
from corrdesk.printing.fonts import FontSet
from corrdesk.printing.forms.recovery import RecoverySheet, render_recovery
from corrdesk.printing.preview import extract_text, page_count, page_png
from corrdesk.vault import recovery

CODE = recovery.to_code(random.Random(1).randbytes(20))
SHEET = RecoverySheet("青石县青石镇司法所", "矫正档案", "3f9a 17c2", date(2026, 6, 10), CODE)
DPI = 144


def _words(sheet: RecoverySheet, fonts: FontSet) -> str:
    return re.sub(r"\s", "", extract_text(render_recovery(sheet, fonts)))


def test_it_says_what_it_is_where_it_lies_and_who_may_use_it(fonts: FontSet) -> None:
    words = _words(SHEET, fonts)
    for part in (
        "恢复码封存单", "青石县青石镇司法所", "矫正档案", "3f9a17c2", "2026年6月10日", "这是什么",
        "放在哪里", "谁可以用", "怎样用", "保险柜", "两人同时在场", "作废", "封存人签名",
    ):  # fmt: skip
        assert part in words
    for number, group in enumerate(CODE.split("-"), 1):
        assert f"第{number}组" in words
        assert group in words


def test_one_page_whatever_the_office_is_called(fonts: FontSet) -> None:
    for name in ("所", "青石县" * 12 + "司法所", "<b>司法所</b> {{x}}"):
        pdf = render_recovery(replace(SHEET, office=name, vault=name), fonts)
        assert page_count(pdf) == 1
        assert name.replace(" ", "") in _words(replace(SHEET, office=name), fonts)


def test_the_same_sheet_gives_the_same_bytes(fonts: FontSet) -> None:
    assert render_recovery(SHEET, fonts) == render_recovery(SHEET, fonts)


def test_a_character_without_a_font_stops_it(fonts: FontSet) -> None:
    with pytest.raises(UserError):
        render_recovery(replace(SHEET, office="\U0003fffd司法所"), fonts)


def test_nothing_touches_the_footer(fonts: FontSet) -> None:
    picture = Image.open(io.BytesIO(page_png(render_recovery(SHEET, fonts), 0, DPI))).convert("L")
    scale = DPI / 72
    footer = round((layout.BOTTOM + 17) * scale)
    above = picture.crop((0, footer - 12, picture.width, footer - 2))
    assert above.getextrema()[0] > 200  # type: ignore[operator]


@pytest.mark.skipif(shutil.which("zbarimg") is None, reason="apt-get install zbar-tools")
def test_a_scanner_reads_the_code(fonts: FontSet, tmp_path: Path) -> None:
    picture = tmp_path / "page.png"
    picture.write_bytes(page_png(render_recovery(SHEET, fonts), 0, 110))
    run = ["zbarimg", "-q", "--raw", "-Sdisable", "-Sqrcode.enable", str(picture)]
    read = subprocess.run(run, capture_output=True, check=True).stdout.decode().strip()
    assert read == CODE
    assert recovery.from_code(read) == random.Random(1).randbytes(20)


def test_the_qr_code_holds_the_code_and_nothing_else(
    fonts: FontSet, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn: list[str] = []
    real = layout.Page.qr

    def keep(page: layout.Page, content: str, left: float, top: float, size: float) -> None:
        drawn.append(content)
        real(page, content, left, top, size)

    monkeypatch.setattr(layout.Page, "qr", keep)
    render_recovery(SHEET, fonts)
    assert drawn == [CODE]
