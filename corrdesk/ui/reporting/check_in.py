"""报到登记: from a person to a saved check-in with Enter alone; everything else by single keys.

Enter saves 当面报到 seen by the officer. 1 to 6 say how presence was known, F5 to F8 how it went.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QGridLayout, QPushButton, QVBoxLayout, QWidget

from corrdesk.base.errors import UserError
from corrdesk.base.i18n import N_, _
from corrdesk.base.idnumber import mask
from corrdesk.bootstrap import Desk
from corrdesk.casework.caseload.model import LIVE, STATUS_LABELS, Status
from corrdesk.casework.caseload.queries import person_file
from corrdesk.casework.leave.queries import LeaveLine, leaves_of
from corrdesk.casework.permissions import may
from corrdesk.casework.reporting.model import (
    DUTY_LABELS,
    OFFICER_KINDS,
    OUTCOME_LABELS,
    PRESENCE_LABELS,
    REPORTED_KINDS,
    CheckInFacts,
    DeskLine,
    DutyKind,
    Outcome,
)
from corrdesk.casework.reporting.queries import check_ins_of, counted_into, open_windows_of
from corrdesk.casework.reporting.service import (
    record_check_in,
    withdraw_check_in,
)
from corrdesk.ui.paths import CheckInFor, ViolationOf
from corrdesk.ui.reporting.check_in_form import PRESENCES, CheckInForm
from corrdesk.ui.reporting.looks import away_words, landed_words
from corrdesk.ui.shell import tokens
from corrdesk.ui.shell.context import Context
from corrdesk.ui.shell.drafting import Watched
from corrdesk.ui.shell.messages import Message, ask_line
from corrdesk.ui.shell.registry import Page
from corrdesk.ui.shell.theme import px
from corrdesk.ui.shell.tokens import Tone
from corrdesk.ui.shell.widgets import (
    Banner,
    PrivateValue,
    button,
    clear,
    column,
    label,
    line,
    row,
    scrolled,
)
from corrdesk.ui.shell.words import full_day, mask_phone, moment

if TYPE_CHECKING:
    from corrdesk.store.unit_of_work import UnitOfWork

WIDE = 800  # from this width on (at 100 %) two columns stand side by side
Place = tuple[int, int, int, int]  # row, column, and how many of each
HIGH_HEAD: tuple[Place, ...] = ((0, 0, 1, 1), (1, 0, 1, 2), (2, 0, 1, 2), (0, 1, 1, 1))
WIDE_HEAD: tuple[Place, ...] = ((0, 0, 1, 1), (0, 1, 1, 1), (0, 2, 1, 1), (0, 3, 1, 1))
ALL_THE_ROOM = 100  # what the form gets of the height for every part below it
SAME_VISIT = timedelta(minutes=10)
OUTCOME_KEYS = {
    Qt.Key.Key_F5: Outcome.COMPLIED,
    Qt.Key.Key_F6: Outcome.EXCUSED,
    Qt.Key.Key_F7: Outcome.WAITING_EVIDENCE,
    Qt.Key.Key_F8: Outcome.MISSED,
}
AT_THE_COUNTER = REPORTED_KINDS | OFFICER_KINDS  # hours of study and service are kept elsewhere
UNDO_REASONS = (N_("录入错误"), N_("选错了人"), N_("重复登记"))


@dataclass(frozen=True, slots=True)
class Visitor:
    """Who is at the counter: the person, the live order, what is open, what was reported last."""

    person: Any
    supervision: Any
    windows: Sequence[DeskLine]
    last: Any
    away: LeaveLine | None = None  # the leave that is not over yet


class VisitorHead(QWidget):
    """Who is at the counter, and the ways out of the panel; one line where there is room."""

    def __init__(self, *ways: QPushButton) -> None:
        super().__init__()
        self._name = label("", "title", wrap=True)
        self._under = label("", "muted", wrap=True)
        self._private, self._ways = QWidget(), QWidget()
        self._ways.setLayout(row(*ways, stretch=None))
        self._numbers = row(stretch=None)
        self._private.setLayout(self._numbers)
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(px(tokens.GAP))
        self._grid.setVerticalSpacing(0)
        self.set_wide(False)

    def set_wide(self, wide: bool) -> None:
        """Puts everything into one line, or what is read below the name."""
        self.is_wide = wide
        grid = self._grid
        places = WIDE_HEAD if wide else HIGH_HEAD
        for part, place in zip(
            (self._name, self._under, self._private, self._ways), places, strict=True
        ):
            grid.addWidget(part, *place)
        grid.setColumnStretch(0, 0 if wide else 1)
        grid.setColumnStretch(1, 1 if wide else 0)

    def say(self, words: str) -> None:
        """Shows words where the name stands."""
        self._name.setText(words)

    def show_person(self, person: Any) -> None:
        """Shows name, address, and the masked numbers."""
        self._name.setText(person.name)
        self._under.setText(person.residence)
        clear(self._numbers)
        number = PrivateValue(_("身份证号"), mask(person.id_number), person.id_number, short=True)
        phone = PrivateValue(_("电话"), mask_phone(person.phone), person.phone, short=True)
        for part in (number, phone):
            self._numbers.addWidget(part)


class CheckInPanel(Page):
    """The panel beside the page."""

    watches = frozenset({"check_in", "duty", "withdrawal"})
    help_topic = "报到登记"

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self._wanted: CheckInFor | None = None
        self._visitor: Visitor | None = None
        self._typed_ahead = False
        self._saving = False
        self._doubled = False
        self._watched: Watched | None = None
        self.form = CheckInForm(context.desk.clock)
        self._build()

    # Opening

    def show_argument(self, argument: Any) -> None:
        """Opened with a CheckInFor; without one it asks for a person."""
        wanted = argument if isinstance(argument, CheckInFor) else None
        if self._visitor is not None and wanted != self._wanted:
            self._start_over()  # what was typed for one person is never saved for the next
        self._wanted = wanted
        self._visitor = None
        self._typed_ahead = False

    def refresh(self) -> None:
        wanted = self._wanted
        if wanted is None:
            self._show_nobody()
            return
        if self._saving:
            return
        today = self.context.desk.clock.today()
        self.context.ask(
            self, lambda desk: find_visitor(desk, wanted.person_id, today), slot="check-in"
        ).then(self._show).start()

    def first_focus(self) -> QWidget:
        return self

    @property
    def visitor(self) -> Visitor | None:
        """Who is shown, once the answer is there."""
        return self._visitor

    # Drafts

    @property
    def record_id(self) -> str:
        """Whose check-in it is; which window is part of what is typed."""
        return self._wanted.person_id if self._wanted else ""

    def typed_editors(self) -> dict[str, QWidget]:
        """What is typed into, by name."""
        return self.form.editors()

    def whom(self) -> str:
        """Whose check-in it is, in words."""
        return self.about

    def tell_restored(self, words: str, tone: Tone) -> None:
        """Says above the fields that a draft was put back, and shows another time than now."""
        if self.form.tells_another_time():
            self.form.show_time()
            words += "\n" + _("实际日期和时间是填写那时的；如果是现在才来的，请改过来。")
        self._banner.say(words, tone)

    def _start_over(self) -> None:
        if self._watched is not None:
            self._watched.rest()
            self._watched = None
        old, self.form = self.form, CheckInForm(self.context.desk.clock)
        self._inner.replaceWidget(old, self.form)
        self.form.set_wide(self.head.is_wide)
        old.hide()
        old.deleteLater()

    # Keys

    def event(self, event: QEvent) -> bool:
        override = event.type() == QEvent.Type.ShortcutOverride
        if override and isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_F4:
            event.accept()  # the page beside the panel has an F4 too; two of them would do nothing
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        control = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        if key in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self._press_enter(control=control)
        elif key in OUTCOME_KEYS:
            self.form.outcome.choose(OUTCOME_KEYS[Qt.Key(key)].value)
        elif Qt.Key.Key_1 <= key < Qt.Key.Key_1 + len(PRESENCES) and not control:
            self.form.presence.choose(PRESENCES[key - Qt.Key.Key_1].value)
        elif key in {Qt.Key.Key_Down, Qt.Key.Key_Up}:
            self.form.step_window(1 if key == Qt.Key.Key_Down else -1)
        elif key == Qt.Key.Key_F9:
            self.form.show_time()
        elif key == Qt.Key.Key_F4:
            self._open_file()
        else:
            super().keyPressEvent(event)

    def _press_enter(self, *, control: bool) -> None:
        if self._visitor is None:
            self._typed_ahead = not control
        elif control or not self._doubled:
            self.save()

    # Saving

    def save(self) -> None:
        """Saves the check-in as the form shows it."""
        visitor = self._visitor
        if visitor is None or self._saving or self.form.isHidden():
            return
        try:
            facts = self.form.facts()
        except UserError as error:
            self._show_problem(error)
            return
        duty = self.form.chosen_window()
        duty_id = duty.duty_id if duty else None
        supervision_id = visitor.supervision.id
        self._saving = True

        def act(uow: UnitOfWork) -> tuple[str, str | None]:
            made = record_check_in(
                uow, supervision_id, facts, duty_id=duty_id, alone=duty_id is None
            )
            uow.session.flush()
            return made, counted_into(uow.session, uow.office_id, made)

        kept = self._watched.closing(act) if self._watched is not None else act
        self.context.act(self, kept).then(
            lambda made: self._saved(*made, visitor, facts, duty)
        ).or_else(self._refused).start()

    def _saved(
        self,
        check_in_id: str,
        counted: str | None,
        visitor: Visitor,
        facts: CheckInFacts,
        duty: DeskLine | None,
    ) -> None:
        self._saving = False
        context = self.context
        name = visitor.person.name
        undo = follow = None
        if may(context.desk.actor, "checkin.withdraw"):
            undo = _undoing(context, check_in_id, name)
        if facts.outcome is Outcome.MISSED:
            follow = _going(context, visitor, duty)
        today = context.desk.clock.today()
        words = saved_words(name, facts, today)
        if duty is not None and counted != duty.duty_id:  # what was missed is not made good
            held = next((line for line in visitor.windows if line.duty_id == counted), None)
            words += "　" + landed_words(duty, held, today)
        done = facts.outcome is Outcome.COMPLIED and (duty is None or counted is not None)
        context.say(
            Message(
                words,
                Tone.OK if done else Tone.WARN,
                action=_("登记为违规…") if follow else "",
                run=follow,
                undo=undo,
            )
        )
        context.close_panel()

    def _refused(self, error: Exception) -> None:
        self._saving = False
        if self._watched is not None:
            self._watched.go_on()
        if isinstance(error, UserError):
            self._show_problem(error)
        else:
            self.context.say_error(error)

    def _show_problem(self, error: UserError) -> None:
        shown = self.form.show_problem(error)
        self._banner.say("" if shown else str(error), Tone.BAD)

    # Showing

    def _build(self) -> None:
        self._banner = Banner()
        self.save_button = button(_("保存报到  Enter"), self.save, role="primary")
        self._file_button = button(_("打开档案  F4"), self._open_file, role="link")
        close = button(_("关闭  Esc"), self.context.close_panel, role="link")
        self.head = VisitorHead(self._file_button, close)
        content = QWidget()
        self._inner = inner = QVBoxLayout(content)
        inner.setContentsMargins(px(tokens.MARGIN), px(6), px(tokens.MARGIN), px(4))
        inner.setSpacing(px(4))
        for part in (self.head, self._banner, self.form):
            inner.addWidget(part)
        inner.setStretchFactor(self.form, ALL_THE_ROOM)
        inner.addStretch(1)  # without a visitor there is no form
        # The button that saves stays in view, however large the writing is.
        foot = column(self.save_button)
        foot.setContentsMargins(px(tokens.MARGIN), px(4), px(tokens.MARGIN), px(4))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(scrolled(content), 1)
        layout.addWidget(line())
        layout.addLayout(foot)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(_("报到登记"))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.head.set_wide(self.width() >= px(WIDE))
        self.form.set_wide(self.head.is_wide)

    def _show_nobody(self) -> None:
        self.head.say(_("报到登记"))
        self._banner.say(_("请先在上方查找人员，或扫描身份证。"), Tone.INFO)
        for part in (self.form, self.save_button, self._file_button):
            part.hide()

    def _show(self, visitor: Visitor) -> None:
        self._visitor = visitor
        person, order = visitor.person, visitor.supervision
        self.about = person.name
        self.head.show_person(person)
        live = order is not None and Status(order.status) in LIVE
        self.form.setVisible(live)
        self.save_button.setVisible(live)
        self._banner.say(*self._remark(order))
        if not live:
            state = _(STATUS_LABELS[Status(order.status)]) if order else _("没有矫正记录")
            self._banner.say(_("此人{state}，不能登记报到。").format(state=state), Tone.WARN)
        self.form.show_windows(visitor.windows, self._wanted.duty_id if self._wanted else "")
        self._warn_double(visitor.last)
        if live and self._watched is None:
            self._watched = self.context.drafts.watch(self.form, self)
        if self.hasFocus() and self.form.windows is not None:
            self.form.windows.focus_chosen()  # where the eye sees the keyboard
        self.content_changed()
        if self._typed_ahead and not self._doubled:
            self.save()

    def _remark(self, order: Any) -> tuple[str, Tone]:
        """What the officer should know before anything else: the term, a leave, no class."""
        if order is not None and order.term_end < self.context.desk.clock.today():
            words = _("矫正期限已于 {day} 届满，尚未办理解除。")
            return words.format(day=full_day(order.term_end)), Tone.BAD
        away = self._visitor.away if self._visitor is not None else None
        if away is not None:
            return away_words(away, self.context.desk.clock.today()), Tone.WARN
        if order is not None and order.class_ is None:
            return _("尚未确定管理类别，没有报告义务可登记。"), Tone.WARN
        return "", Tone.INFO

    def _warn_double(self, last: Any) -> None:
        now = self.context.desk.clock.now()
        self._doubled = last is not None and now - last.entered_at < SAME_VISIT
        if not self._doubled:
            self.save_button.setText(_("保存报到  Enter"))
            return
        words = _("10 分钟内已登记：{at} {what}。是否重复登记？")
        at = moment(last.happened_at, now.date())
        what = _(DUTY_LABELS[DutyKind(last.kind)])
        self._banner.say(words.format(at=at, what=what), Tone.WARN)
        self.save_button.setText(_("仍要再登记一次  Ctrl+Enter"))

    def _open_file(self) -> None:
        if self._wanted is not None:
            self.context.go("person", self._wanted.person_id)
            self.context.close_panel()


def find_visitor(desk: Desk, person_id: str, today: date) -> Visitor:
    """Everything that the panel shows of a person. Raises UserError for one that is not there."""
    office = desk.office.id
    with desk.read() as session:
        file = person_file(session, office, person_id)
        if file is None:
            raise UserError(_("没有找到此人的档案。"))
        orders = file.supervisions
        order = next((each for each in orders if Status(each.status) in LIVE), None)
        order = order or (orders[0] if orders else None)
        found = open_windows_of(session, office, order.id, today) if order else []
        windows = [line for line in found if line.kind in AT_THE_COUNTER]
        last = [row for row in check_ins_of(session, office, person_id, 5) if row.withdrawn is None]
        leaves = leaves_of(session, office, desk.law(), person_id)
    away = next((line for line in leaves if line.is_away(today)), None)
    return Visitor(file.person, order, windows, max(last, key=_entered, default=None), away)


def _entered(check_in: Any) -> datetime:
    entered: datetime = check_in.entered_at
    return entered


def saved_words(name: str, facts: CheckInFacts, today: date) -> str:
    """Who, when, how: the sentence of the strip."""
    how = _(OUTCOME_LABELS[facts.outcome])
    if facts.outcome is Outcome.COMPLIED:
        how = _(PRESENCE_LABELS[facts.presence])
    return _("已登记：{name}　{what}　{at}　{how}").format(
        name=name, what=_(DUTY_LABELS[facts.kind]), at=moment(facts.happened_at, today), how=how
    )


def _undoing(context: Context, check_in_id: str, name: str) -> Callable[[], None]:
    """Asks for the reason and takes the check-in back."""
    done = _("已撤销 {name} 的登记，原记录保留在日志中。").format(name=name)

    def withdraw(reason: str) -> None:
        context.act(context, lambda uow: withdraw_check_in(uow, check_in_id, reason)).then(
            lambda _none: context.say(Message(done))
        ).start()

    def ask() -> None:
        window = context.parent()
        if isinstance(window, QWidget):
            ask_line(
                window,
                title=_("撤销登记"),
                label=_("撤销 {name} 的登记，理由：").format(name=name),
                suggestions=tuple(_(reason) for reason in UNDO_REASONS),
                then=withdraw,
            )

    return ask


def _going(context: Context, visitor: Visitor, duty: DeskLine | None) -> Callable[[], None]:
    """Opens the form for a violation out of this missed window."""
    duty_id = duty.duty_id if duty else ""
    target = ViolationOf(visitor.person.id, visitor.supervision.id, duty_id)
    return lambda: context.open_panel("violation", target)
