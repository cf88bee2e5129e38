"""今日工作台: the figures of the day as buttons, and the list behind the one that is chosen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from corrdesk.base.i18n import N_, _
from corrdesk.bootstrap import Desk
from corrdesk.casework.caseload.model import (
    CATEGORY_LABELS,
    CLASS_LABELS,
    Category,
    SupervisionClass,
)
from corrdesk.casework.enforcement.hints.queries import count_hints
from corrdesk.casework.enforcement.measures.queries import count_pressing
from corrdesk.casework.leave.queries import count_leaves
from corrdesk.casework.reporting.model import DUTY_LABELS, DeskCounts, DeskLine
from corrdesk.casework.reporting.queries import TERM_LISTS, count_desk, desk_counts, desk_page
from corrdesk.ui.paths import CheckInFor, ViolationOf
from corrdesk.ui.reporting.looks import line_state
from corrdesk.ui.shell import tokens
from corrdesk.ui.shell.badges import paint_shape
from corrdesk.ui.shell.context import Context
from corrdesk.ui.shell.registry import Page
from corrdesk.ui.shell.table import Cell, Column, ListSource, PagedModel, RecordTable
from corrdesk.ui.shell.theme import base_font, px
from corrdesk.ui.shell.tokens import TONES, Shape, Tone
from corrdesk.ui.shell.widgets import Banner, button, label, row
from corrdesk.ui.shell.words import distance, full_day, mask_phone, span_words


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure of the desk and the list behind it."""

    name: str
    title: str
    shape: Shape
    tone: Tone
    empty: str
    explains: str


FIGURES = (
    Figure("due", N_("应办未办"), Shape.RING, Tone.INFO, N_("没有正在进行的报告义务。"),
           N_("报告期已开始、尚未完成，也没有超过宽限日的报到、电话报告和书面报告。")),
    Figure("overdue", N_("已逾期"), Shape.TRIANGLE, Tone.BAD, N_("没有逾期未报告的人。"),
           N_("超过宽限日仍未完成的。登记报到，或登记未履行并调查。")),
    Figure("waiting", N_("待补证明"), Shape.DIAMOND, Tone.WARN, N_("没有等待补交证明的。"),
           N_("本人说明了理由、证明材料还没有交来的。")),
    Figure("visits", N_("走访谈话"), Shape.SQUARE, Tone.PLAIN, N_("本所的走访和谈话都已完成。"),
           N_("由本所完成的个别谈话和实地走访。")),
    Figure("expired", N_("期满未解除"), Shape.TRIANGLE, Tone.BAD, N_("没有期满未解除的人。"),
           N_("矫正期限已满、还没有办理解除的。")),
    Figure("awaiting", N_("待入矫报到"), Shape.DIAMOND, Tone.WARN, N_("没有等待入矫报到的人。"),
           N_("已有法律文书、本人还没有来报到的。")),
    Figure("unclassed", N_("未定类别"), Shape.RING, Tone.PLAIN, N_("所有人都已确定管理类别。"),
           N_("没有管理类别，无法按规则排出报告义务的。")),
)  # fmt: skip
ABSENT = Figure("leave_overdue", N_("外出未归"), Shape.TRIANGLE, Tone.BAD, "",
                N_("外出期满、还没有销假的。打开外出管理的名单。"))  # fmt: skip
HINTS = Figure("hints", N_("违规提示"), Shape.DIAMOND, Tone.WARN, "",
               N_("登记所示、还没有核实的问题，如到期未报告、逾期未归。打开名单。"))  # fmt: skip
ELSEWHERE = {"leave_overdue": (ABSENT, "leaves", "overdue"), "hints": (HINTS, "hints", "open")}
"""Stand beside the figures; their lists are on pages of their own: page, and which list."""
PRESSING = "pressing"
EDGE = 5  # pixels at 100 % between the edge of a figure and its words
BY_NAME = {figure.name: figure for figure in FIGURES}


