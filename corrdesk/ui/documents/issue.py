"""出具文书: any form that stands on no decision, filled from the record, seen before it is issued.

What is typed stays where it is until the sheet is issued, whatever is wrong with it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QComboBox, QGridLayout, QLineEdit, QVBoxLayout, QWidget

from corrdesk.base.dates import DateProblem
from corrdesk.base.errors import UserError
from corrdesk.base.i18n import _
from corrdesk.casework.documents.facts import ISSUED_ELSEWHERE
from corrdesk.casework.documents.model import Draft
from corrdesk.casework.documents.queries import find_document
from corrdesk.casework.documents.service import issue_document
from corrdesk.casework.documents.sheet import specimen
from corrdesk.casework.plan_sheets import facts_for_form
from corrdesk.ui.documents.paper import Paper
from corrdesk.ui.paths import IssueOf
from corrdesk.ui.shell import tokens
from corrdesk.ui.shell.context import Context
from corrdesk.ui.shell.date_edit import DateEdit
from corrdesk.ui.shell.drafting import Watched
from corrdesk.ui.shell.messages import explain_error
from corrdesk.ui.shell.registry import Page
from corrdesk.ui.shell.theme import px
from corrdesk.ui.shell.tokens import Tone
from corrdesk.ui.shell.widgets import Banner, Field, TextArea, button, clear, label, row, scrolled

if TYPE_CHECKING:
    from corrdesk.bootstrap import Desk
    from corrdesk.printing.templates import FormTemplate

LINE = 60  # characters: what is longer is written in an area of several lines


@dataclass(frozen=True, slots=True)
class Offered:
    """A form with what is known for it."""

    form: FormTemplate
    known: dict[str, Any]
    addressees: tuple[str, ...] | None  # of the sheet that is replaced


class IssuePage(Page):
    """Choose a form, complete it, look at it, issue it."""

    watches: frozenset[str] = frozenset()
    help_topic = "文书"

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self._about = IssueOf()
        self.offered: Offered | None = None
        self.fields: dict[str, Field] = {}
        self.paper = Paper(context, self)
        self._title = label("", "title")
        self.choice = QComboBox()
        self.choice.setAccessibleName(_("文书"))
        self.choice.setMinimumWidth(px(420))
        self.choice.activated.connect(lambda _index: self._choose())
        self.reason = QLineEdit()
        self.reason_field = Field(_("换发理由（原件随即作废）"), self.reason, name="reason")
        self.serve = QCheckBox(_("需要送达"))
        self.banner = Banner()
        self.body = QGridLayout()
        self.body.setHorizontalSpacing(px(20))
        self.body.setVerticalSpacing(px(tokens.GAP))
        self._content = QWidget()
        self._content.setLayout(self.body)
        self._watched: Watched | None = None
        self.show_button = button(_("预览  Ctrl+Enter"), self.preview, role="primary")
        self.show_button.setShortcut("Ctrl+Return")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(px(tokens.MARGIN), px(4), px(tokens.MARGIN), px(8))
        layout.setSpacing(px(6))
        layout.addWidget(self._title)
        layout.addLayout(row(label(_("文书")), self.choice, self.serve, None))
        layout.addWidget(self.banner)
        layout.addWidget(scrolled(self._content), 1)
        layout.addLayout(row(label(_("带 * 的必须填写。"), "muted"), None, self.show_button))

    def show_argument(self, argument: Any) -> None:
        """Opened for a person, or for a sheet that is to be issued anew."""
        if not isinstance(argument, IssueOf) or argument == self._about:
            return
        same = replace(argument, form_id="") == replace(self._about, form_id="")
        self._about = argument
        if same and self.choice.count():
            self._show_choice()
        else:
            self.offered = None
            words = _("换发文书：{name}") if argument.replaces else _("出具文书：{name}")
            self._title.setText(words.format(name=argument.name))
            self._empty()
            self.choice.setEnabled(not argument.replaces)
            self.context.ask(self, _forms, slot="forms").then(self._show_forms).start()

    def first_focus(self) -> QWidget:
        return self.choice

    def holds_typing(self) -> bool:
        return bool(self.fields)

    # What drafts ask

    @property
    def record_id(self) -> str:
        """The form that is filled in: each has a draft of its own."""
        return self.offered.form.id if self.offered else ""

    def typed_editors(self) -> dict[str, QWidget]:
        """What is typed into, by name."""
        return {name: field.editor for name, field in self.fields.items()}

    def whom(self) -> str:
        """Whom the form is about, in words."""
        return self._about.name

    def tell_restored(self, words: str, tone: Tone) -> None:
        """Says above the fields that a draft was put back."""
        self.banner.say(words, tone)

    def draft(self) -> Draft:
        """What was filled in. Raises UserError naming the field."""
        offered, about = self.offered, self._about
        if offered is None:
            raise UserError(_("请先选择文书。"))
        facts = {
            fact.name: said
            for fact in offered.form.fields
            if (said := _said(self.fields[fact.name], fact.kind.value))
        }
        addressees = offered.addressees or (str(facts.get("addressee") or about.name),)
        copies = facts.get("copies")
        return Draft(
            offered.form.id,
            facts,
            person_id=about.person_id,
            supervision_id=about.supervision_id,
            addressees=addressees if self.serve.isChecked() else (),
            copies=tuple(copies) if isinstance(copies, list) else (),
        )

    def preview(self) -> None:
        """Shows the sheet as it would be issued; what is wrong is said at its field."""
        for field in self.fields.values():
            field.problem("")
        self.banner.say("")
        try:
            if self._about.replaces and not self.reason.text().strip():
                raise UserError(_("请填写换发的理由。"), field="reason")
            draft = self.draft()
        except UserError as error:
            self._problem(error)
            return
        about, reason = self._about, self.reason.text()

        def issue(desk: Desk) -> str:
            return desk.issue(
                lambda uow, press, seal: issue_document(
                    uow, draft, press=press, seal=seal, replaces=about.replaces, reason=reason
                )
            )

        self.context.run(self, lambda desk: desk.print_sheet(lambda _uow: specimen(draft))).then(
            lambda pdf: self.paper.offer(pdf, issue, self._issued)
        ).or_else(self._problem).start()

    # Showing

    def _choose(self) -> None:
        """The page is opened anew with the form that was chosen: a draft finds its way back."""
        chosen = replace(self._about, form_id=self.choice.currentData())
        self.context.go("issue_document", chosen)

    def _show_forms(self, forms: list[tuple[str, str]]) -> None:
        self.choice.clear()
        for form_id, title in forms:
            self.choice.addItem(title, form_id)
        if self._about.form_id:
            self._show_choice()
        else:
            self._choose()

    def _show_choice(self) -> None:
        if self._about.form_id:
            self.choice.setCurrentIndex(self.choice.findData(self._about.form_id))
        self._ask_form()

    def _ask_form(self) -> None:
        form_id, about = self.choice.currentData(), self._about
        if form_id:
            self.context.ask(self, lambda desk: _offer(desk, form_id, about), slot="form").then(
                self._show_form
            ).start()

    def _show_form(self, offered: Offered) -> None:
        typed = {name: _text(field) for name, field in self.fields.items() if _text(field)}
        was = self.offered.known if self.offered else {}
        self._empty()
        self.offered = offered
        replacing = bool(self._about.replaces)
        self.reason_field.setVisible(replacing)
        places = _Places(self.body)
        if replacing:
            places.put(self.reason_field, wide=True)
        letter = offered.form.kind.value in {"letter", "certificate"}
        self.serve.setChecked(letter if offered.addressees is None else bool(offered.addressees))
        today = self.context.desk.clock.today()
        dates = ("signed_on", "filled_on", "decided_on")
        for fact in offered.form.fields:
            known = offered.known.get(fact.name)
            if known is None and fact.name in dates:
                known = today
            editor = _editor(fact, known)
            mark = " *" if fact.required else ""
            hint = _("一行一项") if fact.kind.value == "list" else ""
            field = Field(f"{fact.label}{mark}", editor, hint=hint, name=fact.name)
            self.fields[fact.name] = field
            places.put(field, wide=isinstance(editor, TextArea))
            kept = typed.get(fact.name)
            if kept and kept != _shown(was.get(fact.name)):
                _fill(editor, kept)  # typed for another form: it is the same fact
        places.end()
        self._watched = self.context.drafts.watch(self._content, self)
        self.content_changed()

    def _empty(self) -> None:
        """Takes the form away; what was typed stays a draft, unless it was issued."""
        watched, self._watched = self._watched, None
        if watched is not None:
            watched.rest()
            watched.deleteLater()
        self.body.removeWidget(self.reason_field)
        self.reason_field.setParent(None)
        clear(self.body)
        self.fields = {}

    def _problem(self, error: Exception) -> None:
        name = (error.field or "") if isinstance(error, UserError) else ""
        field = self.reason_field if name == "reason" and self._about.replaces else None
        field = self.fields.get(name, field)
        self.banner.say("" if field else explain_error(error).text, Tone.BAD)
        if field is not None:
            field.problem(explain_error(error).text)
            field.editor.setFocus(Qt.FocusReason.OtherFocusReason)

    def _issued(self, document: Any) -> None:
        if self._watched is not None:
            self._watched.rest()
            if self._watched.draft_id:
                self.context.drafts.drop(self._watched.draft_id)
        self._about = IssueOf()
        self._empty()
        self.context.go("document", document.id)


class _Places:
    """Short fields stand two in a line, long ones in a line of their own."""

    def __init__(self, grid: QGridLayout) -> None:
        self._grid = grid
        self._line, self._side = 0, 0

    def put(self, field: QWidget, *, wide: bool) -> None:
        """The next place for a field."""
        if wide and self._side:
            self._line, self._side = self._line + 1, 0
        self._grid.addWidget(
            field, self._line, self._side, 1, 2 if wide else 1, Qt.AlignmentFlag.AlignTop
        )
        if wide or self._side:
            self._line, self._side = self._line + 1, 0
        else:
            self._side = 1

    def end(self) -> None:
        """What is left of the page stays below."""
        last = self._grid.rowCount()
        for line in range(last):
            self._grid.setRowStretch(line, 0)
        self._grid.setRowStretch(last, 1)


def _forms(desk: Desk) -> list[tuple[str, str]]:
    from corrdesk.printing.templates import load_forms  # noqa: PLC0415 - with the first sheet

    forms = load_forms(desk.press.layouts).values()
    return sorted(
        ((form.id, form.title) for form in forms if form.id not in ISSUED_ELSEWHERE),
        key=lambda each: each[1],
    )


def _offer(desk: Desk, form_id: str, about: IssueOf) -> Offered:
    form = desk.press.form(form_id)
    names = {field.name for field in form.fields}
    with desk.read() as session:
        known = facts_for_form(
            session,
            desk.office.id,
            form_id=form_id,
            fields=names,
            person_id=about.person_id,
            supervision_id=about.supervision_id,
        )
        old = find_document(session, desk.office.id, about.replaces) if about.replaces else None
    if old is None:
        return Offered(form, known, None)
    return Offered(form, known | old.facts, tuple(old.addressees))


def _editor(fact: Any, known: Any) -> QWidget:
    kind = fact.kind.value
    if kind == "date":
        editor: QWidget = DateEdit(empty=True)
    elif kind == "list" or fact.paragraphs:
        editor = TextArea(lines=3)
    else:
        editor = QLineEdit()
    if known:
        _fill(editor, _shown(known))
    return editor


def _shown(known: Any) -> str:
    """A known fact as it stands in its editor."""
    if isinstance(known, list | tuple):
        return "\n".join(str(each) for each in known)
    return "" if known is None else str(known)


def _fill(editor: QWidget, text: str) -> None:
    if isinstance(editor, TextArea):
        editor.setPlainText(text)
    elif isinstance(editor, QLineEdit):
        editor.setText(text)


def _text(field: Field) -> str:
    editor = field.editor
    if isinstance(editor, TextArea):
        return editor.text().strip()
    return editor.text().strip() if isinstance(editor, QLineEdit) else ""


def _said(field: Field, kind: str) -> object:
    """The fact that was typed, or nothing. Raises UserError naming the field."""
    editor, text = field.editor, _text(field)
    if kind == "list":
        return [each.strip() for each in text.splitlines() if each.strip()]
    if isinstance(editor, DateEdit) and text:
        try:
            return editor.day()
        except DateProblem as problem:
            raise UserError(str(problem), field=field.name) from None
    return text
