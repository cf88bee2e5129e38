"""One session: its roster, sign-in at the door by name, number, card or code, everyone but …

Every outcome is saved at once, so that nothing is lost. F6 to F8 choose what Enter records, F9
records everybody who is left as present.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from corrdesk.base.errors import UserError
from corrdesk.base.i18n import N_, _
from corrdesk.bootstrap import Desk
from corrdesk.casework.caseload.hours import Learner
from corrdesk.casework.caseload.queries import find_people
from corrdesk.casework.hour_flows import record_turnout_and_duties
from corrdesk.casework.programs.model import (
    TYPE_LABELS,
    Invitee,
    Manner,
    ProgramType,
    SessionState,
    Sighting,
    Turnout,
)
from corrdesk.casework.programs.queries import RosterLine, SessionFile, session_file
from corrdesk.casework.programs.rosters import everyone_but, invite
from corrdesk.ui.programs.door import matching, read_typed
from corrdesk.ui.programs.looks import hours_of, session_state, turnout_cell
from corrdesk.ui.programs.session_tools import SessionTools
from corrdesk.ui.shell import tokens
from corrdesk.ui.shell.badges import Badge
from corrdesk.ui.shell.context import Context
from corrdesk.ui.shell.messages import confirm
from corrdesk.ui.shell.registry import Page
from corrdesk.ui.shell.table import Cell, Column, ListSource, PagedModel, RecordTable
from corrdesk.ui.shell.theme import px
from corrdesk.ui.shell.tokens import Shape, Tone
from corrdesk.ui.shell.widgets import Banner, Choices, Tabs, button, label, row
from corrdesk.ui.shell.words import full_day

MODES = (
    (Turnout.PRESENT, N_("到场"), "F6"),
    (Turnout.ABSENT, N_("缺席"), "F7"),
    (Turnout.EXCUSED, N_("请假"), "F8"),
)
FILTERS: tuple[tuple[str, str, frozenset[Turnout | None]], ...] = (
    ("all", N_("全部"), frozenset({None, *Turnout})),
    ("left", N_("未登记"), frozenset({None})),
    ("came", N_("到场"), frozenset({Turnout.PRESENT, Turnout.PARTLY})),
    ("excused", N_("请假"), frozenset({Turnout.EXCUSED})),
    ("absent", N_("缺席"), frozenset({Turnout.ABSENT})),
)
KINDS = frozenset(
    {"program_session", "invitation", "attendance", "hour_event", "attachment", "make_up"}
)


class SessionPage(Page):
    """The page of one session."""

    watches = KINDS
    help_topic = "教育学习和公益活动"

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self._session_id = ""
        self._stranger: Invitee | None = None
        self.file: SessionFile | None = None
        self.tools = SessionTools(context, self, lambda: self.file)
        self.box = QLineEdit()
        self.tools.saved.connect(self.box.clear)
        self.box.setAccessibleName(_("登记谁"))
        self.box.setPlaceholderText(_("姓名、首字母、序号，刷身份证，或扫签到表上的二维码"))
        self.box.installEventFilter(self)
        self.mode = Choices(
            [(key.value, _(words), keys) for key, words, keys in MODES], name=_("登记为"), columns=3
        )
        self.mode.choose(Turnout.PRESENT.value)
        self.banner = Banner()
        model: PagedModel[RosterLine] = PagedModel(
            context, roster_columns(), key=lambda line: line.learner_id
        )
        self.table: RecordTable[RosterLine] = RecordTable(model, name=_("名单"))
        self.table.opened.connect(self.tools.correct)
        self.tabs = Tabs([(key, _(words), QWidget()) for key, words, _s in FILTERS],
                         name=_("名单"))  # fmt: skip
        self.tabs.setMaximumHeight(px(tokens.TARGET) + px(6))
        self.tabs.changed.connect(lambda _key: self._fill())
        self.box.textChanged.connect(lambda _text: self._look())
        self._build()

    def _build(self) -> None:
        self._name, self.state, self._what = label("", "title"), Badge(), label("", "muted")
        self._rest = button(_("其余都到场  F9"), self.record_rest, role="primary")
        for keys, run in (
            ("F9", self.record_rest),
            *((keys, partial(self.mode.choose, turnout.value)) for turnout, _w, keys in MODES),
        ):
            QShortcut(QKeySequence(keys), self).activated.connect(run)
        tools = (
            button(_("邀请…"), self.tools.invite),
            button(_("打印签到表…"), self.tools.print_roster),
            button(_("识别扫描件…"), self.tools.choose_scan),
            button(_("材料和扫描件…"), self.tools.show_materials),
            button(_("更改结果…  Enter"), lambda: self.tools.correct(self.table.current_record())),
            button(
                _("移出名单"), lambda: self.tools.remove(self.table.current_record()), role="link"
            ),
        )
        self._make_up = button(_("安排补课…"), self.tools.ask_make_ups, role="link")
        self._cancel = button(_("取消活动…"), self.tools.cancel, role="link")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(px(tokens.MARGIN), px(4), px(tokens.MARGIN), px(8))
        layout.setSpacing(px(6))
        layout.addLayout(row(self._name, self.state, None, self._make_up, self._cancel))
        layout.addWidget(self._what)
        door = row(self.mode, self._rest, stretch=None)
        door.insertWidget(0, self.box, 1)
        layout.addLayout(door)
        layout.addWidget(self.banner)
        layout.addWidget(self.tabs)
        layout.addWidget(self.table, 1)
        layout.addLayout(row(*tools))

    # Showing

    def show_argument(self, argument: Any) -> None:
        """Opened with the id of a session or the code on its roster."""
        if argument:
            self._session_id = str(argument)
            self.file = None
            self.box.clear()
            self.banner.say("")
            self.tabs.choose("all")

    def refresh(self) -> None:
        session_id = self._session_id
        if session_id:
            self.context.ask(
                self, lambda desk: open_session(desk, session_id), slot="session"
            ).then(self._show).start()

    def first_focus(self) -> QWidget:
        return self.box

    def list_focus(self) -> QWidget:
        return self.table

    def _show(self, file: SessionFile) -> None:
        self.file = file
        session, today = file.session, self.context.desk.clock.today()
        self._name.setText(file.program.name)
        cell = session_state(SessionState(session.state), session.on, today)
        self.state.show_state(cell.text, cell.shape or Shape.DOT, cell.tone)
        words = [
            f"{full_day(session.on)} {session.starts}",
            _("{hours} 小时").format(hours=hours_of(session.minutes)),
            _(TYPE_LABELS[ProgramType(file.program.type)]),
            *filter(None, (session.place, session.teacher, session.topic)),
        ]
        if session.capacity is not None:
            words.append(_("上限 {count} 人").format(count=session.capacity))
        self._what.setText("　".join(words))
        open_ = session.state != SessionState.CANCELLED
        held = open_ and session.on <= today
        for widget in (self.box, self.mode):
            widget.setEnabled(open_)
        self._rest.setVisible(held and bool(file.unrecorded))
        missed = file.with_turnout(Turnout.ABSENT, Turnout.EXCUSED)
        self._make_up.setVisible(open_ and bool(missed))
        self._cancel.setVisible(session.state == SessionState.PLANNED)
        self._fill()

    def _fill(self) -> None:
        if self.file is None:
            return
        lines = self.file.roster
        for key, title, turnouts in FILTERS:
            count = sum(line.turnout in turnouts for line in lines)
            self.tabs.set_title(key, f"{_(title)} {count}")
        shown = self.shown_lines()
        self.table.records.show_source(
            ListSource(
                lambda _desk: len(shown),
                lambda _desk, offset, limit: shown[offset : offset + limit],
            )
        )

    def shown_lines(self) -> list[RosterLine]:
        """The lines of the chosen list that fit what is typed."""
        if self.file is None:
            return []
        turnouts = next(each for key, _t, each in FILTERS if key == self.tabs.current)
        lines = [line for line in self.file.roster if line.turnout in turnouts]
        return matching(lines, self._typed().who, self.file.session.code)

    def _typed(self) -> Any:
        marks = self.file is not None and self.file.program.full_mark is not None
        return read_typed(self.box.text(), marks=marks)

    def _look(self) -> None:
        self._stranger = None
        self._fill()

    # The door

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        typed = watched is self.box and event.type() == QEvent.Type.KeyPress
        if typed and isinstance(event, QKeyEvent) and self._key(event.key()):
            return True
        return super().eventFilter(watched, event)

    def _key(self, key: int) -> bool:
        if key in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self.record_typed()
            return True
        if key in {Qt.Key.Key_Down, Qt.Key.Key_Up}:
            step = 1 if key == Qt.Key.Key_Down else -1
            at = max(0, min(self.table.currentIndex().row() + step, len(self.shown_lines()) - 1))
            self.table.setCurrentIndex(self.table.records.index(at, 0))
            return True
        return False

    def take_scan(self, number: str) -> bool:
        """A card at the door: its person is recorded as if typed."""
        if self.file is None or not self.box.isEnabled():
            return False
        self._find_stranger(number, Manner.CARD)
        return True

    def record_typed(self) -> None:
        """Records who is typed; looks in the whole register for somebody who is not on the list."""
        typed = self._typed()
        if self.file is None or not typed.who:
            return
        if self._stranger is not None:
            self._admit(self._stranger)
            return
        found = matching(self.file.roster, typed.who, self.file.session.code)
        if not found:
            self._find_stranger(typed.who, Manner.SEARCH)
            return
        at = self.table.currentIndex().row()
        shown = self.shown_lines()
        line = shown[at] if len(found) > 1 and 0 <= at < len(shown) else found[0]
        manner = Manner.QR if typed.who.upper().startswith("QD:") else Manner.SEARCH
        self._record(line, manner, typed.mark)

    def record_rest(self) -> None:
        """Asks, then records everybody without an outcome as present."""
        if self.file is None or self._rest.isHidden():
            return
        left = [line.learner_id for line in self.file.unrecorded]
        words = _("把其余 {count} 人登记为到场？").format(count=len(left))
        confirm(
            self,
            title=_("其余都到场"),
            text=words,
            act=_("登记到场"),
            then=lambda: self._save(everyone_but(left, {}), _("已登记 {count} 人到场")),
        )

    def _record(self, line: RosterLine, manner: Manner, mark: int | None = None) -> None:
        turnout = Turnout(self.mode.value())
        if line.turnout is not None and (line.turnout is not turnout or mark is not None):
            self.tools.correct(line)
            return
        words = f"{turnout_cell(turnout).text}：{line.name}"
        self._save([Sighting(line.learner_id, turnout, manner, None, mark)], words)

    def _save(self, sightings: Sequence[Sighting], words: str) -> None:
        session_id = self._session_id

        def done(changed: list[str]) -> None:
            self.box.clear()
            self.box.setFocus()
            self.banner.say(words.format(count=len(changed)), Tone.OK)

        self.context.act(
            self, lambda uow: record_turnout_and_duties(uow, session_id, sightings)
        ).then(done).or_else(lambda error: self.banner.say(str(error), Tone.BAD)).start()

    def _find_stranger(self, term: str, manner: Manner) -> None:
        def question(desk: Desk) -> list[Any]:
            with desk.read() as session:
                return list(find_people(session, desk.office.id, term, limit=4))

        self.context.ask(self, question, slot="stranger").then(
            lambda cards: self._meet(cards, manner)
        ).start()

    def _meet(self, cards: Sequence[Any], manner: Manner) -> None:
        if self.file is None:
            return
        by_id = {line.learner_id: line for line in self.file.roster}
        here = [by_id[card.supervision_id] for card in cards if card.supervision_id in by_id]
        if len(here) == 1:
            self._record(here[0], manner)
        elif len(cards) == 1:
            card = cards[0]
            self._stranger = Invitee(
                Learner.SUPERVISION, card.supervision_id, card.name, card.person_id
            )
            words = _("{name} 不在名单上。再按一次 Enter，加入名单并登记。")
            self.banner.say(words.format(name=card.name), Tone.WARN)
            if not self.box.text():
                self.box.blockSignals(True)
                self.box.setText(card.name)
                self.box.blockSignals(False)
        else:
            self.banner.say(_("没有找到，或者不止一人：请多输几个字。"), Tone.WARN)

    def _admit(self, stranger: Invitee) -> None:
        session_id, turnout = self._session_id, Turnout(self.mode.value())
        self._stranger = None

        def work(uow: Any) -> list[str]:
            invite(uow, session_id, [stranger])
            sighting = Sighting(stranger.learner_id, turnout, Manner.SEARCH)
            return record_turnout_and_duties(uow, session_id, [sighting])

        def done(_changed: list[str]) -> None:
            self.box.clear()
            words = _("已加入名单并登记：{name}")
            self.banner.say(words.format(name=stranger.name), Tone.OK)

        self.context.act(self, work).then(done).or_else(
            lambda error: self.banner.say(str(error), Tone.BAD)
        ).start()


def open_session(desk: Desk, session_id: str) -> SessionFile:
    """A session with its roster. Raises UserError when there is none."""
    with desk.read() as session:
        found = session_file(session, desk.office.id, session_id)
    if found is None:
        raise UserError(_("没有找到这次活动。"))
    return found


def roster_columns() -> tuple[Column[RosterLine], ...]:
    """The columns of a roster."""
    return (
        Column(N_("序号"), lambda line: Cell(str(line.number)), 56),
        Column(N_("姓名"), lambda line: Cell(line.name), 120),
        Column(N_("结果"), lambda line: turnout_cell(line.turnout), 130),
        Column(N_("计入小时"), _credited, 110),
        Column(N_("成绩"), lambda line: Cell("" if line.mark is None else str(line.mark)), 64,
               rank=2),
        Column(N_("村（居）"), lambda line: Cell(line.residence), 160, stretch=True, rank=3),
    )  # fmt: skip


def _credited(line: RosterLine) -> Cell:
    if line.turnout is None:
        return Cell("")
    if line.uncounted:
        tip = _("与已计入的活动时间重叠，或者在批准外出期间，不计时长。")
        return Cell(_("不计"), Shape.TRIANGLE, Tone.WARN, tip=tip)
    return Cell(hours_of(line.credited))
