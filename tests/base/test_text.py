"""Text as people type it: widths, spaces, names and Chinese numerals."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corrdesk.base.text import (
    chinese_number,
    clean_name,
    is_han,
    is_safe_name,
    name_problem,
    squeeze_spaces,
    strip_han_spaces,
    to_half_width,
)


def test_number_characters_are_narrowed() -> None:
    assert to_half_width("３７０３Ｘｘ") == "3703Xx"
    assert to_half_width("２０２６．８／３－４：５＋６，（７）") == "2026.8/3-4:5+6,(7)"
    assert to_half_width("1\u00a02\u30003\u20134") == "1 2 3-4"


@given(st.text(alphabet=st.characters(min_codepoint=0x3400, max_codepoint=0x323AF)))
def test_chinese_characters_are_never_changed(text: str) -> None:
    han = "".join(char for char in text if is_han(char))
    assert to_half_width(han) == han
    assert clean_name(han) == han


def test_compatibility_characters_of_names_survive() -> None:
    name = "\uf92c\ufa0e"  # NFKC would put other characters in their place
    assert unicodedata.normalize("NFKC", name) != name
    assert clean_name(name) == name


@given(st.text())
def test_squeezing_and_narrowing_twice_changes_nothing_more(text: str) -> None:
    assert squeeze_spaces(squeeze_spaces(text)) == squeeze_spaces(text)
    assert to_half_width(to_half_width(text)) == to_half_width(text)
    assert strip_han_spaces(strip_han_spaces(text)) == strip_han_spaces(text)


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("黄　庆", "黄庆"),
        (" 欧 阳 丽 磊 ", "欧阳丽磊"),
        ("艾力•买买提", "艾力·买买提"),
        ("艾力・买买提", "艾力·买买提"),
        ("艾力.买买提", "艾力·买买提"),
        ("艾力． 买买提", "艾力·买买提"),
        ("John   Smith", "John Smith"),
        ("𠅤 䶮", "𠅤䶮"),
    ],
)
def test_names_are_stored_in_one_way(typed: str, stored: str) -> None:
    assert clean_name(typed) == stored
    assert name_problem(typed) is None
    assert clean_name(stored) == stored


@pytest.mark.parametrize(
    "name",
    ["马涛", "〇一", "𠅤䶮㛃", "\U000313f0", "O'Brien", "Jean-Luc Müller", "J. Smith", "黄庆\n"],
)
def test_real_names_are_safe(name: str) -> None:
    assert is_safe_name(name)


@pytest.mark.parametrize(
    "name",
    [
        "=1+1",
        "@SUM(A1)",
        "+马涛",
        "-马涛",
        "·马涛",
        "马涛1",
        "马涛１",
        "<b>马涛</b>",
        "马&涛",
        "马;涛",
        "马/涛",
        "马\\涛",
        "马\n涛",
        "马\x00涛",
        "马\u202e涛",
        "马\u2066涛",
        "马\u200b涛",
        "\ufeff马涛",
        "马\u2028涛",
        "马\ue000涛",
        "马\U000e0100涛",
        "马😀",
        "Иван",
        "a\u0301",
        "\ud800",
    ],
)
def test_hostile_or_damaged_names_are_named_by_their_characters(name: str) -> None:
    assert name_problem(name) == "characters"
    assert not is_safe_name(name)


def test_an_empty_and_an_endless_name_have_their_own_problem() -> None:
    assert name_problem("") == name_problem(" \u3000 ") == "missing"
    assert name_problem("马" * 61) == "length"
    assert name_problem("马" * 60) is None


@pytest.mark.parametrize(
    ("n", "written"),
    [
        (0, "零"),
        (7, "七"),
        (10, "十"),
        (11, "十一"),
        (20, "二十"),
        (34, "三十四"),
        (101, "一百零一"),
        (110, "一百一十"),
        (1001, "一千零一"),
        (1010, "一千零一十"),
        (9999, "九千九百九十九"),
    ],
)
def test_article_numbers_are_written_as_in_the_law(n: int, written: str) -> None:
    assert chinese_number(n) == written


def test_every_number_has_its_own_writing() -> None:
    assert len({chinese_number(n) for n in range(10000)}) == 10000


@pytest.mark.parametrize("n", [-1, 10000])
def test_other_numbers_are_refused(n: int) -> None:
    with pytest.raises(ValueError, match="9999"):
        chinese_number(n)
