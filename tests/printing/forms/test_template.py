"""Every form: words, pictures, bytes, margins, seal space, readers, hostile names."""

import io
import os
import random
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pikepdf
import pypdfium2
import pytest
from pikepdf import pdfa
from PIL import Image, ImageChops

from corrdesk.base.dates import format_cn, parse_date
from corrdesk.printing import layout
from corrdesk.printing.blocks import Head, Seal, slots_of
from corrdesk.printing.facts import FactProblem, read_facts
from corrdesk.printing.fonts import BASELINE_PLAN, FontSet, load_fonts
from corrdesk.printing.forms.density import area_top
from corrdesk.printing.forms.strips import Issue
from corrdesk.printing.forms.template import form_sheet, render_form
from corrdesk.printing.layout import DocumentInfo
from corrdesk.printing.preview import extract_text, page_count, page_png
from corrdesk.printing.safe_text import safe_text
from corrdesk.printing.templates import FactKind, FormKind, FormTemplate, load_forms
from tests.printing.form_facts import CASES, ISSUE, SPECIMEN, typical, with_name
from tests.printing.sheets import HOSTILE, LONGEST, RARE

ROOT = Path(__file__).resolve().parents[3]
GOLDEN = ROOT / "tests" / "data" / "printing" / "forms"
ACTUAL = ROOT / ".artifacts" / "printing" / "forms"
GOLDEN_DPI = 60
SMALL_DPI = 36
FORMS = load_forms()
BOTH = [(form_id, case) for form_id in FORMS for case in CASES]
MILLIMETRE = 72 / 25.4

every_form = pytest.mark.parametrize("form_id", FORMS)
every_case = pytest.mark.parametrize(("form_id", "case"), BOTH)


@cache
def _pdf(form_id: str, case: str) -> bytes:
    form = FORMS[form_id]
    return render_form(form, CASES[case](form), ISSUE, load_fonts(BASELINE_PLAN))


@cache
def _read_back(form_id: str, case: str) -> str:
    return extract_text(_pdf(form_id, case))


def _squeezed(text: str) -> str:
    return re.sub(r"\s", "", text)


def _running(text: str) -> str:
    """The squeezed text of all pages without what each page repeats."""
    footer = r"(样张)?JZ-[A-Z-]+版式\w+?(链首\w+?)?第\d+页共\d+页(查验码[0-9A-Z]{8})?"
    return re.sub(footer, "", _squeezed(text))


def _keep(name: str, content: bytes) -> Path:
    ACTUAL.mkdir(parents=True, exist_ok=True)
    path = ACTUAL / name
    path.write_bytes(content)
    return path


# ------------------------------------------------------------------------------- goldens


@every_form
def test_golden_text(form_id: str, fonts: FontSet) -> None:
    text = "".join(f"==== {case}\n{_read_back(form_id, case)}\n" for case in CASES)
    text = text.replace("\f", "\n----\n")
    golden = GOLDEN / f"{form_id}.txt"
    if not golden.is_file() or text != golden.read_text("utf-8"):
        actual = _keep(golden.name, text.encode())
        pytest.fail(f"{golden.name} differs; look at {actual} and keep it if the change is meant")


@every_form
def test_golden_picture(form_id: str, fonts: FontSet) -> None:
    png = page_png(_pdf(form_id, "typical"), 0, GOLDEN_DPI)
    picture = Image.open(io.BytesIO(png)).convert("L")
    golden = GOLDEN / f"{form_id}.png"
    if not golden.is_file() or _differs(picture, Image.open(golden).convert("L")):
        buffer = io.BytesIO()
        picture.quantize(8).save(buffer, "PNG", optimize=True)
        actual = _keep(golden.name, buffer.getvalue())
        pytest.fail(f"{golden.name} differs; look at {actual} and keep it if the change is meant")


@every_form
def test_golden_pictures_of_every_other_case(form_id: str, fonts: FontSet) -> None:
    """First pages of the other cases on one small picture: the repository stays small."""
    pages = [
        Image.open(io.BytesIO(page_png(_pdf(form_id, case), 0, SMALL_DPI))).convert("L")
        for case in CASES
        if case != "typical"
    ]
    width, height = pages[0].size
    picture = Image.new("L", (width * len(pages), height), 255)
    for place, page in enumerate(pages):
        picture.paste(page, (place * width, 0))
    picture = picture.point(lambda value: 85 * round(value / 85))  # four greys, kept exactly
    golden = GOLDEN / f"{form_id}-cases.png"
    if not golden.is_file() or _differs(picture, Image.open(golden).convert("L")):
        buffer = io.BytesIO()
        picture.quantize(4).save(buffer, "PNG", optimize=True)
        actual = _keep(golden.name, buffer.getvalue())
        pytest.fail(f"{golden.name} differs; look at {actual} and keep it if the change is meant")


