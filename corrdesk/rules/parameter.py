"""One number or clause of the law: what it says, its values by date, where each was read.

Reads and checks single parameter files; which one wins where several speak is for `catalog`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Final, cast

from corrdesk.base.i18n import N_, _
from corrdesk.rules.document import Document, Entry

MARKS: Final = ("A", "B", "C", "M", "L")
"""How sure a source is: A two full texts, B one text or official page, C memory partly borne out,
M memory, L local rule."""

CHECKED: Final = "K"
"""The mark of a clause that an office's county has checked (核对); no rule file carries it."""

MARK_WORDS: Final = {
    "C": N_("C 待县级机构确认"),
    "M": N_("M 须人工核对"),
    "L": N_("L 地方规则包"),
    CHECKED: N_("已核对"),
}
"""The marks that are shown: C and M still wait for somebody's confirmation."""

CADENCES: Final = ("week", "half_month", "month", "quarter")
NUMBERS: Final = frozenset({"day", "working_day", "month", "year", "hour", "count", "percent"})

RuleValue = int | bool | str | tuple[str, ...] | Mapping[str, object]

_KEYS: Final = frozenset({"description", "unit", "inclusive", "last_checked", "values"})
_MAY: Final = frozenset({"words"})
_VALUE_KEYS: Final = frozenset({"value", "citations"})
_CITATION_KEYS: Final = frozenset({"id", "article", "title", "mark"})
_ID: Final = re.compile(r"(?P<law>[A-Z]{2,4})(?:-(?P<article>\d+)(?:\((?P<item>\d+)\))?)?")
_DIGITS: Final = "零一二三四五六七八九"


@dataclass(frozen=True, slots=True)
class Citation:
    """A clause: `id` such as IM-34(1), the article in words, the official title, how sure."""

    id: str
    article: str
    title: str
    mark: str

    def answers(self, wanted: str) -> bool:
        """Say whether this is the clause asked for; without item any item of the article is."""
        return self.id == wanted or self.id.startswith((f"{wanted}(", f"{wanted}-"))

    @property
    def law(self) -> str:
        """The code of the law, CCL or PSA; of a local rule, the beginning of its pack's name."""
        return self.id.partition("-")[0]

    @property
    def confirmed(self) -> bool:
        """Whether the source was read; C and M still wait for the official text."""
        return self.mark not in {"C", "M"}

    def plain(self) -> dict[str, str]:
        """Return the clause as plain values, for a record or a sheet."""
        return {"id": self.id, "title": self.title, "article": self.article, "mark": self.mark}


@dataclass(frozen=True, slots=True)
class DatedValue:
    """What holds from a day on; a value of None ends the parameter or leaves it to local rules."""

    since: date
    value: RuleValue | None
    citations: tuple[Citation, ...]

    @property
    def fixed_by_statute(self) -> bool:
        """Whether the clause that gives the value, cited first, is statute read in full (A)."""
        return self.value is not None and self.citations[0].mark == "A"


@dataclass(frozen=True, slots=True)
class Parameter:
    """One rule of the law with its history. `inclusive`: 以内, 以上 true; 超过 false.

    `words` are those that a value may be made of, also a local one; empty where it is a number.
    """

    key: str
    description: str
    unit: str
    inclusive: bool | None
    last_checked: date
    values: tuple[DatedValue, ...]
    words: frozenset[str] = frozenset()

    def on(self, day: date) -> DatedValue | None:
        """Return what held on a day; a value holds until the next date."""
        held = None
        for dated in self.values:
            if dated.since > day:
                break
            held = dated
        return held


def parse_parameter(key: str, document: Document, titles: Mapping[str, str]) -> Parameter:
    """Return the parameter of a file, or raise `DocumentProblem` with the line of the first fault.

    `titles` are the official titles by law code; a citation must name one of them.
    """
    top = mapping_of(document, document.data, ())
    only_keys(document, top, _KEYS, (), _MAY)
    unit = text_of(document, top, "unit")
    if unit not in UNITS:
        raise document.problem(_("不认识的单位“{unit}”。").format(unit=unit), "unit")
    inclusive = top["inclusive"]
    if inclusive is not None and not isinstance(inclusive, bool):
        raise document.problem(_("inclusive 须为 true、false 或 null。"), "inclusive")
    entries = mapping_of(document, top["values"], ("values",))
    values = tuple(_dated(document, unit, day, titles) for day in entries)
    check_order(document, values)
    return Parameter(
        key=key,
        description=text_of(document, top, "description"),
        unit=unit,
        inclusive=inclusive,
        last_checked=date_of(document, top, "last_checked"),
        values=values,
        words=_known_words(document, top, unit, values),
    )


