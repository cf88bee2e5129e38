"""A person's page: who it is, what is being served, duties, reports, violations, team, history."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from corrdesk.base.errors import UserError
from corrdesk.base.i18n import _
from corrdesk.base.idnumber import mask
from corrdesk.bootstrap import Desk
from corrdesk.casework.caseload.model import (
    LIVE,
    SEX_LABELS,
    Category,
    Sex,
    Status,
)
from corrdesk.casework.caseload.queries import PersonFile, officers, person_file, staff
from corrdesk.casework.permissions import RecordState, may, require
from corrdesk.casework.reporting.medical import MedicalKind, medical_records
from corrdesk.ui.caseload.closed import STATE_MARKS
from corrdesk.ui.caseload.closed_forms import SealForm
from corrdesk.ui.caseload.looks import class_words, status_cell
from corrdesk.ui.caseload.person_edit import ContactForm, OrderForm, StatusForm
from corrdesk.ui.caseload.person_facts import fact_lines
from corrdesk.ui.caseload.person_forms import ClassForm, ReportInForm
from corrdesk.ui.caseload.person_lists import PersonLists
from corrdesk.ui.caseload.wide_form import WideForm, widen
from corrdesk.ui.paths import (
    CheckInFor,
    FileOf,
    HoursOf,
    IssueOf,
    LeaveOf,
    MeasureOf,
    ViolationOf,
    Whose,
)
from corrdesk.ui.programs.goals import GOAL_KINDS, goals_title
from corrdesk.ui.reporting.medical_form import MedicalForm
from corrdesk.ui.shell import tokens
from corrdesk.ui.shell.badges import Badge
from corrdesk.ui.shell.context import Context
from corrdesk.ui.shell.flow import Flow
from corrdesk.ui.shell.forms import open_form
from corrdesk.ui.shell.messages import Message
from corrdesk.ui.shell.registry import Page
from corrdesk.ui.shell.theme import px
from corrdesk.ui.shell.tokens import Shape, Tone
from corrdesk.ui.shell.widgets import (
    Banner,
    FactGrid,
    PrivateValue,
    Tabs,
    button,
    clear,
    column,
    label,
    row,
    scrolled,
)
from corrdesk.ui.shell.words import full_day, mask_phone

WIDEST, WIDE, NARROW = 1000, 820, 480  # pixels at 100 % of the forms in windows of their own


@dataclass(frozen=True, slots=True)
class Opened:
    """The file as the page shows it."""

    file: PersonFile
    order: Any
    officers: dict[str, str]
    active: tuple[tuple[str, str], ...]  # id and name of officers who may be made responsible
    unreminded: bool = False  # outside prison, and nobody entered why: no paper falls due


class PersonPage(Page):
    """One person's file."""

    watches = frozenset(
        {
            "person", "supervision", "class_change", "status_change", "team_member",
            "duty", "check_in", "withdrawal", "violation", "proposal", "document",
            "measure", "measure_step", "medical_record",
            "leave", "leave_return", "travel_permit", "relocation", "relocation_step", "approval",
            *GOAL_KINDS,
        }
    )  # fmt: skip
    help_topic = "人员档案"

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self._person_id = ""
        self._opened: Opened | None = None
        self._build()

    def show_argument(self, argument: Any) -> None:
        """Opened with a person's id, or with FileOf for one of the tabs."""
        file = argument if isinstance(argument, FileOf) else FileOf(str(argument or ""))
        if file.person_id and file.person_id != self._person_id:
            self._person_id = file.person_id
            self._opened = None
            self.tabs.choose("facts")
        if isinstance(argument, FileOf):
            self.tabs.choose(file.tab)
        self.setProperty("panel_argument", CheckInFor(self._person_id))

    def refresh(self) -> None:
        if not self._person_id:
            return
        person_id = self._person_id
        question = self.context.ask(
            self, lambda desk: open_file(desk, person_id), slot="person-file"
        )
        question.then(self._show).or_else(lambda error: turn_away(self.context, error)).start()

    def first_focus(self) -> QWidget:
        return self._register

    @property
    def opened(self) -> Opened | None:
        """The file that is shown, once the answer is there."""
        return self._opened

    # Building

    def _build(self) -> None:
        def hours() -> None:
            if self._opened is not None:
                self.context.go("hours", HoursOf(self._opened.order.id))

        self._name = label("", "title")
        self._state, self._class, self._minor = Badge(), Badge(), Badge()
        self._kind = label("", "muted")
        self._private = QHBoxLayout()
        self._banner = Banner()
        self._register = button(_("登记报到  F2"), self._check_in, role="primary")
        self._violate = button(_("登记违规…"), self._record_violation)
        self._report_in = button(_("办理入矫报到…"), self._open_report_in)
        self._leave = button(_("外出申请…"), partial(self._begin, "leave_request", LeaveOf))
        self._measure = button(_("奖励和措施…"), partial(self._begin, "measure_start", MeasureOf))
        self._change_class = button(_("调整类别…"), self._open_class)
        self._hours = button(_("学习、公益时长"), hours, role="link")
        who = (self._name, self._minor, self._state, self._class, self._kind)
        head = row(*who, None, self._hours)
        self._end = button(_("变更状态…"), self._open_status)
        self._paper = button(_("出具文书…"), lambda: issue_for(self))
        self._seal = button(_("封存档案…"), self._open_seal)
        acts = Flow(
            *(self._register, self._report_in, self._leave, self._violate, self._paper),
            *(self._measure, self._change_class, self._end, self._seal),
        )
        self._facts = FactGrid(2)
        self.lists = PersonLists(self.context)
        self.tabs = Tabs(
            [("facts", _("基本情况"), self._facts_tab()), *self.lists.tabs()], name=_("档案")
        )
        self.lists.goals.counted.connect(
            lambda reached, count: self.tabs.set_title("goals", goals_title(reached, count))
        )
        layout = QVBoxLayout(self)
        layout.setContentsMargins(px(tokens.MARGIN), px(4), px(tokens.MARGIN), px(8))
        layout.setSpacing(px(6))
        layout.addLayout(head)
        layout.addLayout(self._private)
        layout.addWidget(self._banner)
        layout.addLayout(acts)  # two rows beside an open panel
        layout.addWidget(self.tabs, 1)

    def _facts_tab(self) -> QWidget:
        """The facts, and the ways to put them right."""
        shown, tab = QWidget(), QWidget()
        layout = QVBoxLayout(shown)
        layout.setContentsMargins(0, px(8), px(8), 0)
        layout.addWidget(self._facts)
        layout.addStretch(1)
        contact = button(_("修改联系资料…  Ctrl+E"), self._open_contact)
        self._edit_order = button(_("修改矫正资料…  Ctrl+Shift+E"), self._open_order)
        for keys, run in (("Ctrl+E", self._open_contact), ("Ctrl+Shift+E", self._open_order)):
            QShortcut(QKeySequence(keys), self).activated.connect(run)
        self._medical = button(_("病情复查、身体情况…"), self._open_medical)
        tab.setLayout(column(scrolled(shown), row(contact, self._edit_order, self._medical)))
        return tab

    # Showing

    def _show(self, opened: Opened) -> None:
        self._opened = opened
        person, order = opened.file.person, opened.order
        self._name.setText(person.name)
        self.about = person.name
        age = _("{sex}，{born} 出生").format(
            sex=_(SEX_LABELS[Sex(person.sex)]), born=full_day(person.born)
        )
        self._kind.setText(age)
        words, shape, tone = STATE_MARKS[RecordState.MINOR]
        self._minor.show_state(_(words) if person.minor else "", shape, tone)
        clear(self._private)
        number = PrivateValue(_("身份证号"), mask(person.id_number), person.id_number)
        phone = PrivateValue(_("电话"), mask_phone(person.phone), person.phone)
        for part in (number, phone):
            self._private.addWidget(part, 0, Qt.AlignmentFlag.AlignLeft)
        self._private.addStretch(1)
        self._show_order(order)
        self._facts.show_facts(fact_lines(self.context, opened))
        self.lists.show_file(opened.file, order)
        self.content_changed()

    def _show_order(self, order: Any) -> None:
        status = Status(order.status) if order is not None else None
        if status is None:
            self._state.show_state(_("没有矫正记录"), Shape.SQUARE, Tone.PLAIN)
            self._class.hide()
        else:
            cell = status_cell(status)
            self._state.show_state(cell.text, cell.shape or Shape.DOT, cell.tone)
            self._class.show_state(class_words(order.class_), Shape.SQUARE, Tone.PLAIN)
        live = status in LIVE
        self._register.setVisible(status is Status.SUPERVISED)
        self._report_in.setVisible(status is Status.AWAITING_REPORT)
        self._leave.setVisible(status is Status.SUPERVISED)
        self._hours.setVisible(status is Status.SUPERVISED)
        self._violate.setVisible(live)
        self._measure.setVisible(live)
        self._change_class.setVisible(live)
        self._end.setVisible(live)
        self._seal.setVisible(not live and may(self.context.desk.actor, "file.seal"))
        self._edit_order.setVisible(order is not None)
        self._medical.setVisible(live and order.category == Category.OUTSIDE_PRISON)
        self._banner.say(*self._warning(order, status))

    def _warning(self, order: Any, status: Status | None) -> tuple[str, Tone]:
        today = self.context.desk.clock.today()
        if status is Status.SUPERVISED and order.term_end < today:
            words = _("矫正期限已于 {day} 届满，尚未办理解除。")
            return words.format(day=full_day(order.term_end)), Tone.BAD
        if status is Status.SUPERVISED and order.class_ is None:
            return _("尚未确定管理类别，无法按规则排出报告义务。"), Tone.WARN
        if status is Status.AWAITING_REPORT:
            return _("本人尚未入矫报到。"), Tone.WARN
        if self._opened is not None and self._opened.unreminded:
            words = _(
                "还没有登记暂予监外执行的情形，身体情况报告和病情复查到期不会提醒。"
                "请在下方“病情复查、身体情况…”里登记。"
            )
            return words, Tone.WARN
        return "", Tone.INFO

    # Acts

    def _check_in(self) -> None:
        self.context.open_panel("check_in", CheckInFor(self._person_id))

    def _record_violation(self) -> None:
        if self._opened is not None:
            target = ViolationOf(self._person_id, self._opened.order.id)
            self.context.open_panel("violation", target)

    def _begin(self, panel: str, target: type[Whose]) -> None:
        """Opens the panel in which something begins for this person."""
        if self._opened is not None:
            opened = self._opened
            name = opened.file.person.name
            self.context.open_panel(panel, target(self._person_id, opened.order.id, name))

    def _open_report_in(self) -> None:
        done = _("已登记入矫报到，报告义务已按规则排出。")
        if self._opened is not None:
            form = ReportInForm(self.context, self._opened.order)
            open_form(self, _("办理入矫报到"), form, lambda _none: self._say(done))

    def _open_class(self) -> None:
        done = _("已记录类别决定，今后的报告义务已按新类别排出。")
        if self._opened is not None:
            form = ClassForm(self.context, self._opened.order)
            open_form(self, _("调整管理类别"), form, lambda _none: self._say(done))

    def _open_medical(self) -> None:
        if self._opened is not None:
            form = MedicalForm(self.context, self._opened.order.id)
            open_form(self, _("病情复查、身体情况"), form, lambda _none: self._say(_("已登记。")))

    def _open_contact(self) -> None:
        if self._opened is not None:
            form = ContactForm(self.context, self._opened.file.person)
            self._open_wide(_("修改联系资料"), form, _("已保存联系资料。"))

    def _open_order(self) -> None:
        if self._opened is not None and self._opened.order is not None:
            form = OrderForm(self.context, self._opened.order, self._opened.active)
            done = _("已保存矫正资料，报告义务已随之调整。")
            self._open_wide(_("修改矫正资料"), form, done, WIDEST)

    def _open_status(self) -> None:
        if self._opened is not None:
            form = StatusForm(self.context, self._opened.order, self._opened.file.person.name)
            self._open_wide(_("变更状态"), form, _("已变更状态。"), NARROW)

    def _open_seal(self) -> None:
        def sealed(_none: object) -> None:
            self._person_id, self._opened = "", None  # it is not there any more, not even here
            self._say(_("已封存，此后查不到此人。"))
            self.context.go("people")

        if self._opened is not None:
            whose = self._opened.file.person
            form = SealForm(self.context, self._person_id, whose.name, minor=bool(whose.minor))
            open_form(self, _("封存档案"), form, sealed)

    def _open_wide(self, title: str, form: WideForm, done: str, width: int = WIDE) -> None:
        dialog = open_form(self, title, form, lambda _none: self._say(done))
        widen(dialog, form, width)

    def _say(self, words: str) -> None:
        self.context.say(Message(words))