def _differs(picture: Image.Image, golden: Image.Image) -> bool:
    """Whether more than one pixel in a thousand is clearly another one."""
    if picture.size != golden.size:
        return True
    difference = ImageChops.difference(picture, golden).point(lambda value: 255 * (value > 96))
    return difference.histogram()[255] > picture.width * picture.height / 1000


# ---------------------------------------------------------------------------------- text


@every_case
def test_every_fact_is_read_back(form_id: str, case: str, fonts: FontSet) -> None:
    form = FORMS[form_id]
    extracted = _read_back(form_id, case)
    running, everything = _running(extracted), _squeezed(extracted)
    for name, value in read_facts(form, CASES[case](form), fonts).items():
        for text in value.split("\n") if isinstance(value, str) else value:
            assert _squeezed(text) in running or _squeezed(text) in everything, name


@pytest.mark.skipif(shutil.which("pdftotext") is None, reason="apt-get install poppler-utils")
@every_form
def test_a_second_reader_extracts_the_same(form_id: str, fonts: FontSet, tmp_path: Path) -> None:
    pdf = tmp_path / "form.pdf"
    pdf.write_bytes(_pdf(form_id, "rare"))
    run = ["pdftotext", "-raw", "-enc", "UTF-8", str(pdf), "-"]
    other = subprocess.run(run, capture_output=True, check=True).stdout.decode()
    assert sorted(_squeezed(other)) == sorted(_squeezed(_read_back(form_id, "rare")))


def test_rare_names_are_printed_whole(fonts: FontSet) -> None:
    for form_id, form in FORMS.items():
        if form.field("person_name") is not None:
            assert RARE.person_name in _squeezed(_read_back(form_id, "rare"))
            assert LONGEST.person_name in _squeezed(_read_back(form_id, "longest"))


@every_form
def test_a_specimen_is_marked_and_has_no_number(form_id: str, fonts: FontSet) -> None:
    form = FORMS[form_id]
    pdf = render_form(form, typical(form), SPECIMEN, fonts)
    for page in extract_text(pdf).split("\f"):
        assert "样\n张" in page
        assert f"{form.code} 版式{form.layout}" in page
        assert ISSUE.serial not in page or form_id == "proof-of-service"
        assert "查验码" not in page


@every_form
def test_an_issued_sheet_says_its_number_code_and_layout(form_id: str, fonts: FontSet) -> None:
    form = FORMS[form_id]
    text = _read_back(form_id, "typical")
    assert "样张" not in _squeezed(text)
    heads = [block for block in (form.head, *form.blocks) if isinstance(block, Head)]
    if any(head.number for head in heads):
        assert ISSUE.serial in text
    for page in text.split("\f"):
        assert f"{form.code} 版式{form.layout}" in page
        assert f"查验码 {ISSUE.check_code}" in page
        assert f"链首 {ISSUE.chain_head}" in page


# --------------------------------------------------------------------------------- bytes


@every_form
def test_the_same_facts_give_the_same_bytes(form_id: str, fonts: FontSet) -> None:
    form = FORMS[form_id]
    assert render_form(form, CASES["rare"](form), ISSUE, fonts) == _pdf(form_id, "rare")


@pytest.mark.parametrize("case", ["typical", "longest", "hostile"])
@every_form
def test_fonts_are_embedded_as_subsets_and_the_file_is_archive_quality(
    form_id: str, case: str, fonts: FontSet
) -> None:
    pdf = _pdf(form_id, case)
    assert len(pdf) < 250_000
    with pikepdf.open(io.BytesIO(pdf)) as document:
        assert pdfa.check(document, "2b").verdict == "pass"
        for page in document.pages:
            for font in dict(page.Resources.Font).values():
                assert re.match(r"/[A-Z]{6}\+", str(font.BaseFont))
                assert "/FontFile2" in font.FontDescriptor


def test_metadata_names_no_person(fonts: FontSet) -> None:
    for form_id, form in FORMS.items():
        name = str(typical(form).get("person_name", "陈守田"))
        with pikepdf.open(io.BytesIO(_pdf(form_id, "typical"))) as document:
            said = bytes(document.Root.Metadata.read_bytes()).decode()
            said += "".join(str(value) for value in document.docinfo.values())
        assert name not in said
        assert form.title in said


# ----------------------------------------------------------------------------- the paper


