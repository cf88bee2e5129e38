"""Wording with slots."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corrdesk.printing.slots import Slot, parse_wording

WORDS = {"ordered": {"缓刑": "宣告缓刑"}}


def _fill(text: str, **values: str | tuple[str, ...]) -> str:
    return parse_wording(text).fill(values, WORDS, lambda name: f"<{name}>")


def test_facts_stand_where_their_slots_are() -> None:
    assert _fill("姓名{a}，{b}。", a="甲", b=("一", "二")) == "姓名甲，一、二。"
    assert _fill("姓名{a}。") == "姓名<a>。"


def test_a_group_is_printed_only_when_all_its_facts_are_there() -> None:
    assert _fill("甲[，{a}和{b}]。", a="一", b="二") == "甲，一和二。"
    assert _fill("甲[，{a}和{b}]。", a="一") == "甲。"


def test_a_word_list_changes_the_fact_it_knows_and_no_other() -> None:
    assert _fill("{a:ordered}", a="缓刑") == "宣告缓刑"
    assert _fill("{a:ordered}", a="拘役") == "拘役"


def test_slots_in_groups_are_named_too() -> None:
    assert list(parse_wording("{a}[{b:ordered}]").slots()) == [Slot("a"), Slot("b", "ordered")]


@pytest.mark.parametrize(
    "text", ["{", "}", "[", "]", "[x]", "[[{a}]]", "{A}", "{}", "{a b}", "{{a}}"]
)
def test_a_fault_in_a_wording_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"括号|填写位置"):
        parse_wording(text)


@given(st.text())
def test_a_fact_is_never_read_as_wording(fact: str) -> None:
    assert _fill("甲{a}乙[（{a}）]", a=fact) == (f"甲{fact}乙（{fact}）" if fact else "甲<a>乙")