def _known_words(
    document: Document, top: Mapping[str, object], unit: str, values: tuple[DatedValue, ...]
) -> frozenset[str]:
    """Return the words that the file lists beside those of its own values."""
    listed = _words(top.get("words", []))
    if listed is None:
        raise document.problem(_("“{key}”须为文字列表。").format(key="words"), "words")
    own = (word for dated in values for word in _words_in(unit, dated.value))
    return frozenset((*own, *cast("tuple[str, ...]", listed)))


def check_order(document: Document, values: tuple[DatedValue, ...]) -> None:
    """Refuse an empty history, dates out of order, and a hole between two values."""
    if not values:
        raise document.problem(_("没有任何取值。"), "values")
    for earlier, later in pairwise(values):
        entry = ("values", later.since.isoformat())
        if later.since <= earlier.since:
            raise document.problem(_("取值须按日期先后排列。"), *entry)
        if earlier.value is None:
            raise document.problem(_("取值之间有空档：null 之后不能再有取值。"), *entry)


def _dated(document: Document, unit: str, day: str, titles: Mapping[str, str]) -> DatedValue:
    entry: Entry = ("values", day)
    top = cast("Mapping[str, object]", document.data)
    item = mapping_of(document, cast("Mapping[str, object]", top["values"])[day], entry)
    only_keys(document, item, _VALUE_KEYS, entry)
    cited = item["citations"]
    if not isinstance(cited, list) or not cited:
        raise document.problem(_("缺少依据条款。"), *entry, "citations")
    return DatedValue(
        since=day_in(document, day, entry),
        value=value_of(document, unit, item["value"], (*entry, "value")),
        citations=tuple(
            _citation(document, each, (*entry, "citations", number), titles)
            for number, each in enumerate(cited)
        ),
    )


def _citation(
    document: Document, each: object, entry: Entry, titles: Mapping[str, str]
) -> Citation:
    item = mapping_of(document, each, entry)
    only_keys(document, item, _CITATION_KEYS, entry)
    ident = text_of(document, item, "id", entry)
    match = _ID.fullmatch(ident)
    if not match or match["law"] not in titles:
        raise document.problem(_("条款编号“{ident}”无法识别。").format(ident=ident), *entry, "id")
    title = text_of(document, item, "title", entry)
    if title != titles[match["law"]]:
        raise document.problem(_("文件名称与法规目录不一致。"), *entry, "title")
    article = text_of(document, item, "article", entry)
    if match["article"] and not _says(article, match["article"], match["item"]):
        raise document.problem(_("条款文字与编号不一致。"), *entry, "article")
    return Citation(ident, article, title, mark_of(document, item, entry))


def _says(article: str, number: str, item: str | None) -> bool:
    """Say whether the words 第三十四条第一项 belong to 34(1)."""
    wanted = f"第{in_words(int(number))}条"
    return article.startswith(wanted) and (
        item is None or article.endswith(f"第{in_words(int(item))}项")
    )


def in_words(number: int) -> str:
    """Return 1 to 999 in Chinese numerals as articles carry them: 34 is 三十四."""
    hundreds, rest = divmod(number, 100)
    tens, ones = divmod(rest, 10)
    words = f"{_DIGITS[hundreds]}百" if hundreds else ""
    if tens:
        words += "十" if tens == 1 and not hundreds else f"{_DIGITS[tens]}十"
    elif hundreds and ones:
        words += _DIGITS[0]
    return words + (_DIGITS[ones] if ones else "")


def only_keys(
    document: Document,
    item: Mapping[str, object],
    wanted: frozenset[str],
    entry: Entry,
    may: frozenset[str] = frozenset(),
) -> None:
    """Refuse an unknown key and a missing one; those that it may have can be missing."""
    for key in item:
        if key not in wanted | may:
            raise document.problem(_("不认识的键“{key}”。").format(key=key), *entry, key)
    for key in sorted(wanted):
        if key not in item:
            raise document.problem(_("缺少“{key}”。").format(key=key), *entry)


