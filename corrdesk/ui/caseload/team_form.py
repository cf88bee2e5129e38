"""矫正小组 on a person's page: its members, who joins and leaves, and whom the law misses in it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from corrdesk.base.errors import UserError
from corrdesk.base.i18n import N_, _
from corrdesk.bootstrap import Desk
from corrdesk.casework.caseload.minors import minor_known
from corrdesk.casework.caseload.model import SEX_LABELS, TEAM_ROLE_LABELS, Sex, TeamRole
from corrdesk.casework.caseload.policy import (
    TeamAnswer,
    TeamFacts,
    TeamMember,
    check_team,
)
from corrdesk.casework.caseload.queries import PersonFile
from corrdesk.casework.caseload.service import add_team_member, end_team_member
from corrdesk.rules.decision import Decision
from corrdesk.rules.law import Law
from corrdesk.ui.caseload.wide_form import WideForm, widen
from corrdesk.ui.shell.context import Context
from corrdesk.ui.shell.date_edit import DateEdit
from corrdesk.ui.shell.forms import open_form
from corrdesk.ui.shell.messages import Message
from corrdesk.ui.shell.table import Cell, Column, ListSource, PagedModel, RecordTable
from corrdesk.ui.shell.theme import px
from corrdesk.ui.shell.tokens import Tone
from corrdesk.ui.shell.why import Clause, Why, clause_words, lay_open, why_button
from corrdesk.ui.shell.widgets import Banner, button, combo, row
from corrdesk.ui.shell.words import full_day, mask_phone

if TYPE_CHECKING:
    from corrdesk.store.unit_of_work import UnitOfWork

MISSING = {
    "woman": ("team.woman_for_woman", N_("矫正小组缺少女性成员")),
    "minor_specialist": ("team.specialist_for_minor", N_("矫正小组缺少熟悉未成年人身心特点的成员")),
}
FACT_LABELS = {"minor_at_offence": N_("犯罪时未成年（由裁判日期推定）")}
WIDE, NARROW = 700, 420  # pixels at 100 %


@dataclass(frozen=True, slots=True)
class Team:
    """A person with the team of the order that counts."""

    sex: Sex
    minor: bool | None  # None: nobody wrote down when the offence was
    members: tuple[Any, ...]  # those in it today


class MemberForm(WideForm):
    """Somebody who joins the team."""

    def __init__(self, context: Context, order_id: str) -> None:
        super().__init__(context, act=_("添加成员  Ctrl+Enter"))
        self._order_id = self.record_id = order_id
        roles = [(each.value, _(words)) for each, words in TEAM_ROLE_LABELS.items()]
        self._role = combo(roles, name=_("身份"))
        sexes = [(each.value, _(words)) for each, words in SEX_LABELS.items()]
        self._sex = combo([("", _("请选择")), *sexes], name=_("性别"))
        self._knows = combo([("", _("否")), ("yes", _("是"))], name=_("熟悉未成年人身心特点"))
        self.add("name", _("姓名"), QLineEdit())
        self.add("sex", _("性别"), self._sex)
        self.add("role", _("身份"), self._role)
        self.add("phone", _("联系电话"), QLineEdit())
        self.add("minor_specialist", _("熟悉未成年人身心特点"), self._knows)

    def collect(self) -> Callable[[UnitOfWork], str]:
        name = self.read(self._name, "")
        sex = self.read(self._chosen_sex, Sex.MALE)
        self.settle()
        order_id, role = self._order_id, TeamRole(self._role.currentData())
        knows, phone = bool(self._knows.currentData()), self.number("phone")
        return lambda uow: add_team_member(
            uow, order_id, role, name, sex, minor_specialist=knows, phone=phone
        )

    def _name(self) -> str:
        if not self.line("name"):
            raise UserError(_("没有填写姓名。"), field="name")
        return self.line("name")

    def _chosen_sex(self) -> Sex:
        if not self._sex.currentData():
            raise UserError(_("没有选择性别。"), field="sex")
        return Sex(self._sex.currentData())


class LeavingForm(WideForm):
    """The day on which a member left the team."""

    def __init__(self, context: Context, member_id: str) -> None:
        super().__init__(context, act=_("登记退出  Enter"), columns=1)
        self._member_id = self.record_id = member_id
        self._today = context.desk.clock.today()
        self.add("left_on", _("退出日期"), DateEdit(self._today))

    def collect(self) -> Callable[[UnitOfWork], None]:
        left_on, member_id = self.read_day("left_on", not_after=self._today), self._member_id
        self.settle()
        return lambda uow: end_team_member(uow, member_id, left_on)


class TeamTab(QWidget):
    """The members, what is missing among them, and the ways to change that."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        self.context = context
        self._file: PersonFile | None = None
        self._order: Any = None
        self._missing, self._nobody = Banner(), Banner()
        model: PagedModel[Any] = PagedModel(context, team_columns(), key=lambda each: str(each.id))
        self.table: RecordTable[Any] = RecordTable(model, name=_("矫正小组"))
        self.table.chosen.connect(lambda _member: self._fit_leaving())
        model.loaded.connect(self._fit)
        self._add = button(_("添加成员…"), self._open_add)
        self._leave = button(_("成员退出…"), self._open_leaving)
        self._why = why_button(context, self._explain, about=_("矫正小组的组成"))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, px(4), 0, 0)
        for part in (self._missing, self._nobody):
            layout.addWidget(part)
        layout.addWidget(self.table, 1)
        layout.addStretch(0)
        layout.addLayout(row(self._add, self._leave, self._why))

    @property
    def missing(self) -> str:
        """What the banner says is missing."""
        return self._missing.text

    def show_file(self, file: PersonFile, order: Any) -> None:
        """Shows the team of an order of a person."""
        self._file, self._order = file, order
        members = members_of(file, order)
        self.table.records.show_source(
            ListSource(lambda _desk: len(members),
                       lambda _desk, first, limit: members[first : first + limit])
        )  # fmt: skip
        for tool in (self._add, self._why):
            tool.setVisible(order is not None)
        if order is None:
            self._missing.say("")
            return
        self.context.ask(
            self, lambda desk: missing_words(decide(desk, file, order)), slot="team-check"
        ).then(lambda words: self._missing.say(words, Tone.WARN)).start()

    def _fit(self, count: int) -> None:
        self._nobody.say(
            "" if count else _("还没有登记矫正小组成员。用“添加成员”登记。"), Tone.INFO
        )
        self.table.setVisible(count > 0)
        self._fit_leaving()

    def _fit_leaving(self) -> None:
        member = self.table.current_record()
        self._leave.setVisible(member is not None and member.left_on is None)

    def _explain(self, desk: Desk) -> Why:
        if self._file is None:
            raise UserError(_("没有找到此人的档案。"))
        return why_team(desk, self._file, self._order)

    def _open_add(self) -> None:
        if self._order is not None:
            form = MemberForm(self.context, self._order.id)
            self._open(_("添加矫正小组成员"), form, _("已添加矫正小组成员。"), WIDE)

    def _open_leaving(self) -> None:
        member = self.table.current_record()
        if member is not None:
            title = _("{name}退出矫正小组").format(name=member.name)
            form = LeavingForm(self.context, member.id)
            self._open(title, form, _("已登记成员退出，记录保留。"), NARROW)

    def _open(self, title: str, form: WideForm, done: str, width: int) -> None:
        told = Message(done, Tone.OK)
        dialog = open_form(self, title, form, lambda _id: self.context.say(told))
        widen(dialog, form, width)


