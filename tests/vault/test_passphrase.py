"""What is said about a new passphrase."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corrdesk.vault.errors import WeakPassphrase
from corrdesk.vault.passphrase import require_acceptable, strength


@pytest.mark.parametrize(
    ("passphrase", "words"),
    [
        ("", "不能为空"),
        ("   \u3000  ", "不能为空"),
        ("kx7!qPz", "太短"),
        ("一 二 三 四 五", "太短"),
        ("198403121234", "全是数字"),
        ("11010119840312123X", "全是数字"),
        ("１２３４５６７８９０１２３", "全是数字"),
        ("Password1234", "除去"),
        ("司法所司法所司法所司法所", "除去"),
        ("abcdefghijklmnop", "除去"),
        ("aaaaaaaaaaaaaaaaaaaa", "除去"),
        ("xyzxyzxyzxyzxyz", "除去"),
        ("沈青禾沈青禾1984abc", "除去"),
        ("ababbabaabbaabab", "不同的字符太少"),
    ],
)
def test_weak_ones_are_refused_with_the_reason(passphrase: str, words: str) -> None:
    judged = strength(passphrase, avoid=("沈青禾",))
    assert not judged.acceptable
    assert words in judged.words
    with pytest.raises(WeakPassphrase) as caught:
        require_acceptable(passphrase, avoid=("沈青禾",))
    assert caught.value.field == "passphrase"


@pytest.mark.parametrize(
    "passphrase",
    [
        "kx7!qPzw9#Lm",
        "纸船漂过十二座石桥看见灯火",
        "纸船 石桥 灯火 白菜 雨伞",
        "correct horse battery staple",
        "red oak sky fig bee",
    ],
)
def test_good_ones_pass(passphrase: str) -> None:
    assert strength(passphrase, avoid=("沈青禾",)).acceptable
    require_acceptable(passphrase)


def test_longer_is_called_better() -> None:
    assert "可用" in strength("kx7!qPzw9#Lm").words
    assert "强" in strength("kx7!qPzw9#Lm and then a bridge").words


@given(st.text(max_size=80))
def test_no_text_breaks_the_judge_and_short_ones_never_pass(text: str) -> None:
    judged = strength(text)
    assert judged.words
    if len(text) < 6:  # six Han characters count twelve; five words of two letters need fourteen
        assert not judged.acceptable
