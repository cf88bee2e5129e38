"""One measure: its grounds, its pack, every step with its time, its papers, and what may follow."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtWidgets import QApplication, QLayout, QPushButton, QVBoxLayout, QWidget

from corrdesk.base.errors import UserError
from corrdesk.base.i18n import _
from corrdesk.bootstrap import Desk
from corrdesk.casework.documents.model import STATE_LABELS, DocumentState
from corrdesk.casework.documents.queries import sheets_about
from corrdesk.casework.enforcement.measures.issuing import issue_sheet, preview_sheet
from corrdesk.casework.enforcement.measures.model import (
    KIND_LABELS,
    OVER,
    PAPER_LABELS,
    STAGE_LABELS,
    STEP_LABELS,
    MeasureKind,
    Stage,
    Step,
)
from corrdesk.casework.enforcement.measures.queries import MeasureFile, day_of, measure_file
from corrdesk.casework.enforcement.measures.service import is_written
from corrdesk.casework.enforcement.measures.sheets import MeasureForm, forms_of
from corrdesk.casework.enforcement.measures.ways import Way
from corrdesk.casework.enforcement.measures.wording import TEXTS
from corrdesk.casework.permissions import may
from corrdesk.casework.searching import Trail, trail_of
from corrdesk.printing.templates import load_form
from corrdesk.ui.documents.looks import DOCUMENT_LOOKS
from corrdesk.ui.documents.paper import Paper
from corrdesk.ui.enforcement.looks import STAGE_LOOKS
from corrdesk.ui.enforcement.measure_forms import (
    GROUNDS,
    SentencesForm,
    StartForm,
    StepForm,
)
from corrdesk.ui.enforcement.measures import DUE_LABELS
from corrdesk.ui.enforcement.search_card import TrailCard, steps_card
from corrdesk.ui.shell import tokens
from corrdesk.ui.shell.badges import Badge
from corrdesk.ui.shell.context import Context
from corrdesk.ui.shell.forms import open_form
from corrdesk.ui.shell.registry import Page
from corrdesk.ui.shell.theme import px
from corrdesk.ui.shell.tokens import Shape, Tone
from corrdesk.ui.shell.why import Clause, clause_words
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
from corrdesk.ui.shell.words import distance, full_day, moment

TRAIL_KINDS = frozenset(
    {"check_in", "leave_return", "travel_trip", "attendance", "relocation_step"}
)
"""Records that say whether somebody was reached."""
Part = QWidget | QLayout | None
ACROSS = 4  # acts side by side


@dataclass(frozen=True, slots=True)
class OpenedMeasure:
    """A measure as the page shows it."""

    file: MeasureFile
    sheets: Sequence[Any]  # issued, the newest first
    officers: Mapping[str, str]
    trail: Trail | None = None  # of somebody whom contact was lost with


class MeasurePage(Page):
    """The page of one measure."""

    watches = frozenset({"measure", "measure_step", "document", "document_step"}) | TRAIL_KINDS
    help_topic = "提请、奖励和措施"

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self._id = ""
        self.opened: OpenedMeasure | None = None
        self.acts: dict[Step, QPushButton] = {}
        self.trail_card: TrailCard | None = None
        self.paper = Paper(context, self)
        self._name, self._kind = label("", "title"), label("", "heading")
        self._stage = Badge()
        self._due = Banner()
        person = button(_("打开档案  F4"), self._open_person, role="link")
        person.setShortcut("F4")
        content = QWidget()
        self._cards = column(margin=2)
        content.setLayout(self._cards)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(px(tokens.MARGIN), px(4), px(tokens.MARGIN), px(8))
        layout.setSpacing(px(6))
        layout.addLayout(row(self._name, self._kind, self._stage, None, person))
        layout.addWidget(self._due)
        layout.addWidget(scrolled(content), 1)

    def show_argument(self, argument: Any) -> None:
        """Opened with a measure's id."""
        if argument:
            self._id = str(argument)

    def refresh(self) -> None:
        measure_id = self._id
        if measure_id:
            self.context.ask(
                self, lambda desk: open_measure(desk, measure_id), slot="measure-file"
            ).then(self._show).start()

    def first_focus(self) -> QWidget:
        return next(iter(self.acts.values()), self)

    def _show(self, opened: OpenedMeasure) -> None:
        focus = QApplication.focusWidget()
        keyboard = focus in {None, self} or self.isAncestorOf(focus)
        self.opened = opened
        measure = opened.file.measure
        stage = Stage(measure.stage)
        self._name.setText(opened.file.person.name)
        self.about = opened.file.person.name
        self._kind.setText(_(KIND_LABELS[MeasureKind(measure.kind)]))
        self._stage.show_state(_(STAGE_LABELS[stage]), *STAGE_LOOKS[stage])
        self._show_dues(opened.file)
        clear(self._cards)
        for part in (
            self._acts_card(opened),
            *self._search_cards(opened),
            self._facts_card(opened),
            self._pack_card(opened),
            self._steps_card(opened),
            self._papers_card(opened),
        ):
            if part is not None:
                self._cards.addWidget(part)
        self._cards.addStretch(1)
        self.content_changed()
        first = next(iter(self.acts.values()), None)
        if first is not None and keyboard:
            first.setFocus()

    def _show_dues(self, file: MeasureFile) -> None:
        today = self.context.desk.clock.today()
        words = [f"{_(DUE_LABELS[each.what])}：{_day_words(each.due, today)}" for each in file.dues]
        past = any(day_of(each.due) <= today for each in file.dues)
        self._due.say("　".join(words), Tone.BAD if past else Tone.INFO)

    # The cards

    def _acts_card(self, opened: OpenedMeasure) -> QWidget | None:
        """What may follow, the usual step first; papers of the pack are put in below."""
        self.acts = {}
        actor = self.context.desk.actor
        lines: list[list[QWidget | None]] = [[]]
        for way in opened.file.ways:
            if way.step is Step.PAPER:
                continue
            made = button(
                _(STEP_LABELS[way.step]) + "…",
                self._opener(way, opened),
                role="" if self.acts else "primary",
            )
            made.setEnabled(may(actor, "measure.check" if way.by_head else "measure.step"))
            self.acts[way.step] = made
            if len(lines[-1]) == ACROSS:
                lines.append([])
            lines[-1].append(made)
        if (
            Stage(opened.file.measure.stage) not in OVER
            and opened.file.measure.kind == "revocation"
        ):
            arrest = button(_("同时提请逮捕…"), lambda: self._start_arrest(opened))
            lines[-1].append(arrest)
        if not self.acts:
            return None
        return card(*(row(*line) for line in lines), title=_("接下来"))

    def _search_cards(self, opened: OpenedMeasure) -> list[QWidget]:
        """Of a lost contact: every step with its time, and what is recorded already."""
        if opened.trail is None:
            return []
        trail, file = opened.trail, opened.file
        open_way = {way.step: way for way in file.ways}

        def taking(step: Step, note: str) -> Callable[[], object] | None:
            way = open_way.get(step)
            return None if way is None else self._opener(way, opened, note)

        seen = trail.seen[-1].told if trail.seen else ""
        self.trail_card = TrailCard(
            trail,
            self.context.desk.clock.today(),
            search=taking(Step.SEARCH, trail.untold),
            tell=None if Stage(file.measure.stage) in OVER else self._tell_again(opened, trail),
            find=taking(Step.FIND, seen),
        )
        steps = steps_card(
            file, self.context.desk.clock.today(), lambda: self.context.go("hints", "open")
        )
        return [steps, self.trail_card.widget]

    def _tell_again(self, opened: OpenedMeasure, trail: Trail) -> Callable[[], object]:
        """Opens the sentences with what is recorded in place of what was written before."""
        return lambda: open_form(
            self,
            _("修改文字"),
            SentencesForm(self.context, opened.file.measure, {"facts": trail.told}),
        )

    def _facts_card(self, opened: OpenedMeasure) -> QWidget:
        measure = opened.file.measure
        kind = MeasureKind(measure.kind)
        titles = {field.name: _(field.title) for field in TEXTS[kind]}
        facts: list[tuple[str, str | QWidget]] = [(_("提出日期"), full_day(measure.opened_on))]
        if measure.since is not None:
            words = _("最后一次联系") if kind is MeasureKind.LOST_CONTACT else _("从哪天起")
            facts.append((words, full_day(measure.since)))
        if measure.until_on is not None:
            facts.append((_("到哪天止"), full_day(measure.until_on)))
        known = GROUNDS.get(kind, {})
        met = "\n".join(_(known[code]) for code in measure.grounds if code in known)
        if met:
            facts.append((_("条件、情形"), met))
        facts += [(titles.get(name, name), text) for name, text in measure.texts.items() if text]
        grid = FactGrid(1)
        grid.show_facts(facts)
        clauses = [
            label(
                clause_words(Clause(each["title"], each["article"], each["mark"])),
                "muted",
                wrap=True,
            )
            for each in measure.citations
        ]
        edit = button(
            _("修改文字…"),
            lambda: open_form(self, _("修改文字"), SentencesForm(self.context, measure)),
        )
        edit.setEnabled(is_written(kind, Stage(measure.stage)))
        return card(grid, *clauses, row(edit), title=_("事实和依据"))

    def _pack_card(self, opened: OpenedMeasure) -> QWidget | None:
        """The papers that go out: present or missing, by shape and word."""
        papers = opened.file.papers
        if not papers:
            return None
        parts: list[Part] = []
        for paper in papers:
            shape, tone = (Shape.TICK, Tone.OK) if paper.present else (Shape.CROSS, Tone.BAD)
            state = Badge(_("已有") if paper.present else _("缺"), shape, tone)
            words = f"{_(PAPER_LABELS[paper.code])}　{paper.note}"
            parts.append(row(state, label(words, wrap=True), stretch=None))
        way = next((way for way in opened.file.ways if way.step is Step.PAPER), None)
        if way is not None:
            parts.append(row(button(_("材料入卷…"), self._opener(way, opened))))
        return card(*parts, title=_("应报送的材料"))

    def _steps_card(self, opened: OpenedMeasure) -> QWidget:
        today = self.context.desk.clock.today()
        parts: list[Part] = []
        for each in opened.file.steps:
            said = [moment(each.at, today), _(STEP_LABELS[Step(each.step)])]
            said += [each.who, each.document]
            if each.until_on is not None:
                said.append(_("到 {day}").format(day=full_day(each.until_on)))
            said += [each.note, _("（有附件，已加密保存）") if each.attachment_id else ""]
            said.append(_("登记人：{name}").format(name=opened.officers.get(each.officer_id, "")))
            parts.append(label("　".join(filter(None, said)), wrap=True, select=True))
        if not parts:
            parts.append(label(_("还没有办理记录。"), "muted"))
        return card(*parts, title=_("办理经过"))

    def _papers_card(self, opened: OpenedMeasure) -> QWidget:
        parts: list[Part] = []
        kind = MeasureKind(opened.file.measure.kind)
        for form in forms_of(kind, opened.file.supervision.category):
            issued = [each for each in opened.sheets if each.form_id == form.form_id]
            valid = next((each for each in issued if each.state != DocumentState.VOID), None)
            parts.append(self._paper_row(opened, form, valid))
        return card(*parts, title=_("文书"))

    def _paper_row(self, opened: OpenedMeasure, form: MeasureForm, sheet: Any) -> QLayout:
        title = load_form(form.form_id).title
        if sheet is not None:
            state = DocumentState(sheet.state)
            return row(
                label(f"{sheet.title} {sheet.serial}", select=True),
                Badge(_(STATE_LABELS[state]), *DOCUMENT_LOOKS[state]),
                None,
                button(_("查看、打印文书…"), lambda: self.paper.show_original(sheet)),
                button(_("打印送达回证…"), lambda: self.paper.show_receipt(sheet)),
            )
        measure_id = opened.file.measure.id
        draw = lambda uow: preview_sheet(uow, measure_id, form.form_id)  # noqa: E731
        if not form.issued:
            return row(
                label(title), None,
                button(_("打印…"), lambda: self.paper.show_form(title, draw)),
            )  # fmt: skip
        issue = button(
            _("预览并签发…"),
            lambda: self.paper.preview(
                draw,
                lambda desk: desk.issue(
                    lambda uow, press, seal: issue_sheet(
                        uow, measure_id, form.form_id, press=press, seal=seal
                    )
                ),
            ),
        )
        return row(label(title), None, issue)

    # Acts

    def _opener(self, way: Way, opened: OpenedMeasure, note: str = "") -> Callable[[], object]:
        missing = tuple(paper.code for paper in opened.file.papers if not paper.present)
        papers = missing or tuple(paper.code for paper in opened.file.papers)

        def show() -> None:
            form = StepForm(self.context, opened.file.measure, way, papers, note=note)
            open_form(self, _(STEP_LABELS[way.step]), form)

        return show

    def _start_arrest(self, opened: OpenedMeasure) -> None:
        measure = opened.file.measure
        form = StartForm(self.context, MeasureKind.ARREST, measure.supervision_id, measure.id)
        open_form(self, _("提请逮捕"), form, lambda made: self.context.go("measure", made))

    def _open_person(self) -> None:
        if self.opened is not None:
            self.context.go("person", self.opened.file.person.id)


def _day_words(due: Any, today: Any) -> str:
    exact = f" {due:%H:%M}" if hasattr(due, "hour") else ""
    return f"{full_day(day_of(due))}{exact}（{distance(day_of(due), today)}）"


def open_measure(desk: Desk, measure_id: str) -> OpenedMeasure:
    """A measure with its sheets. Raises UserError when there is none."""
    with desk.read() as session:
        file = measure_file(session, desk.office.id, desk.law(), measure_id)
        if file is None:
            raise UserError(_("没有找到这一事项。"))
        sheets = sheets_about(session, desk.office.id, [measure_id])
        trail = None
        if file.measure.kind == MeasureKind.LOST_CONTACT:
            order, since = file.measure.supervision_id, file.measure.since
            trail = trail_of(session, desk.office.id, desk.law(), order, since)
    return OpenedMeasure(file, sheets, {row.id: row.name for row in desk.staff()}, trail)
