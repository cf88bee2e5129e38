"""编号和号段: what each word has come to in a year, and the numbers set aside for computers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

from PySide6.QtWidgets import QVBoxLayout, QWidget

from corrdesk.base.i18n import N_, _
from corrdesk.casework.documents.numbering import Gap
from corrdesk.casework.documents.queries import register_years
from corrdesk.casework.documents.ranges import Numbering, ReservedRange, WordNumbers, numbering_of
from corrdesk.casework.documents.service import return_numbers
from corrdesk.casework.permissions import may
from corrdesk.ui.documents.computers import computer_name, computers
from corrdesk.ui.documents.number_forms import ReserveForm, TakeOverForm, in_groups
from corrdesk.ui.documents.register import RegisterDialog
from corrdesk.ui.leave.forms import ReasonForm
from corrdesk.ui.shell import tokens
from corrdesk.ui.shell.context import Context
from corrdesk.ui.shell.forms import Form, open_form
from corrdesk.ui.shell.messages import Message
from corrdesk.ui.shell.registry import Page
from corrdesk.ui.shell.table import Cell, Column, PagedModel, RecordTable, list_source
from corrdesk.ui.shell.theme import px, show_if
from corrdesk.ui.shell.tokens import Shape, Tone
from corrdesk.ui.shell.widgets import Banner, Tabs, button, combo, label, row

if TYPE_CHECKING:
    from corrdesk.bootstrap import Desk

Row = TypeVar("Row")


@dataclass(frozen=True, slots=True)
class Shown:
    """What the page shows: the numbers of a year, the computers, and the words of the forms."""

    numbering: Numbering
    years: tuple[int, ...]
    computers: dict[str, str]
    words: dict[str, str]  # document word → the form it is for


class NumbersPage(Page):
    """The numbers of a year; the register is one key away."""

    watches = frozenset({"document", "number_range"})
    help_topic = "编号和号段"

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self.shown: Shown | None = None
        keeper = may(context.desk.actor, "document.reserve")
        self.standing = Banner()
        self.year = combo([], name=_("年份"))
        self.year.activated.connect(lambda _index: self.refresh())
        number = in_groups(context.desk.actor.device_id)
        own = label(_("本机编号：{id}").format(id=number), select=True)
        self.words: RecordTable[WordNumbers] = RecordTable(
            PagedModel(context, word_columns(), key=lambda each: each.word), name=_("各字编号")
        )
        self.ranges: RecordTable[ReservedRange] = RecordTable(
            PagedModel(context, self._range_columns(), key=lambda each: each.id), name=_("号段")
        )
        for table in (self.words, self.ranges):
            table.opened.connect(lambda _record: self.show_register())
        self.empty = {"words": Banner(), "ranges": Banner()}
        self.tabs = Tabs(
            [
                ("words", _("各字编号"), _stacked(self.empty["words"], self.words)),
                ("ranges", _("号段"), _stacked(self.empty["ranges"], self.ranges)),
            ],
            name=_("编号和号段"),
        )
        self.register = button(_("编号登记簿…  Enter"), self.show_register, picture="print")
        self.reserve = button(_("预留号段…"), self.ask_reserve, role="primary")
        self.give_back = button(_("退回选中号段…"), self.ask_return)
        self.take_over = button(_("由本机接替发号…"), self.ask_take_over)
        self.tabs.changed.connect(lambda _key: self._fit_buttons())
        self.ranges.chosen.connect(lambda _record: self._fit_buttons())
        layout = QVBoxLayout(self)
        layout.setContentsMargins(px(tokens.MARGIN), px(4), px(tokens.MARGIN), px(8))
        layout.setSpacing(px(tokens.GAP))
        layout.addWidget(self.standing)
        layout.addLayout(row(label(_("年份")), self.year, own))
        layout.addWidget(self.tabs, 1)
        layout.addLayout(row(self.register, self.reserve, self.give_back, None, self.take_over))
        for part in (self.reserve, self.give_back, self.take_over):
            show_if(keeper, part)
        self._keeper = keeper

    def refresh(self) -> None:
        year = self.year.currentData() or self.context.desk.clock.today().year
        self.context.ask(self, lambda desk: look_up(desk, year), slot="numbers").then(
            self._show
        ).start()

    def first_focus(self) -> QWidget:
        return self.register

    def list_focus(self) -> QWidget:
        return self.words if self.tabs.current == "words" else self.ranges

    # Acts

    def show_register(self) -> None:
        """Opens the register, at the word that is chosen."""
        chosen: Any = (self.words if self.tabs.current == "words" else self.ranges).current_record()
        word = chosen.word if chosen is not None else ""
        year = self.shown.numbering.year if self.shown else None
        RegisterDialog(self.context, self.window(), year=year, word=word).open()

    def ask_reserve(self) -> None:
        """Asks how many numbers of which word are set aside, and for which computer."""
        if self.shown is None:
            return
        here = self.context.desk.actor.device_id
        others = {key: name for key, name in self.shown.computers.items() if key != here}
        self._open(_("预留号段"), ReserveForm(self.context, self.shown.words, others))

    def ask_return(self) -> None:
        """Asks why what is left of the chosen range is given up."""
        chosen = self.ranges.current_record()
        if chosen is None or chosen.returned:
            return
        title = _("退回号段")
        form = ReasonForm(
            self.context,
            chosen.id,
            act=title,
            work=lambda uow, reason: return_numbers(uow, chosen.id, reason),
        )
        self._open(title, form)

    def ask_take_over(self) -> None:
        """Asks why this computer is to number freely."""
        self._open(_("由本机接替发号"), TakeOverForm(self.context))

    def _open(self, title: str, form: Form) -> None:
        done = Message(_("已保存：{what}").format(what=title))
        open_form(self, title, form, lambda _result: self.context.say(done))

    # Showing

    def _show(self, shown: Shown) -> None:
        self.shown = shown
        numbering = shown.numbering
        self.year.clear()
        for year in shown.years:
            self.year.addItem(str(year), year)
        self.year.setCurrentIndex(self.year.findData(numbering.year))
        self._show_standing(shown)
        self._fill("words", self.words, numbering.words, _("这一年还没有编过号。"))
        none = _("没有预留的号段。只有一台电脑时不需要。")
        self._fill("ranges", self.ranges, numbering.ranges, none)
        count = len(numbering.ranges)
        self.tabs.set_title("ranges", _("号段 {count}").format(count=count))
        self._fit_buttons()

    def _fill(self, key: str, table: RecordTable[Row], rows: Sequence[Row], none: str) -> None:
        table.records.show_source(list_source(rows))
        table.setVisible(bool(rows))
        self.empty[key].say("" if rows else none, Tone.OK)

    def _show_standing(self, shown: Shown) -> None:
        here, free = self.context.desk.actor.device_id, shown.numbering.free_device
        if here == free:
            words = _("本机是发号的电脑，不用号段。其他电脑从预留的号段编号，断网也不会重号。")
            self.standing.say(words, Tone.INFO)
            return
        left = sum(each.left for each in shown.numbering.ranges if each.device_id == here)
        words = _("发号的电脑：{name}。本机只从预留的号段编号，今年还剩 {left} 个号。").format(
            name=computer_name(shown.computers, free), left=left
        )
        if not left:
            words += _("请在发号的电脑上为本机预留号段。")
        self.standing.say(words, Tone.INFO if left else Tone.WARN)

    def _fit_buttons(self) -> None:
        here = self.context.desk.actor.device_id
        free = self.shown is not None and self.shown.numbering.free_device == here
        chosen = self.ranges.current_record()
        on_ranges = self.tabs.current == "ranges"
        self.reserve.setEnabled(free)
        self.give_back.setEnabled(on_ranges and chosen is not None and not chosen.returned)
        show_if(self._keeper and self.shown is not None and not free, self.take_over)

    def _range_columns(self) -> tuple[Column[ReservedRange], ...]:
        def computer(each: ReservedRange) -> Cell:
            names = self.shown.computers if self.shown else {}
            return Cell(computer_name(names, each.device_id))

        return (
            Column(N_("状态"), range_state, 130),
            Column(N_("文书字"), lambda each: Cell(each.word), 110),
            Column(N_("号段"), lambda each: Cell(f"{each.first}—{each.last}"), 120),
            Column(N_("还剩"), lambda each: Cell(str(each.left)), 80),
            Column(N_("电脑"), computer, 180),
            Column(N_("说明"), lambda each: Cell(each.reason), 200, stretch=True, rank=2),
        )


def _stacked(*parts: QWidget) -> QWidget:
    """Widgets one below the other; the last takes the room."""
    made = QWidget()
    layout = QVBoxLayout(made)
    layout.setContentsMargins(0, 0, 0, 0)
    for part in parts:
        layout.addWidget(part, int(part is parts[-1]))
    layout.addStretch(0)
    return made


def look_up(desk: Desk, year: int) -> Shown:
    """The numbers of a year as this computer sees them."""
    from corrdesk.printing.templates import load_forms  # noqa: PLC0415 - with the first sheet

    today = desk.clock.today().year
    with desk.read() as session:
        numbering = numbering_of(session, desk.office.id, desk.actor.device_id, year)
        years = {*register_years(session, desk.office.id), today, today + 1}
    forms = load_forms(desk.press.layouts).values()
    words = {form.head.number: form.title for form in forms if form.head.number}
    return Shown(numbering, tuple(sorted(years, reverse=True)), computers(desk), words)


def word_columns() -> tuple[Column[WordNumbers], ...]:
    """What each word has come to."""
    return (
        Column(N_("状态"), word_state, 130),
        Column(N_("文书字"), lambda each: Cell(each.word), 110),
        Column(N_("已编"), lambda each: Cell(str(each.given)), 80),
        Column(N_("其中作废"), lambda each: Cell(str(each.void)), 100),
        Column(N_("本机下一个号"), following, 130),
        Column(N_("空号"), lambda each: Cell("、".join(map(_gap, each.gaps))), 200, stretch=True),
    )


def word_state(each: WordNumbers) -> Cell:
    """Whether every missing number is explained."""
    if each.unexplained:
        return Cell(_("有空号不明"), Shape.CROSS, Tone.BAD)
    return Cell(_("都有去向"), Shape.TICK, Tone.OK)


def range_state(each: ReservedRange) -> Cell:
    """Whether numbers of a range may still be given."""
    if each.returned:
        return Cell(_("已退回"), Shape.SQUARE, Tone.PLAIN)
    if each.left:
        return Cell(_("使用中"), Shape.DOT, Tone.OK)
    return Cell(_("已用完"), Shape.SQUARE, Tone.PLAIN)


def following(each: WordNumbers) -> Cell:
    """The number that this computer gives next."""
    if each.following is None:
        return Cell(_("没有号段"), Shape.TRIANGLE, Tone.WARN)
    return Cell(str(each.following))


def _gap(gap: Gap) -> str:
    return str(gap.first) if gap.first == gap.last else f"{gap.first}—{gap.last}"
