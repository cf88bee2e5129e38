"""社区矫正训诫决定书, 社区矫正警告决定书 and 送达回证 as A4 PDF.

It lays out what `casework.enforcement.sheet` says and adds only the fixed wording of the form.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from reportlab.lib.units import mm

from corrdesk.base.dates import format_cn
from corrdesk.base.errors import UserError
from corrdesk.base.i18n import _
from corrdesk.casework.enforcement.sheet import LegalBasis, NoticeSheet, ServiceSheet
from corrdesk.printing import layout
from corrdesk.printing.fonts import FontSet, load_fonts, missing_error
from corrdesk.printing.forms.service_table import service_page
from corrdesk.printing.layout import DocumentInfo, FormStamp, Page, Sheet
from corrdesk.printing.pagination import page_ends
from corrdesk.printing.safe_text import SheetT, safe_sheet, sheet_texts
from corrdesk.printing.typeset import Align, Line, TextStyle, Typesetter

LAYOUT_VERSION = "1"


@dataclass(frozen=True, slots=True)
class _Wording:
    """What differs between the two decisions."""

    form_id: str
    title: str
    decision: str


_WORDINGS = {
    "admonition": _Wording("JZ-XJ", "社区矫正训诫决定书", "训诫"),
    "warning": _Wording("JZ-JG", "社区矫正警告决定书", "警告"),
}
_SIGNERS = (
    ("社区矫正对象签名：", True),
    ("宣读、送达人签名：", False),
    ("见证人签名：", True),
)
_SERVICE_FORM_ID = "JZ-SDHZ"
# How a court or authority puts a person under each category.
_ORDERED = {
    "管制": "判处管制",
    "缓刑": "宣告缓刑",
    "假释": "裁定假释",
    "暂予监外执行": "决定暂予监外执行",
}

_SERIAL = TextStyle(
    layout.BODY.size, layout.LINE_PITCH, align=Align.RIGHT, pitch=layout.CHARACTER_PITCH
)
_SIGNED = TextStyle(
    layout.BODY.size, layout.LINE_PITCH, align=Align.CENTER, pitch=layout.CHARACTER_PITCH
)
_FIELD = TextStyle(size=14, leading=11 * mm, align=Align.LEFT)  # 4号, room for handwriting
_DAY = TextStyle(size=14, leading=11 * mm, align=Align.RIGHT)
_COPIES = TextStyle(size=14, leading=8 * mm, align=Align.LEFT, indent=1)
_CAPTION = TextStyle(size=9, leading=12, align=Align.CENTER, grey=0.25)

_SEAL_BLOCK = layout.SEAL_DIAMETER + 6 * mm
_QR_SIZE = 28 * mm
_LONGEST_SIGNATURE = layout.MEASURE - _QR_SIZE - 10 * mm
_SIGNATURE_LEFT = layout.LEFT + 49 * mm
_SIGNATURE_WIDTH = 48 * mm
_BELOW_TITLE = 0.5 * layout.LINE_PITCH
_BELOW_MIDDLE = 4 * mm
_LONGEST_TAIL = layout.LINES_PER_PAGE - 2  # two lines of text stay with the signature
_MAX_SEALED_LINES = 3  # authority and date; what is longer begins above the seal


def render_notice(sheet: NoticeSheet, fonts: FontSet | None = None) -> bytes:
    """The decision as PDF/A-2b; the same sheet and fonts give the same bytes.

    Raises `UserError` when a character has no font.
    """
    fonts = fonts or load_fonts()
    sheet = _checked(sheet, fonts, frozenset({"facts"}))
    title = f"{_WORDINGS[sheet.kind].title} {sheet.serial}"
    info = DocumentInfo(title, sheet.county, _WORDINGS[sheet.kind].title)
    return layout.finish([_notice(sheet, Typesetter(fonts))], info, fonts)


def render_service(sheet: ServiceSheet, fonts: FontSet | None = None) -> bytes:
    """The proof of service as PDF/A-2b; the same sheet and fonts give the same bytes."""
    fonts = fonts or load_fonts()
    sheet = _checked(sheet, fonts)
    info = DocumentInfo(f"送达回证 {sheet.serial}", sheet.county, "送达回证")
    return layout.finish([_service(sheet, Typesetter(fonts))], info, fonts)


def render_notice_with_service(
    notice: NoticeSheet, service: ServiceSheet, fonts: FontSet | None = None
) -> bytes:
    """The decision and its proof of service in one file, each with its own page numbers."""
    fonts = fonts or load_fonts()
    notice = _checked(notice, fonts, frozenset({"facts"}))
    service = _checked(service, fonts)
    typesetter = Typesetter(fonts)
    wording = _WORDINGS[notice.kind]
    info = DocumentInfo(
        f"{wording.title}、送达回证 {notice.serial}", notice.county, f"{wording.title}、送达回证"
    )
    sheets = [_notice(notice, typesetter), _service(service, typesetter)]
    return layout.finish(sheets, info, fonts)


def _checked(sheet: SheetT, fonts: FontSet, paragraphs: frozenset[str] = frozenset()) -> SheetT:
    """The cleaned sheet; all characters without a font are named at once."""
    cleaned = safe_sheet(sheet, paragraphs=paragraphs)
    missing = fonts.missing_characters("".join(sheet_texts(cleaned)))
    if missing:
        raise missing_error(missing)
    return cleaned


def _stamp(form_id: str, sheet: NoticeSheet | ServiceSheet) -> FormStamp:
    return FormStamp(form_id, LAYOUT_VERSION, sheet.chain_head, sheet.check_code)


def _qr_content(kind: str, sheet: NoticeSheet | ServiceSheet) -> str:
    """Type, serial and check code: enough to find the record, nothing about the person."""
    return "|".join(("specimen" if sheet.specimen else kind, sheet.serial, sheet.check_code))


def _service(sheet: ServiceSheet, typesetter: Typesetter) -> Sheet:
    result = Sheet(_stamp(_SERVICE_FORM_ID, sheet), sheet.specimen)
    service_page(result.new_page(), sheet, typesetter, _qr_content("service", sheet))
    return result


def _notice(sheet: NoticeSheet, typesetter: Typesetter) -> Sheet:
    """Head, text over as many pages as needed, and the closing block under the last lines."""
    wording = _WORDINGS[sheet.kind]
    title, serial = _head_lines(sheet, wording, typesetter)
    head_height = sum(line.style.leading for line in (*title, *serial)) + 2 * _BELOW_TITLE
    paragraphs = [
        typesetter.lines(text, layout.BODY, layout.MEASURE) for text in _paragraphs(sheet, wording)
    ]
    tail = _Tail(sheet, typesetter)
    tail_lines = math.ceil(tail.height / layout.LINE_PITCH)
    if tail_lines > _LONGEST_TAIL:
        raise UserError(_("抄送单位太多，一页排不下。"), remedy=_("请减少抄送单位后重试。"))
    ends = page_ends(
        [len(lines) for lines in paragraphs],
        first=layout.LINES_PER_PAGE - math.ceil(head_height / layout.LINE_PITCH),
        following=layout.LINES_PER_PAGE,
        tail=tail_lines,
    )
    body = [line for lines in paragraphs for line in lines]
    result = Sheet(_stamp(wording.form_id, sheet), sheet.specimen)
    page = result.new_page()
    top = page.lines(title, layout.LEFT, layout.TOP) + _BELOW_TITLE
    top = page.lines(serial, layout.LEFT, top) + _BELOW_TITLE
    for start, end in pairwise((0, *ends)):
        if start:
            page, top = result.new_page(), layout.TOP
        top = page.lines(body[start:end], layout.LEFT, top)
    tail.place(page, top)
    return result


def _head_lines(
    sheet: NoticeSheet, wording: _Wording, typesetter: Typesetter
) -> tuple[tuple[Line, ...], tuple[Line, ...]]:
    """The title (who decides, what it is) and the serial number."""
    title = (
        *typesetter.lines(sheet.county, layout.TITLE, layout.MEASURE),
        *typesetter.lines(wording.title, layout.TITLE, layout.MEASURE),
    )
    return title, typesetter.lines(sheet.serial, _SERIAL, layout.MEASURE)


def _paragraphs(sheet: NoticeSheet, wording: _Wording) -> list[str]:
    """The text of the decision, one string per paragraph."""
    facts = sheet.facts.split("\n")
    opening = f"经查，{sheet.person_name}在接受社区矫正期间有下列违反监督管理规定的行为："
    result = [_particulars(sheet), opening, *facts]
    if sheet.evidence:
        result.append(f"上述事实，有{'、'.join(sheet.evidence)}等证据证实。")
    result += [
        _decision(sheet, wording),
        sheet.objection,
    ]
    return result


def _decision(sheet: NoticeSheet, wording: _Wording) -> str:
    given = f"社区矫正对象{sheet.person_name}{wording.decision}"
    return f"根据{_bases(sheet.bases)}的规定，决定给予{given}。"


def _particulars(sheet: NoticeSheet) -> str:
    person = (
        f"社区矫正对象{sheet.person_name}，{sheet.sex}，{format_cn(sheet.born)}出生，"
        f"公民身份号码{sheet.id_number}，现居住地{sheet.residence}。"
    )
    ordered = _ORDERED.get(sheet.category, sheet.category)
    judgment = sheet.judgment_number
    if sheet.decision_organ:
        by = f"经{sheet.decision_organ}" + (f"以{judgment}文书" if judgment else "")
    else:
        by = f"依{judgment}文书被" if judgment else "被"
    return (
        f"{person}因犯{sheet.offence}，{by}{ordered}，依法实行社区矫正，"
        f"社区矫正期限自{format_cn(sheet.term_start)}起至{format_cn(sheet.term_end)}止。"
    )


def _bases(bases: Sequence[LegalBasis]) -> str:
    """《甲》第一条（…）、第二条、《乙》第三条: a title is named once for a run of its articles."""
    parts: list[str] = []
    title = ""
    for basis in bases:
        named = "" if basis.title == title else f"《{basis.title}》"
        title = basis.title
        quoted = f"（{basis.text.rstrip('。；')}）" if basis.text else ""
        parts.append(f"{named}{basis.article}{quoted}")
    return "、".join(parts)


class _Tail:
    """Everything below the text: QR code and seal, signatures of the person, copies."""

    def __init__(self, sheet: NoticeSheet, typesetter: Typesetter) -> None:
        self._sheet = sheet
        self._typesetter = typesetter
        self._authority = typesetter.lines(sheet.county, _SIGNED, _LONGEST_SIGNATURE)
        copies = f"抄送：{'、'.join(sheet.copies)}。" if sheet.copies else ""
        self._copies = typesetter.lines(copies, _COPIES, layout.MEASURE)
        extra = max(0, len(self._authority) + 1 - _MAX_SEALED_LINES) * _SIGNED.leading
        self._seal_block = _SEAL_BLOCK + extra
        self._copies_height = sum(line.style.leading for line in self._copies) + 2 * mm
        self.height = self._seal_block + (1 + len(_SIGNERS)) * _FIELD.leading + self._copies_height

    def place(self, page: Page, top: float) -> None:
        """Place the block with its upper edge at `top`, the copies at the foot of the page."""
        self._seal_and_code(page, top)
        _place_receipt(page, top + self._seal_block, self._typesetter)
        if self._copies:
            top = layout.BOTTOM - self._copies_height
            page.rule(layout.LEFT, top, layout.RIGHT, top)
            page.lines(self._copies, layout.LEFT, top + 1 * mm)
            page.rule(layout.LEFT, layout.BOTTOM, layout.RIGHT, layout.BOTTOM)

    def _seal_and_code(self, page: Page, top: float) -> None:
        """Authority and date, lower middle of the seal as GB/T 9704 wants; the code at the left."""
        signed = self._typesetter.lines(
            format_cn(self._sheet.decided_on), _SIGNED, _LONGEST_SIGNATURE
        )
        widest = max(line.width for line in (*self._authority, *signed))
        center = layout.RIGHT - max(
            2 * layout.CHARACTER_PITCH + widest / 2,
            4 * layout.CHARACTER_PITCH + signed[0].width / 2,
        )
        center = max(center, layout.RIGHT - _LONGEST_SIGNATURE / 2)
        middle = top + self._seal_block - _SEAL_BLOCK / 2
        page.seal_space(center, middle, layout.seal_hint(self._typesetter))
        lines = (*self._authority, *signed)
        sealed = min(len(lines), _MAX_SEALED_LINES)
        bottom = middle + _BELOW_MIDDLE + sealed * _SIGNED.leading / 2
        text_top = bottom - len(lines) * _SIGNED.leading
        page.lines(lines, center - _LONGEST_SIGNATURE / 2, text_top)
        if self._sheet.check_code:
            _code_block(page, self._sheet, middle, self._typesetter)


def _code_block(page: Page, sheet: NoticeSheet, middle: float, typesetter: Typesetter) -> None:
    top = middle - (_QR_SIZE + _CAPTION.leading) / 2
    page.qr(_qr_content(sheet.kind, sheet), layout.LEFT, top, _QR_SIZE)
    caption = typesetter.lines(f"查验码 {sheet.check_code}", _CAPTION, _QR_SIZE)
    page.lines(caption, layout.LEFT, top + _QR_SIZE)


def _place_receipt(page: Page, top: float, typesetter: Typesetter) -> None:
    """Where the person, the servers and a witness sign."""
    heard = "本决定书已向我宣读并送达，我已知晓上述权利。"
    top = page.lines(typesetter.lines(heard, _FIELD, layout.MEASURE), layout.LEFT, top)
    for label, dated in _SIGNERS:
        page.lines(typesetter.lines(label, _FIELD, layout.MEASURE), layout.LEFT, top)
        foot = top + _FIELD.baseline + 2
        page.rule(_SIGNATURE_LEFT, foot, _SIGNATURE_LEFT + _SIGNATURE_WIDTH, foot, weight=0.4)
        if dated:
            day = typesetter.lines("年　　月　　日", _DAY, layout.MEASURE)
            page.lines(day, layout.LEFT, top)
        top += _FIELD.leading
