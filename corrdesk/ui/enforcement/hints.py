"""违规提示: what the records show, to be confirmed as a violation or dismissed with a reason.

A hint is no decision. Nothing disappears: settled hints stand in their own lists.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from corrdesk.base.i18n import N_, _
from corrdesk.bootstrap import Desk
from corrdesk.casework.enforcement.hints.model import (
    HINT_LABELS,
    HINT_STATE_LABELS,
    HintKind,
    HintState,
)
from corrdesk.casework.enforcement.hints.queries import HintLine, count_hints, hints_page
from corrdesk.casework.enforcement.hints.service import dismiss_hint, reopen_hint
from corrdesk.casework.enforcement.measures.model import MeasureKind
from corrdesk.casework.enforcement.model import MEASURE_LABELS, Measure
from corrdesk.casework.hinting import find_hints
from corrdesk.casework.permissions import may
from corrdesk.ui.enforcement.case_forms import ReasonForm
from corrdesk.ui.enforcement.looks import HINT_LOOKS
from corrdesk.ui.enforcement.sections import sections
from corrdesk.ui.paths import MeasureOf, ViolationOf
from corrdesk.ui.shell.context import Context
from corrdesk.ui.shell.forms import open_form
from corrdesk.ui.shell.lists import ListsPage, ListSpec
from corrdesk.ui.shell.table import Cell, Column, ListSource
from corrdesk.ui.shell.why import Clause, clause_words
from corrdesk.ui.shell.widgets import button, card, clear, column, label, row
from corrdesk.ui.shell.words import full_day

if TYPE_CHECKING:
    from corrdesk.store.unit_of_work import UnitOfWork

LISTS = (
    ListSpec("open", N_("待核实"), N_("没有待核实的提示。报告、外出、病情复查的登记每天核对。")),
    ListSpec("confirmed", N_("已登记违规"), N_("还没有经核实登记为违规的提示。")),
    ListSpec("dismissed", N_("已排除"), N_("没有被排除的提示。")),
    ListSpec("lapsed", N_("已不成立"), N_("没有因补录登记而不再成立的提示。")),
)  # fmt: skip
FOUND_IN = frozenset(
    {"check_in", "duty", "leave", "leave_return", "violation", "supervision", "medical_record",
     "withdrawal"}
)  # fmt: skip
"""Kinds of records that hints are found in."""
NO_SHOWS = frozenset({HintKind.MISSED_DUTY, HintKind.LATE_REPORT_IN, HintKind.LEAVE_OVERRUN})
"""What may mean that contact was lost."""


class HintsPage(ListsPage):
    """The lists of hints. F3 confirms the one that is chosen, Ctrl+D dismisses it."""

    watches = FOUND_IN | {"hint"}
    help_topic = "违规提示"

    def __init__(self, context: Context) -> None:
        super().__init__(
            context,
            lists=LISTS,
            columns=columns(),
            key=lambda hint: str(hint.hint_id),
            name=_("违规提示"),
            head=sections(context, "hints"),
        )
        self.table.chosen.connect(self._show_detail)
        self._detail = column()
        self._confirm = button(_("核实，登记为违规…  F3"), self._confirm_current, role="primary")
        self._confirm.setShortcut("F3")
        self._dismiss = button(_("排除…  Ctrl+D"), self._dismiss_current)
        self._dismiss.setShortcut("Ctrl+D")
        self._again = button(_("重新核实…"), self._reopen_current)
        self._case = button(_("打开案件  Enter"), self._open_current, picture="file")
        self._person = button(_("打开档案  F4"), self._open_person, picture="person")
        self._person.setShortcut("F4")
        self._search = button(_("失联查找…"), self._start_search)
        for tool in (self._search, self._again, self._case):
            tool.hide()  # until a list is there that they fit
        self.foot.addLayout(self._detail)
        self.foot.addLayout(
            row(
                self._confirm, self._dismiss, self._search, self._again, self._case, self._person
            )
        )  # fmt: skip

    def source(self, name: str) -> ListSource[Any]:
        return hints_source(self.context.desk, name)

    def refresh(self) -> None:
        """The records are looked through again first, so that no stale hint is shown."""
        super().refresh()
        look_for_hints(self.context)

    def open_record(self, record: HintLine) -> None:
        if record.violation_id:
            self.context.go("case", record.violation_id)
        elif record.state is HintState.OPEN:
            self._confirm_current()

    def list_changed(self, count: int) -> None:
        shown = {
            self._confirm: self.shown == "open",
            self._dismiss: self.shown == "open",
            self._again: self.shown == "dismissed",
            self._case: self.shown == "confirmed",
            self._person: True,
        }
        for tool, fits in shown.items():
            tool.setVisible(fits and count > 0)
        if not count:
            self._search.hide()
            clear(self._detail)

    def _show_detail(self, hint: HintLine) -> None:
        """The chosen hint in full: what the records show, by which clause, what was said."""
        self._search.setVisible(hint.kind in NO_SHOWS and hint.state is HintState.OPEN)
        clear(self._detail)
        parts = [label(hint.sentence, wrap=True, select=True)]
        parts += [
            label(clause_words(Clause(each["title"], each["article"], each["mark"])), "muted",
                  wrap=True)
            for each in hint.clauses
        ]  # fmt: skip
        if hint.stage:
            words = _("仅按天数，规则列有“{measure}”的依据；是否处理由工作人员核实后提出。")
            parts.append(
                label(words.format(measure=_(MEASURE_LABELS[Measure(hint.stage)])), wrap=True)
            )
        if hint.reason:
            day = full_day(hint.settled_on) if hint.state is HintState.DISMISSED else ""
            parts.append(
                label(_("曾排除 {day}：{reason}").format(day=day, reason=hint.reason), wrap=True)
            )
        title = _("提示（不是决定）：{kind}").format(kind=_(HINT_LABELS[hint.kind]))
        self._detail.addWidget(card(*parts, title=title))

    def _confirm_current(self) -> None:
        hint = self.table.current_record()
        if hint is not None and self.shown == "open":
            target = ViolationOf(
                hint.person_id, hint.supervision_id, hint.duty_id or "", hint.hint_id
            )
            self.context.open_panel("violation", target)

    def _start_search(self) -> None:
        """Somebody who did not come may have to be searched for, whatever becomes of the hint."""
        hint = self.table.current_record()
        if hint is not None:
            target = MeasureOf(
                hint.person_id, hint.supervision_id, hint.name, MeasureKind.LOST_CONTACT.value
            )
            self.context.open_panel("measure_start", target)

    def _dismiss_current(self) -> None:
        self._ask_reason(_("排除这条提示"), dismiss_hint)

    def _reopen_current(self) -> None:
        self._ask_reason(_("重新核实"), reopen_hint)

    def _ask_reason(self, title: str, work: Callable[[UnitOfWork, str, str], None]) -> None:
        hint = self.table.current_record()
        if hint is None:
            return
        hint_id = hint.hint_id
        form = ReasonForm(
            self.context,
            hint_id,
            act=title,
            work=lambda uow, reason: work(uow, hint_id, reason),
        )
        open_form(self, title, form)

    def _open_current(self) -> None:
        hint = self.table.current_record()
        if hint is not None:
            self.open_record(hint)

    def _open_person(self) -> None:
        hint = self.table.current_record()
        if hint is not None:
            self.context.go("person", hint.person_id)


def look_for_hints(context: Context) -> None:
    """Asks every source again, where the officer and the vault allow writing."""
    desk = context.desk
    if may(desk.actor, "hints.find") and not (desk.alarms or context.only_looks):
        law = desk.law()
        context.act(context, lambda uow: find_hints(uow, law)).start()


def hints_source(desk: Desk, name: str) -> ListSource[HintLine]:
    """The rows of a list of hints."""
    office, today = desk.office.id, desk.clock.today()

    def count(desk: Desk) -> int:
        with desk.read() as session:
            return count_hints(session, office, name)

    def page(desk: Desk, offset: int, limit: int) -> list[HintLine]:
        with desk.read() as session:
            return hints_page(session, office, today, name, offset=offset, limit=limit)

    return ListSource(count, page)


def count_open_hints(desk: Desk) -> int:
    """The figure of the desk: hints that nobody has looked into."""
    with desk.read() as session:
        return count_hints(session, desk.office.id, HintState.OPEN.value)


def columns() -> tuple[Column[HintLine], ...]:
    """The columns of a list of hints."""
    return (
        Column(N_("姓名"), lambda hint: Cell(hint.name), 100),
        Column(N_("状态"), _state, 120),
        Column(N_("提示"), lambda hint: Cell(_(HINT_LABELS[hint.kind])), 150),
        Column(N_("期限"), lambda hint: Cell(full_day(hint.due)), 140),
        Column(N_("逾期"), lambda hint: Cell(_("{days} 天").format(days=hint.days)), 80),
        Column(N_("情况"), lambda hint: Cell(hint.sentence, tip=hint.sentence), 200, stretch=True,
               rank=2),
    )  # fmt: skip


def _state(hint: HintLine) -> Cell:
    return Cell(_(HINT_STATE_LABELS[hint.state]), *HINT_LOOKS[hint.state])
