"""规则核对: the values whose clause nobody has read yet, and what the county said of them."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

from PySide6.QtWidgets import QButtonGroup, QPushButton, QVBoxLayout, QWidget

from corrdesk.base.i18n import N_, _
from corrdesk.bootstrap import Desk
from corrdesk.casework.confirmation.model import CheckedRule
from corrdesk.casework.confirmation.queries import checked_rules
from corrdesk.casework.permissions import may
from corrdesk.rules.confirmation import State
from corrdesk.ui.rules.confirm_form import ConfirmForm
from corrdesk.ui.rules.looks import doubt_words, state_cell, value_words, word_line
from corrdesk.ui.shell import tokens
from corrdesk.ui.shell.context import Context
from corrdesk.ui.shell.forms import open_form
from corrdesk.ui.shell.registry import Page
from corrdesk.ui.shell.table import Cell, Column, ListSource, PagedModel, RecordTable
from corrdesk.ui.shell.theme import px
from corrdesk.ui.shell.tokens import Tone
from corrdesk.ui.shell.why import Clause, clause_words
from corrdesk.ui.shell.widgets import Banner, button, card, clear, label, row, scrolled
from corrdesk.ui.shell.words import full_day

LISTS: dict[str, frozenset[State]] = {
    "open": frozenset({State.OPEN}),
    "checked": frozenset({State.CONFIRMED, State.CHANGED}),
    "all": frozenset(State),
}
LIST_TITLES = {"open": N_("待核对"), "checked": N_("已核对"), "all": N_("全部")}
EMPTY = {
    "open": N_("没有待核对的规则。"),
    "checked": N_("还没有登记过核对结果。选中一条规则，按 Enter 登记。"),
    "all": N_("所有规则都已读过原文，没有需要核对的。"),
}


class ChecklistPage(Page):
    """The check-list with the value that is chosen laid open below it."""

    watches = frozenset({"rule_confirmation", "office"})
    help_topic = "规则核对"

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self._shown = "open"
        self.model: PagedModel[CheckedRule] = PagedModel(
            context, columns(), key=lambda rule: rule.entry.key
        )
        self.table: RecordTable[CheckedRule] = RecordTable(self.model, name=_("规则核对"))
        self.table.opened.connect(self.open_form)
        self.table.chosen.connect(self._show_detail)
        self.model.loaded.connect(self._tell_empty)
        self._empty = Banner()
        self._group = QButtonGroup(self)
        self.buttons: dict[str, QPushButton] = {}
        for name, title in LIST_TITLES.items():
            made = button(_(title), partial(self.show_list, name), role="choice")
            made.setCheckable(True)
            self._group.addButton(made)
            self.buttons[name] = made
        self.buttons[self._shown].setChecked(True)
        self._detail = QVBoxLayout()
        self._detail.setContentsMargins(0, 0, 0, 0)
        content = QWidget()
        content.setLayout(self._detail)
        self._area = scrolled(content)
        self._area.setMaximumHeight(px(200))
        self._confirm = button(
            _("登记核对结果…  Enter"), self._open_current, role="primary", picture="rules"
        )
        allowed = may(context.desk.actor, "rules.confirm")
        self._confirm.setEnabled(allowed)
        only_head = label("" if allowed else _("只有所长可以登记核对结果。"), "muted")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(px(tokens.MARGIN), px(4), px(tokens.MARGIN), px(8))
        layout.setSpacing(px(tokens.GAP))
        layout.addLayout(row(*self.buttons.values()))
        layout.addWidget(self._empty)
        layout.addWidget(self.table, 3)
        layout.addWidget(self._area, 2)
        layout.addStretch(0)
        layout.addLayout(row(self._confirm, only_head))

    def refresh(self) -> None:
        self.model.show_source(rules_source(LISTS[self._shown]))
        self.context.ask(self, _counts, slot="rule-counts").then(self._show_counts).start()

    def show_argument(self, argument: Any) -> None:
        """Opened with the name of a list, shows it."""
        if argument in LISTS:
            self._shown = str(argument)
            self.buttons[self._shown].setChecked(True)

    def list_focus(self) -> QWidget:
        return self.table

    def first_focus(self) -> QWidget:
        return self.table

    def show_list(self, name: str) -> None:
        """Shows a list."""
        self._shown = name
        self.buttons[name].setChecked(True)
        self.refresh()

    def open_form(self, rule: CheckedRule) -> None:
        """Opens the form for the county's word about a value."""
        if self._confirm.isEnabled():
            form = ConfirmForm(self.context, rule)
            open_form(self, _("登记核对结果"), form, lambda _made: self.table.setFocus())

    def _open_current(self) -> None:
        rule = self.table.current_record()
        if rule is not None:
            self.open_form(rule)

    def _show_counts(self, counts: dict[str, int]) -> None:
        for name, made in self.buttons.items():
            made.setText(f"{_(LIST_TITLES[name])} {counts[name]}")

    def _tell_empty(self, count: int) -> None:
        self._empty.say("" if count else _(EMPTY[self._shown]), Tone.OK)
        for part in (self.table, self._area, self._confirm):
            part.setVisible(count > 0)
        rule = self.table.current_record()
        if rule is not None:
            self._show_detail(rule)  # the row may be the same one with another word

    def _show_detail(self, rule: CheckedRule) -> None:
        clear(self._detail)
        self._detail.addWidget(detail_card(rule))
        self._detail.addStretch(1)


