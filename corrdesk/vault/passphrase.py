"""How good a new passphrase is, said in words. Only used when one is chosen, never to unlock.

The bar: a guess costs a fifth of a second and 64 MiB (Argon2id). At a hundred thousand guesses a
second, a roomful of machines, 45 bits stand for years, and that only matters to somebody who has
the vault's folder and the device secret as well.
"""

import math
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from corrdesk.base.i18n import _
from corrdesk.vault import guessing
from corrdesk.vault.errors import WeakPassphrase

FAIR_BITS: Final = 45
STRONG_BITS: Final = 60
SHORTEST: Final = 12  # characters that are typed; a Han character counts as two
_DISTINCT: Final = 6
_POOR: Final = 1.5  # bits for a character; below it is hardly more than a pattern


class Level(StrEnum):
    """The judgement in one word."""

    WEAK = "weak"
    FAIR = "fair"
    STRONG = "strong"


@dataclass(frozen=True, slots=True)
class Strength:
    """The judgement: `words` for the person (level, reason, what to do), and the bits behind it."""

    level: Level
    words: str
    bits: int = 0

    @property
    def acceptable(self) -> bool:
        """Whether the passphrase may be used."""
        return self.level is not Level.WEAK


def strength(passphrase: str, *, avoid: Iterable[str] = ()) -> Strength:
    """Judge a passphrase; `avoid` are words known around here, such as the officer's name."""
    text = unicodedata.normalize("NFC", passphrase)
    avoid = tuple(avoid)
    if text.strip() == "":
        return Strength(Level.WEAK, _("口令不能为空。"))
    found = math.floor(guessing.bits(text, known=avoid))
    reason = _reason(text, found, avoid)
    if reason:
        return Strength(Level.WEAK, _("弱：{reason}").format(reason=reason), found)
    if found < STRONG_BITS:
        advice = _more(STRONG_BITS - found)
        return Strength(
            Level.FAIR, _("中等：可以使用。{advice}会更好。").format(advice=advice), found
        )
    return Strength(Level.STRONG, _("强：很难猜出。请记牢，不要写在电脑旁边。"), found)


def require_acceptable(passphrase: str, *, avoid: Iterable[str] = ()) -> None:
    """Raise `WeakPassphrase` with the words of the judgement if it may not be used."""
    judged = strength(passphrase, avoid=avoid)
    if not judged.acceptable:
        raise WeakPassphrase(judged.words)


def _reason(text: str, found: int, avoid: tuple[str, ...]) -> str:
    """Why a passphrase may not be used, with what would mend it; empty when it may."""
    if not any(not c.isdigit() and c not in "xX -" for c in text):
        return _("全是数字，像电话、日期或证件号码，很快会被猜出。请改用五个不相干的词。")
    if _weight(text) < SHORTEST and len(guessing.words_of(text)) < guessing.WORDS_CHOSEN:
        return _("太短，不足 12 个字符（一个汉字算两个）。{advice}。").format(
            advice=_more(max(FAIR_BITS - found, 1))
        )
    if len(set(text.casefold())) < _DISTINCT:
        return _("不同的字符太少。请改用五个不相干的词。")
    if found >= FAIR_BITS:
        return ""
    plain = unicodedata.normalize("NFKC", text).casefold()
    if any(len(name) > 1 and name.casefold() in plain for name in avoid):
        cause = _("含有姓名或单位名称，等于没有。")
    elif guessing.holds_common(text):
        cause = _("含有人人都会用的密码或说法。")
    elif found < _weight(text) * _POOR:
        cause = _("多为重复、连续的字符、日期或键盘顺序。")
    else:
        cause = _("像平常说的话，还不够长。")
    return cause + _("{advice}。").format(advice=_more(FAIR_BITS - found))


def _more(missing: int) -> str:
    """What to add, in words and in Han characters."""
    return _("再加 {words} 个不相干的词（或 {characters} 个汉字）").format(
        words=math.ceil(missing / guessing.WORD_BITS),
        characters=math.ceil(missing / guessing.HAN_BITS),
    )


def _weight(text: str) -> int:
    """Count characters; a Han character, one of thousands, counts as two."""
    solid = "".join(text.split())
    return len(solid) + sum(unicodedata.name(c, "").startswith("CJK UNIFIED") for c in solid)