def text_of(document: Document, item: Mapping[str, object], key: str, entry: Entry = ()) -> str:
    """Return a text that must not be empty."""
    value = item[key]
    if not isinstance(value, str) or not value.strip():
        raise document.problem(_("“{key}”须为文字。").format(key=key), *entry, key)
    return value.strip()


def mark_of(document: Document, item: Mapping[str, object], entry: Entry) -> str:
    """Return a confidence mark."""
    mark = item["mark"]
    if mark not in MARKS:
        raise document.problem(_("可信度须为 A、B、C、M、L 之一。"), *entry, "mark")
    return str(mark)


def date_of(document: Document, item: Mapping[str, object], key: str, entry: Entry = ()) -> date:
    """Return an ISO date."""
    return day_in(document, item[key], (*entry, key))


def day_in(document: Document, text: object, entry: Entry) -> date:
    """Return the day that a text names, or raise the problem of the entry."""
    try:
        return date.fromisoformat(str(text))
    except ValueError:
        raise document.problem(_("日期须写成 2026-01-31。"), *entry) from None


def mapping_of(document: Document, value: object, entry: Entry = ()) -> Mapping[str, object]:
    """Return a value that must be a mapping."""
    if not isinstance(value, dict):
        raise document.problem(_("这里须为“键: 值”。"), *entry)
    return value


def value_of(document: Document, unit: str, value: object, entry: Entry) -> RuleValue | None:
    """Return a value of the unit, or None; anything else is a problem of the file."""
    if value is None:
        return None
    read = UNITS[unit](value)
    if read is None:
        raise document.problem(_("取值与单位“{unit}”不符。").format(unit=unit), *entry)
    return read


def local_value(
    document: Document, known: Parameter, value: object, entry: Entry
) -> RuleValue | None:
    """Return a local value of a rule, or None; also a word that the rule does not know is refused.

    Nothing in the program would understand such a word.
    """
    read = value_of(document, known.unit, value, entry)
    if fits(known, read):
        return read
    words = "、".join(sorted(known.words))
    raise document.problem(_("这里只能用：{words}。").format(words=words), *entry)


def fits(known: Parameter, value: RuleValue | None) -> bool:
    """Say whether a value of the rule's unit is made of words that the rule knows."""
    return known.words.issuperset(_words_in(known.unit, value))


def _words_in(unit: str, value: RuleValue | None) -> tuple[str, ...]:
    """Return the words of a value; of a duty, what it counts."""
    if value is None or unit in NUMBERS or unit == "flag":
        return ()
    if isinstance(value, Mapping):
        return tuple(key for key in value if key != "every")
    return value if isinstance(value, tuple) else (str(value),)


def _number(value: object, least: int = 0, most: int = 9_999) -> RuleValue | None:
    """A number within reason: no sum of such periods leaves the calendar."""
    valid = isinstance(value, int) and not isinstance(value, bool) and least <= value <= most
    return cast("int", value) if valid else None


def _times(value: object) -> RuleValue | None:
    return _number(value, least=1)


def _to_a_hundred(value: object) -> RuleValue | None:
    return _number(value, most=100)


def _flag(value: object) -> RuleValue | None:
    return value if isinstance(value, bool) else None


def _word(value: object) -> RuleValue | None:
    return value if isinstance(value, str) and value else None


def _words(value: object) -> RuleValue | None:
    if not isinstance(value, list) or not all(isinstance(word, str) for word in value):
        return None
    return tuple(value)


def _duty(value: object) -> RuleValue | None:
    """A duty of a class: `{every: week, count: 1}`, `{every: month, hours: 12}`, or `none`."""
    if value == "none":
        return {}
    if not isinstance(value, dict) or value.get("every") not in CADENCES:
        return None
    amounts = [value[key] for key in ("count", "hours") if key in value]
    fits = len(value) == len(amounts) + 1 == 2
    return value if fits and _number(amounts[0]) else None


UNITS: Final[Mapping[str, Callable[[object], RuleValue | None]]] = {
    **dict.fromkeys(sorted(NUMBERS), _number),
    "count": _times,
    "year": _to_a_hundred,
    "percent": _to_a_hundred,
    "flag": _flag,
    "choice": _word,
    "choices": _words,
    "article": _word,
    "duty": _duty,
}
