"""What is said about a new passphrase."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corrdesk.vault.errors import WeakPassphrase
from corrdesk.vault.passphrase import Level, require_acceptable, strength


@pytest.mark.parametrize(
    ("passphrase", "words"),
    [
        ("", "不能为空"),
        ("   \u3000  ", "不能为空"),
        ("kx7!qPz", "太短"),
        ("woaini1314", "太短"),
        ("一 二 三 四 五", "太短"),
        ("123456", "全是数字"),
        ("198403121234", "全是数字"),
        ("11010119840312123X", "全是数字"),
        ("１２３４５６７８９０１２３", "全是数字"),
        ("Password1234", "人人都会用"),
        ("woaini1314520", "人人都会用"),
        ("zhongguo20261001", "人人都会用"),
        ("床前明月光疑是地上霜", "人人都会用"),
        ("司法所社区矫正青石镇", "人人都会用"),
        ("correct horse battery staple", "人人都会用"),
        ("qwertyuiop[]", "人人都会用"),
        ("rtyu!@#$%^5678vbnm", "连续"),
        ("我们都是好同志", "平常说的话"),
        ("今天天气真好啊", "平常说的话"),
        ("lanterns gate river stone", "平常说的话"),
        ("沈青禾沈青禾1984kqz", "姓名或单位"),
        ("aaaaaaaaaaaaaaaaaaaa", "不同的字符太少"),
        ("xyzxyzxyzxyzxyz", "不同的字符太少"),
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
        "六盏红灯笼照着山下归人",
        "red oak sky fig bee",
    ],
)
def test_good_ones_pass(passphrase: str) -> None:
    assert strength(passphrase, avoid=("沈青禾",)).acceptable
    require_acceptable(passphrase)


def test_the_level_is_said_and_longer_is_called_better() -> None:
    assert strength("kx7!qPzw9#Lm").words.startswith("中等：")
    assert strength("kx7!qPzw9#Lm").level is Level.FAIR
    assert strength("kx7!qPzw9#Lm and then a bridge").words.startswith("强：")
    assert strength("纸船漂过").words.startswith("弱：")


def test_six_han_characters_are_not_enough() -> None:
    """They are typed like twelve characters and guessed like six syllables."""
    judged = strength("纸船漂过石桥")
    assert not judged.acceptable
    assert judged.bits == 30


def test_a_refusal_says_what_would_do() -> None:
    first = strength("纸船漂过石桥")
    assert "再加 2 个不相干的词（或 3 个汉字）" in first.words
    assert strength("纸船漂过石桥看灯火").acceptable


def test_a_refusal_does_not_repeat_what_was_typed() -> None:
    for typed in ("p@ssw0rd1234", "woaini1314520", "沈青禾沈青禾kqz1"):
        with pytest.raises(WeakPassphrase) as caught:
            require_acceptable(typed, avoid=("沈青禾",))
        assert not any(piece in str(caught.value) for piece in (typed[:6], "沈青禾"))


@given(st.text(max_size=80))
def test_no_text_breaks_the_judge_and_short_ones_never_pass(text: str) -> None:
    judged = strength(text)
    assert judged.words
    if len(text) < 9:
        assert not judged.acceptable
