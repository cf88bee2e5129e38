"""The forms of a measure: how it begins, its sentences, and its next step."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QCheckBox, QLineEdit, QVBoxLayout, QWidget

from corrdesk.base.clock import CHINA
from corrdesk.base.errors import UserError
from corrdesk.base.i18n import N_, _
from corrdesk.base.typed import read_time
from corrdesk.bootstrap import Desk
from corrdesk.casework.endings import step_and_effect
from corrdesk.casework.enforcement.measures.model import (
    ARREST_LABELS,
    DEVICE_LABELS,
    KIND_LABELS,
    PAPER_LABELS,
    STEP_LABELS,
    MeasureKind,
    Need,
    Opening,
    Step,
    StepFacts,
)
from corrdesk.casework.enforcement.measures.policy import CONDITION_LABELS
from corrdesk.casework.enforcement.measures.service import (
    amend_measure,
    check_measure,
    start_measure,
)
from corrdesk.casework.enforcement.measures.ways import Way
from corrdesk.casework.enforcement.measures.wording import TEXTS, TextField
from corrdesk.casework.hour_sheets import appraisal_words
from corrdesk.casework.searching import Trail, trail_of
from corrdesk.ui.caseload.file_field import FileField
from corrdesk.ui.shell.context import Context
from corrdesk.ui.shell.date_edit import DateEdit
from corrdesk.ui.shell.forms import Form
from corrdesk.ui.shell.widgets import TextArea, combo

if TYPE_CHECKING:
    from corrdesk.store.unit_of_work import UnitOfWork

GROUNDS: dict[MeasureKind, dict[str, str]] = {
    MeasureKind.COMMENDATION: dict(CONDITION_LABELS),
    MeasureKind.DEVICE: {ground.value: words for ground, words in DEVICE_LABELS.items()},
    MeasureKind.ARREST: {ground.value: words for ground, words in ARREST_LABELS.items()},
}
STARTED_HERE = (
    MeasureKind.LOST_CONTACT,
    MeasureKind.DEVICE,
    MeasureKind.COMMENDATION,
    MeasureKind.COMMUTATION,
    MeasureKind.APPRAISAL,
)
"""Kinds that begin on a person's page; the others come from a case or a revocation."""
SINCE = {
    MeasureKind.LOST_CONTACT: N_("最后一次联系的日期"),
    MeasureKind.DEVICE: N_("从哪天起使用"),
}
NEED_TITLES = {
    Need.DOCUMENT: N_("文号"),
    Need.WHO: N_("机关、单位"),
    Need.NOTE: N_("情况"),
    Need.UNTIL: N_("最后一日"),
}
LONGEST_NOTE = 8  # lines that are shown at once
UNTIL_OPTIONAL = frozenset({Step.GRANT})


class Grounds(QWidget):
    """Several of a few, as boxes to tick."""

    def __init__(self, options: dict[str, str]) -> None:
        super().__init__()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        self.boxes: dict[str, QCheckBox] = {}
        for code, words in options.items():
            self.boxes[code] = QCheckBox(_(words))
            layout.addWidget(self.boxes[code])

    def chosen(self) -> tuple[str, ...]:
        """The codes of the boxes that are ticked."""
        return tuple(code for code, box in self.boxes.items() if box.isChecked())


class Sentences:
    """The fields of sentences of one kind, put into a form."""

    def __init__(self, form: Form, kind: MeasureKind, texts: dict[str, str] | None = None) -> None:
        self._editors: dict[str, QLineEdit | TextArea] = {}
        for field in TEXTS[kind]:
            editor = self._editor(field, (texts or {}).get(field.name, field.start))
            self._editors[field.name] = editor
            form.add(field.name, _(field.title), editor)

    def texts(self) -> dict[str, str]:
        """What is written, by field."""
        return {name: editor.text() for name, editor in self._editors.items()}

    def fill(self, texts: dict[str, str]) -> None:
        """Puts texts where nothing is written yet."""
        for name, text in texts.items():
            editor = self._editors.get(name)
            if isinstance(editor, TextArea) and not editor.text():
                editor.setPlainText(text)

    def _editor(self, field: TextField, text: str) -> QLineEdit | TextArea:
        if field.lines == 1:
            return QLineEdit(text)
        made = TextArea(lines=field.lines)
        made.setPlainText(text)
        return made