@pytest.mark.parametrize("case", ["typical", "longest", "hostile"])
@every_form
def test_nothing_is_printed_outside_the_margins(form_id: str, case: str, fonts: FontSet) -> None:
    form = FORMS[form_id]
    overhang = 7.5 * MILLIMETRE if form.head.letterhead else MILLIMETRE
    sealed = any(isinstance(block, Seal) for block in form.blocks)
    top = area_top(form.kind) - (MILLIMETRE if sealed else 6 * MILLIMETRE)
    pdf = _pdf(form_id, case)
    for page in sorted({0, page_count(pdf) // 2, page_count(pdf) - 1}):
        picture = Image.open(io.BytesIO(page_png(pdf, page, 72))).convert("L")
        ink = picture.point(lambda value: 255 * (value < 250)).getbbox()
        assert ink is not None
        assert ink[0] >= layout.LEFT - overhang - 1
        assert ink[1] >= top - 1
        assert ink[2] <= layout.RIGHT + overhang + 1
        assert ink[3] <= layout.BOTTOM + 14 * MILLIMETRE


@every_form
def test_texts_beyond_all_measure_stay_on_the_paper(form_id: str, fonts: FontSet) -> None:
    form = FORMS[form_id]
    facts = with_name(form, "没有尽头的一段文字，" * 60)
    pdf = render_form(form, facts, ISSUE, fonts)
    document = pypdfium2.PdfDocument(pdf)
    overhang = 8 * MILLIMETRE if form.head.letterhead else MILLIMETRE
    for page in document:
        for item in page.get_objects():
            left, bottom, right, top = item.get_bounds()
            assert left >= layout.LEFT - overhang
            assert right <= layout.RIGHT + overhang
            assert top <= layout.PAPER_HEIGHT - area_top(form.kind) + 6 * MILLIMETRE
            assert bottom >= layout.PAPER_HEIGHT - layout.BOTTOM - 14 * MILLIMETRE


SEALED = [
    (form_id, case)
    for form_id, case in BOTH
    if any(isinstance(block, Seal) for block in FORMS[form_id].blocks)
]


def _rings(page: Any) -> list[Any]:
    return [
        box
        for box in (item.get_bounds() for item in page.get_objects())
        if abs(box[2] - box[0] - layout.SEAL_DIAMETER) < 3
        and abs(box[3] - box[1] - layout.SEAL_DIAMETER) < 3
    ]


@pytest.mark.parametrize(("form_id", "case"), SEALED)
def test_the_seal_space_holds_only_who_seals_and_when(
    form_id: str, case: str, fonts: FontSet
) -> None:
    form = FORMS[form_id]
    seal = next(block for block in form.blocks if isinstance(block, Seal))
    facts = CASES[case](form)
    allowed = "印章位置"
    for slot in slots_of(seal):
        field = form.field(slot.name)
        assert field is not None
        fact = str(facts[slot.name])
        allowed += format_cn(parse_date(fact)) if field.kind is FactKind.DATE else safe_text(fact)
    document = pypdfium2.PdfDocument(_pdf(form_id, case))
    found = [(page, ring) for page in document for ring in _rings(page)]
    assert len(found) == 1
    page, (left, bottom, right, top) = found[0]
    assert left >= layout.LEFT
    assert right <= layout.RIGHT
    inside = page.get_textpage().get_text_bounded(left + 1, bottom + 1, right - 1, top - 1)
    assert set(_squeezed(inside)) <= set(allowed)
    assert "日" in inside


@pytest.mark.skipif(shutil.which("zbarimg") is None, reason="apt-get install zbar-tools")
@every_form
def test_the_code_is_read_by_an_independent_reader(
    form_id: str, fonts: FontSet, tmp_path: Path
) -> None:
    pdf = _pdf(form_id, "typical")
    sealed = any(isinstance(block, Seal) for block in FORMS[form_id].blocks)
    picture = tmp_path / "page.png"
    picture.write_bytes(page_png(pdf, page_count(pdf) - 1 if sealed else 0, 150))
    run = ["zbarimg", "-q", "--raw", "-Sdisable", "-Sqrcode.enable", str(picture)]
    read = subprocess.run(run, capture_output=True, check=True).stdout.decode().strip()
    assert read == f"{FORMS[form_id].code}|{ISSUE.serial}|{ISSUE.check_code}"


@every_form
def test_an_ordinary_sheet_needs_one_page(form_id: str, fonts: FontSet) -> None:
    read_aloud = {"entry-declaration", "person-notification", "team-agreement"}
    assert page_count(_pdf(form_id, "typical")) <= (2 if form_id in read_aloud else 1)
    assert page_count(_pdf(form_id, "shortest")) == 1 or form_id in read_aloud


@pytest.mark.parametrize(
    "form_id", [f.id for f in FORMS.values() if f.kind is FormKind.CERTIFICATE]
)
def test_a_stub_and_its_main_part_share_a_sheet_or_begin_their_own(
    form_id: str, fonts: FontSet
) -> None:
    first, *others = _read_back(form_id, "longest").split("\f")
    assert "存根" in first
    assert "骑缝章" in first
    assert others
    assert FORMS[form_id].title in others[0]


# ------------------------------------------------------------------------- hostile names

_PIECES = (
    *("王", "李", "𠮷", "㐂", "𠅤", "䶮", "·", "阿卜杜热合曼·买买提依明江", "欧阳", "　", " "),
    *("<b>", "</para>", "<img src='file:///etc/passwd'/>", "<a href='http://x.test/'>x</a>"),
    *("<script>alert(1)</script>", "{{x}}", "{% y %}", "{person_name}", "[{county}]", "${x}"),
    *("&amp;", "&#x27;", "\\)Tj(", "(/JS)", "%PDF-1.7", "%s%n", "\x1b[31m", "\x00", "\r\n", "\t"),
    *("\u202e", "\u2066", "\u2069", "\u200b", "\u200d", "\ufeff", "\u2028", "\ud800", "\U000e0041"),
    *("../../etc/passwd", "file:///", "http://x.test/", "';--", '"', "`id`", "\\input", "=cmd|"),
    # No "ﬁ": readers take the ligature for two letters.
    *("A" * 60, "1" * 40, "长" * 45, "（" * 9, "。" * 9, "—" * 5, "é", "e\u0301", "℃"),
)
# A sample; HOSTILE_NAMES=2000 for the full run.
_HOW_MANY = int(os.environ.get("HOSTILE_NAMES", "8"))


def _names(count: int) -> Iterator[str]:
    pieces = random.Random(20260803)
    for number in range(count):
        if number == 0:
            yield HOSTILE.person_name
        yield "丁" + "".join(pieces.choices(_PIECES, k=pieces.randint(1, 7)))


_watched: list[str] = []
_watching = False


def _audit(event: str, arguments: tuple[Any, ...]) -> None:
    if not _watching:
        return
    # Fonts, and the colour profile every PDF/A carries.
    if event == "open" and not str(arguments[0]).lower().endswith((".ttf", "srgb.icc")):
        _watched.append(f"open {arguments[0]}")
    elif event.startswith(("socket.", "subprocess.", "os.system", "os.exec", "urllib.", "exec")):
        _watched.append(event)


@pytest.mark.slow
@pytest.mark.timeout(60 + 10 * _HOW_MANY)
def test_hostile_names_touch_nothing_but_the_paper(
    fonts: FontSet, monkeypatch: pytest.MonkeyPatch
) -> None:
    everything = DocumentInfo("试验", "试验", "试验")
    forms = list(FORMS.values())
    sheets = [form_sheet(form, CASES["hostile"](form), ISSUE, fonts) for form in forms]
    layout.finish(sheets, everything, fonts)  # what libraries open once is open now
    sys.addaudithook(_audit)
    _watched.clear()
    this = sys.modules[__name__]
    monkeypatch.setattr(this, "_watching", True)
    pdfs = {}
    for name in _names(_HOW_MANY):
        issue = Issue(f"（2026）{name[:20]}字第1号", "7K3MPQ9X", "a1b2c3d4e5f6")
        sheets = [form_sheet(form, with_name(form, name), issue, fonts) for form in forms]
        pdfs[name] = layout.finish(sheets, everything, fonts)
        if len(pdfs) > 40:
            monkeypatch.setattr(this, "_watching", False)
            _check(pdfs, forms)
            pdfs.clear()
            monkeypatch.setattr(this, "_watching", True)
    monkeypatch.setattr(this, "_watching", False)
    _check(pdfs, forms)
    assert _watched == []


def _check(pdfs: dict[str, bytes], forms: list[FormTemplate]) -> None:
    """Nothing in a file acts, and the name is printed as it is on every form."""
    for name, pdf in pdfs.items():
        with pikepdf.open(io.BytesIO(pdf)) as document:
            assert not {"/OpenAction", "/AA", "/Names", "/AcroForm"} & set(dict(document.Root))
            for page in document.pages:
                assert not {"/Annots", "/AA"} & set(dict(page.obj))
                assert "/XObject" not in page.Resources
        running = _running(extract_text(pdf))
        assert running.count(_squeezed(safe_text(name))) >= len(forms)


def test_a_character_without_font_blocks_every_form_and_names_the_field(fonts: FontSet) -> None:
    for form in FORMS.values():
        name = next(field.name for field in form.fields if field.kind is FactKind.TEXT)
        with pytest.raises(FactProblem, match="U\\+0645") as refusal:
            render_form(form, {**typical(form), name: "م"}, ISSUE, fonts)
        assert refusal.value.field == name
