"""The panel that records a violation, out of a missed window or found by an officer."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QVBoxLayout, QWidget

from corrdesk.base.errors import UserError
from corrdesk.base.i18n import N_, _
from corrdesk.bootstrap import Desk
from corrdesk.casework.caseload.queries import person_file
from corrdesk.casework.enforcement.hints.model import BREACHES
from corrdesk.casework.enforcement.hints.queries import HintLine, hint_line
from corrdesk.casework.enforcement.model import (
    BREACH_LABELS,
    SEVERITY_LABELS,
    Breach,
    Severity,
    ViolationFacts,
)
from corrdesk.casework.enforcement.service import record_violation
from corrdesk.casework.flows import open_case
from corrdesk.casework.hinting import confirm_hint
from corrdesk.casework.reporting.model import DUTY_LABELS, DutyKind
from corrdesk.casework.reporting.queries import duty_row
from corrdesk.ui.paths import ViolationOf
from corrdesk.ui.shell.context import Context
from corrdesk.ui.shell.date_edit import DateEdit
from corrdesk.ui.shell.forms import Form, FormPlace
from corrdesk.ui.shell.messages import Message
from corrdesk.ui.shell.registry import Page
from corrdesk.ui.shell.tokens import Tone
from corrdesk.ui.shell.widgets import TextArea, combo, label
from corrdesk.ui.shell.words import full_day

if TYPE_CHECKING:
    from corrdesk.store.unit_of_work import UnitOfWork

UNDECIDED = ""
MENDED, NOT_MENDED = "mended", "not_mended"
TAUGHT = (
    ("", N_("未记录")),
    (MENDED, N_("已当场教育，已改正")),
    (NOT_MENDED, N_("经教育仍不改正")),
)
MISSED_FACTS = N_(
    "社区矫正对象{name}应于{start}至{end}完成{what}{needed}次，实际完成{done}次，"
    "至{grace}期限届满仍未完成，也未说明正当理由。"
)


def taught_in_vain(chosen: str) -> bool | None:
    """What the rules ask: taught, and still not mending (IM 34, 35); None where nobody said."""
    return {MENDED: False, NOT_MENDED: True}.get(chosen)


def taught_choice(in_vain: bool | None) -> str:
    """The choice that says what is recorded."""
    return {False: MENDED, True: NOT_MENDED, None: ""}[in_vain]


class ViolationForm(Form):
    """The facts of a breach."""

    def __init__(self, context: Context, target: ViolationOf) -> None:
        super().__init__(context, act=_("登记违规  Ctrl+Enter"))
        self._target = target
        self._start = ""
        today = context.desk.clock.today()
        self.breach = combo(
            [(breach.value, _(words)) for breach, words in BREACH_LABELS.items()],
            name=_("违规情形"),
        )
        self.breach.setCurrentIndex(self.breach.findData(Breach.REPORT.value))
        self.breach.currentIndexChanged.connect(lambda _index: self._fit())
        self.facts = TextArea(lines=5, placeholder=_("何时、何地、发生了什么，写成完整的句子"))
        self.severity = combo(severity_options(), name=_("情节"))
        self.statement = TextArea(lines=2)
        self.taught = combo([(value, _(words)) for value, words in TAUGHT], name=_("教育情况"))
        self.add("breach", _("违规情形"), self.breach)
        self.add("facts", _("违规事实（印在文书上）"), self.facts)
        self.add("found_on", _("发现日期"), DateEdit(today, lean="past"))
        self._happened = self.add(
            "happened_on",
            _("发生日期（与发现日期相同的不用填）"),
            DateEdit(empty=True, lean="past"),
        )
        self._since = self.add("since", _("从哪天起"), DateEdit(empty=True, lean="past"))
        self._until = self.add(
            "until", _("到哪天止（仍未恢复则留空）"), DateEdit(empty=True, lean="past")
        )
        self.add("severity", _("情节"), self.severity)
        self.add("taught", _("教育情况"), self.taught)
        self.add("statement", _("本人陈述"), self.statement)
        self._fit()

    def collect(self) -> Callable[[UnitOfWork], Any]:
        target = self._target
        severity = self.severity.currentData()
        absent = self._is_absence()
        facts = ViolationFacts(
            breach=Breach(self.breach.currentData()),
            facts=self.facts.text(),
            found_on=self.day("found_on"),
            severity=Severity(severity) if severity else None,
            statement=self.statement.text(),
            since=self.day("since") if absent else None,
            until=self.optional_day("until") if absent else None,
            taught=taught_in_vain(self.taught.currentData()),
            happened_on=None if self._happened.isHidden() else self.optional_day("happened_on"),
        )
        seal, law = self.context.desk.seal, self.context.desk.law()
        if target.hint_id:
            return lambda uow: confirm_hint(uow, law, target.hint_id, facts, seal=seal)
        if target.duty_id:
            return lambda uow: open_case(uow, target.duty_id, facts, seal=seal)
        return lambda uow: record_violation(uow, target.supervision_id, facts)

    def start_with(self, facts: str) -> None:
        """Puts a sentence in as a start."""
        self._start = facts
        self.facts.setPlainText(facts)

    def start_from(self, hint: HintLine) -> None:
        """Puts in what the records show: the kind of breach, the sentence and the days."""
        self.breach.setCurrentIndex(self.breach.findData(BREACHES[hint.kind].value))
        for field, day in ((self._since, hint.due), (self._until, hint.done)):
            if isinstance(field.editor, DateEdit) and day is not None:
                field.editor.set_day(day)
        self.start_with(hint.sentence)

    def was_touched(self) -> bool:
        """Whether somebody wrote more than the form began with."""
        return self.facts.text() != self._start or bool(self.statement.text())

    def _is_absence(self) -> bool:
        return self.breach.currentData() in {Breach.ABSENT.value, Breach.LATE_REPORT_IN.value}

    def _fit(self) -> None:
        """Days are asked for where the law counts them; the records know the day of a window."""
        known = bool(self._target.duty_id or self._target.hint_id)
        self._happened.setVisible(not known and not self._is_absence())
        for field in (self._since, self._until):
            field.setVisible(self._is_absence())


class ViolationPanel(Page):
    """The form beside the page; saved, the case opens."""

    help_topic = "违规处置"

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self._target: ViolationOf | None = None
        self._title = label(_("登记违规"), "title")
        self._who = label("", "muted", wrap=True)
        self._place = FormPlace(self._title, self._who)
        self.form: ViolationForm | None = None
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._place)

    def show_argument(self, argument: Any) -> None:
        """Opened with a ViolationOf."""
        if not isinstance(argument, ViolationOf) or self.form is not None:
            return
        self._target = argument
        self.form = ViolationForm(self.context, argument)
        self.form.finished.connect(self._saved)
        self.form.abandoned.connect(self.context.close_panel)
        self._place.hold(self.form)
        self.context.ask(self, lambda desk: missed_facts(desk, argument)).then(self._fill).start()

    def first_focus(self) -> QWidget | None:
        return self.form.facts if self.form else None

    def holds_typing(self) -> bool:
        return self.form is not None and self.form.was_touched()

    def _fill(self, found: tuple[str, str | HintLine]) -> None:
        name, start = found
        self._who.setText(name)
        self.about = name
        if self.form is None or self.form.facts.text():
            return
        if isinstance(start, HintLine):
            self.form.start_from(start)
        elif start:
            self.form.start_with(start)

    def _saved(self, violation_id: str) -> None:
        self.form = None
        self.context.say(Message(_("已登记违规。下一步：核对证据，提出处理意见。"), Tone.OK))
        self.context.close_panel()
        self.context.go("case", violation_id)


def missed_facts(desk: Desk, target: ViolationOf) -> tuple[str, str | HintLine]:
    """The person's name, and the facts of a hint or a missed window to start from."""
    with desk.read() as session:
        if target.hint_id:
            hint = hint_line(session, desk.office.id, desk.clock.today(), target.hint_id)
            if hint is not None:
                return hint.name, hint
        file = person_file(session, desk.office.id, target.person_id)
        duty = duty_row(session, desk.office.id, target.duty_id) if target.duty_id else None
    if file is None:
        raise UserError(_("没有找到此人的档案。"))
    if duty is None:
        return file.person.name, ""
    facts = _(MISSED_FACTS).format(
        name=file.person.name,
        start=full_day(duty.period_start),
        end=full_day(duty.period_end),
        grace=full_day(duty.grace_until),
        needed=duty.needed,
        done=duty.done,
        what=_(DUTY_LABELS[DutyKind(duty.kind)]),
    )
    return file.person.name, facts


def severity_options() -> list[tuple[str, str]]:
    """The severities to choose from; undecided first, because people weigh it."""
    found = [(severity.value, _(words)) for severity, words in SEVERITY_LABELS.items()]
    return [(UNDECIDED, _("未定")), *found]
