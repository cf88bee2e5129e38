"""A bound dossier: pages numbered through, bookmarks that lead to them, nothing left behind."""

from __future__ import annotations

import io
import re
import tracemalloc
from datetime import date
from pathlib import Path

import pikepdf
import pytest
from PIL import Image

from corrdesk.base.errors import EnvironmentFault
from corrdesk.casework.documents.dossier import BoundFile, Dossier, DossierPaper, MissingPaper
from corrdesk.printing.fonts import FontSet
from corrdesk.printing.forms import dossier as binding
from corrdesk.printing.forms.dossier import bind_dossier
from corrdesk.printing.preview import extract_text, page_count
from tests.printing.sheets import RARE, SHORTEST, TYPICAL, render

DAY = date(2026, 6, 10)


def picture(kind: str = "JPEG") -> bytes:
    buffer = io.BytesIO()
    Image.new("RGB", (400, 560), (250, 250, 240)).save(buffer, kind)
    return buffer.getvalue()


def paper(title: str, *files: tuple[str, str], serial: str = "") -> DossierPaper:
    kept = tuple(BoundFile(name, name, kind, "ab" * 32) for name, kind in files)
    return DossierPaper(title, serial, "青石县社区矫正管理局", DAY, kept)


def dossier(*papers: DossierPaper, missing: tuple[MissingPaper, ...] = ()) -> Dossier:
    return Dossier(
        office="青石镇司法所", county="青石县社区矫正管理局", person=RARE.person_name,
        category="缓刑", status="在册", judgment="（2025）青刑初88号", term_start=DAY,
        term_end=date(2027, 6, 9), bound_on=DAY, papers=papers, missing=missing,
    )  # fmt: skip


@pytest.fixture(scope="module")
def files(fonts: FontSet) -> dict[str, bytes]:
    return {
        "long.pdf": render(TYPICAL, fonts),
        "short.pdf": render(SHORTEST, fonts),
        "photo.jpg": picture(),
        "extract.txt": "报告登记记录摘录\n\n2026年6月8日 未报到\x00من".encode(),
        "voice.mp3": b"ID3 sound",
        "torn.pdf": b"%PDF-1.7 torn",
    }


EVERYTHING = (
    paper("警告决定书", ("long.pdf", "application/pdf"), serial="（2026）青矫警字第2号"),
    paper("训诫决定书", ("short.pdf", "application/pdf"), ("photo.jpg", "image/jpeg")),
    paper("摘录", ("extract.txt", "text/plain; charset=utf-8")),
    paper("录音", ("voice.mp3", "audio/mpeg")),
    paper("残件", ("torn.pdf", "application/pdf")),
)
MISSING = (
    MissingPaper("team-agreement", "《实施办法》第十九条", confirmed=False),
    MissingPaper("person-registration", "《社区矫正法》第二十二条", confirmed=True),
)


def squeezed(text: str) -> str:
    return re.sub(r"\s", "", text)


def test_a_whole_dossier(files: dict[str, bytes], fonts: FontSet, tmp_path: Path) -> None:
    out = tmp_path / "卷宗.pdf"
    made = bind_dossier(dossier(*EVERYTHING, missing=MISSING), files.__getitem__, out, fonts=fonts)
    assert (made.papers, made.pages) == (5, 7)
    assert made.missing == ("社区矫正小组责任书", "社区矫正对象基本信息表")
    content = out.read_bytes()
    pages = [squeezed(page) for page in extract_text(content).split("\f")]
    assert len(pages) == 2 + 7 + 1
    for number, page in enumerate(pages[2:-1], start=1):
        assert page.endswith(str(number)) or page.startswith(str(number))
    assert "1（2026）青矫警字第2号" in pages[1]
    assert pages[1].count("青石县社区矫正管理局") == 5
    assert "1—2" in pages[1]
    assert "3—4" in pages[1]
    assert "不能装订成页" in pages[-3]
    assert "未报到□□" in pages[-4]
    assert "本卷共5件，7页。缺少上列2件" in pages[-1]
    assert "《实施办法》第十九条（条文待县级机构核对）" in pages[-1]
    with pikepdf.open(io.BytesIO(content)) as pdf, pdf.open_outline() as outline:
        titles = [item.title for item in outline.root]
        leads = [next(iter(item.destination or ())) for item in outline.root]  # type: ignore[arg-type]
        places = [pdf.pages.index(pikepdf.Page(page)) for page in leads]
    assert titles == [
        "封面", "卷内目录", "警告决定书 （2026）青矫警字第2号", "训诫决定书", "摘录", "录音",
        "残件", "备考表",
    ]  # fmt: skip
    assert places == [0, 1, 2, 4, 6, 7, 8, 9]
    assert [each.name for each in tmp_path.iterdir()] == ["卷宗.pdf"]


def test_an_empty_dossier_says_so(fonts: FontSet, tmp_path: Path) -> None:
    out = tmp_path / "empty.pdf"
    made = bind_dossier(dossier(), lambda _id: b"", out, fonts=fonts)
    assert (made.papers, made.pages, made.missing) == (0, 0, ())
    assert "应当入卷的文书齐全。" in squeezed(extract_text(out.read_bytes()))


def test_portions_make_the_same_dossier(
    files: dict[str, bytes],
    fonts: FontSet,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    whole, parts = tmp_path / "whole.pdf", tmp_path / "parts.pdf"
    bind_dossier(dossier(*EVERYTHING), files.__getitem__, whole, fonts=fonts)
    monkeypatch.setattr(binding, "PORTION", 1)
    bind_dossier(dossier(*EVERYTHING), files.__getitem__, parts, fonts=fonts)
    assert extract_text(parts.read_bytes()) == extract_text(whole.read_bytes())


def test_memory_does_not_grow_with_the_dossier(
    fonts: FontSet, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    noise = io.BytesIO()
    Image.effect_noise((900, 1200), 90).convert("RGB").save(noise, "JPEG", quality=95)
    photo = noise.getvalue()
    monkeypatch.setattr(binding, "PORTION", 2 * len(photo))
    peaks = []
    for count in (6, 30):
        papers = [paper(f"第{n}件", (f"{n}.jpg", "image/jpeg")) for n in range(count)]
        out = tmp_path / f"{count}.pdf"
        tracemalloc.start()
        made = bind_dossier(dossier(*papers), lambda _id: photo, out, fonts=fonts)
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
        assert made.pages == count
        assert page_count(out.read_bytes()) > count
    assert peaks[1] < peaks[0] + 6 * len(photo)


def test_a_stopped_binding_leaves_nothing(
    files: dict[str, bytes], fonts: FontSet, tmp_path: Path
) -> None:
    def stop(done: int, total: int) -> None:
        if done == total - 1:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        bind_dossier(
            dossier(*EVERYTHING), files.__getitem__, tmp_path / "x.pdf", report=stop, fonts=fonts
        )
    assert list(tmp_path.iterdir()) == []
    with pytest.raises(EnvironmentFault):
        bind_dossier(dossier(), files.__getitem__, tmp_path / "no" / "x.pdf", fonts=fonts)
