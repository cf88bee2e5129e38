"""One account of hours: what counts, what is owed, every event behind it, and its paper."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtWidgets import QVBoxLayout

from corrdesk.base.errors import UserError
from corrdesk.base.i18n import N_, _
from corrdesk.bootstrap import Desk
from corrdesk.casework.caseload.hours import (
    HOUR_LABELS,
    SORT_LABELS,
    HourKind,
    HourSort,
    Learner,
    exemption_rows,
)
from corrdesk.casework.hour_flows import HourAccount, hour_accounts, withdraw_exemption_and_duties
from corrdesk.casework.hour_sheets import (
    draw_record,
    draw_slip,
    issue_certificate,
    preview_certificate,
)
from corrdesk.casework.programs.model import GROUND_LABELS, Ground, Turnout
from corrdesk.casework.programs.queries import sessions_of
from corrdesk.ui.documents.paper import Paper
from corrdesk.ui.leave.forms import ReasonForm
from corrdesk.ui.paths import HoursOf
from corrdesk.ui.programs.account_forms import EntryForm, ExemptionForm
from corrdesk.ui.programs.goals import GOAL_KINDS, GoalsTab, goals_title
from corrdesk.ui.programs.looks import account_state, hours_of, hours_words, turnout_cell
from corrdesk.ui.shell import tokens
from corrdesk.ui.shell.badges import Badge
from corrdesk.ui.shell.context import Context
from corrdesk.ui.shell.forms import Form, open_form
from corrdesk.ui.shell.lists import listed
from corrdesk.ui.shell.messages import Message
from corrdesk.ui.shell.registry import Page
from corrdesk.ui.shell.table import Cell, Column, ListSource, PagedModel, RecordTable
from corrdesk.ui.shell.theme import px
from corrdesk.ui.shell.tokens import Shape, Tone
from corrdesk.ui.shell.widgets import Banner, FactGrid, Tabs, button, label, row
from corrdesk.ui.shell.words import full_day, span_words

NO_EVENTS = N_("本期还没有记入时长。登记活动到场以后自动记入；要改的用“调整或扣减”。")
NO_SESSIONS = N_("还没有参加过活动。在“教育和公益”的活动里邀请。")


@dataclass(frozen=True, slots=True)
class OpenedAccount:
    """An account as the page shows it."""

    account: HourAccount
    exemptions: Sequence[Any]
    sessions: Sequence[Any]


class AccountPage(Page):
    """The page of one person's hours of one kind."""

    watches = frozenset(
        {"hour_event", "hour_exemption", "duty", "attendance", "invitation", "document",
         "withdrawal", *GOAL_KINDS}
    )  # fmt: skip
    help_topic = "教育学习和公益活动"

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self._wanted: HoursOf | None = None
        self.opened: OpenedAccount | None = None
        self.paper = Paper(context, self)
        self._name, self.state, self._span = label("", "title"), Badge(), label("", "muted")
        self.grid = FactGrid(4)
        self.banner = Banner()
        today = context.desk.clock.today()
        events: PagedModel[Any] = PagedModel(
            context, event_columns(), key=lambda event: str(event.id)
        )
        self.events: RecordTable[Any] = RecordTable(events, name=_("明细"))
        sessions: PagedModel[Any] = PagedModel(
            context, session_columns(), key=lambda each: str(each.id)
        )
        self.sessions: RecordTable[Any] = RecordTable(sessions, name=_("参加的活动"))
        self.sessions.opened.connect(lambda each: context.go("session", each.id))
        self.goals = GoalsTab(context)
        self.tabs = Tabs(
            [
                ("events", _("本期明细"), listed(self.events, _(NO_EVENTS))),
                ("sessions", _("参加的活动"), listed(self.sessions, _(NO_SESSIONS))),
                ("goals", _("方案目标"), self.goals),
            ],
            name=_("时长"),
        )
        self.goals.counted.connect(
            lambda reached, count: self.tabs.set_title("goals", goals_title(reached, count))
        )
        self._today = today
        self._build()

    def _build(self) -> None:
        self._other = button(_("看另一本台账"), self._show_other, role="link")
        self._certify = button(_("出具证明…"), self._certificate)
        self._proof = button(_("看证明…"), self.show_proof, role="link")
        self._unexempt = button(_("撤销免除…"), self._withdraw_exemption, role="link")
        acts = row(
            button(_("调整或扣减…  F3"), self._enter),
            button(_("登记免除…"), self._exempt),
            button(_("确认单…"), self.show_slip),
            button(_("记录表…"), self.show_record),
            self._certify,
            None,
            self._proof,
            self._unexempt,
        )
        acts.itemAt(0).widget().setShortcut("F3")  # type: ignore[attr-defined]
        file_button = button(_("打开档案  F4"), self._open_person, role="link")
        file_button.setShortcut("F4")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(px(tokens.MARGIN), px(4), px(tokens.MARGIN), px(8))
        layout.setSpacing(px(6))
        layout.addLayout(row(self._name, self.state, self._span, None, self._other, file_button))
        layout.addWidget(self.grid)
        layout.addWidget(self.banner)
        layout.addWidget(self.tabs, 1)
        layout.addLayout(acts)

    def show_argument(self, argument: Any) -> None:
        """Opened with HoursOf."""
        if isinstance(argument, HoursOf):
            self._wanted = argument

    def refresh(self) -> None:
        wanted = self._wanted
        if wanted is not None:
            self.context.ask(self, lambda desk: open_account(desk, wanted), slot="account").then(
                self._show
            ).start()

    def list_focus(self) -> RecordTable[Any]:
        return self.events

    def _show(self, opened: OpenedAccount) -> None:
        self.opened = opened
        account, mine = opened.account, opened.account.tally
        self._name.setText(f"{account.name}　{_(HOUR_LABELS[account.kind])}")
        cell = account_state(account)
        self.state.show_state(cell.text, cell.shape or Shape.DOT, cell.tone)
        self._span.setText(span_words(account.period_start, account.period_end, self._today))
        self.grid.show_facts(
            [
                (_("应完成"), hours_words(mine.target)),
                (_("合计"), hours_words(mine.balance)),
                (_("尚缺"), hours_words(0 if account.exempt else mine.short)),
                (_("到期末预计"), hours_words(mine.forecast)),
                (_("计入"), hours_words(mine.credited)),
                (_("扣减"), hours_words(mine.penalty)),
                (_("调整"), hours_words(mine.adjusted)),
                (_("已安排"), hours_words(mine.planned)),
            ]
        )
        words = [exemption_words(row) for row in opened.exemptions]
        self.banner.say("\n".join(words), Tone.INFO)
        self._unexempt.setVisible(bool(words))
        self._proof.setVisible(bool(words) and opened.exemptions[-1].attachment_id is not None)
        other = _other_kind(account.kind)
        self._other.setText(_("看{what}").format(what=_(HOUR_LABELS[other])))
        self.tabs.set_title("events", f"{_('本期明细')} {len(account.events)}")
        self.tabs.set_title("sessions", f"{_('参加的活动')} {len(opened.sessions)}")
        self.events.records.show_source(_listed(account.events[::-1]))
        self.sessions.records.show_source(_listed(opened.sessions))
        self.goals.show_order(account.person_id, account.name, account.supervision_id)
        self._certify.setVisible(any(each.credited for each in opened.sessions))
        self.content_changed()

    # Acts

    def _enter(self) -> None:
        if self.opened is not None:
            mine = self.opened.account
            self._open(
                _("调整或扣减"),
                EntryForm(self.context, Learner.SUPERVISION, mine.supervision_id, mine.kind),
            )

    def _exempt(self) -> None:
        if self.opened is not None:
            self._open(_("登记免除"), ExemptionForm(self.context, self.opened.account))

    def _withdraw_exemption(self) -> None:
        if self.opened is not None and self.opened.exemptions:
            newest = self.opened.exemptions[-1].id
            self._open(
                _("撤销免除"),
                ReasonForm(
                    self.context,
                    newest,
                    act=_("撤销免除"),
                    work=lambda uow, reason: withdraw_exemption_and_duties(uow, newest, reason),
                ),
            )

    def show_proof(self) -> None:
        """Shows the proof that was kept with the newest exemption."""
        if self.opened is not None and self.opened.exemptions:
            newest = self.opened.exemptions[-1]
            self.paper.show_scan(newest.proof, newest.attachment_id)

    def show_slip(self) -> None:
        """Shows the balance slip to sign."""
        if self.opened is not None:
            mine, law = self.opened.account, self.context.desk.law()
            self.paper.show_form(
                _("时长确认单"), lambda uow: draw_slip(uow, law, mine.supervision_id, mine.kind)
            )

    def show_record(self) -> None:
        """Shows the training record for the file or the court."""
        if self.opened is not None:
            mine, law = self.opened.account, self.context.desk.law()
            self.paper.show_form(
                _("教育学习和公益活动记录表"),
                lambda uow: draw_record(uow, law, mine.supervision_id),
            )

    def _certificate(self) -> None:
        """Issues the certificate of the programme whose session is chosen, or was the last one."""
        if self.opened is None:
            return
        credited = [each for each in self.opened.sessions if each.credited]
        chosen = self.sessions.current_record()
        session = chosen if chosen is not None and chosen.credited else credited[0]
        mine, law, program = self.opened.account, self.context.desk.law(), session.program_id

        def issue(desk: Desk) -> str:
            return desk.issue(
                lambda uow, press, seal: issue_certificate(
                    uow, law, mine.supervision_id, program, press=press, seal=seal
                )
            )

        self.paper.preview(
            lambda uow: preview_certificate(uow, law, mine.supervision_id, program), issue
        )

    def _show_other(self) -> None:
        if self.opened is not None:
            mine = self.opened.account
            self.context.go("hours", HoursOf(mine.supervision_id, _other_kind(mine.kind)))

    def _open_person(self) -> None:
        if self.opened is not None:
            self.context.go("person", self.opened.account.person_id)

    def _open(self, title: str, form: Form) -> None:
        done = _("已保存：{what}").format(what=title)
        open_form(self, title, form, lambda _result: self.context.say(Message(done)))


