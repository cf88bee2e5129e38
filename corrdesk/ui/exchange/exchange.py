"""数据交换: what the county holds in one sentence, exchanging with a target, and its lists.

What stops an exchange is explained here; where a person may agree, a typed word goes on.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from typing import Any

from PySide6.QtWidgets import (
    QButtonGroup,
    QFileDialog,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from corrdesk.base.i18n import N_, _
from corrdesk.bootstrap import Desk
from corrdesk.casework.permissions import may
from corrdesk.settings import SYNC_TARGET
from corrdesk.store.base import Base
from corrdesk.sync.automatic import Automatic
from corrdesk.sync.core.clocks import Doubt
from corrdesk.sync.core.stops import Guard, Stopped
from corrdesk.sync.exchange import Branch, Outcome
from corrdesk.sync.repaired import sealed, whom
from corrdesk.sync.repairing import count_repairs, repairs
from corrdesk.sync.settling import Conflict, conflicts, set_aside
from corrdesk.sync.standing import Balance
from corrdesk.sync.subjects import people_of, subjects
from corrdesk.sync.tables import SyncRepair
from corrdesk.sync.telling import Teller
from corrdesk.sync.waiting import waiting_files
from corrdesk.sync.words import CONFIRMABLE, ExchangeStopped, no_room, refusal, unread
from corrdesk.ui.exchange.automatic import AutomaticLine, automaton_of
from corrdesk.ui.exchange.choosing import ChoiceForm
from corrdesk.ui.exchange.clock import ClockLine
from corrdesk.ui.exchange.enrolment import EnrolmentLine
from corrdesk.ui.exchange.files import file_lines, file_words, stuck_words
from corrdesk.ui.exchange.fork import ForkLine
from corrdesk.ui.exchange.looks import (
    Line,
    aside_lines,
    balance_words,
    bar_words,
    conflict_lines,
    waiting_lines,
)
from corrdesk.ui.exchange.repair import open_repair
from corrdesk.ui.exchange.repairs import repair_lines
from corrdesk.ui.exchange.running import Report, exchanged
from corrdesk.ui.exchange.second_pc import InviteLine
from corrdesk.ui.shell import tokens
from corrdesk.ui.shell.context import Context
from corrdesk.ui.shell.forms import open_form
from corrdesk.ui.shell.lists import ChosenRow
from corrdesk.ui.shell.messages import Message, explain_error
from corrdesk.ui.shell.registry import Page
from corrdesk.ui.shell.table import Cell, Column, ListSource, PagedModel, RecordTable, list_source
from corrdesk.ui.shell.theme import px, show_if
from corrdesk.ui.shell.tokens import Tone
from corrdesk.ui.shell.widgets import Banner, button, label, row
from corrdesk.ui.shell.words import moment
from corrdesk.ui.vault.working import WorkingLine

LIST_TITLES = {
    "waiting": N_("待送"),
    "files": N_("附件"),
    "conflicts": N_("待选定"),
    "aside": N_("搁置"),
    "parted": N_("本机另写"),
    "repairs": N_("修复"),
}
CASE_LISTS = ("files", "conflicts", "aside", "repairs")
"""What tells of cases: shown to those who may see some."""
EMPTY = {
    "waiting": N_("没有待送的记录。"),
    "files": N_("附件都已送达，县级和本机都有。"),
    "conflicts": N_("没有需要选定的内容。"),
    "aside": N_("没有搁置的记录。"),
    "parted": N_("没有本机另写的记录。"),
    "repairs": N_("没有修复过的记录：每次交换后两边逐段核对，一致。"),
}

AFTER_REPAIR = N_(
    "这些记录曾与日志不符：磁盘、备份软件或别的程序动过数据。请到“案卷养护”做一次体检；"
    "写着“请查明”的，请所长核对。"
)


@dataclass(frozen=True, slots=True)
class Standing:
    """Where the exchange stands: the county's name (empty before enrolment) and the lists.

    `member`: this PC is on the county's roster; `due`: when the next exchange begins by itself.
    `lists` has those that the officer may see. `files`: in words how many wait. `repaired`: how
    many records were put right so far; the list holds the latest of them. `doubted`: of the clock.
    """

    county: str
    member: bool
    automatic: Automatic
    due: str
    balance: Balance
    lists: dict[str, list[Line]]
    files: str
    repaired: int
    doubted: Sequence[Doubt] = ()


class ExchangePage(Page):
    """The one page of the exchange."""

    watches = frozenset(Base.metadata.tables)  # whatever was entered has to be delivered
    help_topic = "数据交换"

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self._shown = "waiting"
        self._lists: dict[str, list[Line]] = {name: [] for name in LIST_TITLES}
        self._runs: dict[str, tuple[int, int]] = {}  # own entries: after which, and how many
        self.headline = label("", "heading", wrap=True)
        self.stopped, self.clock = Banner(), ClockLine(context)
        self.where = QLineEdit(context.settings.get(SYNC_TARGET))
        self.where.setAccessibleName(_("交换地点"))
        self.where.setPlaceholderText(_("U 盘或共享文件夹：folder:E:\\　县级服务器：https://…"))
        self.sync_button = button(_("立即交换"), self.sync, role="primary", picture="exchange")
        self.look_button = button(_("试运行"), partial(self.sync, dry_run=True))
        self.word = QLineEdit()
        self.word.setPlaceholderText(_("查明后输入“继续”"))
        self.word.setAccessibleName(_("输入“继续”以确认"))
        self.word.setMinimumWidth(px(240))
        self.word.textChanged.connect(self._tell_word)
        self.go_on = button(_("确认后继续"), self._go_on)
        self.word.returnPressed.connect(self.go_on.click)
        self.enrolment, self.invite = EnrolmentLine(context, self._enrolled), InviteLine(context)
        self.working = WorkingLine(context, self.sync_button, self.look_button, self.go_on)
        self.automatic = AutomaticLine(context)
        self.fork = ForkLine(context, self._where, self._show_parted, self._renewed)
        self._guard: Guard | None = None
        automaton_of(context).ended.connect(self.refresh)
        self._group = QButtonGroup(self)
        self.buttons: dict[str, QPushButton] = {}
        for name, title in LIST_TITLES.items():
            made = button(_(title), partial(self.show_list, name), role="choice")
            made.setCheckable(True)
            self._group.addButton(made)
            self.buttons[name] = made
        self.buttons[self._shown].setChecked(True)
        self.model: PagedModel[Line] = PagedModel(context, columns(), key=lambda line: line.key)
        self.table: RecordTable[Line] = RecordTable(self.model, name=_("数据交换"))
        self.table.opened.connect(self.open_line)
        self.told = ChosenRow(self.table, lambda line: f"{line.what}\n{line.detail}")
        self._empty = Banner()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(px(tokens.MARGIN), px(4), px(tokens.MARGIN), px(8))
        layout.setSpacing(px(tokens.GAP))
        for part in (
            self.headline, self.clock, self.enrolment, self.stopped, self.fork.words, self.fork
        ):  # fmt: skip
            layout.addWidget(part)
        layout.addLayout(row(self.word, self.go_on))
        layout.addLayout(place_row(self.where, self.sync_button, self.look_button))
        layout.addWidget(self.automatic)
        layout.addWidget(self.working)
        layout.addLayout(row(*self.buttons.values(), None, self.invite))
        layout.addWidget(self._empty)
        layout.addWidget(self.table, 1)
        layout.addWidget(self.told)
        layout.addStretch(0)
        self._stop(None)

    def refresh(self) -> None:
        self.context.ask(self, standing, slot="exchange").then(self._show).start()

    def show_argument(self, argument: Any) -> None:
        """Opened with the name of a list, shows it."""
        hidden = argument in CASE_LISTS and not may(self.context.desk.actor, "person.read")
        if argument in LIST_TITLES and not hidden:
            self.show_list(str(argument))

    def first_focus(self) -> QWidget:
        if self.enrolment.isVisible():
            return self.enrolment.server
        if self.fork.isVisible():
            return self.fork.look_button
        return self.word if self._guard in CONFIRMABLE else self.sync_button

    def list_focus(self) -> QWidget:
        return self.table

    def show_list(self, name: str) -> None:
        """Shows a list."""
        self._shown = name
        self.buttons[name].setChecked(True)
        lines = self._lists[name]
        self.model.show_source(self._source(name))
        self._empty.say(*_note(name, lines, self.context.desk.office.id))
        self.table.setVisible(bool(lines))
        show_if(bool(lines) and name != "waiting", self.told)  # what is sent asks for nothing

    def open_line(self, line: Line) -> None:
        """Opens the choice behind a conflict, or what a repair found; the rest say it all."""
        if isinstance(line.record, SyncRepair):
            open_repair(self.context, self, line.record.number)
        if isinstance(line.record, Conflict) and may(self.context.desk.actor, "sync.settle"):
            people = {row.id: row.name for row in self.context.desk.staff()}
            form = ChoiceForm(self.context, line.record, line.what, line.values, people)
            open_form(self, _("选定内容"), form, lambda _made: self.refresh())

    def sync(self, *, dry_run: bool = False, confirmed: frozenset[Guard] = frozenset()) -> None:
        """Begins an exchange with the target that is named."""
        where = self._where()
        self.context.settings.set(SYNC_TARGET, where)
        self._stop(None)

        def work(desk: Desk, report: Report) -> Outcome:
            return exchanged(desk, where, report, dry_run=dry_run, confirmed=confirmed)

        words = _("正在查看…") if dry_run else _("正在交换…")
        done = partial(self._done, dry_run=dry_run)
        self.working.start(words, work, done, self._failed, may_wait=False)

    def _enrolled(self, address: str) -> None:
        if address:
            self.where.setText(address)
        self.refresh()

    def _renewed(self) -> None:
        """The PC has a new identity, which the county does not know yet."""
        self.enrolment.show_enrolled(enrolled=False)
        self.first_focus().setFocus()
        self.refresh()

    def _where(self) -> str:
        return self.where.text().strip()

    def _show_parted(self, branch: Branch) -> None:
        self._runs["parted"] = (branch.first - 1, branch.count)
        self._lists["parted"] = waiting_lines(branch.entries, self.context.desk.clock.today())
        self.buttons["parted"].setText(f"{_(LIST_TITLES['parted'])} {branch.count}")
        show_if(True, self.buttons["parted"])
        self.show_list("parted")

    def _done(self, outcome: Outcome, *, dry_run: bool) -> None:
        report = outcome.report
        said = (
            _("试运行：将送出 {sent} 条，将收到 {received} 条，没有改动。")
            if dry_run
            else _("送出 {sent} 条，收到 {received} 条。")
        ).format(sent=report.sent, received=report.received)
        tone = Tone.OK
        if outcome.files.sent or outcome.files.received:
            said += _("附件分块送出 {sent}，收到 {received}。").format(
                sent=outcome.files.sent, received=outcome.files.received
            )
        refused = {**report.refused, **outcome.files.refused}
        if refused:
            first = next(iter(refused.values()))
            said += _("有 {count} 件没有收下：{why}").format(count=len(refused), why=refusal(first))
            said += unread(refused.values())
            tone = Tone.WARN
        if outcome.files.no_room:
            said += no_room(outcome.files.no_room.values())
            tone = Tone.WARN
        if outcome.cut is not None:
            said += _("附件没有传完，下次从断开的地方继续。")
            tone = Tone.WARN
        if report.repaired or report.agrees is False:
            said += _("与县级核对出不一致，见“修复”。")
            tone = Tone.WARN
        self.context.say(Message(said, tone))
        if outcome.changed:
            self.context.changed.emit(frozenset(outcome.changed))
        self.context.status_changed.emit()
        self.refresh()

    def _failed(self, error: Exception) -> None:
        if isinstance(error, ExchangeStopped):
            self._stop(error.guard)
        self.stopped.say(explain_error(error).text, Tone.BAD)
        if self.isVisible():
            self.context.say(Message(""))  # the page itself says why
            self.first_focus().setFocus()
        else:
            words = _("没有交换完，说明在“数据交换”。")
            self.context.say(
                Message(words, Tone.WARN, _("查看"), lambda: self.context.go("exchange"))
            )
        self.context.status_changed.emit()
        self.refresh()

    def _stop(self, guard: Guard | None) -> None:
        self._guard = guard
        self.stopped.say("" if guard is None else str(ExchangeStopped(Stopped(guard))), Tone.BAD)
        self.word.clear()
        for part in (self.word, self.go_on):
            show_if(guard in CONFIRMABLE, part)
        self._tell_word("")
        self.fork.show_forked(forked=guard is Guard.FORK)
        show_if(False, self.buttons["parted"])
        if self._shown == "parted":
            self.show_list("waiting")

    def _tell_word(self, text: str) -> None:
        self.go_on.setEnabled(text.strip() == _("继续"))

    def _go_on(self) -> None:
        if self._guard is not None:
            self.sync(confirmed=frozenset({self._guard}))

    def _source(self, name: str) -> ListSource[Line]:
        """The lines of a list; what waits may be long and is asked for page by page."""
        if name == "repairs":
            return ListSource(counted_repairs, repaired_lines)
        known = self._runs.get(name)
        if known is None:
            return list_source(self._lists[name])
        after, count = known
        return ListSource(
            lambda _desk: count,
            lambda desk, offset, limit: own_lines(desk, after + offset, limit),
        )

    def _show(self, found: Standing) -> None:
        self._lists |= found.lists
        balance = found.balance
        self._runs["waiting"] = (balance.held, balance.written - balance.held)
        if found.automatic.guard is not self._guard and not self.working.is_busy:
            self._stop(found.automatic.guard)
        self.clock.show_doubted(found.doubted)
        self.headline.setText(_headline(found, self.context.desk.clock.today()))
        asked_before = self.enrolment.isVisible()
        self.enrolment.show_enrolled(enrolled=found.member)
        self.invite.show_enrolled(enrolled=found.member)
        allowed = found.member and may(self.context.desk.actor, "sync.run")
        # After a stop the room goes to what has to be read before anything is confirmed.
        stopped = found.automatic.guard is not None
        self.automatic.show_state(found.automatic, allowed=allowed and not stopped, due=found.due)
        for part in (self.sync_button, self.look_button):
            part.setEnabled(allowed and not self.working.is_busy)
        for name in CASE_LISTS:
            show_if(name in found.lists, self.buttons[name])
        for name in found.lists:
            self.buttons[name].setText(f"{_(LIST_TITLES[name])} {_count(found, name)}")
        if self.enrolment.isVisible() != asked_before:
            self.first_focus().setFocus()
        self.show_list(self._shown)


def place_row(where: QLineEdit, *acts: QPushButton) -> QHBoxLayout:
    """The place of exchange with its name, the way to choose a folder, and what is done there."""
    name = label(_("交换地点"))
    name.setBuddy(where)
    folder = button(_("选文件夹…"), lambda: ask_folder(where))
    return row(name, where, folder, *acts, stretch=None)


def ask_folder(where: QLineEdit) -> None:
    """Lets a stick or a shared folder be chosen, and writes it down as a place of exchange."""
    chosen = QFileDialog.getExistingDirectory(where, _("U 盘或共享文件夹"))
    if chosen:
        where.setText(f"folder:{chosen}")


def own_lines(desk: Desk, after: int, limit: int) -> list[Line]:
    """Entries of this PC with whom and what they are about, for those who see case data."""
    entries = desk.exchange.standing.own_entries(after, limit)
    if not may(desk.actor, "person.read"):
        return waiting_lines(entries, desk.clock.today())
    with desk.read() as session:
        told = subjects(session, desk.office.id, entries)
    return waiting_lines(entries, desk.clock.today(), told)


def repaired_lines(desk: Desk, offset: int, limit: int) -> list[Line]:
    """Records that were put right, the latest first, so many from one on."""
    with desk.read() as session:
        found = repairs(session, desk.office.id, offset, limit)
        told = whom(session, desk.office.id, found)
        closed = sealed(session, desk.office.id, found)
    return repair_lines(found, desk.clock.today(), told, closed)


def counted_repairs(desk: Desk) -> int:
    """How many records were put right so far."""
    with desk.read() as session:
        return count_repairs(session, desk.office.id)


def standing(desk: Desk) -> Standing:
    """What the page shows."""
    county = desk.exchange.county()
    balance = desk.exchange.standing.balance()
    state = desk.exchange.automatic()
    today = desk.clock.today()
    due = moment(datetime.fromisoformat(state.due), today) if state.due else ""
    lists = {"waiting": waiting_lines(balance.waiting, today)}
    words, mended = "", 0
    if may(desk.actor, "person.read"):
        with desk.read() as session:
            found = conflicts(session, desk.office.id)
            whose = people_of(session, desk.office.id, [(each.kind, each.row_id) for each in found])
            choosing = conflict_lines(found, Teller(session, desk.office.id), whose)
            put_aside = set_aside(session, desk.office.id)
            files = waiting_files(session, desk.office.id, desk.exchange.standing.file_word())
        lists |= {
            "files": file_lines(files, today),
            "conflicts": choosing,
            "aside": aside_lines(put_aside, today),
            "repairs": repaired_lines(desk, 0, 1),
        }
        words, mended = file_words(files), counted_repairs(desk)
    member = desk.exchange.standing.certificate() is not None
    name = county.name if county else ""
    doubted = desk.exchange.standing.doubted()
    return Standing(name, member, state, due, balance, lists, words, mended, doubted)


def count_waiting(desk: Desk) -> int:
    """The figure in the sidebar: conflicts that wait for a person, for those who see any."""
    if not may(desk.actor, "person.read"):
        return 0
    with desk.read() as session:
        return len(conflicts(session, desk.office.id))


def exchange_words(desk: Desk) -> str:
    """The words of the status bar: what the county holds; nothing before enrolment."""
    if desk.exchange.county() is None:
        return ""
    balance = desk.exchange.standing.balance()
    if not desk.exchange.automatic().stopped:
        return bar_words(balance, desk.clock.today())
    words = _("▲ 交换已停　县级已收 {held}/{written}")
    return words.format(held=balance.held, written=balance.written)


def columns() -> tuple[Column[Line], ...]:
    """The columns of the three lists."""
    return (
        Column(N_("事项"), lambda line: Cell(line.what, tip=line.what), 220),
        Column(N_("内容"), lambda line: Cell(line.detail, tip=line.detail), 380, stretch=True),
        Column(N_("日期"), lambda line: Cell(line.day), 110, rank=2),
    )


def _note(name: str, lines: Sequence[Line], office: str) -> tuple[str, Tone]:
    """What is said above a list: that it is empty, or what to do about what is in it."""
    if not lines:
        return _(EMPTY[name]), Tone.OK
    if name == "repairs":
        return _(AFTER_REPAIR), Tone.WARN
    return stuck_words(lines, office), Tone.WARN


def _headline(found: Standing, today: date) -> str:
    if not found.county:
        return _("本机还没有在县级登记，登记以后就可以交换。")
    words = balance_words(found.balance, today) + found.files
    if found.member:
        return words
    return _("本机现在的身份还没有在{county}登记，登记前照常办理，记录都在。{words}").format(
        county=found.county, words=words
    )


def _count(found: Standing, name: str) -> int:
    if name == "waiting":
        return found.balance.written - found.balance.held
    if name == "repairs":
        return found.repaired
    return len(found.lists[name])
