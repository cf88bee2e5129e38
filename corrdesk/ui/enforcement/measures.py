"""提请、奖励和措施: what is due, what runs, devices in use, lost contacts. Enter opens one."""

from __future__ import annotations

from typing import Any

from corrdesk.base.i18n import N_, _
from corrdesk.bootstrap import Desk
from corrdesk.casework.enforcement.measures.model import KIND_LABELS, STAGE_LABELS
from corrdesk.casework.enforcement.measures.queries import (
    MeasureLine,
    count_measures,
    day_of,
    measure_lines,
)
from corrdesk.ui.enforcement.looks import STAGE_LOOKS
from corrdesk.ui.enforcement.sections import sections
from corrdesk.ui.paths import MeasureOf
from corrdesk.ui.shell.context import Context
from corrdesk.ui.shell.lists import ListsPage, ListSpec
from corrdesk.ui.shell.table import Cell, Column, ListSource
from corrdesk.ui.shell.tokens import Shape, Tone
from corrdesk.ui.shell.widgets import button, row
from corrdesk.ui.shell.words import distance, full_day

LISTS = (
    ListSpec("due", N_("期限"), N_("没有到期和将要到期的事项。")),
    ListSpec("running", N_("办理中"), N_("没有正在办理的提请、奖励和措施。")),
    ListSpec("devices", N_("电子定位"), N_("没有使用电子定位装置的人。")),
    ListSpec("lost", N_("失联查找"), N_("没有失去联系的人。")),
    ListSpec("ended", N_("已办结"), N_("还没有办结的事项。")),
)
DUE_LABELS = {
    "search": N_("立即组织查找"),
    "search_on": N_("继续查找，直至查找到"),
    "tell_police": N_("通知公安机关"),
    "tell_procuratorate": N_("通报人民检察院"),
    "handle": N_("依情形处理"),
    "answer": N_("办理机关作出决定"),
    "device_end": N_("定位期满，解除或者延长"),
    "appraisal": N_("个人总结和期满鉴定"),
}
MEASURE_KINDS = frozenset({"measure", "measure_step", "supervision"})


class MeasuresPage(ListsPage):
    """The lists of measures."""

    watches = MEASURE_KINDS
    help_topic = "提请、奖励和措施"

    def __init__(self, context: Context) -> None:
        super().__init__(
            context,
            lists=LISTS,
            columns=columns(context),
            key=lambda line: line.measure_id or line.supervision_id,
            name=_("提请、奖励和措施"),
            head=sections(context, "measures"),
        )
        self._open = button(_("打开  Enter"), self._open_current, picture="file")
        self._person = button(_("打开档案  F4"), self._open_person, picture="person")
        self._person.setShortcut("F4")
        self.foot.addLayout(row(self._open, self._person))

    def source(self, name: str) -> ListSource[Any]:
        return measures_source(name)

    def open_record(self, record: MeasureLine) -> None:
        if record.measure_id:
            self.context.go("measure", record.measure_id)
        else:
            target = MeasureOf(
                record.person_id, record.supervision_id, record.name, record.kind.value
            )
            self.context.open_panel("measure_start", target)

    def list_changed(self, count: int) -> None:
        for tool in (self._open, self._person):
            tool.setVisible(count > 0)

    def _open_current(self) -> None:
        line = self.table.current_record()
        if line is not None:
            self.open_record(line)

    def _open_person(self) -> None:
        line = self.table.current_record()
        if line is not None:
            self.context.go("person", line.person_id)


def measures_source(name: str) -> ListSource[MeasureLine]:
    """The rows of a list of measures."""

    def count(desk: Desk) -> int:
        with desk.read() as session:
            return count_measures(session, desk.office.id, desk.law(), name)

    def page(desk: Desk, offset: int, limit: int) -> list[MeasureLine]:
        with desk.read() as session:
            lines = measure_lines(session, desk.office.id, desk.law(), name)
        return lines[offset : offset + limit]

    return ListSource(count, page)


def columns(context: Context) -> tuple[Column[MeasureLine], ...]:
    """The columns of a list of measures; what is due stands beside the name."""
    today = context.desk.clock.today()

    def due(line: MeasureLine) -> Cell:
        first = line.first_due
        if first is None:
            return Cell("—")
        past = day_of(first.due) < today
        shape, tone = (Shape.TRIANGLE, Tone.BAD) if past else (Shape.RING, Tone.INFO)
        return Cell(distance(day_of(first.due), today), shape, tone)

    def what(line: MeasureLine) -> Cell:
        words = "、".join(_(DUE_LABELS[each.what]) for each in line.dues)
        return Cell(words or "—", tip=words)

    return (
        Column(N_("姓名"), lambda line: Cell(line.name), 100),
        Column(N_("事项"), lambda line: Cell(_(KIND_LABELS[line.kind])), 160),
        Column(N_("状态"), _stage, 150),
        Column(N_("期限"), due, 130),
        Column(N_("应办"), what, 200, stretch=True),
        Column(N_("提出日期"), lambda line: Cell(full_day(line.opened_on)), 130, rank=2),
    )


def _stage(line: MeasureLine) -> Cell:
    if not line.measure_id:
        return Cell(_("尚未开始"), Shape.DIAMOND, Tone.WARN)
    return Cell(_(STAGE_LABELS[line.stage]), *STAGE_LOOKS[line.stage])