def open_account(desk: Desk, wanted: HoursOf) -> OpenedAccount:
    """An account with its exemptions and sessions. Raises UserError where there is none."""
    with desk.read() as session:
        office, law, who = desk.office.id, desk.law(), wanted.supervision_id
        accounts = hour_accounts(session, office, law, supervision_id=who)
        account = next((each for each in accounts if each.kind == wanted.kind), None)
        if account is None:
            raise UserError(_("此人没有这一种时长任务。"))
        rows = exemption_rows(session, office, [who])
        been = [each for each in sessions_of(session, office, who) if each.hour_kind == wanted.kind]
    return OpenedAccount(account, [row for row in rows if row.kind == wanted.kind], been)


def exemption_words(row: Any) -> str:
    """One exemption in a sentence."""
    words = _("{ground}：{first} 至 {last}，{reason}（{proof}）")
    return words.format(
        ground=_(GROUND_LABELS[Ground(row.ground)]),
        first=full_day(row.from_on),
        last=full_day(row.until_on),
        reason=row.reason,
        proof=row.proof,
    )


def event_columns() -> tuple[Column[Any], ...]:
    """The columns of the ledger."""
    return (
        Column(N_("日期"), lambda event: Cell(full_day(event.on)), 140),
        Column(N_("性质"), lambda event: Cell(_(SORT_LABELS[HourSort(event.sort)])), 80),
        Column(N_("小时"), lambda event: Cell(hours_of(event.minutes)), 80),
        Column(N_("理由"), lambda event: Cell(event.reason), 220, stretch=True),
    )


def session_columns() -> tuple[Column[Any], ...]:
    """The columns of the sessions somebody was invited to."""
    return (
        Column(N_("日期"), lambda each: Cell(full_day(each.on)), 140),
        Column(N_("活动"), lambda each: Cell(each.name), 200, stretch=True),
        Column(N_("结果"), _turnout, 130),
        Column(N_("计入小时"), lambda each: Cell(hours_of(each.credited)), 90),
        Column(N_("成绩"), lambda each: Cell("" if each.mark is None else str(each.mark)), 64,
               rank=2),
    )  # fmt: skip


def _turnout(each: Any) -> Cell:
    return turnout_cell(Turnout(each.turnout) if each.turnout else None)


def _other_kind(kind: HourKind) -> HourKind:
    education = kind is HourKind.EDUCATION
    return HourKind.PUBLIC_SERVICE if education else HourKind.EDUCATION


def _listed(rows: Sequence[Any]) -> ListSource[Any]:
    return ListSource(
        lambda _desk: len(rows), lambda _desk, offset, limit: rows[offset : offset + limit]
    )