class ClosedToReader(UserError):
    """A file that this reader may open one by one, for a reason."""

    def __init__(self, person_id: str) -> None:
        super().__init__(_("这份档案不公开。"), remedy=_("请写明理由和文书后调阅。"))
        self.person_id = person_id


def turn_away(context: Context, error: Exception) -> None:
    """Says why a file does not open; leads to where a closed one is asked for."""
    context.say_error(error)
    if isinstance(error, ClosedToReader):
        context.go("closed", error.person_id)


def issue_for(page: PersonPage) -> None:
    """Opens the page on which a form is issued for the person who is shown."""
    opened = page.opened
    if opened is not None and opened.order is not None:
        person = opened.file.person
        page.context.go("issue_document", IssueOf(person.id, opened.order.id, person.name))


def open_file(desk: Desk, person_id: str) -> Opened:
    """The file of a person with the order that counts: the live one, else the newest.

    Raises NotAllowed for a role that reads no files, ClosedToReader for one closed to it.
    """
    require(desk.actor, "file.read")
    with desk.read() as session:
        file = person_file(session, desk.office.id, person_id)
        names = officers(session, desk.office.id)
        active = [(row.id, row.name) for row in staff(session, desk.office.id) if row.active]
    if file is None:
        raise UserError(_("没有找到此人的档案。"))
    if file.person.minor is not False and not may(desk.actor, "file.read", (RecordState.MINOR,)):
        raise ClosedToReader(person_id)
    orders = file.supervisions
    order = next((each for each in orders if Status(each.status) in LIVE), None)
    unreminded = order is not None and _unreminded(desk, order)
    shown = order or (orders[0] if orders else None)
    return Opened(file, shown, names, tuple(active), unreminded)


def _unreminded(desk: Desk, order: Any) -> bool:
    """Whether health and re-examination (IM 24) are not followed, for want of the reason."""
    if order.category != Category.OUTSIDE_PRISON:
        return False
    with desk.read() as session:
        records = medical_records(session, desk.office.id, order.id)
    return all(each.kind != MedicalKind.REASON for each in records)
