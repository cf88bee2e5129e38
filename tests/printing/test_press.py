"""The press: notices and receipts in words, pictures, bytes, margins; county layouts."""

import ctypes
import io
import os
import re
import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pikepdf
import pypdfium2
import pytest
from pikepdf import pdfa
from PIL import Image, ImageChops

from corrdesk.base.errors import UserError
from corrdesk.base.resources import resource_path
from corrdesk.casework.documents.sheet import FormSheet
from corrdesk.printing import layout
from corrdesk.printing.fonts import FontSet
from corrdesk.printing.forms.density import area_top
from corrdesk.printing.press import OfficePress
from corrdesk.printing.preview import extract_text, page_count, page_png
from corrdesk.printing.safe_text import safe_sheet, safe_text, sheet_texts
from corrdesk.printing.templates import FormKind, load_form
from tests.printing.form_facts import typical
from tests.printing.sheets import (
    HOSTILE,
    LONGEST,
    NOTICES,
    SERVICE,
    SERVICES,
    TYPICAL,
    NoticeSheet,
    ServiceSheet,
    render,
)

ROOT = Path(__file__).resolve().parents[2]
GOLDEN = ROOT / "tests" / "data" / "printing"
ACTUAL = ROOT / ".artifacts" / "printing"
GOLDEN_DPI = 70
FINE_DPI = 150
CASES = [f"notice-{name}" for name in NOTICES] + [f"service-{name}" for name in SERVICES]


def _sheet(case: str) -> NoticeSheet | ServiceSheet:
    kind, name = case.split("-")
    return NOTICES[name] if kind == "notice" else SERVICES[name]


def _squeezed(text: str) -> str:
    return re.sub(r"\s", "", text)


def _without_footers(text: str) -> str:
    """The squeezed text of all pages without what each page repeats."""
    footer = r"(样张)?JZ-\w+版式\w+?(链首\w+?)?第\d+页共\d+页(查验码[0-9A-Z]{8})?"
    return re.sub(footer, "", _squeezed(text))


def _keep(name: str, content: bytes) -> Path:
    ACTUAL.mkdir(parents=True, exist_ok=True)
    path = ACTUAL / name
    path.write_bytes(content)
    return path


def _picture(png: bytes) -> Image.Image:
    return Image.open(io.BytesIO(png)).convert("L")


# ------------------------------------------------------------------------------- goldens


@pytest.mark.parametrize("case", CASES)
def test_golden_text(case: str, fonts: FontSet) -> None:
    text = extract_text(render(_sheet(case), fonts)).replace("\f", "\n----\n") + "\n"
    golden = GOLDEN / f"{case}.txt"
    if not golden.is_file() or text != golden.read_text("utf-8"):
        actual = _keep(golden.name, text.encode())
        pytest.fail(f"{golden.name} differs; look at {actual} and keep it if the change is meant")


@pytest.mark.parametrize("case", CASES)
def test_golden_picture(case: str, fonts: FontSet) -> None:
    pdf = render(_sheet(case), fonts)
    different = []
    for page in sorted({0, page_count(pdf) - 1}):
        picture = _picture(page_png(pdf, page, GOLDEN_DPI))
        golden = GOLDEN / f"{case}-{page + 1}.png"
        if not golden.is_file() or _differs(picture, _picture(golden.read_bytes())):
            buffer = io.BytesIO()
            picture.quantize(16).save(buffer, "PNG", optimize=True)
            different.append(str(_keep(golden.name, buffer.getvalue())))
    assert not different, "look at these pictures and keep them if the change is meant"


def _differs(picture: Image.Image, golden: Image.Image) -> bool:
    """Whether more than one pixel in a thousand is clearly another one."""
    if picture.size != golden.size:
        return True
    difference = ImageChops.difference(picture, golden).point(lambda value: 255 * (value > 96))
    return difference.histogram()[255] > picture.width * picture.height / 1000


def test_a_moved_line_would_be_seen(fonts: FontSet) -> None:
    picture = _picture(page_png(render(TYPICAL, fonts), 0, GOLDEN_DPI))
    moved = picture.copy()
    moved.paste(picture.crop((0, 240, picture.width, 264)), (0, 242))
    assert not _differs(picture, picture)
    assert _differs(moved, picture)


