"""The exchange that begins by itself: looks now and then whether one is due, beside the work.

What is due and what ends it is decided in `sync.automatic`. It ends at once when the desk closes.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QComboBox, QVBoxLayout, QWidget

from corrdesk.base.i18n import _
from corrdesk.casework.permissions import may, require
from corrdesk.sync import automatic
from corrdesk.sync.automatic import MINUTES, Automatic
from corrdesk.sync.exchange import Outcome
from corrdesk.sync.transports.base import TransportFault
from corrdesk.sync.transports.patience import Patience
from corrdesk.sync.words import ExchangeStopped
from corrdesk.ui.exchange.clock import clock_words
from corrdesk.ui.exchange.running import asked_by, exchanged_by_itself
from corrdesk.ui.shell.context import Context
from corrdesk.ui.shell.messages import Message
from corrdesk.ui.shell.operations import Task
from corrdesk.ui.shell.theme import show_if
from corrdesk.ui.shell.tokens import Tone
from corrdesk.ui.shell.widgets import button, combo, label, row

if TYPE_CHECKING:
    from corrdesk.bootstrap import Desk

LOOK_EVERY: Final = 30_000  # milliseconds
QUIET_FAILURES: Final = 3  # a network that is away for a while is no news


class Automaton(QObject):
    """Begins exchanges while a desk is open. Pages show its progress and may cancel it."""

    begun = Signal()
    progressed = Signal(int, int)
    ended = Signal()

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self._context = context
        self._task: Task | None = None
        self._looking = False
        self._absent = False
        self._started = False

    @property
    def is_busy(self) -> bool:
        """Whether an exchange that began by itself is under way."""
        return self._task is not None

    def cancel(self) -> None:
        """Stops it at its next step; it begins again when it is due."""
        if self._task is not None:
            self._task.cancel()

    def look(self) -> None:
        """Asks, beside the work, whether one is due, and begins it."""
        if self._looking or not may(self._context.desk.actor, "sync.run"):
            return
        self._looking = True
        self._context.aside(self, self._is_due).then(self._begin).or_else(self._rest).start()

    def start(self) -> None:
        """Looks at once, and from now on now and then; being called again begins no second time."""
        self.look()
        if not self._started:
            self._started = True
            QTimer.singleShot(LOOK_EVERY, self, self._look_again)

    def _look_again(self) -> None:
        self.look()
        # Not a timer of its own: the last hold on an open desk may be let go on another thread.
        QTimer.singleShot(LOOK_EVERY, self, self._look_again)

    def _is_due(self, desk: Desk) -> bool:
        state = desk.exchange.automatic()
        if not state.on or desk.alarms:
            return False
        return automatic.is_due(state, desk.clock.now()) or self._has_come(state.target)

    def _has_come(self, target: str) -> bool:
        """Whether a stick or share that was away before is there now."""
        scheme, _colon, place = target.partition(":")
        if scheme != "folder":
            return False
        # A share whose server has gone may keep whoever asks about it for minutes.
        there = Patience(lambda: None, asked_by(self._check)).ask(Path(place).exists)
        absent, self._absent = self._absent, not there
        return absent and not self._absent

    def _check(self, _done: int, _total: int) -> None:
        self._context.check(may_wait=False)

    def _begin(self, due: bool) -> None:
        if not due:
            self._looking = False
            return
        self._task = task = Task(self)
        task.progressed.connect(self.progressed)
        self.begun.emit()

        def report(done: int, total: int) -> None:
            self._check(done, total)
            task.report(done, total)

        self._context.aside(self, partial(exchanged_by_itself, report=report)).then(
            self._done
        ).or_else(self._failed).when_cancelled(self._finish).start()

    def _done(self, outcome: Outcome) -> None:
        self._finish()
        if outcome.changed:
            self._context.changed.emit(frozenset(outcome.changed))
        if words := clock_words(outcome.doubted):
            self._context.say(
                Message(words, Tone.WARN, _("查看"), lambda: self._context.go("exchange"))
            )

    def _failed(self, error: Exception) -> None:
        self._finish()
        if isinstance(error, ExchangeStopped):
            words = _("自动交换已停：{why}").format(why=error)
            self._context.say(
                Message(words, Tone.WARN, _("查看"), lambda: self._context.go("exchange"))
            )
        elif not isinstance(error, TransportFault):
            self._context.say_error(error)

    def _rest(self, _error: Exception) -> None:
        self._looking = False

    def _finish(self) -> None:
        self._task, self._looking = None, False
        self.ended.emit()
        self._context.status_changed.emit()


def automaton_of(context: Context) -> Automaton:
    """The one of an open desk; it is made when it is first asked for."""
    return context.findChild(Automaton) or Automaton(context)


def begin_exchanging(context: Context) -> None:
    """With the day: from now on exchanges begin by themselves, if they are turned on."""
    automaton_of(context).start()


@dataclass(frozen=True, slots=True)
class _Wish:
    """What somebody chose in the line."""

    on: bool
    minutes: int


class AutomaticLine(QWidget):
    """How it stands, in one sentence, with the switch; shown where exchanging is allowed."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self.words = label("", "muted", wrap=True)
        choices = [(str(each), _("每 {n} 分钟").format(n=each)) for each in MINUTES]
        self.minutes: QComboBox = combo(choices, name=_("自动交换的间隔"))
        self.switch = button(_("打开自动交换"), self._turn)
        self._on = False
        self._automaton = automaton_of(context)
        self.stop_button = button(_("停止这次"), self._automaton.cancel)
        self._automaton.begun.connect(self._show_busy)
        self._automaton.progressed.connect(self._show_progress)
        self._automaton.ended.connect(self._show_busy)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        across = row(self.words, self.stop_button, self.minutes, self.switch, stretch=None)
        across.setStretch(0, 1)
        layout.addLayout(across)
        show_if(False, self)

    def show_state(self, state: Automatic, *, allowed: bool, due: str) -> None:
        """Says how it stands. `due`: when the next one begins, as people say it."""
        show_if(allowed, self)
        self._on = state.on
        self.words.setText(_words(state, due))
        self._show_busy()
        self.switch.setText(_("关闭自动交换") if state.on else _("打开自动交换"))
        self.switch.setEnabled(state.on or bool(state.target and not state.stopped))
        self.minutes.setEnabled(not state.on)
        self.minutes.setCurrentIndex(max(self.minutes.findData(str(state.minutes)), 0))

    def _show_busy(self) -> None:
        show_if(self._automaton.is_busy, self.stop_button)
        if self._automaton.is_busy:
            self.words.setText(_("正在自动交换…"))

    def _show_progress(self, count: int, _total: int) -> None:
        self.words.setText(_("正在自动交换…　{count} 条").format(count=count))

    def _turn(self) -> None:
        wish = _Wish(not self._on, int(self.minutes.currentData()))
        self._context.run(self, partial(_turned, wish=wish)).then(
            lambda _none: self._context.changed.emit(frozenset({"sync_state"}))
        ).start()


def _turned(desk: Desk, wish: _Wish) -> None:
    require(desk.actor, "sync.run")
    state = desk.exchange.automatic()
    if wish.on:
        state = automatic.turned_on(state, wish.minutes, desk.clock.now(), 0.5)
    else:
        state = automatic.turned_off(state)
    desk.exchange.keep_automatic(state)


def _words(state: Automatic, due: str) -> str:
    if state.stopped:
        return _("自动交换：已停。按上面的说明查明、手工交换成功后，才能再打开。")
    if not state.target:
        return _("自动交换：未打开。先手工交换成功一次，再打开。")
    if not state.on:
        return _("自动交换：未打开。打开后在后台进行，不影响办理。")
    if state.failures >= QUIET_FAILURES:
        words = _("自动交换：最近 {count} 次没有连上，下次约在 {due}。")
        return words.format(count=state.failures, due=due)
    return _("自动交换：已打开，下次约在 {due}。").format(due=due)