def members_of(file: PersonFile, order: Any) -> Sequence[Any]:
    """Everybody who is or was in the team of an order."""
    return [each for each in file.team if order is not None and each.supervision_id == order.id]


def team_of(file: PersonFile, order: Any, law: Law) -> Team:
    """The person and the team as they are on the day of the law."""
    here = tuple(
        each for each in members_of(file, order) if each.left_on is None or each.left_on > law.as_of
    )
    judged_on = order.effective_on or order.term_start
    minor = minor_known(file.person.born, order.offence_on, judged_on, law)
    return Team(Sex(file.person.sex), minor, here)


def decide(desk: Desk, file: PersonFile, order: Any) -> Decision[TeamAnswer]:
    """What the rules say of the team as it is today."""
    law = desk.law()
    team = team_of(file, order, law)
    members = tuple(
        TeamMember(_(TEAM_ROLE_LABELS[TeamRole(each.role)]), Sex(each.sex), each.minor_specialist)
        for each in team.members
    )
    return check_team(TeamFacts(team.sex, bool(team.minor), members), law)


def missing_words(decision: Decision[TeamAnswer]) -> str:
    """Who is missing, each with the clause that asks for it; an empty text when nobody is."""
    sentences = []
    for name in decision.value.missing:
        rule, words = MISSING[name]
        clauses = [
            clause_words(Clause(each.title, each.article, each.mark))
            for each in decision.citations_of(rule)
        ]
        sentence = _("{what}（{clauses}）。")
        sentences.append(sentence.format(what=_(words), clauses="、".join(clauses)))
    return "\n".join(sentences)


def why_team(desk: Desk, file: PersonFile, order: Any) -> Why:
    """The rules on the team laid open; says that the day of the offence is not in the file."""
    decision = decide(desk, file, order)
    answer = missing_words(decision) or _("矫正小组的组成符合规定")
    why = lay_open(decision, _("矫正小组的组成"), answer, FACT_LABELS)
    unknown = _("档案没有记下犯罪日期。犯罪时未成年、裁判时已成年的，请自行核对小组里"
                "有没有熟悉未成年人身心特点的成员。")  # fmt: skip
    sure = team_of(file, order, desk.law()).minor is not None
    return why if sure else replace(why, missing=(*why.missing, unknown))


def team_columns() -> tuple[Column[Any], ...]:
    """The columns of the team list."""
    return (
        Column(N_("姓名"), lambda row: Cell(row.name), 110),
        Column(N_("性别"), lambda row: Cell(_(SEX_LABELS[Sex(row.sex)])), 60),
        Column(N_("身份"), lambda row: Cell(_(TEAM_ROLE_LABELS[TeamRole(row.role)])), 150),
        Column(N_("电话"), lambda row: Cell(mask_phone(row.phone)), 130),
        Column(N_("熟悉未成年人"), _knows_minors, 120, rank=2),
        Column(N_("退出日期"), lambda row: Cell(full_day(row.left_on)), 132, stretch=True),
    )


def _knows_minors(row: Any) -> Cell:
    return Cell(_("是") if row.minor_specialist else "")