class FigureButton(QPushButton):
    """A number with its word; opens its list."""

    def __init__(self, figure: Figure, keys: str) -> None:
        super().__init__()
        self.figure = figure
        self.count = 0
        self.row: Sequence[FigureButton] = (self,)  # those that stand side by side
        self.setCheckable(True)
        self.setAutoDefault(False)
        self.setProperty("role", "choice")
        self.setMinimumHeight(px(68))
        self.setMinimumWidth(px(76))
        self.setToolTip(f"{_(figure.explains)}  {keys}")
        self.setShortcut(keys)
        self.show_count(0)

    def show_count(self, count: int) -> None:
        """Shows a number."""
        self.count = count
        self.setAccessibleName(f"{_(self.figure.title)} {count}")
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(px(118), px(68))

    def has_room(self) -> bool:
        """Whether the mark fits beside the words."""
        words = QFontMetricsF(base_font()).horizontalAdvance(_(self.figure.title))
        return px(EDGE) + self._mark() + px(3) + words <= self.width() - px(2)

    def _mark(self) -> float:
        return QFontMetricsF(base_font()).ascent() * 0.75

    def number_font(self, room: float) -> QFont:
        """The letters of the number: smaller ones where it would run into the mark."""
        font = base_font(tokens.FIGURE_POINTS, bold=True)
        wanted = QFontMetricsF(font).horizontalAdvance(str(self.count))
        if wanted > room:
            font.setPointSizeF(font.pointSizeF() * room / wanted * 0.98)  # widths are rounded
        return font

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        painter = QPainter(self)
        box = QRectF(self.rect()).adjusted(px(EDGE), px(7), -px(2), -px(7))
        waits = self.count > 0 and self.figure.tone is not Tone.PLAIN
        ink = QColor(TONES[self.figure.tone].ink if waits else tokens.INK)
        painter.setFont(base_font())
        metrics = painter.fontMetrics()
        mark = self._mark()
        foot = box.bottom() - metrics.height()
        title = _(self.figure.title)
        place = QRectF(box.left(), foot + (metrics.height() - mark) / 2, mark, mark)
        left, room = place.right() + px(3), box.width()
        if not all(each.has_room() for each in self.row):  # narrow: the marks go up, all of them
            place.moveTopLeft(QPointF(box.right() - mark - px(6), box.top() + px(4)))
            left, room = box.left(), place.left() - px(2) - box.left()
        paint_shape(painter, self.figure.shape, place, ink)
        painter.setPen(QColor(tokens.INK))
        words = QRectF(left, foot, box.right() - left, metrics.height())
        painter.drawText(words, Qt.AlignmentFlag.AlignVCenter, title)
        painter.setPen(ink)
        painter.setFont(self.number_font(room))
        corner = Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft
        painter.drawText(box, corner, str(self.count))
        painter.end()


class TodayPage(Page):
    """The desk of the day. Enter on a line registers a check-in for it."""

    watches = frozenset(
        {"duty", "check_in", "supervision", "withdrawal", "person", "leave", "leave_return", "hint"}
        | {"measure", "measure_step"}
    )
    help_topic = "今日工作台"

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self._today = context.desk.clock.today()
        self._shown = "due"
        self._to_list = False  # a figure was pressed: the keyboard goes on in its list
        self.figures: dict[str, FigureButton] = {}
        self.elsewhere = {
            name: FigureButton(figure, f"Ctrl+{number}")
            for number, (name, (figure, _page, _list)) in enumerate(
                ELSEWHERE.items(), len(FIGURES) + 1
            )
        }
        self._group = QButtonGroup(self)
        self._group.setExclusive(True)
        self.model: PagedModel[DeskLine] = PagedModel(
            context, columns(self._today), key=lambda line: line.duty_id or line.supervision_id
        )
        self.table: RecordTable[DeskLine] = RecordTable(self.model, name=_("待办名单"))
        self.table.opened.connect(self._check_in)
        self.table.chosen.connect(self._remember)
        self.model.loaded.connect(self._tell_empty)
        self.pressing = button("", lambda: context.go("measures", "due"), role="link")
        self.pressing.hide()
        self._empty = Banner()
        self._explains = label("", "muted", wrap=True)
        self._register = button(_("登记报到  Enter"), self._check_in_current, picture="check-in")
        self._violate = button(_("登记为违规…") + "  F3", self._record_violation)
        self._violate.setShortcut("F3")
        self._open_file = button(_("打开档案  F4"), self._open_current, picture="person")
        self._open_file.setShortcut("F4")
        self._build()

    def show_argument(self, argument: Any) -> None:
        """Opened with the name of a figure, shows its list."""
        if argument in BY_NAME:
            self._shown = argument
        self.figures[self._shown].setChecked(True)

    def refresh(self) -> None:
        office, today = self.context.desk.office.id, self._today

        def counts(desk: Desk) -> tuple[DeskCounts, dict[str, int]]:
            with desk.read() as session:
                elsewhere = {
                    PRESSING: count_pressing(session, office, desk.law()),
                    "leave_overdue": count_leaves(session, office, desk.law(), "overdue"),
                    "hints": count_hints(session, office, "open"),
                }
                return desk_counts(session, office, today), elsewhere

        self.context.ask(self, counts, slot="desk-counts").then(self._show_counts).start()
        self.model.show_source(desk_source(office, today, self._shown))

    def show_list(self, name: str) -> None:
        """Shows the list behind a figure and moves the keyboard there."""
        self._shown, self._to_list = name, True
        self.figures[name].setChecked(True)
        self.refresh()

    def list_focus(self) -> QWidget:
        return self.table

    def _build(self) -> None:
        across = QHBoxLayout()
        across.setSpacing(px(6))
        for number, figure in enumerate(FIGURES, 1):
            made = FigureButton(figure, f"Ctrl+{number}")
            made.clicked.connect(lambda _on=False, name=figure.name: self.show_list(name))
            self._group.addButton(made)
            self.figures[figure.name] = made
            across.addWidget(made, 1)
        for name, made in self.elsewhere.items():
            _figure, page, list_ = ELSEWHERE[name]
            made.setCheckable(False)
            made.clicked.connect(lambda _on=False, to=(page, list_): self.context.go(*to))
            across.addWidget(made, 1)
        side_by_side = [*self.figures.values(), *self.elsewhere.values()]
        for made in side_by_side:
            made.row = side_by_side
        layout = QVBoxLayout(self)
        layout.setContentsMargins(px(tokens.MARGIN), px(4), px(tokens.MARGIN), px(8))
        layout.setSpacing(px(tokens.GAP))
        layout.addLayout(across)
        layout.addLayout(row(self.pressing))
        layout.addWidget(self._explains)
        layout.addWidget(self._empty)
        layout.addWidget(self.table, 1)
        layout.addStretch(0)
        layout.addLayout(row(self._register, self._open_file, self._violate))

    def _show_counts(self, found: tuple[DeskCounts, dict[str, int]]) -> None:
        counts, elsewhere = found
        pressing = elsewhere.pop(PRESSING)
        words = _("提请、奖励和措施：{count} 项已经到期或者今天到期，打开期限名单")
        self.pressing.setText(words.format(count=pressing))
        self.pressing.setVisible(pressing > 0)
        for name, count in elsewhere.items():
            self.elsewhere[name].show_count(count)
        for name, made in self.figures.items():
            made.show_count(getattr(counts, name))

    def _tell_empty(self, count: int) -> None:
        figure = BY_NAME[self._shown]
        self._empty.say("" if count else _(figure.empty), Tone.OK)
        self._explains.setText(_(figure.explains))
        self.table.setVisible(count > 0)
        self._register.setVisible(count > 0 and self._shown not in TERM_LISTS)
        self._open_file.setVisible(count > 0)
        self._violate.setVisible(count > 0 and self._shown == "overdue")
        if self._to_list and count > 0:
            self.table.setFocus()
        self._to_list = False

    def _remember(self, line: DeskLine) -> None:
        self.setProperty("panel_argument", CheckInFor(line.person_id, line.duty_id))

    def _check_in(self, line: DeskLine) -> None:
        if self._shown in TERM_LISTS:
            self.context.go("person", line.person_id)
        else:
            self.context.open_panel("check_in", CheckInFor(line.person_id, line.duty_id))

    def _check_in_current(self) -> None:
        line = self.table.current_record()
        if line is not None:
            self._check_in(line)

    def _record_violation(self) -> None:
        """Out of an overdue window: confirms that it was missed and records the breach."""
        line = self.table.current_record()
        if line is not None:
            target = ViolationOf(line.person_id, line.supervision_id, line.duty_id)
            self.context.open_panel("violation", target)

    def _open_current(self) -> None:
        line = self.table.current_record()
        if line is not None:
            self.context.go("person", line.person_id)


