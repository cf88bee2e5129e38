"""Dates and counts in words: 11月20日 星期五，还有 3 天."""

from __future__ import annotations

from datetime import date, datetime

from corrdesk.base.clock import CHINA
from corrdesk.base.i18n import N_, _

WEEKDAYS = (
    N_("星期一"),
    N_("星期二"),
    N_("星期三"),
    N_("星期四"),
    N_("星期五"),
    N_("星期六"),
    N_("星期日"),
)


def long_day(day: date) -> str:
    """2026年11月21日 星期六."""
    words = _("{year}年{month}月{day}日 {weekday}")
    return words.format(
        year=day.year, month=day.month, day=day.day, weekday=_(WEEKDAYS[day.weekday()])
    )


def full_day(day: date | None) -> str:
    """2026年11月21日, or an empty text."""
    if day is None:
        return ""
    return _("{year}年{month}月{day}日").format(year=day.year, month=day.month, day=day.day)


def short_day(day: date | None, today: date) -> str:
    """11月21日; with the year when it is not this year's."""
    if day is None:
        return ""
    if day.year != today.year:
        return full_day(day)
    return _("{month}月{day}日").format(month=day.month, day=day.day)


def span_words(first: date, last: date, today: date) -> str:
    """11月16日至22日, 11月1日至12月15日."""
    if first == last:
        return short_day(first, today)
    if (first.year, first.month) == (last.year, last.month):
        end = _("{day}日").format(day=last.day)
    else:
        end = short_day(last, today)
    return _("{first}至{last}").format(first=short_day(first, today), last=end)


def distance(day: date, today: date) -> str:
    """How far a day is: 还有 3 天, 今天, 已过 2 天."""
    days = (day - today).days
    if days == 0:
        return _("今天截止")
    if days == 1:
        return _("明天截止")
    if days > 0:
        return _("还有 {days} 天").format(days=days)
    return _("已过 {days} 天").format(days=-days)


def moment(at: datetime, today: date) -> str:
    """11月21日 09:30, in China's time."""
    local = at.astimezone(CHINA)
    day = short_day(local.date(), today)
    return f"{day} {local:%H:%M}"


def mask_phone(phone: str) -> str:
    """A telephone number with its middle hidden: 138****5678."""
    if len(phone) < 8:
        return "****" if phone else ""
    return f"{phone[:3]}****{phone[-4:]}"
