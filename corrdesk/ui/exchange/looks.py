"""How the exchange looks: its sentences, and the lines of its lists."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from corrdesk.base.i18n import N_, _
from corrdesk.store.chain import Entry
from corrdesk.sync.core.merge import State
from corrdesk.sync.naming import act_words, field_words, kind_words
from corrdesk.sync.settling import Conflict, SetAside
from corrdesk.sync.standing import Balance
from corrdesk.sync.tables import SyncRepair
from corrdesk.sync.telling import Teller
from corrdesk.sync.waiting import WaitingFile
from corrdesk.sync.words import aside
from corrdesk.ui.shell.words import short_day

WEEKDAYS: Final = (
    N_("周一"), N_("周二"), N_("周三"), N_("周四"), N_("周五"), N_("周六"), N_("周日")
)  # fmt: skip
STATES: Final = {
    State.OPEN: N_("待选定"),
    State.DOUBLE: N_("重复登记"),
    State.SETTLED: N_("已按权属采用"),
    State.ALIKE: N_("相同"),
}


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a list: what, of what, since when; `record` is what it stands for.

    `values`: of a conflict, what each side said, in words.
    """

    key: str
    what: str
    detail: str
    day: str
    record: Entry | Conflict | SetAside | SyncRepair | WaitingFile
    values: tuple[str, ...] = ()


def balance_words(balance: Balance, today: date) -> str:
    """县级已收到您 215 条中的 212 条；3 条待送，最早的自星期二。"""
    words = _("县级已收到您 {written} 条中的 {held} 条").format(
        written=balance.written, held=balance.held
    )
    if not balance.waiting:
        return _("{words}，没有待送的。").format(words=words)
    since = day_of(balance.waiting[0].entered_at)
    return _("{words}；{count} 条待送，最早的自{day}。").format(
        words=words, count=balance.written - balance.held, day=short_day(since, today)
    )


def bar_words(balance: Balance, today: date) -> str:
    """县级已收 212/215，3 条待送，最早周二: the same for the status bar."""
    words = _("县级已收 {held}/{written}").format(held=balance.held, written=balance.written)
    if not balance.waiting:
        return words
    since = day_of(balance.waiting[0].entered_at)
    return _("{words}，{count} 条待送，最早{day}").format(
        words=words, count=balance.written - balance.held, day=near_day(since, today)
    )


def near_day(day: date, today: date) -> str:
    """今天, 周二 within the last six days, otherwise the date."""
    if day == today:
        return _("今天")
    if today - timedelta(days=7) < day < today:
        return _(WEEKDAYS[day.weekday()])
    return short_day(day, today)


def day_of(moment: str) -> date:
    """The day of an ISO moment in China's zone, as entries have it."""
    return datetime.fromisoformat(moment).date()


def waiting_lines(
    entries: Sequence[Entry], today: date, told: Mapping[int, str] | None = None
) -> list[Line]:
    """The entries that the county does not hold, the earliest first.

    `told`: by number what an entry is about, where that was looked up.
    """
    return [
        Line(
            str(entry.seq),
            act_words(entry.act),
            (told or {}).get(entry.seq) or _("第 {seq} 条").format(seq=entry.seq),
            short_day(day_of(entry.entered_at), today),
            entry,
        )
        for entry in entries
    ]


def conflict_lines(
    conflicts: Sequence[Conflict],
    teller: Teller,
    told: Mapping[tuple[str, str], str] | None = None,
) -> list[Line]:
    """Values that stand beside each other, both in words.

    `told`: by kind and id, whom a record is about, where that was looked up.
    """
    return [_conflict_line(each, teller, told or {}) for each in conflicts]


def _conflict_line(conflict: Conflict, teller: Teller, told: Mapping[tuple[str, str], str]) -> Line:
    kind, field = conflict.kind, conflict.field
    what = _("{kind}：{field}").format(kind=kind_words(kind), field=field_words(field, kind))
    if name := told.get((kind, conflict.row_id), ""):
        what = _("{name}　{what}").format(name=name, what=what)
    key = f"{kind} {conflict.row_id} {field}"
    if conflict.state is State.DOUBLE:
        doubles = (_("一条记录"),) * len(conflict.said)
        return Line(key, what, _(STATES[conflict.state]), "", conflict, doubles)
    values = tuple(teller.value(kind, field, said.value) for said in conflict.said)
    return Line(key, what, "　↔　".join(values), "", conflict, values)


def aside_lines(changes: Sequence[SetAside], today: date) -> list[Line]:
    """Changes that were set aside, with their reason."""
    return [
        Line(
            f"{each.entry} {each.position}",
            _("{act}：{kind}").format(act=act_words(each.act), kind=kind_words(each.kind)),
            aside(each.reason),
            short_day(day_of(each.entered_at), today),
            each,
        )
        for each in changes
    ]