def desk_source(office: str, today: date, name: str) -> ListSource[DeskLine]:
    """The rows of one list of the desk."""

    def count(desk: Desk) -> int:
        with desk.read() as session:
            return count_desk(session, office, today, name)

    def page(desk: Desk, offset: int, limit: int) -> list[DeskLine]:
        with desk.read() as session:
            return desk_page(session, office, today, name, offset=offset, limit=limit)

    return ListSource(count, page)


def columns(today: date) -> tuple[Column[DeskLine], ...]:
    """The columns of a list of the desk; the state stands beside the name, never out of view."""
    return (
        Column(N_("姓名"), lambda line: Cell(line.name), 96),
        Column(N_("状态"), lambda line: _state(line, today), 104),
        Column(N_("事项"), lambda line: Cell(_what(line)), 108),
        Column(N_("期限"), lambda line: Cell(_window(line, today)), 146, rank=2),
        Column(N_("还有"), lambda line: Cell(_left(line, today)), 94),
        Column(N_("类别"), lambda line: Cell(_class_words(line)), 162, rank=3),
        Column(N_("住址"), _residence, 120, stretch=True, rank=4),
        Column(N_("电话"), lambda line: Cell(mask_phone(line.phone)), 106, rank=5),
        Column(N_("身份证号"), lambda line: Cell(line.masked_id), 154, rank=6),
    )


def _state(line: DeskLine, today: date) -> Cell:
    if line.duty_id:
        return line_state(line, today)
    if line.period_end < today:
        return Cell(_("期满"), Shape.TRIANGLE, Tone.BAD)
    return Cell(_("待办理"), Shape.DIAMOND, Tone.WARN)


def _residence(line: DeskLine) -> Cell:
    return Cell(line.residence, tip=line.residence)


def _what(line: DeskLine) -> str:
    if not line.duty_id:
        return _("矫正期限")
    what = _(DUTY_LABELS[line.kind])
    return f"{what} {line.done}/{line.needed}" if line.needed > 1 else what


def _window(line: DeskLine, today: date) -> str:
    if not line.duty_id:  # of a term, which lasts for years, its end is what matters here
        return _("至 {day}").format(day=full_day(line.period_end))
    return span_words(line.period_start, line.period_end, today)


def _left(line: DeskLine, today: date) -> str:
    return distance(line.evidence_due or line.grace_until, today)


def _class_words(line: DeskLine) -> str:
    class_ = _(CLASS_LABELS[SupervisionClass(line.class_)]) if line.class_ else _("未定")
    return f"{class_} · {_(CATEGORY_LABELS[Category(line.category)])}"
