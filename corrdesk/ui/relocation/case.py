"""One relocation: who is responsible today, what comes next, the timeline, the hand-over pack."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from corrdesk.base.errors import UserError
from corrdesk.base.i18n import N_, _
from corrdesk.base.idnumber import mask
from corrdesk.bootstrap import Desk
from corrdesk.casework.relocation.course import CourseLine
from corrdesk.casework.relocation.model import (
    DIRECTION_LABELS,
    PARTY_LABELS,
    Direction,
    Party,
    RelocationState,
    Step,
)
from corrdesk.casework.relocation.papers import (
    HANDOVER,
    NOTICE,
    RECEIPT,
    approval_form,
    consultation_letter,
    issue_sheet,
    preview_sheet,
    sheets_now,
)
from corrdesk.casework.relocation.policy import copies_of
from corrdesk.casework.relocation.queries import RelocationFile, relocation_file
from corrdesk.casework.relocation.service import take_step_back, withdraw_move
from corrdesk.ui.documents.listed import sheet_rows, valid_forms
from corrdesk.ui.documents.paper import Paper
from corrdesk.ui.leave.forms import ReasonForm
from corrdesk.ui.paths import Newcomer
from corrdesk.ui.relocation.forms import PackForm, StepForm
from corrdesk.ui.relocation.looks import case_state, due_words, step_name
from corrdesk.ui.relocation.timeline import Timeline
from corrdesk.ui.shell import tokens
from corrdesk.ui.shell.badges import Badge
from corrdesk.ui.shell.context import Context
from corrdesk.ui.shell.forms import Form, open_form
from corrdesk.ui.shell.messages import Message
from corrdesk.ui.shell.registry import Page
from corrdesk.ui.shell.theme import px
from corrdesk.ui.shell.tokens import Shape, Tone
from corrdesk.ui.shell.why import lay_open, why_button
from corrdesk.ui.shell.widgets import (
    Banner,
    FactGrid,
    button,
    card,
    clear,
    column,
    label,
    row,
    scrolled,
)
from corrdesk.ui.shell.words import full_day

if TYPE_CHECKING:
    from corrdesk.casework.documents.sheet import FormSheet
    from corrdesk.rules.law import Law
    from corrdesk.store.unit_of_work import UnitOfWork

RELOCATION_KINDS = frozenset({"relocation", "relocation_step", "relocation_item", "withdrawal"})
LAID_OUT = 30  # milliseconds after which new cards have their place
SHEET_LABELS = {
    NOTICE: N_("告知书"),
    HANDOVER: N_("移交函"),
    RECEIPT: N_("送达回执"),
}
COPY_LABELS = {
    "decision_organ": N_("社区矫正决定机关"),
    "procuratorate": N_("人民检察院"),
    "police": N_("公安机关"),
}
FACT_LABELS = {
    "decided": N_("决定日"),
    "person_notified": N_("本人收到决定日"),
    "reported_there": N_("到新执行地报到日"),
}


class RelocationPage(Page):
    """The page of one relocation."""

    watches = RELOCATION_KINDS | {"supervision", "person", "document"}
    help_topic = "执行地变更"

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self._case_id = ""
        self.opened: RelocationFile | None = None
        self._name, self._what, self.state = label("", "title"), label("", "muted"), Badge()
        self._file = button(_("打开档案  F4"), self._open_person, role="link")
        self._file.setShortcut("F4")
        self.paper = Paper(context, self)
        self.timeline = Timeline(self._take, self._take_back)
        self.now = Banner()
        content = QWidget()
        self._cards = column(margin=2)
        content.setLayout(self._cards)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(px(tokens.MARGIN), px(4), px(tokens.MARGIN), px(8))
        layout.setSpacing(px(6))
        layout.addLayout(row(self._name, self.state, self._what, None, self._file))
        self._head = QWidget()
        self._head.setLayout(column())
        layout.addWidget(self._head)
        self._area = scrolled(content)
        layout.addWidget(self._area, 1)
        self._steps = card(self.timeline, title=_("时间线"))
        self._beside = QWidget()
        self._beside.setLayout(column())
        for part in (self._steps, self._beside):
            self._cards.addWidget(part)
        self._cards.addStretch(1)

    def show_argument(self, argument: Any) -> None:
        """Opened with the id of a relocation."""
        if argument:
            self._case_id = str(argument)

    def refresh(self) -> None:
        case_id = self._case_id
        if case_id:
            self.context.ask(self, lambda desk: open_case(desk, case_id), slot="relocation").then(
                self._show
            ).start()

    def first_focus(self) -> QPushButton | None:
        return self.timeline.next_button

    # Showing

    def _show(self, file: RelocationFile) -> None:
        self.opened = file
        direction = Direction(file.case.direction)
        self._name.setText(file.name)
        self.about = file.name
        self._what.setText(f"{_(DIRECTION_LABELS[direction])}　{file.case.other_county}")
        late = max((line.days_late for line in file.course.overdue), default=0)
        cell = case_state(RelocationState(file.case.state), 0 if self._closed else late)
        self.state.show_state(cell.text, cell.shape or Shape.DOT, cell.tone)
        self._file.setVisible(file.person is not None)
        today = self.context.desk.clock.today()
        self.timeline.show_course(file.course, today, closed=self._closed)
        self._fill(self._head, [self._now_card(file)])
        cards = [self._pack_card(file), self._facts_card(file), self._paper_card(file)]
        self._fill(self._beside, cards)
        self.content_changed()
        if self.timeline.next_button is not None:
            self.lead_to(self.timeline.next_button)
            QTimer.singleShot(LAID_OUT, self, self._bring_next)

    @property
    def _closed(self) -> bool:
        ended = {RelocationState.WITHDRAWN, RelocationState.REFUSED}
        return self.opened is not None and self.opened.case.state in ended

    def _fill(self, place: QWidget, parts: list[QWidget]) -> None:
        layout = place.layout()
        if layout is not None:
            clear(layout)
            for part in parts:
                layout.addWidget(part)

    def _bring_next(self) -> None:
        if self.timeline.next_button is not None:
            self._area.ensureWidgetVisible(self.timeline.next_button)

    def _now_card(self, file: RelocationFile) -> QWidget:
        """Who answers for the person today, and what has to be done next and by when."""
        parts: list[Any] = []
        if not self._closed:
            who = responsible_words(file, self.context.desk.office.county_name)
            if file.course.between is None:
                parts.append(label(who, wrap=True))
            else:
                case_id = file.case.id
                why = why_button(
                    self.context,
                    lambda desk: why_responsible(desk, case_id),
                    about=_("由谁负责监督管理"),
                )
                across = row(label(who, wrap=True), why, stretch=None)
                across.setStretch(0, 1)
                parts.append(across)
        self.now = Banner()
        self.now.say(*self._next_words(file))
        parts.append(self.now)
        return card(*parts)

    def _next_words(self, file: RelocationFile) -> tuple[str, Tone]:
        following = file.course.next
        if self._closed:
            return _("这次执行地变更已经结束。"), Tone.PLAIN
        if following is None:
            return _("各步骤都已登记。"), Tone.OK
        today = self.context.desk.clock.today()
        name = step_name(file.course.direction, following.step)
        words = _("下一步：{step}（{who}）").format(step=name, who=_(PARTY_LABELS[following.who]))
        due = due_words(following, today)
        lines = [f"{words}　{due}" if due else words]
        for late in file.course.overdue:
            if late is following:
                continue
            told = _("{step} 已迟延 {days} 天").format(
                step=step_name(file.course.direction, late.step), days=late.days_late
            )
            lines.append(told)
        bad = bool(file.course.overdue) or following.at_once
        return "\n".join(lines), Tone.BAD if bad else Tone.INFO

    def _pack_card(self, file: RelocationFile) -> QWidget:
        parts: list[Any] = []
        missing = file.missing
        if missing:
            words = _("欠缺 {count} 项：{titles}")
            words = words.format(count=len(missing), titles="、".join(missing))
            parts.append(Banner(words, Tone.WARN))
        else:
            parts.append(Banner(_("移交材料已备齐。"), Tone.OK))
        away = file.case.direction == Direction.OUT
        names, _cited = copies_of(self.context.desk.law(), "files" if away else "receipt")
        told = "、".join(_(COPY_LABELS[name]) for name in names)
        words = _("移交时抄送：{names}") if away else _("送达回执时抄送：{names}")
        parts.append(label(words.format(names=told), "muted", wrap=True))
        if not self._closed:
            check = self._opener(_("清点移交材料"), lambda: PackForm(self.context, file))
            parts.append(row(button(_("清点移交材料…"), check)))
        return card(*parts, title=_("移交材料"))

    def _facts_card(self, file: RelocationFile) -> QWidget:
        case = file.case
        grid = FactGrid(2)
        facts = [(_("拟迁往的居住地"), case.new_address), (_("变更理由"), case.reason)]
        if case.direction == Direction.OUT:
            facts += [
                (_("拟迁居日期"), full_day(case.move_on)),
                (_("一般最迟申请"), full_day(case.apply_by)),
                (_("证明材料"), "、".join(case.proofs)),
            ]
            if case.late_reason:
                facts.append((_("没有提前申请的理由"), case.late_reason))
        else:
            facts += [(_("身份证号"), mask(case.id_number)), (_("电话"), case.phone)]
        grid.show_facts(facts)
        parts: list[Any] = [grid]
        for taken in file.taken_back:
            words = _("已撤销：{step}（{reason}）").format(
                step=step_name(file.course.direction, Step(taken.step)), reason=taken.withdrawn
            )
            parts.append(label(words, "muted", wrap=True))
        agreed = file.course.between is not None
        if case.direction == Direction.IN and agreed and file.person is None:
            parts.append(row(button(_("按法律文书登记人员…"), self._enter), None))
        if case.state == RelocationState.OPEN:
            take = self._opener(_("撤回申请"), self._withdrawing)
            parts.append(row(None, button(_("撤回申请…"), take, role="link")))
        title = _("申请") if case.direction == Direction.OUT else _("来函")
        return card(*parts, title=title)

    def _paper_card(self, file: RelocationFile) -> QWidget:
        """Forms to sign by hand, and the sheets that are numbered."""
        parts: list[Any] = list(sheet_rows(self.paper, file.sheets))
        direction, forms = Direction(file.case.direction), list[QWidget]()
        if direction is Direction.OUT:
            forms += [
                button(_("审批表…"), self._form_shower(_("执行地变更审批表"), approval_form)),
                button(_("征求意见函…"), self._form_shower(_("征求意见函"), consultation_letter)),
            ]
        issued = valid_forms(file.sheets)
        forms += [
            button(_("签发{sheet}…").format(sheet=_(SHEET_LABELS[form])), self._issuer(form))
            for form in sheets_now(file.course, direction)
            if form not in issued
        ]
        if forms:
            parts.append(row(*forms))
        return card(*(parts or [label(_("还没有可以打印的文书。"), "muted")]), title=_("文书"))

    # Acts

    def _form_shower(
        self, title: str, draw: Callable[[UnitOfWork, Law, str], FormSheet]
    ) -> Callable[[], None]:
        law, case_id = self.context.desk.law(), self._case_id
        return lambda: self.paper.show_form(title, lambda uow: draw(uow, law, case_id))

    def _issuer(self, form_id: str) -> Callable[[], None]:
        law, case_id = self.context.desk.law(), self._case_id

        def issue(desk: Desk) -> str:
            return desk.issue(
                lambda uow, press, seal: issue_sheet(
                    uow, law, case_id, form_id, press=press, seal=seal
                )
            )

        return lambda: self.paper.preview(
            lambda uow: preview_sheet(uow, law, case_id, form_id), issue
        )

    def _take(self, line: CourseLine) -> None:
        file = self.opened
        if file is not None:
            title = step_name(file.course.direction, line.step)
            self._opener(title, lambda: StepForm(self.context, file, line))()

    def _take_back(self, line: CourseLine) -> None:
        taken = line.taken
        if taken is not None:
            work = lambda uow, reason: take_step_back(uow, taken.id, reason)  # noqa: E731
            act = _("撤销这一步")
            self._opener(act, lambda: ReasonForm(self.context, taken.id, act=act, work=work))()

    def _withdrawing(self) -> Form:
        case_id = self._case_id
        return ReasonForm(
            self.context,
            case_id,
            act=_("撤回申请"),
            work=lambda uow, reason: withdraw_move(uow, case_id, reason),
        )

    def _opener(self, title: str, make: Callable[[], Form]) -> Callable[[], object]:
        done = Message(_("已保存：{what}").format(what=title))
        return lambda: open_form(self, title, make(), lambda _result: self.context.say(done))

    def _enter(self) -> None:
        """Who comes is entered before the report: the file opens with what the letter says."""
        if self.opened is not None:
            case = self.opened.case
            known = Newcomer(case.person_name, case.id_number, case.phone, case.new_address)
            self.context.go("new_person", known)

    def _open_person(self) -> None:
        if self.opened is not None and self.opened.person is not None:
            self.context.go("person", self.opened.person.id)


def open_case(desk: Desk, case_id: str) -> RelocationFile:
    """A relocation as it stands today."""
    with desk.read() as session:
        file = relocation_file(session, desk.office.id, desk.law(), case_id)
    if file is None:
        raise UserError(_("没有找到这次执行地变更。"))
    return file


def responsible_words(file: RelocationFile, here: str) -> str:
    """Who supervises the person today, by name."""
    away = file.case.direction == Direction.OUT
    old, new = (here, file.case.other_county) if away else (file.case.other_county, here)
    name = old if file.course.responsible is Party.OLD else new
    if file.course.responsible is Party.OLD:
        words = _("本人到新执行地报到以前，由原执行地负责监督管理：{name}")
    else:
        words = _("本人已到新执行地报到，由新执行地负责监督管理：{name}")
    return words.format(name=name)


def why_responsible(desk: Desk, case_id: str) -> Any:
    """Why it is this agency that answers."""
    file = open_case(desk, case_id)
    between = file.course.between
    if between is None:
        raise UserError(_("还没有决定变更，仍由原执行地负责。"))
    answer = responsible_words(file, desk.office.county_name)
    return lay_open(between, _("现在由谁负责监督管理"), answer, FACT_LABELS)
