"""The cards of a lost contact: every step with its time, and what is recorded already."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QLayout, QPushButton, QWidget

from corrdesk.base.i18n import _
from corrdesk.casework.enforcement.measures.model import OVER, STEP_LABELS, Stage, Step
from corrdesk.casework.enforcement.measures.timeline import TimedStep, timed_steps
from corrdesk.casework.searching import Trail, TrailLine
from corrdesk.ui.shell.badges import Badge
from corrdesk.ui.shell.tokens import Shape, Tone
from corrdesk.ui.shell.widgets import Banner, button, card, label, row
from corrdesk.ui.shell.words import moment, short_day

if TYPE_CHECKING:
    from corrdesk.casework.enforcement.measures.queries import MeasureFile

PRESSING = frozenset({"search", "tell_police", "tell_procuratorate", "handle"})
"""Steps that the law asks for without delay."""


def steps_card(file: MeasureFile, today: date, judge: Callable[[], object]) -> QWidget:
    """Search, police, procuratorate, finding, handling: when each was done, or that it is due.

    `judge`: leads to where somebody who was found is judged.
    """
    measure = file.measure
    since = measure.since or measure.opened_on
    over = Stage(measure.stage) in OVER
    allowed = {way.step for way in file.ways}
    due = {each.what for each in file.dues}
    parts: list[QWidget | QLayout | None] = []
    for number, each in enumerate(timed_steps(file.steps, since, allowed, over=over), 1):
        badge = Badge(*_look(each, due))
        words = [f"{number}　{_(STEP_LABELS[each.step])}", *_when(each, today)]
        parts.append(row(badge, label("　".join(words), wrap=True), stretch=None))
    found = next((row.at.date() for row in file.steps if row.step == Step.FIND), None)
    days = ((found or today) - since).days
    if Stage(measure.stage) is Stage.FOUND:
        parts.append(row(button(_("到“违规提示”核实脱管…"), judge)))
    title = _("查找步骤（失去联系 {days} 日）").format(days=days)
    return card(*parts, title=title)


def _look(each: TimedStep, due: set[str]) -> tuple[str, Shape, Tone]:
    if each.first is not None:
        return _("已办理"), Shape.TICK, Tone.OK
    if each.passed:
        return _("未经此步"), Shape.SQUARE, Tone.PLAIN
    if each.step.value in due & PRESSING:
        if each.step is Step.SEARCH:
            return _("应立即办理"), Shape.TRIANGLE, Tone.BAD
        return _("应及时办理"), Shape.TRIANGLE, Tone.WARN
    return _("尚未"), Shape.RING, Tone.PLAIN


def _when(each: TimedStep, today: date) -> list[str]:
    if each.first is None or each.last is None:
        return []
    words = [
        moment(each.first, today),
        _("失去联系后第 {days} 日").format(days=each.days),
        each.who,
    ]
    if each.times > 1:
        last = _("共 {times} 次，最近 {last}")
        words.append(last.format(times=each.times, last=moment(each.last, today)))
    return [word for word in words if word]


class TrailCard:
    """What is recorded since the last contact, and the ways to use it."""

    def __init__(
        self,
        trail: Trail,
        today: date,
        *,
        search: Callable[[], object] | None,
        tell: Callable[[], object] | None,
        find: Callable[[], object] | None,
    ) -> None:
        """`search`, `tell`, `find`: what opens the form of a search, of the letter's text, of a
        finding; None where it may not be done now.
        """
        self.search = self._button(_("照登记填写“组织查找”…"), search)
        self.tell = self._button(_("照登记填写文书里的经过…"), tell)
        self.find = self._button(_("登记“查找到本人”…"), find)
        parts: list[QWidget | QLayout | None] = []
        if trail.seen and self.find is not None:
            words = _("登记显示本人已在 {day} 联系上：{words}。请核实，联系上的请登记。")
            last = trail.seen[-1]
            alarm = Banner(words.format(day=short_day(last.on, today), words=last.words), Tone.WARN)
            alarm.add(self.find)
            parts.append(alarm)
        parts += self._lines(_("最后一次联系"), [trail.last_contact], today)
        parts += self._lines(_("应到未到"), trail.no_shows, today)
        parts += self._lines(_("联系、走访和通报"), trail.attempts, today)
        if not parts:
            parts.append(label(_("没有相关的登记。"), "muted"))
        parts.append(row(*filter(None, (self.search, self.tell))))
        self.widget = card(*parts, title=_("已有的登记（自最后一次联系起）"))

    @staticmethod
    def _button(words: str, act: Callable[[], object] | None) -> QPushButton | None:
        return None if act is None else button(words, act)

    @staticmethod
    def _lines(title: str, lines: Sequence[TrailLine | None], today: date) -> list[QWidget]:
        """A heading and the facts below it, the day first; nothing where there is none."""
        shown = [
            label(f"· {_day(line, today)}　{line.words}", wrap=True, select=True)
            for line in lines
            if line is not None
        ]
        return [label(title, "muted"), *shown] if shown else []


def _day(line: TrailLine, today: date) -> str:
    return moment(line.at, today) if line.at else short_day(line.on, today)