# --------------------------------------------------------------------------------- bytes


@pytest.mark.parametrize("case", ["notice-typical", "notice-rare", "service-typical"])
def test_the_same_sheet_gives_the_same_bytes(case: str, fonts: FontSet) -> None:
    assert render(_sheet(case), fonts) == render(_sheet(case), fonts)


def test_two_processes_give_the_same_bytes(fonts: FontSet) -> None:
    program = (
        "import sys, hashlib;"
        "from tests.printing.sheets import LONGEST, render;"
        "from corrdesk.printing.fonts import BASELINE_PLAN, load_fonts;"
        "pdf = render(LONGEST, load_fonts(BASELINE_PLAN));"
        "print(hashlib.sha256(pdf).hexdigest())"
    )
    digests = {
        subprocess.run(
            [sys.executable, "-c", program],
            cwd=ROOT,
            env={**os.environ, "PYTHONHASHSEED": seed, "TZ": zone},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed, zone in (("1", "UTC"), ("2", "Asia/Shanghai"))
    }
    assert len(digests) == 1


# ---------------------------------------------------------------------------------- text


@pytest.mark.parametrize("case", CASES)
def test_every_text_of_the_sheet_is_read_back(case: str, fonts: FontSet) -> None:
    sheet = safe_sheet(_sheet(case), paragraphs=frozenset({"facts"}))
    extracted = extract_text(render(sheet, fonts))
    running, everything = _without_footers(extracted), _squeezed(extracted)
    for text in sheet_texts(sheet):
        if text in {"warning", "admonition"} or text == getattr(sheet, "office", None):
            continue  # a notice does not name who carries it
        for paragraph in text.split("\n"):
            wanted = _squeezed(paragraph).rstrip("。；")
            assert wanted in running or wanted in everything


@pytest.mark.skipif(shutil.which("pdftotext") is None, reason="apt-get install poppler-utils")
@pytest.mark.parametrize("case", CASES)
def test_a_second_reader_extracts_the_same(case: str, fonts: FontSet, tmp_path: Path) -> None:
    pdf = tmp_path / "sheet.pdf"
    pdf.write_bytes(render(_sheet(case), fonts))
    run = ["pdftotext", "-raw", "-enc", "UTF-8", str(pdf), "-"]
    other = subprocess.run(run, capture_output=True, check=True).stdout.decode()
    ours = extract_text(pdf.read_bytes())
    assert sorted(_squeezed(other)) == sorted(_squeezed(ours))


def test_a_decision_with_nothing_optional_reads_well(fonts: FontSet) -> None:
    text = _squeezed(extract_text(render(NOTICES["shortest"], fonts)))
    assert "因犯盗窃罪，被宣告缓刑，依法实行社区矫正" in text
    assert "上述事实" in text
    assert "抄送" not in text
    only_number = replace(TYPICAL, decision_organ="")
    text = _squeezed(extract_text(render(only_number, fonts)))
    assert "被以（2025）青0999刑初12号文书宣告缓刑" in text
    no_evidence = replace(TYPICAL, evidence=())
    assert "证据证实" not in extract_text(render(no_evidence, fonts))


def test_a_title_is_named_once_for_a_run_of_articles(fonts: FontSet) -> None:
    text = _squeezed(extract_text(render(LONGEST, fonts)))
    assert text.count("《中华人民共和国社区矫正法》") == 1
    assert text.count("《中华人民共和国社区矫正法实施办法》") == 1


def test_a_character_without_font_blocks_the_issue(fonts: FontSet) -> None:
    with pytest.raises(UserError, match=r"“م”（U\+0645）.*“ن”（U\+0646）"):
        render(replace(TYPICAL, person_name="من"), fonts)
    with pytest.raises(UserError, match="不能签发"):
        render(replace(SERVICE, place="\ue000"), fonts)


def test_any_number_of_copies_is_printed(fonts: FontSet) -> None:
    many = tuple(f"青石县人民检察院驻第{n}乡检察室" for n in range(90))
    text = _without_footers(extract_text(render(replace(TYPICAL, copies=many), fonts)))
    assert f"抄送：{'、'.join(many)}。" in text


def test_a_notice_about_one_fact_fits_one_page_in_legible_type(fonts: FontSet) -> None:
    facts = TYPICAL.facts.split("\n")[1]
    pdf = render(replace(TYPICAL, facts=facts), fonts)
    assert page_count(pdf) == 1
    page = pypdfium2.PdfDocument(pdf)[0]
    heights = {
        round(item.get_matrix().d * _font_size(item))
        for item in page.get_objects()
        if item.type == pypdfium2.raw.FPDF_PAGEOBJ_TEXT
    }
    assert {14, 22} <= heights
    assert min(heights) == 9  # footer and captions


def _font_size(item: Any) -> float:
    size = ctypes.c_float()
    pypdfium2.raw.FPDFTextObj_GetFontSize(item.raw, size)
    return size.value


def test_a_short_notice_keeps_the_size_of_the_standard(fonts: FontSet) -> None:
    assert page_count(render(NOTICES["shortest"], fonts)) == 1


# ----------------------------------------------------------------------------- the paper


@pytest.mark.parametrize("case", CASES)
def test_nothing_is_printed_outside_the_margins(case: str, fonts: FontSet) -> None:
    pdf = render(_sheet(case), fonts)
    dot = FINE_DPI / 72
    for page in range(page_count(pdf)):
        picture = _picture(page_png(pdf, page, FINE_DPI))
        ink = picture.point(lambda value: 255 * (value < 250)).getbbox()
        assert ink is not None
        slack = 72 / 25.4  # one millimetre
        assert ink[0] >= (layout.LEFT - slack) * dot
        assert ink[1] >= (_top(case) - slack) * dot
        assert ink[2] <= (layout.RIGHT + slack) * dot
        assert ink[3] <= (layout.BOTTOM + 14 * slack) * dot  # the footer's strip


def _top(case: str) -> float:
    """A form's code stands a little above its printed area."""
    form = load_form("proof-of-service" if case.startswith("service") else "warning-decision")
    return area_top(form.kind) - (6 * 72 / 25.4 if form.kind is not FormKind.LETTER else 0)


def _ring(page: Any) -> Any:
    rings = [
        box
        for box in (item.get_bounds() for item in page.get_objects())
        if abs(box[2] - box[0] - layout.SEAL_DIAMETER) < 3
        and abs(box[3] - box[1] - layout.SEAL_DIAMETER) < 3
    ]
    assert len(rings) == 1
    return rings[0]


@pytest.mark.parametrize("name", [name for name in NOTICES if name != "specimen"])
def test_the_seal_space_holds_only_who_seals_and_when(name: str, fonts: FontSet) -> None:
    sheet = NOTICES[name]
    document = pypdfium2.PdfDocument(render(sheet, fonts))
    page = document[len(document) - 1]
    left, bottom, right, top = _ring(page)
    assert left >= layout.LEFT
    assert right <= layout.RIGHT
    inside = page.get_textpage().get_text_bounded(left, bottom, right, top)
    day = f"{sheet.decided_on.year}年{sheet.decided_on.month}月{sheet.decided_on.day}日"
    assert set(_squeezed(inside)) <= set(sheet.county + day + "印章位置")
    assert day in _squeezed(inside)


def test_the_signature_takes_text_along(fonts: FontSet) -> None:
    for days in range(1, 14):
        sheet = replace(TYPICAL, facts="2026年7月6日未按规定报到，经电话提醒仍未补报。\n" * days)
        last = extract_text(render(sheet, fonts)).split("\f")[-1]
        assert "院申诉。" in last
        assert "本决定书已向我宣读并送达" in last


@pytest.mark.parametrize("case", CASES)
def test_fonts_are_embedded_as_subsets_and_the_file_is_archive_quality(
    case: str, fonts: FontSet
) -> None:
    pdf = render(_sheet(case), fonts)
    assert len(pdf) < 200_000
    with pikepdf.open(io.BytesIO(pdf)) as document:
        assert pdfa.check(document, "2b").verdict == "pass"
        used = [font for page in document.pages for font in dict(page.Resources.Font).values()]
        for font in used:
            assert re.match(r"/[A-Z]{6}\+", str(font.BaseFont))
            assert "/FontFile2" in font.FontDescriptor


@pytest.mark.skipif(shutil.which("zbarimg") is None, reason="apt-get install zbar-tools")
@pytest.mark.parametrize("case", ["notice-typical", "notice-longest", "service-typical"])
def test_the_code_is_read_by_an_independent_reader(
    case: str, fonts: FontSet, tmp_path: Path
) -> None:
    sheet = _sheet(case)
    pdf = render(sheet, fonts)
    picture = tmp_path / "page.png"
    picture.write_bytes(page_png(pdf, page_count(pdf) - 1, 110))
    run = ["zbarimg", "-q", "--raw", "-Sdisable", "-Sqrcode.enable", str(picture)]
    read = subprocess.run(run, capture_output=True, check=True).stdout.decode().strip()
    code = load_form(sheet.form().form_id).code
    assert read == f"{code}|{sheet.serial}|{sheet.check_code}"


# ------------------------------------------------------------------------- hostile names


def test_a_hostile_name_is_only_its_own_glyphs(fonts: FontSet) -> None:
    pdf = render(HOSTILE, fonts)
    text = _squeezed(extract_text(pdf))
    assert _squeezed(safe_text(HOSTILE.person_name)) in text
    for character in "\u202e\u2066\u200b\u200d\ufeff\x00\x1b":
        assert character not in text
    # What the name does not touch reads as on a sheet with a harmless name.
    plain = _squeezed(extract_text(render(TYPICAL, fonts)))
    assert (
        text[text.index("在接受社区矫正期间") :][:40]
        == (plain[plain.index("在接受社区矫正期间") :][:40])
    )


def test_a_hostile_name_leaves_no_action_in_the_file(fonts: FontSet) -> None:
    with pikepdf.open(io.BytesIO(render(HOSTILE, fonts))) as document:
        assert set(dict(document.Root)) <= {
            *("/Type", "/Pages", "/Metadata", "/OutputIntents", "/Lang"),
            *("/PageMode", "/Outlines", "/Extensions"),
        }
        for page in document.pages:
            assert not {"/Annots", "/AA"} & set(dict(page.obj))
            assert "/XObject" not in page.Resources


def test_metadata_does_not_name_the_person(fonts: FontSet) -> None:
    pdf = render(TYPICAL, fonts)
    with pikepdf.open(io.BytesIO(pdf)) as document:
        said = bytes(document.Root.Metadata.read_bytes()).decode()
        said += "".join(str(value) for value in document.docinfo.values())
    assert TYPICAL.person_name not in said
    assert TYPICAL.id_number not in said
    assert TYPICAL.serial in said


# ------------------------------------------------------------------------ the press itself

FORM = "leave-certificate"


@pytest.mark.parametrize("specimen", [False, True])
def test_a_sheet_says_its_facts_and_its_number(fonts: FontSet, specimen: bool) -> None:
    serial = "" if specimen else "（2026）青矫外字第1号"
    sheet = FormSheet(FORM, typical(load_form(FORM)), serial, "ABCD2345", "0123456789ab", specimen)
    text = extract_text(OfficePress(fonts=fonts).render(sheet))
    assert "ABCD2345" in text
    assert (serial in text) if serial else ("样" in text)


def test_a_missing_fact_is_named(fonts: FontSet) -> None:
    short = {
        name: value for name, value in typical(load_form(FORM)).items() if name != "destination"
    }
    with pytest.raises(UserError) as refused:
        OfficePress(fonts=fonts).render(FormSheet(FORM, short))
    assert refused.value.field == "destination"


def test_the_card_of_a_form(tmp_path: Path) -> None:
    card = OfficePress(tmp_path / "no-such-folder").card("warning-decision")
    assert (card.title, card.layout, card.word) == ("社区矫正警告决定书", "2", "矫警")
    with pytest.raises(UserError):
        OfficePress().card("no-such-form")


def test_a_county_layout_takes_the_place(tmp_path: Path) -> None:
    text = resource_path("forms", f"{FORM}.yaml").read_text("utf-8")
    own = text.replace("layout: 1", "layout: 县1").replace("number: 矫外", "number: 矫证")
    (tmp_path / f"{FORM}.yaml").write_text(own, encoding="utf-8")
    card = OfficePress(tmp_path).card(FORM)
    assert (card.layout, card.word) == ("县1", "矫证")
