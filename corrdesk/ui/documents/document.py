"""One issued sheet: its number and code, how far it has come, and the next step as one button."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtWidgets import QLayout, QPushButton, QVBoxLayout, QWidget

from corrdesk.base.errors import UserError
from corrdesk.base.i18n import _
from corrdesk.bootstrap import Desk
from corrdesk.casework.caseload.queries import officers
from corrdesk.casework.documents.facts import ISSUED_ELSEWHERE
from corrdesk.casework.documents.model import (
    MANNER_LABELS,
    STATE_LABELS,
    STEP_LABELS,
    DocumentState,
    Step,
    StepFacts,
    next_step,
)
from corrdesk.casework.documents.queries import FoundDocument, open_document
from corrdesk.casework.documents.service import OPEN, record_step, void_document
from corrdesk.casework.permissions import may
from corrdesk.ui.documents.code_box import CodeBox
from corrdesk.ui.documents.looks import DOCUMENT_LOOKS
from corrdesk.ui.documents.paper import Paper
from corrdesk.ui.documents.step_forms import ServeForm
from corrdesk.ui.leave.forms import ReasonForm
from corrdesk.ui.paths import IssueOf
from corrdesk.ui.shell import tokens
from corrdesk.ui.shell.badges import Badge
from corrdesk.ui.shell.context import Context
from corrdesk.ui.shell.forms import Form, open_form
from corrdesk.ui.shell.messages import Message
from corrdesk.ui.shell.registry import Page
from corrdesk.ui.shell.theme import px
from corrdesk.ui.shell.tokens import Tone
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

Part = QWidget | QLayout | None
DONE = {
    Step.STAMPED: lambda: _("已登记盖章。"),
    Step.FILED: lambda: _("已登记归档。"),
}


class DocumentPage(Page):
    """The page of one issued sheet."""

    watches = frozenset({"document", "document_step", "attachment"})
    help_topic = "文书"

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self._document_id = ""
        self.opened: FoundDocument | None = None
        self._names: dict[str, str] = {}
        self.next_button: QPushButton | None = None
        self.paper = Paper(context, self)
        self.code = CodeBox(context, self)
        self._title, self._about, self.state = label("", "title"), label("", "muted"), Badge()
        self._file = button(_("打开档案  F4"), self._open_person, role="link")
        self._file.setShortcut("F4")
        self.banner = Banner()
        content = QWidget()
        self._cards = column(margin=2)
        content.setLayout(self._cards)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(px(tokens.MARGIN), px(4), px(tokens.MARGIN), px(8))
        layout.setSpacing(px(6))
        layout.addLayout(row(self._title, self.state, self._about, None, self._file))
        layout.addLayout(row(self.code, None))
        layout.addWidget(self.banner)
        layout.addWidget(scrolled(content), 1)

    def show_argument(self, argument: Any) -> None:
        """Opened with a sheet's id."""
        if argument:
            self._document_id = str(argument)

    def refresh(self) -> None:
        document_id = self._document_id
        if document_id:
            self.context.ask(self, lambda desk: _opened(desk, document_id), slot="document").then(
                self._show
            ).start()

    def first_focus(self) -> QWidget:
        return self.next_button or self.code

    # Showing

    def _show(self, answer: tuple[FoundDocument, dict[str, str]]) -> None:
        self.opened, self._names = answer
        document = self.opened.document
        state = DocumentState(document.state)
        self._title.setText(document.title)
        self._about.setText(self.opened.name)
        self._file.setVisible(document.person_id is not None)
        self.state.show_state(_(STATE_LABELS[state]), *DOCUMENT_LOOKS[state])
        self.banner.say(*self._warning())
        clear(self._cards)
        self.next_button = None  # a card makes it anew
        for part in (self._sheet_card(), self._next_card(), self._steps_card()):
            if part is not None:
                self._cards.addWidget(part)
        self._cards.addStretch(1)
        self.content_changed()
        self.first_focus().setFocus()

    def _warning(self) -> tuple[str, Tone]:
        found = self.opened
        if found is None or found.document.state != DocumentState.VOID:
            return "", Tone.INFO
        words = _("已作废：{why}").format(why=found.document.void_reason)
        if found.current is not None:
            more = _("现行的是第 {version} 版 {serial}，这一份不能再办理。")
            serial = found.current.serial or found.current.check_code
            words += "　" + more.format(version=found.current.version, serial=serial)
        return words, Tone.BAD

    def _sheet_card(self) -> QWidget | None:
        found = self.opened
        if found is None:
            return None
        document = found.document
        manner = MANNER_LABELS.get(document.manner, document.manner)
        grid = FactGrid(2)
        grid.show_facts(
            [
                (_("文号"), document.serial or _("（不编号）")),
                (_("查验码"), document.check_code),
                (_("签发日期"), full_day(document.issued_on)),
                (_("版次"), _("第 {number} 版").format(number=document.version)),
                (_("送达对象"), "、".join(document.addressees) or _("不需要送达")),
                (_("抄送"), "、".join(document.copies)),
                (_("送达日期"), full_day(document.served_on)),
                (_("送达方式"), _(manner) if manner else ""),
                (_("签收人"), document.receiver),
                (_("见证人"), document.witness),
            ]
        )
        tools = [button(_("查看、打印原件…"), lambda: self.paper.show_original(document))]
        if document.addressees:
            receipt = button(_("打印送达回证…"), lambda: self.paper.show_receipt(document))
            tools.append(receipt)
        links = []
        if document.state in OPEN and may(self.context.desk.actor, "document.void"):
            if self._may_replace(document):
                links.append(button(_("换发…"), self._replace, role="link"))
            links.append(button(_("作废…"), self._opener(_("作废文书"), self._void), role="link"))
        if found.current is not None:
            current = found.current.id
            links.append(
                button(_("打开现行文书"), lambda: self.context.go("document", current), role="link")
            )
        return card(grid, row(*tools, None, *links))

    @staticmethod
    def _may_replace(document: Any) -> bool:
        """Whether the sheet can be issued anew here: its facts are kept, no decision is due."""
        return bool(document.facts and document.person_id and document.supervision_id) and (
            document.form_id not in ISSUED_ELSEWHERE
        )

    def _next_card(self) -> QWidget | None:
        found = self.opened
        if found is None:
            return None
        document = found.document
        step = next_step(document.state, to_serve=bool(document.addressees))
        if step is None:
            return None
        words = {
            Step.STAMPED: _("盖章后登记。也可以把盖章后的扫描件或照片拖进窗口。"),
            Step.SERVED: _("照送达回证登记日期、方式和签收人。"),
            Step.FILED: _("归入卷宗后登记。也可以把签收后的扫描件拖进窗口。"),
        }[step]
        acts: dict[Step, tuple[str, Callable[[], object]]] = {
            Step.STAMPED: (_("登记盖章"), lambda: self._take(Step.STAMPED)),
            Step.SERVED: (_("登记送达…"), self._opener(_("登记送达"), self._serving)),
            Step.FILED: (_("登记归档"), lambda: self._take(Step.FILED)),
        }
        title, act = acts[step]
        self.next_button = button(title, act, role="primary")
        self.next_button.setAutoDefault(True)
        return card(label(words, wrap=True), row(self.next_button), title=_("下一步"))

    def _steps_card(self) -> QWidget | None:
        found = self.opened
        if found is None:
            return None
        parts: list[Part] = []
        for step in found.steps:
            who = self._names.get(step.by, "")
            words = f"{full_day(step.on)}　{_(STEP_LABELS[Step(step.step)])}　{who}"
            if step.note:
                words += f"　{step.note}"
            line = label(words, wrap=True)
            if step.attachment_id is None:
                parts.append(line)
                continue
            look = button(_("查看扫描件…"), self._scan_shower(step.attachment_id), role="link")
            parts.append(row(line, look, None))
        if not parts:
            parts.append(label(_("较早的程序没有记录经过。"), "muted"))
        return card(*parts, title=_("办理经过"))

    # Acts

    def _take(self, step: Step) -> None:
        document_id, today = self._document_id, self.context.desk.clock.today()
        done = Message(DONE[step]())

        def taken(_step_id: str) -> None:
            self.context.say(done)
            self.code.setFocus()

        self.context.act(
            self, lambda uow: record_step(uow, document_id, StepFacts(step, today))
        ).then(taken).start()

    def _serving(self) -> Form:
        return ServeForm(self.context, self.opened.document if self.opened else None)

    def _void(self) -> Form:
        document_id = self._document_id
        return ReasonForm(
            self.context,
            act=_("作废这份文书"),
            work=lambda uow, reason: void_document(uow, document_id, reason),
        )

    def _opener(self, title: str, make: Callable[[], Form]) -> Callable[[], object]:
        done = Message(_("已登记。"))
        return lambda: open_form(self, title, make(), lambda _result: self.context.say(done))

    def _replace(self) -> None:
        if self.opened is not None:
            document = self.opened.document
            self.context.go(
                "issue_document",
                IssueOf(
                    document.person_id,
                    document.supervision_id,
                    self.opened.name,
                    form_id=document.form_id,
                    replaces=document.id,
                ),
            )

    def _scan_shower(self, attachment_id: str) -> Callable[[], None]:
        return lambda: self.paper.show_scan(_("扫描件"), attachment_id)

    def _open_person(self) -> None:
        if self.opened is not None and self.opened.document.person_id:
            self.context.go("person", self.opened.document.person_id)


def _opened(desk: Desk, document_id: str) -> tuple[FoundDocument, dict[str, str]]:
    with desk.read() as session:
        found = open_document(session, desk.office.id, document_id)
        names = officers(session, desk.office.id)
    if found is None:
        raise UserError(_("没有找到这份文书。"))
    return found, names
