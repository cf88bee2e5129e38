"""The training of one officer or volunteer: what the hours of the year add up from, by topic."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from PySide6.QtWidgets import QDialog, QVBoxLayout, QWidget

from corrdesk.base.i18n import N_, _
from corrdesk.bootstrap import Desk
from corrdesk.casework.caseload.hours import SORT_LABELS, HourSort
from corrdesk.casework.hour_flows import Helper, staff_account
from corrdesk.casework.programs.queries import sessions_of
from corrdesk.ui.programs.looks import hours_of
from corrdesk.ui.shell.context import Context
from corrdesk.ui.shell.lists import listed
from corrdesk.ui.shell.table import Cell, Column, PagedModel, RecordTable, list_source
from corrdesk.ui.shell.theme import px
from corrdesk.ui.shell.widgets import button, label, row
from corrdesk.ui.shell.words import full_day


@dataclass(frozen=True, slots=True)
class TrainingLine:
    """One event of somebody's training, with the topic of the session that made it."""

    event_id: str
    on: date
    sort: HourSort
    minutes: int
    what: str
    topic: str


class TrainingDialog(QDialog):
    """The events of the year of one officer or volunteer."""

    def __init__(self, context: Context, parent: QWidget, helper: Helper) -> None:
        super().__init__(parent)
        self.setWindowTitle(_("培训明细：{name}").format(name=helper.name))
        model: PagedModel[TrainingLine] = PagedModel(
            context, training_columns(), key=lambda line: line.event_id
        )
        self.table: RecordTable[TrainingLine] = RecordTable(model, name=_("培训明细"))
        mine = helper.tally
        words = _("{name}　本年 {hours} 小时，应完成 {target}").format(
            name=helper.name, hours=hours_of(mine.balance), target=hours_of(mine.target)
        )
        layout = QVBoxLayout(self)
        layout.addWidget(label(words, "heading", wrap=True))
        layout.addWidget(label("、".join(helper.qualified), "muted", wrap=True))
        nothing = _("本年还没有培训记录。用“登记培训时长”，或者在培训活动里登记到场。")
        layout.addWidget(listed(self.table, nothing), 1)
        layout.addLayout(row(None, button(_("关闭  Esc"), self.close)))
        self.resize(min(px(720), parent.window().width() - px(40)), px(380))
        self.finished.connect(self.deleteLater)
        context.ask(self, lambda desk: training_of(desk, helper.learner_id)).then(
            lambda lines: self.table.records.show_source(list_source(lines))
        ).start()


def training_of(desk: Desk, learner_id: str) -> list[TrainingLine]:
    """The events of the year, the newest first."""
    with desk.read() as session:
        _tally, events = staff_account(session, desk.office.id, desk.law(), learner_id)
        topics = {each.id: each.topic for each in sessions_of(session, desk.office.id, learner_id)}
    return [
        TrainingLine(
            each.id, each.on, HourSort(each.sort), each.minutes, each.reason,
            topics.get(each.source_id, ""),
        )
        for each in reversed(events)
    ]  # fmt: skip


def training_columns() -> tuple[Column[TrainingLine], ...]:
    """The columns of the events."""
    return (
        Column(N_("日期"), lambda line: Cell(full_day(line.on)), 140),
        Column(N_("性质"), lambda line: Cell(_(SORT_LABELS[line.sort])), 80),
        Column(N_("小时"), lambda line: Cell(hours_of(line.minutes)), 70),
        Column(N_("培训或理由"), lambda line: Cell(line.what), 200, stretch=True),
        Column(N_("主题"), lambda line: Cell(line.topic), 160),
    )
