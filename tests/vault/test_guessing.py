"""The count of guesses is low for everything that guessing programs know."""

import itertools
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corrdesk.vault import guessing
from corrdesk.vault.guessing import bits, holds_common, is_common, words_of

FAIR = 45


@pytest.mark.parametrize(
    ("text", "most"),
    [
        ("", 0),
        ("password", 8),
        ("P@ssw0rd", 8),
        ("abcdefgh", 6),
        ("87654321", 6),
        ("1qaz2wsx3edc", 20),
        ("20240115", 15),
        ("2024-01-15", 15),
        ("13812345678", 22),
        ("11010119840312123X", 25),
        ("zhongguo", 8),
        ("woshizhongguoren", 25),
        ("我爱你", 8),
        ("床前明月光", 8),
        ("哈哈哈哈哈哈哈哈哈哈哈哈", 10),
        ("xk9!xk9!xk9!xk9!xk9!", 20),
        ("sunflowerhouse", 35),
        ("一二三四五六七八九十", 8),
    ],
)
def test_what_is_tried_first_counts_little(text: str, most: float) -> None:
    assert bits(text) <= most


def test_names_known_here_count_nothing() -> None:
    assert bits("沈青禾沈青禾沈青禾", known=("沈青禾",)) <= 6
    assert bits("沈青禾沈青禾沈青禾") > 6
    assert bits("青石司法所abc", known=("青石司法所", "")) < 12


def test_words_chosen_one_by_one_count_each() -> None:
    assert bits("纸船 石桥 灯火 白菜") < FAIR
    assert bits("纸船 石桥 灯火 白菜 雨伞") >= FAIR
    assert bits("red oak sky fig bee") >= FAIR
    assert bits("the of and to in") < 20
    assert bits("青蛙 青蛙 青蛙 青蛙 青蛙 青蛙") < FAIR
    assert words_of("纸船 石桥 纸船 一") == ["纸船", "石桥"]


def test_common_ones_are_known_also_in_disguise() -> None:
    assert is_common("Pa$$word".replace("$$", "ss"))
    assert is_common("p@ssw0rd")
    assert not is_common("纸船")
    assert holds_common("xx-woaini-9")
    assert not holds_common("纸船漂过石桥")


def test_three_thousand_common_passwords_are_all_weak() -> None:
    """The usual ways: a word, a year or a few digits, a sign; a capital in front."""
    rng = random.Random(20260610)
    tails = ["", "1", "123", "1234", "123456", "2024", "2025!", "520", "@2026", "!!", "888", "abc"]
    tails += [f"{rng.randrange(10**6):06d}" for _ in range(4)]
    words = sorted(guessing.COMMON)
    made = {
        form(word) + tail
        for word, tail in itertools.product(words, tails)
        for form in (str, str.capitalize)
    }
    assert len(made) > 3000
    assert [each for each in made if bits(each) >= FAIR] == []


def test_random_characters_are_not_called_weak() -> None:
    rng = random.Random(7)
    letters = "abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789!#%&*+?"
    found = ["".join(rng.choices(letters, k=14)) for _ in range(300)]
    assert sum(bits(each) < FAIR for each in found) <= 15


@given(st.text(max_size=60))
def test_no_text_breaks_it(text: str) -> None:
    assert bits(text) >= 0


@given(
    st.text(alphabet="纸船漂过石桥灯火abcxyz19!", max_size=20),
    st.text(alphabet="纸船漂abc19", max_size=8),
)
def test_more_to_guess_is_never_less(text: str, more: str) -> None:
    """A longer text may be a better known one; by more than a common word it never gets weaker."""
    assert bits(text + more) >= bits(text) - guessing.COMMON_BITS - guessing.RUN_BITS
