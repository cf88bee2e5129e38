"""One case from the fact to the served notice: seven steps, each shown as far as it has come.

The next act is one button at the place where the case stands; everything before it is a record.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QEvent, Qt, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from corrdesk.base.errors import UserError
from corrdesk.base.i18n import N_, _
from corrdesk.bootstrap import Desk
from corrdesk.casework.caseload.policy import (
    AnnouncementAnswer,
    AnnouncementFacts,
    announcement,
)
from corrdesk.casework.documents.model import DocumentState
from corrdesk.casework.documents.service import OPEN
from corrdesk.casework.enforcement.assessment import Assessment, assess
from corrdesk.casework.enforcement.model import (
    BREACH_LABELS,
    NOTICE_FORMS,
    Breach,
    DecisionOutcome,
    Measure,
    ProposalState,
    ViolationState,
)
from corrdesk.casework.enforcement.queries import CaseFile, case_file
from corrdesk.rules.decision import Decision
from corrdesk.rules.facts import FactMissing
from corrdesk.ui.enforcement.case_cards import CaseCards
from corrdesk.ui.enforcement.proposal_form import missing_words
from corrdesk.ui.enforcement.violations import state_cell
from corrdesk.ui.shell import tokens
from corrdesk.ui.shell.badges import Badge
from corrdesk.ui.shell.context import Context
from corrdesk.ui.shell.registry import Page
from corrdesk.ui.shell.theme import px
from corrdesk.ui.shell.tokens import Shape, Tone
from corrdesk.ui.shell.widgets import button, clear, label, row, scrolled

STEPS = (
    N_("事实"),
    N_("证据"),
    N_("处理意见"),
    N_("上报"),
    N_("县级决定"),
    N_("文书"),
    N_("送达"),
)
FACTS, EVIDENCE, PROPOSAL, SUBMISSION, DECISION, NOTICE, SERVICE = range(len(STEPS))
CLOSED = len(STEPS)
LAID_OUT = 30  # milliseconds after which new cards have their place


@dataclass(frozen=True, slots=True)
class OpenedCase:
    """A case as the page shows it; `obstacle` is what the rules still need to know."""

    file: CaseFile
    assessment: Assessment | None
    obstacle: str
    announced: Decision[AnnouncementAnswer]

    @property
    def proposal(self) -> Any:
        """The newest proposal that was not taken back, or None."""
        made = self.file.proposals
        return next((each for each in made if each.state != ProposalState.WITHDRAWN), None)

    @property
    def decision(self) -> Any:
        """The newest decision on the newest proposal, or None."""
        proposal = self.proposal
        made = self.file.decisions
        found = [each for each in made if proposal and each.proposal_id == proposal.id]
        return found[0] if found else None

    @property
    def notice(self) -> Any:
        """The valid notice of the newest decision, or None."""
        decision = self.decision
        for each in self.file.notices:
            if decision and each.subject_id == decision.id and each.state != DocumentState.VOID:
                return each
        return None


class CasePage(Page):
    """The page of one violation."""

    watches = frozenset(
        {
            "violation",
            "evidence",
            "proposal",
            "proposal_check",
            "decision",
            "withdrawal",
            "measure",
            "document",
            "attachment",
        }
    )
    help_topic = "违规处置"

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self._violation_id = ""
        self._opened: OpenedCase | None = None
        self._name = label("", "title")
        self._what = label("", "muted")
        self._state = Badge()
        file_button = button(_("打开档案  F4"), self._open_person, role="link")
        file_button.setShortcut("F4")
        self._steps = QHBoxLayout()
        self._steps.setSpacing(px(4))
        content = QWidget()
        self.cards = CaseCards(context, self)
        content.setLayout(self.cards.layout)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(px(tokens.MARGIN), px(4), px(tokens.MARGIN), px(8))
        layout.setSpacing(px(6))
        layout.addLayout(row(self._name, self._state, self._what, None, file_button))
        layout.addLayout(self._steps)
        self._area = scrolled(content)
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        layout.addWidget(self._area, 1)

    def show_argument(self, argument: Any) -> None:
        """Opened with a violation's id."""
        if argument:
            self._violation_id = str(argument)

    def refresh(self) -> None:
        violation_id = self._violation_id
        if violation_id:
            self.context.ask(
                self, lambda desk: open_case(desk, violation_id), slot="case-file"
            ).then(self._show).start()

    def first_focus(self) -> QWidget:
        return self.cards.next_button or self  # the keyboard goes on to the button once it is there

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter presses the next act, where the keyboard stands on it."""
        following = self.cards.next_button
        enter = event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}
        if enter and following is not None and following.hasFocus():
            following.click()
        else:
            super().keyPressEvent(event)

    @property
    def opened(self) -> OpenedCase | None:
        """The case that is shown, once the answer is there."""
        return self._opened

    def _show(self, opened: OpenedCase) -> None:
        stands_at = step_of(opened)
        keyboard = self.cards.has_focus() or self._moves_on(opened, stands_at)
        self._opened = opened
        violation, person = opened.file.violation, opened.file.person
        self._name.setText(person.name)
        self.about = person.name
        self._what.setText(_(BREACH_LABELS[Breach(violation.breach)]))
        cell = state_cell(violation)
        self._state.show_state(cell.text, cell.shape or Shape.DOT, cell.tone)
        self._show_steps(stands_at)
        self.cards.show_case(opened, stands_at)
        self.content_changed()
        if self.cards.next_button is not None:
            QTimer.singleShot(LAID_OUT, self, self._bring_next)
            if keyboard:
                self.cards.next_button.setFocus()

    def _moves_on(self, opened: OpenedCase, stands_at: int) -> bool:
        """Whether an act took the case further: its button is gone, and the focus went anywhere."""
        before, focus = self._opened, QApplication.focusWidget()
        if before is None or before.file.violation.id != opened.file.violation.id:
            return False
        typing = isinstance(focus, QLineEdit) and bool(focus.text())
        return self.isVisible() and step_of(before) != stands_at and not typing

    def _bring_next(self) -> None:
        """Scrolls to where the case goes on, once the new cards have their place."""
        QApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest)
        card = self.cards.current_card
        if card is not None:
            self._area.verticalScrollBar().setValue(card.y() - px(tokens.GAP))

    def _show_steps(self, stands_at: int) -> None:
        clear(self._steps)
        for number, title in enumerate(STEPS):
            if number < stands_at:
                look = (Shape.TICK, Tone.OK)
            elif number == stands_at:
                look = (Shape.DOT, Tone.INFO)
            else:
                look = (Shape.RING, Tone.PLAIN)
            self._steps.addWidget(Badge(f"{number + 1} {_(title)}", *look))
        self._steps.addStretch(1)

    def _open_person(self) -> None:
        if self._opened is not None:
            self.context.go("person", self._opened.file.person.id)


def open_case(desk: Desk, violation_id: str) -> OpenedCase:
    """A case with what the rules say of it today."""
    with desk.read() as session:
        file = case_file(session, desk.office.id, violation_id)
        if file is None:
            raise UserError(_("没有找到这条违规记录。"))
        law = desk.law()
        told = announcement(AnnouncementFacts(minor=bool(file.person.minor)), law)
        try:
            assessment = assess(session, desk.office.id, violation_id, law)
        except FactMissing as error:
            return OpenedCase(file, None, missing_words(error), told)
        except UserError as error:
            return OpenedCase(file, None, str(error), told)
    return OpenedCase(file, assessment, "", told)


def step_of(opened: OpenedCase) -> int:
    """The step at which a case stands: the one whose act comes next."""
    violation, proposal = opened.file.violation, opened.proposal
    if violation.state == ViolationState.DISMISSED:
        return CLOSED
    if violation.state == ViolationState.RECORDED:
        return PROPOSAL if opened.file.evidence else EVIDENCE
    if proposal.state in {ProposalState.DRAFT, ProposalState.CHECKED, ProposalState.RETURNED}:
        return SUBMISSION
    if proposal.state == ProposalState.SUBMITTED:
        return DECISION
    return _after_decision(opened)


def _after_decision(opened: OpenedCase) -> int:
    decision, notice = opened.decision, opened.notice
    if decision is None or decision.outcome != DecisionOutcome.GRANTED:
        return DECISION
    if Measure(opened.proposal.measure) not in NOTICE_FORMS:
        return CLOSED
    if notice is None:
        return NOTICE
    return SERVICE if notice.state in OPEN else CLOSED