class StartForm(Form):
    """How a measure of one kind begins."""

    def __init__(
        self,
        context: Context,
        kind: MeasureKind,
        supervision_id: str,
        origin_id: str | None = None,
    ) -> None:
        super().__init__(context, act=_("建立  Ctrl+Enter"))
        self._kind, self._supervision_id, self._origin_id = kind, supervision_id, origin_id
        self.record_id = supervision_id
        today = context.desk.clock.today()
        self.grounds = Grounds(GROUNDS.get(kind, {}))
        if kind in GROUNDS:
            self.add("grounds", _("条件、情形（逐项核实后勾选）"), self.grounds)
        if kind in SINCE:
            self.add("since", _(SINCE[kind]), DateEdit(today))
        if kind is MeasureKind.DEVICE:
            self.add("until", _("到哪天止（当日包括在内）"), DateEdit(empty=True))
        self.sentences = Sentences(self, kind)
        self.begun = self.sentences.texts()
        if kind is MeasureKind.APPRAISAL:
            context.ask(self, lambda desk: hour_words(desk, supervision_id)).then(
                self._begin_with
            ).start()
        if kind is MeasureKind.LOST_CONTACT:
            context.ask(self, lambda desk: known_trail(desk, supervision_id)).then(
                self._begin_from
            ).start()

    def _begin_with(self, texts: dict[str, str]) -> None:
        self.sentences.fill(texts)
        self.begun = self.sentences.texts()

    def _begin_from(self, trail: Trail) -> None:
        """The last contact as it is recorded, and what did not happen since; to be put right."""
        editor = self.fields["since"].editor
        today = self.context.desk.clock.today().isoformat()
        if trail.last_contact and isinstance(editor, DateEdit) and editor.text() == today:
            editor.set_day(trail.last_contact.on)
        self._begin_with({"facts": trail.told})

    def collect(self) -> Callable[[UnitOfWork], Any]:
        opening = Opening(
            grounds=self.grounds.chosen(),
            texts=self.sentences.texts(),
            since=self.day("since") if "since" in self.fields else None,
            until=self.optional_day("until") if "until" in self.fields else None,
            origin_id=self._origin_id,
        )
        law, kind, supervision = self.context.desk.law(), self._kind, self._supervision_id
        return lambda uow: start_measure(uow, law, supervision, kind, opening)


def hour_words(desk: Desk, supervision_id: str) -> dict[str, str]:
    """Study and service as the ledger of hours has them, for an appraisal."""
    with desk.read() as session:
        return appraisal_words(session, desk.office.id, desk.law(), supervision_id)


def known_trail(desk: Desk, supervision_id: str) -> Trail:
    """What is recorded about somebody whom the office cannot reach."""
    with desk.read() as session:
        return trail_of(session, desk.office.id, desk.law(), supervision_id)


class SentencesForm(Form):
    """The sentences of a measure, to be put right before they are printed.

    `instead`: texts that are offered in place of those that are kept.
    """

    def __init__(
        self, context: Context, measure: Any, instead: Mapping[str, str] | None = None
    ) -> None:
        super().__init__(context, act=_("保存  Ctrl+Enter"))
        self._id = self.record_id = measure.id
        texts = dict(measure.texts) | dict(instead or {})
        self.sentences = Sentences(self, MeasureKind(measure.kind), texts)

    def collect(self) -> Callable[[UnitOfWork], Any]:
        measure_id, texts = self._id, self.sentences.texts()
        return lambda uow: amend_measure(uow, measure_id, texts)


RECORDS = frozenset(
    {Step.GRANT, Step.REFUSE, Step.RETURN, Step.ANSWER_GRANT, Step.ANSWER_REFUSE, Step.EXTEND}
)
"""Steps whose words say already that something is written down."""


