"""Heads, lists and the stub line."""

from dataclasses import replace

from corrdesk.printing.fonts import FontSet
from corrdesk.printing.forms.strips import Issue
from corrdesk.printing.forms.template import render_form
from corrdesk.printing.preview import extract_text
from corrdesk.printing.templates import load_form
from tests.printing.form_facts import ISSUE, typical


def test_a_sheet_without_a_number_shows_where_it_is_written(fonts: FontSet) -> None:
    form = load_form("discharge-certificate")
    text = extract_text(render_form(form, typical(form), Issue(), fonts))
    assert text.count("矫解证字第") == 2
    approval = load_form("leave-approval")
    text = extract_text(render_form(approval, typical(approval), Issue(), fonts))
    assert "编号：＿＿＿＿" in text


def test_the_number_stands_on_stub_cut_and_main_part(fonts: FontSet) -> None:
    form = load_form("leave-certificate")
    text = extract_text(render_form(form, typical(form), ISSUE, fonts))
    assert text.count(ISSUE.serial) == 3
    assert f"{ISSUE.serial} （骑缝章）" in text.replace("　", " ")


def test_a_list_is_numbered_unless_it_has_one_entry(fonts: FontSet) -> None:
    form = load_form("inquiry-opinion")
    facts = typical(form)
    text = extract_text(render_form(form, {**facts, "attachments": ["甲", "乙"]}, ISSUE, fonts))
    assert "附件：" in text
    assert "1. 甲" in text
    assert "2. 乙" in text
    text = extract_text(render_form(form, {**facts, "attachments": ["甲"]}, ISSUE, fonts))
    assert "1." not in text
    del facts["attachments"]
    assert "附件" not in extract_text(render_form(form, facts, ISSUE, fonts))


def test_only_a_letter_has_the_red_head(fonts: FontSet) -> None:
    form = load_form("relocation-letter")
    red = render_form(form, typical(form), ISSUE, fonts)
    plain_form = replace(form, head=replace(form.head, letterhead=False))
    assert red != render_form(plain_form, typical(form), ISSUE, fonts)
    assert extract_text(red).index("青石县社区矫正管理局") < extract_text(red).index("关于征求")
