"""How the exchange looks: acts, records and fields in words, lines of its three lists."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final

from corrdesk.base.i18n import N_, _
from corrdesk.store.chain import Entry
from corrdesk.sync.core.merge import State
from corrdesk.sync.exchange import Balance
from corrdesk.sync.settling import Conflict, SetAside
from corrdesk.sync.tables import SyncRepair
from corrdesk.sync.words import aside
from corrdesk.ui.shell.words import short_day

KINDS: Final = {
    "office": N_("司法所"),
    "officer": N_("工作人员"),
    "person": N_("人员"),
    "supervision": N_("矫正"),
    "supervision_order": N_("禁止令"),
    "team_member": N_("矫正小组成员"),
    "duty": N_("报告义务"),
    "check_in": N_("报到"),
    "leave": N_("外出"),
    "travel_permit": N_("经常性跨市县活动"),
    "violation": N_("违规"),
    "proposal": N_("提请"),
    "document": N_("文书"),
    "attachment": N_("附件"),
    "withdrawal": N_("撤回"),
}
FIELDS: Final = {
    "name": N_("姓名或名称"),
    "phone": N_("电话"),
    "residence": N_("居住地"),
    "household": N_("户籍地"),
    "education": N_("文化程度"),
    "ethnicity": N_("民族"),
    "note": N_("备注"),
    "id_number": N_("身份证号码"),
    "status": N_("状态"),
    "state": N_("状态"),
    "class_": N_("管理类别"),
    "officer_id": N_("责任人"),
    "term_start": N_("矫正开始日期"),
    "term_end": N_("矫正结束日期"),
    "judgment_number": N_("裁判文书号"),
    "offence": N_("罪名"),
    "role": N_("角色"),
    "active": N_("在岗"),
    "done": N_("已完成次数"),
    "left_on": N_("离开日期"),
}
ACTS: Final = {
    "person": N_("人员资料"),
    "supervision": N_("矫正"),
    "checkin": N_("报到"),
    "duties": N_("报告义务"),
    "leave": N_("外出"),
    "violation": N_("违规"),
    "proposal": N_("提请"),
    "decision": N_("决定"),
    "ledger": N_("台账导入"),
    "office": N_("本所资料"),
    "officer": N_("工作人员"),
    "team": N_("矫正小组"),
    "document": N_("文书"),
    "attachment": N_("附件"),
    "sync": N_("数据交换"),
}
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
    """One line of a list: what, of what, since when; `record` is what it stands for."""

    key: str
    what: str
    detail: str
    day: str
    record: Entry | Conflict | SetAside | SyncRepair


def kind_words(kind: str) -> str:
    """A table as people call it; its own name where nobody does."""
    return _(KINDS[kind]) if kind in KINDS else kind


def field_words(field: str) -> str:
    """A field as people call it."""
    return "、".join(_(FIELDS[each]) if each in FIELDS else each for each in field.split(","))


def act_words(act: str) -> str:
    """An act in words: what it is about."""
    about = act.partition(".")[0]
    return _(ACTS[about]) if about in ACTS else act


def value_words(value: Any) -> str:
    """A value as it is shown beside another."""
    if value is None or value == "":
        return _("（空）")
    if isinstance(value, bool):
        return _("是") if value else _("否")
    return str(value)


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


def waiting_lines(entries: Sequence[Entry], today: date) -> list[Line]:
    """The entries that the county does not hold, the earliest first."""
    return [
        Line(
            str(entry.seq),
            act_words(entry.act),
            _("第 {seq} 条").format(seq=entry.seq),
            short_day(day_of(entry.entered_at), today),
            entry,
        )
        for entry in entries
    ]


def conflict_lines(conflicts: Sequence[Conflict]) -> list[Line]:
    """Values that stand beside each other, both in words."""
    return [
        Line(
            f"{each.kind} {each.row_id} {each.field}",
            _("{kind}：{field}").format(kind=kind_words(each.kind), field=field_words(each.field)),
            _(STATES[each.state])
            if each.state is State.DOUBLE
            else "　↔　".join(value_words(said.value) for said in each.said),
            "",
            each,
        )
        for each in conflicts
    ]


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
