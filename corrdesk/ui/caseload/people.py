"""在册人员: the register with its filters. Enter opens a file."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QVBoxLayout, QWidget

from corrdesk.base.i18n import N_, _
from corrdesk.bootstrap import Desk
from corrdesk.casework.caseload.model import (
    CATEGORY_LABELS,
    CLASS_LABELS,
    STATUS_LABELS,
    Category,
    PersonCard,
    Status,
    SupervisionClass,
)
from corrdesk.casework.caseload.queries import PeopleFilter, count_people, people_page
from corrdesk.casework.permissions import may
from corrdesk.ui.caseload.looks import class_words, status_cell
from corrdesk.ui.shell import tokens
from corrdesk.ui.shell.context import Context
from corrdesk.ui.shell.registry import Page
from corrdesk.ui.shell.table import Cell, Column, ListSource, PagedModel, RecordTable
from corrdesk.ui.shell.theme import px
from corrdesk.ui.shell.tokens import Tone
from corrdesk.ui.shell.widgets import Banner, button, combo, label, row
from corrdesk.ui.shell.words import full_day, mask_phone

ENDING_SOON = timedelta(days=60)
LIVE_WORD = "live"
SOON_WORD = "soon"


class PeoplePage(Page):
    """The register."""

    watches = frozenset({"person", "supervision"})
    help_topic = "在册人员"

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self._filter = PeopleFilter()
        self._order = "name"
        self.model: PagedModel[PersonCard] = PagedModel(
            context, columns(), key=lambda card: card.supervision_id
        )
        self.table: RecordTable[PersonCard] = RecordTable(self.model, name=_("在册人员"))
        self.table.opened.connect(self._open)
        self.table.order_wanted.connect(self._sort)
        self.model.loaded.connect(self._tell_count)
        self._count = label("", "muted")
        self._empty = Banner()
        self.status = combo(_status_options(), name=_("状态"))
        self.class_ = combo(_options(_("全部类别"), CLASS_LABELS), name=_("管理类别"))
        self.category = combo(_options(_("全部矫正类型"), CATEGORY_LABELS), name=_("矫正类型"))
        self.term = combo([("", _("全部期限")), (SOON_WORD, _("60 天内期满"))], name=_("期满时间"))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(px(tokens.MARGIN), px(4), px(tokens.MARGIN), px(8))
        layout.setSpacing(px(tokens.GAP))
        layout.addLayout(row(self.status, self.class_, self.category, self.term, None, self._count))
        layout.addWidget(self._empty)
        layout.addWidget(self.table, 1)
        layout.addStretch(0)
        open_file = button(_("打开档案  Enter"), self._open_current, picture="person")
        new_file = button(_("新建档案  Ctrl+N"), self._open_new, picture="file")
        closed = button(_("不公开的档案…"), lambda: context.go("closed"))
        layout.addLayout(row(open_file, new_file, None, closed))
        closed.setVisible(may(context.desk.actor, "file.open"))
        QShortcut(QKeySequence("Ctrl+N"), self).activated.connect(self._open_new)
        for box in (self.status, self.class_, self.category, self.term):
            box.currentIndexChanged.connect(lambda _index: self._choose())

    def refresh(self) -> None:
        office = self.context.desk.office.id
        self.model.show_source(people_source(office, self._filter, self._order))

    def show_argument(self, argument: Any) -> None:
        """Opened with a status, shows only people in it."""
        if isinstance(argument, Status):
            self.status.setCurrentIndex(self.status.findData(argument.value))

    def list_focus(self) -> QWidget:
        return self.table

    def _choose(self) -> None:
        status = self.status.currentData()
        wanted = PeopleFilter(live=status == LIVE_WORD)
        if status not in {LIVE_WORD, ""}:
            wanted = replace(wanted, status=Status(status))
        if class_ := self.class_.currentData():
            wanted = replace(wanted, class_=SupervisionClass(class_))
        if category := self.category.currentData():
            wanted = replace(wanted, category=Category(category))
        if self.term.currentData() == SOON_WORD:
            wanted = replace(wanted, term_end_before=self._soon())
        self._filter = wanted
        self.refresh()

    def _soon(self) -> date:
        return self.context.desk.clock.today() + ENDING_SOON

    def _sort(self, order: str) -> None:
        self._order = order
        self.refresh()

    def _tell_count(self, count: int) -> None:
        self._count.setText(_("共 {count} 人").format(count=count))
        nobody = _("没有符合条件的人。可以放宽筛选条件，或从“导入台账”导入人员，或新建档案。")
        self._empty.say("" if count else nobody, Tone.INFO)
        self.table.setVisible(count > 0)

    def _open_new(self) -> None:
        self.context.go("new_person")

    def _open(self, card: PersonCard) -> None:
        self.context.go("person", card.person_id)

    def _open_current(self) -> None:
        card = self.table.current_record()
        if card is not None:
            self._open(card)


def people_source(office: str, wanted: PeopleFilter, order: str) -> ListSource[PersonCard]:
    """The rows of the register."""

    def count(desk: Desk) -> int:
        with desk.read() as session:
            return count_people(session, office, wanted)

    def page(desk: Desk, offset: int, limit: int) -> list[PersonCard]:
        with desk.read() as session:
            return people_page(session, office, wanted, order=order, offset=offset, limit=limit)

    return ListSource(count, page)


def columns() -> tuple[Column[PersonCard], ...]:
    """The columns of the register."""
    return (
        Column(N_("姓名"), lambda card: Cell(card.name), 96, order="name"),
        Column(N_("状态"), lambda card: status_cell(card.status), 100),
        Column(N_("类别"), lambda card: Cell(class_words(card.class_)), 70, order="class"),
        Column(N_("矫正类型"), lambda card: Cell(_(CATEGORY_LABELS[card.category])), 116, rank=2),
        Column(N_("矫正期满"), lambda card: Cell(full_day(card.term_end)), 132, order="term_end"),
        Column(N_("身份证号"), lambda card: Cell(card.masked_id), 170, rank=4),
        Column(N_("电话"), lambda card: Cell(mask_phone(card.phone)), 116, rank=5),
        Column(N_("住址"), _residence, 140, stretch=True, rank=3, order="residence"),
    )


def _residence(card: PersonCard) -> Cell:
    return Cell(card.residence, tip=card.residence)


def _status_options() -> list[tuple[str, str]]:
    live = [(LIVE_WORD, _("在册（含待报到）")), ("", _("全部状态"))]
    return live + [(status.value, _(words)) for status, words in STATUS_LABELS.items()]


def _options(everything: str, labels: Any) -> list[tuple[str, str]]:
    return [("", everything), *((key.value, _(words)) for key, words in labels.items())]
