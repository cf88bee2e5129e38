"""The form of 送达回证."""

from dataclasses import replace

import pytest

from corrdesk.base.errors import UserError
from corrdesk.printing.fonts import FontSet
from corrdesk.printing.forms.enforcement import render_service
from corrdesk.printing.forms.service_table import MANNERS
from corrdesk.printing.preview import extract_text, page_count
from tests.printing.sheets import SERVICE, SERVICE_BLANK, SERVICE_LONGEST


def test_everything_known_is_printed_and_the_rest_can_be_filled(fonts: FontSet) -> None:
    text = extract_text(render_service(SERVICE, fonts))
    for known in (SERVICE.document_title, SERVICE.serial, SERVICE.addressee, SERVICE.place):
        assert known in text
    for manner in MANNERS:
        assert f"□{manner}" in text
    for label in (
        "受送达人签收",
        "代收人签收",
        "拒收事由",
        "见证人签名",
        "送达人签名（二人）",
        "备注",
    ):
        assert label in text


def test_without_place_and_code_the_form_stays_whole(fonts: FontSet) -> None:
    text = extract_text(render_service(SERVICE_BLANK, fonts))
    assert "送达地点" in text
    assert "查验码" not in text


def test_long_names_still_fit_on_one_page(fonts: FontSet) -> None:
    assert page_count(render_service(SERVICE_LONGEST, fonts)) == 1


def test_what_cannot_fit_is_refused_with_a_remedy(fonts: FontSet) -> None:
    with pytest.raises(UserError, match="一页排不下") as refusal:
        render_service(replace(SERVICE, place="很长的地点" * 120), fonts)
    assert refusal.value.remedy
