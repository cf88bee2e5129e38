"""The forms of leave come out of casework as PDF, numbered or as specimen."""

from __future__ import annotations

from datetime import date

import pypdfium2
import pytest

from corrdesk.casework.leave.sheet import FormSheet
from corrdesk.printing.forms.leave import render_leave

FACTS: dict[str, object] = {
    "office": "青石镇司法所",
    "person_name": "王小明",
    "id_number": "110103199005170011",
    "reason": "就医：到省人民医院复查",
    "destination": "省城",
    "start": date(2026, 6, 15),
    "end": date(2026, 6, 21),
    "days": 7,
    "signed_on": date(2026, 6, 10),
}


def text_of(pdf: bytes) -> str:
    document = pypdfium2.PdfDocument(pdf)
    return "".join(page.get_textpage().get_text_bounded() for page in document)


@pytest.mark.parametrize("specimen", [False, True])
def test_the_certificate_says_its_facts(specimen: bool) -> None:
    serial = "" if specimen else "（2026）青矫外字第1号"
    sheet = FormSheet("leave-certificate", FACTS, serial, "ABCD2345", "0123456789ab", specimen)
    text = text_of(render_leave(sheet))
    assert "2026年6月15日" in text
    assert "共7天" in text
    assert (serial in text) if serial else ("样" in text)


def test_a_missing_fact_is_named() -> None:
    short = {name: value for name, value in FACTS.items() if name != "destination"}
    with pytest.raises(Exception, match="destination"):
        render_leave(FormSheet("leave-certificate", short))
