"""The fields of a check-in: which window, how presence was known, how it went, when, remarks.

Holds what is typed and says what is wrong with it; saving is the panel's business.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtWidgets import QBoxLayout, QLineEdit, QWidget

from corrdesk.base.clock import CHINA, Clock
from corrdesk.base.dates import DateProblem
from corrdesk.base.errors import UserError
from corrdesk.base.i18n import _
from corrdesk.base.typed import read_time
from corrdesk.casework.reporting.model import (
    DUTY_LABELS,
    OUTCOME_LABELS,
    PRESENCE_LABELS,
    CheckInFacts,
    DeskLine,
    DutyKind,
    Outcome,
    Presence,
)
from corrdesk.ui.reporting.looks import line_state
from corrdesk.ui.shell import tokens
from corrdesk.ui.shell.date_edit import DateEdit
from corrdesk.ui.shell.drafting import MOMENT
from corrdesk.ui.shell.tabbing import BLOCK
from corrdesk.ui.shell.theme import px
from corrdesk.ui.shell.widgets import Choices, Field, button, clear, column, label, row, scrolled
from corrdesk.ui.shell.words import distance, span_words

PRESENCES = tuple(presence for presence in Presence if presence is not Presence.NONE)
FREE = "free"  # the choice of a report that belongs to no window
REMOTE = {DutyKind.PHONE_REPORT: Presence.PHONE, DutyKind.WRITTEN_REPORT: Presence.PAPER}
LEAST_WINDOWS = 100  # high at 100 %: the heading and two windows below each other
ANY_HEIGHT = 16_777_215  # what Qt takes for no limit
USUAL_DELAY = timedelta(days=3)  # what the field for missing evidence starts with


class CheckInForm(QWidget):
    """The form; `facts()` is what it says."""

    def __init__(self, clock: Clock) -> None:
        super().__init__()
        self._clock = clock
        self._lines: Sequence[DeskLine] = ()
        self.windows: Choices | None = None
        self._wide = False
        self._window_place = column(gap=4)
        self.presence = Choices(
            [(p.value, _(PRESENCE_LABELS[p]), str(n)) for n, p in enumerate(PRESENCES, 1)],
            name=_("如何确认本人"),
        )
        self.outcome = Choices(
            [(o.value, _(OUTCOME_LABELS[o]), f"F{n}") for n, o in enumerate(Outcome, 5)],
            name=_("结果"),
        )
        self.outcome.chosen.connect(lambda _value: self._fit_outcome())
        self.reason = QLineEdit()  # one line, so that Enter saves from here too
        self.evidence_due = DateEdit(clock.today() + USUAL_DELAY, lean="future")
        self.day = DateEdit(clock.today(), lean="past")
        for day in (self.evidence_due, self.day):
            day.reckon_from(clock.today())
        self.time = QLineEdit(f"{clock.now():%H:%M}")
        for short, width in ((self.day, 120), (self.time, 84)):
            short.setMaximumWidth(px(width))  # the note beside them has the room
        self.time.setProperty(MOMENT, True)
        self._began = self.day.text(), self.time.text()
        self.note = QLineEdit()
        self._fields = {
            "reason": Field(_("理由或情况"), self.reason),
            "evidence_due": Field(_("补交证明的期限"), self.evidence_due),
            "happened_at": Field(_("实际日期（补录）"), self.day),
        }
        self._time_row = QWidget()
        self._time_row.setLayout(row(self._fields["happened_at"], Field(_("时间"), self.time)))
        self._late = button(_("补录：不是现在发生  F9"), self.show_time, role="link")
        self._presence_title = label(_("如何确认本人"), "heading")
        self._lay_out()
        self._time_row.hide()
        self.presence.choose(Presence.OFFICER_SAW.value)
        self.outcome.choose(Outcome.COMPLIED.value)

    def _lay_out(self) -> None:
        note = row(Field(_("备注"), self.note), self._late, stretch=None)
        note.setStretch(0, 1)
        note.setAlignment(self._late, Qt.AlignmentFlag.AlignBottom)
        self._last = QBoxLayout(QBoxLayout.Direction.TopToBottom)
        self._last.setSpacing(px(tokens.GAP))
        self._last.addWidget(self._time_row)
        self._last.addLayout(note, 1)
        how = column(
            self._presence_title, self.presence, label(_("结果"), "heading"), self.outcome,
            self._fields["reason"], self._fields["evidence_due"], self._last, None, gap=4,
        )  # fmt: skip
        self._halves = QBoxLayout(QBoxLayout.Direction.TopToBottom, self)
        self._halves.setContentsMargins(0, 0, 0, 0)
        self._halves.setSpacing(px(4))
        what, block = QWidget(), QWidget()
        what.setLayout(column(self._window_place, None))
        block.setLayout(how)
        block.setProperty(BLOCK, True)
        self._what = scrolled(what)
        what.installEventFilter(self)
        self._halves.addWidget(self._what, 4)  # a window of last year takes a long line
        self._halves.addWidget(block, 3)

    def set_wide(self, wide: bool) -> None:
        """Puts what is to be reported beside how it went, where there is room for both.

        There it scrolls by itself: a long backlog does not carry the other half away.
        """
        self._wide = wide
        across, down = QBoxLayout.Direction.LeftToRight, QBoxLayout.Direction.TopToBottom
        self._halves.setDirection(across if wide else down)
        self._halves.setSpacing(px(tokens.MARGIN if wide else 4))
        self._halves.setStretch(1, 3 if wide else 0)  # below each other the windows have the room
        self._last.setDirection(across if wide else down)
        self._fit_what()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Other windows, or the same ones in other letters, take another height."""
        if event.type() == QEvent.Type.LayoutRequest and watched is self._what.widget():
            self._fit_what()
        return super().eventFilter(watched, event)

    def _fit_what(self) -> None:
        """Below each other, the windows take what room the rest leaves, and scroll beyond that.

        So the results of somebody with a long backlog are in sight at once.
        """
        tall = self._what.widget().sizeHint().height()
        self._what.setMinimumHeight(0 if self._wide else min(tall, px(LEAST_WINDOWS)))
        self._what.setMaximumHeight(ANY_HEIGHT if self._wide else tall)
        self._show_chosen()

    def _show_chosen(self) -> None:
        if self.windows is not None:
            self.windows.show_chosen_in(self._what)

    def show_windows(self, lines: Sequence[DeskLine], wanted: str = "") -> None:
        """Shows what the person has to do, first what a report of today counts into.

        Chooses the wanted window, else the usual one.
        """
        today = self._clock.today()
        running = [line for line in lines if line.period_start <= today <= line.grace_until]
        self._lines = lines = [*running, *(line for line in lines if line not in running)]
        clear(self._window_place)
        options = [(line.duty_id, window_words(line, today), "") for line in lines]
        options.append((FREE, _("其他报到（不计入报告义务）"), ""))
        self.windows = Choices(options, name=_("报告义务"), columns=1)
        self.windows.chosen.connect(lambda _value: self._fit_window())
        self._window_place.addWidget(label(_("报告义务  ↑↓"), "heading"))
        self._window_place.addWidget(self.windows)
        self.windows.choose(self._first_window(wanted))

    def editors(self) -> dict[str, QWidget]:
        """What is typed or chosen, in the order in which it is put back."""
        windows = {} if self.windows is None else {"window": self.windows}
        return windows | {
            "presence": self.presence,
            "outcome": self.outcome,
            "reason": self.reason,
            "evidence_due": self.evidence_due,
            "day": self.day,
            "time": self.time,
            "note": self.note,
        }

    def chosen_window(self) -> DeskLine | None:
        """The window that the report belongs to, or None for one that stands alone."""
        value = self.windows.value() if self.windows else FREE
        return next((line for line in self._lines if line.duty_id == value), None)

    def step_window(self, step: int) -> None:
        """Chooses the next window down or up."""
        if self.windows is not None:
            order = [*(line.duty_id for line in self._lines), FREE]
            place = order.index(self.windows.value() or FREE)
            self.windows.choose(order[(place + step) % len(order)])

    def show_time(self) -> None:
        """Lets another day and time be typed: a late entry."""
        self._time_row.show()
        self._late.hide()
        self.day.setFocus()
        self.day.selectAll()

    def tells_another_time(self) -> bool:
        """Whether day or time are not those that the form began with."""
        return (self.day.text(), self.time.text()) != self._began

    def facts(self) -> CheckInFacts:
        """What the form says. Raises UserError naming the field to mend."""
        duty = self.chosen_window()
        outcome = Outcome(self.outcome.value())
        complied = outcome is Outcome.COMPLIED
        due = None
        if outcome is Outcome.WAITING_EVIDENCE:
            due = _day(self.evidence_due, "evidence_due")
        return CheckInFacts(
            kind=duty.kind if duty else DutyKind.CHECK_IN,
            presence=Presence(self.presence.value()) if complied else Presence.NONE,
            outcome=outcome,
            happened_at=self._happened_at(),
            reason=self.reason.text().strip(),
            evidence_due=due,
            note=self.note.text().strip(),
        )

    def show_problem(self, error: UserError) -> bool:
        """Shows an error beside its field. Says whether there was one to put it at."""
        for each in self._fields.values():
            each.problem("")
        field = self._fields.get(error.field or "")
        if field is None:
            return False
        field.show()
        field.problem(str(error))
        return True

    def _first_window(self, wanted: str) -> str:
        """What was asked for; else a report in person."""
        if any(line.duty_id == wanted for line in self._lines):
            return wanted
        in_person = [line for line in self._lines if line.kind is DutyKind.CHECK_IN]
        chosen = (*in_person, *self._lines)
        return chosen[0].duty_id if chosen else FREE

    def _happened_at(self) -> datetime:
        now = self._clock.now()
        if self._time_row.isHidden():
            return now
        day = _day(self.day, "happened_at")
        at = read_time(self.time.text())
        if at is None:
            raise UserError(_("时间请写成 9:30。"), field="happened_at")
        return datetime.combine(day, at, CHINA)

    def _fit_window(self) -> None:
        """A report by phone or in writing is known in another way than a visit."""
        self._show_chosen()
        line = self.chosen_window()
        kind = line.kind if line else DutyKind.CHECK_IN
        self.presence.choose(REMOTE.get(kind, Presence.OFFICER_SAW).value)

    def _fit_outcome(self) -> None:
        outcome = Outcome(self.outcome.value())
        complied = outcome is Outcome.COMPLIED
        self._presence_title.setVisible(complied)
        self.presence.setVisible(complied)
        self._fields["reason"].setVisible(not complied)
        self._fields["evidence_due"].setVisible(outcome is Outcome.WAITING_EVIDENCE)
        if not complied:
            self.reason.setFocus()


def window_words(line: DeskLine, today: date) -> str:
    """当面报到　11月16日至22日　还有 1 天."""
    what = _(DUTY_LABELS[line.kind])
    if line.needed > 1:
        what += f" {line.done}/{line.needed}"
    span = span_words(line.period_start, line.period_end, today)
    left = distance(line.grace_until, today)
    late = f"{line_state(line, today).text}，{left}" if line.grace_until < today else left
    return f"{what}　{span}　{late}"


def _day(editor: DateEdit, field: str) -> date:
    try:
        day = editor.day()
    except DateProblem as problem:
        raise UserError(str(problem), field=field) from None
    if day is None:
        raise UserError(_("没有填写日期。"), field=field)
    return day