def act_words(step: Step) -> str:
    """What the button says that takes a step: 登记“通知公安机关”, 记录延长."""
    words = _(STEP_LABELS[step])
    if step in RECORDS:
        return _("{step}  Enter").format(step=words)
    return _("登记“{step}”  Enter").format(step=words)


class StepForm(Form):
    """One step as its paper or its doer states it."""

    def __init__(
        self,
        context: Context,
        measure: Any,
        way: Way,
        papers: tuple[str, ...] = (),
        *,
        note: str = "",
    ) -> None:
        """`note`: words to begin with."""
        super().__init__(context, act=act_words(way.step))
        self._measure_id, self._way = measure.id, way
        self.record_id = measure.id
        now = context.desk.clock.now()
        self.lines = {need: QLineEdit() for need in (Need.DOCUMENT, Need.WHO)}
        self.note = TextArea(lines=min(max(note.count("\n") + 2, 2), LONGEST_NOTE))
        self.note.setPlainText(note)
        self.time = QLineEdit(f"{now:%H:%M}")
        self.paper = combo([(code, _(PAPER_LABELS[code])) for code in papers], name=_("材料"))
        self.file = FileField()
        if Need.PAPER in way.needs:
            self.add("paper", _("材料"), self.paper)
        for need, editor in self.lines.items():
            if need in way.needs:
                self.add(need.value, _(NEED_TITLES[need]), editor)
        self.add("at", _("日期"), DateEdit(now.date(), lean="past"))
        self.add("time", _("时刻（几点几分）"), self.time)
        if Need.UNTIL in way.needs or self._may_shorten(measure):
            until = measure.until_on if way.step is Step.GRANT else None
            self.add("until", _(NEED_TITLES[Need.UNTIL]), DateEdit(until, empty=True))
        self.add("note", _(NEED_TITLES[Need.NOTE]), self.note)
        self.add_widget(self.file)
        self.lines[Need.WHO].setText(usual_organ(context, measure, way.step))

    def collect(self) -> Callable[[UnitOfWork], Any]:
        way, measure_id, file = self._way, self._measure_id, self.file
        given: dict[str, Any] = {
            "step": way.step,
            "at": self._moment(),
            "document": self.lines[Need.DOCUMENT].text(),
            "who": self.lines[Need.WHO].text(),
            "note": self.note.text(),
            "until": self.optional_day("until") if "until" in self.fields else None,
            "paper": self.paper.currentData() or "" if Need.PAPER in way.needs else "",
        }
        law, seal = self.context.desk.law(), self.context.desk.seal
        take = check_measure if way.by_head else step_and_effect

        def act(uow: UnitOfWork) -> str:
            attachment = file.seal_into(uow, measure_id, seal)
            return take(uow, law, measure_id, StepFacts(**given, attachment_id=attachment))

        return act

    def _moment(self) -> datetime:
        """Day and time; today's step without a later time is now."""
        day, now = self.day("at"), self.context.desk.clock.now()
        typed = read_time(self.time.text())
        if typed is None:
            raise UserError(_("时间请写成 9:30。"), field="time")
        at = datetime.combine(day, typed, CHINA)
        return now if at <= now <= at.replace(second=59) else at

    def _may_shorten(self, measure: Any) -> bool:
        """The bureau may grant a device for fewer days than were asked for."""
        return self._way.step in UNTIL_OPTIONAL and measure.kind == MeasureKind.DEVICE


def usual_organ(context: Context, measure: Any, step: Step) -> str:
    """Whose paper it usually is, to begin with."""
    office = context.desk.office
    if step in {Step.COPY, Step.TELL_PROCURATORATE}:
        return office.procuratorate
    if step in {Step.GRANT, Step.EXTEND}:
        return office.county_name
    return str(dict(measure.texts).get("addressee", ""))


def kind_options() -> list[tuple[str, str]]:
    """The kinds that begin on a person's page."""
    return [(kind.value, _(KIND_LABELS[kind])) for kind in STARTED_HERE]
