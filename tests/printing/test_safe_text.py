"""The choke point removes what acts and keeps what is only ink."""

import unicodedata
from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corrdesk.printing.safe_text import safe_sheet, safe_text, sheet_texts


@pytest.mark.parametrize(
    ("raw", "clean"),
    [
        ("王\u202e小\u202c明", "王小明"),
        ("张\u200b\u200d\ufeff三", "张三"),
        ("李\x00\x1b[31m四", "李[31m四"),
        ("甲\t乙\u00a0丙\u2003丁", "甲 乙 丙 丁"),
        ("一行\r\n二行\u2028三行", "一行 二行 三行"),
        ("\ud800孤", "孤"),
        ("e\u0301", "é"),
        ("葛\U000e0100", "葛"),
        ("<b>&amp;</para>{{x}}", "<b>&amp;</para>{{x}}"),
    ],
)
def test_known_cases(raw: str, clean: str) -> None:
    assert safe_text(raw) == clean


@pytest.mark.parametrize(
    "name", ["𠮷㐂䶮𠅤", "凞\uf9d0\U0002f800", "阿依古丽·买买提", "\U00031350"]
)
def test_rare_characters_stay_what_they_are(name: str) -> None:
    assert safe_text(name) == name


def test_paragraphs_stay_only_where_asked_for() -> None:
    assert safe_text("甲\r\n\n乙\u2029丙", paragraphs=True) == "甲\n乙\n丙"


@given(st.text())
def test_nothing_that_acts_remains_and_twice_is_once(raw: str) -> None:
    clean = safe_text(raw)
    assert not [c for c in clean if unicodedata.category(c) in ("Cc", "Cf", "Cs", "Zl", "Zp")]
    assert safe_text(clean) == clean


@dataclass(frozen=True)
class _Inner:
    word: str


@dataclass(frozen=True)
class _Sheet:
    name: str
    facts: str
    rows: tuple[_Inner, ...]
    count: int


def test_a_sheet_is_cleaned_to_its_leaves() -> None:
    sheet = _Sheet("王\u202e", "甲\n乙\u200b", (_Inner("丙\n丁"),), 3)
    clean = safe_sheet(sheet, paragraphs=frozenset({"facts"}))
    assert clean == _Sheet("王", "甲\n乙", (_Inner("丙 丁"),), 3)
    assert sheet_texts(clean) == ("王", "甲\n乙", "丙 丁")


def test_only_a_sheet_can_be_cleaned() -> None:
    with pytest.raises(TypeError):
        safe_sheet("text")
