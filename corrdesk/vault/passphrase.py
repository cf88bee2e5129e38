"""How good a new passphrase is, said in words. Only used when one is chosen, never to unlock."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from corrdesk.base.i18n import _
from corrdesk.vault.errors import WeakPassphrase

_CHARACTERS: Final = 12
_WORDS: Final = 5
_DISTINCT: Final = 6
_GOOD_CHARACTERS: Final = 18
_GOOD_WORDS: Final = 6

# Fragments that guessing programs try first; they count as nothing.
_COMMON: Final = (
    "password", "passw0rd", "qwertyuiop", "qwerty", "asdfghjkl", "asdfgh", "zxcvbnm", "1qaz2wsx",
    "iloveyou", "welcome", "letmein", "admin", "abc", "woaini", "wodemima", "mima", "5201314",
    "sifasuo", "sifaju", "sqjz", "jiaozheng", "shequjiaozheng", "corrdesk", "zhongguo", "china",
    "司法所", "司法局", "社区矫正", "我爱你", "我的密码", "密码", "口令", "中国",
)  # fmt: skip
_RUNS: Final = ("01234567890", "abcdefghijklmnopqrstuvwxyz", "qwertyuiop", "asdfghjkl", "zxcvbnm")
_REPEATED: Final = re.compile(r"(.{1,6}?)\1{2,}", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Strength:
    """The judgement: `words` for the person, and whether the passphrase may be used."""

    words: str
    acceptable: bool


def strength(passphrase: str, *, avoid: Iterable[str] = ()) -> Strength:
    """Judge a passphrase; `avoid` are words known around here, such as the officer's name."""
    text = unicodedata.normalize("NFC", passphrase)
    words = {word.casefold() for word in text.split() if len(word) > 1}
    counted = _what_counts(text, avoid)
    if text.strip() == "":
        return Strength(_("口令不能为空。"), acceptable=False)
    if not any(not c.isdigit() and c not in "xX -" for c in text):
        return Strength(
            _("太弱：全是数字，像电话、日期或证件号码，很快会被猜出。"), acceptable=False
        )
    if len(words) < _WORDS and _weight(text) < _CHARACTERS:
        return Strength(
            _("太短：不足 12 个字符（一个汉字算两个），也不足五个词。"), acceptable=False
        )
    if _weight(counted) < _CHARACTERS and len(words) < _WORDS:
        return Strength(_("太弱：除去常见词、姓名、重复和连续的部分，所剩不多。"), acceptable=False)
    if len(set(counted.casefold())) < _DISTINCT:
        return Strength(_("太弱：不同的字符太少。"), acceptable=False)
    if _weight(counted) >= _GOOD_CHARACTERS or len(words) >= _GOOD_WORDS:
        return Strength(_("强：很难猜出。请记牢，不要写在电脑旁边。"), acceptable=True)
    return Strength(_("可用：再长一些会更好。"), acceptable=True)


def require_acceptable(passphrase: str, *, avoid: Iterable[str] = ()) -> None:
    """Raise `WeakPassphrase` with the words of the judgement if it may not be used."""
    judged = strength(passphrase, avoid=avoid)
    if not judged.acceptable:
        raise WeakPassphrase(judged.words)


def _weight(text: str) -> int:
    """Count characters; a Han character, one of thousands, counts as two."""
    solid = "".join(text.split())
    return len(solid) + sum(unicodedata.name(c, "").startswith("CJK UNIFIED") for c in solid)


def _what_counts(text: str, avoid: Iterable[str]) -> str:
    """Return the text without common fragments, repetitions and alphabetical or keyboard runs."""
    rest = text.casefold()
    for fragment in (*(a.casefold() for a in avoid if len(a) > 1), *_COMMON):
        rest = rest.replace(fragment, "")
    rest = _REPEATED.sub(r"\1", rest)
    for run in _RUNS:
        for line in (run, run[::-1]):
            for size in range(len(line), 3, -1):
                for start in range(len(line) - size + 1):
                    rest = rest.replace(line[start : start + size], line[start])
    return "".join(rest.split())
