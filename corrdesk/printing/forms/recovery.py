"""恢复码封存单: the recovery code of a vault on one A4 sheet, with a QR code to type it by scanner.

It carries the code and how to keep it, never a passphrase; it has no number and is in no journal.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

from reportlab.lib.units import mm

from corrdesk.printing import layout
from corrdesk.printing.fonts import FontSet, Role, load_fonts
from corrdesk.printing.layout import DocumentInfo, FormStamp, Page, Sheet
from corrdesk.printing.typeset import Align, TextStyle, Typesetter

TITLE: Final = "保险库恢复码封存单"
_STAMP: Final = FormStamp("JZ-HFM", "1", "", "")
_QR: Final = 42 * mm
_GROUPS_IN_LINE: Final = 4
_LABEL: Final = TextStyle(size=12, leading=20, align=Align.LEFT, grey=0.25)
_VALUE: Final = TextStyle(size=14, leading=22, align=Align.LEFT)
_NUMBER: Final = TextStyle(size=9, leading=12, align=Align.CENTER, grey=0.35)
_GROUP: Final = TextStyle(size=20, leading=26, align=Align.CENTER)
_HEADING: Final = TextStyle(size=14, leading=24, role=Role.TITLE, align=Align.LEFT)
_BODY: Final = TextStyle(size=12, leading=19.5)
_WARNING: Final = TextStyle(size=14, leading=24, role=Role.TITLE, align=Align.CENTER)
_SIGN: Final = TextStyle(size=12, leading=24, align=Align.LEFT)
_LABEL_WIDTH: Final = 30 * mm
_QR_WIDTH: Final = _QR + 4 * mm
_BOX: Final = 17 * mm
_INSET: Final = 6 * mm

_SECTIONS: Final = (
    (
        "这是什么",
        """恢复码能打开这个保险库，不需要口令，也不需要这台电脑。忘记口令、电脑损坏或重装、系统密钥环
        被清空时，凭它可以重新设置口令，数据不会丢失。谁拿到它和保险库文件夹，谁就能看到全部案卷。""",
    ),
    (
        "放在哪里",
        """装入信封密封，在封口处签名，存入保险柜，与电脑和备份硬盘分开存放。不得拍照、扫描、存入电脑
        或手机，不得贴在电脑旁边。""",
    ),
    (
        "谁可以用",
        "由所长，或者所长书面指定的人，两人同时在场时启封。启封的日期、原因和在场人写在信封上。",
    ),
    (
        "怎样用",
        """在锁定画面选“用恢复码打开…”，照着输入八组字符（不分大小写，横线和空格可以不输；没有字母
        I、L、O、U），或用扫码枪扫描右上角的二维码，然后设置新口令。用过之后请换发新恢复码。""",
    ),
)


@dataclass(frozen=True, slots=True)
class RecoverySheet:
    """What the sheet says. `vault` is the folder's name, `mark` the start of the vault's id."""

    office: str
    vault: str
    mark: str
    made_on: date
    code: str


def render_recovery(sheet: RecoverySheet, fonts: FontSet | None = None) -> bytes:
    """The sheet as PDF/A-2b; the same sheet and fonts give the same bytes.

    Raises `UserError` when a character of the office's or the folder's name has no font.
    """
    fonts = fonts or load_fonts()
    paper = Sheet(_STAMP, specimen=False)
    page, typesetter = paper.new_page(), Typesetter(fonts)
    top = _head(page, sheet, typesetter)
    top = _code(page, sheet.code.split("-"), top, typesetter)
    for heading, text in _SECTIONS:
        top = page.lines(typesetter.lines(heading, _HEADING, layout.MEASURE), layout.LEFT, top)
        running = "".join(part.strip() for part in text.split("\n"))
        lines = typesetter.lines(running, _BODY, layout.MEASURE)
        top = page.lines(lines, layout.LEFT, top) + 1.5 * mm
    words = "换发新恢复码后，本单立即作废，请当场销毁。"
    top = page.lines(typesetter.lines(words, _WARNING, layout.MEASURE), layout.LEFT, top + 2 * mm)
    _signatures(page, top + 4 * mm, typesetter)
    info = DocumentInfo(f"{TITLE} {sheet.mark}", sheet.office, TITLE)
    return layout.finish([paper], info, fonts)


def _head(page: Page, sheet: RecoverySheet, typesetter: Typesetter) -> float:
    """Title, whose vault it is, and the QR code at the right; returns where the code begins."""
    title = typesetter.lines(TITLE, layout.TITLE, layout.MEASURE)
    top = start = page.lines(title, layout.LEFT, layout.TOP - 17 * mm) + 4 * mm
    facts = (
        ("司法所", sheet.office),
        ("保险库", sheet.vault),
        ("编号", sheet.mark),
        ("制作日期", f"{sheet.made_on.year}年{sheet.made_on.month}月{sheet.made_on.day}日"),
    )
    measure = layout.MEASURE - _LABEL_WIDTH - _QR_WIDTH
    for name, value in facts:
        page.lines(typesetter.lines(name, _LABEL, _LABEL_WIDTH), layout.LEFT, top + 1)
        value_left = layout.LEFT + _LABEL_WIDTH
        top = page.lines(typesetter.lines(value, _VALUE, measure), value_left, top) + 2 * mm
    page.qr(sheet.code, layout.RIGHT - _QR, start - 4 * mm, _QR)
    return max(top, start + _QR - 2 * mm) + 2 * mm


def _code(page: Page, groups: list[str], top: float, typesetter: Typesetter) -> float:
    """The groups, four in a line, each under its number; returns where the text goes on."""
    width = (layout.MEASURE - 2 * _INSET) / _GROUPS_IN_LINE
    rows = -(-len(groups) // _GROUPS_IN_LINE)
    bottom = top + rows * _BOX + 2 * mm
    edges = (layout.LEFT, top, layout.RIGHT, bottom)
    page.rule(edges[0], edges[1], edges[2], edges[1])
    page.rule(edges[0], edges[3], edges[2], edges[3])
    page.rule(edges[0], edges[1], edges[0], edges[3])
    page.rule(edges[2], edges[1], edges[2], edges[3])
    for number, group in enumerate(groups):
        down, across = divmod(number, _GROUPS_IN_LINE)
        left = layout.LEFT + _INSET + across * width
        line_top = top + 2.5 * mm + down * _BOX
        name = typesetter.lines(f"第 {number + 1} 组", _NUMBER, width)
        line_top = page.lines(name, left, line_top)
        page.lines(typesetter.lines(group, _GROUP, width), left, line_top)
    return bottom + 5 * mm


def _signatures(page: Page, top: float, typesetter: Typesetter) -> None:
    """Who sealed it, who saw it, when."""
    half = layout.MEASURE / 2
    for across, text in enumerate(("封存人签名：", "见证人签名：")):
        left = layout.LEFT + across * half
        page.lines(typesetter.lines(text, _SIGN, half), left, top)
        page.rule(left + 26 * mm, top + 20, left + half - 6 * mm, top + 20)
    date_line = typesetter.lines("封存日期：　　　　年　　月　　日", _SIGN, layout.MEASURE)
    page.lines(date_line, layout.LEFT, top + 27)