def detail_card(rule: CheckedRule) -> QWidget:
    """A value laid open: the whole rule, its clauses with their marks, every word about it."""
    entry = rule.entry
    value = _("取值：{value}").format(value=value_words(entry.value, entry.unit))
    clauses = [Clause(each.title, each.article, each.mark) for each in entry.citations]
    history = [word_line(word, entry.unit) for word in rule.words]
    return card(
        label(value, wrap=True, select=True),
        *(label(clause_words(each), wrap=True, select=True) for each in clauses),
        label(_("核对记录") if history else _("还没有核对记录。"), "muted"),
        *(label(line, wrap=True, select=True) for line in history),
        title=entry.description,
    )


def rules_of(desk: Desk) -> list[CheckedRule]:
    """The check-list of the office today."""
    book = desk.rulebook_of(desk.office.pack_id, confirmed=False)
    with desk.read() as session:
        return checked_rules(session, desk.office.id, book, desk.law())


def count_open(desk: Desk) -> int:
    """The figure in the sidebar: values that still wait for the county."""
    return _counts(desk)["open"]


def rules_source(states: frozenset[State]) -> ListSource[CheckedRule]:
    """The values in some states."""

    def wanted(desk: Desk) -> list[CheckedRule]:
        return [rule for rule in rules_of(desk) if rule.entry.state in states]

    def page(desk: Desk, offset: int, limit: int) -> Sequence[CheckedRule]:
        return wanted(desk)[offset : offset + limit]

    return ListSource(lambda desk: len(wanted(desk)), page)


def columns() -> tuple[Column[CheckedRule], ...]:
    """The columns of the check-list."""
    return (
        Column(N_("状态"), lambda rule: state_cell(rule.entry.state), 104),
        Column(
            N_("规则"),
            lambda rule: Cell(rule.entry.description, tip=rule.entry.description),
            300,
            stretch=True,
        ),
        Column(N_("取值"), _value, 220),
        Column(N_("可信度"), lambda rule: Cell(doubt_words(rule.entry)), 140, rank=2),
        Column(N_("核对人"), lambda rule: Cell(rule.last.person if rule.last else ""), 80, rank=3),
        Column(N_("核对日期"), _day, 116, rank=4),
    )


def _value(rule: CheckedRule) -> Cell:
    words = value_words(rule.entry.value, rule.entry.unit)
    return Cell(words, tip=words)


def _day(rule: CheckedRule) -> Cell:
    return Cell(full_day(rule.last.on) if rule.last else "")


def _counts(desk: Desk) -> dict[str, int]:
    rules = rules_of(desk)
    return {
        name: sum(rule.entry.state in states for rule in rules) for name, states in LISTS.items()
    }
