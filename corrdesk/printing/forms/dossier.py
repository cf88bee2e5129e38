"""Binds a dossier (卷宗): cover, catalogue, numbered papers, closing sheet, one PDF with bookmarks.

The papers are fetched one by one and written out in portions, so that memory does not grow with the
dossier. Nothing but the result is written to disk, and a broken binding leaves nothing.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pikepdf
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas

from corrdesk.base.dates import format_cn
from corrdesk.base.errors import EnvironmentFault
from corrdesk.base.i18n import _
from corrdesk.casework.documents.dossier import BoundFile, Dossier, DossierPaper
from corrdesk.printing.fonts import FontSet, Role, load_fonts
from corrdesk.printing.listing import ListColumn, Listing, render_listing
from corrdesk.printing.preview import NotViewable, page_count, viewable
from corrdesk.printing.templates import load_form
from corrdesk.printing.typeset import Align, TextStyle, Typesetter, draw_line

PORTION = 24_000_000  # bytes of papers that are held before they are written out
_CATALOGUE = (
    ListColumn("序号", 9), ListColumn("文号", 36), ListColumn("责任者", 30),
    ListColumn("题名", 40), ListColumn("日期", 29), ListColumn("页号", 12),
)  # fmt: skip
_COVER = (ListColumn("项目", 34), ListColumn("内容", 122))
_NUMBER = TextStyle(size=10, leading=12, align=Align.RIGHT)
_NUMBER_INSET = 12 * mm
_NUMBER_TOP = 9 * mm
_TEXT_LIMIT = 400_000  # characters of a text file that are printed

Fetch = Callable[[str], bytes]
Report = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Bound:
    """What was bound: papers, numbered pages, and the forms that are missing."""

    papers: int
    pages: int
    missing: tuple[str, ...]


def bind_dossier(
    dossier: Dossier,
    fetch: Fetch,
    out: Path,
    *,
    report: Report = lambda _done, _total: None,
    fonts: FontSet | None = None,
) -> Bound:
    """Writes the dossier into a new file. `fetch` gives a sealed file by its attachment.

    `report` is told how far it is and may raise to stop; then nothing is left. Raises
    EnvironmentFault when the file cannot be written.
    """
    fonts = fonts or load_fonts()
    total = 2 * len(dossier.papers)
    counts = []
    for number, paper in enumerate(dossier.papers):
        report(number, total)
        counts.append(sum(page_count(pdf) for pdf in _sheets(paper, fetch, fonts)))
    missing = tuple(load_form(each.form_id).title for each in dossier.missing)
    parts = out.with_name(f".{out.name}.part"), out.with_name(f".{out.name}.next")
    try:
        binder = _Binder(parts, Typesetter(fonts))
        binder.add(_("封面"), [_cover(dossier, fonts)], numbered=False)
        binder.add(_("卷内目录"), [_catalogue(dossier, counts, fonts)], numbered=False)
        for number, paper in enumerate(dossier.papers):
            report(len(dossier.papers) + number, total)
            binder.add(_outline(paper), _sheets(paper, fetch, fonts), numbered=True)
        binder.add(_("备考表"), [_closing(dossier, sum(counts), missing, fonts)], numbered=False)
        binder.finish().replace(out)
    except OSError as error:
        raise EnvironmentFault(
            _("卷宗写不进去。"), remedy=_("请检查磁盘空间和文件夹权限，或者换一个位置。")
        ) from error
    finally:
        for part in parts:
            part.unlink(missing_ok=True)
    report(total, total)
    return Bound(len(dossier.papers), sum(counts), missing)


class _Binder:
    """Appends sheets to a file in portions, numbers their pages and remembers the bookmarks."""

    def __init__(self, parts: tuple[Path, Path], typesetter: Typesetter) -> None:
        self._written, self._next = parts  # what is in one is read while the other is written
        self._typesetter = typesetter
        self._document = pikepdf.new()
        self._sources: list[pikepdf.Pdf] = []
        self._held = 0
        self._number = 0
        self._marks: list[tuple[str, int]] = []

    def add(self, title: str, sheets: Iterator[bytes] | list[bytes], *, numbered: bool) -> None:
        self._marks.append((title, len(self._document.pages)))
        for pdf in sheets:
            source = pikepdf.open(io.BytesIO(pdf))
            self._sources.append(source)
            first = len(self._document.pages)
            self._document.pages.extend(source.pages)
            if numbered:
                for index in range(first, len(self._document.pages)):
                    self._number += 1
                    self._stamp(self._document.pages[index])
            self._held += len(pdf)
            if self._held > PORTION:
                self._write_out()

    def finish(self) -> Path:
        with self._document.open_outline() as outline:
            for title, page in self._marks:
                outline.root.append(pikepdf.OutlineItem(title, page))
        self._save()
        self._close()
        return self._written

    def _write_out(self) -> None:
        """Saves what there is and goes on from the file: the sources may go."""
        self._save()
        self._close()
        self._document = pikepdf.open(self._written, access_mode=pikepdf.AccessMode.stream)
        self._sources, self._held = [], 0

    def _save(self) -> None:
        self._next.unlink(missing_ok=True)
        self._next.touch(mode=0o600)
        self._document.save(self._next)
        self._written, self._next = self._next, self._written

    def _close(self) -> None:
        self._document.close()
        for source in self._sources:
            source.close()

    def _stamp(self, page: pikepdf.Page) -> None:
        """The number of the page in the dossier, at its upper outer corner."""
        left, bottom, right, top = (float(each) for each in page.mediabox)
        width, height = abs(right - left), abs(top - bottom)
        buffer = io.BytesIO()
        face = self._typesetter.fonts.face(Role.BODY).name
        settings: dict[str, Any] = {"initialFontName": face}
        canvas = Canvas(buffer, pagesize=(width, height), invariant=1, **settings)
        (line,) = self._typesetter.lines(str(self._number), _NUMBER, width - 2 * _NUMBER_INSET)
        draw_line(canvas, line, _NUMBER_INSET, height - _NUMBER_TOP)
        canvas.save()
        with pikepdf.open(io.BytesIO(buffer.getvalue())) as stamp:
            page.add_overlay(stamp.pages[0], pikepdf.Rectangle(page.mediabox))


def _sheets(paper: DossierPaper, fetch: Fetch, fonts: FontSet) -> Iterator[bytes]:
    for file in paper.files:
        yield _as_pdf(file, fetch(file.attachment_id), fonts)


def _as_pdf(file: BoundFile, content: bytes, fonts: FontSet) -> bytes:
    """A file as pages: a PDF or picture as it is, a text printed, anything else as a slip."""
    if content.startswith(b"%PDF-") or file.media_type.startswith("image/"):
        try:
            pdf = viewable(content)
            with pikepdf.open(io.BytesIO(pdf)):
                return pdf
        except (pikepdf.PdfError, NotViewable):
            return _slip(file, fonts)
    if file.media_type.startswith("text/plain"):
        return _text(file, content, fonts)
    return _slip(file, fonts)


def _text(file: BoundFile, content: bytes, fonts: FontSet) -> bytes:
    lines = content.decode("utf-8", "replace")[:_TEXT_LIMIT].splitlines()
    known = ["".join("□" if fonts.missing_characters(c) else c for c in line) for line in lines]
    rows = [(line,) for line in known if line.strip()]
    return render_listing(
        Listing(file.name, "", (ListColumn("内容", 1),), rows, code="JZ-JN"), fonts
    )


def _slip(file: BoundFile, fonts: FontSet) -> bytes:
    rows = [("文件", file.name), ("格式", file.media_type), ("校验值", file.sha256)]
    note = "此件为电子文件，不能装订成页，存于本所加密案卷，凭校验值核对。"
    return render_listing(Listing("电子文件说明", "", _COVER, rows, (note,), code="JZ-JN"), fonts)


def _outline(paper: DossierPaper) -> str:
    return f"{paper.title} {paper.serial}".strip()


def _cover(dossier: Dossier, fonts: FontSet) -> bytes:
    term = f"{format_cn(dossier.term_start)}至{format_cn(dossier.term_end)}"
    rows = [
        ("社区矫正对象", dossier.person),
        ("矫正类别", dossier.category),
        ("法律文书文号", dossier.judgment or "—"),
        ("矫正期限", term),
        ("状态", dossier.status),
        ("件数", f"{len(dossier.papers)}件"),
        ("立卷单位", dossier.office),
        ("立卷日期", format_cn(dossier.bound_on)),
    ]
    listing = Listing("社区矫正工作档案", dossier.county, _COVER, rows, code="JZ-JN")
    return render_listing(listing, fonts)


def _catalogue(dossier: Dossier, counts: list[int], fonts: FontSet) -> bytes:
    rows, page = [], 1
    for number, (paper, count) in enumerate(zip(dossier.papers, counts, strict=True), start=1):
        pages = str(page) if count == 1 else f"{page}—{page + count - 1}"
        day = format_cn(paper.on)
        rows.append((str(number), paper.serial, paper.author, paper.title, day, pages))
        page += count
    return render_listing(
        Listing("卷内目录", dossier.person, _CATALOGUE, rows, code="JZ-JN"), fonts
    )


def _closing(dossier: Dossier, pages: int, missing: tuple[str, ...], fonts: FontSet) -> bytes:
    lacking = [
        (title, f"{each.clause}{'' if each.confirmed else '（条文待县级机构核对）'}")
        for title, each in zip(missing, dossier.missing, strict=True)
    ]
    notes = (
        f"本卷共{len(dossier.papers)}件，{pages}页。"
        + ("应当入卷的文书齐全。" if not lacking else f"缺少上列{len(lacking)}件，应当补齐。"),
        "需要说明的情况：",
        "",
        "立卷人：　　　　　　　检查人：　　　　　　　　　年　　月　　日",
    )
    columns = (ListColumn("缺少的文书", 60), ListColumn("依据", 96))
    rows = lacking or [("无", "")]
    return render_listing(
        Listing("卷内备考表", dossier.person, columns, rows, notes, code="JZ-JN"), fonts
    )
