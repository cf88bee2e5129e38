"""The vocabulary of ledgers, read once from `resources/codes`: titles, values, ending words.

Comparison ignores spaces, brackets with their content, width and punctuation.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Final

import yaml

from corrdesk.base.resources import read_resource
from corrdesk.base.text import to_half_width
from corrdesk.casework.caseload.model import Sentence

_BRACKETS: Final = re.compile(r"\([^()]*\)|\[[^\[\]]*\]|【[^【】]*】|〔[^〔〕]*〕|<[^<>]*>")
_NOISE: Final = re.compile(r"[\s\u200b-\u200f\ufeff*#:：;；,，.。、\-_/|'\"“”()\[\]]+")

_REMEMBERED_WORDS: Final = 1024


def plain(text: str) -> str:
    """Return a title or value reduced to what carries meaning, for comparison only."""
    narrow = to_half_width(text)
    return _NOISE.sub("", _BRACKETS.sub("", narrow)).upper()


def plain_with_brackets(text: str) -> str:
    """Return the same with the content of brackets kept: 暂予监外执行(保外就医)."""
    return _NOISE.sub("", to_half_width(text)).upper()


@cache
def _heading() -> re.Pattern[str]:
    raw = yaml.safe_load(read_resource("codes", "ledger-values.yaml"))
    return re.compile(raw["heading"])


def below_heading(title: str) -> str:
    """Return a cleaned title without the heading it stands under (基本信息性别), else nothing."""
    found = _heading().match(title)
    return title[found.end() :] if found else ""


@dataclass(frozen=True, slots=True)
class TitleWords:
    """How one field is called: its usual label, known titles and patterns, both cleaned."""

    label: str
    titles: tuple[str, ...]
    patterns: tuple[re.Pattern[str], ...]


@cache
def column_titles() -> dict[str, TitleWords]:
    """Return field name to the titles that mean it."""
    raw = yaml.safe_load(read_resource("codes", "ledger-columns.yaml"))
    return {
        name: TitleWords(
            label=entry["label"],
            titles=tuple(plain(title) for title in entry["titles"]),
            patterns=tuple(re.compile(pattern) for pattern in entry.get("patterns", ())),
        )
        for name, entry in raw.items()
    }


@cache
def _value_lists() -> dict[str, dict[str, str]]:
    raw = yaml.safe_load(read_resource("codes", "ledger-values.yaml"))
    return {
        group: {plain(str(word)): code for code, words in entry.items() for word in words}
        for group, entry in raw.items()
        if isinstance(entry, dict) and group != "sentence"
    }


@cache
def _sentences() -> dict[Sentence, re.Pattern[str]]:
    raw = yaml.safe_load(read_resource("codes", "ledger-values.yaml"))
    return {Sentence(code): re.compile(pattern) for code, pattern in raw["sentence"].items()}


def sentences_in(text: str) -> tuple[Sentence, ...]:
    """Return the principal penalties that a text names, none where it only tells how long."""
    words = plain_with_brackets(text)
    return tuple(each for each, pattern in _sentences().items() if pattern.search(words))


@cache
def _word_list(group: str) -> tuple[str, ...]:
    raw = yaml.safe_load(read_resource("codes", "ledger-values.yaml"))
    return tuple(plain(word) for word in raw[group])


@lru_cache(maxsize=_REMEMBERED_WORDS)
def meaning(group: str, text: str) -> str | None:
    """Return the code that a cell of the group (category, sex, class) means, None if unknown.

    A code in front of the word (02缓刑, 2-缓刑) and a remark in brackets are understood.
    """
    words = _value_lists()[group]
    for candidate in (plain_with_brackets(text), plain(text)):
        found = words.get(candidate) or words.get(candidate.lstrip("0123456789") or candidate)
        if found:
            return found
    return None


@cache
def _ethnic_groups() -> dict[str, str]:
    groups: dict[str, str] = yaml.safe_load(read_resource("codes", "ethnic-groups.yaml"))
    return groups


@lru_cache(maxsize=_REMEMBERED_WORDS)
def ethnic_group(text: str) -> str:
    """Return the full name of an ethnic group (汉 becomes 汉族); unknown words stay as they are."""
    groups = _ethnic_groups()
    word = plain(text)
    if word.isdecimal():
        return groups.get(word.zfill(2), text)
    return next((name for name in groups.values() if word in (name, name[:-1])), text)


def ends_table(text: str) -> bool:
    """Say whether a cell announces totals (合计, 总计：60人, 缓刑小计)."""
    return _total().fullmatch(plain(text)) is not None


@cache
def _total() -> re.Pattern[str]:
    totals = "|".join(_word_list("total"))
    of_what = "|".join(_value_lists()["category"].keys() | _value_lists()["class"].keys())
    return re.compile(rf"({of_what})?({totals})(\d+[人名个]?)?|共\d+[人名个]")


def is_footer(text: str) -> bool:
    """Say whether a cell begins a line below the table (填表人：…, 注：…)."""
    narrow = to_half_width(text).strip()
    head, colon, _rest = narrow.partition(":")
    return bool(colon) and plain(head) in _word_list("footer")
